"""Image of a vertical line, laid on its left side -> its characters from the top.

The network knows vertical lines from photographs. On clean paper it passes over the small marks
(、。っー): they are looked for again where the even pitch of vertical writing leaves a place.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.parse.ocr_image import Image
from extract.parse.ocr_model import Reading, decode, load_recogniser, measure_chances
from extract.text import is_japanese

# Tuned on the two vertical page images, clean and degraded, and on nothing else: the roughest
# paper that loses no character, and the weakest trace of a mark that counts.
# Measure again with `python -m benchmarks.reading scans`.
_GRAIN = 12.0
_HEIGHT = 44
_FAINTEST = 1e-3


def read_column(line: Image) -> tuple[Reading, ...]:
    """Return the characters of a vertical line; `place` runs from the top."""
    chances = measure_chances(roughen_line(line))
    readings = [reading for reading in decode(chances) if not reading.text.isspace()]
    pitch = _measure_pitch(readings)
    if pitch is None:
        return tuple(readings)
    return tuple(_fill_gaps(readings, chances, pitch))


def roughen_line(line: Image) -> Image:
    """Return the line as on a photograph: softer, paler and grainy, unless it is so already."""
    grain = _measure_grain(line)
    if grain >= 0.6 * _GRAIN:
        return line
    width = max(1, round(line.shape[1] * _HEIGHT / line.shape[0]))
    soft = cv2.resize(line, (width, _HEIGHT), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(soft, (0, 0), 0.6)
    noise = np.random.default_rng(0).normal(0, _GRAIN, (*soft.shape[:2], 1))
    return np.clip(0.75 * soft + 40 + noise, 0, 255).astype(np.uint8)


def _measure_grain(line: Image) -> float:
    """Return the deviation of neighbouring pixels from each other, strokes left out."""
    steps = np.abs(np.diff(line[..., 0].astype(np.float32), axis=1))
    return float(np.median(steps)) / 0.954  # of the normal distribution, times the root of two


def _measure_pitch(readings: Sequence[Reading]) -> float | None:
    """Return the usual way from one character to the next; None if there are too few to tell."""
    steps = [
        lower.place - upper.place
        for upper, lower in pairwise(readings)
        if is_japanese(upper.text) and is_japanese(lower.text)
    ]
    return median(steps) if len(steps) >= 3 else None


def _fill_gaps(
    readings: Sequence[Reading], chances: NDArray[np.float32], pitch: float
) -> Iterator[Reading]:
    places = [-0.3 * pitch, *(reading.place for reading in readings), 1 + 0.3 * pitch]
    for index, (upper, lower) in enumerate(pairwise(places)):
        if index:
            yield readings[index - 1]
        missing = round((lower - upper) / pitch) - 1
        for number in range(missing):
            place = upper + (number + 1) * (lower - upper) / (missing + 1)
            if (found := _look_again(chances, place, pitch)) is not None:
                yield found


def _look_again(chances: NDArray[np.float32], place: float, pitch: float) -> Reading | None:
    """Return the likeliest character around a place; None where there is no trace of one."""
    recogniser = load_recogniser()
    start, end = (round((place + side * pitch) * len(chances)) for side in (-0.5, 0.5))
    window = chances[max(0, start) : end] * recogniser.weights
    if not len(window):
        return None
    window[:, recogniser.blanks] = 0
    step, kind = np.unravel_index(int(window.argmax()), window.shape)
    score = float(window[step, kind])
    if score < _FAINTEST:
        return None
    return Reading(recogniser.characters[int(kind)], score, place)
