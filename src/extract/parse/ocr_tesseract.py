"""Upright page image -> lines of text, through the program tesseract."""

import csv
import os
import shutil
import subprocess
from collections.abc import Iterator
from itertools import groupby, pairwise

import cv2

from extract.errors import UsageError
from extract.parse.layout import is_wide
from extract.parse.ocr_image import Image
from extract.parse.ocr_lines import Glyph, TextLine
from extract.parse.ocr_model import count_threads

_WORD_LEVEL = "5"


def read_with_tesseract(image: Image) -> tuple[TextLine, ...]:
    """Return the lines that Tesseract sees with its Japanese and English models.

    Raises:
        UsageError: the program or one of the models is not installed.
    """
    program = shutil.which("tesseract")
    if program is None:
        raise UsageError(
            "EXTRACT_OCR_ENGINE is tesseract, which is not installed; "
            "install tesseract-ocr and tesseract-ocr-jpn, or unset it"
        )
    _, encoded = cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    result = subprocess.run(
        [program, "stdin", "stdout", "-l", "jpn+eng", "--psm", "3", "tsv"],
        input=encoded.tobytes(),
        capture_output=True,
        check=False,
        env={**os.environ, "OMP_THREAD_LIMIT": str(count_threads())},
    )
    if result.returncode:
        reason = result.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise UsageError(f"tesseract failed: {' '.join(reason)}; install tesseract-ocr-jpn")
    return tuple(read_lines(result.stdout.decode("utf-8")))


def read_lines(table: str) -> Iterator[TextLine]:
    """Yield the lines of Tesseract's table of words, as it prints it with ``tsv``."""
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row for row in rows if row["level"] == _WORD_LEVEL and row["text"].strip()]
    for _, line in groupby(
        words, key=lambda row: (row["block_num"], row["par_num"], row["line_num"])
    ):
        glyphs = [list(_spread(row)) for row in line]
        joined = glyphs[0]
        for before, word in pairwise(glyphs):
            last, first = before[-1], word[0]
            if not (is_wide(last.text) or is_wide(first.text)):
                joined.append(Glyph(" ", 1.0, last.right, last.top, first.left, last.bottom))
            joined += word
        yield TextLine(tuple(joined))


def _spread(row: dict[str, str]) -> Iterator[Glyph]:
    """Yield the characters of a word with an even share of its box."""
    left, top, width, height = (float(row[name]) for name in ("left", "top", "width", "height"))
    share = width / len(row["text"])
    for index, letter in enumerate(row["text"]):
        start = left + index * share
        yield Glyph(letter, float(row["conf"]) / 100, start, top, start + share, top + height)
