"""Segments of several lines that are entries -> a segment for each entry; items of several pairs.

Plain text has the lines of lists and chronologies one below the other, and reading may take them
for one paragraph. A chronology may be a table too, with the days in the first of two columns.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from extract.agreements.findings import Findings
from extract.agreements.parties import find_bracket
from extract.model import Cell, Segment, Span, Table

_SAME_DATE = re.compile(r"(?:(?<=[\s　、,／/])|^)(?:同日|同上|同年月日?|〃|″)(?=$|[\s　、,／/])")
_SEMICOLON = re.compile(r"[;；]")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
# The end of a line that breaks off in a sentence: "was signed in", "A University,".
_HANGS = re.compile(
    r"(?:,|(?<![A-Za-z])(?:in|on|of|and|since|from|until|to|the|by|for|with|between|at|or|an?))\s*\n\s*$",
    re.IGNORECASE,
)
_LONGEST_HANGING = 16
# Words of sentences, which names do not hold.
_SAID = re.compile(r"(?<![A-Za-zÀ-ɏ])(?!(?:of|and|for|the|at|in)(?![a-z]))[a-z]{2,}(?![A-Za-zÀ-ɏ])")
_LEAST_SAID = 3
_MARK = re.compile(
    r"[\s・•●○■□◆◇▪‣*※–—-]*(?:[(（]?[0-9０-９]{1,3}[)）.．:：、]?(?:\s|(?<=[)）.．]))\s*)?"
)


def split_lines(segments: Sequence[Segment], findings: Findings) -> Iterator[Segment]:
    """Yield the segments, one for each entry where the lines of one are entries."""
    for block, group in groupby(segments, key=lambda segment: segment.block):
        whole = findings.document.blocks[block].span
        is_chronology = len(_list_openings(whole, findings)) > 1
        for segment in group:
            spans = list_entries(segment.span, findings, is_chronology=is_chronology)
            yield from (replace(segment, span=span) for span in spans)


def list_happenings(segments: Sequence[Segment], findings: Findings) -> Iterator[Segment]:
    """Yield the segments of chronologies in tables, each row's first one with the day before it."""
    days = {
        (number, row): cells[0].span
        for number, table in enumerate(findings.document.tables)
        for row, cells in _list_dated_rows(table, findings).items()
    }
    told: set[tuple[int, int]] = set()
    for segment in segments:
        row = (segment.cell.table, segment.cell.row) if segment.cell else None
        if segment.cell is not None and row in days and segment.cell.column == 1:
            start = segment.span.start if row in told else days[row].start
            told.add(row)
            yield replace(segment, span=Span(start, segment.span.end), cell=None)


def _list_dated_rows(table: Table, findings: Findings) -> dict[int, list[Cell]]:
    """Return the rows of a chronology: of a table of two columns, the first of days, none else."""
    if table.columns != 2:
        return {}
    rows = {
        row: list(cells)
        for row, cells in groupby(table.cells, key=lambda cell: cell.row)
        if row >= table.header_rows
    }
    dated = {
        row: cells
        for row, cells in rows.items()
        if len(cells) == 2 and _is_day(cells[0].span, findings)
    }
    return dated if len(dated) > 1 and 2 * len(dated) >= len(rows) else {}


def _is_day(cell: Span, findings: Findings) -> bool:
    return any(date.span == cell for date in findings.dates_in(cell))


def list_entries(
    span: Span, findings: Findings, *, is_chronology: bool = False
) -> tuple[Span, ...]:
    """Return the entries of a stretch: lines that open with dates, or that name who and when.

    In a chronology, the rest of a line may stand before the first.
    """
    text = findings.document.text
    lines = [Span(*line.span()) for line in _LINE.finditer(text, span.start, span.end)]
    telling = [line for line in lines if findings.links_in(line) and _is_dated(line, findings)]
    is_broken = bool(findings.document.pages)  # its lines are broken to fit a page
    is_broken = is_broken or any(_is_broken_off(line, findings) for line in lines[1:])
    is_broken = is_broken or _is_sentence(lines, findings)
    if len(telling) > 1 and 2 * len(telling) >= len(lines) and not is_broken:
        return tuple(lines)
    openings = _list_openings(span, findings)
    if not is_chronology and (len(openings) < 2 or openings[0] != lines[0]):
        return (span,)
    starts = sorted({lines[0].start, *(line.start for line in openings)})
    ends = [*starts[1:], span.end]
    return tuple(Span(start, end) for start, end in zip(starts, ends, strict=True))


def _list_openings(span: Span, findings: Findings) -> list[Span]:
    """Return the lines of a stretch that open with dates."""
    text = findings.document.text
    lines = (Span(*line.span()) for line in _LINE.finditer(text, span.start, span.end))
    return [line for line in lines if _opens(line, findings) and not _hangs_before(line, text)]


def _is_broken_off(line: Span, findings: Findings) -> bool:
    """Whether a line goes on with the sentence of the one before it."""
    text = findings.document.text
    return text[line.start].islower() or _hangs_before(line, text)


def _is_sentence(lines: Sequence[Span], findings: Findings) -> bool:
    """Whether lines read as one English sentence: each says something, and only the last ends."""
    texts = [findings.cut(line).rstrip() for line in lines]
    return texts[-1].endswith(".") and all(
        len(_SAID.findall(text)) >= _LEAST_SAID for text in texts
    )


def _hangs_before(line: Span, text: str) -> bool:
    return _HANGS.search(text, max(line.start - _LONGEST_HANGING, 0), line.start) is not None


def _is_dated(line: Span, findings: Findings) -> bool:
    return bool(findings.dates_in(line) or says_same_date(line, findings))


def says_same_date(line: Span, findings: Findings) -> bool:
    """Whether a line says instead of a date that it is that of the line above: 同日."""
    return not findings.dates_in(line) and _SAME_DATE.search(findings.cut(line)) is not None


def _opens(line: Span, findings: Findings) -> bool:
    """Whether a line opens with a date, behind its mark or number."""
    match = _MARK.match(findings.document.text, line.start, line.end)
    low = match.end() if match else line.start
    return any(date.span.start in (low, line.start) for date in findings.dates_in(line)[:1])


def split_pairs(item: Span, findings: Findings) -> tuple[Span, ...]:
    """Return a stretch for each institution with its date, where all have one, else none.

    「A大学（2005年）、B大学（2007年）」 tells of two, and so does "A College 2005; B College 2007".
    """
    dates = findings.dates_in(item)
    if len(dates) < 2:
        return ()
    brackets = [find_bracket(date.span, item, findings) for date in dates]
    ends = [bracket.end + 1 for bracket in brackets if bracket]
    if len(ends) < len(dates):
        text = findings.cut(item)
        ends = [item.start + mark.start() for mark in _SEMICOLON.finditer(text)] + [item.end]
    starts = [item.start, *ends[:-1]]
    parts = tuple(Span(start, end) for start, end in zip(starts, ends, strict=True) if start < end)
    is_each_dated = all(len(findings.dates_in(part)) == 1 for part in parts)
    names = [findings.links_in(part) for part in parts]
    return parts if len(parts) == len(dates) and is_each_dated and all(names) else ()
