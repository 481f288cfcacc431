"""Lines of a text set in fixed-width columns -> the cells of each line.

Columns are where pieces of many lines begin: blanks of two and more part the pieces of a line. A
line that begins under a later column goes on with the cell above it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise

from extract.model import Span
from extract.parse.lines import width_of

_PIECE = re.compile(r"[^ \u3000]+(?:[ \u3000][^ \u3000]+)*")
_RULE = re.compile(r"[-=_─━~ ]{3,}")
_LINES_LOOKED_AT = 60
_LEAST_ROWS = 3
_LEAST_COLUMNS = 3
_LEAST_SHARE = 0.25  # of the lines, that have a piece where a column begins
_SLACK = 2  # columns of a fixed-width font, by which a piece may miss its place


@dataclass(frozen=True, slots=True)
class Piece:
    """Text between wide gaps; `left` and `right` are its edges in a fixed-width font."""

    left: int
    right: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """Rows of cells, all of one length, from so many lines; a cell without text is empty.

    `is_titled` says that a rule stands under the first row.
    """

    lines: int
    rows: tuple[tuple[Span, ...], ...]
    is_titled: bool


def find_column_table(lines: Iterable[Sequence[Piece]]) -> ColumnTable | None:
    """Return the table that begins with the first line, None where none does.

    `lines` are the pieces of the lines up to a blank one; they are read as far as needed.
    """
    ahead = iter(lines)
    first = list(islice(ahead, _LINES_LOOKED_AT))
    starts = _find_starts(first)
    if len(starts) < _LEAST_COLUMNS:
        return None
    rows: list[list[Span]] = []
    taken = full = 0
    is_titled = False
    for number, pieces in enumerate(chain(first, ahead)):
        if not pieces:  # a rule
            is_titled = is_titled or len(rows) == 1
            continue
        places = _place(pieces, starts)
        if not places or (not rows and len(pieces) < _LEAST_COLUMNS):
            break
        if not rows or places[0] == 0 or not _go_on(rows, places, pieces):
            rows.append(_make_row(places, pieces, len(starts)))
        taken = number + 1
        full += len(pieces) >= _LEAST_COLUMNS
    if full < _LEAST_ROWS or 2 * full < len(rows):
        return None
    return ColumnTable(taken, tuple(map(tuple, rows)), is_titled)


def cut_line(line: str, offset: int) -> tuple[Piece, ...]:
    """Return the pieces of a line that begins at `offset` of the text, none for a rule."""
    found = () if _RULE.fullmatch(line) else _PIECE.finditer(line)
    return tuple(_make_piece(match, offset) for match in found)


def _make_piece(match: re.Match[str], offset: int) -> Piece:
    left = width_of(match.string[: match.start()])
    right = left + width_of(match.group())
    return Piece(left, right, offset + match.start(), offset + match.end())


def _find_starts(pieces: Sequence[Sequence[Piece]]) -> list[int]:
    """Return where columns begin, from the left."""
    votes = Counter(piece.left for found in pieces if len(found) > 1 for piece in found)
    least = max(_LEAST_ROWS, _LEAST_SHARE * sum(len(found) > 1 for found in pieces))
    starts: list[int] = []
    for left, count in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        if count >= least and all(abs(left - start) > _SLACK for start in starts):
            starts.append(left)
    return sorted(starts)


def _place(pieces: Sequence[Piece], starts: Sequence[int]) -> list[int]:
    """Return the column of each piece; none where the line is not set in these columns."""
    if len(pieces) == 1 and pieces[0].left <= _SLACK and pieces[0].right >= starts[1]:
        return []  # running text
    places = [
        max(
            (number for number, start in enumerate(starts) if start <= piece.left + _SLACK),
            default=0,
        )
        for piece in pieces
    ]
    missed = sum(
        abs(starts[at] - each.left) > _SLACK for at, each in zip(places, pieces, strict=True)
    )
    is_apart = all(one < other for one, other in pairwise(places))
    if is_apart and 2 * missed <= len(pieces):
        return places
    if len(pieces) == len(starts) - places[0]:  # pushed aside by a cell that is too long
        return list(range(places[0], len(starts)))
    return []


def _make_row(places: Sequence[int], pieces: Sequence[Piece], columns: int) -> list[Span]:
    by_place = {at: Span(each.start, each.end) for at, each in zip(places, pieces, strict=True)}
    row: list[Span] = []
    end = pieces[0].start
    for number in range(columns):
        row.append(by_place.get(number, Span(end, end)))
        end = row[-1].end
    return row


def _go_on(rows: list[list[Span]], places: Sequence[int], pieces: Sequence[Piece]) -> bool:
    """Add a line that begins under a later column to the row above, if that is possible.

    A cell is one span: it can only go on where nothing stands behind it in the line above.
    """
    above, at = rows[-1], places[0]
    if not len(above[at]) or any(len(cell) for cell in above[at + 1 :]):
        return False
    row = _make_row(places, pieces, len(above))
    rows[-1] = [*above[:at], Span(above[at].start, row[at].end), *row[at + 1 :]]
    return True
