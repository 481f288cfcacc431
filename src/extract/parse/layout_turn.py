"""Letters of a page -> the same, turned so that lines run level; and the readings set beside them.

Lines that run down, from the right, are level lines from the top once the page is turned by a
quarter: upright Japanese and pages set sideways are read by the same code as all others.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from extract.parse.pdf_content import Floats, Glyphs, PageContent, Turn

Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TurnedPage:
    """A page as it is read; `turn` is in which direction lines run: right, down, left, up."""

    content: PageContent
    turn: Turn

    def place_back(self, box: tuple[float, float, float, float]) -> tuple[float, ...]:
        """Return where a box of the turned page stands on the page itself."""
        left, top, right, bottom = box
        width, height = self.content.width, self.content.height
        return (
            (left, top, right, bottom),
            (height - bottom, left, height - top, right),
            (width - right, height - bottom, width - left, height - top),
            (top, width - right, bottom, width - left),
        )[self.turn]


def turn_page(content: PageContent) -> TurnedPage:
    """Return the page with most of its lines running level from left to right."""
    turn = find_direction(content.glyphs)
    if turn == 0:
        return TurnedPage(content, 0)
    width, height = content.width, content.height

    def place(boxes: Floats) -> Floats:
        left, top, right, bottom = boxes.T
        sides = {
            1: (top, width - right, bottom, width - left),
            2: (width - right, height - bottom, width - left, height - top),
            3: (height - bottom, left, height - top, right),
        }[turn]
        return np.stack(sides, axis=1).astype(np.float32)

    turned = replace(
        content,
        width=height if turn % 2 else width,
        height=width if turn % 2 else height,
        glyphs=replace(content.glyphs, boxes=place(content.glyphs.boxes)),
        rules=place(content.rules),
        fills=place(content.fills),
        images=place(content.images),
    )
    return TurnedPage(turned, turn)


def find_direction(glyphs: Glyphs) -> Turn:
    """Return in which direction most letters follow each other: right, down, left or up."""
    if len(glyphs) < 2:
        return 0
    boxes = glyphs.boxes
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    across, down = np.diff(middles, axis=0).T
    size = glyphs.sizes[1:]
    level = (np.abs(down) < 0.5 * size) & (np.abs(across) < 2 * size)
    upright = (np.abs(across) < 0.5 * size) & (np.abs(down) < 2 * size)
    votes = (
        int((level & (across > 0.1 * size)).sum()),
        int((upright & (down > 0.3 * size)).sum()),
        int((level & (across < -0.1 * size)).sum()),
        int((upright & (down < -0.3 * size)).sum()),
    )
    if votes[0] >= max(votes):
        return 0
    best = votes.index(max(votes))
    return (0, 1, 2, 3)[best] if _stand(glyphs, best) else 0


def _stand(glyphs: Glyphs, direction: int) -> bool:
    """Whether the letters stand so that the direction can be one of reading.

    Right-to-left scripts go left with upright letters, and are not turned.
    """
    if direction == 1:
        return True
    return bool((glyphs.turns == direction).mean() > 0.5)


_RUBY_SIZE = 0.65  # of the size of the text that it reads; it is half in nearly all typesetting


def find_readings(glyphs: Glyphs) -> tuple[Marks, Marks]:
    """Return which letters are readings (ruby) set over others, and which stand under one."""
    none = np.zeros(len(glyphs), bool)
    if len(glyphs) == 0:
        return none, none
    points = np.frombuffer(glyphs.text.encode("utf-32-le", "surrogatepass"), np.uint32)
    kana = (points >= 0x3041) & (points <= 0x30FF)
    largest = float(np.percentile(glyphs.sizes, 90))
    small = np.flatnonzero(kana & (glyphs.sizes <= _RUBY_SIZE * largest))
    han = np.flatnonzero((points >= 0x2E80) & ~kana & (glyphs.sizes >= 4))
    if not len(small) or not len(han):
        return none, none
    over = _stand_over(glyphs, small, han)
    readings, under = none.copy(), none.copy()
    readings[small[over.any(axis=1)]] = True
    under[han[over.any(axis=0)]] = True
    return readings, under


def _stand_over(glyphs: Glyphs, small: npt.NDArray[np.intp], han: npt.NDArray[np.intp]) -> Marks:
    reading, base = glyphs.boxes[small], glyphs.boxes[han]
    size, base_size = glyphs.sizes[small][:, None], glyphs.sizes[han][None]
    middle = ((reading[:, 0] + reading[:, 2]) / 2)[:, None]
    # A reading longer than its base runs out over both of its sides.
    beside = (middle > base[None, :, 0] - 1.2 * size) & (middle < base[None, :, 2] + 1.2 * size)
    gap = base[None, :, 1] - reading[:, 3][:, None]
    above = (gap > -0.6 * size) & (gap < 0.6 * size)
    over: Marks = beside & above & (size <= _RUBY_SIZE * base_size)
    return over


def take_letters(glyphs: Glyphs, keep: Marks) -> Glyphs:
    """Return the letters marked in `keep`; a blank before one that goes passes to the next."""
    if keep.all():
        return glyphs
    kept = np.flatnonzero(keep)
    blanks = np.zeros(len(kept), np.int8)
    if len(kept):
        starts = np.concatenate(([0], kept[:-1] + 1))
        blanks = np.array(
            [glyphs.after_blank[a : b + 1].max() for a, b in zip(starts, kept, strict=True)],
            np.int8,
        )
    return Glyphs(
        "".join(glyphs.text[index] for index in kept),
        glyphs.boxes[kept],
        glyphs.sizes[kept],
        glyphs.fonts[kept],
        glyphs.turns[kept],
        blanks,
    )
