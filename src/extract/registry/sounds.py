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
    "ジ": "ji", "ヂ": "ji", "チ": "ji", "ツ": "su", "ヅ": "su", "フ": "fu", "ヴ": "pu", "ン": "n",
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
        ("zh", "j"), ("tz|ts|z", "s"), ("ee", "i"), ("oo|ou|ew", "u"),
        ("m(?=[bp])", "n"),
        ("th", "t"), ("ng(?![aeiouy])", "n"), ("v|w(?=[^aeiouy])|b", "p"), ("w", "u"), ("d", "t"),
        ("g|c", "k"), ("l", "r"), ("h", ""), ("y", "i"), ("(?<=[^aeiou])e$", ""),
        ("(.)\\1+", "\\1"),
    )
)  # fmt: skip
# What a word may sound like besides: g soft, th as in Goethe (ゲーテ), zi and hu as Japanese has
# them (Zimbabwe ジンバブエ, Hue フエ), j as y or h (Jakarta, José), ch as in Bach, er as in Herbert
# (ハーバート).
_OTHERWISE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("g(?=[eiy])", "j"), ("th", "s"), ("zi", "ji"), ("hu", "fu"), ("j(?=[aeo])", "y"),
        ("j(?=[aeo])", ""), ("ch", "k"), ("[eiu]r(?![aeiouyr])", "a"),
    )
)  # fmt: skip
_SWALLOWED_R = re.compile("(?<=[aeiou])r(?![aeiouyr])")
_VOWELS = re.compile("[aiueo]")
_ECHO = re.compile("(?<=[ksfprmt])u(?=[^aiueoAIUEO]|$)|(?<=t)o(?=[^aiueoAIUEO]|$)")


# In order: one spelling for katakana that writers choose between; and what else is no difference.
_VARIANTS = (
    ("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"), ("ディ", "ジ"),
    ("ヂ", "ジ"), ("ティ", "チ"), ("ヅ", "ズ"), ("トゥ", "ト"), ("ドゥ", "ド"), ("イェ", "エ"),
)  # fmt: skip
_ALIKE = (
    ("ツァ", "サ"), ("シェ", "セ"), ("ジェ", "ゼ"), ("フォ", "ホ"), ("ファ", "ハ"), ("フィ", "ヒ"),
    ("フェ", "ヘ"), ("ァ", "ア"), ("ィ", "イ"), ("ェ", "エ"), ("ォ", "オ"), ("ャ", "ヤ"),
    ("ー", ""), ("ッ", ""), ("・", ""), (" ", ""),
)  # fmt: skip


def vary_katakana(text: str) -> str:
    """Return text with the plainer of two ways to write a foreign sound.

    >>> vary_katakana("ヴェルディ")
    'ベルジ'
    """
    for variant, plain in _VARIANTS:
        text = text.replace(variant, plain)
    return text


def level_katakana(text: str) -> str:
    """Return text with katakana in one spelling, to compare names by.

    >>> level_katakana("ティルブルフ") == level_katakana("チールブルッフ")
    True
    """
    text = vary_katakana(text)
    for variant, plain in _ALIKE:
        text = text.replace(variant, plain)
    return text


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

    R may be spoken or not, and a word may sound otherwise in one more way.

    >>> outline_latin("berkeley")
    ('perkerei', 'pekerei', 'pakerei')
    """
    outlines: dict[str, None] = {}
    otherwise = (pattern.sub(sound, word) for pattern, sound in _OTHERWISE)
    for spoken in dict.fromkeys((word, *otherwise)):
        for sound in dict.fromkeys((spoken, _SWALLOWED_R.sub("", spoken))):
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


# In order: what the many ways to write Korean in Latin letters come to.
_KOREAN_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ch", "j"), ("sh", "s"), ("(?<=[^aeiou])y(?=[^aeiou])", "i"), ("w", ""), ("yi", "i"),
        ("ye(?![ou])", "e"), ("e?ui", "i"), ("g", "k"), ("d", "t"), ("b", "p"),
        ("[lr]", "l"), ("(?<=[aeiou])h(?![aeiou])", ""), ("^[ln](?=[aeiou])", ""),
        ("nl|ln", "l"), ("(.)\\1+", "\\1"), ("[aeiou]*a[aeiou]*", "a"), ("[eiou]*[ou][eiou]*", "o"),
        ("[ei]+", "i"),
    )
)  # fmt: skip


def outline_korean(word: str) -> str:
    """Return an outline of a Korean word, alike for its spellings in Latin letters.

    >>> {outline_korean(word) for word in ("gyeonghui", "kyunghee", "kyonghui")}
    {'kyonkhi'}
    """
    for pattern, replacement in _KOREAN_SPELLINGS:
        word = pattern.sub(replacement, word)
    return word
