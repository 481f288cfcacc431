"""Page image -> the quarter turns that make it upright.

A line is read both ways along: upside down, letters make no words. Whether its letters stand or
lie, as those of vertical writing do on a line laid level, is told by turning each of them and
reading again.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.parse.ocr_engines import cut_quad, find_quads, measure_quad, place_edges
from extract.parse.ocr_image import Image
from extract.parse.ocr_model import Reading, read_line
from extract.parse.pdf_content import Turn
from extract.text import is_japanese

Quad = NDArray[np.float32]

_SIDE = 1000  # pixels: on that side lines of body text are found in a sixth of the time
_LINES = 3  # so many of the longest lines are asked
_LEAST_LENGTH = 4.0  # of the height: what is shorter may be a word of any direction
_MOST_LENGTH = 16  # of the height: with more letters it takes longer, and is no surer
# Mean probability of the letters. On the page images of ../shared/scans, turned each way, it is .95
# and more the right way along, else below .8 and of few letters; .7 and more with the letters
# turned rightly, else below .3.
_READ, _READ_TURNED = 0.8, 0.5
_FEW = 0.5  # of the letters


def find_turn(image: Image) -> Turn:
    """Return how many quarter turns to the left make the page upright; 0 where it cannot tell."""
    lines = _find_longest(image)
    if not lines:
        return 0
    directions: tuple[Turn, Turn] = (1, 3) if _is_tall(lines[0]) else (0, 2)
    for direction in directions:
        cuts = [_shorten(cut_quad(image, quad, direction).image) for quad in lines]
        readings = [_read(cut) for cut in cuts]
        letters = [reading for line in readings for reading in line]
        if _is_read(letters, _READ) and len(letters) >= _LEAST_LENGTH * len(lines):
            lie = _do_lie(cuts, readings)
            return _TURNS[(direction - lie) % 4]
    return 0


_TURNS: tuple[Turn, Turn, Turn, Turn] = (0, 1, 2, 3)


def _find_longest(image: Image) -> list[Quad]:
    """Return the longest lines, all of them either level or upright."""
    scale = min(1.0, _SIDE / max(image.shape[:2]))
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    quads = sorted((quad / scale for quad in find_quads(small)), key=_extent, reverse=True)
    lines = [quad for quad in quads if _extent(quad) >= _LEAST_LENGTH * min(measure_quad(quad))]
    alike = [quad for quad in lines if _is_tall(quad) == _is_tall(lines[0])]
    return alike[:_LINES]


def _shorten(line: Image) -> Image:
    return line[:, : _MOST_LENGTH * line.shape[0]]


def _extent(quad: Quad) -> float:
    return max(measure_quad(quad))


def _is_tall(quad: Quad) -> bool:
    width, height = measure_quad(quad)
    return height > width


def _read(line: Image) -> list[Reading]:
    return [reading for reading in read_line(line) if not reading.text.isspace()]


def _is_read(readings: Sequence[Reading], least: float) -> bool:
    return bool(readings) and sum(r.score for r in readings) >= least * len(readings)


def _do_lie(cuts: Sequence[Image], readings: Sequence[Sequence[Reading]]) -> bool:
    """Whether the letters of the lines lie on their left side; Latin ones never do."""
    letters = [reading for line in readings for reading in line]
    if sum(is_japanese(reading.text) for reading in letters) < _FEW * len(letters):
        return False
    turned = [
        reading
        for cut, line in zip(cuts, readings, strict=True)
        if line
        for reading in _read(_turn_letters(cut, line))
    ]
    return _is_read(turned, _READ_TURNED) and len(turned) >= _FEW * len(letters)


def _turn_letters(line: Image, readings: Sequence[Reading]) -> Image:
    """Return the line with each letter turned a quarter to the right, in its place."""
    height, width = line.shape[:2]
    tiles = []
    for start, end in place_edges(readings):
        left = round(start * width)
        letter = line[:, left : max(left + 1, round(end * width))]
        turned = cv2.rotate(letter, cv2.ROTATE_90_CLOCKWISE)
        room = max(0, height - turned.shape[0])
        tile = cv2.copyMakeBorder(turned, room // 2, room - room // 2, 0, 0, cv2.BORDER_REPLICATE)
        tiles.append(cv2.resize(tile, (height, height)) if tile.shape[0] != height else tile)
    return np.asarray(np.concatenate(tiles, axis=1), np.uint8)
