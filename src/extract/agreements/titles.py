"""Title of a column or a label -> what the field below or behind it holds."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, cast

from extract.agreements.words import fold_title, load_words
from extract.model import Span

_PART = re.compile(r"[・/、,]")
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
    return None if is_of_persons(title) else _find_role(fold_title(title))


def _find_role(folded: str) -> Role | None:
    """Return what a column holds; of 「締結部局・締結日」, which says two things, the date."""
    role = _find_longest(folded, "titles").role
    parts = (_find_longest(part, "titles").role for part in _PART.split(folded))
    dated = (part for part in parts if part in TERM_ROLES)
    return next(dated, role) if role == "home" else role


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
    if folded.endswith(("unit", "units")) and folded not in load_words("labels")["no side"]:
        return "partner"
    return _find_longest(folded, "labels").role or _find_longest(folded, "titles").role


@dataclass(frozen=True, slots=True)
class _Match:
    """The word of a list that a title contains, and the name of the list."""

    word: str
    role: Role | None


@lru_cache(maxsize=4096)
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


def list_titles(text: str) -> Iterator[tuple[Role, Span]]:
    """Yield the known titles that stand behind each other in a text, and what they hold.

    >>> [(role, span.of("CountryInstitution Type")) for role, span in
    ...  list_titles("CountryInstitution Type")]
    [('country', 'Country'), ('partner', 'Institution'), ('subject', 'Type')]
    """
    pattern, roles = _match_titles()
    for match in pattern.finditer(text):
        yield roles[fold_title(match.group())], Span(*match.span())


# The edges of an English title among others: no letter, or a capital behind a small letter.
_BEGINS = r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))"
_ENDS = r"(?:(?![A-Za-z])|(?<=[a-z])(?=[A-Z]))"


@cache
def _match_titles() -> tuple[re.Pattern[str], Mapping[str, Role]]:
    """Return the pattern of any title in a row of them, and what each one, folded, holds."""
    roles = {
        word: cast(Role, role) for role, words in load_words("titles").items() for word in words
    }
    spelled = {word: "(?i:" + r"\s*".join(map(re.escape, word)) + ")" for word in roles}
    patterns = (
        f"{_BEGINS}{spelled[word]}{_ENDS}" if word.isascii() else spelled[word]
        for word in sorted(roles, key=len, reverse=True)
    )
    return re.compile("|".join(patterns)), roles
