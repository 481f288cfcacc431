"""Bytes of a plain text or Markdown file -> Document whose text is the decoded file.

Nothing is moved or taken out: line ends stay as they are, CRLF among them, and a byte order mark
stays as the code point U+FEFF, so that an offset into the text is an offset into the file.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from extract.errors import EmptyFileError
from extract.model import Block, BlockKind, Cell, Document, Span, Table
from extract.parse.builder import Origin
from extract.parse.decode import decode_text
from extract.parse.lines import (
    CAPTION,
    FOOTNOTE,
    ITEM,
    WIDEST_WRAP,
    goes_on,
    is_joint,
    is_row,
    is_title,
    width_of,
)
from extract.parse.plain_columns import ColumnTable, Piece, cut_line, find_column_table

_BLANK = " \t\v\f\u3000\u00a0\ufeff"
_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_DELIMITER_CELL = re.compile(r"\s*:?-{1,}:?\s*")
_WIDE_GAP = re.compile(r" {2,}|\u3000{2,}")
_GAP = re.compile(r" {2,}|\u3000+")
_PIPE = re.compile(r"(?<!\\)\|")

_HASHES = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1[ \t]*$")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})[ \t]*$")
_RULE = re.compile(r"(?:[-*_][ \t]*){3,}$")

_MOST_TITLES = 2
"""How many lines of one cell may stand between two rows of cells with tabs."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its end and the blanks at its edges; `margin` is those in front.

    `before` and `behind` are the tabs among those blanks: of cells of a table that are empty.
    """

    start: int
    end: int
    text: str
    margin: str
    before: int = 0
    behind: int = 0


def parse_plain(origin: Origin) -> Document:
    """Return the document of a plain text or Markdown file; its text is the decoded file.

    Raises:
        EmptyFileError: there is no letter or sign in the file.
    """
    text = decode_text(origin.data, [origin.charset])
    if not text.strip(_BLANK + "\r\n\0"):
        raise EmptyFileError(f"{origin.source} holds only blanks; get the file again")
    reader = _Reader(text)
    reader.read()
    headings = (block.span.of(text) for block in reader.blocks if block.kind == "heading")
    return Document(
        sha256=hashlib.sha256(origin.data).hexdigest(),
        source=origin.source,
        media_type=origin.media_type,
        title=next(headings, ""),
        text=text,
        blocks=tuple(reader.blocks),
        tables=tuple(reader.tables),
    )


def _split_lines(text: str) -> Iterator[_Line]:
    for match in _LINE.finditer(text):
        raw = match[1]
        stripped = raw.strip(_BLANK)
        margin = raw[: len(raw) - len(raw.lstrip(_BLANK))]
        start = match.start() + len(margin)
        before, behind = margin.count("\t"), raw[len(margin) + len(stripped) :].count("\t")
        yield _Line(start, start + len(stripped), stripped, margin, before, behind)


class _Reader:
    """The lines of a file, and the blocks and tables found in them so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = tuple(_split_lines(text))
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self._pieces: dict[int, tuple[Piece, ...]] = {}

    def read(self) -> None:
        index = 0
        while index < len(self.lines):
            if not self.lines[index].text or _RULE.match(self.lines[index].text):
                index += 1
            elif rows := _count_pipe_rows(self.lines, index):
                self._add_pipe_table(self.lines[index : index + rows])
                index += rows
            elif rows := _count_tab_rows(self.lines, index):
                self._add_tab_table(self.lines[index : index + rows])
                index += rows
            elif table := self._find_columns(index):
                self._add_column_table(table)
                index += table.lines
            elif rows := _count_spaced_rows(self.lines, index):
                self._add_spaced_table(self.lines[index : index + rows])
                index += rows
            else:
                end = self._end_of_group(index)
                self._add_group(self.lines[index:end])
                index = end

    def _end_of_group(self, start: int) -> int:
        end = start + 1
        while (
            end < len(self.lines)
            and self.lines[end].text
            and not _count_pipe_rows(self.lines, end)
            and not _count_tab_rows(self.lines, end)
            and not self._find_columns(end)
            and not _count_spaced_rows(self.lines, end)
        ):
            end += 1
        return end

    def _find_columns(self, start: int) -> ColumnTable | None:
        """Return the table of fixed-width columns that begins at a line, None where none does."""
        if len(_WIDE_GAP.findall(self.lines[start].text)) < 2:
            return None
        following = takewhile(lambda index: self.lines[index].text, range(start, len(self.lines)))
        return find_column_table(map(self._cut_line, following))

    def _cut_line(self, index: int) -> tuple[Piece, ...]:
        """Return the pieces of a line, cut once: a table is looked for from each line on."""
        if index not in self._pieces:
            line = self.lines[index]
            offset = line.start - len(line.margin)
            self._pieces[index] = cut_line(line.margin + line.text, offset)
        return self._pieces[index]

    def _add_column_table(self, table: ColumnTable) -> None:
        texts = [[cell.of(self.text) for cell in row] for row in table.rows]
        self._add_table(table.rows, 1 if table.is_titled or _has_header(texts) else 0)

    def _add_pipe_table(self, lines: Sequence[_Line]) -> None:
        rows = [_split_cells(line) for line in lines if not _is_delimiter(line)]
        if not rows:
            return  # rules alone
        titled = (len(lines) > 1 and _is_delimiter(lines[1])) or (
            not _is_closed(lines[0].text)
            and _has_header([_PIPE.split(line.text) for line in lines])
        )
        self._add_table(rows, 1 if titled else 0)

    def _add_tab_table(self, lines: Sequence[_Line]) -> None:
        rows = [_split_tabs(line) for line in lines]
        if len(rows[0]) + 1 == len(rows[1]) and not lines[0].behind:
            corner = Span(lines[0].start, lines[0].start)
            rows[0].insert(0, corner)
        titled = _has_header([line.text.split("\t") for line in lines])
        self._add_table(rows, 1 if titled else 0)

    def _add_spaced_table(self, lines: Sequence[_Line]) -> None:
        rows = [_split_gaps(line) for line in lines]
        titled = _has_header([_GAP.split(line.text) for line in lines])
        self._add_table(rows, 1 if titled else 0)

    def _add_table(self, rows: Sequence[Sequence[Span]], header_rows: int) -> None:
        columns = max(map(len, rows))
        cells = []
        for number, row in enumerate(rows):
            end = Span(row[-1].end, row[-1].end)
            padded = [*row, *[end] * (columns - len(row))]
            cells += [Cell(number, column, span) for column, span in enumerate(padded)]
            self.blocks += [Block("table_cell", span) for span in row if len(span)]
        self.tables.append(Table(len(rows), columns, tuple(cells), header_rows=header_rows))

    def _add_group(self, lines: Sequence[_Line]) -> None:
        """Add the blocks of lines between blank lines: each one line, or several that were one."""
        if len(lines) == 2 and _UNDERLINE.match(lines[1].text):
            self.blocks.append(Block("heading", Span(lines[0].start, lines[0].end)))
            return
        widest = min(max(width_of(line.text) for line in lines), WIDEST_WRAP)
        is_parted = any(is_joint(line.text) for line in lines)
        start = 0
        for index in range(1, len(lines) + 1):
            if index == len(lines) or _breaks(lines[index - 1 : index + 1], widest, is_parted):
                self._add_block(lines[start:index], alone=len(lines) == index - start)
                start = index

    def _add_block(self, lines: Sequence[_Line], *, alone: bool) -> None:
        first = lines[0]
        kind, skip, cut = _classify(first.text, alone and len(lines) == 1)
        end = lines[-1].end if len(lines) > 1 else first.end - cut
        if first.start + skip < end:
            self.blocks.append(Block(kind, Span(first.start + skip, end)))


