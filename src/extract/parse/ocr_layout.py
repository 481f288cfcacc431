"""Lines of text and tables as found on a page -> both in reading order, lines in paragraphs.

Vertical writing is horizontal writing on a page turned a quarter to the left: its lines follow
each other downwards then, its tiers stand side by side like columns. So there is one order.
Coordinates are pixels of the upright page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from extract.parse.ocr_lines import TextLine
from extract.text import is_japanese


@dataclass(frozen=True, slots=True)
class Item:
    """A line of text or a table, in the frame of the page's writing; `index` says which.

    `top` to `bottom` is the way lines follow each other, `left` to `right` the way they run.
    `size` is that of the type, by how much room the characters take.
    """

    index: int
    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float

    @property
    def height(self) -> float:
        """The size across the line."""
        return self.bottom - self.top

    @property
    def width(self) -> float:
        """The size along the line."""
        return self.right - self.left


# A detected box is about this much higher than the type in it.
_BOX_TO_TYPE = 1.4


def place_line(index: int, line: TextLine) -> Item:
    """Return the line in the frame of its own writing."""
    box = turn_box(line.left, line.top, line.right, line.bottom, line.is_vertical)
    size = _measure_type(line.text, box[2] - box[0], box[3] - box[1])
    return Item(index, line.text, *box, size)


def turn_box(
    left: float, top: float, right: float, bottom: float, is_vertical: bool
) -> tuple[float, float, float, float]:
    """Return the box in the frame of level or of vertical writing."""
    return (top, -right, bottom, -left) if is_vertical else (left, top, right, bottom)


def _measure_type(text: str, length: float, height: float) -> float:
    """Return the size of the type: kanji and kana are square, Latin letters half as wide.

    Boxes of lines with a raised sign are higher than others, their length is not; but of a few
    characters the length says little.
    """
    units = sum(1.0 if is_wide(character) else 0.5 for character in text)
    return length / units if units >= 5 else min(height / _BOX_TO_TYPE, length / units)


def is_wide(character: str) -> bool:
    """Whether the character takes a whole square: kana, kanji and their punctuation."""
    return is_japanese(character) or "\u3000" <= character <= "\u303f" or "！" <= character <= "｠"


def split_columns(items: Sequence[Item]) -> list[list[Item]]:
    """Return the items column by column, each from its top; a heading across columns parts them."""
    gutter = _find_gutter(items)
    if gutter is None:
        return [sorted(items, key=lambda item: (item.top, item.left))] if items else []
    bands: list[list[Item]] = [[]]
    columns: list[list[Item]] = []
    for item in sorted(items, key=lambda item: item.top):
        if item.left < gutter < item.right:
            bands += [[item], []]
        else:
            bands[-1].append(item)
    for band in bands:
        left = [item for item in band if item.right <= gutter]
        right = [item for item in band if item.left >= gutter]
        across = [item for item in band if item.left < gutter < item.right]
        for part in (across, left, right):
            columns += split_columns(part)
    return columns


def _find_gutter(items: Sequence[Item]) -> float | None:
    """Return the middle of the widest stretch that parts two columns of text, None without one."""
    if len(items) < 6:
        return None
    size = median(item.height for item in items)
    edges = sorted({item.right for item in items})
    best: tuple[float, float] | None = None
    for edge in edges:
        right = [item for item in items if item.left >= edge]
        left = [item for item in items if item.right <= edge]
        if min(len(left), len(right)) < 3 or len(left) + len(right) < 0.8 * len(items):
            continue
        width = min(item.left for item in right) - edge
        if width >= 0.6 * size and _is_column(left) and _is_column(right) and _overlap(left, right):
            best = max(best or (0.0, 0.0), (width, edge + width / 2))
    return best[1] if best else None


def _is_column(items: Sequence[Item]) -> bool:
    """Whether lines run from edge to edge, as in running text; cells of a table are shorter."""
    extent = max(item.right for item in items) - min(item.left for item in items)
    size = median(item.height for item in items)
    usual = median(item.width for item in items)
    return usual >= 0.6 * extent and usual >= 6 * size


def _overlap(left: Sequence[Item], right: Sequence[Item]) -> bool:
    top = max(min(item.top for item in side) for side in (left, right))
    bottom = min(max(item.bottom for item in side) for side in (left, right))
    heights = [max(i.bottom for i in side) - min(i.top for i in side) for side in (left, right)]
    return bottom - top > 0.3 * min(heights)
