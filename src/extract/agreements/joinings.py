"""A sentence about who joined -> Agreements, one for each that did.

"The Corin Institute joined in 2013" is of an agreement only where the sentence, or one not far
before it, speaks of one.
"""

import re
from collections.abc import Iterator, Sequence

from extract.agreements.findings import Findings
from extract.agreements.kinds import NOUN
from extract.agreements.moments import choose_nearest, find_end, list_moments
from extract.agreements.parties import as_party, find_bracket, find_parties
from extract.agreements.repetitions import identify_party
from extract.agreements.terms import read_date
from extract.agreements.words import load_words, match_words
from extract.model import Agreement, DateValue, Party, Segment, Span

_SCORE = 0.6
"""How often a sentence that tells of a joining does; there are few, so it is a guess."""

_REACH = 6
"""How many sentences before may speak of what was joined."""

_JOINED = re.compile(
    r"(?<![A-Za-z])(?:(?:has\s+|have\s+)?(?:also\s+|later\s+|since\s+)?(?:joined|acceded)(?!\s+(?:by|forces|hands|together))"
    r"|followed(?=\s*[.;,]|\s+(?:suit\s+)?(?:in|on)\s)"
    r"|(?:became|become|is|was|are|were|has\s+been|have\s+been)\s+(?:an?\s+|the\s+)?(?:[a-z]+\s+){0,2}(?:partners?|members?|signator(?:y|ies)))(?![A-Za-z])"
)
_WHAT = re.compile(rf"{NOUN}|{match_words(load_words('signing')['joined'])}", re.IGNORECASE)
# Who takes part in a meeting under an agreement joins no agreement.
_JOINED_JAPANESE = re.compile(
    rf"(?:{_WHAT.pattern})[^、。]{{0,8}}?に[はも]?[^、。]{{0,12}}?(?:参加|参画)(?:し|した|しました|している)"
    r"|(?:協定|連携|提携)(?:校|大学|機関|先)(?:に加わ|とな)(?=[っりる])"
    r"|(?:加入|加盟)(?:し|した|しました|している)|(?:(?<=[もが])|(?<=[年月日]に))加わ(?:った|りました|っている)"
)


def find_joinings(
    index: int,
    segments: Sequence[Segment],
    findings: Findings,
    *,
    is_told: bool,
    is_near: bool = False,
) -> Iterator[Agreement]:
    """Yield an agreement for each institution that a sentence says joined one, with the date.

    Where the sentence `is_told` to tell of a signing too, what joined stands in a clause behind.
    Who only "followed" did so where one was told there or, if that `is_near`, just before.
    """
    segment = segments[index]
    joined = _find_joined(segment, findings)
    if joined is None or not _speaks_of_what(index, segments, findings):
        return
    if not _is_joining(joined, findings, is_near=is_told or is_near):
        return
    start = (
        _find_clause(segment.span.start, joined.start, findings) if is_told else segment.span.start
    )
    clause = Span(start, segment.span.end)
    bracketed = list(_list_bracketed(clause, segment, findings))
    if not findings.links_in(Span(clause.start, joined.start)) or len(bracketed) > 1:
        yield from bracketed
        return
    moments = list_moments(clause, joined, findings)
    nearest = choose_nearest(moments.starts, joined, joined.start, is_japanese=False)
    if nearest is None:
        return
    term = read_date(nearest, findings)
    if (parties := _find_partners(clause, joined, findings)) is not None:
        if len(parties) > 1:
            yield Agreement(parties, term.start, term.end, None, None, segment.span, _SCORE)
        return
    yield from _list_gapped(Span(nearest.span.end, clause.end), segment, findings)
    for party in _find_who(Span(clause.start, joined.start), findings):
        yield Agreement(
            (party,),
            term.start,
            find_end(moments, findings)
            or term.end
            or _find_leaving(party, joined, segment, findings),
            None,
            None,
            segment.span,
            _SCORE,
        )


def _find_partners(clause: Span, joined: Span, findings: Findings) -> tuple[Party, ...] | None:
    """Return those who are partners of each other, None where they joined something."""
    if _PARTNERS.search(findings.cut(joined)):
        return find_parties(Span(clause.start, joined.start), findings)
    whose = _PARTNER_OF.match(findings.document.text, joined.end)
    links = findings.links_in(Span(whose.end(), clause.end)) if whose else ()
    if not links:
        return None
    return find_parties(Span(clause.start, links[0].mention.span.end), findings)


