"""Lines of a block -> the same lines, each character of a look-alike set the one that fits.

No engine can tell 力 from カ by its shape; its neighbours can. Only characters whose shapes are
the same, or the same but for size, are exchanged, and only where Japanese spelling leaves no doubt.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from extract.parse.layout import Fragment, Line, make_line
from extract.text import is_japanese, script_of

_KANJI_AS_KATAKANA = dict(zip("力口二八工夕卜千才又三", "カロニハエタトチオヌミ", strict=True))
_KATAKANA_AS_KANJI = dict(zip("カロニハエタ", "力口二八工夕", strict=True))
_HIRAGANA_AS_KATAKANA = dict(zip("べぺり", "ベペリ", strict=True))
_KATAKANA_AS_HIRAGANA = dict(zip("ベペリ", "べぺり", strict=True))
_SMALL = dict(zip("アイエオ", "ァィェォ", strict=True))
_MIDDLE_DOTS = "·‧•∙"
_NEVER_FIRST = "ッーャュョァィェォ"  # what goes on with a katakana, and cannot begin a word
_COUNTED = "国所年月村条町"  # 六カ国, 三カ月: a katakana between kanji
_BEGUN_BY_ONE = (
    "覧部方式致般人回定種体連同時括月日年つ家族国座周等円派味"  # 一覧, 一部: after katakana, too
)


def mend_lines(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines, which follow each other in one block, with look-alikes exchanged.

    Only what was recognised is changed: letters of a file are what they are.
    """
    if not any(fragment.words for line in lines for fragment in line.fragments):
        return lines
    text = [letter for line in lines for part in line.fragments for letter in part.text]
    for index in range(len(text)):
        before = text[index - 1] if index else ""
        after = text[index + 1] if index + 1 < len(text) else ""
        text[index] = mend_character(before, text[index], after)
    letters = iter(text)
    return [
        make_line([_exchange(fragment, letters) for fragment in line.fragments]) for line in lines
    ]


def _exchange(fragment: Fragment, letters: Iterator[str]) -> Fragment:
    """Return the fragment with the next letters, as many as it has, if it was recognised."""
    text = "".join(islice(letters, len(fragment.text)))
    if not fragment.words:
        return fragment
    rest = iter(text)
    words = tuple(
        replace(word, text="".join(islice(rest, len(word.text)))) for word in fragment.words
    )
    return replace(fragment, text=text, words=words)


def mend_character(before: str, letter: str, after: str) -> str:
    """Return the character that was meant between two others, empty at the ends of the block.

    >>> [mend_character(*three) for three in ("6力国", "バ一ク", "。ー方", "人ロ減", "ヴアル")]
    ['カ', 'ー', '一', '口', 'ァ']
    """
    for rule in _RULES:
        meant = rule(before, letter, after)
        if meant != letter:
            return meant
    return letter


def _mend_dash(before: str, letter: str, after: str) -> str:
    """ー lengthens the kana before it; without one, the stroke is the numeral 一."""
    if letter == "一" and _is_katakana(before):
        return letter if after and after in _BEGUN_BY_ONE else "ー"
    if letter == "ー" and not _is_kana(before) and _is_kanji(after):
        return "一"
    return letter


def _mend_kanji(before: str, letter: str, after: str) -> str:
    if letter not in _KANJI_AS_KATAKANA:
        return letter
    if letter == "力" and after and after in _COUNTED and not _is_kanji(before):
        return "カ" if script_of(before or " ") == "digit" else letter
    alone = not _is_kanji(before) and not _is_kanji(after)
    if alone and after and after in _NEVER_FIRST:
        return _KANJI_AS_KATAKANA[letter]
    return _KANJI_AS_KATAKANA[letter] if alone and _touches_katakana(before, after) else letter


def _touches_katakana(before: str, after: str) -> bool:
    return _is_katakana(before) and (_is_katakana(after) or not is_japanese(after or " "))


def _mend_katakana(before: str, letter: str, after: str) -> str:
    if letter in _KATAKANA_AS_KANJI and _is_kanji(before) and _is_kanji(after):
        return letter if letter == "カ" and after in _COUNTED else _KATAKANA_AS_KANJI[letter]
    if letter in _KATAKANA_AS_HIRAGANA and _is_hiragana(before) and _is_hiragana(after):
        return _KATAKANA_AS_HIRAGANA[letter]
    return letter


def _mend_hiragana(before: str, letter: str, after: str) -> str:
    if letter not in _HIRAGANA_AS_KATAKANA or not _is_katakana(after):
        return letter
    if letter == "り" and not _is_katakana(before):
        return letter
    return letter if _is_hiragana(before) else _HIRAGANA_AS_KATAKANA[letter]


def _mend_small(before: str, letter: str, after: str) -> str:
    """ヴ is written with a small vowel only; ジェ is, but for the prefix of chemistry, ジエチル."""
    if before == "ヴ" or (before == "ジ" and letter == "エ" and after in set("クッンネトリフムラ")):
        return _SMALL.get(letter, letter)
    return letter


def _mend_mark(before: str, letter: str, after: str) -> str:
    if letter in _MIDDLE_DOTS and (is_japanese(before or " ") or is_japanese(after or " ")):
        return "・"
    if letter == "°" and is_japanese(before or " ") and after not in ("C", "F"):
        return "。"
    return letter


_RULES: tuple[Callable[[str, str, str], str], ...] = (
    _mend_dash,
    _mend_kanji,
    _mend_katakana,
    _mend_hiragana,
    _mend_small,
    _mend_mark,
)


def _is_katakana(character: str) -> bool:
    return bool(character) and script_of(character) == "katakana"


def _is_hiragana(character: str) -> bool:
    return bool(character) and script_of(character) == "hiragana"


def _is_kana(character: str) -> bool:
    return _is_katakana(character) or _is_hiragana(character)


def _is_kanji(character: str) -> bool:
    return bool(character) and script_of(character) == "han"
