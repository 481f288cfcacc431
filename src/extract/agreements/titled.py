"""A sentence that opens with a date, under a line that names institutions -> Agreement.

(2) A University
Signed in March 2005, renewed in March 2010.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from extract.agreements.context import tells_of_agreements
from extract.agreements.findings import Findings
from extract.agreements.kinds import find_kind
from extract.agreements.moments import list_moments
from extract.agreements.parties import find_parties
from extract.agreements.signings import find_signings
from extract.agreements.terms import Term, join_dates, name_end_status, read_date
from extract.agreements.words import load_words, match_words
from extract.model import Agreement, Segment, Span

_SCORE = 0.6
"""How often such a line is of an agreement with those above it; a guess."""

_LONGEST_TITLE = 100
_LONGEST_LEAD = 8
"""In how many code points a title may say more than names: a number and a country."""

_SIGNED = re.compile(
    r"[ \t\u3000]*(?:に|付で?|付けで|[、，])?\s*(?:[^、。，]{0,30}?\s*を\s*)?"
    r"(?:締結|調印|署名|契約)"
    rf"|^\s*(?:{match_words(load_words('signing')['english'])})(?![a-z])",
    re.IGNORECASE,
)


def find_titled_agreements(segments: Sequence[Segment], findings: Findings) -> Iterator[Agreement]:
    """Yield the agreements that dated lines tell of the institutions named right above them."""
    yield from _find_signed_items(segments, findings)
    for title, segment in pairwise(_join_blocks(segments, findings)):
        is_above = title.block >= segment.block - 1 and _is_title(title, findings)
        if is_above and (agreement := _read_titled(title, segment, findings)):
            yield agreement


_SIGNED_ITEM = re.compile(r"(?:first\s+)?(?:signed|concluded)\s+(?:on\s+|in\s+)?$", re.IGNORECASE)
_VALID_ITEM = re.compile(
    r"(?:valid|expires?|in\s+force)\s+(?:to|until|till|through|on|in)\s", re.IGNORECASE
)


def _find_signed_items(segments: Sequence[Segment], findings: Findings) -> Iterator[Agreement]:
    """Yield the agreements of items such as "A University. Signed May 2018. Valid to 2023"."""
    for index, (title, segment) in enumerate(pairwise(segments)):
        signed = _take_line(segment.span, findings, 0)
        dates = findings.dates_in(signed)
        before = findings.cut(Span(signed.start, dates[0].span.start)) if dates else ""
        name = _take_line(title.span, findings, -1)
        parties = find_parties(name, findings)
        is_item = title.block == segment.block and findings.cut(name).rstrip().endswith(".")
        if not is_item or not parties or not _SIGNED_ITEM.fullmatch(before):
            continue
        term = Span(name.start, signed.end)
        for other in segments[index + 2 : index + 3]:
            if _VALID_ITEM.match(findings.cut(other.span)):
                term = Span(name.start, _take_line(other.span, findings, 0).end)
        ends = list_moments(Span(signed.start, term.end), None, findings).ends
        status = name_end_status(findings.end_statuses_in(term), findings)
        start, end = read_date(dates[0], findings).start, join_dates(ends[-1:])
        kind = find_kind(findings.cut(term))
        yield Agreement(parties, start, end, status, None, term, _SCORE, kind=kind)


def _take_line(span: Span, findings: Findings, number: int) -> Span:
    """Return the first or the last line of a span."""
    line = findings.cut(span).splitlines()[number]
    low = span.start + findings.cut(span).index(line) if number == 0 else span.end - len(line)
    return Span(low, low + len(line))


def _join_blocks(segments: Sequence[Segment], findings: Findings) -> Iterator[Segment]:
    """Yield the segments, those of a short block behind its first sentence as one with it."""
    for _, group in groupby(segments, key=lambda segment: segment.block):
        block = list(group)
        whole = Span(block[0].span.start, block[-1].span.end)
        if len(whole) <= _LONGEST_TITLE and findings.dates_in(block[0].span):
            yield replace(block[0], span=whole)
        else:
            yield from block


def _read_titled(title: Segment, segment: Segment, findings: Findings) -> Agreement | None:
    dates = list_moments(segment.span, None, findings)
    status = name_end_status(findings.end_statuses_in(segment.span), findings)
    kind = find_kind(findings.cut(segment.span))
    is_dated = bool(dates.starts) and _opens_with_signing(segment, findings)
    if not is_dated and (dates.starts or status is None or kind is None):
        return None
    parties = find_parties(title.span, findings)
    if not parties or not (kind or tells_of_agreements(segment.span, findings)):
        return None
    term = read_date(dates.starts[0], findings) if is_dated else Term()
    return Agreement(
        parties,
        term.start,
        join_dates(dates.ends[-1:]) or term.end,
        status,
        None,
        Span(title.span.start, segment.span.end),
        _SCORE,
        kind=kind,
    )


def _opens_with_signing(segment: Segment, findings: Findings) -> bool:
    """Whether a line opens with a date and the word for signing, and names nobody before it."""
    first = findings.dates_in(segment.span)[0].span
    before = findings.cut(Span(segment.span.start, first.start)).strip()
    if _SIGNED.match(f"{before} "):
        end = first.end
    elif not before and (signed := _SIGNED.match(findings.document.text, first.end)):
        end = signed.end()
    else:
        return False
    return not find_parties(Span(segment.span.start, end), findings)


def _is_title(segment: Segment, findings: Findings) -> bool:
    """Whether a line does little more than name institutions."""
    links = findings.links_in(segment.span)
    text = findings.cut(segment.span)
    if not links or len(text) > _LONGEST_TITLE or find_signings(segment, links, findings):
        return False
    lead = findings.cut(Span(segment.span.start, links[0].mention.span.start)).strip()
    return len(lead) <= _LONGEST_LEAD and not text.rstrip().endswith(("。", "."))
