"""Tables whose cells stand in a line with nothing between them -> tables again.

"Country Institution Start Date End Date", and below it "Brazil A University 1/25/2018 1/24/2023":
what is left of a table whose cells were joined by single spaces, or by none. Only under such
titles, and only what its content tells gets a cell: names, the country before them, dates, end
statuses.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from extract.agreements.countries import read_country
from extract.agreements.findings import Findings
from extract.agreements.flattened import list_free_lines
from extract.agreements.parties import names_body
from extract.agreements.titles import TERM_ROLES, Role
from extract.agreements.words import fold_title, load_words
from extract.model import Cell, Link, Span, Table

_MOST_TITLE_LINES = 8
_LONGEST_TITLES = 250
_LEAST_TITLES = 0.5
"""Share of the letters of a line of titles that must be of known ones."""

_LEAST_ROWS = 2
_MOST_OTHERS = 12
"""How many lines that are no rows may stand between two: what the agreement above is about."""

_LONGEST_BEFORE, _LONGEST_BETWEEN = 60, 100
"""Code points before the name in a row, and between the name and the date."""

_LONGEST_REST = 12
"""How many letters a row that does not repeat its partner may have beside its dates."""

_TAIL = re.compile(r"[-–—~～〜−‐]\s*[^\s-]")
_SENTENCE = re.compile(r"。|[a-z)]\.$")
_NOTE = re.compile(r"[※*＊†]|注|[Nn]ote|.{0,40}(?:現在|[Aa]s of)")
_SAID_BEHIND_NAME = re.compile(r"\s*(?:[はがをにとでのもや、]|[,;]?\s*(?:was|were|is|has|have)\s)")
_SAID_BEFORE_DATE = re.compile(
    r"(?<![A-Za-z])(?:on|in|since|from|of|at|by|the|until|and|to|for|with|during|dated)\s*$"
    r"|[はがをにとでのも、]\s*$"
)
_IN_SAME_CELL = re.compile(r"\s*[,、/／]\s*")
_JOINS_NAMES = re.compile(r"\s*[,(（/／、・&–-]\s*")
_LETTER = re.compile(r"[A-Za-zÀ-ɏぁ-んァ-ヶー一-鿿]")

# The edges of an English title among others: no letter, or a capital behind a small letter.
_BEGINS = r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))"
_ENDS = r"(?:(?![A-Za-z])|(?<=[a-z])(?=[A-Z]))"


@dataclass(frozen=True, slots=True)
class _Titles:
    """The first title of each role, and the roles of the dates in the order of their columns."""

    cells: Mapping[Role, Span]
    terms: tuple[Role, ...]

    @property
    def is_about_behind(self) -> bool:
        """Whether a column that says what the agreement is about stands behind its dates."""
        return "subject" in self.cells and max(self.cells.values()) == self.cells["subject"]


_Cells = Mapping[Role, Span]
"""The cells of a row by what they hold."""


def find_unparted_tables(findings: Findings, known: Sequence[Table]) -> Iterator[Table]:
    """Yield the tables in a text without pages outside of those `known`, in order."""
    lines = _join_tails(list_free_lines(findings, known), findings)
    index = above = 0
    while index < len(lines):
        if titles := _find_titles(lines, above, index, findings):
            rows, index = _gather_rows(lines, index, titles, findings)
            above = index
            if len(rows) >= _LEAST_ROWS:
                yield _build_table(titles, rows)
        else:
            index += 1


def _join_tails(lines: Sequence[Span], findings: Findings) -> list[Span]:
    """Return the lines, two as one where the end of a period stands in a line of its own."""
    joined: list[Span] = []
    for line in lines:
        if joined and _is_tail(line, joined[-1], findings):
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
    return joined


def _is_tail(line: Span, before: Span, findings: Findings) -> bool:
    """Whether a line says how the agreement of the one before ends: "-2018.10.19", 自動更新."""
    told = _list_told(line, findings)
    if not told or not findings.dates_in(before):
        return False
    is_status = told == [line] and not findings.dates_in(line)
    is_open = not findings.end_statuses_in(before)
    return _TAIL.match(findings.cut(line)) is not None or (is_status and is_open)


def _find_titles(lines: Sequence[Span], above: int, row: int, findings: Findings) -> _Titles | None:
    """Return the titles over a line that is a row, or stuck to its front; None without them.

    They begin in one of the lines from `above` on.
    """
    links = findings.links_in(lines[row])
    if not links or not _list_told(lines[row], findings):
        return None
    first = links[0].mention.span.start
    for index in range(row, max(above, row - _MOST_TITLE_LINES) - 1, -1):
        start = lines[index].start
        is_over = index < row
        if first - start > _LONGEST_TITLES or (is_over and _is_no_title(lines[index], findings)):
            return None
        for end in (first, lines[row - 1].end) if is_over else (first,):
            titles = _read_titles(Span(start, end), findings)
            if titles and "partner" in (_read_row(lines[row], titles, findings) or ()):
                return titles
    return None


def _is_no_title(line: Span, findings: Findings) -> bool:
    held = findings.links_in(line) or findings.dates_in(line)
    return bool(held) or _SENTENCE.search(findings.cut(line)) is not None


def _read_titles(place: Span, findings: Findings) -> _Titles | None:
    """Return the titles that follow each other in a stretch, None unless it is made of them."""
    text = findings.cut(place)
    pattern, roles = _match_titles()
    cells: dict[Role, Span] = {}
    terms: list[Role] = []
    known = 0
    for match in pattern.finditer(text):
        role = roles[fold_title(match.group())]
        cells.setdefault(role, Span(place.start + match.start(), place.start + match.end()))
        known += len(_LETTER.findall(match.group()))
        if role in TERM_ROLES and terms[-1:] != [role]:
            terms.append(role)
    if not terms or "partner" not in cells or known < _LEAST_TITLES * len(_LETTER.findall(text)):
        return None
    return _Titles(cells, tuple(terms))


@cache
def _match_titles() -> tuple[re.Pattern[str], Mapping[str, Role]]:
    """Return the pattern of any title in a row of them, and what each one, folded, holds."""
    roles = {
        word: cast(Role, role) for role, words in load_words("titles").items() for word in words
    }
    spelled = {word: "(?i:" + r"\s*".join(map(re.escape, word)) + ")" for word in roles}
    patterns = (
        f"{_BEGINS}{spelled[word]}{_ENDS}" if word.isascii() else spelled[word]
        for word in sorted(roles, key=len, reverse=True)
    )
    return re.compile("|".join(patterns)), roles


def _gather_rows(
    lines: Sequence[Span], first: int, titles: _Titles, findings: Findings
) -> tuple[list[_Cells], int]:
    """Return the rows from a line on, and the number of the first line behind them."""
    rows: list[_Cells] = []
    end = first
    name: Span | None = None
    for index in range(first, len(lines)):
        line = lines[index]
        if index - end > _MOST_OTHERS or (
            index > end and _find_titles(lines, end, index, findings)
        ):
            break
        if cells := _read_row(line, titles, findings):
            if name and "partner" not in cells:
                cells = {**cells, "partner": name}
            rows.append(cells)
            end = index + 1
            name = None
        else:
            name = _find_name(line, findings) or name
    return rows, end


def _find_name(line: Span, findings: Findings) -> Span | None:
    """Return the name in a line that is little more, and of which the dates stand further down."""
    links = findings.links_in(line)
    if not links or len(line) > _LONGEST_BETWEEN or _SENTENCE.search(findings.cut(line)):
        return None
    return _span_names(links, findings)


def _read_row(line: Span, titles: _Titles, findings: Findings) -> _Cells | None:
    """Return the cells of a row, without that of its partner where it is the one above; or None."""
    told = _list_told(line, findings)
    text = findings.cut(line)
    if not told or _NOTE.match(text) or _SENTENCE.search(text):
        return None
    terms = _assign(told, titles.terms, findings)
    links = [link for link in findings.links_in(line) if link.mention.span.end <= told[0].start]
    if not links:
        return terms if _is_continued(line, told, titles, findings) else None
    name = _span_names(links, findings)
    before = Span(line.start, name.start)
    between = findings.cut(Span(name.end, told[0].start))
    is_said = _SAID_BEHIND_NAME.match(between) or _SAID_BEFORE_DATE.search(between)
    if len(before) > _LONGEST_BEFORE or len(between) > _LONGEST_BETWEEN or is_said:
        return None
    is_country = "country" in titles.cells and read_country(findings.cut(before)) is not None
    return {**terms, "partner": name} | ({"country": before} if is_country else {})


def _list_told(line: Span, findings: Findings) -> list[Span]:
    """Return the dates and end statuses of a line in order, those of one cell as one."""
    found = [date.span for date in findings.dates_in(line)]
    found += [status.span for status in findings.end_statuses_in(line)]
    told: list[Span] = []
    for span in sorted(found):
        if told and _IN_SAME_CELL.fullmatch(findings.cut(Span(told[-1].end, span.start))):
            told[-1] = Span(told[-1].start, span.end)
        elif not told or told[-1].end <= span.start:
            told.append(span)
    return told


def _assign(told: Sequence[Span], terms: Sequence[Role], findings: Findings) -> dict[Role, Span]:
    """Return the cells of the dates of a row; an end status is in the last of them.

    Where there are fewer dates than columns, a renewal is what is blank.
    """
    roles = [role for role in terms if role != "renewal" or len(told) >= len(terms)]
    is_open = len(told) < len(roles) and not findings.dates_in(told[-1])
    placed = told[:-1] if is_open else told
    cells = dict(zip(roles, placed, strict=False))
    if is_open:
        cells[roles[-1]] = told[-1]
    for span in told[len(roles) :]:
        if roles[-1] == "period" or not findings.dates_in(span):
            cells[roles[-1]] = Span(cells[roles[-1]].start, span.end)
    return cells


def _is_continued(line: Span, told: Sequence[Span], titles: _Titles, findings: Findings) -> bool:
    """Whether a line without a name is a further row of the partner above it."""
    before = findings.cut(Span(line.start, told[0].start))
    behind = findings.cut(Span(told[-1].end, line.end))
    is_dated = bool(findings.dates_in(line))
    has_texts = titles.is_about_behind or len(_LETTER.findall(behind)) <= _LONGEST_REST
    return is_dated and has_texts and len(_LETTER.findall(before)) <= _LONGEST_REST


def _span_names(links: Sequence[Link], findings: Findings) -> Span:
    """Return the stretch of the names of one cell: an acronym of a unit may stand behind it."""
    name = links[0].mention.span
    for link in links[1:]:
        gap = findings.cut(Span(name.end, link.mention.span.start))
        text = findings.cut(link.mention.span)
        is_other = len(text.split()) == 1 and text.isascii() and not names_body(text)
        if is_other and not _JOINS_NAMES.fullmatch(gap):
            break
        name = Span(name.start, link.mention.span.end)
    return name


def _build_table(titles: _Titles, rows: Sequence[_Cells]) -> Table:
    roles = sorted(titles.cells, key=lambda role: titles.cells[role])
    cells = [Cell(0, column, titles.cells[role]) for column, role in enumerate(roles)]
    for number, row in enumerate(rows, start=1):
        cells += [
            Cell(number, column, row[role]) for column, role in enumerate(roles) if role in row
        ]
    return Table(len(rows) + 1, len(roles), tuple(cells), header_rows=1)
