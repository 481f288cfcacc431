"""Rules of a page and the letters between them -> ruled tables; and the shape of every table.

Which edges are one and where they cross is pdfplumber's own table machinery; which crossings are
the corners of a cell is found here, as its search takes longer than all the rest of a page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from pdfplumber.table import edges_to_intersections, merge_edges

from extract.parse.layout import Line
from extract.parse.pdf_content import Floats, Glyphs

Edge = dict[str, Any]
CellBox = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class FoundCell:
    """A cell at its first row and column, and its lines from the top down."""

    row: int
    column: int
    row_span: int
    column_span: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table on one page.

    `edges` are the sides of its columns, from left to right, one more than there are columns.
    `is_open` says that the page ends amid its last row. `header_rows` is 0 where none stands out.
    """

    rows: int
    edges: tuple[float, ...]
    cells: tuple[FoundCell, ...]
    top: float
    bottom: float
    header_rows: int = 0
    is_open: bool = False

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self.edges) - 1

    def row_cells(self, row: int) -> list[FoundCell]:
        """Return the cells that begin in `row`, from left to right."""
        return sorted(
            (cell for cell in self.cells if cell.row == row), key=lambda cell: cell.column
        )


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """Sides of columns and rows, and the cells as row, column, row span, column span, box."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    places: tuple[tuple[int, int, int, int], ...]
    boxes: tuple[CellBox, ...]
    is_open: bool


_MOST_EDGES, _MOST_CROSSINGS = 1000, 4000  # of a drawing; a page full of table has 50 and 300
_TOLERANCE = 3.0  # points: pdfplumber's own default for what is the same line


def find_grids(rules: Floats) -> list[RuledGrid]:
    """Return the grids of two columns or more that the rules make, from the top down."""
    if len(rules) < 4:
        return []
    merged = merge_edges(_edges(rules), _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE)
    if len(merged) > _MOST_EDGES:
        return []
    closing = _closing_edges(merged)
    all_edges = merged + [edge for edge, _ in closing]
    crossings = edges_to_intersections(all_edges, _TOLERANCE, _TOLERANCE)
    if len(crossings) > _MOST_CROSSINGS:
        return []
    tables = _split_tables(_find_cells(crossings))
    closed_at = {edge["top"] for edge, is_new in closing if is_new}
    grids = (_grid(cells, closed_at) for cells in tables)
    return [grid for grid in grids if len(grid.xs) > 2]


def _edges(rules: Floats) -> list[Edge]:
    wide = rules[:, 2] - rules[:, 0] >= rules[:, 3] - rules[:, 1]
    edges = []
    for is_level, (left, top, right, bottom) in zip(wide.tolist(), rules.tolist(), strict=True):
        if is_level:
            top = bottom = (top + bottom) / 2
        else:
            left = right = (left + right) / 2
        edges.append(
            {
                "x0": left,
                "x1": right,
                "top": top,
                "bottom": bottom,
                "width": right - left,
                "height": bottom - top,
                "orientation": "h" if is_level else "v",
                "object_type": "line",
            }
        )
    return edges


def _closing_edges(edges: Sequence[Edge]) -> list[tuple[Edge, bool]]:
    """Return level edges where three upright ones or more end and no level one joins their ends.

    So a table ends that goes on overleaf amid a row or amid a cell over several rows, and one
    without a rule at its end. With each edge: whether nothing of it was drawn.
    """
    closing = []
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    level = [edge for edge in edges if edge["orientation"] == "h"]
    for end in ("top", "bottom"):
        for group in _group_ends(upright, end):
            y = group[0][end]
            left, right = min(e["x0"] for e in group), max(e["x0"] for e in group)
            near = [e for e in level if abs(e["top"] - y) <= _TOLERANCE]
            drawn = sum(max(0.0, min(e["x1"], right) - max(e["x0"], left)) for e in near)
            if drawn < 0.97 * (right - left):
                y = near[0]["top"] if near else y
                edge = {**group[0], "x0": left, "x1": right, "top": y, "bottom": y}
                edge |= {"width": right - left, "height": 0, "orientation": "h"}
                closing.append((edge, drawn < 0.1 * (right - left)))
    return closing


def _group_ends(upright: Sequence[Edge], end: str) -> list[list[Edge]]:
    groups: list[list[Edge]] = []
    for edge in sorted(upright, key=lambda edge: edge[end]):
        if groups and edge[end] - groups[-1][0][end] <= _TOLERANCE:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return [group for group in groups if len(group) >= 3]


def _find_cells(crossings: Mapping[Point, Mapping[str, Sequence[Edge]]]) -> list[CellBox]:
    """Return for each crossing the smallest cell of which it is the upper left corner."""
    across = {point: {id(edge) for edge in edges["h"]} for point, edges in crossings.items()}
    down = {point: {id(edge) for edge in edges["v"]} for point, edges in crossings.items()}
    by_x: dict[float, list[Point]] = {}
    by_y: dict[float, list[Point]] = {}
    for point in sorted(crossings):
        by_x.setdefault(point[0], []).append(point)
        by_y.setdefault(point[1], []).append(point)
    cells = []
    for x, column in by_x.items():
        for index, corner in enumerate(column):
            row = by_y[corner[1]]
            rights = [point for point in row if point[0] > x and across[point] & across[corner]]
            belows = [point for point in column[index + 1 :] if down[point] & down[corner]]
            cell = _smallest_cell(corner, rights, belows, across, down)
            if cell is not None:
                cells.append(cell)
    return cells


def _smallest_cell(
    corner: Point,
    rights: Sequence[Point],
    belows: Sequence[Point],
    across: Mapping[Point, set[int]],
    down: Mapping[Point, set[int]],
) -> CellBox | None:
    for below in belows:
        for right in rights:
            far = (right[0], below[1])
            if far in across and across[far] & across[below] and down[far] & down[right]:
                return (*corner, *far)
    return None


def _split_tables(cells: Sequence[CellBox]) -> list[list[CellBox]]:
    """Return the cells that hang together by their corners, from the top down; no single cells."""
    owner: dict[Point, int] = {}
    parents = list(range(len(cells)))

    def find_root(number: int) -> int:
        while parents[number] != number:
            parents[number] = number = parents[parents[number]]
        return number

    for number, (left, top, right, bottom) in enumerate(cells):
        for corner in ((left, top), (right, top), (left, bottom), (right, bottom)):
            parents[find_root(owner.setdefault(corner, number))] = find_root(number)
    groups: dict[int, list[CellBox]] = {}
    for number, cell in enumerate(cells):
        groups.setdefault(find_root(number), []).append(cell)
    found = [group for group in groups.values() if len(group) > 1]
    return sorted(found, key=lambda group: min((top, left) for left, top, _, _ in group))


def _grid(cells: Sequence[CellBox], closed_at: set[float]) -> RuledGrid:
    xs = sorted({cell[0] for cell in cells} | {cell[2] for cell in cells})
    ys = sorted({cell[1] for cell in cells} | {cell[3] for cell in cells})
    column = {x: index for index, x in enumerate(xs)}
    row = {y: index for index, y in enumerate(ys)}
    ordered = sorted(cells, key=lambda cell: (cell[1], cell[0]))
    places = tuple(
        (row[top], column[left], row[bottom] - row[top], column[right] - column[left])
        for left, top, right, bottom in ordered
    )
    return RuledGrid(tuple(xs), tuple(ys), places, tuple(ordered), ys[-1] in closed_at)


def group_by_cell(glyphs: Glyphs, grids: Sequence[RuledGrid]) -> npt.NDArray[np.int32]:
    """Return for each letter the number of the cell it stands in, counted over all grids from 1.

    0 is outside all cells.
    """
    x = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2
    y = (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2
    groups = np.zeros(len(glyphs), np.int32)
    number = 0
    for grid in grids:
        table = np.zeros((len(grid.ys) + 1, len(grid.xs) + 1), np.int32)
        for place_row, place_column, rows, columns in grid.places:
            number += 1
            table[
                place_row + 1 : place_row + rows + 1, place_column + 1 : place_column + columns + 1
            ] = number
        found = table[np.searchsorted(grid.ys, y), np.searchsorted(grid.xs, x)]
        groups = np.where(found > 0, found, groups)
    return groups


def fill_grid(grid: RuledGrid, lines: Sequence[Sequence[Line]]) -> FoundTable | None:
    """Return the table of a grid with the lines of each of its cells; None if it is no table."""
    cells = tuple(
        FoundCell(*place, tuple(cell_lines))
        for place, cell_lines in zip(grid.places, lines, strict=True)
    )
    filled = sum(bool(cell.lines) for cell in cells)
    if filled < 2 or len(cells) < 2:
        return None
    table = FoundTable(
        len(grid.ys) - 1, grid.xs, cells, grid.ys[0], grid.ys[-1], is_open=grid.is_open
    )
    return drop_empty(table)


def drop_empty(table: FoundTable) -> FoundTable | None:
    """Return the table without the rows and columns in which no cell begins; None if too small."""
    rows = sorted({cell.row for cell in table.cells})
    columns = sorted({cell.column for cell in table.cells if cell.lines} | {0})
    columns = [c for c in range(table.columns) if c in columns or _is_whole_column(table, c)]
    if len(rows) == table.rows and len(columns) == table.columns:
        return table
    row_number = {row: index for index, row in enumerate(rows)}
    cells = []
    for cell in table.cells:
        inside = [c for c in columns if cell.column <= c < cell.column + cell.column_span]
        span = [r for r in rows if cell.row <= r < cell.row + cell.row_span]
        if inside:
            cells.append(
                replace(
                    cell,
                    row=row_number[cell.row],
                    column=columns.index(inside[0]),
                    row_span=len(span),
                    column_span=len(inside),
                )
            )
    if len(columns) < 2 or not rows:
        return None
    edges = (*(table.edges[c] for c in columns), table.edges[-1])
    return replace(table, rows=len(rows), edges=edges, cells=tuple(cells))


_NARROW = 6.0  # points: an empty column narrower than that is the gap between two rules


def _is_whole_column(table: FoundTable, column: int) -> bool:
    return table.edges[column + 1] - table.edges[column] > _NARROW


def mark_header(table: FoundTable) -> FoundTable:
    """Return the table with one header row where the first row stands out from those below.

    It does by its fonts, or by having no digits over a column of dates or amounts.
    """
    if table.header_rows or table.rows < 2:
        return table
    first = [cell for cell in table.row_cells(0) if cell.lines]
    rest = [cell for cell in table.cells if cell.row > 0 and cell.lines]
    if not first or not rest:
        return table
    fonts = _fonts(first)
    differs = not fonts & _fonts(rest)
    if differs or _stands_over_digits(first, rest):
        return replace(table, header_rows=max(cell.row_span for cell in first))
    return table


def _fonts(cells: Sequence[FoundCell]) -> set[int]:
    return {fragment.font for cell in cells for line in cell.lines for fragment in line.fragments}


def _stands_over_digits(first: Sequence[FoundCell], rest: Sequence[FoundCell]) -> bool:
    if any(_begins_with_digit(cell) for cell in first):
        return False
    for cell in first:
        below = [_begins_with_digit(other) for other in rest if other.column == cell.column]
        if len(below) > 0 and sum(below) >= 0.6 * len(below):
            return True
    return False


def _begins_with_digit(cell: FoundCell) -> bool:
    return cell.lines[0].text[:1].isdecimal()
