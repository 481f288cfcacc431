"""Names in, keys to compare them by out: folded text, and words with their places in it.

Folding keeps no origins: it is for comparing, never for cutting text out of a document.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

# Letters that have no decomposition in Unicode, with what stands for them in plain spelling.
_PLAIN_LETTERS = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    "ə": "e",
}  # fmt: skip
_APOSTROPHES = "'’‘ʻʼ`´′＇ʿʾ"
_JAPANESE = (
    "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30fe\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# What stands between words, said as what is not a letter: every alphabet's letters are meant.
_BREAKS = (
    "\\s\\x00-/:-@\\[-`{-\\xa9\\xab-\\xb1\\xb4\\xb6-\\xb8\\xbb-\\xbf\\xd7\\xf7\u02b0-\u036f\u2000-\u206f"
    "\u2100-\u2bff\u3000-\u3004\u3008-\u3040\u3097-\u30a0\u30fb\u30ff\ufe00-\ufe6f\uff00-\uffff"
)
_TOKEN = re.compile(f"[{_JAPANESE}]+|[^{_BREAKS}{_JAPANESE}]+|[&,;:|()\\[\\]\\n、。・〔〕【】「」]")
_INITIAL = re.compile("(?<![^ .,(\\[])([a-z])\\.(?=[a-z](?:[^a-z]|$))")
# The French and Italian article before a vowel: Université d'Orléans, Università dell'Aquila.
_ELISION = re.compile(f"(?<![a-z])(?:d|l|dell|dall|nell|all)[{_APOSTROPHES}](?=[^ ])")
# St stands for saint before a name, and for state before a type: St. Petersburg, Iowa St Univ.
_SAINT = re.compile(
    "(?<![^ (\\[,;])st(?:\\. ?| )(?=[a-z]{2})(?!univ|coll|inst|dep|hosp|acad|lab|res)"
)
# Letters joined to one name: AT&T, Texas A & M University.
_JOINED_LETTERS = re.compile(
    f"(?<![^{_BREAKS}{_JAPANESE}])([a-z]{{1,2}}) ?& ?([a-z])(?![^{_BREAKS}{_JAPANESE}])"
)
# Two countries that names write out or shorten: U.S. Geological Survey.
_UNITED = re.compile("(?<![a-z])united (states|kingdom)(?: of america)?(?![a-z])")
# Universities of one city are numbered in kanji or figures: パリ第七大学, パリ第7大学.
_DIGITS = "〇一二三四五六七八九"
_ORDINAL = re.compile(f"第([{_DIGITS[1:]}]|[{_DIGITS[2:]}]?十[{_DIGITS[1:]}]?)(?=大学)")
_PART_BREAKS = frozenset(",;:|()[]\n、。〔〕【】「」")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a folded name: its canonical form, its place there, and the part it stands in.

    Parts are what commas, semicolons, brackets and line ends separate. `form` is "" for a word
    such as "of" that carries no meaning. Of Han and kana, each pair of neighbours is a word.
    """

    form: str
    start: int
    end: int
    part: int


@dataclass(frozen=True, slots=True)
class FoldedName:
    """A name for comparing: no case, accents or punctuation, one style of kanji; and its words."""

    text: str
    words: tuple[Word, ...]


@lru_cache(maxsize=65536)
def fold_name(name: str) -> FoldedName:
    """Return the folded form of `name`, without a leading article.

    >>> fold_name("The  Université d'Orléans (U.S.A.)").text, fold_name("國立臺灣大學").text
    ('universite orleans usa', '国立台湾大学')
    >>> fold_name("St. Petersburg University").text, fold_name("Iowa St. Univ.").text
    ('saint petersburg university', 'iowa st univ')
    >>> fold_name("U.S. Army").text, fold_name("United States Army").text
    ('us army', 'us army')
    >>> fold_name("AT&T Labs").text, fold_name("Texas A & M").text
    ('att labs', 'texas am')
    >>> fold_name("パリ第十二大学").text, fold_name("第七大学").text == fold_name("第7大学").text
    ('パリ第 12 大学', True)
    >>> [word.form for word in fold_name("Univ. of Tōkyō, 東大医").words]
    ['university', '', 'tokyo', '東大', '大医']
    """
    words: list[Word] = []
    pieces: list[str] = []
    length = 0
    canonical = read_canonical_words()
    for token, part, is_japanese in _split_tokens(name):
        if token == "the" and not words:
            continue
        glue = "" if not pieces or (is_japanese and length and _ends_japanese(pieces[-1])) else " "
        start = length + len(glue)
        pieces.append(glue + token)
        length = start + len(token)
        if is_japanese:
            words.extend(_pair_characters(token, start, part))
        else:
            words.append(Word(canonical.get(token, token), start, length, part))
    return FoldedName("".join(pieces), tuple(words))


def _ends_japanese(piece: str) -> bool:
    return piece[-1] >= "\u3005"


def _split_tokens(name: str) -> Iterator[tuple[str, int, bool]]:
    """Yield the tokens with the number of their part and whether they are kana or kanji."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = _SAINT.sub("saint ", _ELISION.sub("", text)).translate(_fold_table())
    text = _ORDINAL.sub(_count, _JOINED_LETTERS.sub("\\1\\2", text))
    part = 0
    text = _UNITED.sub(lambda match: "us" if match[1] == "states" else "uk", text)
    for token in _TOKEN.findall(_INITIAL.sub("\\1", text)):
        if token in _PART_BREAKS:
            part += 1
        elif token == "&":
            yield "and", part, False
        elif token != "・":
            yield token, part, "\u3005" <= token[0] <= "\u9fff" or token[0] >= "\U00020000"


def _count(ordinal: re.Match[str]) -> str:
    tens, ten, ones = ordinal[1].rpartition("十")
    value = 10 * (_DIGITS.find(tens) if tens else len(ten)) + (_DIGITS.find(ones) if ones else 0)
    return f"第{value}"


def _pair_characters(token: str, start: int, part: int) -> Iterator[Word]:
    if len(token) == 1:
        yield Word(token, start, start + 1, part)
    for index in range(len(token) - 1):
        yield Word(token[index : index + 2], start + index, start + index + 2, part)


@cache
def _fold_table() -> dict[int, str]:
    table = {ord(letter): plain for letter, plain in _PLAIN_LETTERS.items()}
    for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(point))[0]
        if base.isascii():
            table[point] = base
    table.update(dict.fromkeys(range(768, 880), ""))
    table.update({ord(mark): "" for mark in _APOSTROPHES})
    table.update({ord(before): after for before, after in read_table("kanji.tsv")})
    return table


@cache
def read_canonical_words() -> dict[str, str]:
    """Return the canonical form of each word that has one; "" for words without meaning."""
    canonical: dict[str, str] = {}
    for form, variants in (*read_table("words.tsv"), *read_table("place_words.tsv")):
        for variant in variants.split():
            canonical.setdefault(variant, "" if form == "-" else form)
    return canonical


def is_common_name(name: FoldedName) -> bool:
    """Whether a name is made of words that names of all kinds have: University, La Salud, Kemi."""
    return all(not word.form or word.form in _read_common_words() for word in name.words)


@cache
def _read_common_words() -> frozenset[str]:
    return frozenset(form for form, _ in read_table("words.tsv"))


def read_table(name: str) -> list[list[str]]:
    """Return the rows of a table of this package: tab-separated cells, comments left out."""
    text = (files("extract.registry") / "data" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
