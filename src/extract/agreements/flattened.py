"""Tables whose cells became lines, or pieces of lines, of a plain text -> tables again.

Only under titles that name a column of partners and one of dates. Pieces of a line are parted by
bars, tabs or several spaces; a line with as many pieces as there are titles is a row. Elsewhere
what a cell holds decides where a row begins and in which column it stands, so that blank cells,
which leave no trace, do no harm.
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
from extract.agreements.titles import Role
from extract.model import Cell, Span, Table

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_PIECE = re.compile(r"[^|\s](?:(?!\s{2}|[\t\u3000])[^|\n])*(?<!\s)")
_LONGEST_TITLE = 40
_MOST_COLUMNS = 16
_MOST_OTHERS = 4
"""How many cells in a row may hold neither a partner nor a date nor a country."""

_TERM_ROLES: tuple[Role, ...] = ("start", "end", "period", "renewal")
_SENTENCE = re.compile(r"。$|[a-z)]\.$")
_NOTE = re.compile(r"[※*＊†(（]|注|[Nn]ote")

Kind = Literal["country", "partner", "term", "other"]
Line = tuple[Span, ...]
"""The pieces of a line, in order."""

Roles = tuple[Role | None, ...]
"""What the columns hold, None where their titles do not tell."""


@dataclass(slots=True)
class _Rows:
    """The rows so far, each a mapping of columns to cells; `others` counts what tells nothing."""

    roles: Roles
    rows: list[dict[int, Span]] = field(default_factory=list)
    others: int = 0


def find_flattened_tables(findings: Findings) -> Iterator[Table]:
    """Yield the tables that lie flattened in a text without pages, in order."""
    lines = [] if findings.document.pages else _join_dates(_list_lines(findings), findings)
    index = 0
    while index < len(lines):
        titles = _find_titles(lines[index : index + _MOST_COLUMNS], findings)
        height = 1 if titles == lines[index] else max(len(titles), 1)
        index += height
        if titles:
            rows = _gather_rows(lines[index:], titles, findings)
            if rows.rows:
                yield _build_table(titles, rows.rows)


def _list_lines(findings: Findings) -> Iterator[Line]:
    """Yield the pieces of the lines outside of tables."""
    text = findings.document.text
    tables = [block.span for block in findings.document.blocks if block.kind == "table_cell"]
    taken = iter([*tables, Span(len(text), len(text) + 1)])
    table = next(taken)
    for line in _LINE.finditer(text):
        while table.end <= line.start():
            table = next(taken)
        if table.start >= line.end():
            yield tuple(Span(*piece.span()) for piece in _PIECE.finditer(text, *line.span()))


def _join_dates(lines: Iterable[Line], findings: Findings) -> list[Line]:
    """Return the lines, two as one where a date runs from one to the next: the ends of a period."""
    text = findings.document.text
    broken = [date.span for date in findings.dates if "\n" in date.span.of(text)]
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else ()
        if (
            last
            and line
            and any(date.overlaps(last[-1]) and date.overlaps(line[0]) for date in broken)
        ):
            joined[-1] = (*last[:-1], Span(last[-1].start, line[0].end), *line[1:])
        else:
            joined.append(line)
    return joined


def _find_titles(lines: Sequence[Line], findings: Findings) -> Line:
    """Return the titles that begin with the first line: its pieces, or whole lines, or none."""
    if len(lines[0]) > 1:
        return lines[0] if _are_titles(_read_titles(lines[0], findings)) else ()
    titles: list[Span] = []
    for line in lines:
        gap = findings.cut(Span(titles[-1].end, line[0].start)) if titles and line else ""
        if len(line) != 1 or gap.count("\n") > 1 or not _read_titles(line, findings)[0]:
            break
        titles.append(line[0])
    return tuple(titles) if _are_titles(_read_titles(titles, findings)) else ()


def _read_titles(cells: Sequence[Span], findings: Findings) -> Roles:
    return tuple(_read_title(cell, findings) for cell in cells)


def _read_title(cell: Span, findings: Findings) -> Role | None:
    text = findings.cut(cell)
    if len(text) > _LONGEST_TITLE or findings.links_in(cell) or findings.dates_in(cell):
        return None
    return read_cell_title(cell, findings)


def _are_titles(roles: Roles) -> bool:
    known = [role for role in roles if role is not None]
    is_dated = "start" in known or "period" in known
    return is_dated and known.count("partner") == 1 and 2 * len(known) >= len(roles)


def _gather_rows(lines: Sequence[Line], titles: Line, findings: Findings) -> _Rows:
    """Put the lines below the titles in rows, as far as they go on being of a table."""
    rows = _Rows(_read_titles(titles, findings))
    is_in_line = "\n" not in findings.cut(Span(titles[0].start, titles[-1].end))
    for index, line in enumerate(lines):
        if not line or (len(line) == 1 and _NOTE.match(findings.cut(line[0]))):
            continue
        following = lines[index : index + _MOST_COLUMNS]
        if _SENTENCE.search(findings.cut(line[-1])) or _find_titles(following, findings):
            break
        if is_in_line and len(line) == len(titles):
            rows.rows.append(dict(enumerate(line)))
            rows.others = 0
        elif not _add_cells(line, rows, findings):
            break
    return rows


def _add_cells(line: Line, rows: _Rows, findings: Findings) -> bool:
    """Add the cells of a line; False where there have been too many that tell nothing."""
    for cell in line:
        kind = _find_kind(cell, findings)
        rows.others = rows.others + 1 if kind == "other" else 0
        if rows.others > _MOST_OTHERS:
            return False
        if not rows.rows or _opens_row(kind, cell, rows, findings):
            rows.rows.append({})
        _place(kind, cell, rows)
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
    is_dated = any(roles[filled] in _TERM_ROLES for filled in row)
    partner_first = not any(role in _TERM_ROLES for role in roles[:column])
    if kind == "country":
        return "country" in roles[:column] and (partner is not None or is_dated)
    if kind == "partner":
        is_other = partner is not None and not _is_same(partner, cell, findings)
        return is_other or (partner_first and is_dated)
    return kind == "term" and not partner_first and partner is not None


def _is_same(cell: Span, other: Span, findings: Findings) -> bool:
    """Whether two cells name the same body, in two languages."""
    names = [
        {identify_party(as_party(link, findings)) for link in findings.links_in(one)}
        for one in (cell, other)
    ]
    return bool(names[0] & names[1])


def _place(kind: Kind, cell: Span, rows: _Rows) -> None:
    """Put a cell in the first column of its kind that is free, else to the cell of the last."""
    row, last = rows.rows[-1], max(rows.rows[-1], default=-1)
    for column, role in enumerate(rows.roles):
        fits = {
            "country": role == "country",
            "partner": role == "partner",
            "term": role in _TERM_ROLES,
            "other": column > last and role not in ("country", "start"),
        }[kind]
        if fits and column not in row:
            row[column] = cell
            return
    if last >= 0:
        row[last] = Span(min(row[last].start, cell.start), cell.end)


def _build_table(titles: Line, rows: Sequence[dict[int, Span]]) -> Table:
    cells = [Cell(0, column, span) for column, span in enumerate(titles)]
    for number, row in enumerate(rows, start=1):
        cells += [Cell(number, column, span) for column, span in sorted(row.items())]
    return Table(len(rows) + 1, len(titles), tuple(cells), header_rows=1)
