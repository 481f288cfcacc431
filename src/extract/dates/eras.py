"""The table of Japanese eras: the name written before a year to the year it counts from."""

from functools import cache
from importlib.resources import files

_SQUARE = {"㍾": "明治", "㍽": "大正", "㍼": "昭和", "㍻": "平成", "㋿": "令和"}
_MODERN_FROM = 1868


@cache
def _rows() -> tuple[tuple[str, int, str], ...]:
    lines = files(__package__).joinpath("eras.tsv").read_text("utf-8").splitlines()
    cells = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple((name, int(first_year), letter) for name, first_year, letter in cells)


@cache
def year_zeros() -> dict[str, int]:
    """Return the year before the first of each era, by its name and by what stands for it.

    That is a square sign, a small letter and, for three, the first character alone.

    >>> year_zeros()["平成"] + 29, year_zeros()["r"] + 3
    (2017, 2021)
    """
    zeros = {name: first_year - 1 for name, first_year, _ in _rows()}
    zeros |= {letter.lower(): year - 1 for _, year, letter in _rows() if letter}
    zeros |= {sign: zeros[name] for sign, name in _SQUARE.items()}
    zeros |= {name[0]: zeros[name] for name in ("平成", "昭和", "令和")}
    return zeros


def modern_names() -> tuple[str, ...]:
    """Return the names from 明治 on, oldest first: those that short forms are used for."""
    return tuple(name for name, first_year, _ in _rows() if first_year >= _MODERN_FROM)


def old_names() -> tuple[str, ...]:
    """Return the names before 明治, longest first, so that 天平勝宝 is tried before 天平."""
    names = (name for name, first_year, _ in _rows() if first_year < _MODERN_FROM)
    return tuple(sorted(names, key=len, reverse=True))
