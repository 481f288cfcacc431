"""What a page draws -> a sheet: its lines, and the ruled tables among them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from extract.parse.layout import Fragment, Line, find_lines, split_fragments
from extract.parse.layout_blocks import FoundBlock
from extract.parse.layout_turn import TurnedPage, find_readings, take_letters, turn_page
from extract.parse.pdf_content import NO_GLYPHS, Font, Glyphs, PageContent
from extract.parse.tables import FoundTable, fill_grid, find_grids, group_by_cell
from extract.parse.tables_unruled import split_ruled_rows


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its lines outside ruled tables, from the top down.

    `before` and `after` are blocks written the other way than the lines. A page that yields
    nothing says why in `remark`.
    """

    turned: TurnedPage
    lines: tuple[Line, ...] = ()
    tables: tuple[FoundTable, ...] = ()
    before: tuple[FoundBlock, ...] = ()
    after: tuple[FoundBlock, ...] = ()
    remark: str | None = None

    @property
    def size(self) -> tuple[float, float]:
        """The width and height of the page as it is shown."""
        width, height = self.turned.content.width, self.turned.content.height
        return (height, width) if self.turned.turn % 2 else (width, height)


def make_bare_sheet(content: PageContent, remark: str) -> Sheet:
    """Return the sheet of a page that yields nothing."""
    return Sheet(TurnedPage(replace(content, glyphs=NO_GLYPHS), 0), remark=remark)


def make_sheet(content: PageContent, page: int, fonts: dict[Font, int]) -> Sheet:
    """Return the sheet of a page; fonts that the document had not so far are added to `fonts`."""
    turned = turn_page(content)
    glyphs = _number_fonts(_drop_readings(turned.content.glyphs), content.fonts, fonts)
    grids = find_grids(turned.content.rules)
    fragments = split_fragments(glyphs, page, group_by_cell(glyphs, grids))
    free = [fragment for fragment in fragments if fragment.group == 0]
    by_cell: dict[int, list[Fragment]] = {}
    for fragment in fragments:
        by_cell.setdefault(fragment.group, []).append(fragment)
    tables: list[FoundTable] = []
    number = 0
    for grid in grids:
        groups = [by_cell.get(number + place, []) for place in range(1, len(grid.places) + 1)]
        number += len(grid.places)
        table = fill_grid(grid, [find_lines(group) for group in groups])
        if table is None:
            free += [fragment for group in groups for fragment in group]
        else:
            tables.append(split_ruled_rows(table))
    # No later step needs the letters.
    light = replace(turned, content=replace(turned.content, glyphs=NO_GLYPHS))
    remark = None if glyphs.text else "no text but readings"
    return Sheet(light, tuple(find_lines(free)), tuple(tables), remark=remark)


def _drop_readings(glyphs: Glyphs) -> Glyphs:
    readings, under = find_readings(glyphs)
    # Letters are spread out under a long reading: no gap between them is a blank.
    blanks = np.where(under, 0, glyphs.after_blank).astype(np.int8)
    return take_letters(replace(glyphs, after_blank=blanks), ~readings)


def _number_fonts(glyphs: Glyphs, table: Sequence[Font], fonts: dict[Font, int]) -> Glyphs:
    numbers = np.array([fonts.setdefault(font, len(fonts)) for font in table], np.int16)
    return replace(glyphs, fonts=numbers[glyphs.fonts]) if len(numbers) else glyphs
