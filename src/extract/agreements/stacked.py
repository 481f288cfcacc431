"""Entries of a few lines, a name over what the agreement is about and its dates -> Agreements.

Nothing labels the lines: the first names the partner, one below holds dates, and blank lines part
the entries. Only under titles that speak of agreements, and only where there are several.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from extract.agreements.context import tells_of_agreements
from extract.agreements.countries import read_country
from extract.agreements.findings import Findings
from extract.agreements.kinds import find_kind
from extract.agreements.moments import is_end
from extract.agreements.parties import find_parties
from extract.agreements.terms import Term, is_renewal, name_end_status, read_period
from extract.model import Agreement, Span

_LEAST_ENTRIES = 2
_FEWEST_LINES, _MOST_LINES = 2, 5
_LONGEST_LINE = 120
_LONGEST_OPENING = 14
"""How many code points may stand before the date of a line: a mark, or 「署名 Signed: 」."""

_LEAST_NAMED = 0.5
"""Share of the letters of the first line that must be of names."""

_SCORE = 0.8
"""What is left of the score of the names: nothing says that the dates are those of the name."""

_LINE = re.compile(r"(?P<line>[^\n]*)(?:\n|\Z)")
_MARKS = " \t\u3000■□◆◇●○・*※【】[]"
_LETTER = re.compile(r"[A-Za-zÀ-ɏぁ-んァ-ヶー一-鿿]")
_SENTENCE = re.compile(r"[。.!?！？]\s*$")


@dataclass(frozen=True, slots=True)
class _Entry:
    """The line that names the partner, and the line that holds the dates."""

    head: Span
    dated: Span


def find_stacked_agreements(findings: Findings) -> Iterator[Agreement]:
    """Yield the agreements of entries of several lines without labels, in order."""
    entries = [
        entry
        for lines in _split_groups(findings)
        if (entry := _read_entry(lines, findings)) is not None
    ]
    told = [one for one in entries if tells_of_agreements(one.head, findings)]
    for entry in told if len(told) >= _LEAST_ENTRIES else ():
        yield _read_agreement(entry, findings)


def _split_groups(findings: Findings) -> Iterator[Sequence[Span]]:
    """Yield the lines between two blank ones, without the country over them."""
    text = findings.document.text
    tables = {block.span for block in findings.document.blocks if block.kind == "table_cell"}
    if tables or findings.document.pages:
        return
    lines = [Span(*line.span("line")) for line in _LINE.finditer(text)]
    for is_blank, group in groupby(lines, key=lambda line: not findings.cut(line).strip()):
        if not is_blank:
            yield [line for line in group if len(line) and not _is_country(line, findings)]


def _is_country(line: Span, findings: Findings) -> bool:
    return read_country(findings.cut(line).strip(_MARKS).replace("\u3000", " ")) is not None


def _read_entry(lines: Sequence[Span], findings: Findings) -> _Entry | None:
    """Return the entry that lines are, None where they read otherwise."""
    if not _FEWEST_LINES <= len(lines) <= _MOST_LINES:
        return None
    if any(_is_said(line, findings) for line in lines) or not _is_name(lines[0], findings):
        return None
    dated = [line for line in lines[1:] if _opens_dated(line, findings)]
    others = [line for line in lines[1:] if line not in dated]
    is_plain = not any(findings.links_in(line) for line in others)
    return _Entry(lines[0], dated[0]) if len(dated) == 1 and is_plain else None


def _is_said(line: Span, findings: Findings) -> bool:
    return len(line) > _LONGEST_LINE or _SENTENCE.search(findings.cut(line)) is not None


def _is_name(line: Span, findings: Findings) -> bool:
    """Whether a line is little more than the names of institutions, and without a date."""
    named = sum(
        len(_LETTER.findall(findings.cut(link.mention.span))) for link in findings.links_in(line)
    )
    letters = len(_LETTER.findall(findings.cut(line)))
    return not findings.dates_in(line) and named >= _LEAST_NAMED * max(letters, 1)


def _opens_dated(line: Span, findings: Findings) -> bool:
    dates = findings.dates_in(line)
    return bool(dates) and dates[0].span.start <= line.start + _LONGEST_OPENING


def _read_agreement(entry: _Entry, findings: Findings) -> Agreement:
    whole = Span(entry.head.start, entry.dated.end)
    term = _read_term(entry.dated, findings)
    status = name_end_status(findings.end_statuses_in(whole), findings)
    score = min(link.mention.score for link in findings.links_in(entry.head))
    kind = find_kind(findings.cut(whole))
    parties = find_parties(entry.head, findings)
    return Agreement(parties, term.start, term.end, status, None, whole, _SCORE * score, kind)


def _read_term(line: Span, findings: Findings) -> Term:
    dates = [date for date in findings.dates_in(line) if not is_renewal(date, line, findings)]
    ends = [date for date in dates if is_end(date, line, findings)]
    if len(dates) == 1 and ends:
        return Term(end=dates[0].date)
    return read_period(dates)
