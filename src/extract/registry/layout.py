"""What the builder and the reader of a registry file agree on: codes, hashes, trigrams."""

from collections.abc import Iterable

NAME_KINDS = ("display", "label", "alias", "acronym")
STATUSES = ("active", "inactive", "withdrawn")
RELATION_KINDS = ("parent", "child", "related", "successor", "predecessor")
PLACE_KINDS = ("country", "region", "city")

HASH_FACTOR = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


def hash_words(numbers: Iterable[int]) -> int:
    """Return a number of 64 bits for a sequence of words; windows of a text compute it stepwise.

    >>> hash_words([1, 2]) == ((hash_words([1]) * HASH_FACTOR) + 3) % 2**64
    True
    """
    value = 0
    for number in numbers:
        value = (value * HASH_FACTOR + number + 1) & _MASK
    return value


def split_trigrams(word: str) -> set[str]:
    """Return the runs of three letters of `word` with its edges marked.

    >>> sorted(split_trigrams("abc"))
    ['^ab', 'abc', 'bc$']
    """
    marked = f"^{word}$"
    return {marked[index : index + 3] for index in range(len(marked) - 2)}


# Misspelt words are looked for among words of this length or more; shorter ones are too alike.
SHORTEST_FUZZY_WORD = 4
