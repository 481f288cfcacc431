"""A run of lines with free stripes between them -> a table, if it looks like one.

Rows are told by rules and painted bands where there are enough of them, else by which lines can be
the wrapped continuation of the line above and by the space between rows.
"""

import re
import unicodedata
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from statistics import median

import numpy as np

from extract.parse.layout import Fragment, Line, find_lines, first_word_width, make_line
from extract.parse.layout_regions import Run
from extract.parse.pdf_content import Floats
from extract.parse.tables import FoundCell, FoundTable

Titles = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Separator:
    """A rule, or the edge of a painted band, that may part rows."""

    y: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Part:
    """What one line of the run has in one column, or over several."""

    column: int
    column_span: int
    line: Line


def find_separators(rules: Floats, fills: Floats) -> tuple[Separator, ...]:
    """Return the level rules and the upper and lower edges of painted areas, one a height."""
    level = rules[rules[:, 2] - rules[:, 0] >= rules[:, 3] - rules[:, 1] - 0.1]
    ys = np.concatenate([(level[:, 1] + level[:, 3]) / 2, fills[:, 1], fills[:, 3]])
    if not len(ys):
        return ()
    order = np.argsort(ys)
    ys = ys[order]
    lefts = np.concatenate([level[:, 0], fills[:, 0], fills[:, 0]])[order]
    rights = np.concatenate([level[:, 2], fills[:, 2], fills[:, 2]])[order]
    first = np.flatnonzero(np.diff(ys, prepend=-100.0) > 1.5)
    columns = (ys[first], np.minimum.reduceat(lefts, first), np.maximum.reduceat(rights, first))
    return tuple(Separator(*values) for values in zip(*(c.tolist() for c in columns), strict=True))


Row = list[Part]  # the parts of one line of text, from left to right


def find_table(
    run: Run, separators: Sequence[Separator], titles: Set[Titles] = frozenset()
) -> FoundTable | None:
    """Return the table that the run is; None where it does not look like one.

    `titles` are first rows of tables of the document: what begins with one of them is a table
    however short it is.
    """
    run = _close_loose(run)
    rows = [_split_line(line, run.edges) for line in run.lines]
    ruled = _separators_inside(run, separators)
    groups = group_rows(rows, [separator.y for separator in ruled], _column_rooms(run))
    table = _make_table(run, groups)
    if table.rows >= 2 and row_texts(table, 0) in titles:
        return table
    return table if _looks_like_table(table, len(ruled), run) else None


_LOOSE_LINES = 6  # from so many on, a column with text in one of them only is a word by itself


def _close_loose(run: Run) -> Run:
    """Return the run without gutters beside columns that only one line has text in.

    Narrow ones part words; one beside a title that does not stand over its column parts the two.
    """
    columns = run.columns()
    if len(run.lines) < _LOOSE_LINES or len(columns) <= 2:
        return run
    kept = tuple(
        gutter
        for gutter, before, after in zip(run.gutters, columns, columns[1:], strict=False)
        if not (
            (gutter[1] - gutter[0] <= run.size and min(len(before), len(after)) <= 1)
            or _is_title_beside(before, after, run.lines[0])
        )
    )
    return replace(run, gutters=kept) if kept else run


def _is_title_beside(one: Sequence[Line], other: Sequence[Line], first: Line) -> bool:
    """Whether one column is a word of the first line, in which the other has no text."""
    tops = [{line.top for line in column} for column in (one, other)]
    alone, rest = sorted(tops, key=len)
    is_title = len(alone) == 1 and min(alone) < first.bottom
    return is_title and len(rest) > 1 and min(rest) >= first.bottom


def first_row_texts(run: Run) -> Titles:
    """Return what `row_texts` gives for the first row of the run, were it a table."""
    rows = [_split_line(line, run.edges) for line in run.lines]
    return row_texts(_make_table(run, group_rows(rows, (), _column_rooms(run))), 0)


def row_texts(table: FoundTable, row: int) -> Titles:
    """Return the column and text of each cell of a row that is not empty, to compare rows by."""
    return tuple(
        (cell.column, text) for cell in table.row_cells(row) if (text := _comparable(cell))
    )


def _comparable(cell: FoundCell) -> str:
    text = "".join(line.text for line in cell.lines)
    return "".join(unicodedata.normalize("NFKC", text).split())


def _separators_inside(run: Run, separators: Sequence[Separator]) -> list[Separator]:
    left, right = min(line.left for line in run.lines), max(line.right for line in run.lines)
    top, bottom = run.lines[0].top, run.lines[-1].bottom
    return [
        separator
        for separator in separators
        if top - run.size < separator.y < bottom + run.size
        and min(separator.right, right) - max(separator.left, left) > 0.6 * (right - left)
    ]


