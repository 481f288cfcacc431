"""Lines of a column -> headings, paragraphs, list items and captions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from extract.model import BlockKind
from extract.parse.layout import Line, first_word_width, is_wide
from extract.parse.layout_regions import Prose


@dataclass(frozen=True, slots=True)
class FoundBlock:
    """A block and its lines.

    `is_cut` says that the last line is full and ends no sentence, so that the block may go on in
    the next column or on the next page.
    """

    kind: BlockKind
    lines: tuple[Line, ...]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Typeface:
    """The size of most text of a document, and the fonts that it is set in."""

    size: float
    fonts: frozenset[int]
    bold: frozenset[int]


_LIST_MARK = re.compile(
    r"(?:[-–—•●○◦▪■□◆◇▶►➢✓・*]|[①-⑳㋐-㋾]|[(（][0-9０-９a-zA-Zア-ンivx]{1,3}[)）]|[0-9０-９]{1,2}[)）．.])\s*\S"
)
_CAPTION = re.compile(
    r"(?:(?:Table|Figure|Fig\.?|TABLE|FIGURE|FIG\.?|Chart|Box)\s*[0-9A-Z]+(?:[-.][0-9]+)*\s*[:.\s]|(?:図表|図|表|写真)\s*[0-9０-９一二三四五六七八九十]+)"
)
_NUMBERED = re.compile(
    r"(?:[0-9０-９]{1,2}(?:[.．][0-9０-９]{1,2})+[.．]?\s*\S|第[0-9０-９一二三四五六七八九十]+[章節編部])"
)
_SENTENCE_END = tuple("。．.!?！？」』)）:：;；")
_HYPHENS = ("\xad", "‐", "-")
_OPENING = tuple("(（「『[［【")


def find_blocks(prose: Prose, face: Typeface) -> list[FoundBlock]:
    """Return the blocks of a column, in reading order."""
    groups: list[list[Line]] = []
    usual = _usual_space(prose)
    for line in prose.lines:
        if not groups or _begins_block(groups[-1], line, prose, usual, face):
            groups.append([])
        groups[-1].append(line)
    return [
        FoundBlock(_kind(group, face), tuple(group), _is_cut(group[-1], prose.right))
        for group in groups
    ]


def _usual_space(prose: Prose) -> float:
    """Return the space between the lines of a paragraph: of those after a full line, the median."""
    pairs = list(zip(prose.lines, prose.lines[1:], strict=False))
    alike = [(a, b) for a, b in pairs if abs(a.size - b.size) < 0.08 * a.size]
    full = [b.top - a.bottom for a, b in alike if not _is_short(a, b, prose.right)]
    if full:
        return median(full)
    return min((b.top - a.bottom for a, b in alike), default=0.0)


def _is_short(line: Line, following: Line, right: float) -> bool:
    """Whether the first word of the following line would have found room on this one."""
    if line.text.endswith(_HYPHENS):
        return False
    return line.right + first_word_width(following) < right - 0.3 * line.size


def _begins_block(
    group: Sequence[Line], line: Line, prose: Prose, usual: float, face: Typeface
) -> bool:
    last = group[-1]
    if line.top - last.bottom > usual + 0.35 * line.size:
        return True
    if abs(line.size - last.size) > 0.08 * max(line.size, last.size):
        return True
    if _stands_out(line, face) != _stands_out(last, face):
        return True
    if _LIST_MARK.match(line.text) or _CAPTION.match(line.text):
        return (
            _ends(last) or _is_short(last, line, prose.right) or bool(_LIST_MARK.match(line.text))
        )
    if _is_centred(last, prose) and _is_centred(line, prose):
        return False
    if line.left > prose.left + 0.8 * line.size and last.left < line.left - 0.8 * line.size:
        return not _LIST_MARK.match(group[0].text)
    return _is_short(last, line, prose.right)


def _ends(line: Line) -> bool:
    return line.text.endswith(_SENTENCE_END)


def _is_centred(line: Line, prose: Prose) -> bool:
    before, after = line.left - prose.left, prose.right - line.right
    return before > 2 * line.size and abs(before - after) < line.size


def _stands_out(line: Line, face: Typeface) -> bool:
    """Whether no part of the line is in a font of the text, or all of it is bold."""
    fonts = {fragment.font for fragment in line.fragments}
    return fonts <= face.bold or not fonts & face.fonts


def _kind(group: Sequence[Line], face: Typeface) -> BlockKind:
    text = group[0].text
    if _CAPTION.match(text) and len(group) <= 4:
        return "caption"
    if _is_heading(group, face):
        return "heading"
    return "list_item" if _LIST_MARK.match(text) else "paragraph"


_LARGE = 1.12  # of the size of the text: headings of ../shared/pdf are 1.2 and 1.5 of it
_LONGEST_HEADING = 120  # letters


def _is_heading(group: Sequence[Line], face: Typeface) -> bool:
    length = sum(len(line.text) for line in group)
    last = group[-1].text
    if len(group) > 3 or length > _LONGEST_HEADING or last.endswith(("。", ".", "、", ",", ";")):
        return False
    if not any(character.isalpha() for character in last):
        return False
    if group[0].size >= _LARGE * face.size:
        return True
    if all(_stands_out(line, face) for line in group) and group[0].size > 0.9 * face.size:
        return True
    return len(group) == 1 and length <= 60 and bool(_NUMBERED.match(group[0].text))


def _is_cut(line: Line, right: float) -> bool:
    return line.right > right - 2.5 * line.size and not _ends(line)


def join_blocks(last: FoundBlock, block: FoundBlock) -> FoundBlock | None:
    """Return the one block that a cut one and the next in reading order make; None for two."""
    if not _goes_on(last, block):
        return None
    return FoundBlock(last.kind, last.lines + block.lines, block.is_cut)


def _goes_on(last: FoundBlock, block: FoundBlock) -> bool:
    if not last.is_cut or last.kind not in ("paragraph", "list_item"):
        return False
    if block.kind != "paragraph" or abs(last.lines[-1].size - block.lines[0].size) > 0.5:
        return False
    first = block.lines[0].text[:1]
    return (
        first.islower() or is_wide(first) == is_wide(last.lines[-1].text[-1]) or first in _OPENING
    )
