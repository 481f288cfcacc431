"""The word lists of the rules, loaded once: ``words.toml``, and the names of countries."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from babel import Locale

from extract.text import is_japanese

ACRONYM = re.compile(r"[A-Z](?:[A-Za-z0-9&.-]{0,10}[A-Z0-9])")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+")
_JAPANESE_COUNTS = re.compile(r"[0-9０-９]+[カか箇ヶヵ]国")

# A class of bodies, such as 海外の大学.
_CLASS = re.compile(
    r"(?:海外|国内外?|国外|外国|公的|民間|各|相手|関係|他|主要|複数)の?"
    r"(?:大学|研究所|研究機関|機関|学協会|学会|企業|団体|博物館|病院|財団|協会)等?|"
    r"(?:全国|大学)?共同利用(?:・共同研究)?(?:研究所|機関|施設|拠点)"
)

_LEGEND = "ABCDEFGHIJ"  # letters for kinds of agreement, as they stand together in rows


@cache
def read_words(language: str, kind: str) -> tuple[str, ...]:
    """Return a list of ``words.toml``, the longest first."""
    text = files("extract.institutions").joinpath("words.toml").read_text(encoding="utf-8")
    return tuple(sorted(tomllib.loads(text)[language][kind], key=len, reverse=True))


# As texts write them, beside the names of CLDR.
_OTHER_COUNTRIES = frozenset(
    [
        "欧州", "アメリカ", "米国", "英国", "u.s.", "u.k.", "us", "uk", "usa", "u.s.a.",
        "viet nam", "p.r. china", "czech republic", "the netherlands",
    ]
)  # fmt: skip


@cache
def list_countries() -> frozenset[str]:
    """Return the names of countries in Japanese and English, English in lower case."""
    names = {
        name.lower()
        for language in ("ja", "en")
        for code, name in Locale(language).territories.items()
        if len(code) == 2
    }
    return frozenset(names | _OTHER_COUNTRIES)


def is_country(text: str) -> bool:
    """Whether the text is the name of a country."""
    return text.strip().lower() in list_countries()


def has_type_word(text: str) -> bool:
    """Whether the text says what it names: ends so in Japanese, has such a word in English."""
    text = text.strip()
    if text.endswith(read_words("japanese", "types")):
        return True
    words = {word.lower() for word in _LATIN_WORD.findall(text)}
    return not words.isdisjoint(read_words("english", "types"))


def is_unit(text: str) -> bool:
    """Whether the text names a part of a body, such as a school or department."""
    text = text.strip()
    if any(is_japanese(letter) for letter in text):
        return text.endswith(read_words("japanese", "units"))
    return text.lower().startswith(read_words("english", "units"))


def is_generic(text: str) -> bool:
    """Whether the text is a common noun, a country or a count, no name."""
    text = text.strip(" \t\n()（）[]「」.,、。")
    return (
        text in read_words("japanese", "generic")
        or text.lower() in read_words("english", "generic")
        or _CLASS.fullmatch(text) is not None
        or is_country(text)
        or (len(text) > 1 and _LEGEND.startswith(text))
        or _JAPANESE_COUNTS.search(text) is not None
    )


def is_description(text: str) -> bool:
    """Whether the text only says what kind a body is of, such as ``French space agency``."""
    words = _LATIN_WORD.findall(text)
    if not words or not words[-1].islower() or any(is_japanese(letter) for letter in text):
        return False
    kinds = read_words("english", "nationalities")
    return all(word.islower() or word in kinds or is_country(word) for word in words)


def is_acronym(text: str) -> bool:
    """Whether the text is one Latin word with at least two capitals, such as ``IPS2``."""
    return ACRONYM.fullmatch(text) is not None and sum(letter.isupper() for letter in text) >= 2
