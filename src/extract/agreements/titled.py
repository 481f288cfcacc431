"""A sentence that opens with a date, under a line that names institutions -> Agreement.

(2) A University
Signed in March 2005, renewed in March 2010.
"""

import re
from collections.abc import Sequence

from extract.agreements.context import tells_of_agreements
from extract.agreements.findings import Findings
from extract.agreements.kinds import find_kind
from extract.agreements.moments import list_moments
from extract.agreements.parties import find_parties
from extract.agreements.signings import find_signings
from extract.agreements.terms import join_dates, name_end_status
from extract.agreements.words import load_words, match_words
from extract.model import Agreement, Segment, Span

_SCORE = 0.6
"""How often such a line is of an agreement with those above it; a guess."""

_LONGEST_TITLE = 100
_LONGEST_LEAD = 8
"""In how many code points a title may say more than names: a number and a country."""

_SIGNED = re.compile(
    r"\s*(?:に|付で?|付けで)?\s*(?:[^、。，]{0,15}?\s*を\s*)?(?:締結|調印|署名|契約)"
    rf"|^\s*(?:{match_words(load_words('signing')['english'])})(?![a-z])",
    re.IGNORECASE,
)


def find_titled(index: int, segments: Sequence[Segment], findings: Findings) -> Agreement | None:
    """Return the agreement that a dated line tells of the institutions named right above it."""
    segment = segments[index]
    dates = list_moments(segment.span, None, findings)
    if index == 0 or not dates.starts or not _opens_with_signing(segment, findings):
        return None
    title = segments[index - 1]
    if title.block < segment.block - 1 or not _is_title(title, findings):
        return None
    parties = find_parties(title.span, findings)
    kind = find_kind(findings.cut(segment.span))
    if not parties or not (kind or tells_of_agreements(segment.span, findings)):
        return None
    return Agreement(
        parties,
        dates.starts[0].date,
        join_dates(dates.ends[-1:]),
        name_end_status(findings.end_statuses_in(segment.span), findings),
        None,
        Span(title.span.start, segment.span.end),
        _SCORE,
        kind=kind,
    )


def _opens_with_signing(segment: Segment, findings: Findings) -> bool:
    first = findings.dates_in(segment.span)[0].span
    before = findings.cut(Span(segment.span.start, first.start)).strip()
    behind = findings.cut(Span(first.end, segment.span.end))
    is_english = _SIGNED.match(f"{before} ") is not None
    return is_english or (not before and _SIGNED.match(behind) is not None)


def _is_title(segment: Segment, findings: Findings) -> bool:
    """Whether a line does little more than name institutions."""
    links = findings.links_in(segment.span)
    text = findings.cut(segment.span)
    if not links or len(text) > _LONGEST_TITLE or find_signings(segment, links, findings):
        return False
    lead = findings.cut(Span(segment.span.start, links[0].mention.span.start)).strip()
    return len(lead) <= _LONGEST_LEAD and not text.rstrip().endswith(("。", "."))
