"""A page image, or a file of them -> blocks and tables, or a Document."""

import io
import os
from collections.abc import Iterator, Sequence
from statistics import median

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageOps, ImageSequence

from extract.errors import BrokenFileError, EmptyFileError, TooLargeFileError, UsageError
from extract.model import BlockKind, Box, Document, Page
from extract.parse.builder import BlockDraft, Origin, TableDraft, build_document
from extract.parse.ocr_engines import ENGINES, Engine
from extract.parse.ocr_image import Image, UprightPage, straighten_page
from extract.parse.ocr_layout import place_line, split_columns
from extract.parse.ocr_lines import TextLine
from extract.parse.ocr_paragraphs import split_paragraphs
from extract.parse.ocr_pieces import PlaceBox, make_pieces

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
    lines = _choose_engine()(upright.image)
    place = _placer(upright, dots_per_inch, page)
    return tuple(
        BlockDraft(kind, make_pieces(block, place), page) for kind, block in _order_blocks(lines)
    )


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


def _order_blocks(lines: Sequence[TextLine]) -> Iterator[tuple[BlockKind, list[TextLine]]]:
    items = [place_line(line) for line in lines]
    if not items:
        return
    body = median(item.size for item in items)
    for column in split_columns(items):
        for kind, block in split_paragraphs(column, body):
            yield kind, [item.line for item in block]
