"""Image of one line -> its characters, each with its probability and place along the line.

The network is PP-OCRv6 small, from RapidOCR's wheel. RapidOCR's own reader is passed by because
it throws the probabilities away, and with them the chance to prefer Japanese characters over
their Chinese forms.
"""

import os
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.errors import ModelError
from extract.parse.ocr_image import Image
from extract.text import script_of

_HEIGHT = 48
_BLANK = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A character and where on the line its middle is, from 0 to 1."""

    text: str
    score: float
    place: float


@dataclass(frozen=True, slots=True)
class Recogniser:
    """The network, its characters by class, and what each class weighs in Japanese text.

    `blanks` are the classes that stand for no character, or for a space.
    """

    session: Any
    characters: tuple[str, ...]
    weights: NDArray[np.float32]
    blanks: NDArray[np.intp]


def count_threads() -> int:
    """Return how many threads recognition may use: ``EXTRACT_OCR_THREADS``, 1 if unset."""
    return int(os.environ.get("EXTRACT_OCR_THREADS", "1"))


@cache
def load_recogniser() -> Recogniser:
    """Return the network of the wheel, loaded once a process.

    Raises:
        ModelError: RapidOCR is there but its model is not.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = count_threads()
    options.enable_cpu_mem_arena = False  # it would keep the memory of the longest line
    session = onnxruntime.InferenceSession(
        str(_model_path()), options, providers=["CPUExecutionProvider"]
    )
    listed = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    characters = ("", *listed, " ")
    weights = np.array([_weigh(character) for character in characters], np.float32)
    blanks = np.array([n for n, character in enumerate(characters) if not character.strip()])
    return Recogniser(session, characters, weights, blanks)


def _model_path() -> Path:
    package = find_spec("rapidocr")
    if package is None or package.origin is None:
        raise ModelError("the package rapidocr is not installed; run `make install`")
    path = Path(package.origin).parent / "models" / "PP-OCRv6_rec_small.onnx"
    if not path.exists():
        raise ModelError(f"{path} is missing; install rapidocr 3.10 again")
    return path


# A kanji outside JIS X 0208 is a Chinese form of one inside it (团 for 団) far more often than a
# name like 圳, of which the network is sure. Tuned on the degraded page images; measure again
# with `python -m benchmarks.reading scans`.
_RARE_KANJI = 1e-3


def _weigh(character: str) -> float:
    if len(character) != 1 or script_of(character) != "han":
        return 1.0
    try:
        character.encode("shift_jis")
    except UnicodeEncodeError:
        return _RARE_KANJI
    return 1.0


# A narrower line costs less in proportion. Tuned on every fourth line of the level page images:
# at 0.72 of the width no letter is lost, at 0.62 narrow Latin letters are lost, which begins at
# 0.76 characters a step of the network. Measure again with `python -m benchmarks.reading scans`.
_SQUEEZE = 0.75
_CROWDED = 0.7


def read_line(line: Image) -> tuple[Reading, ...]:
    """Return the characters on the image of a level line, from left to right; spaces included."""
    chances = measure_chances(line, _SQUEEZE)
    readings = decode(chances)
    if len(readings) <= _CROWDED * len(chances):
        return readings
    return decode(measure_chances(line))


def measure_chances(line: Image, squeeze: float = 1.0) -> NDArray[np.float32]:
    """Return the probability of each class (columns) along the line (rows).

    The line is looked at with `squeeze` times its own width for the height of the network.
    """
    recogniser = load_recogniser()
    width = max(_HEIGHT, round(line.shape[1] * _HEIGHT / line.shape[0] * squeeze))
    way = cv2.INTER_LINEAR if squeeze == 1.0 else cv2.INTER_AREA
    level = cv2.resize(line, (width, _HEIGHT), interpolation=way)
    level = level.astype(np.float32).transpose(2, 0, 1)
    batch = (level / 127.5 - 1.0)[np.newaxis]
    name = recogniser.session.get_inputs()[0].name
    return np.asarray(recogniser.session.run(None, {name: batch})[0][0], np.float32)


def decode(chances: NDArray[np.float32]) -> tuple[Reading, ...]:
    """Return what the chances say: a class counts once a run, blanks part runs.

    That is the best path of connectionist temporal classification.
    """
    recogniser = load_recogniser()
    classes = (chances * recogniser.weights).argmax(axis=1)
    changes = np.flatnonzero(np.diff(classes, prepend=-1))
    ends = np.append(changes[1:], len(classes))
    return tuple(
        Reading(
            recogniser.characters[classes[start]],
            float(chances[start:end, classes[start]].max()),
            (start + end) / 2 / len(classes),
        )
        for start, end in zip(changes, ends, strict=True)
        if classes[start] != _BLANK
    )
