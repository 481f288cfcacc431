"""A document and its segments to dates and end statuses, with offsets into its text.

Segments may cut a date at the end of a line, so it is whole blocks that are read, table cells one
by one, and what lies between blocks. The document is the witness: the title of a column says what
bare years are, other dates and the site's country which of 02/10 is the day.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extract.dates.aligned import align
from extract.dates.end_status import find_end_statuses_in_text
from extract.dates.eras import modern_names
from extract.dates.find import find_dates_with_order
from extract.dates.order import decide_day_order
from extract.dates.readers import DayOrder
from extract.model import (
    DateMention,
    Document,
    EndStatusMention,
    Language,
    Segment,
    Span,
)
from extract.text import language_of


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text that is read at once; `header` is the title of its column, "" without."""

    span: Span
    language: Language
    is_cell: bool = False
    header: str = ""


def find_dates(document: Document, segments: Sequence[Segment]) -> tuple[DateMention, ...]:
    """Return the dates of the document, in their order, not overlapping.

    A day without a year is taken near `Document.published`; without that it is left out.
    """
    site = document.source if document.source.startswith("http") else ""
    order = decide_day_order(align(f"{document.text}\n{site}"))
    return tuple(
        mention
        for piece in _cut(document, segments)
        for mention in _find_in_piece(document.text, piece, document.published, order)
    )


def find_end_statuses(
    document: Document, segments: Sequence[Segment]
) -> tuple[EndStatusMention, ...]:
    """Return the end statuses of the document, in their order, not overlapping.

    Words for "unknown" count only in table cells, and there not under a title that is about
    something else than time.
    """
    return tuple(
        replace(mention, span=_moved(mention.span, piece.span.start))
        for piece in _cut(document, segments)
        for mention in find_end_statuses_in_text(
            piece.span.of(document.text), language=piece.language
        )
        if mention.status != "unknown" or _may_say_unknown(piece)
    )


def _cut(document: Document, segments: Sequence[Segment]) -> Iterator[_Piece]:
    default = language_of(document.text, default="en")
    first_segments: dict[int, Segment] = {}
    for segment in segments:
        first_segments.setdefault(segment.block, segment)
    cursor = 0
    for index, block in enumerate(document.blocks):
        if cursor < block.span.start:
            yield _Piece(Span(cursor, block.span.start), default)
        first = first_segments.get(index)
        header = first.header.of(document.text) if first and first.header else ""
        language = first.language if first else default
        yield _Piece(block.span, language, block.kind == "table_cell", header)
        cursor = block.span.end
    if cursor < len(document.text):
        yield _Piece(Span(cursor, len(document.text)), default)


def _moved(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


_TIME_HEADER = re.compile(
    "期|終|満了|日|年|更新|備考|状|end|expir|term|period|until|duration|valid|status|date|remark"
)


def _may_say_unknown(piece: _Piece) -> bool:
    return piece.is_cell and (not piece.header or bool(_TIME_HEADER.search(align(piece.header))))


def _find_in_piece(
    text: str, piece: _Piece, reference: date | None, order: DayOrder | None
) -> Iterator[DateMention]:
    written = piece.span.of(text)
    prefix, suffix = _unwritten(written, piece.header) if piece.header else ("", "")
    limits = Span(0, len(written))
    for mention in find_dates_with_order(
        prefix + written + suffix, language=piece.language, reference=reference, day_order=order
    ):
        start = max(limits.start, mention.span.start - len(prefix))
        end = min(limits.end, mention.span.end - len(prefix))
        yield replace(mention, span=_moved(Span(start, end), piece.span.start))


_ERA_NAME = re.compile("|".join(modern_names()))
_BARE_YEARS = re.compile(" ?(?:[0-9]{1,2}|[0-9]{4}|元)(?: ?[~-] ?(?:[0-9]{1,2}|[0-9]{4}|元))? ?")
_SHORT_DATE = re.compile(" ?(?:[0-9]{1,2}|元) ?[年./・-]")


def _unwritten(written: str, header: str) -> tuple[str, str]:
    """Return what the title of the column leaves unwritten before and after the cell's text.

    Under 年度(平成) a cell 29 is 平成29年度, under 締結日(平成) 29.3.31 is 平成29.3.31.
    """
    cell, title = align(written), align(header)
    eras = set(_ERA_NAME.findall(title))
    era = eras.pop() if len(eras) == 1 else ""
    is_bare = bool(_BARE_YEARS.fullmatch(cell))
    has_century = bool(re.match(" ?[0-9]{4}", cell))
    prefix = era if not has_century and (is_bare or _SHORT_DATE.match(cell)) else ""
    if not is_bare or not (prefix or has_century):
        return prefix, ""
    return prefix, "年度" if "年度" in title else "年" if "年" in title or prefix else ""
