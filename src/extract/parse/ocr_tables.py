"""Upright page image -> its ruled tables, as grids of cells; and the image without their rules.

Coordinates are pixels of the image.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.parse.ocr_image import Image, make_grey
from extract.parse.ocr_lines import Glyph, TextLine, trim_glyphs

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell at its first row and column, and its place on the page."""

    row: int
    column: int
    row_span: int
    column_span: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """A table of `rows` and `columns`; `cells` are sorted by row, then column."""

    rows: int
    columns: int
    cells: tuple[GridCell, ...]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The left, top, right and bottom of the outer rules."""
        return (
            min(cell.left for cell in self.cells),
            min(cell.top for cell in self.cells),
            max(cell.right for cell in self.cells),
            max(cell.bottom for cell in self.cells),
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along one axis: where it is across it, from `start` to `end` along it."""

    place: float
    start: float
    end: float


def find_grids(image: Image) -> tuple[tuple[RuledGrid, ...], Image]:
    """Return the ruled tables from the top down, and the image with their rules painted over."""
    grey = make_grey(image)
    level, upright = _find_rules(grey, axis=1), _find_rules(grey, axis=0)
    reach = max(4.0, max(grey.shape) / 300)
    grids: list[RuledGrid] = []
    used: list[tuple[list[Rule], list[Rule]]] = []
    for group in _connect(level, upright, reach):
        grid = _make_grid(*group, reach)
        if grid is not None:
            grids.append(grid)
            used.append(group)
    grids.sort(key=lambda grid: grid.bounds[1])
    return tuple(grids), _paint_over(image, used, reach) if used else image


