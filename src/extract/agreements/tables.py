"""Tables whose rows are agreements -> Agreements.

A row is read by content, with the cell of the start date as the anchor: rows in which a cell is
missing or doubled have slipped by one column.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.agreements.columns import (
    ROWS_LOOKED_AT,
    Columns,
    Row,
    holds_term,
    infer_columns,
    lay_out_rows,
    names_institution,
    read_header,
)
from extract.agreements.countries import read_country
from extract.agreements.findings import Findings
from extract.agreements.flattened import find_flattened_tables
from extract.agreements.kinds import find_kind
from extract.agreements.lines import split_pairs
from extract.agreements.parties import find_bracket, find_parties
from extract.agreements.repetitions import identify_party
from extract.agreements.terms import (
    Term,
    are_listed,
    is_fiscal,
    is_renewal,
    join_dates,
    name_end_status,
    read_end_status,
    read_period,
    split_period,
)
from extract.agreements.titles import TERM_ROLES, Role
from extract.agreements.unparted import find_unparted_tables
from extract.model import Agreement, DateMention, DateValue, Party, Span, Table

_LEAST_REPEATED = 0.25
"""Share of a list's rows with partners that must stand in a fuller table too for the list to be
an index: 0.28 in the half of a report whose names are known, 0 for two kinds of agreements."""

_OF_INDEX: frozenset[Role] = frozenset(("partner", "country", "start", "home", "subject"))

_STATUS_ROLES: tuple[Role, ...] = ("end", "period", "renewal", "status", "start")

_START_WEIGHT = 2
_TERM_WEIGHTS: tuple[tuple[Role, int], ...] = (
    ("start", _START_WEIGHT),
    ("end", 1),
    ("period", 2),
)
_TOTAL = re.compile(r"合計|総計|小計|計|(?:sub|grand )?total", re.IGNORECASE)
# A note that opens with its sign.
_SIGN = re.compile(
    r"^[ \t\u3000]*(?P<sign>[※†‡◎★☆＊♦△▲§](?:[0-9]{1,2})?)(?:印)?"
    r"[ \t\u3000]*[はを:：=A-Zぁ-ヿ一-鿿][^\n]{0,80}",
    re.MULTILINE,
)
_PLANNED = re.compile(
    r"(?:協議|交渉|準備|検討|調整)中|締結予定|未(?:締結|署名|調印)"
    r"|under (?:negotiation|discussion|preparation)"
    r"|not (?:yet )?signed|unsigned|(?<![a-z])no (?:document|agreement|mou)(?![a-z])",
    re.IGNORECASE,
)
_END_BEHIND = re.compile(r"\s*(?:まで|に?(?:満了|終了|失効))")
_BLANK_MARK = re.compile(r"[-–—ー－―‐*＊]+|なし|無し?|N/?A", re.IGNORECASE)

_SHIFTS = (0, -1, 1, -2, -3)
"""By how many columns a row may slip, what is likelier first."""

_DITTO = re.compile(r"[〃″〟\"]|'{2}|同上?|ditto|do\.", re.IGNORECASE)
_ITEM_MARK = re.compile(r"[①-⑳]|(?:^|(?<=[\s、]))[(（]?[1-9１-９][)）.．](?=\s*\D)|\n")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read from the rows below one header."""

    columns: Columns
    agreements: list[Agreement]


def find_table_agreements(
    findings: Findings, home: Party | None, told: Sequence[Agreement]
) -> Iterator[Agreement]:
    """Yield the agreements of the document's tables, in order of table and row.

    `home` is the institution that the document is from: its partners are listed. `told` are
    agreements from elsewhere in the document, which a table may only list.
    """
    flattened = tuple(find_flattened_tables(findings))
    unparted = find_unparted_tables(findings, flattened)
    tables = (*findings.document.tables, *flattened, *unparted)
    readings = [reading for table in tables for reading in _read_table(table, findings)]
    signs = _read_signs(findings)
    for reading in readings:
        if not _is_index(reading, readings, told):
            for agreement in reading.agreements:
                is_party = home is not None and _holds(agreement.parties, home)
                status = agreement.end_status or _find_signed(agreement.evidence, signs, findings)
                yield replace(agreement, home=None if is_party else home, end_status=status)


def _read_signs(findings: Findings) -> Mapping[str, str]:
    """Return the end statuses that notes give to what bears a sign: 「†印は更新手続中の大学」."""
    signs: dict[str, str] = {}
    for note in _SIGN.finditer(findings.document.text):
        line = Span(*note.span())
        told = findings.end_statuses_in(line)
        is_row = findings.links_in(line) or findings.dates_in(line)
        if told and not is_row and (status := name_end_status(told, findings)):
            signs.setdefault(note["sign"], status)
    return signs