def _breaks(lines: Sequence[_Line], widest: int, is_parted: bool) -> bool:
    """Whether the second of two lines opens a block.

    `is_parted` says that a line between names ("AND") is near: lines in capitals are one title.
    """
    line, following = lines
    if _find_mark(line.text) or _find_mark(following.text):
        return True
    if is_joint(line.text) or is_joint(following.text):
        return False
    if following.margin and not line.margin and not ITEM.match(line.text):
        return True
    if is_row(line.text) and is_row(following.text):
        return True
    is_title = is_parted and line.text.isupper() and following.text.isupper()
    return not is_title and not goes_on(line.text, following.text, widest)


def _find_mark(text: str) -> re.Match[str] | None:
    return _HASHES.match(text) or _BOLD.match(text)


def _classify(text: str, alone: bool) -> tuple[BlockKind, int, int]:
    """Return the kind of a block that starts with `text`, and what is markup at either end."""
    if match := _find_mark(text):
        return "heading", match.start(2), len(text) - match.end(2)
    if match := FOOTNOTE.match(text):
        return "footnote", match.end(), 0
    if CAPTION.match(text):
        return "caption", 0, 0
    if alone and is_title(text):
        return "heading", 0, 0
    if match := ITEM.match(text):
        return "list_item", match.end(), 0
    return "paragraph", 0, 0


def _is_delimiter(line: _Line) -> bool:
    cells = _PIPE.split(line.text.strip("|"))
    return "|" in line.text and all(_DELIMITER_CELL.fullmatch(cell) for cell in cells)