def _split_line(line: Line, edges: Sequence[float]) -> Row:
    parts: dict[tuple[int, int], list[Fragment]] = {}
    for fragment in line.fragments:
        slack = min(2.0, 0.2 * (fragment.right - fragment.left))
        first = sum(edge < fragment.left + slack for edge in edges)
        last = sum(edge < fragment.right - slack for edge in edges)
        parts.setdefault((first, last - first + 1), []).append(fragment)
    return [Part(column, span, make_line(found)) for (column, span), found in parts.items()]


# --- rows -------------------------------------------------------------------------------------

_FEW_BANDS = 4  # from so many bands between rules on, a band is one row unless its spaces say more


Widths = dict[int, float]  # of the text in each column, at the most


def group_rows(rows: Sequence[Row], ys: Sequence[float], rooms: Widths) -> list[list[Row]]:
    """Return the lines of text that make each row of the table.

    `ys` are the rules between, `rooms` the widths that columns have at the least.
    """
    bands: list[list[Row]] = []
    for row in rows:
        if not bands or any(_middle(bands[-1][-1]) < y < _middle(row) for y in ys):
            bands.append([])
        bands[-1].append(row)
    widths = _column_widths(rows, rooms)
    if len(bands) >= _FEW_BANDS:
        return _split_bands(bands, widths)
    return [group for band in bands for group in _split_band(band, widths)]


def _middle(row: Row) -> float:
    return (min(p.line.top for p in row) + max(p.line.bottom for p in row)) / 2


def _split_bands(bands: Sequence[list[Row]], widths: Widths) -> list[list[Row]]:
    """Split the bands in which lines stand as far apart as over the rules: bands without paint."""
    across = median(_gap(a[-1], b[0]) for a, b in pairwise(bands))
    pairs = [(a, b) for band in bands for a, b in pairwise(band)]
    inside = [_gap(a, b) for a, b in pairs if _can_wrap(a, b, widths)]
    usual = median(inside) if inside else -inf
    limit = max(0.8 * across, usual + _SPREAD * bands[0][0][0].line.size)
    split: list[list[Row]] = []
    for band in bands:
        full = len(band[0])
        is_table = len(band) >= 3 and full >= 3 and all(len(row) == full for row in band)
        split.append([band[0]])
        for upper, lower in pairwise(band):
            if is_table or _gap(upper, lower) > limit:
                split.append([])
            split[-1].append(lower)
    return split


_PADDING = 2.0  # of the size: what may stand free between the text of two columns


def _column_rooms(run: Run) -> Widths:
    left, right = min(line.left for line in run.lines), max(line.right for line in run.lines)
    edges = (left, *run.edges, right)
    return {c: b - a - _PADDING * run.size for c, (a, b) in enumerate(pairwise(edges))}


def _column_widths(rows: Sequence[Row], rooms: Widths) -> Widths:
    widths = dict(rooms)
    for row in rows:
        for part in row:
            if part.column_span == 1:
                width = part.line.right - part.line.left
                widths[part.column] = max(widths.get(part.column, 0.0), width)
    return widths


def _split_band(band: list[Row], widths: Widths) -> list[list[Row]]:
    if len(band) == 1:
        return [band]
    size = median(part.line.size for row in band for part in row)
    joints = [
        _Joint(_gap(a, b), _can_wrap(a, b, widths), _could_have_stayed(a, b, widths))
        for a, b in pairwise(band)
    ]
    # Where cells stand in the middle of their rows, lines of one row are seldom wholly below each
    # other: those that are, at the space of rows, are two rows.
    is_staggered = sum(joint.gap < 0 for joint in joints) >= _STAGGERED * len(joints)
    limit = _find_limit(joints, size * (_STAGGERED_SPREAD if is_staggered else _SPREAD))
    groups = [[band[0]]]
    for row, joint in zip(band[1:], joints, strict=True):
        is_apart = joint.gap > limit or (limit == inf and (is_staggered or not joint.can_wrap))
        if joint.gap >= 0 and is_apart:
            groups.append([])
        groups[-1].append(row)
    return groups


_STAGGERED = 0.2  # of the lines
_STAGGERED_SPREAD = 0.25  # of the size, as _SPREAD: the space of a row depends on its highest cell


@dataclass(frozen=True, slots=True)
class _Joint:
    """Two lines of text below each other: the space, and whether they can be one row."""

    gap: float
    can_wrap: bool
    could_have_stayed: bool


def _gap(upper: Row, lower: Row) -> float:
    return min(p.line.top for p in lower) - max(p.line.bottom for p in upper)


