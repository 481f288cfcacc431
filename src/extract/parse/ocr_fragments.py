"""Lines as an engine saw them -> fragments, as wide as their ink, those near the usual size in it.

Engines take what stands close together for one line, and their boxes are larger than the letters:
where a line is parted, and where it begins and ends, is read off the ink. Lines that run down are
lines of a page turned a quarter to the left, as in `layout_turn`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

import numpy as np
import numpy.typing as npt

from extract.model import Box
from extract.parse.builder import Piece
from extract.parse.layout import RECOGNISED, Fragment, is_wide
from extract.parse.ocr_image import Image
from extract.parse.ocr_lines import Glyph, TextLine, trim_glyphs
from extract.parse.pdf_content import Turn
from extract.text import script_of

PlaceBox = Callable[[float, float, float, float], Box]
"""Left, top, right, bottom in pixels of the upright page -> a box on the page as it came."""


@dataclass(frozen=True, slots=True)
class PageScale:
    """How pixels of the upright page become points: of the page as it is read, and as it came.

    `turn` is how many quarters it was turned to the left.
    """

    points: float
    width: float
    turn: Turn
    place: PlaceBox


# Of the size of the type. Ink stands .1 apart inside Japanese lines, .3 between words, and half a
# square further after 。 and before （. Tuned on page images of ../shared/pdf's tables.
_PARTING_GAP = 0.6
_HALF_EMPTY_BEFORE = "、。，．）」』】〕〉》］｝・：；"
_HALF_EMPTY_AFTER = "（「『【〔〈《［｛・：；"
_LEAST_CONTRAST = 25.0  # of 255, to the paper: less is the grain of a scan
_RULE_SHARE = 0.8  # of the length of a line of text: a row with more ink is a rule, or paint's edge
# A detected box is about this much higher than the type in it.
_BOX_TO_TYPE = 1.4


def part_line(line: TextLine, grey: Image) -> list[TextLine]:
    """Return the line as pieces with wide gaps between them, each as wide as its ink."""
    columns = _find_inked(line, grey)
    if not len(columns):
        return [line]
    size = _measure_size(line)
    steps = np.flatnonzero(np.diff(columns) > _PARTING_GAP * size)
    gaps = [(float(columns[step]), float(columns[step + 1])) for step in steps]
    groups = _group_glyphs(line, gaps, size)
    sides = [float(columns[0]), *(side for gap in groups.gaps for side in gap)]
    sides.append(float(columns[-1]) + 1)
    return [
        _fit(TextLine(glyphs, line.is_vertical), sides[2 * n], sides[2 * n + 1])
        for n, glyphs in enumerate(groups.glyphs)
    ]


def _find_inked(line: TextLine, grey: Image) -> npt.NDArray[np.intp]:
    """Return where along the line there is ink: dark on light, or light on a painted band."""
    left, top, right, bottom = (max(0, round(side)) for side in _frame(line))
    strip = (grey.T if line.is_vertical else grey)[top:bottom, left:right].astype(np.int16)
    inset = round(0.12 * (bottom - top))
    inner = strip[inset : len(strip) - inset]
    if not inset or not inner.size:
        return np.zeros(0, np.intp)
    # The letters of a bold line may cover more than half of it: its paper is above and below them.
    paper = np.median(np.concatenate([strip[:inset], strip[-inset:]]))
    contrast = np.abs(inner - paper)
    inked = contrast > max(_LEAST_CONTRAST, 0.4 * float(np.percentile(contrast, 99)))
    inked = inked[inked.mean(axis=1) < _RULE_SHARE]
    return np.flatnonzero(inked.any(axis=0)) + left


@dataclass(frozen=True, slots=True)
class _Groups:
    """Glyphs, and the gaps between them: one less."""

    glyphs: list[tuple[Glyph, ...]]
    gaps: list[tuple[float, float]]


def _group_glyphs(line: TextLine, gaps: Sequence[tuple[float, float]], size: float) -> _Groups:
    groups: list[tuple[Glyph, ...]] = []
    kept: list[tuple[float, float]] = []
    rest = list(line.glyphs)
    for start, end in gaps:
        middle = (start + end) / 2
        count = sum(_middle(glyph, line.is_vertical) < middle for glyph in rest)
        before, after = trim_glyphs(rest[:count]), trim_glyphs(rest[count:])
        if (
            before
            and after
            and end - start > _PARTING_GAP * size + _blank_part(before, after, size)
        ):
            groups.append(before)
            kept.append((start, end))
            rest = list(after)
    return _Groups([*groups, tuple(rest)], kept)


def _blank_part(before: Sequence[Glyph], after: Sequence[Glyph], size: float) -> float:
    """Return how much of the gap may belong to marks that fill half of their square, or be a blank.

    Between Japanese and Latin letters there is often one, beside what kana leave of their square.
    """
    last, first = before[-1].text, after[0].text
    marks = (last in _HALF_EMPTY_BEFORE) + (first in _HALF_EMPTY_AFTER)
    return size * (0.5 * marks if marks else 0.2 * (is_wide(last) != is_wide(first)))


def _middle(glyph: Glyph, is_vertical: bool) -> float:
    return (glyph.top + glyph.bottom) / 2 if is_vertical else (glyph.left + glyph.right) / 2


def _fit(line: TextLine, start: float, end: float) -> TextLine:
    """Return the line with its first and last character reaching to where its ink does."""
    glyphs = list(line.glyphs)
    if line.is_vertical:
        glyphs[0] = replace(glyphs[0], top=start)
        glyphs[-1] = replace(glyphs[-1], bottom=end)
    else:
        glyphs[0] = replace(glyphs[0], left=start)
        glyphs[-1] = replace(glyphs[-1], right=end)
    return TextLine(tuple(glyphs), line.is_vertical)


def _frame(line: TextLine) -> tuple[float, float, float, float]:
    """Return the sides along and across the line: start, top, end, bottom."""
    if line.is_vertical:
        return line.top, line.left, line.bottom, line.right
    return line.left, line.top, line.right, line.bottom


def _measure_size(line: TextLine) -> float:
    """Return the size of the type: kanji and kana are square, Latin letters narrower.

    Boxes of lines with a raised sign are higher than others, their length is not; but of a few
    characters the length says little.
    """
    start, top, end, bottom = _frame(line)
    by_length = (end - start) / max(0.5, _count_units(line))
    if _count_units(line) >= 5:
        return by_length
    return min((bottom - top) / _BOX_TO_TYPE, by_length)


def _count_units(line: TextLine) -> float:
    return sum(map(_count_unit, line.text))


# Of the size: about how wide the letters of proportional faces are.
_CAPITAL, _DIGIT, _SMALL, _NARROW = 0.67, 0.55, 0.5, 0.3


def _count_unit(character: str) -> float:
    if is_wide(character):
        return 1.0
    if character.isdigit():
        return _DIGIT
    if character.isalpha():
        return _CAPITAL if character.isupper() else _SMALL
    return _NARROW


# --- sizes ------------------------------------------------------------------------------------

# Of the usual size on the page: the error of a measure by so many squares of length, at the most.
_SURE_UNITS, _SURE_ERROR, _ERROR, _SHORT_ERROR = 15, 0.07, 0.18, 0.35


def find_usual_size(lines: Sequence[TextLine]) -> float:
    """Return the size of the type of most characters, in pixels; 0 without lines."""
    counted = [size for line in lines for size in [_measure_size(line)] * len(line.glyphs)]
    return median(counted) if counted else 0.0


def _settle_size(line: TextLine, usual: float) -> float:
    """Return the size of the type: the usual one where the difference may be an error."""
    size = _measure_size(line)
    return usual if abs(size - usual) <= _error(line) * usual else size


def _error(line: TextLine) -> float:
    units = _count_units(line)
    wide = sum(is_wide(glyph.text) for glyph in line.glyphs)
    if units >= _SURE_UNITS and wide >= 0.8 * units:
        return _SURE_ERROR
    return _ERROR if units >= 5 else _SHORT_ERROR


# --- fragments --------------------------------------------------------------------------------

_LETTER_HEIGHT = 1.1  # of the size, as the boxes of letters in PDFs are


def make_fragment(line: TextLine, usual: float, page: int, scale: PageScale) -> Fragment:
    """Return the line as a fragment of the page as it is read; `usual` is a size in pixels."""
    size = _settle_size(line, usual)
    left, top, right, bottom = _frame(line)
    if line.is_vertical:
        top, bottom = scale.width - bottom, scale.width - top
    # A mark that fills half of its square has ink in that half only.
    left -= 0.5 * size * (line.glyphs[0].text in _HALF_EMPTY_AFTER)
    right += 0.5 * size * (line.glyphs[-1].text in _HALF_EMPTY_BEFORE)
    middle = (top + bottom) / 2
    half = _LETTER_HEIGHT * size / 2
    words = tuple(_split_words(_mark_hyphen(line.glyphs), scale.place))
    text = "".join(word.text for word in words)
    return Fragment(
        text,
        left * scale.points,
        (middle - half) * scale.points,
        right * scale.points,
        (middle + half) * scale.points,
        size * scale.points,
        RECOGNISED,
        page=page,
        words=words,
    )


# Of the size: boxes of one row of a table stand up to .1 apart, staggered rows .5.
_SAME_ROW = 0.2


def align_fragments(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Return the fragments from the top down, those of one row at the same height."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda fragment: fragment.middle):
        if rows and fragment.middle - rows[-1][0].middle <= _SAME_ROW * fragment.size:
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    return [fragment for row in rows for fragment in _level(row)]


def _level(row: Sequence[Fragment]) -> Iterator[Fragment]:
    middle = median(fragment.middle for fragment in row)
    for fragment in row:
        half = (fragment.bottom - fragment.top) / 2
        yield replace(fragment, top=middle - half, bottom=middle + half)


_HYPHENS = "-‐\xad"
_SOFT_HYPHEN = "\xad"  # what pdfium makes of a hyphen that ends a line


def _mark_hyphen(glyphs: tuple[Glyph, ...]) -> tuple[Glyph, ...]:
    if len(glyphs) < 2 or glyphs[-1].text not in _HYPHENS or not glyphs[-2].text.islower():
        return glyphs
    return (*glyphs[:-1], replace(glyphs[-1], text=_SOFT_HYPHEN))


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
    return "word" if script in ("latin", "digit") or character in _HYPHENS else script


def _bound(word: Sequence[Glyph], place: PlaceBox) -> Box:
    return place(
        min(glyph.left for glyph in word),
        min(glyph.top for glyph in word),
        max(glyph.right for glyph in word),
        max(glyph.bottom for glyph in word),
    )
