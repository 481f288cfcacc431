"""The data types that the stages hand on, and their units.

Units, said once:

* Offsets are Unicode code points, half-open, into `Document.text`.
* Pages are numbered from 0 inside; `page_number` is 1-based, for people.
* Lengths on a page are points (1/72 inch) from the top left corner.
* Scores are from 0 to 1.
* Rows and columns of a table are numbered from 0.
* Days are `datetime.date`; a date that is not exact is two days, first and last.
* Dates are EDTF (ISO 8601-2) strings: ``1985-04``, ``2008/2011``, ``199X``, ``[..2003-12]``.

Every type is frozen; a stage returns new values and never changes what it was given.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Language = Literal["ja", "en"]
Label = Literal["INSTITUTION", "DATE", "END_STATUS"]
BlockKind = Literal[
    "heading", "paragraph", "list_item", "table_cell", "caption", "footnote", "header", "footer"
]
EndStatus = Literal[
    "indefinite",
    "auto_renewal",
    "ongoing",
    "renewal_pending",
    "until_completion",
    "undetermined",
    "transferred",
    "unknown",
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of `Document.text`.

    >>> Span(3, 7).overlaps(Span(6, 9)), Span(3, 7).contains(Span(4, 7))
    (True, True)
    """

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one code point; an empty span overlaps nothing."""
        return max(self.start, other.start) < min(self.end, other.end)

    def contains(self, other: "Span") -> bool:
        """Whether every offset of `other` lies inside, both edges included."""
        return self.start <= other.start and other.end <= self.end

    def of(self, text: str) -> str:
        """Return what the span cuts out of `text`."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Page:
    """A page; `remark` says why it yielded no text (blank, unreadable), None where it did."""

    width: float
    height: float
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Word:
    """Where a piece of the text stands on its page.

    `score` is the OCR engine's confidence, and 1 for text that was born digital.
    """

    span: Span
    box: Box
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, cell ...; `page` is None where the medium has no pages."""

    kind: BlockKind
    span: Span
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell at its first row and column; an empty cell has an empty span."""

    row: int
    column: int
    span: Span
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table, joined over the pages it runs on; `page` is the first of them.

    `cells` are sorted by row, then column. The first `header_rows` rows are titles of columns,
    as far as reading could tell from layout or markup; 0 where it could not.
    """

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    page: int | None = None
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One report as read.

    `text` is never rewritten after reading; for plain text it is the decoded file, so that
    offsets are file offsets. `sha256` is that of the file's bytes. `blocks` are in reading order
    and do not overlap; every cell that is not empty is also a block. `words` are sorted by start
    and empty for media without pages. `published` is the day the document says it was issued,
    None where it does not say.
    """

    sha256: str
    source: str
    media_type: str
    title: str
    text: str
    pages: tuple[Page, ...] = ()
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    words: tuple[Word, ...] = ()
    published: date | None = None

    def boxes(self, span: Span) -> tuple[Box, ...]:
        """Return where `span` stands, a box for each word under it, in reading order.

        Of a word that is only partly under it, the box is cut by the share of its letters; there
        are no boxes without pages.
        """
        return tuple(_cut_box(word, span) for word in self.words_under(span))

    def page_of(self, span: Span) -> int | None:
        """Return the page on which `span` starts; None where the medium has no pages."""
        if not self.pages:
            return None
        if word := next(self.words_under(span), None):
            return word.box.page
        index = bisect_left(self.blocks, span.start + 1, key=lambda block: block.span.start) - 1
        return self.blocks[index].page if index >= 0 else 0

    def words_under(self, span: Span) -> Iterator[Word]:
        """Yield the words that share a code point with `span`, in reading order."""
        index = bisect_left(self.words, span.start + 1, key=lambda word: word.span.end)
        while index < len(self.words) and self.words[index].span.start < span.end:
            yield self.words[index]
            index += 1


def _cut_box(word: Word, span: Span) -> Box:
    box, length = word.box, len(word.span)
    first = max(0, span.start - word.span.start) / length
    last = min(length, span.end - word.span.start) / length
    width, height = box.right - box.left, box.bottom - box.top
    if length > 1 and height > 1.5 * width:  # the letters stand below each other
        return Box(box.page, box.left, box.top + first * height, box.right, box.top + last * height)
    return Box(box.page, box.left + first * width, box.top, box.left + last * width, box.bottom)


@dataclass(frozen=True, slots=True)
class CellAddress:
    """Which cell of which of `Document.tables`."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, clause, list item or table cell: what recognition looks at in one piece.

    `block` is the index into `Document.blocks`. `heading` is the nearest heading above,
    `header` the title of the cell's column; both None where there is none.
    """

    span: Span
    language: Language
    block: int
    heading: Span | None = None
    cell: CellAddress | None = None
    header: Span | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """An institution named in the text; `score` is the probability that the span is exactly one."""

    span: Span
    score: float
    language: Language
    label: Label = "INSTITUTION"


@dataclass(frozen=True, slots=True)
class DateValue:
    """What a date expression means: EDTF, and the first and last day it covers.

    A day is None where the date is open to that side. `alternates` are the other EDTF readings
    where the text leaves open which is day and which is month.
    """

    value: str
    first_day: date | None
    last_day: date | None
    alternates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateMention:
    """A calendar date expression in the text."""

    span: Span
    date: DateValue
    language: Language


@dataclass(frozen=True, slots=True)
class EndStatusMention:
    """A phrase that says how an agreement ends, such as 無期限 or "automatically renewed"."""

    span: Span
    status: EndStatus
    language: Language


@dataclass(frozen=True, slots=True)
class Candidate:
    """A registry record that a name may mean.

    `matched_name` is the record's name that matched. `remark` says what the analyst should know:
    that the record is inactive, or that it stands in for a withdrawn one.
    """

    id: str
    name: str
    country: str
    score: float
    matched_name: str
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A mention with its candidates, best first, and the one chosen.

    `chosen` is None where no record is likely enough: the registry has no such institution.
    `score` is the probability that this decision is right.
    """

    mention: Mention
    candidates: tuple[Candidate, ...]
    chosen: Candidate | None
    score: float


@dataclass(frozen=True, slots=True)
class Party:
    """One side of an agreement: `link` is None where the party is not a mention of the text.

    `country` is the ISO 3166 code of the country that the document names with it, None where it
    names none; that of the registry is in the link.
    """

    text: str
    span: Span
    link: Link | None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who, with whom, from when, until when, about what; what was not decided is None.

    `end_status` is an `EndStatus`, or what the text says where none fits: 防災研へ移管, 継続予定.
    `evidence` is the row, list entry or sentence that says so. `kind` is a word such as
    ``memorandum`` or ``joint laboratory``, None where the text names none. `home` is the
    institution whose partners the table lists. `same_as` is the index, in the extraction, of the
    earlier agreement that this one repeats.
    """

    parties: tuple[Party, ...]
    start: DateValue | None
    end: DateValue | None
    end_status: str | None
    subject: str | None
    evidence: Span
    score: float
    kind: str | None = None
    home: Party | None = None
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one document, and what found it.

    `made_with` names the digests of code, models and registry; two extractions with the same
    document and the same `made_with` are the same.
    """

    document: Document
    mentions: tuple[Mention, ...]
    dates: tuple[DateMention, ...]
    end_statuses: tuple[EndStatusMention, ...]
    links: tuple[Link, ...]
    agreements: tuple[Agreement, ...]
    made_with: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source that could not be used, and the reason in one line, with the remedy."""

    source: str
    reason: str
