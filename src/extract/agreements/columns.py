"""Rows of a table -> which column holds partners, start, end ..., by titles and by content."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extract.agreements.context import tells_of_agreements
from extract.agreements.countries import read_country
from extract.agreements.findings import Findings
from extract.agreements.kinds import find_kind
from extract.agreements.titles import Role, is_known, is_of_persons, is_weak, read_title
from extract.agreements.words import fold_title
from extract.model import Cell, Span, Table
from extract.text import language_of

NOTHING = Span(0, 0)

_LEAST_ROWS = 2
_LEAST_SHARE, _LEAST_NAMED, _LEAST_OTHER_SIDE = 0.5, 0.4, 0.7
"""Of the cells of a column, how many must hold dates, or names, for it to be known by content.

Fewer names: recognition misses some, and partners such as "8 countries" are none. More where
nothing but the names says that the column has another side of the agreements."""

_TRANSLATES = re.compile("英文|英語|欧文|英名|原語|英字|english|inenglish")

_OF_NO_SIDE = re.compile(
    "拠点|施設|研究室|センター|ラボ|略|名称|部局|事業|centre|center|laborator|station|acronym|abbrev|faculty|project",
    re.IGNORECASE,
)

ROWS_LOOKED_AT = 200
"""How many rows below its titles tell what a column holds."""

_TERM_ROLES: frozenset[Role] = frozenset(("start", "end", "period"))


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row by column; a cell over several rows or columns is in each of them.

    `span` is the stretch from the first to the last filled cell that begins in this row.
    """

    cells: tuple[Span, ...]
    span: Span

    def at(self, column: int) -> Span:
        """Return the cell in a column, empty where the table has no such column."""
        return self.cells[column] if 0 <= column < len(self.cells) else NOTHING


@dataclass(frozen=True, slots=True)
class Columns:
    """The first column of each role, and all that name partners; `titles` are folded.

    `kinds` are the columns of starts with the kinds of agreement that their titles name, where
    these are several: 「学術交流協定締結日」, 「学生交流覚書締結日」. `ends` are those of ends.
    """

    by_role: Mapping[Role, int]
    partners: tuple[int, ...]
    titles: tuple[str, ...]
    kinds: Mapping[int, str] = field(default_factory=dict)
    ends: tuple[int, ...] = ()

    def of(self, role: Role) -> int | None:
        """Return the column of a role, None where there is none."""
        return self.by_role.get(role)


def lay_out_rows(table: Table) -> tuple[Row, ...]:
    """Return the rows of a table in which anything begins, in order."""
    grid = [[NOTHING] * table.columns for _ in range(table.rows)]
    spans: dict[int, Span] = {}
    for cell in table.cells:
        _fill(grid, cell)
        if len(cell.span):
            known = spans.get(cell.row, cell.span)
            start, end = min(known.start, cell.span.start), max(known.end, cell.span.end)
            spans[cell.row] = Span(start, end)
    return tuple(Row(tuple(grid[row]), span) for row, span in sorted(spans.items()))


def _fill(grid: list[list[Span]], cell: Cell) -> None:
    for row in grid[cell.row : cell.row + cell.row_span]:
        for column in range(cell.column, min(cell.column + cell.column_span, len(row))):
            row[column] = cell.span


def read_header(row: Row, rows: Sequence[Row], findings: Findings) -> Columns | None:
    """Return the columns that `row` is the title of, None where it is no row of titles.

    Where no title says which column names the partners, the cells of `rows` below do.
    """
    if any(_is_value(cell, findings) or _is_name(cell, findings) for cell in row.cells):
        return None
    roles = {column: read_cell_title(cell, findings) for column, cell in enumerate(row.cells)}
    known = {column: role for column, role in roles.items() if role is not None}
    if len(known) < max(2, sum(1 for cell in row.cells if len(cell)) / 2):
        return None
    if "partner" not in known.values():
        known |= _find_partner(known, row, rows, findings)
    by_role = {role: column for column, role in sorted(known.items(), reverse=True)}
    if not _TERM_ROLES & by_role.keys() and _hold_both(by_role.get("partner", -1), rows, findings):
        by_role["start"] = by_role["partner"]
    titles = tuple(fold_title(findings.cut(cell)) for cell in row.cells)
    named = [column for column, role in sorted(known.items()) if role == "partner"]
    partners = tuple(
        column for column in named if not _is_translation(titles[column], titles[named[0]])
    )
    if len(partners) == 1 and _TERM_ROLES & by_role.keys():
        partners += _find_other_side(rows, row, partners[0], known, findings)
    ends = tuple(column for column, role in sorted(known.items()) if role == "end")
    columns = Columns(by_role, partners, titles, _list_kinds(known, row, findings), ends)
    return columns if partners and _is_of_agreements(columns, row, findings) else None


def _is_name(cell: Span, findings: Findings) -> bool:
    """Whether a cell holds an institution of the registry and nothing else."""
    text = findings.cut(cell).strip()
    links = findings.links_in(cell)
    return len(links) == 1 and bool(links[0].chosen) and len(links[0].mention.span) == len(text)


def _list_kinds(known: Mapping[int, Role], header: Row, findings: Findings) -> dict[int, str]:
    """Return the columns of starts whose titles name kinds of agreement, if these are several."""
    kinds: dict[str, int] = {}
    for column, role in sorted(known.items()):
        if role == "start" and (kind := find_kind(findings.cut(header.at(column)))):
            kinds.setdefault(kind, column)
    return {column: kind for kind, column in kinds.items()} if len(kinds) > 1 else {}


