"""Words by which agreements are called -> the kind, such as "memorandum" or "student exchange"."""

import re

from extract.agreements.words import load_words, match_words

NOUN = match_words([word for words in load_words("kinds").values() for word in words])
"""The pattern of any word that agreements are called."""

# What papers are called; a joint laboratory may be a party.
_PAPER = re.compile(
    match_words([*load_words("kinds")["memorandum"], *load_words("kinds")["agreement"]]),
    re.IGNORECASE,
)

_KINDS = {
    kind: re.compile(match_words(words), re.IGNORECASE)
    for kind, words in load_words("kinds").items()
}


def is_paper(name: str) -> bool:
    """Whether what was taken for a name is only what agreements are called: "MoU"."""
    return _PAPER.fullmatch(name) is not None


def find_kind(text: str) -> str | None:
    """Return the kind of agreement that a text names, None where it names none.

    >>> find_kind("学生交流協定を締結"), find_kind("Memorandum of Understanding"), find_kind("年表")
    ('student exchange', 'memorandum', None)
    """
    return next((kind for kind, pattern in _KINDS.items() if pattern.search(text)), None)
