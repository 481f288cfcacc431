"""The name of a country, as written in Japanese or English -> its ISO 3166 code."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from babel import Locale

from extract.agreements.words import load_words
from extract.text import normalise

_FORM_OF_STATE = re.compile(
    r"[・\s]*(?:社会主義|民主|人民|連邦|イスラム|ボリバル|アラブ)*(?:共和国|王国|合衆国|公国|首長国|連邦|国)$"
)
_PIECE = re.compile(r"[\s/／、,()（）]+")


def read_country(text: str) -> str | None:
    """Return the code of the one country that a cell names, None for none and for several.

    >>> read_country("イタリア共和国"), read_country("英国 UK"), read_country("多国間")
    ('IT', 'GB', None)
    """
    pieces = [text.strip(), *_PIECE.split(text)]
    codes = {code for piece in pieces if (code := _find_code(piece)) is not None}
    return codes.pop() if len(codes) == 1 else None


@lru_cache(maxsize=4096)
def _find_code(name: str) -> str | None:
    folded = normalise(name).text.casefold()
    known = _load_names()
    return known.get(folded) or known.get(_FORM_OF_STATE.sub("", folded))


@cache
def _load_names() -> Mapping[str, str]:
    """Return the codes by name: from the CLDR, and the other usual names from ``words.toml``."""
    names = {
        normalise(name).text.casefold(): code
        for language in ("ja", "en")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }
    other = {name: code for code, given in load_words("countries").items() for name in given}
    return names | {normalise(name).text.casefold(): code for name, code in other.items()}
