"""Letters of a page -> lines of text, and the order in which their regions are read.

A *fragment* is letters that follow each other in the file, side by side, without a gap as wide as
half a letter; a *line* is fragments on one base line inside one column.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from extract.parse.builder import Piece
from extract.parse.pdf_content import Glyphs

Marks = npt.NDArray[np.bool_]
Sizes = npt.NDArray[np.float32]

RECOGNISED = -1  # the number of the font of all that is recognised: how it looks is not known
_GAP = 0.5  # of the size: a wider gap ends a fragment; lines of prose are put together again
_WORD_GAP = 0.17  # of the size: a narrower gap is no blank; .14 to .2 read ../shared/pdf alike
_LONE_GAP = 0.2  # of the size: between kanji or kana, a blank if the letters around stand close
_WIDE_GAP = 0.8  # of the size: between kanji or kana, always a blank
_MARK_GAP = 1.3  # of the size: the same beside a mark, whose box may be half empty


@dataclass(frozen=True, slots=True)
class Fragment:
    """Letters side by side; `font` is a number in the document, `group` a table cell or 0.

    `words` are the text as it was recognised on a page image, in the font `RECOGNISED`; none for
    letters of a file.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    font: int
    group: int = 0
    page: int = 0
    words: tuple[Piece, ...] = ()

    @property
    def middle(self) -> float:
        """The height of the middle of the letters."""
        return (self.top + self.bottom) / 2


def split_fragments(
    glyphs: Glyphs, page: int = 0, groups: npt.NDArray[np.int32] | None = None
) -> list[Fragment]:
    """Return the fragments of level text, in the order of the file.

    Letters of different `groups` (one number a letter) never share a fragment.
    """
    count = len(glyphs)
    if count == 0:
        return []
    boxes, sizes = glyphs.boxes, glyphs.sizes
    heights = boxes[:, 3] - boxes[:, 1]
    gaps = np.zeros(count, np.float32)
    gaps[1:] = boxes[1:, 0] - boxes[:-1, 2]
    overlap = np.zeros(count, np.float32)
    overlap[1:] = np.minimum(boxes[1:, 3], boxes[:-1, 3]) - np.maximum(boxes[1:, 1], boxes[:-1, 1])
    lower = heights.copy()
    lower[1:] = np.minimum(heights[1:], heights[:-1])
    size = sizes.copy()
    size[1:] = np.maximum(sizes[1:], sizes[:-1])
    starts = (overlap < 0.5 * lower) | (gaps > _GAP * size) | (gaps < -0.6 * size)
    if groups is None:
        groups = np.zeros(count, np.int32)
    starts[1:] |= groups[1:] != groups[:-1]
    starts[0] = True
    spaced = _find_blanks(glyphs, gaps, size, starts) & ~starts
    first = np.flatnonzero(starts)
    return [
        Fragment(*values, page)
        for values in _cut_fragments(glyphs, first, spaced, groups[first].tolist())
    ]


_MARKS = "、。，．・：；「」『』（）【】〔〕〈〉《》［］｛｝"
_MARK_POINTS = np.array([ord(mark) for mark in _MARKS], np.uint32)


def _find_blanks(glyphs: Glyphs, gaps: Sizes, size: Sizes, starts: Marks) -> Marks:
    points = np.frombuffer(glyphs.text.encode("utf-32-le", "surrogatepass"), np.uint32)
    wide = (points >= 0x2E80) & (points < 0x3FFFF)
    marks = np.isin(points, _MARK_POINTS)
    both_wide, beside_mark, lone = (np.zeros(len(points), bool) for _ in range(3))
    both_wide[1:] = wide[1:] & wide[:-1]
    beside_mark[1:] = marks[1:] | marks[:-1]
    close = (gaps < 0.08 * size) | starts
    lone[1:-1] = close[:-2] & close[2:]
    lone &= (glyphs.after_blank > 0) & ~beside_mark & (gaps > _LONE_GAP * size)
    real = (glyphs.after_blank == 2) & (~both_wide | (gaps > 0.1 * size))
    least = np.where(both_wide, np.where(beside_mark, _MARK_GAP, _WIDE_GAP), _WORD_GAP)
    blanks: Marks = real | lone | (gaps > least * size)
    return blanks


_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _read_letters(glyphs: Glyphs, first: npt.NDArray[np.intp]) -> str:
    """Return the letters, with small, raised digits (calls of footnotes) as superscripts.

    "2020" and the call 33 after it would else read as one number.
    """
    lengths = np.diff(np.append(first, len(glyphs)))
    size = np.repeat(np.maximum.reduceat(glyphs.sizes, first), lengths)
    bottom = np.repeat(np.maximum.reduceat(glyphs.boxes[:, 3], first), lengths)
    raised = (glyphs.sizes < 0.8 * size) & (glyphs.boxes[:, 3] < bottom - 0.12 * size)
    letters = list(glyphs.text)
    for index in np.flatnonzero(raised).tolist():
        letters[index] = letters[index].translate(_DIGITS)
    return _RIGHT_TO_LEFT.sub(_reverse, "".join(letters))


