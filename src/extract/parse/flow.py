"""Sheets -> drafts in reading order, joined over columns and pages.

Body text flows on over pages: a paragraph or a table that runs on overleaf is one. Running heads,
footnotes and running feet of a page come, in this order, after what begins on that page.
"""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from extract.model import BlockKind
from extract.parse.builder import BlockDraft, CellDraft, TableDraft
from extract.parse.layout import RECOGNISED, Line
from extract.parse.layout_blocks import FoundBlock, Typeface, find_blocks, join_blocks
from extract.parse.layout_furniture import Furniture, SheetLines, find_footnotes, find_furniture
from extract.parse.layout_regions import Area, Prose, Region, Run, make_prose, split_areas
from extract.parse.layout_turn import TurnedPage
from extract.parse.pdf_content import Font
from extract.parse.pieces import find_vocabulary, make_pieces
from extract.parse.sheet import Sheet
from extract.parse.tables import FoundTable, mark_header
from extract.parse.tables_join import PagedTable, join_tables
from extract.parse.tables_unruled import (
    Titles,
    find_separators,
    find_table,
    first_row_texts,
    row_texts,
)

Draft = BlockDraft | TableDraft
_Item = FoundBlock | PagedTable


@dataclass(frozen=True, slots=True)
class _Aside:
    """A block out of the flow of the body."""

    kind: BlockKind
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Setting:
    """What drafts of the whole document are made with."""

    pages: tuple[TurnedPage, ...]
    vocabulary: frozenset[str]


def make_drafts(sheets: Sequence[Sheet], fonts: dict[Font, int]) -> list[Draft]:
    """Return the drafts of all sheets; `fonts` are those of the document by number."""
    furniture = find_furniture([_sheet_lines(sheet) for sheet in sheets])
    face = _find_face(sheets, fonts)
    items: list[_Item] = []
    asides: list[list[_Aside]] = []
    areas = _find_areas(sheets, furniture)
    for page, (sheet, found) in enumerate(zip(sheets, furniture, strict=True)):
        body, notes = _read_body(areas[page], page, face)
        for item in [*sheet.before, *body]:
            _append_item(items, item)
        asides.append(_find_asides(sheet, found, notes))
    vocabulary = find_vocabulary([line for sheet in sheets for line in sheet.lines])
    setting = _Setting(tuple(sheet.turned for sheet in sheets), vocabulary)
    drafts: list[Draft] = []
    position = 0
    for page, extra in enumerate(asides):
        while position < len(items) and _page(items[position]) <= page:
            drafts += _draft_item(items[position], setting)
            position += 1
        drafts += [_draft_block(aside.kind, aside.lines, setting) for aside in extra]
    return drafts


def _sheet_lines(sheet: Sheet) -> SheetLines:
    tables = tuple((table.top, table.bottom) for table in sheet.tables)
    return SheetLines(sheet.turned.content.height, sheet.lines, tables)


def _find_face(sheets: Sequence[Sheet], fonts: dict[Font, int]) -> Typeface:
    sizes: Counter[float] = Counter()
    used: Counter[int] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            for fragment in line.fragments:
                sizes[round(fragment.size * 4) / 4] += len(fragment.text)
                used[fragment.font] += len(fragment.text)
    total = sum(used.values())
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    bold = frozenset(number for font, number in fonts.items() if font.is_bold)
    usual = frozenset(font for font, count in used.items() if count > 0.08 * total) - bold
    return Typeface(size, usual | {RECOGNISED}, bold)


# --- one page ---------------------------------------------------------------------------------


def _find_areas(sheets: Sequence[Sheet], furniture: Sequence[Furniture]) -> list[list[Area]]:
    """Return the areas of each page, in reading order.

    A page is looked at again if it ends or begins with too few rows to be a table by themselves,
    under the titles of a table of another page.
    """
    areas: list[list[Area]] = []
    refused: list[set[Titles]] = []
    for sheet, found in zip(sheets, furniture, strict=True):
        turned_down: set[Titles] = set()
        areas.append(_split_sheet(sheet, found, frozenset(), turned_down))
        refused.append(turned_down)
    titles = {
        row_texts(area, 0) for found in areas for area in found if isinstance(area, FoundTable)
    }
    for page, turned_down in enumerate(refused):
        if turned_down & titles:
            areas[page] = _split_sheet(sheets[page], furniture[page], titles, set())
    return areas


