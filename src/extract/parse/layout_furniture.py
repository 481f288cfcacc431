"""Lines of all pages -> which are running heads, running feet and footnotes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.parse.layout import Fragment, Line

_MARGIN = 0.16  # of the height of the page: how far in a running head or foot may stand
_MOST_LINES = 4  # of a running head or foot
# Of the size, what stands free between a running head and the text, by its number of parts: the
# titles of columns, repeated on every page of a table, have more parts and less space.
_LEAST_SPACES = (0.8, 1.2, 2.5)
_DIGITS = re.compile(r"[0-9０-９]{1,9}")
_PAGE_NUMBER = re.compile(
    r"[-–—(\s]*(?:p(?:age)?\.?\s*)?(?:[0-9０-９]{1,4}|[ivxlc]{1,6})\s*(?:(?:/|of|／)\s*[0-9０-９]{1,4})?[-–—)\s]*"
    r"(?:ページ|頁)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SheetLines:
    """The lines of a page outside ruled tables, from the top down, and what bounds them.

    `tables` are the tops and bottoms of the ruled tables.
    """

    height: float
    lines: tuple[Line, ...]
    tables: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Furniture:
    """How many lines at the top and at the bottom of a page are running heads and feet."""

    heads: int
    feet: int


def find_furniture(sheets: Sequence[SheetLines]) -> list[Furniture]:
    """Return the furniture of each page: what stands in a margin, and again on a page near by."""
    marks = [_marks(sheet, page) for page, sheet in enumerate(sheets)]
    found = []
    for page, sheet in enumerate(sheets):
        near = [
            marks[other]
            for other in range(page - 2, page + 3)
            if other != page and 0 <= other < len(sheets)
        ]
        repeated = _Repeated(page, near)
        heads = _count(sheet, repeated, is_top=True)
        feet = _count(sheet, repeated, is_top=False)
        found.append(Furniture(heads, min(feet, len(sheet.lines) - heads)))
    return found


_Mark = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Repeated:
    """What stands in the margins of the pages near one."""

    page: int
    near: list[set[_Mark]]

    def holds(self, line: Line) -> bool:
        """Whether each part of the line stands at the same height near by."""
        return all(
            any(mark in marks for marks in self.near for mark in _marks_of(part, self.page))
            for part in line.fragments
        )


def _marks(sheet: SheetLines, page: int) -> set[_Mark]:
    edges = [*sheet.lines[:_MOST_LINES], *sheet.lines[-_MOST_LINES:]]
    return {mark for line in edges for part in line.fragments for mark in _marks_of(part, page)}


def _marks_of(part: Fragment, page: int) -> list[_Mark]:
    # Two rasters of 8 points, half a step apart, so that no two close heights are always parted;
    # a number that grows with the pages is the same on all of them.
    counted = _DIGITS.sub(lambda number: f"#{int(number.group()) - page}", part.text)
    places = (2 * int(part.middle // 8), 2 * int((part.middle + 4) // 8) + 1)
    return [(text, place) for text in {part.text, counted} for place in places]


def _count(sheet: SheetLines, repeated: _Repeated, *, is_top: bool) -> int:
    lines = sheet.lines if is_top else sheet.lines[::-1]
    count = 0
    for number, line in enumerate(lines[:_MOST_LINES]):
        if not (_is_in_margin(line, sheet.height, is_top) and _is_furniture(line, repeated)):
            break
        least = _LEAST_SPACES[min(len(line.fragments), len(_LEAST_SPACES)) - 1]
        if _space_beyond(sheet, lines, number, is_top) >= least * line.size:
            count = number + 1
    return count


def _is_in_margin(line: Line, height: float, is_top: bool) -> bool:
    middle = (line.top + line.bottom) / 2
    return middle < _MARGIN * height if is_top else middle > (1 - _MARGIN) * height


def _is_furniture(line: Line, repeated: _Repeated) -> bool:
    if not repeated.near:
        return bool(_PAGE_NUMBER.fullmatch(line.text))
    return repeated.holds(line)


def _space_beyond(sheet: SheetLines, lines: Sequence[Line], number: int, is_top: bool) -> float:
    """Return the space between a line and what follows it towards the middle of the page."""
    line = lines[number]
    if is_top:
        starts = [other.top for other in lines[number + 1 : number + 2]]
        starts += [top for top, _ in sheet.tables]
        return min((start - line.bottom for start in starts), default=sheet.height)
    ends = [other.bottom for other in lines[number + 1 : number + 2]]
    ends += [bottom for _, bottom in sheet.tables]
    return min((line.top - end for end in ends), default=sheet.height)


# --- footnotes --------------------------------------------------------------------------------

_NOTE_SIZE = 0.93  # of the size of the text: footnotes are set at .75 to .9 of it
_NOTE = re.compile(
    r"(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*†‡§※＊]+[0-9]*|[\[(（]?[0-9０-９]{1,3}[\])）.．:、]?\s|注[0-9０-９]*[\s)）:：]"
    r"|\(?注[0-9０-９]+\)?)"
)


def find_footnotes(lines: Sequence[Line], body_size: float) -> list[tuple[Line, ...]]:
    """Return the footnotes that end a column, each with its lines; the text around is larger.

    The topmost of them begins with its mark: a raised number, a number, an asterisk, 注.
    """
    start = len(lines)
    while start and lines[start - 1].size <= _NOTE_SIZE * body_size:
        start -= 1
    while start < len(lines) and not is_note(lines[start]):
        start += 1
    notes: list[list[Line]] = []
    for line in lines[start:]:
        if not notes or is_note(line):
            notes.append([])
        notes[-1].append(line)
    return [tuple(note) for note in notes]


def is_note(line: Line) -> bool:
    """Whether the line begins with the mark of a footnote."""
    return bool(_NOTE.match(line.text))