_SPREAD = 0.12  # of the size: a difference of spaces between lines that the eye can see
_MOST_ODD = 0.2  # of the lines in a row: cells with line ends of their own


def _find_limit(joints: Sequence[_Joint], least: float) -> float:
    """Return the space above which a row ends; infinite where the spaces do not tell.

    It is the widest step between two spaces, of `least` or more, such that lines closer than it
    go on from each other: hardly any begins with a word that had found room at the end of the line
    above.
    """
    gaps = sorted(joint.gap for joint in joints if joint.gap >= 0)
    best, limit = least, inf
    for small, large in pairwise(gaps):
        if large - small < best:
            continue
        close = [joint for joint in joints if joint.gap <= small]
        odd = sum(joint.could_have_stayed for joint in close)
        if odd <= _MOST_ODD * len(close):
            best, limit = large - small, (small + large) / 2
    return limit


def _could_have_stayed(upper: Row, lower: Row, widths: Widths) -> bool:
    """Whether a word of the lower line had found room above: so it begins a row."""
    above = {part.column: part for part in upper}
    pairs = [(above[part.column], part) for part in lower if part.column in above]
    if not pairs:
        return False
    return any(
        a.column_span == 1 and not _is_full(a.line, b.line, widths.get(a.column, 0.0))
        for a, b in pairs
    )


def _can_wrap(upper: Row, lower: Row, widths: Widths) -> bool:
    """Whether each part of the lower line can go on from the upper, which was too full for it."""
    above = {part.column: part for part in upper}
    if len(lower) >= 2 and len(lower) >= len(upper):
        return False
    return all(
        part.column in above
        and part.column_span == above[part.column].column_span == 1
        and _is_full(above[part.column].line, part.line, widths[part.column])
        for part in lower
    )


def _is_full(line: Line, following: Line, width: float) -> bool:
    return line.right - line.left + first_word_width(following) >= 0.97 * width


# --- the table --------------------------------------------------------------------------------


_RULED_PADDING = 18.0  # points: what may stand free beside the text between two rules
_MANY_LINES = 3  # of text in a ruled row: it may be a table without rules between its rows


def split_ruled_rows(table: FoundTable) -> FoundTable:
    """Return a ruled table with more rows, where rules only part its columns."""
    rooms = {c: b - a - _RULED_PADDING for c, (a, b) in enumerate(pairwise(table.edges))}
    cells: list[FoundCell] = []
    added = 0
    for row in range(table.rows):
        own = table.row_cells(row)
        groups = _split_ruled_row(own, rooms) if table.rows <= 3 else []
        if len(groups) < 3 or sum(len(group) > 1 for group in groups) < 0.6 * len(groups):
            cells += [replace(cell, row=row + added) for cell in own]
            continue
        for number, group in enumerate(groups):
            cells += [
                replace(cell, row=row + added + number, lines=group.get(cell.column, ()))
                for cell in own
            ]
        added += len(groups) - 1
    return replace(table, rows=table.rows + added, cells=tuple(cells)) if added else table


def _split_ruled_row(
    cells: Sequence[FoundCell], rooms: Widths
) -> list[dict[int, tuple[Line, ...]]]:
    """Return the lines of each row by column; none where the row is one or spans others."""
    most = max((len(cell.lines) for cell in cells), default=0)
    if most < _MANY_LINES or any(cell.row_span > 1 or cell.column_span > 1 for cell in cells):
        return []
    column_of = {
        id(fragment): cell.column
        for cell in cells
        for line in cell.lines
        for fragment in line.fragments
    }
    fragments = [f for cell in cells for line in cell.lines for f in line.fragments]
    rows: list[Row] = []
    for line in find_lines(fragments):
        parts: dict[int, list[Fragment]] = {}
        for fragment in line.fragments:
            parts.setdefault(column_of[id(fragment)], []).append(fragment)
        rows.append([Part(column, 1, make_line(part)) for column, part in parts.items()])
    widths = _column_widths(rows, {cell.column: rooms[cell.column] for cell in cells})
    groups = _split_band(rows, widths)
    sure = sum(_could_have_stayed(_last_parts(a), b[0], widths) for a, b in pairwise(groups))
    # Paragraphs side by side fill their lines: that they are parted says nothing.
    return [_gather(group) for group in groups] if sure > 0.6 * (len(groups) - 1) else []


def _last_parts(group: Sequence[Row]) -> Row:
    """Return the lowest line of each column."""
    return list({part.column: part for row in group for part in row}.values())


