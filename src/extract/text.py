"""Text in, a normalised copy that knows its origins out; and which script a character is of.

Nothing here rewrites a document: matching is done on the copy, and spans go back through
`NormalisedText.span`.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from extract.model import Language, Span

Script = Literal["latin", "hiragana", "katakana", "han", "digit", "other"]


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """A copy of a text in which each code point knows the span it came from.

    `starts[i]` and `ends[i]` bound, in the original, what became code point `i` of `text`.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the span of the original that became `text[start:end]`, which is not empty."""
        return Span(self.starts[start], self.ends[end - 1])


def normalise(text: str) -> NormalisedText:
    """Return the NFKC form of `text`, cluster by cluster, with the origin of each code point.

    A base character and the combining marks after it, half-width voicing marks among them, are
    one cluster: all that comes of it has the whole cluster as its origin.

    >>> copy = normalise("㈱東芝ｶﾞ")
    >>> copy.text, copy.span(3, 5), copy.span(5, 6)
    ('(株)東芝ガ', Span(start=1, end=3), Span(start=3, end=5))
    """
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and _joins_before(text[end]):
            end += 1
        piece = unicodedata.normalize("NFKC", text[start:end])
        pieces.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
        start = end
    return NormalisedText("".join(pieces), tuple(starts), tuple(ends))


# NFKC joins these to the character before: combining marks, and the half-width voicing marks,
# which are letters (Lm) to Unicode.
def _joins_before(character: str) -> bool:
    return character in "ﾞﾟ" or unicodedata.combining(character) != 0


_RANGES: tuple[tuple[int, int, Script], ...] = (
    (0x30, 0x39, "digit"),
    (0x41, 0x5A, "latin"),
    (0x61, 0x7A, "latin"),
    (0xC0, 0xD6, "latin"),  # without the signs of multiplication and division
    (0xD8, 0xF6, "latin"),
    (0xF8, 0x24F, "latin"),
    (0x1E00, 0x1EFF, "latin"),
    (0x3005, 0x3007, "han"),
    (0x3041, 0x309F, "hiragana"),
    (0x30A1, 0x30FA, "katakana"),
    (0x30FC, 0x30FF, "katakana"),
    (0x31F0, 0x31FF, "katakana"),
    (0x3400, 0x4DBF, "han"),
    (0x4E00, 0x9FFF, "han"),
    (0xF900, 0xFAFF, "han"),
    (0xFF10, 0xFF19, "digit"),
    (0xFF21, 0xFF3A, "latin"),
    (0xFF41, 0xFF5A, "latin"),
    (0xFF66, 0xFF9D, "katakana"),
    (0x20000, 0x3FFFF, "han"),
)


def _compile_runs(*scripts: Script) -> re.Pattern[str]:
    ranges = (f"{chr(first)}-{chr(last)}" for first, last, script in _RANGES if script in scripts)
    return re.compile(f"[{''.join(ranges)}]+")


# Whole documents are asked for their language; run by run is thirty times as fast as by character.
_LATIN_RUN = _compile_runs("latin")
_JAPANESE_RUN = _compile_runs("han", "hiragana", "katakana")


def script_of(character: str) -> Script:
    """Return the script of one character; punctuation, marks and other alphabets are "other".

    >>> [script_of(character) for character in "Aéの長ーＡ9、𠮷"]
    ['latin', 'latin', 'hiragana', 'han', 'katakana', 'latin', 'digit', 'other', 'han']
    """
    point = ord(character)
    for first, last, script in _RANGES:
        if first <= point <= last:
            return script
    return "other"


def is_japanese(character: str) -> bool:
    """Whether the character is kana or kanji."""
    return script_of(character) in ("han", "hiragana", "katakana")


def language_of(text: str, *, default: Language) -> Language:
    """Return the language by the share of scripts; `default` where there is no letter.

    A kana or kanji says about as much as two and a half Latin letters, and kanji alone is Japanese.

    >>> language_of("国立大学法人", default="en"), language_of("the 大学 of Tokyo", default="ja")
    ('ja', 'en')
    """
    if not _LATIN_RUN.search(text):
        return "ja" if _JAPANESE_RUN.search(text) else default
    latin = sum(map(len, _LATIN_RUN.findall(text)))
    japanese = sum(map(len, _JAPANESE_RUN.findall(text)))
    return "ja" if 2.5 * japanese >= latin else "en"