def _find_partner(
    known: Mapping[int, Role], header: Row, rows: Sequence[Row], findings: Findings
) -> dict[int, Role]:
    """Return the column of the partners by what its cells hold, none where there are no dates.

    Where no other has them, it may be one of dates: 「大学名（締結年月日）」.
    """
    dated = [column for column, role in known.items() if role in _TERM_ROLES]
    free = [
        column
        for column, cell in enumerate(header.cells)
        if column not in known and not is_of_persons(findings.cut(cell))
    ]
    if dated and (found := _find_partner_column(rows, free, findings)) is not None:
        return {found: "partner"}
    both = [column for column in dated if _hold_both(column, rows, findings)]
    return {both[0]: "partner"} if both else {}


def _hold_both(column: int, rows: Sequence[Row], findings: Findings) -> bool:
    """Whether most cells of a column hold the partner and the date."""

    def holds(cell: Span, findings: Findings) -> bool:
        return bool(findings.dates_in(cell) and findings.links_in(cell))

    return _share(rows, column, holds, findings) > _LEAST_SHARE


def _is_value(cell: Span, findings: Findings) -> bool:
    """Whether a cell tells when an agreement starts or how it ends; 有効期間 is a title."""
    if findings.dates_in(cell):
        return True
    return bool(findings.end_statuses_in(cell)) and not is_known(findings.cut(cell))


def _find_other_side(
    rows: Sequence[Row], header: Row, partner: int, known: Iterable[int], findings: Findings
) -> tuple[int, ...]:
    """Return the column of the institutions of the other side, by what its cells hold.

    A column in the other language has the same institutions once more, and one of laboratories or
    acronyms says what the two have in common, or how they are called.
    """
    free = [
        column
        for column, title in enumerate(header.cells)
        if column not in known
        and not is_of_persons(findings.cut(title))
        and not _OF_NO_SIDE.search(findings.cut(title))
    ]
    found = _find_partner_column(rows, free, findings, least=_LEAST_OTHER_SIDE)
    if found is None:
        return ()
    alike = sum(_are_alike(row.at(found), row.at(partner), findings) for row in rows)
    return (found,) if 2 * alike > len(rows) else ()


def _are_alike(one: Span, other: Span, findings: Findings) -> bool:
    return len({language_of(findings.cut(cell), default="en") for cell in (one, other)}) == 1


def _is_translation(title: str, first: str) -> bool:
    """Whether a column has the names of another in another language, by both their titles."""
    languages = {language_of(one, default="en") for one in (title, first)}
    return title != first and (len(languages) > 1 or _TRANSLATES.search(title) is not None)


def read_cell_title(cell: Span, findings: Findings) -> Role | None:
    """Return what the column holds whose title is in a cell, None where that is no known title."""
    text = findings.cut(cell)
    is_value = names_institution(cell, findings) or read_country(text) is not None
    return None if is_value else read_title(text)


def _is_of_agreements(columns: Columns, row: Row, findings: Findings) -> bool:
    named: tuple[Role, ...] = ("partner", "start", "end", "period")
    cells = [row.at(column) for role in named if (column := columns.of(role)) is not None]
    titles = [title for cell in cells if (title := findings.cut(cell).strip())]
    if len(columns.partners) > 1 and _TERM_ROLES & columns.by_role.keys():
        return True
    is_dated = bool(_TERM_ROLES & columns.by_role.keys())
    return any(not is_weak(title) for title in titles) or tells_of_agreements(
        row.span, findings, surely=not is_dated
    )


def infer_columns(rows: Sequence[Row], findings: Findings) -> Columns | None:
    """Return the columns of a table without titles, by what its cells hold.

    None where it does not have a column of institutions and one of dates, or where what stands
    above it does not speak of agreements.
    """
    if len(rows) < _LEAST_ROWS or not tells_of_agreements(rows[0].span, findings):
        return None
    width = len(rows[0].cells)
    terms = [
        column
        for column in range(width)
        if _share(rows, column, holds_term, findings) > _LEAST_SHARE
    ]
    partner = _find_partner_column(rows, range(width), findings)
    if not terms or partner is None or partner in terms:
        return None
    roles: tuple[Role, ...] = ("start", "end")
    by_role: dict[Role, int] = {"partner": partner, **dict(zip(roles, terms, strict=False))}
    return Columns(by_role, (partner,), ())


def _find_partner_column(
    rows: Sequence[Row], columns: Iterable[int], findings: Findings, *, least: float = _LEAST_NAMED
) -> int | None:
    """Return the column in which most cells name an institution, None where fewer than `least` do.

    The share is that of the cells with text.
    """
    shares = {column: _share(rows, column, names_institution, findings) for column in columns}
    best = max(shares, key=lambda column: shares[column], default=None)
    return best if best is not None and shares[best] >= least else None


def _share(
    rows: Sequence[Row], column: int, holds: Callable[[Span, Findings], bool], findings: Findings
) -> float:
    """Return in how many of a column's cells that are not empty something holds."""
    cells = [row.at(column) for row in rows if len(row.at(column))]
    return sum(1 for cell in cells if holds(cell, findings)) / max(len(cells), 1)


def names_institution(cell: Span, findings: Findings, *, least: float = 1 / 3) -> bool:
    """Whether more than a share of a cell is names of institutions."""
    named = sum(len(link.mention.span) for link in findings.links_in(cell))
    return named > least * max(len(cell), 1)


def holds_term(cell: Span, findings: Findings) -> bool:
    """Whether a cell holds dates or an end status and little else."""
    found = [date.span for date in findings.dates_in(cell)]
    found += [status.span for status in findings.end_statuses_in(cell)]
    return 2 * sum(len(span) for span in found) >= len(findings.cut(cell).strip()) > 0