def _split_sheet(
    sheet: Sheet, furniture: Furniture, titles: Set[Titles], refused: set[Titles]
) -> list[Area]:
    """Return the areas of a page; the first lines of runs that are no table go to `refused`."""
    lines = sheet.lines[furniture.heads : len(sheet.lines) - furniture.feet]
    content = sheet.turned.content
    separators = find_separators(content.rules, content.fills)

    def find(run: Run) -> FoundTable | None:
        table = find_table(run, separators, titles)
        if table is None and len(run.lines) <= _SHORT_RUN:
            refused.add(first_row_texts(run))
        return table

    return split_areas(Region(lines, sheet.tables), find)


_SHORT_RUN = 8  # lines: with more, a table is one by itself


def _read_body(
    areas: Sequence[Area], page: int, face: Typeface
) -> tuple[list[FoundBlock | PagedTable], list[tuple[Line, ...]]]:
    notes = [
        find_footnotes(area.lines, face.size) if isinstance(area, Prose) else [] for area in areas
    ]
    bodies = [_body_lines(area, found) for area, found in zip(areas, notes, strict=True)]
    body: list[FoundBlock | PagedTable] = []
    for number, (area, lines) in enumerate(zip(areas, bodies, strict=True)):
        if lines:
            body += find_blocks(make_prose(lines), face)
        elif not isinstance(area, Prose):
            is_last = not any(rest is None or rest for rest in bodies[number + 1 :])
            body.append(PagedTable(area, (page,) * area.rows, not body, is_last))
    return body, [note for found in notes for note in found]


def _body_lines(area: Area, notes: Sequence[Sequence[Line]]) -> tuple[Line, ...] | None:
    """Return the lines of prose without its footnotes; None for a table."""
    if not isinstance(area, Prose):
        return None
    return area.lines[: len(area.lines) - sum(len(note) for note in notes)]


def _find_asides(
    sheet: Sheet, furniture: Furniture, notes: Sequence[tuple[Line, ...]]
) -> list[_Aside]:
    heads = sheet.lines[: furniture.heads]
    feet = sheet.lines[len(sheet.lines) - furniture.feet :]
    return [
        *(_Aside("header", (line,)) for line in heads),
        *(_Aside(block.kind, block.lines) for block in sheet.after),
        *(_Aside("footnote", note) for note in notes),
        *(_Aside("footer", (line,)) for line in feet),
    ]


def _append_item(items: list[_Item], item: _Item) -> None:
    """Append the item, or make it one with the last."""
    last = items[-1] if items else None
    joined: _Item | None = None
    if isinstance(last, FoundBlock) and isinstance(item, FoundBlock):
        joined = join_blocks(last, item)
    elif isinstance(last, PagedTable) and isinstance(item, PagedTable):
        joined = join_tables(last, item)
    if joined is None:
        items.append(item)
    else:
        items[-1] = joined


def _page(item: _Item) -> int:
    return item.pages[0] if isinstance(item, PagedTable) else item.lines[0].fragments[0].page


# --- drafts -----------------------------------------------------------------------------------


def _draft_item(item: _Item, setting: _Setting) -> list[Draft]:
    if isinstance(item, FoundBlock):
        return [_draft_block(item.kind, item.lines, setting)]
    if item.table.rows == 1:  # framed text or a drawing, as nothing overleaf belongs to it
        cells = item.table.row_cells(0)
        return [_draft_block("paragraph", cell.lines, setting) for cell in cells if cell.lines]
    return [_draft_table(item, setting)]


def _draft_block(kind: BlockKind, lines: Sequence[Line], setting: _Setting) -> BlockDraft:
    pieces = make_pieces(lines, setting.pages, setting.vocabulary)
    return BlockDraft(kind, pieces, lines[0].fragments[0].page)


def _draft_table(paged: PagedTable, setting: _Setting) -> TableDraft:
    table = mark_header(paged.table)
    cells = tuple(
        CellDraft(
            cell.row,
            cell.column,
            make_pieces(cell.lines, setting.pages, setting.vocabulary),
            cell.row_span,
            cell.column_span,
            paged.pages[cell.row],
        )
        for cell in table.cells
    )
    return TableDraft(table.rows, table.columns, cells, paged.pages[0], table.header_rows)
