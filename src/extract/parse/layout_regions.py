"""Lines of a page -> stretches of prose, columns and candidates for tables, in reading order.

A *run* is lines below each other that leave the same upright stripes free of text, its *gutters*.
Whether a run is columns of prose or a table is told by how full the lines of its columns are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import median

from extract.parse.layout import Fragment, Line, first_word_width, is_wide, make_line
from extract.parse.tables import FoundTable

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Run:
    """Lines from the top down, and the stripes that they leave free, from left to right."""

    lines: tuple[Line, ...]
    gutters: tuple[Interval, ...]

    @property
    def size(self) -> float:
        """The size of most of the text."""
        return median(line.size for line in self.lines)

    @property
    def edges(self) -> list[float]:
        """The middle of each gutter."""
        return [(left + right) / 2 for left, right in self.gutters]

    def columns(self) -> list[list[Line]]:
        """Return the part of each line in each column; lines without text there are left out."""
        edges = self.edges
        columns: list[list[Line]] = [[] for _ in range(len(edges) + 1)]
        for line in self.lines:
            parts: list[list[Fragment]] = [[] for _ in columns]
            for fragment in line.fragments:
                middle = (fragment.left + fragment.right) / 2
                parts[sum(edge < middle for edge in edges)].append(fragment)
            for column, part in zip(columns, parts, strict=True):
                if part:
                    column.append(make_line(part))
        return columns


_LEAST_GUTTER = 0.5  # of the size; cells of Chromium's narrowest usual padding stand .7 apart
_LARGEST_LEADING = 2.2  # of the height of a line: a wider space ends a run


def find_run(lines: Sequence[Line], start: int) -> Run | None:
    """Return the longest run that begins with `lines[start]`; None where there is none."""
    if len(lines[start].fragments) < 2 and not _stands_beside_next(lines, start):
        return None
    least = _LEAST_GUTTER * lines[start].size
    whites = _whites(lines[start])
    support: dict[Interval, int] = {}
    end = start
    while end < len(lines):
        if end > start and _is_far_below(lines[end - 1], lines[end]):
            break
        merged = _intersect(whites, _whites(lines[end]), least)
        lost = _lost(whites, merged, support)
        if lost and not _may_span(lines[end], whites, merged):
            break
        if not lost:
            if len(merged) <= 2 and end > start:
                break
            whites, support = merged, _recount(support, merged, lines[start : end + 1])
        end += 1
    gutters = tuple(whites[1:-1])
    if end - start < 2 or not gutters:
        return None
    return Run(tuple(lines[start:end]), gutters)


def _stands_beside_next(lines: Sequence[Line], index: int) -> bool:
    """Whether the next line is a little lower and wholly to one side: columns out of step."""
    if index + 1 >= len(lines):
        return False
    line, following = lines[index], lines[index + 1]
    beside = following.left > line.right or following.right < line.left
    return beside and following.top < line.bottom


def _whites(line: Line) -> list[Interval]:
    whites = []
    reach = -inf
    for fragment in line.fragments:
        if fragment.left > reach:
            whites.append((reach, fragment.left))
        reach = max(reach, fragment.right)
    return [*whites, (reach, inf)]


def _intersect(one: list[Interval], other: list[Interval], least: float) -> list[Interval]:
    shared = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return [(left, right) for left, right in shared if right - left >= least]


def _lost(
    whites: list[Interval], merged: list[Interval], support: dict[Interval, int]
) -> list[Interval]:
    """Return the gutters that three lines or more agree on and the next line runs across."""
    return [
        white
        for white in whites[1:-1]
        if support.get(white, 0) >= 3
        and not any(left < white[1] and white[0] < right for left, right in merged)
    ]


def _may_span(line: Line, whites: list[Interval], merged: list[Interval]) -> bool:
    """Whether the line may be a row with a cell over several columns."""
    return len(line.fragments) > 1 and 2 * (len(merged) - 2) >= len(whites) - 2


def _recount(
    support: dict[Interval, int], whites: list[Interval], lines: Sequence[Line]
) -> dict[Interval, int]:
    counts = {}
    for left, right in whites[1:-1]:
        before = max((n for (a, b), n in support.items() if a < right and left < b), default=0)
        line = lines[-1]
        counts[left, right] = before + (line.left < left and line.right > right)
    return counts


def _is_far_below(upper: Line, lower: Line) -> bool:
    height = max(upper.size, lower.size)
    return lower.top - upper.bottom > _LARGEST_LEADING * height


# --- columns of prose -------------------------------------------------------------------------

_FULL = 0.88  # of the width of a column: a line that long is full
_PROSE_SHARE = 0.5  # of the lines are full in prose; ../shared/pdf two columns: .75 to .9
_PROSE_WIDTH = 20  # letters of a Latin line of prose, twice as many as of a Japanese one
_MOST_COLUMNS = 4
_COLUMN_GAP = 0.9  # of the size


def find_columns(run: Run, left: float, right: float) -> Run | None:
    """Return the run with only the gutters between columns of prose; None where it has none.

    Either all columns are prose, or a gutter halves the space from `left` to `right` and one half
    is prose: the other may hold a table or a list.
    """
    wide = [gutter for gutter in run.gutters if gutter[1] - gutter[0] >= _COLUMN_GAP * run.size]
    if len(run.lines) < 3 or not wide:
        return None
    parted = Run(run.lines, tuple(wide))
    columns = parted.columns()
    is_whole = len(wide) == len(run.gutters) or max(map(_share_gapped, columns)) < 0.4
    is_whole &= len(columns) <= _MOST_COLUMNS
    if is_whole and all(_is_prose(column, run.size) for column in columns):
        return parted
    for gutter in wide:
        halved = Run(run.lines, (gutter,))
        before, after = gutter[0] - left, right - gutter[1]
        is_middle = min(before, after) >= 0.8 * max(before, after)
        if is_middle and any(_is_solid(column, run.size) for column in halved.columns()):
            return halved
    return None


def _is_solid(column: Sequence[Line], size: float) -> bool:
    """Whether the column is prose beyond doubt: five lines or more, without wide gaps."""
    return len(column) >= 5 and _share_gapped(column) <= 0.1 and _is_prose(column, size)


def _is_prose(column: Sequence[Line], size: float) -> bool:
    if not column:
        return False
    left, right = min(line.left for line in column), max(line.right for line in column)
    full = sum(line.right - line.left >= _FULL * (right - left) for line in column)
    # Ragged lines in narrow columns are full too, if the next word found no room.
    wrapped = sum(a.right + first_word_width(b) > right for a, b in pairwise(column))
    if max(full, wrapped) < _PROSE_SHARE * len(column):
        return False
    leads = [b.top - a.top for a, b in pairwise(column)]
    if leads and median(leads) > 2.5 * size:
        return False
    return median(_text_width(line) for line in column) >= _PROSE_WIDTH


def _share_gapped(column: Sequence[Line]) -> float:
    gapped = sum(
        any(b.left - a.right > 1.5 * a.size for a, b in pairwise(line.fragments)) for line in column
    )
    return gapped / len(column)


def _text_width(line: Line) -> int:
    return sum(
        len(fragment.text) * (2 if is_wide(fragment.text[0]) else 1) for fragment in line.fragments
    )


# --- the whole page ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines of one column, from the top down, and the sides of that column."""

    lines: tuple[Line, ...]
    left: float
    right: float


