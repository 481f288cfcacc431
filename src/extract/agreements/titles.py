"""Title of a column or a label -> what the field below or behind it holds."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from extract.text import normalise

Role = Literal["partner", "home", "country", "subject", "start", "end", "period", "renewal"]


@cache
def _load_titles() -> Mapping[str, Role]:
    data = files("extract.agreements").joinpath("words.toml").read_text("utf-8")
    titles: dict[str, list[str]] = tomllib.loads(data)["titles"]
    return {word: role for role, words in titles.items() for word in words}  # type: ignore[misc]


def read_title(title: str) -> Role | None:
    """Return what a column with this title holds; None for a title of something else.

    The longest known word in the title decides.

    >>> read_title("締結(発効)時期"), read_title("Valid until"), read_title("予算")
    ('start', 'end', None)
    """
    folded = fold_title(title)
    known = _load_titles()
    if folded in known:
        return known[folded]
    inside = [word for word in known if _contains(folded, word)]
    return known[max(inside, key=len)] if inside else None


def fold_title(title: str) -> str:
    """Return the title in NFKC form, lower case, without spaces."""
    return "".join(normalise(title).text.casefold().split())


def _contains(folded: str, word: str) -> bool:
    # Two letters are inside too much: "to" is in "total", 国 in 国籍.
    return len(word) > 2 and word in folded