# The letters of a line are put in order from the left, so words that run to the left are turned.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]{2,}")


def _reverse(word: re.Match[str]) -> str:
    return word.group()[::-1]


def _cut_fragments(
    glyphs: Glyphs, first: npt.NDArray[np.intp], spaced: Marks, groups: Sequence[int]
) -> Iterator[tuple[str, float, float, float, float, float, int, int]]:
    text = _read_letters(glyphs, first)
    cuts = [0, *np.flatnonzero(spaced).tolist(), len(text)]
    text = " ".join(text[a:b] for a, b in pairwise(cuts))
    ends = np.append(first[1:], len(glyphs))
    shift = np.cumsum(spaced)
    starts_in_text = (first + shift[first]).tolist()
    ends_in_text = (ends + shift[ends - 1]).tolist()
    left, top = np.minimum.reduceat(glyphs.boxes[:, :2], first).T.tolist()
    right, bottom = np.maximum.reduceat(glyphs.boxes[:, 2:], first).T.tolist()
    sizes = np.maximum.reduceat(glyphs.sizes, first).tolist()
    texts = [text[a:b] for a, b in zip(starts_in_text, ends_in_text, strict=True)]
    fonts = glyphs.fonts[first].tolist()
    return zip(texts, left, top, right, bottom, sizes, fonts, groups, strict=True)


@dataclass(frozen=True, slots=True)
class Line:
    """Fragments on one base line, from left to right; `text` has blanks where gaps are."""

    fragments: tuple[Fragment, ...]
    left: float
    top: float
    right: float
    bottom: float
    size: float
    text: str


def join_fragments(fragments: Sequence[Fragment]) -> list[tuple[str, Fragment]]:
    """Return the text of each fragment, with a blank in front where one belongs."""
    joined: list[tuple[str, Fragment]] = []
    for previous, fragment in zip([None, *fragments[:-1]], fragments, strict=True):
        needs_blank = previous is not None and not _reads_on(previous, fragment)
        joined.append((" " + fragment.text if needs_blank else fragment.text, fragment))
    return joined


def _reads_on(previous: Fragment, fragment: Fragment) -> bool:
    last, first = previous.text[-1], fragment.text[0]
    if not (is_wide(last) and is_wide(first)):
        return False
    gap = _MARK_GAP if last in _MARKS or first in _MARKS else _WIDE_GAP
    return fragment.left - previous.right < gap * fragment.size


def is_wide(character: str) -> bool:
    """Whether the character is one of those written without blanks: kana, kanji, their marks."""
    return 0x2E80 <= ord(character) < 0x3FFFF


def make_line(fragments: Sequence[Fragment]) -> Line:
    """Return the line that the fragments make; a raised sign does not change its size."""
    if len(fragments) == 1:
        only = fragments[0]
        sides = (only.left, only.top, only.right, only.bottom)
        return Line((only,), *sides, only.size, only.text)
    ordered = sorted(fragments, key=lambda fragment: fragment.left)
    return Line(
        tuple(ordered),
        ordered[0].left,
        min(fragment.top for fragment in ordered),
        max(fragment.right for fragment in ordered),
        max(fragment.bottom for fragment in ordered),
        max(ordered, key=lambda fragment: len(fragment.text)).size,
        "".join(text for text, _ in join_fragments(ordered)),
    )


def first_word_width(line: Line) -> float:
    """Return the room that the first word of a line takes at the end of another, with a blank."""
    if is_wide(line.text[0]):
        # A mark that may not begin a line takes the letter before it along.
        return 2.0 * line.size
    letters = len(line.text.split(" ", 1)[0])
    return (letters + 1) * (line.right - line.left) / len(line.text)


def find_lines(fragments: Sequence[Fragment]) -> list[Line]:
    """Return the lines that the fragments make, from the top down."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda fragment: fragment.top + fragment.bottom):
        row = max(rows[-3:], key=lambda row: _shared_height(row[0], fragment), default=None)
        if row is None or _shared_height(row[0], fragment) <= 0.5:
            rows.append([fragment])
        else:
            row.append(fragment)
            if fragment.bottom - fragment.top > row[0].bottom - row[0].top:
                row[0], row[-1] = row[-1], row[0]  # the tallest stands for the row
    return sorted((make_line(row) for row in rows), key=lambda line: line.top + line.bottom)


def _shared_height(fragment: Fragment, other: Fragment) -> float:
    """Return which share of the lower of the two stands beside the other."""
    shared = min(fragment.bottom, other.bottom) - max(fragment.top, other.top)
    return shared / max(0.1, min(fragment.bottom - fragment.top, other.bottom - other.top))
