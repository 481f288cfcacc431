"""The words by which columns, labels and sentences say what they are about, from ``words.toml``."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from extract.text import normalise


@cache
def load_words(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return the lists of words of a kind, by name."""
    text = files("extract.agreements").joinpath("words.toml").read_text("utf-8")
    return {name: tuple(words) for name, words in tomllib.loads(text)[kind].items()}


def match_words(words: Sequence[str]) -> str:
    """Return the pattern of any of the words, the longest first, those of Latin letters whole."""
    # Not \\b: between a Latin letter and kana there is none.
    patterns = [
        rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])".replace(r"\ ", r"\s+")
        if word.isascii()
        else re.escape(word)
        for word in sorted(words, key=len, reverse=True)
    ]
    return f"(?:{'|'.join(patterns)})"


@lru_cache(maxsize=4096)
def fold_title(title: str) -> str:
    """Return a title in NFKC form, lower case, without spaces."""
    return "".join(normalise(title).text.casefold().split())
