"""A page of a PDF -> whether its text layer is worth having, or it must be recognised."""

import re
import unicodedata

import numpy as np
import numpy.typing as npt

from extract.parse.pdf_content import PageContent

_FEW_LETTERS = 30  # a page number or a stamp upon a scan, no text layer
_COVERED = 0.5  # of the page: an image that large is a scan of the page
_ODD_SHARE = 0.05  # of the letters: signs seldom used; prose has up to .02, garbage of scans .1
_HIRAGANA_SHARE = 0.08  # of Japanese letters; prose has .3 to .5, tables of names .1
_SPOKEN_SHARE = 0.7  # of Latin words of four letters: those with a vowel and a consonant
_ODD = frozenset("@#$%^&*+=~|\\<>{}_`§¤¢¥©®±¬¦")
_LATIN_WORD = re.compile(r"[A-Za-z]{4,}")
_INK = 0.0003  # of the pixels: less is a blank page, dust allowed


def is_scan(content: PageContent) -> bool:
    """Whether an image covers so much of the page that the text must be in it or over it."""
    boxes = content.images
    if not len(boxes):
        return False
    width = np.minimum(boxes[:, 2], content.width) - np.maximum(boxes[:, 0], 0)
    height = np.minimum(boxes[:, 3], content.height) - np.maximum(boxes[:, 1], 0)
    area = float((np.maximum(width, 0) * np.maximum(height, 0)).sum())
    return area >= _COVERED * content.width * content.height


_FEW_PATHS = 30  # letters drawn as outlines are more


def needs_recognition(content: PageContent) -> bool:
    """Whether the page has no text layer, or a scan lies under one that is no language.

    A page without any letter may also be blank: `may_show_text` and `has_ink` tell.
    """
    text = content.glyphs.text
    if not text:
        return True
    return is_scan(content) and (len(text) < _FEW_LETTERS or not is_plausible(text))


def may_show_text(content: PageContent) -> bool:
    """Whether a page without letters has a picture, or as many paths as outlines of letters are."""
    return len(content.images) > 0 or content.paths >= _FEW_PATHS


def is_plausible(text: str) -> bool:
    """Whether the letters can be Japanese or a language in Latin letters, by what they are.

    >>> is_plausible("両国の研究者は協力する。"), is_plausible("両国@研究者#協力=る。")
    (True, False)
    """
    letters = [character for character in text if not character.isspace()]
    if not letters:
        return False
    odd = sum(_is_odd(character) for character in letters)
    if odd > _ODD_SHARE * len(letters):
        return False
    wide = sum(0x3041 <= ord(character) <= 0x9FFF for character in letters)
    if wide >= 0.3 * len(letters):
        hiragana = sum(0x3041 <= ord(character) <= 0x309F for character in letters)
        return hiragana >= _HIRAGANA_SHARE * wide
    words = _LATIN_WORD.findall(text)
    spoken = sum(bool(re.search("[aeiouyAEIOUY]", word)) for word in words)
    return spoken >= _SPOKEN_SHARE * len(words)


def _is_odd(character: str) -> bool:
    return character in _ODD or unicodedata.category(character) in ("Co", "Cn", "Cc")


def has_ink(image: npt.NDArray[np.uint8]) -> bool:
    """Whether anything can be seen on the image of a page."""
    paper = np.median(image, axis=(0, 1))
    return bool((np.abs(image - paper).max(axis=2) > 60).mean() > _INK)