def _find_signed(row: Span, signs: Mapping[str, str], findings: Findings) -> str | None:
    text = findings.cut(row)
    found = (re.search(re.escape(sign) + "(?![0-9])", text) for sign in signs)
    borne = (sign for sign, match in zip(signs, found, strict=True) if match)
    return next((signs[sign] for sign in borne), None)


def _holds(parties: Sequence[Party], home: Party) -> bool:
    return any(identify_party(party) == identify_party(home) for party in parties)


def _read_table(table: Table, findings: Findings) -> Iterator[_Reading]:
    rows = lay_out_rows(table)
    columns: Columns | None = None
    below: list[Row] = []
    for index, row in enumerate(rows):
        header = read_header(row, rows[index + 1 : index + 1 + ROWS_LOOKED_AT], findings)
        if header is None or (columns and _names_any(row, findings)):
            below.append(row)
        elif columns is None or header.titles != columns.titles:
            if columns:
                yield _read_rows(below, columns, findings)
            columns, below = header, []
    columns = columns or infer_columns(rows, findings)
    if columns:
        yield _read_rows(below, columns, findings)


def _names_any(row: Row, findings: Findings) -> bool:
    """Whether a cell names an institution: such a row is no second row of titles."""
    return any(names_institution(cell, findings) for cell in row.cells)


def _read_rows(rows: Sequence[Row], columns: Columns, findings: Findings) -> _Reading:
    """Read the rows below a header; one without a partner of its own has that of the row above."""
    agreements: list[Agreement] = []
    country: str | None = None
    for row in rows:
        country = _read_country(row, columns, country, findings)
        above = agreements[-1].parties if agreements else ()
        for view in _list_views(row, columns, findings):
            for agreement in _read_row(row, view, above, findings):
                parties = tuple(replace(party, country=country) for party in agreement.parties)
                agreements.append(replace(agreement, parties=parties))
    return _Reading(columns, agreements)


def _list_views(row: Row, columns: Columns, findings: Findings) -> Sequence[Columns]:
    """Return the columns, or those of each kind of agreement that a row has a start of."""
    shift = _find_shift(row, columns, findings)
    filled = [column for column in columns.kinds if holds_term(row.at(column + shift), findings)]
    starts: Sequence[Mapping[Role, int]] = [{"start": column} for column in filled]
    return [replace(columns, by_role={**columns.by_role, **start}) for start in starts] or [columns]


def _read_country(row: Row, columns: Columns, above: str | None, findings: Findings) -> str | None:
    """Return the country of a row: its own, or that of the row or title `above` it."""
    cells = (row.span,) if _is_title(row) else _find_cells(row, columns, findings).get("country")
    told = [cell for cell in cells or () if _is_filled((cell,), findings)]
    told = [cell for cell in told if not findings.links_in(cell)]
    return read_country(findings.cut(told[0])) if told else above


def _is_title(row: Row) -> bool:
    return len({cell for cell in row.cells if len(cell)}) == 1 and len(row.cells) > 1


def _is_only_dated(row: Row, columns: Columns, findings: Findings) -> bool:
    """Whether all that a row says is when there was one more agreement with the partner above."""
    filled = [column for column, cell in enumerate(row.cells) if len(cell)]
    terms = [columns.of(role) for role in TERM_ROLES]
    return len(filled) == 1 and filled[0] in terms and holds_term(row.cells[filled[0]], findings)


Cells = Mapping[Role, tuple[Span, ...]]
"""The cells of a row by what they hold; several only where several columns name partners."""


def _read_row(
    row: Row, columns: Columns, above: Sequence[Party], findings: Findings
) -> Iterator[Agreement]:
    """Yield the agreements of a row: one, or one for each numbered item of its cells."""
    if _is_title(row) and not _is_only_dated(row, columns, findings):
        return
    if any(_TOTAL.fullmatch(findings.cut(cell).strip()) for cell in row.cells):
        return
    cells = _find_cells(row, columns, findings)
    for item in _split_items(cells, findings):
        term = _read_term(item, findings)
        parties = _read_parties(item, findings)
        if not parties and not _is_filled((*item["partner"], *item.get("country", ())), findings):
            parties = tuple(above)
        is_planned = term == Term() and _PLANNED.search(findings.cut(row.span))
        if (parties or term != Term()) and not is_planned:
            yield Agreement(
                parties,
                term.start,
                term.end,
                term.end_status,
                subject := _read_subject(item, findings),
                row.span,
                _score(parties),
                columns.kinds.get(columns.by_role.get("start", -1)) or find_kind(subject or ""),
            )


