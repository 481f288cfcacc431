"""Texts and tables against gold -> rates; white space and what NFKC takes away do not count."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

from rapidfuzz.distance import Levenshtein

Grid = list[list[str]]


def normalise(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def count_errors(gold: str, text: str) -> float:
    """Return the edits that make one of the other, for each character of `gold`."""
    wanted = normalise(gold)
    return Levenshtein.distance(wanted, normalise(text)) / max(1, len(wanted))


def find_cells(grids: Iterable[Grid]) -> Counter[str]:
    return Counter(
        text for grid in grids for row in grid for cell in row if (text := normalise(cell))
    )


def find_rows(grids: Iterable[Grid]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(normalise(cell) for cell in row) for grid in grids for row in grid)


def f1(gold: Counter[Any], found: Counter[Any]) -> float:
    both = gold.total() + found.total()
    return 2 * (gold & found).total() / both if both else 1.0
