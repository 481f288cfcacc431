"""Upright page image -> lines of text, through the engine that is asked for.

Coordinates here are pixels of the image. An engine gives lines in any order; what belongs
together and in which order is decided after it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.parse.ocr_image import Image
from extract.parse.ocr_lines import Glyph, TextLine, trim_glyphs
from extract.parse.ocr_model import Reading, count_threads, read_line
from extract.parse.ocr_tesseract import read_with_tesseract
from extract.parse.ocr_vertical import read_column
from extract.parse.pdf_content import Turn

Engine = Callable[[Image], tuple[TextLine, ...]]


@cache
def load_detector() -> Any:
    """Return RapidOCR, for finding lines, with the model of its wheel; nothing is downloaded."""
    from rapidocr import RapidOCR

    parameters = {
        "Global.log_level": "critical",
        # On this side 6 point type is still found, for half the time of the default of 2000.
        "Global.max_side_len": 1600,
        "EngineConfig.onnxruntime.intra_op_num_threads": count_threads(),
    }
    return RapidOCR(params=parameters)


def read_with_rapidocr(image: Image) -> tuple[TextLine, ...]:
    """Return the lines that RapidOCR sees, in no order.

    Tall boxes are read top to bottom where the page as a whole is vertical, or where they are so
    tall that no single character explains them.
    """
    quads = find_quads(image)
    lines = (
        _read_quad(image, quad, is_vertical)
        for quad, is_vertical in zip(quads, _are_vertical(quads), strict=True)
    )
    return tuple(line for line in lines if line is not None)


def find_quads(image: Image) -> list[NDArray[np.float32]]:
    """Return the corners of each line: top left, top right, bottom right, bottom left."""
    found = load_detector()(image, use_det=True, use_cls=False, use_rec=False)
    return [] if found.boxes is None else [np.asarray(quad, np.float32) for quad in found.boxes]


def measure_quad(quad: NDArray[np.float32]) -> tuple[float, float]:
    """Return the width and height of a line."""
    top_left, top_right, bottom_right, bottom_left = quad
    width = max(np.linalg.norm(top_left - top_right), np.linalg.norm(bottom_left - bottom_right))
    height = max(np.linalg.norm(top_left - bottom_left), np.linalg.norm(top_right - bottom_right))
    return float(width), float(height)


def _are_vertical(quads: Sequence[NDArray[np.float32]]) -> list[bool]:
    sizes = [measure_quad(quad) for quad in quads]
    tall = sum(height for width, height in sizes if height > 2.5 * width)
    wide = sum(width for width, height in sizes if width > 2.5 * height)
    least = 1.0 if tall > wide else 4.0
    return [height > least * width for width, height in sizes]


# Below this a line is noise taken for text: RapidOCR's own default.
_LEAST_SCORE = 0.5


def _read_quad(image: Image, quad: NDArray[np.float32], is_vertical: bool) -> TextLine | None:
    # The network has learnt vertical lines lying on their left side, so that the top comes first.
    cut = cut_quad(image, quad, 1 if is_vertical else 0)
    height, width = cut.image.shape[:2]
    read = read_column if is_vertical else read_line
    readings = read(cut.image)
    glyphs = trim_glyphs(
        [
            Glyph(reading.text, reading.score, *_bounds(cut.back, a * width, b * width, height))
            for reading, (a, b) in zip(readings, place_edges(readings), strict=True)
        ]
    )
    if not glyphs or median(glyph.score for glyph in glyphs) < _LEAST_SCORE:
        return None
    return TextLine(glyphs, is_vertical)


@dataclass(frozen=True, slots=True)
class Cut:
    """A line laid level; `back` takes a point of `image` to the page."""

    image: Image
    back: NDArray[np.float64]


def cut_quad(image: Image, quad: NDArray[np.float32], direction: Turn) -> Cut:
    """Return a line that runs right, down, left or up on the page."""
    corners = np.roll(quad, -direction, axis=0)
    width, height = (max(1, round(side)) for side in measure_quad(corners))
    level = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, level)
    cut = cv2.warpPerspective(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return Cut(np.asarray(cut, np.uint8), np.linalg.inv(np.asarray(matrix, np.float64)))


def place_edges(readings: Sequence[Reading]) -> Iterator[tuple[float, float]]:
    """Yield where each character starts and ends, from 0 to 1: halfway to its neighbours."""
    places = [reading.place for reading in readings]
    if len(places) < 2:
        return iter([(0.0, 1.0)] * len(places))
    borders = [(one + two) / 2 for one, two in pairwise(places)]
    first = max(0.0, 2 * places[0] - borders[0])
    last = min(1.0, 2 * places[-1] - borders[-1])
    return iter(pairwise([first, *borders, last]))


def _bounds(
    matrix: NDArray[Any], start: float, end: float, height: int
) -> tuple[float, float, float, float]:
    corners = np.array([[start, end, end, start], [0, 0, height, height], [1, 1, 1, 1]])
    x, y, weight = matrix @ corners
    x, y = x / weight, y / weight
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


ENGINES: dict[str, Engine] = {"rapidocr": read_with_rapidocr, "tesseract": read_with_tesseract}