def make_prose(lines: Sequence[Line]) -> Prose:
    """Return the lines as a column just wide enough for them."""
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    return Prose(tuple(lines), left, right)


@dataclass(frozen=True, slots=True)
class Region:
    """Lines from the top down, and the ruled tables that stand among them."""

    lines: tuple[Line, ...]
    tables: tuple[FoundTable, ...] = ()


Area = Prose | FoundTable
FindTable = Callable[[Run], FoundTable | None]
_DEEPEST = 3  # columns within columns


def split_areas(region: Region, find_table: FindTable, depth: int = 0) -> list[Area]:
    """Return prose and tables in reading order; columns are found before tables are looked for."""
    lines, tables = region.lines, sorted(region.tables, key=lambda table: table.top)
    for table in tables:
        if not any(line.bottom > table.top and line.top < table.bottom for line in lines):
            above, below = _cut_region(region, table)
            return [
                *split_areas(above, find_table, depth),
                table,
                *split_areas(below, find_table, depth),
            ]
    areas: list[Area] = []
    for area in _join_runs(_find_runs(lines, find_table, depth)):
        if isinstance(area, Run):
            areas += _open_columns(area, tables, find_table, depth)
        else:
            areas.append(area)
    placed = [area for area in areas if isinstance(area, FoundTable)]
    for table in tables:
        if table not in placed:
            areas = _insert_table(areas, table)
    return areas


def _cut_region(region: Region, table: FoundTable) -> tuple[Region, Region]:
    above = [line for line in region.lines if line.top < table.top]
    below = [line for line in region.lines if line.top >= table.top]
    upper = [other for other in region.tables if other.top < table.top and other is not table]
    lower = [other for other in region.tables if other.top >= table.top and other is not table]
    return Region(tuple(above), tuple(upper)), Region(tuple(below), tuple(lower))