def _count_pipe_rows(lines: Sequence[_Line], start: int) -> int:
    """Return how many lines from `start` are a pipe table, 0 where none starts.

    A table has a delimiter row under its first row, pipes at both ends of two rows or more, or the
    same number of them, two or more, in three.
    """
    if start + 1 == len(lines) or not _PIPE.search(lines[start].text):
        return 0
    end = start + 1
    if _is_delimiter(lines[end]):
        while end < len(lines) and _PIPE.search(lines[end].text):
            end += 1
        return end - start
    end = start
    while end < len(lines) and _is_closed(lines[end].text):
        end += 1
    return end - start if end - start >= 2 else _count_open_rows(lines, start)


def _count_open_rows(lines: Sequence[_Line], start: int) -> int:
    pipes = len(_PIPE.findall(lines[start].text))
    end = start
    while pipes >= 2 and end < len(lines) and len(_PIPE.findall(lines[end].text)) == pipes:
        end += 1
    return end - start if end - start >= 3 else 0


def _is_closed(text: str) -> bool:
    return len(text) > 1 and text.startswith("|") and text.endswith("|")


def _split_cells(line: _Line) -> list[Span]:
    edges = [match.start() for match in _PIPE.finditer(line.text)]
    if not edges or edges[0] != 0:
        edges.insert(0, -1)
    if edges[-1] != len(line.text) - 1 or len(edges) == 1:
        edges.append(len(line.text))
    return [_trim(line, left + 1, right) for left, right in pairwise(edges)]


def _split_gaps(line: _Line) -> list[Span]:
    edges = [0, *(edge for gap in _GAP.finditer(line.text) for edge in gap.span())]
    edges.append(len(line.text))
    return [_trim(line, left, right) for left, right in zip(edges[::2], edges[1::2], strict=True)]


def _split_tabs(line: _Line) -> list[Span]:
    spans = [Span(line.start, line.start)] * line.before
    start = 0
    for piece in line.text.split("\t"):
        spans.append(_trim(line, start, start + len(piece)))
        start += len(piece) + 1
    return spans + [Span(line.end, line.end)] * line.behind


def _trim(line: _Line, start: int, end: int) -> Span:
    piece = line.text[start:end]
    stripped = piece.strip(_BLANK)
    if not stripped:
        return Span(line.start + start, line.start + start)
    left = line.start + start + piece.index(stripped)
    return Span(left, left + len(stripped))


def _count_tab_rows(lines: Sequence[_Line], start: int) -> int:
    """Return how many lines from `start` are rows of cells with tabs between, 0 where none are.

    The first row may have one cell less, where the corner over the titles of the rows is empty, or
    one more, where a column is.
    """
    tabs = _count_tabs(lines[start])
    end = start
    while tabs and end < len(lines) and _is_row(lines[end], tabs, is_second=end == start + 1):
        tabs = max(_count_tabs(lines[end]), tabs if end > start + 1 else 0)
        end += 1
        end += _count_titles(lines, end, tabs)
    return end - start if end - start >= 3 or (end - start == 2 and tabs >= 2) else 0


def _is_row(line: _Line, tabs: int, *, is_second: bool) -> bool:
    """Whether a line goes on with rows of so many tabs; empty cells at its end may be left out."""
    count = _count_tabs(line)
    return abs(count - tabs) <= 1 if is_second else count == tabs or 2 <= count < tabs


def _count_titles(lines: Sequence[_Line], start: int, tabs: int) -> int:
    """Return how many lines from `start` have one cell only and are the title of rows below."""
    end = start
    while end < len(lines) and lines[end].text and "\t" not in lines[end].text:
        end += 1
    is_title = tabs >= 2 and end < len(lines) and _is_row(lines[end], tabs, is_second=False)
    return end - start if is_title and end - start <= _MOST_TITLES else 0


def _count_tabs(line: _Line) -> int:
    """Return the number of tabs between cells, of which those at the edges may be empty."""
    tabs = line.text.count("\t")
    if not tabs or (tabs < 2 and ITEM.match(line.text)):
        return 0  # no cells, or the tab behind the number of an item
    return line.before + tabs + line.behind


def _count_spaced_rows(lines: Sequence[_Line], start: int) -> int:
    """Return how many lines from `start` are rows of cells with gaps between, 0 for none.

    Rows have as many gaps, three or more: two rows with wide ones, three with ideographic spaces.
    """
    gaps = len(_GAP.findall(lines[start].text))
    end = start
    while gaps >= 3 and end < len(lines) and len(_GAP.findall(lines[end].text)) == gaps:
        end += 1
    is_wide = len(_WIDE_GAP.findall(lines[start].text)) == gaps
    return end - start if end - start >= (2 if is_wide else 3) else 0


def _has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is titles: words over columns of numbers."""
    digits = [sum(any(map(str.isdigit, cell)) for cell in row) for row in rows]
    return digits[0] == 0 and 2 * sum(map(bool, digits[1:])) > len(rows) - 1
