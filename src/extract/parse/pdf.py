"""A PDF -> Document: the order of the steps from letters and lines to blocks and tables.

The text follows the body over columns and pages; a paragraph or table that runs on overleaf is one.
Running heads, feet and footnotes of a page come after what began on that page.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2 as pdfium

from extract.errors import BrokenFileError, EmptyFileError, EncryptedFileError
from extract.model import BlockKind, Document, Page
from extract.parse.builder import (
    BlockDraft,
    CellDraft,
    Origin,
    TableDraft,
    build_document,
)
from extract.parse.layout import Fragment, Line, find_lines, split_fragments
from extract.parse.layout_blocks import FoundBlock, Typeface, find_blocks, join_blocks
from extract.parse.layout_furniture import (
    Furniture,
    SheetLines,
    find_footnotes,
    find_furniture,
)
from extract.parse.layout_regions import Prose, Region, split_areas
from extract.parse.layout_turn import TurnedPage, find_readings, take_letters, turn_page
from extract.parse.pdf_content import Floats, Font, PageContent, draw_page, read_page, render_page
from extract.parse.pdf_pieces import find_vocabulary, make_pieces
from extract.parse.tables import FoundTable, fill_grid, find_grids, group_by_cell, mark_header
from extract.parse.tables_join import PagedTable, join_tables
from extract.parse.tables_unruled import Separator, find_table

__all__ = ["parse_pdf", "render_page"]

Draft = BlockDraft | TableDraft


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page with its lines outside ruled tables, from the top down."""

    turned: TurnedPage
    lines: tuple[Line, ...]
    tables: tuple[FoundTable, ...]
    separators: tuple[Separator, ...]


def parse_pdf(origin: Origin) -> Document:
    """Return the document in a PDF.

    Raises:
        EmptyFileError: no bytes, or no page that holds anything to read.
        EncryptedFileError: a password is needed.
        BrokenFileError: not a PDF, or damaged beyond reading.
    """
    fonts: dict[Font, int] = {}
    sheets = [
        _make_sheet(content, page, fonts) for page, content in enumerate(_read_contents(origin))
    ]
    drafts = _make_drafts(sheets, fonts)
    pages = [
        Page(*_size(sheet.turned), None if sheet.lines or sheet.tables else "blank")
        for sheet in sheets
    ]
    return build_document(origin, drafts, pages=pages)


def _size(turned: TurnedPage) -> tuple[float, float]:
    width, height = turned.content.width, turned.content.height
    return (height, width) if turned.turn % 2 else (width, height)


def _read_contents(origin: Origin) -> Iterator[PageContent]:
    document = _open(origin)
    try:
        for page in document:
            yield read_page(page)
            page.close()
    finally:
        document.close()


def _open(origin: Origin) -> pdfium.PdfDocument:
    if not origin.data:
        raise EmptyFileError(f"{origin.source} has no bytes; fetch it again")
    try:
        return pdfium.PdfDocument(origin.data)
    except pdfium.PdfiumError as error:
        if error.err_code == 4:
            raise EncryptedFileError(
                f"{origin.source} is encrypted; remove the password with qpdf --decrypt"
            ) from error
        raise BrokenFileError(f"{origin.source} is not a readable PDF: {error}") from error


# --- one page ---------------------------------------------------------------------------------


def _make_sheet(content: PageContent, page: int, fonts: dict[Font, int]) -> _Sheet:
    turned = turn_page(content)
    content = turned.content
    readings, under = find_readings(content.glyphs)
    # Letters are spread under a long reading: no blank between them is one.
    blanks = np.where(under, 0, content.glyphs.after_blank).astype(np.int8)
    glyphs = take_letters(replace(content.glyphs, after_blank=blanks), ~readings)
    numbers = np.array([fonts.setdefault(font, len(fonts)) for font in content.fonts], np.int16)
    if len(numbers):
        glyphs = replace(glyphs, fonts=numbers[glyphs.fonts])
    grids = find_grids(content.rules)
    fragments = split_fragments(glyphs, page, group_by_cell(glyphs, grids))
    by_cell: dict[int, list[Fragment]] = {}
    for fragment in fragments:
        by_cell.setdefault(fragment.group, []).append(fragment)
    tables = []
    number = 0
    for grid in grids:
        cells = [
            find_lines(by_cell.get(number + offset, ())) for offset in range(1, len(grid.places) + 1)
        ]
        table = fill_grid(grid, cells)
        if table is None:
            by_cell.setdefault(0, []).extend(f for lines in cells for l in lines for f in l.fragments)
        else:
            tables.append(table)
        number += len(grid.places)
    separators = find_separators(content.rules, content.fills)
    # Later steps need the size of the page only.
    light = replace(turned, content=replace(content, glyphs=take_letters(glyphs, np.zeros(len(glyphs), bool))))
    return _Sheet(light, tuple(find_lines(by_cell.get(0, ()))), tuple(tables), separators)


