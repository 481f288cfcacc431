"""Lines of one column from its top -> paragraphs, headings, list items; and their text.

Coordinates are those of `ocr_layout.Item`: along and across the writing.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from extract.model import BlockKind
from extract.parse.ocr_layout import Item
from extract.text import is_japanese

_BULLET = re.compile(
    r"[・●○■□◆◇▪•※✓►➢][ 　]?|[(（][0-9０-９一二三四五六七八九十a-zA-Zｱ-ﾝア-ン]{1,3}[)）]"
    r"|[0-9０-９]{1,2}[.．)）][ 　]|[①-⑳]|[-–—] "
)
_CAPTION = re.compile(r"(?:図|表|写真|図表|Figure|Fig\.|Table)[ 　]?[0-9０-９]")
_SENTENCE_END = "。．.!?！？」』)）:："


def split_paragraphs(column: Sequence[Item], body: float) -> Iterator[tuple[BlockKind, list[Item]]]:
    """Yield the blocks of a column; `body` is the usual size of type on the page."""
    rows = join_rows(column)
    if not rows:
        return
    block: list[list[Item]] = []
    for row in rows:
        if block and _starts_block(block, row, rows, body):
            yield _name_block(block, body), [item for line in block for item in line]
            block = []
        block.append(row)
    yield _name_block(block, body), [item for line in block for item in line]


def join_rows(column: Sequence[Item]) -> list[list[Item]]:
    """Return the lines that stand side by side together, from left to right."""
    rows: list[list[Item]] = []
    for item in sorted(column, key=lambda item: item.top + item.bottom):
        if rows and _share_row(rows[-1][-1], item):
            rows[-1].append(item)
        else:
            rows.append([item])
    return [sorted(row, key=lambda item: item.left) for row in rows]


def _share_row(one: Item, other: Item) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    apart = max(one.left, other.left) - min(one.right, other.right)
    size = min(one.height, other.height)
    return overlap > 0.5 * size and apart > -0.5 * size


def _starts_block(
    block: Sequence[Sequence[Item]],
    row: Sequence[Item],
    rows: Sequence[Sequence[Item]],
    body: float,
) -> bool:
    above = block[-1]
    if _is_apart(above, row, rows) or _is_marked(row):
        return True
    left = min(line[0].left for line in rows)
    right = max(line[-1].right for line in rows)
    em = body
    is_indented = 0.7 * em < row[0].left - above[0].left < 2.5 * em
    if is_indented and above[0].left - left < 0.5 * em and not _is_marked(block[0]):
        return True
    is_short = right - above[-1].right > max(2 * em, _first_word(row))
    return is_short and _text(above)[-1] in _SENTENCE_END


def _is_apart(above: Sequence[Item], row: Sequence[Item], rows: Sequence[Sequence[Item]]) -> bool:
    sizes = [_size(above), _size(row)]
    if max(sizes) > 1.25 * min(sizes):
        return True
    size = max(sizes)
    steps = [_middle(lower) - _middle(upper) for upper, lower in pairwise(rows)]
    near = [step for step in steps if 0.7 * size < step < 3 * size]
    return _middle(row) - _middle(above) > 1.3 * (median(near) if near else 2 * size)


def _size(row: Sequence[Item]) -> float:
    return median(item.size for item in row)


def _middle(row: Sequence[Item]) -> float:
    return (row[0].top + row[0].bottom) / 2


def _first_word(row: Sequence[Item]) -> float:
    """Return how much room the first word takes; in Japanese, a line may break anywhere."""
    text = _text(row)
    if is_japanese(text[0]):
        return 0.0
    return (row[-1].right - row[0].left) * (len(text.split()[0]) + 1) / max(1, len(text))


def _text(row: Sequence[Item]) -> str:
    return " ".join(item.text for item in row)


def _is_marked(row: Sequence[Item]) -> bool:
    text = _text(row)
    return bool(_BULLET.match(text) or _CAPTION.match(text))


def _name_block(block: Sequence[Sequence[Item]], body: float) -> BlockKind:
    text = _text(block[0])
    if _CAPTION.match(text) and len(block) <= 3:
        return "caption"
    if _BULLET.match(text):
        return "list_item"
    size = median(_size(row) for row in block)
    if size > 1.2 * body and len(block) <= 3 and len(text) > 1:
        return "heading"
    return "paragraph"
