"""Tables whose cells became lines, or pieces of lines, of a plain text -> tables again.

Only under titles that name a column of partners and one of dates. The titles stand on lines of
their own, or in one line parted by bars, tabs, wide gaps, slashes, semicolons or commas; lines
below that have as many pieces are rows, and single ones between them are titles of groups.
Elsewhere what a cell holds decides where a row begins and in which column it stands, so that blank
cells, which leave no trace, do no harm.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from extract.agreements.columns import holds_term, names_institution, read_cell_title
from extract.agreements.countries import read_country
from extract.agreements.findings import Findings
from extract.agreements.parties import as_party
from extract.agreements.repetitions import identify_party
from extract.agreements.titles import TERM_ROLES, Role
from extract.model import Cell, Span, Table

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_SEPARATORS = (
    re.compile(r"\s*\|\s*|\t\s*|\s{2,}|\u3000\s*"),
    re.compile(r"\s+[/／]\s+|\s*／\s*"),
    re.compile(r"\s*[;；]\s*"),
    re.compile(r",\s*"),
)
"""What may part the titles of columns in a line; what does then parts the rows too."""

_LONGEST_TITLE = 40
_MOST_COLUMNS = 16
_MOST_OTHERS = 4
"""How many cells in a row may hold neither a partner nor a date nor a country."""

_LATER: frozenset[Role | None] = frozenset((None, "subject", "home", "end", "period", "renewal"))
"""Columns in which what is no partner and no date may stand where the partner is that above."""

_SENTENCE = re.compile(r"。$|[a-z)]\.$")
_GROUP = re.compile(r"[▼▽■□◆◇●○【〔《<＜#]|[-=]{3}")
_NOTE = re.compile(r"[※*＊†(（]|注|[Nn]ote")

Kind = Literal["country", "partner", "term", "other"]
Line = tuple[Span, ...]
"""The pieces of a line, in order; empty ones are blank cells."""

Roles = tuple[Role | None, ...]
"""What the columns hold, None where their titles do not tell."""


@dataclass(frozen=True, slots=True)
class _Titles:
    """The titles of columns and the number of lines they take; `separator` parts them in one."""

    cells: Line
    height: int
    separator: re.Pattern[str]


@dataclass(slots=True)
class _Rows:
    """The rows so far, each a mapping of columns to cells; `others` counts what tells nothing."""

    roles: Roles
    rows: list[dict[int, Span]] = field(default_factory=list)
    others: int = 0


def find_flattened_tables(findings: Findings) -> Iterator[Table]:
    """Yield the tables that lie flattened in a text without pages, in order."""
    lines = list_free_lines(findings)
    index = 0
    while index < len(lines):
        titles = _find_titles(lines[index : index + _MOST_COLUMNS], findings)
        index += titles.height if titles else 1
        if titles:
            gathered = _gather_rows(lines[index:], titles, findings)
            partner = gathered.roles.index("partner")
            rows = [
                row
                for row in gathered.rows
                if partner in row or any(holds_term(cell, findings) for cell in row.values())
            ]
            if rows:
                yield _build_table(titles.cells, rows)


def list_free_lines(findings: Findings, known: Sequence[Table] = ()) -> list[Span]:
    """Return the lines outside of tables, and of those `known` beside; none of a text with pages.

    Two are one where a date or a name runs from one to the next.
    """
    if findings.document.pages:
        return []
    taken = [
        Span(
            min(cell.span.start for cell in table.cells), max(cell.span.end for cell in table.cells)
        )
        for table in known
    ]
    return _join_broken(_list_lines(taken, findings), findings)


def _list_lines(known: Sequence[Span], findings: Findings) -> Iterator[Span]:
    """Yield the lines outside of tables, and of the stretches `known` to be of some."""
    text = findings.document.text
    tables = [block.span for block in findings.document.blocks if block.kind == "table_cell"]
    taken = iter([*sorted([*tables, *known]), Span(len(text), len(text) + 1)])
    table = next(taken)
    for line in _LINE.finditer(text):
        while table.end <= line.start():
            table = next(taken)
        if table.start >= line.end():
            yield _trim(Span(*line.span()), findings)


def _trim(span: Span, findings: Findings) -> Span:
    text = findings.cut(span)
    start = span.start + len(text) - len(text.lstrip())
    return Span(start, max(start, span.start + len(text.rstrip())))


def _split_line(line: Span, separator: re.Pattern[str], findings: Findings) -> Line:
    """Return the pieces of a line; a bar or gap at its edges parts nothing."""
    text = findings.document.text
    marks = list(separator.finditer(text, line.start, line.end))
    starts = [line.start, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), line.end]
    pieces = [Span(start, max(start, end)) for start, end in zip(starts, ends, strict=True)]
    if separator is _SEPARATORS[0]:
        return tuple(piece for piece in pieces if len(piece))
    return tuple(pieces)


def _join_broken(lines: Iterable[Span], findings: Findings) -> list[Span]:
    """Return the lines, two as one where a date or a name runs from one to the next."""
    text = findings.document.text
    found = [date.span for date in findings.dates]
    found += [link.mention.span for link in findings.links]
    broken = [span for span in found if "\n" in span.of(text)]
    joined: list[Span] = []
    for line in lines:
        if joined and any(span.overlaps(joined[-1]) and span.overlaps(line) for span in broken):
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
    return joined


def _find_titles(lines: Sequence[Span], findings: Findings) -> _Titles | None:
    """Return the titles that begin with the first line: its pieces, or whole lines, or None."""
    for separator in _SEPARATORS:
        pieces = _split_line(lines[0], separator, findings)
        if len(pieces) > 1 and _are_titles(_read_titles(pieces, findings)):
            return _Titles(pieces, 1, separator)
    titles: list[Span] = []
    for line in lines:
        gap = findings.cut(Span(titles[-1].end, line.start)) if titles else ""
        if gap.count("\n") > 1 or _read_title(line, findings) is None:
            break
        titles.append(line)
    if not _are_titles(_read_titles(titles, findings)):
        return None
    return _Titles(tuple(titles), len(titles), _SEPARATORS[0])


def _read_titles(cells: Sequence[Span], findings: Findings) -> Roles:
    return tuple(_read_title(cell, findings) for cell in cells)


def _read_title(cell: Span, findings: Findings) -> Role | None:
    text = findings.cut(cell)
    if len(text) > _LONGEST_TITLE or findings.links_in(cell) or findings.dates_in(cell):
        return None
    return read_cell_title(cell, findings)


def _are_titles(roles: Roles) -> bool:
    known = [role for role in roles if role is not None]
    is_dated = any(role in known for role in ("start", "period", "end"))
    return is_dated and "partner" in known and 2 * len(known) >= len(roles)


def _gather_rows(lines: Sequence[Span], titles: _Titles, findings: Findings) -> _Rows:
    """Put the lines below the titles in rows, as far as they go on being of a table."""
    rows = _Rows(_read_titles(titles.cells, findings))
    width = len(titles.cells)
    near = (_split_line(line, titles.separator, findings) for line in lines[:_MOST_COLUMNS])
    is_by_line = titles.height == 1 and any(len(pieces) == width for pieces in near)
    for index, line in enumerate(lines):
        pieces = _split_line(line, titles.separator, findings)
        is_single = len(pieces) == 1
        if not pieces or (is_single and _NOTE.match(findings.cut(line))):
            continue
        following = lines[index : index + _MOST_COLUMNS]
        if _SENTENCE.search(findings.cut(line)) or _find_titles(following, findings):
            break
        if is_by_line and len(pieces) == width:
            rows.rows.append({column: cell for column, cell in enumerate(pieces) if len(cell)})
            rows.others = 0
        elif is_by_line and is_single and _is_group(line, titles, findings):
            rows.others += 1
            if rows.others > _MOST_OTHERS:
                break
        elif not _add_cells(pieces, rows, findings):
            break
    return rows


def _is_group(line: Span, titles: _Titles, findings: Findings) -> bool:
    """Whether a line between rows is the title of some of them, and no cell of one.

    Rows that bars part may be broken over lines: there it must be marked as a title.
    """
    is_broken = titles.separator is _SEPARATORS[0]
    return _GROUP.match(findings.cut(line)) is not None or not is_broken


def _add_cells(pieces: Line, rows: _Rows, findings: Findings) -> bool:
    """Add the cells of a line; False where there have been too many that tell nothing."""
    for cell in filter(len, pieces):
        kind = _find_kind(cell, findings)
        rows.others = rows.others + 1 if kind == "other" else 0
        if rows.others > _MOST_OTHERS:
            return False
        if not rows.rows or _opens_row(kind, cell, rows, findings):
            rows.rows.append({})
        _place(kind, cell, rows, findings)
    return True


def _find_kind(cell: Span, findings: Findings) -> Kind:
    if findings.links_in(cell):
        return "partner" if names_institution(cell, findings) else "other"
    if holds_term(cell, findings):
        return "term"
    return "country" if read_country(findings.cut(cell)) else "other"


def _opens_row(kind: Kind, cell: Span, rows: _Rows, findings: Findings) -> bool:
    row, roles = rows.rows[-1], rows.roles
    column = roles.index("partner")
    partner = row.get(column)
    is_dated = any(roles[filled] in TERM_ROLES for filled in row)
    partner_first = not any(role in TERM_ROLES for role in roles[:column])
    if kind == "country":
        return "country" in roles[:column] and (partner is not None or is_dated)
    if kind == "partner":
        is_other = partner is not None and not _is_same(partner, cell, findings)
        return is_other or (partner_first and is_dated)
    if kind == "other":
        # A second agreement with the partner above begins with its type.
        ahead = [column for column, role in enumerate(roles) if role in TERM_ROLES]
        before = [
            i for i, role in enumerate(roles[: ahead[0]]) if role not in ("country", "partner")
        ]
        is_last = ahead[-1] == len(roles) - 1
        return is_dated and is_last and any(place in row for place in before)
    return not partner_first and partner is not None


def _is_same(cell: Span, other: Span, findings: Findings) -> bool:
    """Whether two cells name the same body, in two languages."""
    names = [
        {identify_party(as_party(link, findings)) for link in findings.links_in(one)}
        for one in (cell, other)
    ]
    return bool(names[0] & names[1])


def _place(kind: Kind, cell: Span, rows: _Rows, findings: Findings) -> None:
    """Put a cell in the first column of its kind that is free, else to the cell of the last.

    Behind a blank line stands no rest of that cell.
    """
    row, last = rows.rows[-1], max(rows.rows[-1], default=-1)
    is_first = len(rows.rows) == 1 and not row  # the title of the first group
    for column, role in enumerate(rows.roles):
        fits = {
            "country": role == "country",
            "partner": role == "partner",
            "term": role in TERM_ROLES,
            "other": column > last
            and role != "start"
            and (role in _LATER or is_first or last >= 0),
        }[kind]
        if fits and column not in row:
            row[column] = cell
            return
    if last >= 0 and findings.cut(Span(row[last].end, cell.start)).count("\n") < 2:
        row[last] = Span(min(row[last].start, cell.start), cell.end)


def _build_table(titles: Line, rows: Sequence[dict[int, Span]]) -> Table:
    cells = [Cell(0, column, span) for column, span in enumerate(titles)]
    for number, row in enumerate(rows, start=1):
        cells += [Cell(number, column, span) for column, span in sorted(row.items())]
    return Table(len(rows) + 1, len(titles), tuple(cells), header_rows=1)
