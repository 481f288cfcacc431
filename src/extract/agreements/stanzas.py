"""Lines that stand together, a name and below it a term -> Agreements.

A University (AU)
Observation of volcanoes
18 May 2011 - 17 May 2021, renewal pending

Such stanzas count only under a title that speaks of agreements, and where there are several.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.agreements.columns import names_institution
from extract.agreements.context import tells_of_agreements
from extract.agreements.findings import Findings
from extract.agreements.kinds import find_kind
from extract.agreements.lists import read_term_of_item
from extract.agreements.parties import find_parties
from extract.agreements.repetitions import identify_party
from extract.agreements.terms import Term, name_end_status
from extract.model import Agreement, Span

_SCORE = 0.7
"""What is left of the score of the names: the layout is inferred."""

_LEAST = 2
"""How many stanzas of a document make a layout."""

_LEAST_NAMED = 0.4
"""Share of a line that must be names of institutions; a country or an acronym may stand there."""

_MOST_LINES, _LONGEST_LINE = 7, 120
_LINES = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|$))+")
_LINE = re.compile(r"[^\n]+")
_PLANNED = re.compile(
    r"(?:協議|交渉|準備|検討|調整)中|予定|(?<![a-z])(?:under|planned|foreseen)(?![a-z])",
    re.IGNORECASE,
)
_SENTENCE_ENDS = ("。", ".", "．")


@dataclass(frozen=True, slots=True)
class _Stanza:
    """The line of a stanza that names the partner, and those below it that hold the term."""

    span: Span
    name: Span
    terms: tuple[Span, ...]


def find_stanza_agreements(findings: Findings, told: Sequence[Agreement]) -> list[Agreement]:
    """Return the agreements of stanzas outside of those `told` already, in order."""
    stanzas = [
        stanza for lines in _list_runs(findings) if (stanza := _read_stanza(lines, findings))
    ]
    if len(stanzas) < _LEAST:
        return []
    return [
        _read_agreement(stanza, findings)
        for stanza in stanzas
        if not any(one.evidence.overlaps(stanza.span) for one in told)
        and tells_of_agreements(stanza.span, findings)
        and not any(_PLANNED.search(findings.cut(term)) for term in stanza.terms)
    ]


def _list_runs(findings: Findings) -> Iterator[list[Span]]:
    """Yield the lines of each run of short lines that blank lines part from others."""
    text = findings.document.text
    for run in _LINES.finditer(text):
        lines = [Span(*line.span()) for line in _LINE.finditer(text, run.start(), run.end())]
        if 1 < len(lines) <= _MOST_LINES and max(map(len, lines)) <= _LONGEST_LINE:
            yield lines


def _read_stanza(lines: Sequence[Span], findings: Findings) -> _Stanza | None:
    """Return what the lines say if one near the top names a partner, and only others a term."""
    named = [line for line in lines if findings.links_in(line)]
    if not named or named[0] not in lines[:2]:
        return None
    if any(_is_sentence(line, findings) for line in lines):
        return None
    name, *others = named
    parties = {identify_party(party) for party in find_parties(name, findings)}
    again = {identify_party(one) for line in others for one in find_parties(line, findings)}
    terms = tuple(line for line in lines if line.start > name.start and _holds_term(line, findings))
    is_plain = names_institution(name, findings, least=_LEAST_NAMED) and again <= parties
    if not terms or not is_plain or any(_holds_term(line, findings) for line in (lines[0], name)):
        return None
    return _Stanza(Span(lines[0].start, lines[-1].end), name, terms)


def _holds_term(line: Span, findings: Findings) -> bool:
    return bool(findings.dates_in(line) or findings.end_statuses_in(line))


def _is_sentence(line: Span, findings: Findings) -> bool:
    return findings.cut(line).rstrip().endswith(_SENTENCE_ENDS)


def _read_agreement(stanza: _Stanza, findings: Findings) -> Agreement:
    whole = Span(stanza.terms[0].start, stanza.terms[-1].end)
    term = read_term_of_item(whole, findings) if findings.dates_in(whole) else Term()
    return Agreement(
        find_parties(stanza.name, findings),
        term.start,
        term.end,
        name_end_status(findings.end_statuses_in(whole), findings),
        None,
        Span(stanza.name.start, stanza.terms[-1].end),
        _SCORE * min(link.mention.score for link in findings.links_in(stanza.name)),
        find_kind(findings.cut(stanza.span)),
    )
