"""A page image, or a file of them -> blocks and tables, or a Document."""

import io
import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageOps, ImageSequence

from extract.errors import BrokenFileError, EmptyFileError, TooLargeFileError, UsageError
from extract.model import Box, Document, Page
from extract.parse.builder import BlockDraft, CellDraft, Origin, TableDraft, build_document
from extract.parse.ocr_engines import ENGINES, Engine
from extract.parse.ocr_image import Image, UprightPage, straighten_page
from extract.parse.ocr_layout import Item, place_line, split_columns, turn_box
from extract.parse.ocr_lines import TextLine
from extract.parse.ocr_paragraphs import join_rows, split_paragraphs
from extract.parse.ocr_pieces import PlaceBox, make_pieces
from extract.parse.ocr_tables import RuledGrid, count_header_rows, find_grids, share_out

Draft = BlockDraft | TableDraft

_POINTS = 72.0
# What an A4 page has at 150 and 600 dots an inch; a header outside of it is not to be believed.
_LIKELY_DOTS = (100.0, 1300.0)
_PAPER_HEIGHT = 842.0


def parse_image(origin: Origin) -> Document:
    """Return the document on a page image: PNG, JPEG, or TIFF with one page or more.

    Raises:
        BrokenFileError: the bytes are no image, or a damaged one.
        EmptyFileError: no page holds anything to read.
        TooLargeFileError: the image has more pixels than a page can need.
        UsageError: ``EXTRACT_OCR_ENGINE`` names no engine.
    """
    pages: list[Page] = []
    drafts: list[Draft] = []
    for number, (image, dots_per_inch) in enumerate(_open_pages(origin)):
        found = recognise_page(image, dots_per_inch, number)
        height, width = (_POINTS * side / dots_per_inch for side in image.shape[:2])
        pages.append(Page(width, height, None if found else "no text found on the image"))
        drafts += found
    if not drafts:
        raise EmptyFileError(f"{origin.source}: no text found on the image; is it a photograph?")
    return build_document(origin, drafts, pages=pages)


def _open_pages(origin: Origin) -> Iterator[tuple[Image, float]]:
    """Yield each page as red, green and blue, with its dots an inch."""
    try:
        with PillowImage.open(io.BytesIO(origin.data)) as file:
            for frame in ImageSequence.Iterator(file):
                page = ImageOps.exif_transpose(frame)
                yield _flatten(page), _dots_per_inch(page)
    except PillowImage.DecompressionBombError as error:
        raise TooLargeFileError(f"{origin.source}: {error}; scan it at 300 dots an inch") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise BrokenFileError(
            f"{origin.source} is no image that can be read ({error}); save it again as PNG"
        ) from error


def _flatten(page: PillowImage.Image) -> Image:
    """Return the page on white: what is transparent would come out black."""
    if page.mode in ("I;16", "I", "F"):
        values = np.asarray(page, np.float64)
        page = PillowImage.fromarray((values * 255 / max(1.0, values.max())).astype(np.uint8))
    with_alpha = page.convert("RGBA")
    white = PillowImage.new("RGBA", page.size, "white")
    return np.asarray(PillowImage.alpha_composite(white, with_alpha).convert("RGB"), np.uint8)


def _dots_per_inch(page: PillowImage.Image) -> float:
    """Return what the file says, or what makes the page as high as A4 where it says nothing."""
    stated = float(page.info.get("dpi", (0.0, 0.0))[1])
    if _LIKELY_DOTS[0] <= stated <= _LIKELY_DOTS[1]:
        return stated
    return max(page.size) * _POINTS / _PAPER_HEIGHT


def recognise_page(image: Image, dots_per_inch: float, page: int) -> tuple[Draft, ...]:
    """Return the blocks and tables on the image of a page, in reading order; none if it is blank.

    The places of words are points on the image as given, their scores the engine's.
    """
    upright = straighten_page(image)
    grids, without_rules = find_grids(upright.image)
    held, free = share_out(_choose_engine()(without_rules), grids)
    place = _placer(upright, dots_per_inch, page)
    tables = [
        _make_table(
            grid, [held.get((number, index), []) for index in range(len(grid.cells))], place
        )
        for number, grid in enumerate(grids)
    ]
    return tuple(_order_drafts(free, list(zip(grids, tables, strict=True)), place, page))


def _make_table(
    grid: RuledGrid, lines: Sequence[Sequence[TextLine]], place: PlaceBox
) -> TableDraft:
    page = place(0, 0, 0, 0).page
    cells = tuple(
        CellDraft(
            cell.row, cell.column, make_pieces(_order_cell(held), place),
            cell.row_span, cell.column_span, page,
        )
        for cell, held in zip(grid.cells, lines, strict=True)
    )  # fmt: skip
    rows = [
        ["".join(piece.text for piece in cell.pieces) for cell in cells if cell.row == row]
        for row in range(grid.rows)
    ]
    return TableDraft(grid.rows, grid.columns, cells, page, count_header_rows(rows))


def _order_cell(lines: Sequence[TextLine]) -> list[TextLine]:
    items = [place_line(index, line) for index, line in enumerate(lines)]
    return [lines[item.index] for row in join_rows(items) for item in row]


def _choose_engine() -> Engine:
    name = os.environ.get("EXTRACT_OCR_ENGINE", "rapidocr")
    if name not in ENGINES:
        raise UsageError(f"EXTRACT_OCR_ENGINE is {name}; it may be {' or '.join(sorted(ENGINES))}")
    return ENGINES[name]


def _placer(upright: UprightPage, dots_per_inch: float, page: int) -> PlaceBox:
    scale = _POINTS / dots_per_inch

    def place(left: float, top: float, right: float, bottom: float) -> Box:
        bounds = upright.bounds(left, top, right, bottom)
        return Box(page, *(scale * bound for bound in bounds))

    return place


def _order_drafts(
    lines: Sequence[TextLine],
    tables: Sequence[tuple[RuledGrid, TableDraft]],
    place: PlaceBox,
    page: int,
) -> Iterator[Draft]:
    """Yield blocks and tables in reading order; what is written the other way comes around them."""
    vertical = [line for line in lines if line.is_vertical]
    level = [line for line in lines if not line.is_vertical]
    is_vertical = _length(vertical) > _length(level)
    main, other = (vertical, level) if is_vertical else (level, vertical)
    top = min((line.top for line in main), default=0.0)
    before = [line for line in other if line.bottom <= top]
    after = [line for line in other if line.bottom > top]
    for part, some_tables in ((before, ()), (main, tables), (after, ())):
        yield from _order_part(part, some_tables, place, page)


def _length(lines: Sequence[TextLine]) -> int:
    return sum(len(line.glyphs) for line in lines)


def _order_part(
    lines: Sequence[TextLine],
    tables: Sequence[tuple[RuledGrid, TableDraft]],
    place: PlaceBox,
    page: int,
) -> Iterator[Draft]:
    is_vertical = any(line.is_vertical for line in lines)
    items = [place_line(index, line) for index, line in enumerate(lines)]
    body = median(item.size for item in items) if items else 0.0
    items += [
        Item(len(lines) + index, "", *turn_box(*grid.bounds, is_vertical), body)
        for index, (grid, _) in enumerate(tables)
    ]
    for column in split_columns(items):
        for is_table, group in groupby(column, key=lambda item: item.index >= len(lines)):
            if is_table:
                yield from (tables[item.index - len(lines)][1] for item in group)
                continue
            for kind, block in split_paragraphs(list(group), body):
                pieces = make_pieces([lines[item.index] for item in block], place)
                yield BlockDraft(kind, pieces, page)
