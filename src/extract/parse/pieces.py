"""Lines of a block or cell -> its pieces of text, with what the end of a line hides put right."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.model import Box
from extract.parse.builder import Piece
from extract.parse.layout import Fragment, Line, is_wide, join_fragments
from extract.parse.layout_turn import TurnedPage
from extract.parse.ocr_mending import mend_lines

_WORD = re.compile(r"[^\W0-9_]+(?:-[^\W0-9_]+)*")
_LAST_WORD = re.compile(r"[^\W0-9_]+$")
_FIRST_WORD = re.compile(r"[^\W0-9_]+")
_SOFT_HYPHEN = "\xad"  # what pdfium makes of any hyphen that ends a line
_HYPHENS = ("-", "‐")


def find_vocabulary(lines: Sequence[Line]) -> frozenset[str]:
    """Return the words that stand whole on a line, in lower case; none if no line ends in a hyphen.

    They decide about hyphens at the end of lines, and about nothing else.
    """
    ends = [line.text.endswith((_SOFT_HYPHEN, *_HYPHENS)) for line in lines]
    if not any(ends):
        return frozenset()
    whole = []
    for line, is_cut, follows_cut in zip(lines, ends, [False, *ends], strict=False):
        text = line.text
        if is_cut or follows_cut:
            words = text.split(" ")
            text = " ".join(words[follows_cut : len(words) - is_cut])
        whole.append(text)
    return frozenset(_WORD.findall(" ".join(whole).lower()))


def make_pieces(
    lines: Sequence[Line], pages: Sequence[TurnedPage], vocabulary: frozenset[str]
) -> tuple[Piece, ...]:
    """Return the pieces of the lines, with blanks where lines meet.

    They are one a fragment, or one a word of what was recognised.
    """
    pieces: list[Piece] = []
    for line in mend_lines(lines):
        for number, (text, fragment) in enumerate(join_fragments(line.fragments)):
            if number == 0 and pieces:
                last, blank = _join_lines(pieces[-1].text, text, vocabulary)
                pieces[-1] = replace(pieces[-1], text=last)
                text = blank + text
            pieces += _split_fragment(text, fragment, pages)
    if pieces and pieces[-1].text.endswith(_SOFT_HYPHEN):
        pieces[-1] = replace(pieces[-1], text=pieces[-1].text[:-1] + "-")
    return tuple(
        replace(piece, text=piece.text.replace(_SOFT_HYPHEN, ""))
        if _SOFT_HYPHEN in piece.text
        else piece
        for piece in pieces
    )


def _split_fragment(text: str, fragment: Fragment, pages: Sequence[TurnedPage]) -> list[Piece]:
    """Return the pieces of a fragment; `text` is its text, with a blank in front or without."""
    if fragment.words:
        first, *others = fragment.words
        blank = text[: len(text) - len(fragment.text)]
        return [replace(first, text=blank + first.text), *others]
    box = pages[fragment.page].place_back(
        (fragment.left, fragment.top, fragment.right, fragment.bottom)
    )
    return [Piece(text, Box(fragment.page, *box))]


def _join_lines(last: str, text: str, vocabulary: frozenset[str]) -> tuple[str, str]:
    """Return the end of the upper line as it reads, and the blank before the lower one."""
    if last.endswith((_SOFT_HYPHEN, "‐")):
        keeps = _keeps_hyphen(last, text, vocabulary)
        return last[:-1] + ("-" if keeps else ""), ""
    if last.endswith("-") and last[-2:-1].isalpha():
        return last, ""
    if is_wide(last[-1]) or is_wide(text[0]):
        return last, ""
    return last, " "


def _keeps_hyphen(last: str, text: str, vocabulary: frozenset[str]) -> bool:
    """Whether a hyphen at the end of a line belongs to the word.

    The other words of the document decide: the compound, the word written together, and, as the
    sign U+2010 is only put in where a word is broken, the two halves of any other hyphen.
    """
    left, right = _LAST_WORD.search(last[:-1]), _FIRST_WORD.match(text)
    if left is None or right is None or right.group()[0].isupper() or _is_address(last):
        return True
    one, other = left.group().lower(), right.group().lower()
    if f"{one}-{other}" in vocabulary:
        return True
    if one + other in vocabulary or last.endswith("‐"):
        return False
    return one in vocabulary and other in vocabulary


def _is_address(last: str) -> bool:
    return "/" in last.rsplit(" ", 1)[-1]
