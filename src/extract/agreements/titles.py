"""Title of a column or a label -> what the field below or behind it holds."""

from dataclasses import dataclass
from typing import Literal, cast

from extract.agreements.words import fold_title, load_words

_LONGEST_SHARE = 5
"""How many times longer than a known word a title may be that contains it."""

Role = Literal[
    "partner", "home", "country", "subject", "start", "end", "period", "renewal", "status"
]

TERM_ROLES: tuple[Role, ...] = ("start", "end", "period", "renewal")
"""What the columns and fields of dates hold."""


def read_title(title: str) -> Role | None:
    """Return what a column with this title holds; None for a title of something else.

    A column of persons is none of institutions, whichever side they are of.

    >>> read_title("締結(発効)時期"), read_title("Valid until"), read_title("予算")
    ('start', 'end', None)
    """
    return None if is_of_persons(title) else _find_longest(fold_title(title), "titles").role


def is_of_persons(title: str) -> bool:
    """Whether a column with this title holds persons, and not those of one side of several."""
    folded = fold_title(title)
    is_side = _find_longest(folded, "titles").role == "partner" and "側" in folded
    return not is_side and any(word in folded for word in load_words("persons")["titles"])


def is_known(title: str) -> bool:
    """Whether a title is one of those that are known, and does not only contain one."""
    folded = fold_title(title)
    return any(folded in words for words in load_words("titles").values())


def is_weak(title: str) -> bool:
    """Whether the title of a column stands as well over tables that are not of agreements."""
    return _find_longest(fold_title(title), "titles").word in load_words("weak")["titles"]


def read_label(label: str) -> Role | None:
    """Return what stands behind a label of an entry; None for a label of something else.

    >>> read_label("French leader"), read_label("Researchers involved"), read_label("Source")
    ('partner', 'partner', 'other')
    """
    folded = fold_title(label)
    return _find_longest(folded, "labels").role or _find_longest(folded, "titles").role


@dataclass(frozen=True, slots=True)
class _Match:
    """The word of a list that a title contains, and the name of the list."""

    word: str
    role: Role | None


def _find_longest(folded: str, kind: str) -> _Match:
    matches = [
        _Match(word, cast(Role, name))
        for name, words in load_words(kind).items()
        for word in words
        if _contains(folded, word)
    ]
    return max(matches, key=lambda match: len(match.word), default=_Match("", None))


def _contains(folded: str, word: str) -> bool:
    # Two letters are inside too much: "to" is in "total", 国 in 国籍; at the end of Japanese they
    # are the head. A short word in a long text says little of it.
    if len(word) < 3:
        return folded == word or (not word.isascii() and folded.endswith(word))
    return word in folded and len(folded) <= _LONGEST_SHARE * len(word)
