"""Title of a column or a label -> what the field below or behind it holds."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from extract.text import normalise

_LONGEST_SHARE = 5
"""How many times longer than a known word a title may be that contains it."""

Role = Literal["partner", "home", "country", "subject", "start", "end", "period", "renewal"]


@cache
def load_words(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return the lists of words of a kind in ``words.toml``, by name."""
    text = files("extract.agreements").joinpath("words.toml").read_text("utf-8")
    return {name: tuple(words) for name, words in tomllib.loads(text)[kind].items()}


def read_title(title: str) -> Role | None:
    """Return what a column with this title holds; None for a title of something else.

    >>> read_title("締結(発効)時期"), read_title("Valid until"), read_title("予算")
    ('start', 'end', None)
    """
    return _find_longest(fold_title(title), "titles")


def read_label(label: str) -> Role | None:
    """Return what stands behind a label of an entry; None for a label of something else.

    >>> read_label("French leader"), read_label("Researchers involved"), read_label("Source")
    ('partner', 'partner', 'other')
    """
    folded = fold_title(label)
    return _find_longest(folded, "labels") or _find_longest(folded, "titles")


def _find_longest(folded: str, kind: str) -> Role | None:
    """Return the name of the list with the longest word that is the text or stands in it."""
    best: tuple[int, Role | None] = (0, None)
    for name, words in load_words(kind).items():
        for word in words:
            length = 100 if word == folded else len(word) if _contains(folded, word) else 0
            best = max(best, (length, cast(Role, name)), key=lambda found: found[0])
    return best[1]


def fold_title(title: str) -> str:
    """Return the title in NFKC form, lower case, without spaces."""
    return "".join(normalise(title).text.casefold().split())


def _contains(folded: str, word: str) -> bool:
    # Two letters are inside too much: "to" is in "total", 国 in 国籍. And a short word in a long
    # text says little of it.
    return len(word) > 2 and word in folded and len(folded) <= _LONGEST_SHARE * len(word)
