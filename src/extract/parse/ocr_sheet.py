"""What is recognised and drawn on an upright page image -> a sheet, as pages of PDFs have it.

From there on both are laid out alike: columns, tables without rules, paragraphs, running heads.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from extract.parse.layout import RECOGNISED, Line, find_lines
from extract.parse.layout_blocks import FoundBlock, Typeface, find_blocks
from extract.parse.layout_regions import make_prose
from extract.parse.layout_turn import TurnedPage
from extract.parse.ocr_fragments import (
    PageScale,
    align_fragments,
    find_usual_size,
    make_fragment,
    part_line,
)
from extract.parse.ocr_image import Image
from extract.parse.ocr_lines import TextLine
from extract.parse.ocr_tables import Drawing, Rule, share_out
from extract.parse.pdf_content import NO_BOXES, NO_GLYPHS, Floats, PageContent
from extract.parse.sheet import Sheet
from extract.parse.tables import FoundTable, RuledGrid, fill_grid
from extract.parse.tables_unruled import split_ruled_rows


@dataclass(frozen=True, slots=True)
class _Writing:
    """How lines of the page become lines of its sheet; `usual` is the size of most, in pixels."""

    page: int
    scale: PageScale
    usual: float

    def make_lines(self, lines: Sequence[TextLine]) -> list[Line]:
        parts = [make_fragment(line, self.usual, self.page, self.scale) for line in lines]
        return find_lines(align_fragments(parts))

    def make_blocks(self, lines: Sequence[TextLine]) -> tuple[FoundBlock, ...]:
        if not lines:
            return ()
        face = Typeface(self.usual * self.scale.points, frozenset((RECOGNISED,)), frozenset())
        blocks = find_blocks(make_prose(self.make_lines(lines)), face)
        return tuple(replace(block, is_cut=False) for block in blocks)


def make_recognised_sheet(
    lines: Sequence[TextLine], drawing: Drawing, grey: Image, page: int, scale: PageScale
) -> Sheet:
    """Return the sheet of a page on which the lines were read, in any order.

    What is written the other way than most of the page comes before or after it.
    """
    parts = [part for line in lines for part in part_line(line, grey)]
    held, free = share_out(parts, drawing.grids)
    writing = _Writing(page, scale, find_usual_size(parts))
    tables: list[FoundTable] = []
    for number, grid in enumerate(drawing.grids):
        cells = [held.get((number, index), []) for index in range(len(grid.boxes))]
        lines_of_cells = [writing.make_lines(cell) for cell in cells]
        table = fill_grid(_scale_grid(grid, scale.points), lines_of_cells)
        if table is None:
            free += [line for cell in cells for line in cell]
        else:
            tables.append(split_ruled_rows(table))
    is_vertical = _runs_down(free)
    main = [line for line in free if line.is_vertical == is_vertical]
    other = [line for line in free if line.is_vertical != is_vertical]
    top = min((line.top for line in main), default=0.0)
    size = (scale.width * scale.points, grey.shape[0] * scale.points)
    return Sheet(
        _make_page(size, drawing.rules, scale, is_vertical),
        tuple(writing.make_lines(main)),
        tuple(_turn_table(table, size[0]) if is_vertical else table for table in tables),
        writing.make_blocks([line for line in other if line.bottom <= top]),
        writing.make_blocks([line for line in other if line.bottom > top]),
    )


def _runs_down(lines: Sequence[TextLine]) -> bool:
    return sum(len(line.glyphs) * (1 if line.is_vertical else -1) for line in lines) > 0


def _make_page(
    size: tuple[float, float], rules: Sequence[Rule], scale: PageScale, is_vertical: bool
) -> TurnedPage:
    if is_vertical:
        content = PageContent(size[1], size[0], NO_GLYPHS, (), *NO_BOXES)
        return TurnedPage(content, (1, 2, 3, 0)[scale.turn])
    boxes = [(r.start, r.place - 1, r.end, r.place + 1) for r in rules]
    drawn: Floats = np.array(boxes, np.float32).reshape(-1, 4) * np.float32(scale.points)
    return TurnedPage(PageContent(*size, NO_GLYPHS, (), drawn, *NO_BOXES[1:]), scale.turn)


def _scale_grid(grid: RuledGrid, points: float) -> RuledGrid:
    xs, ys = (tuple(points * place for place in places) for places in (grid.xs, grid.ys))
    return replace(grid, xs=xs, ys=ys)


def _turn_table(table: FoundTable, width: float) -> FoundTable:
    """Return a table of level writing where it stands on a page whose lines run down."""
    left, right = table.edges[0], table.edges[-1]
    stretch = (table.bottom - table.top) / (right - left)
    edges = tuple(table.top + stretch * (edge - left) for edge in table.edges)
    return replace(table, edges=edges, top=width - right, bottom=width - left)
