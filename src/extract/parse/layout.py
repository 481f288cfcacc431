"""Letters of a page -> lines of text, and the order in which their regions are read.

A *fragment* is letters that follow each other in the file, side by side, without a gap as wide as
half a letter; a *line* is fragments on one base line inside one column.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.parse.pdf_content import Glyphs

Marks = npt.NDArray[np.bool_]

_GAP = 0.5  # of the size: a wider gap ends a fragment; rows of prose are put together again later
_WORD_GAP = 0.17  # of the size: a narrower gap is no blank; .14 to .2 read ../shared/pdf alike
_WIDE_GAP = 0.8  # of the size: what is a blank between kanji or kana, which are often spaced out


@dataclass(frozen=True, slots=True)
class Fragment:
    """Letters side by side; `font` is an index into the page's fonts, `group` a table cell or 0."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    font: int
    group: int = 0

    @property
    def middle(self) -> float:
        """The height of the middle of the letters."""
        return (self.top + self.bottom) / 2


def split_fragments(glyphs: Glyphs, groups: npt.NDArray[np.int32] | None = None) -> list[Fragment]:
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
    if groups is not None:
        starts[1:] |= groups[1:] != groups[:-1]
    starts[0] = True
    spaced = _find_blanks(glyphs, gaps, size) & ~starts
    first = np.flatnonzero(starts)
    return _cut_fragments(glyphs, first, spaced, groups)


def _find_blanks(
    glyphs: Glyphs, gaps: npt.NDArray[np.float32], size: npt.NDArray[np.float32]
) -> Marks:
    points = np.frombuffer(glyphs.text.encode("utf-32-le", "surrogatepass"), np.uint32)
    wide = (points >= 0x2E80) & (points < 0x3FFFF)
    both_wide = np.zeros(len(points), bool)
    both_wide[1:] = wide[1:] & wide[:-1]
    real = (glyphs.after_blank == 2) & (~both_wide | (gaps > 0.1 * size))
    return real | (gaps > np.where(both_wide, _WIDE_GAP, _WORD_GAP) * size)


def _cut_fragments(
    glyphs: Glyphs,
    first: npt.NDArray[np.intp],
    spaced: Marks,
    groups: npt.NDArray[np.int32] | None,
) -> list[Fragment]:
    text = glyphs.text
    blanks = np.flatnonzero(spaced)
    if len(blanks):
        cuts = [0, *blanks.tolist(), len(text)]
        text = " ".join(text[a:b] for a, b in zip(cuts, cuts[1:], strict=False))
    ends = np.append(first[1:], len(glyphs))
    shift = np.cumsum(spaced)
    starts_in_text = (first + shift[first]).tolist()
    ends_in_text = (ends + shift[ends - 1]).tolist()
    left = np.minimum.reduceat(glyphs.boxes[:, :2], first)
    right = np.maximum.reduceat(glyphs.boxes[:, 2:], first)
    columns = (
        left[:, 0].tolist(),
        left[:, 1].tolist(),
        right[:, 0].tolist(),
        right[:, 1].tolist(),
        np.maximum.reduceat(glyphs.sizes, first).tolist(),
        glyphs.fonts[first].tolist(),
        groups[first].tolist() if groups is not None else [0] * len(first),
    )
    return [
        Fragment(text[start:end], *rest)
        for start, end, *rest in zip(starts_in_text, ends_in_text, *columns, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """Fragments on one base line, from left to right."""

    fragments: tuple[Fragment, ...]
    left: float
    top: float
    right: float
    bottom: float
    size: float

    @property
    def text(self) -> str:
        """The fragments, with a blank where the gap between them is one."""
        return "".join(text for text, _ in join_fragments(self.fragments))


def join_fragments(fragments: Sequence[Fragment]) -> list[tuple[str, Fragment]]:
    """Return the text of each fragment, with a blank in front where one belongs."""
    joined: list[tuple[str, Fragment]] = []
    for previous, fragment in zip([None, *fragments[:-1]], fragments, strict=True):
        needs_blank = previous is not None and not (
            is_wide(previous.text[-1])
            and is_wide(fragment.text[0])
            and fragment.left - previous.right < _WIDE_GAP * fragment.size
        )
        joined.append((" " + fragment.text if needs_blank else fragment.text, fragment))
    return joined


def is_wide(character: str) -> bool:
    """Whether the character is one of those written without blanks: kana, kanji, their marks."""
    return 0x2E80 <= ord(character) < 0x3FFFF


def make_line(fragments: Sequence[Fragment]) -> Line:
    """Return the line that the fragments make; a raised sign does not change its size."""
    ordered = sorted(fragments, key=lambda fragment: fragment.left)
    return Line(
        tuple(ordered),
        ordered[0].left,
        min(fragment.top for fragment in ordered),
        max(fragment.right for fragment in ordered),
        max(fragment.bottom for fragment in ordered),
        max(ordered, key=lambda fragment: len(fragment.text)).size,
    )


def find_lines(fragments: Sequence[Fragment]) -> list[Line]:
    """Return the lines that the fragments of one column make, from the top down."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda fragment: fragment.middle):
        if rows and _share_line(rows[-1], fragment):
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return [make_line(row) for row in rows]


def _share_line(row: Sequence[Fragment], fragment: Fragment) -> bool:
    widest = max(row, key=lambda other: other.right - other.left)
    shared = min(widest.bottom, fragment.bottom) - max(widest.top, fragment.top)
    return shared > 0.5 * min(widest.bottom - widest.top, fragment.bottom - fragment.top)