def _find_cells(row: Row, columns: Columns, findings: Findings) -> Cells:
    shift = _find_shift(row, columns, findings)
    cells: dict[Role, tuple[Span, ...]] = {
        role: (row.at(column + shift),) for role, column in columns.by_role.items()
    }
    ends = tuple(row.at(column + shift) for column in columns.ends)
    if len(ends) > 1:
        cells["end"] = _choose_ends(ends, findings)
    partners = tuple(row.at(column + shift) for column in columns.partners)
    if not _is_filled(partners, findings):
        # The name has slipped into the column of countries.
        partners = (row.at(columns.partners[0] + shift - 1),)
    cells["partner"] = partners
    return cells


def _choose_ends(ends: Sequence[Span], findings: Findings) -> tuple[Span, ...]:
    """Return of the cells of several ends the last that is filled.

    While a renewal is being talked about, the end before it still is one.
    """
    filled = [cell for cell in ends if len(cell)]
    statuses = findings.end_statuses_in(filled[-1]) if filled else ()
    is_pending = any(status.status == "renewal_pending" for status in statuses)
    return tuple(filled[-2:] if is_pending else filled[-1:]) or tuple(ends[:1])


def _find_shift(row: Row, columns: Columns, findings: Findings) -> int:
    """Return by how many columns the row has slipped; the term must stand where it is expected.

    Cells that go over several rows leave none in the later ones, which slip by as many.
    """
    start = columns.by_role.get("start", -1)
    weights = dict.fromkeys(columns.kinds, _START_WEIGHT)
    weights |= dict.fromkeys(columns.ends, 1)
    weights |= {columns.by_role.get(role, -1): weight for role, weight in _TERM_WEIGHTS}

    def fills(column: int, cell: Span) -> bool:
        is_start = column == start or column in columns.kinds
        return holds_term(cell, findings) and (not is_start or bool(findings.dates_in(cell)))

    def fit(shift: int) -> int:
        return sum(
            weight
            for column, weight in weights.items()
            if column >= 0 and fills(column, row.at(column + shift))
        )

    cell = findings.cut(row.at(start)).strip()
    is_blank = _BLANK_MARK.fullmatch(cell) or _DITTO.fullmatch(cell)
    return 0 if is_blank else max(_SHIFTS, key=fit)


def _split_items(cells: Cells, findings: Findings) -> Iterator[Cells]:
    """Yield the cells once, or once for each item where the start and another cell number items."""
    if cells.get("start") == cells["partner"]:
        pairs = split_pairs(cells["partner"][0], findings)
        yield from ({**cells, "partner": (pair,), "start": (pair,)} for pair in pairs)
        yield from () if pairs else (cells,)
        return
    parts = {role: _split_cell(found, findings) for role, found in cells.items()}
    starts = parts.get("start", [])
    dated = [part for part in starts if len(findings.dates_in(part)) == 1]
    alike = [role for role, found in parts.items() if len(found) == len(starts)]
    if len(starts) < 2 or len(dated) < len(starts) or len(alike) < 2:
        yield cells
        return
    for index in range(len(starts)):
        yield {role: (parts[role][index],) if role in alike else cells[role] for role in cells}


def _split_cell(cells: tuple[Span, ...], findings: Findings) -> list[Span]:
    """Return the items of a cell; a line is one where lines are not broken to fit the page."""
    cell = cells[0]
    text = findings.cut(cell)
    marks = [
        match
        for match in _ITEM_MARK.finditer(text)
        if match.group() != "\n" or not findings.document.pages
    ]
    starts = [0, *(match.end() for match in marks)]
    ends = [*(match.start() for match in marks), len(text)]
    return [
        Span(cell.start + start, cell.start + end)
        for start, end in zip(starts, ends, strict=True)
        if text[start:end].strip()
    ]


def _read_term(cells: Cells, findings: Findings) -> Term:
    start, end = _join_dates(cells, "start", findings), _join_dates(cells, "end", findings)
    period = _find_dates(cells, "period", findings)
    if start is None and not period:
        # "Valid: 2022-2028" says both.
        whole = [date for date in _find_dates(cells, "end", findings) if "/" in date.date.value]
        period = [date for date in whole if not is_fiscal(date, findings)]
        end = None if period else end
    if start is not None and end is None and not period:
        # A whole period in the column of starts; a fiscal year is none.
        dates = _find_dates(cells, "start", findings)
        period = [date for date in dates if not is_fiscal(date, findings)]
        period = [] if are_listed(dates, findings) else period
        start = None if len(period) == 1 else start
    term = read_period(period)
    if (
        start is not None
        and term.end is None
        and "/" not in (period[0].date.value if period else "")
    ):
        # All that a period says behind the start is its end, where it does not repeat the start.
        term = Term(end=term.start if term.start != start else None)
    statuses = (
        read_end_status(cell, findings) for role in _STATUS_ROLES for cell in cells.get(role, ())
    )
    status = next(filter(None, statuses), None)
    if term.end is None and not {"end", "period"} & cells.keys():
        remark = _read_remark(cells, findings)
        end, status = end or remark.end, status or remark.end_status
    elif status is None:
        told = [cell for cell in cells.get("subject", ()) if holds_term(cell, findings)]
        status = next(filter(None, (read_end_status(cell, findings) for cell in told)), None)
    if end is not None and end.value.startswith("/"):
        end = split_period(end).end
    return Term(start or term.start, end or term.end, status)