def find_separators(rules: Floats, fills: Floats) -> tuple[Separator, ...]:
    """Return the level rules and the upper and lower edges of painted areas, one a height."""
    level = rules[rules[:, 2] - rules[:, 0] > rules[:, 3] - rules[:, 1]]
    found: dict[int, Separator] = {}
    edges = [((top + bottom) / 2, left, right) for left, top, right, bottom in level.tolist()]
    for left, top, right, bottom in fills.tolist():
        edges += [(top, left, right), (bottom, left, right)]
    for y, left, right in edges:
        key = round(y)
        near = found.get(key) or found.get(key - 1) or found.get(key + 1)
        if near is None:
            found[key] = Separator(y, left, right)
        else:
            found[round(near.y)] = Separator(near.y, min(near.left, left), max(near.right, right))
    return tuple(found.values())


# --- the document -----------------------------------------------------------------------------

_Item = FoundBlock | PagedTable


def _make_drafts(sheets: Sequence[_Sheet], fonts: dict[Font, int]) -> list[Draft]:
    furniture = find_furniture([_sheet_lines(sheet) for sheet in sheets])
    face = _find_face(sheets, fonts)
    items: list[_Item] = []
    after: list[list[tuple[BlockKind, tuple[Line, ...]]]] = []
    for page, (sheet, found) in enumerate(zip(sheets, furniture, strict=True)):
        body, notes = _read_body(sheet, found, page, face)
        for item in body:
            _append_item(items, item)
        end = len(sheet.lines) - found.feet
        heads = [("header", (line,)) for line in sheet.lines[: found.heads]]
        feet = [("footer", (line,)) for line in sheet.lines[end:]]
        after.append([*heads, *(("footnote", note) for note in notes), *feet])
    pages = [sheet.turned for sheet in sheets]
    vocabulary = find_vocabulary(line for sheet in sheets for line in sheet.lines)

    def draft_block(kind: BlockKind, lines: Sequence[Line]) -> BlockDraft:
        page = lines[0].fragments[0].page
        return BlockDraft(kind, make_pieces(lines, pages, vocabulary), page)

    def draft_table(paged: PagedTable) -> TableDraft:
        table = mark_header(paged.table)
        cells = tuple(
            CellDraft(
                cell.row,
                cell.column,
                make_pieces(cell.lines, pages, vocabulary),
                cell.row_span,
                cell.column_span,
                paged.pages[cell.row],
            )
            for cell in table.cells
        )
        return TableDraft(table.rows, table.columns, cells, paged.pages[0], table.header_rows)

    drafts: list[Draft] = []
    position = 0
    for page, extra in enumerate(after):
        while position < len(items) and _page(items[position]) <= page:
            item = items[position]
            if isinstance(item, FoundBlock):
                drafts.append(draft_block(item.kind, item.lines))
            else:
                drafts.append(draft_table(item))
            position += 1
        drafts += [draft_block(kind, lines) for kind, lines in extra]
    return drafts


def _page(item: _Item) -> int:
    return item.pages[0] if isinstance(item, PagedTable) else item.lines[0].fragments[0].page


def _append_item(items: list[_Item], item: _Item) -> None:
    """Append the item, or make it one with the last."""
    last = items[-1] if items else None
    joined: _Item | None = None
    if isinstance(last, FoundBlock) and isinstance(item, FoundBlock):
        if last.lines[-1] is not item.lines[0]:
            joined = join_blocks(last, item)
    elif isinstance(last, PagedTable) and isinstance(item, PagedTable):
        joined = join_tables(last, item)
    if joined is None:
        items.append(item)
    else:
        items[-1] = joined


def _sheet_lines(sheet: _Sheet) -> SheetLines:
    tables = tuple((table.top, table.bottom) for table in sheet.tables)
    return SheetLines(sheet.turned.content.height, sheet.lines, tables)


def _find_face(sheets: Sequence[_Sheet], fonts: dict[Font, int]) -> Typeface:
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


def _read_body(
    sheet: _Sheet, furniture: Furniture, page: int, face: Typeface
) -> tuple[list[_Item], list[tuple[Line, ...]]]:
    lines = sheet.lines[furniture.heads : len(sheet.lines) - furniture.feet]
    areas = split_areas(
        Region(lines, sheet.tables), lambda run: find_table(run, sheet.separators)
    )
    body: list[_Item] = []
    notes: list[tuple[Line, ...]] = []
    for number, area in enumerate(areas):
        if isinstance(area, Prose):
            found = find_footnotes(area.lines, face.size)
            notes += found
            rest = area.lines[: len(area.lines) - sum(map(len, found))]
            if rest:
                body += find_blocks(Prose(rest), face)
        else:
            is_last = all(isinstance(a, Prose) and find_footnotes(a.lines, face.size) and len(find_footnotes(a.lines, face.size)) and sum(map(len, find_footnotes(a.lines, face.size))) == len(a.lines) for a in areas[number + 1 :])
            body.append(PagedTable(area, (page,) * area.rows, number == 0, is_last))
    return body, notes
