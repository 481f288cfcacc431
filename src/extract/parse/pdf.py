"""A PDF -> Document: the order of the steps from letters and lines to blocks and tables.

The text follows the body over columns and pages; a paragraph or table that runs on overleaf is one.
Running heads, feet and footnotes of a page come after what began on that page.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract.errors import BrokenFileError, EmptyFileError, EncryptedFileError
from extract.model import BlockKind, Document, Page
from extract.parse import pdf_plumber
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
from extract.parse.layout_regions import Prose, Region, make_prose, split_areas
from extract.parse.layout_turn import TurnedPage, find_readings, take_letters, turn_page
from extract.parse.ocr import recognise_page
from extract.parse.pdf_content import (
    NO_BOXES,
    NO_GLYPHS,
    Floats,
    Font,
    PageContent,
    draw_page,
    read_page,
    render_page,
)
from extract.parse.pdf_layer import has_ink, needs_recognition
from extract.parse.pdf_pieces import find_vocabulary, make_pieces
from extract.parse.tables import FoundTable, fill_grid, find_grids, group_by_cell, mark_header
from extract.parse.tables_join import PagedTable, join_tables
from extract.parse.tables_unruled import Separator, find_table

__all__ = ["parse_pdf", "render_page"]

Draft = BlockDraft | TableDraft


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page with its lines outside ruled tables, from the top down.

    `recognised` is what OCR made of a page whose letters are not worth having, and has no `lines`.
    """

    turned: TurnedPage
    lines: tuple[Line, ...]
    tables: tuple[FoundTable, ...]
    recognised: tuple[Draft, ...] = ()
    remark: str | None = None


def parse_pdf(origin: Origin) -> Document:
    """Return the document in a PDF.

    A page that yields nothing says why in `Page.remark`.

    Raises:
        EmptyFileError: no bytes, or no page that holds anything to read.
        EncryptedFileError: a password is needed.
        BrokenFileError: not a PDF, or damaged beyond reading.
    """
    if not origin.data:
        raise EmptyFileError(f"{origin.source} has no bytes; fetch it again")
    fonts: dict[Font, int] = {}
    read = list(_read_pages(origin, fonts))
    if not any(sheet.lines or sheet.tables or sheet.recognised for sheet in read):
        raise EmptyFileError(
            f"{origin.source} holds nothing to read: all of its {len(read)} pages are blank"
        )
    drafts = _make_drafts(read, fonts)
    return build_document(origin, drafts, pages=[_describe_page(sheet) for sheet in read])


def _describe_page(sheet: _Sheet) -> Page:
    width, height = sheet.turned.content.width, sheet.turned.content.height
    if sheet.turned.turn % 2:
        width, height = height, width
    return Page(width, height, sheet.remark)


def _read_pages(origin: Origin, fonts: dict[Font, int]) -> Iterator[_Sheet]:
    document = _open(origin)
    if document is None or len(document) == 0:
        yield from _read_without_pdfium(origin, fonts)
        return
    with document:
        for number in range(len(document)):
            yield _read_sheet(document, number, fonts)


def _open(origin: Origin) -> pdfium.PdfDocument | None:
    """Return the document; None where pdfium refuses it for another reason than a password."""
    try:
        return pdfium.PdfDocument(origin.data)
    except pdfium.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise EncryptedFileError(
                f"{origin.source} is encrypted; remove the password with qpdf --decrypt"
            ) from error
        return None


def _read_without_pdfium(origin: Origin, fonts: dict[Font, int]) -> Iterator[_Sheet]:
    count = 0
    try:
        for count, content in enumerate(pdf_plumber.read_pages(origin.data), 1):
            yield _make_sheet(content, count - 1, fonts)
    except pdf_plumber.REFUSALS as error:
        raise BrokenFileError(
            f"{origin.source} is damaged or no PDF; print it to a new PDF, or repair it with "
            f"qpdf or mutool clean ({type(error).__name__}: {error})"
        ) from error
    if not count:
        raise BrokenFileError(
            f"{origin.source} is a PDF without pages that can be read; fetch it again"
        )


_RECOGNITION_RESOLUTION = 200  # dots an inch, as scans of ../shared/scans have
_GLANCE_RESOLUTION = 36  # dots an inch: enough to tell a blank page