def _gather(group: Sequence[Row]) -> dict[int, tuple[Line, ...]]:
    lines: dict[int, tuple[Line, ...]] = {}
    for row in group:
        for part in row:
            lines[part.column] = (*lines.get(part.column, ()), part.line)
    return lines


def _make_table(run: Run, groups: Sequence[Sequence[Row]]) -> FoundTable:
    cells: list[FoundCell] = []
    for number, group in enumerate(groups):
        places: dict[int, list[Part]] = {}
        for row in group:
            for part in row:
                places.setdefault(part.column, []).append(part)
        taken = 0
        for column in sorted(places):
            span = max(part.column_span for part in places[column])
            lines = tuple(part.line for part in places[column])
            if column < taken:  # under a cell that spans: part of it
                cells[-1] = _grown(cells[-1], lines)
                continue
            cells.append(FoundCell(number, column, 1, span, lines))
            taken = column + span
    left, right = min(line.left for line in run.lines), max(line.right for line in run.lines)
    edges = (left, *run.edges, right)
    return FoundTable(len(groups), edges, tuple(cells), run.lines[0].top, run.lines[-1].bottom)


def _grown(cell: FoundCell, lines: Sequence[Line]) -> FoundCell:
    return FoundCell(cell.row, cell.column, cell.row_span, cell.column_span, (*cell.lines, *lines))


_MARKER = re.compile(
    r"[-–—•●○◦▪■□◆◇・※*✓]|[(（]?[0-9０-９a-zA-Zア-ンivxIVX]{1,3}[.)）．、:]?|[①-⑳]|第[一二三四五六七八九十0-9]+[条章節項]?"
)
_PAGE_NUMBER = re.compile(r"[.…・\s]*[0-9ivxlc]{1,4}")


def _looks_like_table(table: FoundTable, ruled: int, run: Run) -> bool:
    if table.rows < 2 or table.columns < 2:
        return False
    filled = len(table.cells) / (table.rows * table.columns)
    if ruled >= 2:
        return filled >= 0.25
    least_rows, least_filled = (3, 0.5) if table.columns > 2 else (3, 0.7)
    if table.rows < least_rows or filled < least_filled:
        return False
    if table.columns == 2 and (_is_list(table) or _is_contents(table)):
        return False
    if table.rows <= 4 and min(right - left for left, right in run.gutters) < run.size:
        return False
    if _is_justified(run):
        return False
    return _is_aligned(table, run.size)


def _is_justified(run: Run) -> bool:
    """Whether the lines are flush on both sides, and not by numbers to the right: spread words."""
    left, right = min(line.left for line in run.lines), max(line.right for line in run.lines)
    slack = 0.15 * run.size
    flush = [
        line for line in run.lines if line.left - left <= slack and right - line.right <= slack
    ]
    words = [line for line in flush if not line.fragments[-1].text[:1].isdecimal()]
    return len(words) >= 0.6 * len(run.lines)


def _texts(table: FoundTable, column: int) -> list[str]:
    return [
        " ".join(line.text for line in cell.lines)
        for cell in table.cells
        if cell.column == column and cell.lines
    ]


def _is_list(table: FoundTable) -> bool:
    texts = _texts(table, 0)
    return sum(bool(_MARKER.fullmatch(text)) for text in texts) > 0.6 * len(texts)


def _is_contents(table: FoundTable) -> bool:
    """Whether the second column is page numbers, which only grow: a table of contents."""
    texts = _texts(table, 1)
    pages = [text.strip(".…・ ") for text in texts if _PAGE_NUMBER.fullmatch(text)]
    numbers = [int(page) for page in pages if page.isdecimal()]
    return len(pages) >= 0.8 * len(texts) and numbers == sorted(numbers)


def _is_aligned(table: FoundTable, size: float) -> bool:
    """Whether the cells of each column but one stand in line.

    To the left, in the middle, or to the right if they are short or begin with digits: the last
    words of justified lines end in line too.
    """
    aligned = 0
    for column in range(table.columns):
        lines = [
            cell.lines[0] for cell in table.cells if cell.column == column and cell.column_span == 1
        ]
        places = [[line.left for line in lines], [line.left + line.right for line in lines]]
        short = [len(line.text) <= 6 or line.text[:1].isdecimal() for line in lines]
        if column == 0 or sum(short) >= 0.6 * len(short):
            places.append([line.right for line in lines])
        aligned += any(_share_near(place, 0.25 * size) >= 0.7 for place in places)
    return aligned >= (table.columns if table.columns == 2 else table.columns - 1)


def _share_near(values: Sequence[float], distance: float) -> float:
    if not values:
        return 0.0
    return max(sum(abs(value - other) <= distance for other in values) for value in values) / len(
        values
    )
