"""Sheets -> drafts in reading order, joined over columns and pages.

Body text flows on over pages: a paragraph or a table that runs on overleaf is one. Running heads,
footnotes and running feet of a page come, in this order, after what begins on that page.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extract.model import BlockKind
from extract.parse.builder import BlockDraft, CellDraft, TableDraft
from extract.parse.layout import Line
from extract.parse.layout_blocks import FoundBlock, Typeface, find_blocks, join_blocks
from extract.parse.layout_furniture import Furniture, SheetLines, find_footnotes, find_furniture
from extract.parse.layout_regions import Area, Prose, Region, make_prose, split_areas
from extract.parse.layout_turn import TurnedPage
from extract.parse.pdf_content import Font
from extract.parse.pdf_pieces import find_vocabulary, make_pieces
from extract.parse.pdf_sheet import Draft, Sheet
from extract.parse.tables import mark_header
from extract.parse.tables_join import PagedTable, join_tables
from extract.parse.tables_unruled import find_separators, find_table

_Item = FoundBlock | PagedTable | BlockDraft | TableDraft


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
    for page, (sheet, found) in enumerate(zip(sheets, furniture, strict=True)):
        body, notes = _read_body(sheet, found, page, face)
        for item in [*body, *sheet.recognised]:
            _append_item(items, item)
        asides.append(_find_asides(sheet, found, notes))
    vocabulary = find_vocabulary([line for sheet in sheets for line in sheet.lines])
    setting = _Setting(tuple(sheet.turned for sheet in sheets), vocabulary)
    drafts: list[Draft] = []
    position = 0
    for page, extra in enumerate(asides):
        while position < len(items) and _page(items[position]) <= page:
            drafts.append(_draft_item(items[position], setting))
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
    return Typeface(size, usual, bold)


# --- one page ---------------------------------------------------------------------------------


def _read_body(
    sheet: Sheet, furniture: Furniture, page: int, face: Typeface
) -> tuple[list[FoundBlock | PagedTable], list[tuple[Line, ...]]]:
    lines = sheet.lines[furniture.heads : len(sheet.lines) - furniture.feet]
    content = sheet.turned.content
    separators = find_separators(content.rules, content.fills)
    areas = split_areas(Region(lines, sheet.tables), lambda run: find_table(run, separators))
    notes = [
        find_footnotes(area.lines, face.size) if isinstance(area, Prose) else [] for area in areas
    ]
    bodies = [_body_lines(area, found) for area, found in zip(areas, notes, strict=True)]
    body: list[FoundBlock | PagedTable] = []
    for number, area in enumerate(areas):
        if isinstance(area, Prose):
            if bodies[number]:
                body += find_blocks(make_prose(bodies[number]), face)
        else:
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
    if isinstance(item, PagedTable):
        return item.pages[0]
    return item.lines[0].fragments[0].page if isinstance(item, FoundBlock) else item.page or 0


# --- drafts -----------------------------------------------------------------------------------


def _draft_item(item: _Item, setting: _Setting) -> Draft:
    if isinstance(item, FoundBlock):
        return _draft_block(item.kind, item.lines, setting)
    return _draft_table(item, setting) if isinstance(item, PagedTable) else item


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
