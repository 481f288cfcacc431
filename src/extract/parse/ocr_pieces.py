"""Lines of a block -> the pieces of its text, with the places and scores of its words.

Japanese lines run on without a blank; English ones with one, or without their hyphen.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from extract.model import Box
from extract.parse.builder import Piece
from extract.parse.ocr_layout import is_wide
from extract.parse.ocr_lines import Glyph, TextLine
from extract.parse.ocr_mending import mend_lines
from extract.text import script_of

PlaceBox = Callable[[float, float, float, float], Box]
"""Left, top, right, bottom in pixels of the upright page -> a box on the page as it came."""


def make_pieces(lines: Sequence[TextLine], place: PlaceBox) -> tuple[Piece, ...]:
    """Return the pieces of the lines as one running text."""
    pieces: list[Piece] = []
    lines = mend_lines(lines)
    for index, line in enumerate(lines):
        glyphs = line.glyphs
        if index + 1 < len(lines) and _ends_in_hyphen(line, lines[index + 1]):
            glyphs = glyphs[:-1]
        if index and _needs_blank(lines[index - 1], line):
            pieces.append(Piece(" "))
        pieces += _split_words(glyphs, place)
    return tuple(pieces)


def _ends_in_hyphen(line: TextLine, following: TextLine) -> bool:
    """Whether a word goes on in the next line, with a hyphen that is only there to break it."""
    text = line.text
    return (
        len(text) > 1
        and text[-1] in "-‐\u00ad"
        and text[-2].islower()
        and following.text[0].islower()
    )


def _needs_blank(above: TextLine, below: TextLine) -> bool:
    last, first = above.text[-1], below.text[0]
    if _is_beside(above, below):
        return True
    if last in "-‐–/" and script_of(first) in ("latin", "digit"):
        return False
    return not (is_wide(last) or is_wide(first))


def _is_beside(one: TextLine, other: TextLine) -> bool:
    """Whether the two stand on one line with a gap between them."""
    if one.is_vertical:
        return other.top >= one.bottom and other.right > one.left
    return other.left >= one.right and other.top < one.bottom


def _split_words(glyphs: Sequence[Glyph], place: PlaceBox) -> Iterator[Piece]:
    for script, group in groupby(glyphs, key=lambda glyph: _word_class(glyph.text)):
        word = list(group)
        text = "".join(glyph.text for glyph in word)
        if script == "blank":
            yield Piece(" ")
        else:
            yield Piece(text, _bound(word, place), sum(g.score for g in word) / len(word))


def _word_class(character: str) -> str:
    if character.isspace():
        return "blank"
    script = script_of(character)
    return "word" if script in ("latin", "digit") else script


def _bound(word: Sequence[Glyph], place: PlaceBox) -> Box:
    return place(
        min(glyph.left for glyph in word),
        min(glyph.top for glyph in word),
        max(glyph.right for glyph in word),
        max(glyph.bottom for glyph in word),
    )
