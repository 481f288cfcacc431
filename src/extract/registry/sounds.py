"""Katakana or a Latin word in, an outline of its sound out, alike for a name and its transcription.

An outline keeps consonants in classes that Japanese ears do not tell apart (l and r, b and v, d and
t, g and k), and vowels; its skeleton keeps the consonants only.
"""

import re
from functools import lru_cache

_KANA_ROWS = {
    "": "アイウエオ", "k": "カキクケコガギグゲゴ", "s": "サシスセソザ＊ズゼゾ",
    "t": "タ＊＊テトダ＊＊デド", "n": "ナニヌネノ", "h": "ハヒ＊ヘホ", "p": "バビブベボパピプペポ",
    "m": "マミムメモ", "r": "ラリルレロ",
}  # fmt: skip
_KANA = {
    kana: ("" if consonant == "h" else consonant) + "aiueo"[place % 5]
    for consonant, row in _KANA_ROWS.items()
    for place, kana in enumerate(row)
    if kana != "＊"
} | {
    "ジ": "ji", "ヂ": "ji", "チ": "ji", "ツ": "tsu", "ヅ": "su", "フ": "fu", "ヴ": "pu", "ン": "n",
    "ヤ": "ia", "ユ": "iu", "ヨ": "io", "ワ": "a", "ヲ": "o", "ッ": "", "ー": "", "ヶ": "ke",
    "ヵ": "ka", "ヰ": "i", "ヱ": "e",
}  # fmt: skip
# In capitals: a small vowel is always spoken; that of a syllable before a consonant may not be.
_SMALL = {
    "ァ": "A",
    "ィ": "I",
    "ゥ": "U",
    "ェ": "E",
    "ォ": "O",
    "ャ": "A",
    "ュ": "U",
    "ョ": "O",
    "ヮ": "A",
}

# In order; what a Latin spelling sounds like to a Japanese ear, language not known.
_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("eaux$|aux$|eau$", "o"), ("^kn|^gn", "n"), ("^wr", "r"), ("^ps", "s"), ("ough", "o"),
        ("sch", "s"),
        ("dj|tch|ch|dge", "j"), ("sh", "s"), ("ph", "f"), ("(?<=.)gh", ""), ("tion", "son"),
        ("sion", "son"),
        ("ck|qu|q", "k"), ("x$", "kus"), ("x", "kus"), ("c(?=[eiy])", "s"), ("cz", "j"),
        ("zh", "j"), ("tz|z", "s"),
        ("th", "t"), ("ng(?![aeiouy])", "n"), ("v|w(?=[^aeiouy])|b", "p"), ("w", "u"), ("d", "t"),
        ("g|c", "k"), ("l", "r"), ("h", ""), ("y", "i"), ("(?<=[^aeiou])e$", ""),
        ("(.)\\1+", "\\1"),
    )
)  # fmt: skip
_SOFT = re.compile("g(?=[eiy])")
_SWALLOWED_R = re.compile("(?<=[aeiou])r(?![aeiouyr])")
_VOWELS = re.compile("[aiueo]")
_ECHO = re.compile("(?<=[ksfprmt])u(?=[^aiueoAIUEO]|$)|(?<=t)o(?=[^aiueoAIUEO]|$)")


def outline_katakana(text: str) -> str:
    """Return the outline of a run of katakana; other characters are left out.

    >>> outline_katakana("バークレー"), outline_katakana("ジョージア")
    ('pakre', 'jojia')
    """
    sounds: list[str] = []
    for kana in text.replace("ング", "ン"):
        if kana in _SMALL and sounds:
            sounds[-1] = _VOWELS.sub("", sounds[-1]) + _SMALL[kana]
        else:
            sounds.append(_KANA.get(kana, ""))
    return _ECHO.sub("", "".join(sounds)).lower()


@lru_cache(maxsize=65536)
def outline_latin(word: str) -> tuple[str, ...]:
    """Return the outlines that a folded Latin word may have.

    R may be spoken or not, g hard or soft, th as in Goethe (ゲーテ) or in Perth (パース).

    >>> outline_latin("berkeley")
    ('perkerei', 'pekerei')
    """
    outlines: dict[str, None] = {}
    for hard in dict.fromkeys((word, _SOFT.sub("j", word), word.replace("th", "s"))):
        for sound in dict.fromkeys((hard, _SWALLOWED_R.sub("", hard))):
            for pattern, replacement in _SPELLINGS:
                sound = pattern.sub(replacement, sound)
            outlines[sound] = None
    return tuple(outlines)


def take_skeleton(outline: str) -> str:
    """Return the consonants of an outline.

    >>> take_skeleton("pakure")
    'pkr'
    """
    return _VOWELS.sub("", outline)


def near_skeletons(skeleton: str) -> set[str]:
    """Return the skeleton, and where it is long enough those that lack one of its consonants."""
    if len(skeleton) < 4:
        return {skeleton}
    return {skeleton} | {skeleton[:at] + skeleton[at + 1 :] for at in range(len(skeleton))}