def _is_joining(joined: Span, findings: Findings, *, is_near: bool) -> bool:
    """Whether an institution joined, which may be said of one that followed others."""
    is_followed = is_near and _follows_name(joined, findings)
    return is_followed or findings.cut(joined) != "followed"


def _follows_name(joined: Span, findings: Findings) -> bool:
    """Whether an institution is what followed, and not an agreement with it."""
    before = Span(max(joined.start - 60, 0), joined.start)
    names = findings.links_in(before)
    if not names or findings.cut(Span(names[-1].mention.span.end, joined.start)).strip():
        return False
    words = findings.cut(
        Span(max(names[-1].mention.span.start - 8, 0), names[-1].mention.span.start)
    )
    return _OPENS.search(words) is not None


_OPENS = re.compile(r"(?:^|[;.,]\s+|\sand\s+)(?:the\s+)?$", re.IGNORECASE)


# Who "have been partners since 2010" are partners of each other.
_PARTNERS = re.compile(r"(?:are|were|been)\s+(?:[a-z]+\s+)*partners$")
_PARTNER_OF = re.compile(r"\s+(?:of|with)\s+(?=(?:the\s+)?[A-Z])")


_AND = re.compile(r"\s*(?:,|and|,\s*and)\s+(?:the\s+)?")
_IN = re.compile(r"\s+(?:in|on)\s+")


def _list_gapped(clause: Span, segment: Segment, findings: Findings) -> Iterator[Agreement]:
    """Yield those that joined later, told without the verb: "A joined in 2009 and B in 2011"."""
    low = clause.start
    for link in findings.links_in(clause):
        dates = findings.dates_in(Span(link.mention.span.end, clause.end))[:1]
        before = findings.cut(Span(low, link.mention.span.start))
        if not dates or not _AND.fullmatch(before):
            return
        if not _IN.fullmatch(findings.cut(Span(link.mention.span.end, dates[0].span.start))):
            return
        party = as_party(link, findings)
        yield Agreement((party,), dates[0].date, None, None, None, segment.span, _SCORE)
        low = dates[0].span.end


def _find_who(clause: Span, findings: Findings) -> list[Party]:
    """Return who joined, and not where someone who joined came from: "Mei Lin (A University)"."""
    parties = find_parties(clause, findings)
    return [party for party in parties if find_bracket(party.span, clause, findings) is None]


def _list_bracketed(clause: Span, segment: Segment, findings: Findings) -> Iterator[Agreement]:
    """Yield those that are named in a clause each with its date: "A (2012), B (2013)"."""
    for link in findings.links_in(clause):
        for date in findings.dates_in(Span(link.mention.span.end, clause.end))[:1]:
            between = findings.cut(Span(link.mention.span.end, date.span.start))
            if between.strip() in ("(", "（"):
                party = as_party(link, findings)
                yield Agreement((party,), date.date, None, None, None, segment.span, _SCORE)


def _find_joined(segment: Segment, findings: Findings) -> Span | None:
    text = findings.document.text
    for pattern in (_JOINED, _JOINED_JAPANESE):
        if match := pattern.search(text, segment.span.start, segment.span.end):
            return Span(*match.span())
    return None


_BOUNDARY = re.compile(r";\s|,\s+(?:and|while|but)\s|、")


def _find_clause(low: int, high: int, findings: Findings) -> int:
    """Return where the clause begins that ends at `high`."""
    return max(
        (match.end() for match in _BOUNDARY.finditer(findings.document.text, low, high)),
        default=high,
    )


_LEFT = re.compile(r"[^.;,]*?(?<![A-Za-z])(?:left|withdrew)(?![A-Za-z])[^.;,]*?$")


def _find_leaving(
    party: Party, joined: Span, segment: Segment, findings: Findings
) -> DateValue | None:
    """Return when a sentence says that one of those that joined left again."""
    for link in findings.links_in(Span(joined.end, segment.span.end)):
        for date in findings.dates_in(Span(link.mention.span.end, segment.span.end))[:1]:
            between = findings.cut(Span(link.mention.span.end, date.span.start))
            if _LEFT.match(between) and identify_party(party) == identify_party(
                as_party(link, findings)
            ):
                return date.date
    return None


def _speaks_of_what(index: int, segments: Sequence[Segment], findings: Findings) -> bool:
    return any(
        _WHAT.search(findings.cut(segment.span))
        for segment in segments[max(index - _REACH, 0) : index + 1]
    )