def _find_runs(lines: Sequence[Line], find_table: FindTable, depth: int) -> list[Area | Run]:
    areas: list[Area | Run] = []
    prose: list[Line] = []
    left = min((line.left for line in lines), default=0.0)
    right = max((line.right for line in lines), default=0.0)
    index = 0
    while index < len(lines):
        run = find_run(lines, index) if depth < _DEEPEST else None
        area = None if run is None else _open_run(run, lines, index, (left, right), find_table)
        if run is None or area is None:
            prose.append(lines[index])
            index += 1
            continue
        _flush(prose, areas)
        areas.append(area)
        index += len(run.lines)
    _flush(prose, areas)
    return areas


def _open_run(
    run: Run, lines: Sequence[Line], index: int, sides: Interval, find_table: FindTable
) -> Area | Run | None:
    """Return the run as columns of prose or as a table; None if it is neither."""
    columns = find_columns(run, *sides)
    if columns is not None or _begins_below(run, lines, index):
        return columns
    return find_table(run)


_MOST_ABOVE = 3  # lines of prose taken for the first of a run


def _begins_below(run: Run, lines: Sequence[Line], index: int) -> bool:
    """Whether a run begins with prose with wide blanks, above lines whose columns it misses."""
    for start in range(index + 1, min(index + 1 + _MOST_ABOVE, len(lines))):
        below = find_run(lines, start)
        if below is None or len(below.gutters) < len(run.gutters) or len(below.lines) < 3:
            continue
        gaps = [lower.top - upper.bottom for upper, lower in pairwise(below.lines)]
        is_apart = lines[start].top - lines[start - 1].bottom > 1.2 * max(0.0, median(gaps))
        columns = below.columns()
        if is_apart and not any(_fits(line, columns, run.size) for line in lines[index:start]):
            return True
    return False


def _fits(line: Line, columns: Sequence[Sequence[Line]], size: float) -> bool:
    """Whether most parts of a line but the first stand in one of the columns."""
    rest = line.fragments[1:]
    standing = sum(any(_stands_in(part, column, size) for column in columns) for part in rest)
    return standing > 0.5 * len(rest)


def _stands_in(fragment: Fragment, column: Sequence[Line], size: float) -> bool:
    """Whether the fragment is in line with a column, to the left or in the middle."""
    left, right = min(line.left for line in column), max(line.right for line in column)
    before, after = fragment.left - left, right - fragment.right
    return min(abs(before), abs(before - after) / 2) <= 0.3 * size


def _open_columns(
    run: Run, tables: Sequence[FoundTable], find_table: FindTable, depth: int
) -> list[Area]:
    """Return the areas of each column in turn, with the tables whose middle stands in it."""
    edges = run.edges
    top, bottom = run.lines[0].top, run.lines[-1].bottom
    inside = [table for table in tables if top < (table.top + table.bottom) / 2 < bottom]
    areas: list[Area] = []
    for number, column in enumerate(run.columns()):
        own = [
            table
            for table in inside
            if sum(edge < (table.edges[0] + table.edges[-1]) / 2 for edge in edges) == number
        ]
        areas += split_areas(Region(tuple(column), tuple(own)), find_table, depth + 1)
    return areas


def _insert_table(areas: Sequence[Area], table: FoundTable) -> list[Area]:
    """Return the areas with a table that has text beside it put in by its top."""
    placed: list[Area] = []
    done = False
    for area in areas:
        if not done and isinstance(area, Prose) and area.lines[-1].top >= table.top:
            upper = tuple(line for line in area.lines if line.top < table.top)
            lower = tuple(line for line in area.lines if line.top >= table.top)
            placed += [make_prose(upper)] if upper else []
            placed += [table, make_prose(lower)]
            done = True
        else:
            placed.append(area)
    return placed if done else [*placed, table]


def _flush(prose: list[Line], areas: list[Area | Run]) -> None:
    if prose:
        areas.append(make_prose(prose))
        prose.clear()


def _join_runs(areas: Sequence[Area | Run]) -> list[Area | Run]:
    """Join columns that follow each other and share a gutter."""
    joined: list[Area | Run] = []
    for area in areas:
        last = joined[-1] if joined else None
        if isinstance(area, Run) and isinstance(last, Run):
            shared = _intersect(list(last.gutters), list(area.gutters), 0.3 * area.size)
            if shared:
                joined[-1] = Run(last.lines + area.lines, tuple(shared))
                continue
        joined.append(area)
    return joined
