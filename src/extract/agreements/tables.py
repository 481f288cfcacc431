"""Tables whose rows are agreements -> Agreements.

Columns are recognised by their titles; each row is then read by content, with the cell of the
start date as the anchor: rows in which a cell is missing or doubled have slipped by one column.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.agreements.findings import Findings
from extract.agreements.parties import find_parties
from extract.agreements.repetitions import identify_party
from extract.agreements.terms import Term, first_status, join_dates, split_period
from extract.agreements.titles import Role, fold_title, read_title
from extract.model import Agreement, Cell, Party, Span, Table

_EMPTY = Span(0, 0)

_LEAST_REPEATED = 0.25
"""Share of a list's rows that must stand in a fuller table too for the list to be an index."""

_OF_INDEX: frozenset[Role] = frozenset(("partner", "country", "start", "home"))

_TERM_WEIGHTS: tuple[tuple[Role, int], ...] = (("start", 2), ("end", 1), ("period", 2))


@dataclass(frozen=True, slots=True)
class _Row:
    """The spans of a row by column, spans of cells repeated over the columns they cover."""

    cells: tuple[Span, ...]

    def at(self, column: int) -> Span:
        return self.cells[column] if 0 <= column < len(self.cells) else _EMPTY

    @property
    def span(self) -> Span:
        filled = [cell for cell in self.cells if len(cell)]
        return Span(min(cell.start for cell in filled), max(cell.end for cell in filled))


@dataclass(frozen=True, slots=True)
class _Columns:
    """The first column of each role."""

    by_role: Mapping[Role, int]

    def of(self, role: Role) -> int | None:
        return self.by_role.get(role)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read from the rows below one header."""

    columns: _Columns
    agreements: list[Agreement]


def find_table_agreements(findings: Findings, home: Party | None) -> Iterator[Agreement]:
    """Yield the agreements of the document's tables, in order of table and row.

    `home` is the institution that the document is from: its partners are listed.
    """
    readings = [
        reading for table in findings.document.tables for reading in _read_table(table, findings)
    ]
    for reading in readings:
        if not _is_index(reading.columns, readings):
            for agreement in reading.agreements:
                yield replace(agreement, home=None if home in agreement.parties else home)


def _read_table(table: Table, findings: Findings) -> Iterator[_Reading]:
    reading: _Reading | None = None
    titles: tuple[str, ...] = ()
    for row in _lay_out(table):
        texts = tuple(fold_title(findings.cut(cell)) for cell in row.cells)
        if texts == titles:
            continue
        if columns := _read_header(row, findings):
            if reading:
                yield reading
            reading, titles = _Reading(columns, []), texts
        elif reading and (agreement := _read_row(row, reading.columns, findings)):
            reading.agreements.append(agreement)
    if reading:
        yield reading


def _is_index(columns: _Columns, readings: Sequence[_Reading]) -> bool:
    """Whether tables with these columns only list the partners of fuller tables.

    A list of partners with the year in which each became one repeats the tables of agreements.
    """
    if not columns.by_role.keys() <= _OF_INDEX:
        return False
    alike = [reading for reading in readings if reading.columns == columns]
    fuller = [
        reading for reading in readings if len(reading.columns.by_role) > len(columns.by_role)
    ]
    told = {sign for reading in fuller for one in reading.agreements for sign in _list_signs(one)}
    listed = [_list_signs(agreement) for reading in alike for agreement in reading.agreements]
    repeated = sum(1 for signs in listed if not told.isdisjoint(signs))
    return repeated > _LEAST_REPEATED * len(listed)


def _list_signs(agreement: Agreement) -> set[tuple[str, str | None]]:
    start = agreement.start.value if agreement.start else None
    return {(identify_party(party), start) for party in agreement.parties}


def _lay_out(table: Table) -> tuple[_Row, ...]:
    grid = [[_EMPTY] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        _fill(grid, cell)
    return tuple(_Row(tuple(row)) for row in grid if any(len(cell) for cell in row))


def _fill(grid: list[list[Span]], cell: Cell) -> None:
    for row in grid[cell.row : cell.row + cell.row_span]:
        for column in range(cell.column, min(cell.column + cell.column_span, len(row))):
            row[column] = cell.span


def _read_header(row: _Row, findings: Findings) -> _Columns | None:
    """Return the columns that the row is the title of, None where it is none."""
    by_role: dict[Role, int] = {}
    filled = [(column, cell) for column, cell in enumerate(row.cells) if len(cell)]
    for column, cell in filled:
        role = None if _holds_finding(cell, findings) else read_title(findings.cut(cell))
        if role is not None:
            by_role.setdefault(role, column)
    if "partner" not in by_role or len(by_role) < max(2, len(filled) / 2):
        return None
    return _Columns(by_role)


def _holds_finding(cell: Span, findings: Findings) -> bool:
    """Whether a cell holds a date or an institution, and so is no title."""
    return bool(findings.dates_in(cell)) or any(
        2 * len(link.mention.span) > len(cell) for link in findings.links_in(cell)
    )


def _read_row(row: _Row, columns: _Columns, findings: Findings) -> Agreement | None:
    shift = _find_shift(row, columns, findings)
    term = _read_term(row, columns, shift, findings)
    parties = _read_parties(row, columns, shift, findings)
    if not parties and term == Term():
        return None
    subject = columns.of("subject")
    text = findings.cut(row.at(subject + shift)).strip() if subject is not None else ""
    return Agreement(
        parties, term.start, term.end, term.end_status, text or None, row.span, _score(parties)
    )


def _find_shift(row: _Row, columns: _Columns, findings: Findings) -> int:
    """Return by how many columns the row has slipped; the term must stand where it is expected."""

    def fit(shift: int) -> int:
        return sum(
            weight
            for role, weight in _TERM_WEIGHTS
            if (column := columns.of(role)) is not None
            and _holds_term(row.at(column + shift), findings)
        )

    return max((0, -1, 1), key=fit)


def _holds_term(cell: Span, findings: Findings) -> bool:
    """Whether a cell holds dates or an end status and little else."""
    found = [date.span for date in findings.dates_in(cell)]
    found += [status.span for status in findings.end_statuses_in(cell)]
    return 2 * sum(len(span) for span in found) >= len(findings.cut(cell).strip()) > 0


def _read_term(row: _Row, columns: _Columns, shift: int, findings: Findings) -> Term:
    cells = {role: row.at(column + shift) for role, column in columns.by_role.items()}
    start = join_dates(findings.dates_in(cells.get("start", _EMPTY)))
    end_cell = cells.get("end", _EMPTY)
    end = join_dates(findings.dates_in(end_cell))
    status = first_status(findings.end_statuses_in(end_cell))
    period = cells.get("period", _EMPTY)
    if (value := join_dates(findings.dates_in(period))) is not None and start is None:
        split = split_period(value)
        start, end = split.start, split.end or end
    return Term(start, end, status or first_status(findings.end_statuses_in(period)))


def _read_parties(
    row: _Row, columns: _Columns, shift: int, findings: Findings
) -> tuple[Party, ...]:
    partner = columns.by_role["partner"] + shift
    cell = row.at(partner)
    if not findings.cut(cell).strip() and partner > 0:
        cell = row.at(partner - 1)
    return find_parties(cell, findings)


def _score(parties: Sequence[Party]) -> float:
    scores = [party.link.mention.score for party in parties if party.link]
    return min(scores, default=0.5)