def _read_sheet(document: pdfium.PdfDocument, number: int, fonts: dict[Font, int]) -> _Sheet:
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return _blank_sheet(PageContent(612.0, 792.0, NO_GLYPHS, (), *NO_BOXES), "unreadable")
    try:
        content = read_page(page)
        if not needs_recognition(content):
            return _make_sheet(content, number, fonts)
        if not content.glyphs.text and not has_ink(draw_page(page, _GLANCE_RESOLUTION)):
            return _blank_sheet(content, "blank")
        return _recognise_sheet(page, content, number)
    finally:
        page.close()


def _recognise_sheet(page: pdfium.PdfPage, content: PageContent, number: int) -> _Sheet:
    image = draw_page(page, _RECOGNITION_RESOLUTION)
    drafts = recognise_page(image, _RECOGNITION_RESOLUTION, number)
    sheet = _blank_sheet(content, None if drafts else "image without text")
    return replace(sheet, recognised=drafts)


def _blank_sheet(content: PageContent, remark: str | None) -> _Sheet:
    return _Sheet(TurnedPage(replace(content, glyphs=NO_GLYPHS), 0), (), (), remark=remark)


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
            find_lines(by_cell.get(number + offset, ()))
            for offset in range(1, len(grid.places) + 1)
        ]
        table = fill_grid(grid, cells)
        if table is None:
            by_cell.setdefault(0, []).extend(
                f for lines in cells for l in lines for f in l.fragments
            )
        else:
            tables.append(table)
        number += len(grid.places)
    # No later step needs the letters.
    light = replace(turned, content=replace(content, glyphs=NO_GLYPHS))
    return _Sheet(light, tuple(find_lines(by_cell.get(0, ()))), tuple(tables))


def find_separators(rules: Floats, fills: Floats) -> tuple[Separator, ...]:
    """Return the level rules and the upper and lower edges of painted areas, one a height."""
    level = rules[rules[:, 2] - rules[:, 0] > rules[:, 3] - rules[:, 1]]
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


# --- the document -----------------------------------------------------------------------------

_Item = FoundBlock | PagedTable | BlockDraft | TableDraft


def _make_drafts(sheets: Sequence[_Sheet], fonts: dict[Font, int]) -> list[Draft]:
    furniture = find_furniture([_sheet_lines(sheet) for sheet in sheets])
    face = _find_face(sheets, fonts)
    items: list[_Item] = []
    after: list[list[tuple[BlockKind, tuple[Line, ...]]]] = []
    for page, (sheet, found) in enumerate(zip(sheets, furniture, strict=True)):
        body, notes = _read_body(sheet, found, page, face)
        for item in [*body, *sheet.recognised]:
            _append_item(items, item)
        end = len(sheet.lines) - found.feet
        heads = [("header", (line,)) for line in sheet.lines[: found.heads]]
        feet = [("footer", (line,)) for line in sheet.lines[end:]]
        after.append([*heads, *(("footnote", note) for note in notes), *feet])
    pages = [sheet.turned for sheet in sheets]
    vocabulary = find_vocabulary([line for sheet in sheets for line in sheet.lines])

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
            elif isinstance(item, PagedTable):
                drafts.append(draft_table(item))
            else:
                drafts.append(item)
            position += 1
        drafts += [draft_block(kind, lines) for kind, lines in extra]
    return drafts


def _page(item: _Item) -> int:
    if isinstance(item, PagedTable):
        return item.pages[0]
    return item.lines[0].fragments[0].page if isinstance(item, FoundBlock) else item.page or 0


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
    content = sheet.turned.content
    separators = find_separators(content.rules, content.fills)
    areas = split_areas(Region(lines, sheet.tables), lambda run: find_table(run, separators))
    body: list[_Item] = []
    notes: list[tuple[Line, ...]] = []
    for number, area in enumerate(areas):
        if isinstance(area, Prose):
            found = find_footnotes(area.lines, face.size)
            notes += found
            rest = area.lines[: len(area.lines) - sum(map(len, found))]
            if rest:
                body += find_blocks(make_prose(rest), face)
        else:
            is_last = all(
                isinstance(a, Prose)
                and find_footnotes(a.lines, face.size)
                and len(find_footnotes(a.lines, face.size))
                and sum(map(len, find_footnotes(a.lines, face.size))) == len(a.lines)
                for a in areas[number + 1 :]
            )
            body.append(PagedTable(area, (page,) * area.rows, number == 0, is_last))
    return body, notes
