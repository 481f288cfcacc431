"""Names and affiliations as they should be written in, as people write them out."""

import random
import re
from collections.abc import Callable
from functools import cache

from extract.registry.names import fold_name, read_table

# An abbreviation ends before a vowel: Technol., Eng., Res.
_CUT = re.compile("[A-Za-z]{2,5}[bcdfghjklmnpqrstvwxz](?=[aeiouy][a-z]+$)")
_LONGEST_FIELD = 50


def roughen(text: str, rng: random.Random) -> str:
    """Return `text` with one of the faults of forms and old prints."""
    ways: tuple[Callable[[str, random.Random], str], ...] = (
        abbreviate,
        abbreviate,
        misspell,
        drop_word,
        drop_word,
        run_together,
        lose_letters,
        cut_field,
    )
    return rng.choice(ways)(text, rng)


def abbreviate(text: str, rng: random.Random) -> str:
    """Return `text` with about half of its long words cut short, as ISO 4 has it."""
    return re.sub(
        "[A-Za-z]{6,}", lambda word: _shorten(word[0], rng) if rng.random() < 0.6 else word[0], text
    )


def _shorten(word: str, rng: random.Random) -> str:
    known = _read_abbreviations().get(word.casefold(), ())
    if known:
        short = rng.choice(known)
        return f"{word[0]}{short[1:]}{rng.choice(('.', '.', ''))}"
    cut = _CUT.match(word)
    return f"{cut[0]}." if cut else word


@cache
def _read_abbreviations() -> dict[str, tuple[str, ...]]:
    return {
        form: tuple(v for v in variants.split() if len(v) < 6 and form.startswith(v))
        for form, variants in read_table("words.tsv")
    }


def misspell(text: str, rng: random.Random) -> str:
    """Return `text` with a letter of one word lost, doubled, or changed with its neighbour."""
    words = list(re.finditer("[^ ,;()0-9]{5,}", text))
    if not words:
        return text
    word = rng.choice(words)
    at = rng.randrange(word.start() + 1, word.end() - 1)
    one, other = text[at], text[at + 1]
    changed = rng.choice((other, other + one, one + one + other))
    return text[:at] + changed + text[at + 2 :]


def drop_word(text: str, rng: random.Random) -> str:
    """Return `text` without one of its words that names of all kinds have."""
    words = text.split(" ")
    common = [
        at
        for at, word in enumerate(words)
        if word.isalpha() and {w.form for w in fold_name(word).words} & _read_abbreviations().keys()
    ]
    if len(common) < 2:
        return text
    dropped = rng.choice(common)
    return " ".join(word for at, word in enumerate(words) if at != dropped)


def run_together(text: str, rng: random.Random) -> str:
    """Return `text` with a space lost, or a comma turned into one."""
    gaps = list(re.finditer(",? ", text))
    if not gaps:
        return text
    gap = rng.choice(gaps)
    return text[: gap.start()] + (" " if gap[0] == ", " else "") + text[gap.end() :]


def lose_letters(text: str, rng: random.Random) -> str:
    """Return `text` with the letters that are not of ASCII lost, as a wrong encoding loses them."""
    return re.sub("[^ -~]", rng.choice(("", "?")), text)


def cut_field(text: str, rng: random.Random) -> str:
    """Return the beginning of `text` that fits into a field of a form."""
    return text[: rng.randrange(_LONGEST_FIELD - 15, _LONGEST_FIELD + 1)]
