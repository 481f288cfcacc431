"""A Document to its Segments: sentences, list items and table cells, each with a language.

Segments come in the order of the text and do not overlap. Running heads and feet are left out:
they repeat on every page what the pages say once.
"""

import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from extract.model import Block, CellAddress, Document, Language, Segment, Span, Table
from extract.text import is_japanese, language_of

_WHOLE = ("heading", "table_cell", "caption")
_FURNITURE = ("header", "footer")

_OPEN = "「『（(［[【〔｛{〈《“"
_CLOSE = "」』）)］]】〕｝}〉》”"
_PARTNER = dict(zip(_OPEN, _CLOSE, strict=True))
_BRACKET = re.compile(f"[{re.escape(_OPEN + _CLOSE)}]")
# A bracket that is not closed within this many characters was never meant to be.
_LONGEST_BRACKET = 400

# Where a sentence may end, with the brackets and quotes that close after it and the notes to it
# (superscripts and [12]), or where a bracket opens or a line ends. It starts with one set of
# characters and not with a choice, because only then does the search run at full speed.
_MARK = re.compile(
    rf"[{re.escape(_OPEN)}。．｡！？.!?\r\n](?:(?<=[。．｡！？.!?])[。．｡！？.!?…]*"
    rf"[\"'’»{re.escape(_CLOSE)}]*(?:[⁰¹²³⁴-⁹]+|\[[0-9]{{1,3}}\])*)?"
)
_BREAK = re.compile(
    r"(?>\r\n|\r|\n)[ \t\u3000]*"
    r"(?:(?:\r|\n)\s*|(?=[•‣◦▪●○■□◆◇・①-⑳]|[-*–—][ \t\u3000]|[(（][0-9０-９]{1,2}[)）]))"
)


def _load_words(kind: str) -> frozenset[str]:
    lines = files("extract").joinpath("sentence_words.txt").read_text("utf-8").splitlines()
    kinds = (line.partition(": ") for line in lines)
    return frozenset(word for name, _, words in kinds if name == kind for word in words.split())


_ABBREVIATIONS = _load_words("abbreviation")
_NUMBER_ABBREVIATIONS = _load_words("number_abbreviation")
_ENDING_ABBREVIATIONS = _load_words("ending_abbreviation")
_OPENERS = _load_words("opener")
_WORD_LETTERS = string.ascii_letters + string.digits + ".'’" + "".join(map(chr, range(0xC0, 0x100)))
_NEXT_WORD = re.compile(r"\s*[\"'“‘(\[]*([0-9A-Za-zÀ-ÖØ-öø-ÿ]*)")
_LONGEST_WORD = 24
# What goes on after a quotation (と述べた, という, を, の), and after a cry or question (との声).
_QUOTATION_GOES_ON = re.compile(r"\s*[ぁ-ん、，。．)）]")
_CRY_GOES_ON = re.compile(
    r"\s*(?:と(?![ころきてもに])|って|の(?!ち)|を|が|に(?!も|は)|など|[、，。．・)）])"
)
_ENUMERATES = re.compile(r"(?:\A|\n)\s*[0-9]{1,3}\Z")
_INITIALS = re.compile(r"[a-zà-ÿ](?:\.[a-zà-ÿ])*")  # "N.I. Smith", "H.E. the Ambassador"
_COUNTS = re.compile(r"\s+[0-9]{1,4}\s+[a-z]{3}")

# Acronyms, numbers and signs only: nothing that shows a language.
_NO_WORD = re.compile(
    r"(?:[^A-Za-zÀ-ÖØ-öø-ÿぁ-ヿ一-鿿]++|[A-ZÀ-ÖØ-Þ]{1,7}+(?![A-ZÀ-ÖØ-öø-ÿa-z]))*+"
)


def split_segments(document: Document) -> tuple[Segment, ...]:
    """Return the segments of `document` in the order of its text.

    A heading, caption or cell is one segment; paragraphs, list items and footnotes are split into
    sentences. The language is that of the segment's letters; what has no letters, or is only an
    acronym, takes that of its row, else of the segment before, else of the document.
    """
    cells = _index_cells(document.tables)
    languages = _Languages(document)
    segments = []
    heading: Span | None = None
    for index, block in enumerate(document.blocks):
        if block.kind in _FURNITURE:
            continue
        place = cells.get(block.span, _NOWHERE) if block.kind == "table_cell" else _NOWHERE
        for span in _split_block(document.text, block):
            language = languages.find(span, place.address)
            segments.append(Segment(span, language, index, heading, place.address, place.header))
        if block.kind == "heading":
            heading = block.span
    return tuple(segments)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a cell is, and the title of its column; None for what is not in a table."""

    address: CellAddress | None
    header: Span | None


_NOWHERE = _Place(None, None)


def _index_cells(tables: Sequence[Table]) -> Mapping[Span, _Place]:
    places = {}
    for number, table in enumerate(tables):
        titles = _find_titles(table)
        for cell in table.cells:
            title = titles.get(cell.column) if cell.row >= table.header_rows else None
            places[cell.span] = _Place(CellAddress(number, cell.row, cell.column), title)
    return places


def _find_titles(table: Table) -> Mapping[int, Span]:
    """Return the titles of columns: of several header rows the lowest that is not empty."""
    titles: dict[int, Span] = {}
    for cell in table.cells:
        if cell.row < table.header_rows and len(cell.span):
            for column in range(cell.column, cell.column + cell.column_span):
                titles[column] = cell.span
    return titles


class _Languages:
    """The languages of rows and of the document, and of the segment before."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.last: Language | None = None
        self.rows: dict[tuple[int, int], Language] = {}
        for number, table in enumerate(document.tables):
            self._add_rows(number, table)

    def _add_rows(self, number: int, table: Table) -> None:
        votes: dict[int, Counter[Language]] = {}
        for cell in table.cells:
            if language := _find_language(cell.span.of(self.text)):
                votes.setdefault(cell.row, Counter())[language] += 1
        for row, counts in votes.items():
            self.rows[number, row] = max(counts, key=lambda language: counts[language])

    def find(self, span: Span, address: CellAddress | None) -> Language:
        language = _find_language(self.text[span.start : span.end])
        if language is None and address is not None:
            language = self.rows.get((address.table, address.row))
        if language is None:
            language = self.last or language_of(self.text, default="en")
        self.last = language
        return language


