"""A text to a copy of equal length in which every spelling of a digit, dash or space is one.

Offsets into the copy are offsets into the text, so nothing needs to be mapped back. That is why
this is not `extract.text.normalise`: only characters with a counterpart of one character change.
"""

import unicodedata

_DASHES = "‐‑‒–—―−﹘﹣－─━"
_WAVES = "～〜∼∽〰˜"
_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
    "\u202f\u205f\u3000\ufeff\r"
)
_APOSTROPHES = "’‘′＇`´"
# Kanji that dates are made of; PDFs carry their look-alikes from the radicals and compatibility
# blocks.
_KANJI = frozenset("年月日元一二三四五六七八九十百千〇平成昭和大正明治令西暦度代")
# Footnote marks and list numbers are not digits of a number beside them.
_NOT_DIGITS = ("<super>", "<sub>", "<circle>", "<fraction>")


def _counterpart(character: str) -> str | None:
    if unicodedata.decomposition(character).startswith(_NOT_DIGITS):
        return None
    plain = unicodedata.normalize("NFKC", character).lower()
    if len(plain) == 1 and plain != character and (plain.isascii() or plain in _KANJI):
        return plain
    return None


def _table() -> dict[int, str]:
    table = {}
    for point in (*range(0x41, 0x5B), *range(0x2E80, 0x3400), *range(0xF900, 0x10000)):
        if plain := _counterpart(chr(point)):
            table[point] = plain
    for characters, plain in (
        (_DASHES, "-"),
        (_WAVES, "~"),
        (_SPACES, " "),
        (_APOSTROPHES, "'"),
        ("○", "〇"),
        ("⁄∕", "/"),
        ("･‧·", "・"),
        ("【〔［", "["),
        ("】〕］", "]"),
    ):
        table.update({ord(character): plain for character in characters})
    return table


_TABLE = _table()


def align(text: str) -> str:
    """Return `text` with full-width forms made narrow, A to Z in lower case, and one kind of dash.

    >>> align("２０１６年４月～６月, MAY 2–5²")
    '2016年4月~6月, may 2-5²'
    """
    return text.translate(_TABLE)
