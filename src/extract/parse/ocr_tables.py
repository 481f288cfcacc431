"""Upright page image -> its ruled tables, as grids of cells; its other rules; and it without grids.

Coordinates are pixels of the image.
"""

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
from extract.parse.tables import RuledGrid

_LEAST_CONTRAST = 20.0  # of 255, of ink to the paper


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along one axis: where it is across it, from `start` to `end` along it."""

    place: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The grids on an image from the top down, its other level rules, and it without the grids.

    Other rules are those of tables without upright ones, under headings and over footnotes.
    """

    grids: tuple[RuledGrid, ...]
    rules: tuple[Rule, ...]
    image: Image


def find_drawing(image: Image) -> Drawing:
    """Return what straight rules make on the image; its text without rules is easier to read."""
    grey = make_grey(image)
    level, upright = _find_rules(grey, axis=1), _find_rules(grey, axis=0)
    reach = max(4.0, max(grey.shape) / 300)
    grids: list[RuledGrid] = []
    used: list[tuple[list[Rule], list[Rule]]] = []
    for group in _connect(level, upright, reach):
        grid = _make_grid(*group, reach)
        if grid is not None and _is_table(grid, group[0], grey):
            grids.append(grid)
            used.append(group)
    grids.sort(key=lambda grid: grid.ys[0])
    taken = {rule for levels, _ in used for rule in levels}
    free = [rule for rule in level if rule not in taken and _is_long(rule, grey)]
    clean = _paint_over(image, used, reach) if used else image
    return Drawing(tuple(grids), tuple(free), clean)


def _is_table(grid: RuledGrid, level: Sequence[Rule], grey: Image) -> bool:
    """Whether the grid is larger than a letter: 国 alone would be a row of cells, 研 two."""
    if len(grid.ys) == 2:
        return any(_is_long(rule, grey) for rule in level)
    return grid.xs[-1] - grid.xs[0] > _LONG * int(grey.shape[1])


_LONG = 1 / 8  # of the width of the page: longer than the bars of letters


def _is_long(rule: Rule, grey: Image) -> bool:
    """Whether a level rule is long and without gaps: lines of small type that touch have some."""
    return rule.end - rule.start > _LONG * int(grey.shape[1]) and _share_dark(rule, grey) > 0.92


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
    if axis == 0:
        grey = grey.T
    return _join([rule for rule in rules if _share_dark(rule, grey) > 0.5], side / 300)


def _share_dark(rule: Rule, grey: Image) -> float:
    """Return how much of a level rule is darker than what is on either side of it.

    The edge of paint is not, nor are the bars of letters.
    """
    place, start, end = round(rule.place), round(rule.start), round(rule.end)
    distance, last = max(grey.shape) // 150, grey.shape[0] - 1
    above, below = (
        grey[row, start:end] for row in (max(0, place - distance), min(last, place + distance))
    )
    on = grey[max(0, place - 1) : place + 2, start:end].min(axis=0)
    paper = min(float(np.median(above)), float(np.median(below)))
    return float((on < paper - _LEAST_CONTRAST).mean())


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
    ends = _add_lower_end(rows, upright, 4 * reach)
    rows = ends.places
    if len(rows) < 2 or len(columns) < 3:
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
    places = sorted(place for name in np.unique(owner) for place in _rectangles(owner == name))
    if len(places) < 2:
        return None
    boxes = tuple(
        (columns[column], rows[row], columns[column + width], rows[row + height])
        for row, column, height, width in places
    )
    return RuledGrid(tuple(columns), tuple(rows), tuple(places), boxes, ends.is_open)


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


@dataclass(frozen=True, slots=True)
class _Ends:
    """The places of level rules, and whether the last of them was not drawn."""

    places: list[float]
    is_open: bool


def _add_lower_end(rows: list[float], upright: Sequence[Rule], reach: float) -> _Ends:
    """Return the rows with the end of a table that goes on overleaf amid its last row."""
    lower = [rule.end for rule in upright if rows and rule.end - rows[-1] > reach]
    is_open = len(lower) >= 2 and len(lower) > 0.5 * len(upright)
    return _Ends([*rows, median(lower)] if is_open else rows, is_open)


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


def _rectangles(mask: NDArray[np.bool_]) -> Iterator[tuple[int, int, int, int]]:
    """Yield row, column and spans: one box where the mask fills it, else a row at a time."""
    rows, columns = np.nonzero(mask)
    top, left, bottom, right = rows.min(), columns.min(), rows.max() + 1, columns.max() + 1
    if mask[top:bottom, left:right].all():
        yield int(top), int(left), int(bottom - top), int(right - left)
        return
    for row in np.unique(rows):
        filled = columns[rows == row]
        for stretch in np.split(filled, np.flatnonzero(np.diff(filled) > 1) + 1):
            yield int(row), int(stretch[0]), 1, len(stretch)


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
        for index, (left, top, right, bottom) in enumerate(grid.boxes):
            if left <= x <= right and top <= y <= bottom:
                return number, index
    return None