def _read_remark(cells: Cells, findings: Findings) -> Term:
    """Return the end that remarks tell of, where no column has ends."""
    remarks = cells.get("subject", ())
    dates = [
        date
        for cell in remarks
        for date in findings.dates_in(cell)
        if holds_term(cell, findings)
        or _END_BEHIND.match(findings.cut(Span(date.span.end, cell.end)))
    ]
    told = [status for cell in remarks for status in findings.end_statuses_in(cell)]
    end = split_period(dates[0].date) if dates else Term()
    return Term(end=end.end or end.start, end_status=name_end_status(told, findings))


def _find_dates(cells: Cells, role: Role, findings: Findings) -> list[DateMention]:
    """Return the dates of the cells of a role, those of renewals left out."""
    return [
        date
        for cell in cells.get(role, ())
        for date in findings.dates_in(cell)
        if role == "renewal"
        or not (
            is_renewal(date, cell, findings)
            or (role == "start" and _is_bracketed(date, cell, findings))
        )
    ]


def _is_bracketed(date: DateMention, cell: Span, findings: Findings) -> bool:
    """Whether a date stands in brackets behind another: what began then began again."""
    bracket = find_bracket(date.span, cell, findings)
    if bracket is None or not findings.dates_in(Span(cell.start, bracket.start)):
        return False
    return not findings.links_in(Span(cell.start, bracket.start))


def _join_dates(cells: Cells, role: Role, findings: Findings) -> DateValue | None:
    return join_dates(_find_dates(cells, role, findings))


def _read_parties(cells: Cells, findings: Findings) -> tuple[Party, ...]:
    """Return the parties of all partner cells, each body once."""
    found = [party for cell in cells["partner"] for party in find_parties(cell, findings)]
    return tuple({identify_party(party): party for party in reversed(found)}.values())[::-1]


def _read_subject(cells: Cells, findings: Findings) -> str | None:
    text = " ".join(findings.cut(cell) for cell in cells.get("subject", ()))
    return " ".join(text.split()) or None


def _is_filled(cells: Sequence[Span], findings: Findings) -> bool:
    """Whether any of the cells says something of its own, and not the same as the one above."""
    texts = (findings.cut(cell).strip() for cell in cells)
    return any(text and not _DITTO.fullmatch(text) for text in texts)


def _score(parties: Sequence[Party]) -> float:
    return min((party.link.mention.score for party in parties if party.link), default=0.5)


def _is_index(reading: _Reading, readings: Sequence[_Reading], told: Sequence[Agreement]) -> bool:
    """Whether a table only lists the partners of agreements that are told more fully elsewhere.

    A list of partners with the year in which each became one repeats the tables of agreements.
    """
    by_role = reading.columns.by_role
    if not by_role.keys() <= _OF_INDEX:
        return False
    fuller = [one for one in readings if len(one.columns.by_role) > len(by_role)]
    members = _list_members([*told, *(one for each in fuller for one in each.agreements)])
    listed = [
        agreement
        for one in readings
        if one.columns.by_role == by_role
        for agreement in one.agreements
        if agreement.parties
    ]
    repeated = sum(1 for agreement in listed if _is_told(agreement, members))
    return repeated > _LEAST_REPEATED * len(listed)


_Members = Mapping[str | None, Sequence[frozenset[str]]]


def _list_members(agreements: Sequence[Agreement]) -> _Members:
    """Return who is in the agreements, by their start."""
    members: dict[str | None, list[frozenset[str]]] = {}
    for one in agreements:
        members.setdefault(_name_start(one), []).append(_list_parties(one))
    return members


def _is_told(agreement: Agreement, members: _Members) -> bool:
    parties = _list_parties(agreement)
    return bool(parties) and any(
        parties <= told for told in members.get(_name_start(agreement), ())
    )


def _list_parties(agreement: Agreement) -> frozenset[str]:
    return frozenset(identify_party(party) for party in agreement.parties)


def _name_start(agreement: Agreement) -> str | None:
    return agreement.start.value if agreement.start else None