def _find_rules(grey: Image, axis: int) -> list[Rule]:
    """Return the rules that run along `axis`: 1 for level, 0 for upright ones."""
    side = max(grey.shape)
    length = side // 60  # 5 mm on A4: longer than any stroke of body text
    ink = cv2.adaptiveThreshold(
        cv2.GaussianBlur(grey, (3, 3), 0), 255, cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV, max(15, (side // 80) | 1), 12,
    )  # fmt: skip
    thick, gap = (3, 1), (1, max(3, side // 500))
    if axis == 0:
        ink = ink.T
    # What a slant is left makes a rule step over rows: it is made thicker before it is followed.
    ink = cv2.morphologyEx(np.ascontiguousarray(ink), cv2.MORPH_CLOSE, np.ones(gap, np.uint8))
    ink = cv2.dilate(ink, np.ones(thick, np.uint8))
    ink = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    _, _, boxes, middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    rules = [
        Rule(float(middle[1]), float(box[0]), float(box[0] + box[2]))
        for box, middle in zip(boxes[1:], middles[1:], strict=True)
        if box[3] <= max(12, side // 200)
    ]
    return _join(rules, side / 300)


def _join(rules: Sequence[Rule], reach: float) -> list[Rule]:
    """Return the rules, pieces of one on the same place put together."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.start):
        for index, other in enumerate(joined):
            if abs(other.place - rule.place) <= reach and rule.start - other.end <= 3 * reach:
                longer = other if other.end - other.start > rule.end - rule.start else rule
                joined[index] = Rule(longer.place, other.start, max(other.end, rule.end))
                break
        else:
            joined.append(rule)
    return joined


def _connect(
    level: Sequence[Rule], upright: Sequence[Rule], reach: float
) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Yield the level and upright rules of each drawing of rules that touch each other."""
    groups: list[tuple[list[Rule], list[Rule]]] = []
    for rule in upright:
        touching = [other for other in level if _touch(other, rule, reach)]
        merged: tuple[list[Rule], list[Rule]] = (touching, [rule])
        rest = []
        for group in groups:
            if any(other in group[0] for other in touching):
                merged = ([*merged[0], *group[0]], [*merged[1], *group[1]])
            else:
                rest.append(group)
        groups = [*rest, merged]
    for levels, uprights in groups:
        levels = list(dict.fromkeys(levels))
        yield _anchored(levels, uprights, reach), _anchored(uprights, levels, reach)


def _anchored(rules: Sequence[Rule], across: Sequence[Rule], reach: float) -> list[Rule]:
    """Return the rules that are long or end at others; strokes of bold letters do neither."""
    longest = max(rule.end - rule.start for rule in rules) if rules else 0.0
    places = [rule.place for rule in across]

    def ends(point: float) -> bool:
        return any(abs(point - place) <= 2 * reach for place in places)

    return [
        rule
        for rule in rules
        if rule.end - rule.start > 0.7 * longest or (ends(rule.start) and ends(rule.end))
    ]


def _touch(level: Rule, upright: Rule, reach: float) -> bool:
    return (
        level.start - reach <= upright.place <= level.end + reach
        and upright.start - reach <= level.place <= upright.end + reach
    )


def _make_grid(level: Sequence[Rule], upright: Sequence[Rule], reach: float) -> RuledGrid | None:
    """Return the table that the rules make; None with fewer than two columns and two rows."""
    rows = _cluster([rule.place for rule in level], reach)
    columns = _cluster([rule.place for rule in upright], reach)
    if level:  # tables are often open to the sides
        columns = _add_ends(columns, level, 4 * reach)
    if len(rows) < 3 or len(columns) < 3:
        return None
    count = (len(rows) - 1, len(columns) - 1)
    owner = np.arange(count[0] * count[1]).reshape(count)
    for row, column in np.ndindex(count):
        middle = (rows[row], rows[row + 1])
        if column and not _is_drawn(upright, columns[column], middle, reach):
            _merge(owner, (row, column - 1), (row, column))
        middle = (columns[column], columns[column + 1])
        if row and not _is_drawn(level, rows[row], middle, reach):
            _merge(owner, (row - 1, column), (row, column))
    cells = tuple(_make_cells(owner, rows, columns))
    return RuledGrid(*count, cells) if len(cells) > 2 else None


def _cluster(places: Sequence[float], reach: float) -> list[float]:
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][-1] <= 2 * reach:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [median(group) for group in groups]


def _add_ends(columns: list[float], level: Sequence[Rule], reach: float) -> list[float]:
    left, right = median(rule.start for rule in level), median(rule.end for rule in level)
    before = [left] if columns and columns[0] - left > reach else []
    after = [right] if columns and right - columns[-1] > reach else []
    return [*before, *columns, *after]


def _is_drawn(
    rules: Sequence[Rule], place: float, stretch: tuple[float, float], reach: float
) -> bool:
    """Whether rules at `place` cover more than half of the stretch."""
    covered = sum(
        max(0.0, min(rule.end, stretch[1]) - max(rule.start, stretch[0]))
        for rule in rules
        if abs(rule.place - place) <= 2 * reach
    )
    return covered > 0.5 * (stretch[1] - stretch[0])


def _merge(owner: NDArray[np.intp], one: tuple[int, int], other: tuple[int, int]) -> None:
    owner[owner == owner[other]] = owner[one]


def _make_cells(
    owner: NDArray[np.intp], rows: Sequence[float], columns: Sequence[float]
) -> Iterator[GridCell]:
    for name in dict.fromkeys(owner.ravel().tolist()):
        for top, left, bottom, right in _rectangles(owner == name):
            yield GridCell(
                top, left, bottom - top, right - left,
                columns[left], rows[top], columns[right], rows[bottom],
            )  # fmt: skip


def _rectangles(mask: NDArray[np.bool_]) -> Iterator[tuple[int, int, int, int]]:
    """Yield top, left, bottom and right: one box where the mask fills it, else a row at a time."""
    rows, columns = np.nonzero(mask)
    top, left, bottom, right = rows.min(), columns.min(), rows.max() + 1, columns.max() + 1
    if mask[top:bottom, left:right].all():
        yield int(top), int(left), int(bottom), int(right)
        return
    for row in np.unique(rows):
        filled = columns[rows == row]
        for stretch in np.split(filled, np.flatnonzero(np.diff(filled) > 1) + 1):
            yield int(row), int(stretch[0]), int(row) + 1, int(stretch[-1]) + 1


def _paint_over(image: Image, used: Sequence[tuple[list[Rule], list[Rule]]], reach: float) -> Image:
    """Return the image with the rules in the colour of the paper around them."""
    small = cv2.resize(image, None, fx=1 / 16, fy=1 / 16, interpolation=cv2.INTER_AREA)
    paper = cv2.resize(
        cv2.dilate(small, np.ones((5, 5), np.uint8)), (image.shape[1], image.shape[0])
    )
    mask = np.zeros(image.shape[:2], np.uint8)
    half = round(reach / 2)
    for level, upright in used:
        for rule in level:
            place, start, end = round(rule.place), round(rule.start), round(rule.end)
            mask[max(0, place - half) : place + half + 1, start:end] = 1
        for rule in upright:
            place, start, end = round(rule.place), round(rule.start), round(rule.end)
            mask[start:end, max(0, place - half) : place + half + 1] = 1
    return np.where(mask[..., np.newaxis] > 0, paper, image).astype(np.uint8)


def share_out(
    lines: Sequence[TextLine], grids: Sequence[RuledGrid]
) -> tuple[dict[tuple[int, int], list[TextLine]], list[TextLine]]:
    """Return the lines of each cell, by grid and cell, and the lines outside all grids.

    A line that runs on over a rule is cut there.
    """
    held: dict[tuple[int, int], list[TextLine]] = {}
    free: list[TextLine] = []
    for line in lines:
        for owner, part in _cut_line(line, grids):
            (free if owner is None else held.setdefault(owner, [])).append(part)
    return held, free


def _cut_line(
    line: TextLine, grids: Sequence[RuledGrid]
) -> Iterator[tuple[tuple[int, int] | None, TextLine]]:
    whole = _find_cell(line, grids)
    owners = [_find_cell(glyph, grids) for glyph in line.glyphs]
    if owners.count(whole) > 0.9 * len(owners):  # places of single characters are not that exact
        yield whole, line
        return
    for owner, group in groupby(zip(owners, line.glyphs, strict=True), key=itemgetter(0)):
        glyphs = trim_glyphs([glyph for _, glyph in group])
        if glyphs:
            yield owner, TextLine(glyphs, line.is_vertical)


def _find_cell(mark: Glyph | TextLine, grids: Sequence[RuledGrid]) -> tuple[int, int] | None:
    x, y = (mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2
    for number, grid in enumerate(grids):
        for index, cell in enumerate(grid.cells):
            if cell.left <= x <= cell.right and cell.top <= y <= cell.bottom:
                return number, index
    return None


def count_header_rows(texts: Sequence[Sequence[str]]) -> int:
    """Return 1 if the first row looks like titles, else 0; `texts` are the texts of each row.

    Titles are there for every column, short and without a year.
    """
    if len(texts) < 2 or not texts[0] or not all(texts[0]):
        return 0
    has_year = any(_YEAR.search(text) for text in texts[0])
    return 0 if has_year or max(map(len, texts[0])) > 40 else 1
