"""A document and its segments to dates and end statuses, with offsets into its text.

Segments may cut a date at the end of a line, so it is whole blocks that are read, table cells one
by one, and what lies between blocks. The document is the witness: the title of a column says what
bare years are, other dates and the site's country which of 02/10 is the day.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from extract.dates.aligned import align
from extract.dates.end_status import find_end_statuses_in_text
from extract.dates.eras import modern_names
from extract.dates.find import Reading, name_dates, read_text
from extract.dates.join import Surroundings, Teller, is_open
from extract.dates.order import learn_habits
from extract.dates.parts import Part
from extract.dates.readers import Habits
from extract.dates.years import Chronicle, build_chronicle, follow_days, tell_date
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


@dataclass(frozen=True, slots=True)
class _PieceReading:
    """The reading of a piece at `offset`, which may lie before it; `era` is the last one named."""

    span: Span
    offset: int
    reading: Reading
    era: Part | None = None

    @property
    def is_open(self) -> bool:
        return any(map(is_open, self.reading.parts))

    @property
    def lacks_month(self) -> bool:
        return any(part.month is None for part in filter(is_open, self.reading.parts))


def find_dates(document: Document, segments: Sequence[Segment]) -> tuple[DateMention, ...]:
    """Return the dates of the document, in their order, not overlapping.

    A day or month without a year is given where the document makes its year certain.
    """
    site = document.source if document.source.startswith("http") else ""
    copy = align(f"{document.text}\n{site}")
    habits = learn_habits(copy)
    copy = copy[: len(document.text)]
    pieces = _cut(document, segments, copy)
    readings = _in_eras(_read(document.text, piece, habits) for piece in pieces)
    found = [_find_in(reading, None) for reading in readings]
    if any(reading.is_open for reading in readings):
        chronicle = build_chronicle(copy, _join(found), document.published)
        found = _find_again(readings, found, chronicle)
        if any(reading.lacks_month for reading in readings):
            found = _find_again(readings, found, follow_days(chronicle, _join(found)))
    return tuple(_join(found))


def _join(found: list[list[DateMention]]) -> list[DateMention]:
    return [mention for each in found for mention in each]


def _find_again(
    readings: list[_PieceReading], found: list[list[DateMention]], chronicle: Chronicle
) -> list[list[DateMention]]:
    tell = partial(tell_date, chronicle)
    return [
        _find_in(reading, tell) if reading.is_open else each
        for reading, each in zip(readings, found, strict=True)
    ]


def find_end_statuses(
    document: Document, segments: Sequence[Segment]
) -> tuple[EndStatusMention, ...]:
    """Return the end statuses of the document, in their order, not overlapping.

    A bare word for "unknown" or "undetermined" counts only in table cells, and there not under a
    title that is about something else than time, and behind a date at the end of a line; where the
    words say what is unknown, as in 期限未定, it counts anywhere.
    """
    copy = align(document.text)
    return tuple(
        moved
        for piece in _cut(document, segments, copy)
        for mention in find_end_statuses_in_text(piece.span.of(document.text))
        for moved in (replace(mention, span=_moved(mention.span, piece.span.start)),)
        if moved.status not in ("unknown", "undetermined")
        or _may_say_unknown(piece)
        or _says_of_what(copy, moved.span)
    )


_WHAT = re.compile(
    "期[限間]|終期|時期|満了日|終了日|(?<![a-z])(?:date|duration|term|period|validity)(?![a-z])"
)
_BEFORE_END = re.compile("(?:\\|[ \n]?|[0-9年月日度] ?[ ~/、,-] ?)\\Z")


def _says_of_what(copy: str, span: Span) -> bool:
    """Whether words say of what an end is unknown, or a date or a cell before them does."""
    before = copy[max(0, span.start - 6) : span.start]
    if _WHAT.search(before + span.of(copy)):
        return True
    is_last = copy[span.end : span.end + 1] in ("", "\n", "|", " ", ")")
    return is_last and _BEFORE_END.search(before) is not None


# A table that was flattened goes on in the next line with the end of its period.
_GOES_ON = re.compile("(?<=[0-9年月日])\n ?[-~] ?[0-9平昭令]|(?<=[-~])\n ?[0-9平昭令]")


def _cut(document: Document, segments: Sequence[Segment], copy: str) -> Iterator[_Piece]:
    default = language_of(document.text, default="en")
    first_segments: dict[int, Segment] = {}
    for segment in segments:
        first_segments.setdefault(segment.block, segment)
    cursor = 0
    held: _Piece | None = None
    for index, block in enumerate(document.blocks):
        first = first_segments.get(index)
        header = first.header.of(document.text) if first and first.header else ""
        language = first.language if first else default
        piece = _Piece(block.span, language, block.kind == "table_cell", header)
        if held and _go_together(copy, held, piece):
            held = replace(held, span=Span(held.span.start, block.span.end))
        else:
            if held:
                yield held
            if cursor < block.span.start:
                yield _Piece(Span(cursor, block.span.start), default)
            held = piece
        cursor = block.span.end
    if held:
        yield held
    if cursor < len(document.text):
        yield _Piece(Span(cursor, len(document.text)), default)


def _go_together(copy: str, piece: _Piece, following: _Piece) -> bool:
    match = None if piece.is_cell or following.is_cell else _GOES_ON.match(copy, piece.span.end)
    return bool(match) and following.span.start < match.end() if match else False


def _moved(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


_TIME_HEADER = re.compile(
    "期|終|満了|日|年|更新|備考|状|end|expir|term|period|until|duration|valid|status|date|remark"
)


def _may_say_unknown(piece: _Piece) -> bool:
    return piece.is_cell and (not piece.header or bool(_TIME_HEADER.search(align(piece.header))))


def _read(text: str, piece: _Piece, habits: Habits) -> _PieceReading:
    written = piece.span.of(text)
    prefix, suffix = _unwritten(written, piece.header) if piece.header else ("", "")
    reading = read_text(prefix + written + suffix, language=piece.language, habits=habits)
    return _PieceReading(piece.span, piece.span.start - len(prefix), reading)


def _in_eras(readings: Iterable[_PieceReading]) -> list[_PieceReading]:
    """Return the readings with the last date before them that is counted from an era."""
    era: Part | None = None
    followed = []
    for reading in readings:
        followed.append(replace(reading, era=era) if era and reading.reading.parts else reading)
        named = (part for part in reversed(reading.reading.parts) if part.year_zero is not None)
        era = next(named, era)
    return followed


def _find_in(piece: _PieceReading, tell: Teller | None) -> list[DateMention]:
    surroundings = Surroundings(tell and partial(_tell_moved, piece.offset, tell), piece.era)
    return [
        replace(mention, span=_within(piece.span, _moved(mention.span, piece.offset)))
        for mention in name_dates(piece.reading, surroundings)
    ]


def _tell_moved(offset: int, tell: Teller, part: Part) -> Part:
    """Ask for a part of a piece in the offsets of the document."""
    told = tell(replace(part, start=part.start + offset, end=part.end + offset))
    return replace(told, start=part.start, end=part.end)


def _within(limits: Span, span: Span) -> Span:
    return Span(max(limits.start, span.start), min(limits.end, span.end))


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