def _find_language(text: str) -> Language | None:
    """Return the language that the letters show, None for acronyms and what has no letters."""
    return None if _NO_WORD.fullmatch(text) else language_of(text, default="en")


def _split_block(text: str, block: Block) -> Iterator[Span]:
    if block.kind in _WHOLE:
        yield block.span
    else:
        yield from split_sentences(text, block.span)


def split_sentences(text: str, span: Span) -> Iterator[Span]:
    """Yield the spans of the sentences inside `span`, in order, without blanks at their edges.

    A sentence does not end inside brackets, nor where a line was broken to fit the page.

    >>> text = "「行く。」と言った。Dr. Who came. He left."
    >>> [sentence.of(text) for sentence in split_sentences(text, Span(0, len(text)))]
    ['「行く。」と言った。', 'Dr. Who came.', 'He left.']
    """
    start = span.start
    for end in _find_ends(text, span):
        piece = text[start:end]
        if stripped := piece.strip():
            left = end - len(piece.lstrip())
            yield Span(left, left + len(stripped))
        start = end


def _find_ends(text: str, span: Span) -> Iterator[int]:
    """Yield the ends of sentences, the last of them the end of `span`."""
    closed = span.start  # brackets that were opened before are closed at `closed`
    for mark in _MARK.finditer(text, span.start, span.end):
        start, end = mark.span()
        first = text[start]
        if first in _PARTNER:
            if start >= closed:
                closed = _find_close(text, start, span.end)
        elif first in "\r\n":
            if _BREAK.match(text, start, span.end):
                closed = end
                yield start
        elif end >= closed and _ends_sentence(text, mark, span, quoted=start < closed):
            yield end
    yield span.end


def _find_close(text: str, start: int, end: int) -> int:
    """Return the offset after the bracket that closes the one at `start`, `start` if none does."""
    expected: list[str] = []
    for match in _BRACKET.finditer(text, start, min(end, start + _LONGEST_BRACKET)):
        bracket = match.group()
        if bracket in _PARTNER:
            expected.append(_PARTNER[bracket])
        elif bracket in expected:
            while expected.pop() != bracket:
                pass
            if not expected:
                return match.end()
    return start


def _ends_sentence(text: str, mark: re.Match[str], span: Span, *, quoted: bool) -> bool:
    """Whether the signs of `mark` end a sentence; `quoted` if they and it close a bracket."""
    start, end = mark.span()
    first = text[start]
    if end == span.end or (first in "。｡" and not quoted):
        return True
    if first == "." or (first == "．" and not _is_japanese_before(text, start)):
        return _ends_at_point(text, Span(start, end), span)
    if text[end].isspace():
        return not _is_lower_after(text, end)
    if first in "!！" and not _is_japanese_before(text, start) and not quoted:
        return False  # Yahoo!ニュース
    return not (_QUOTATION_GOES_ON if quoted else _CRY_GOES_ON).match(text, end)


def _is_japanese_before(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return bool(before) and (is_japanese(before) or before in _CLOSE)


def _is_lower_after(text: str, end: int) -> bool:
    match = _NEXT_WORD.match(text, end)
    return match is not None and match.group(1)[:1].islower()


def _ends_at_point(text: str, stop: Span, span: Span) -> bool:
    """Whether a full stop ends a sentence, and not an abbreviation, a number or an initial."""
    if _is_japanese_before(text, stop.start):
        return not _QUOTATION_GOES_ON.match(text, stop.end) and not text[stop.end].isdigit()
    if not text[stop.end].isspace():
        return False
    following = _NEXT_WORD.match(text, stop.end, span.end)
    word = following.group(1) if following else ""
    if word[:1].islower():
        return False
    before = text[max(span.start, stop.start - _LONGEST_WORD) : stop.start]
    return _ends_after_word(before, word, text[stop.end : stop.end + 40])


def _ends_after_word(before: str, word: str, rest: str) -> bool:
    last = before[len(before.rstrip(_WORD_LETTERS)) :].lower()
    if last.isdigit():  # 2013. 6 is a month; 3. at the start of a line is a number
        if _ENUMERATES.search(before):
            return False
        return not word[:1].isdigit() or bool(_COUNTS.match(rest))
    if last in _ABBREVIATIONS:
        return False
    if last in _NUMBER_ABBREVIATIONS and word[:1].isdigit():
        return False
    if last in _ENDING_ABBREVIATIONS or _INITIALS.fullmatch(last):
        return word.lower() in _OPENERS
    return True
