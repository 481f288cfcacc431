"""A page image -> its sheet; a file of page images -> Document."""

import io
import os
from collections.abc import Iterator

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageOps, ImageSequence

from extract.errors import BrokenFileError, EmptyFileError, TooLargeFileError, UsageError
from extract.model import Box, Document, Page
from extract.parse.builder import Origin, build_document
from extract.parse.flow import make_drafts
from extract.parse.ocr_engines import ENGINES, Engine
from extract.parse.ocr_fragments import PageScale, PlaceBox
from extract.parse.ocr_image import Image, UprightPage, calm_image, make_grey, straighten_page
from extract.parse.ocr_sheet import make_recognised_sheet
from extract.parse.ocr_tables import find_drawing
from extract.parse.ocr_turn import find_turn
from extract.parse.pdf_content import NO_BOXES, NO_GLYPHS, PageContent
from extract.parse.sheet import Sheet, make_bare_sheet

NO_TEXT = "image without text"

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
    sheets = []
    for number, (image, dots_per_inch) in enumerate(_open_pages(origin)):
        height, width = (_POINTS * side / dots_per_inch for side in image.shape[:2])
        bare = make_bare_sheet(PageContent(width, height, NO_GLYPHS, (), *NO_BOXES), NO_TEXT)
        sheets.append(recognise_page(image, dots_per_inch, number) or bare)
    if all(sheet.remark for sheet in sheets):
        raise EmptyFileError(f"{origin.source}: no text found on the image; is it a photograph?")
    pages = [Page(*sheet.size, sheet.remark) for sheet in sheets]
    return build_document(origin, make_drafts(sheets, {}), pages=pages)


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


def recognise_page(image: Image, dots_per_inch: float, page: int) -> Sheet | None:
    """Return what is read on the image of a page; None if that is nothing.

    The places of words are points on the image as given, their scores the engine's.
    """
    turn = find_turn(image)
    upright = straighten_page(image, turn)
    drawing = find_drawing(upright.image)
    lines = _choose_engine()(drawing.image)
    if not lines:
        return None
    place = _placer(upright, dots_per_inch, page)
    scale = PageScale(_POINTS / dots_per_inch, upright.image.shape[1], turn, place)
    grey = calm_image(make_grey(drawing.image))
    return make_recognised_sheet(lines, drawing, grey, page, scale)


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
