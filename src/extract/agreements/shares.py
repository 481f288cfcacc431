"""The parties and dates of a clause -> who agreed when: one share for each agreement that it tells.

"With A in 2005 and B in 2007" are two agreements, as are "agreements with A and B" and
「A及びBとそれぞれ協定を」; "an agreement with A and B" is one of three.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.agreements.findings import Findings
from extract.agreements.moments import Moments, choose_nearest, find_end, is_end, is_renewal
from extract.agreements.signings import Signing, is_japanese
from extract.agreements.terms import Term, name_end_status, read_date
from extract.agreements.terms import is_renewal as is_renewed
from extract.model import DateMention, Party, Span


@dataclass(frozen=True, slots=True)
class Side:
    """A party of a clause, and whether it is told as the one with whom others agreed."""

    party: Party
    is_counterpart: bool


@dataclass(frozen=True, slots=True)
class Share:
    """The parties of one of the agreements that a clause tells, and its date."""

    parties: tuple[Party, ...]
    start: DateMention | None


_EACH = re.compile(
    r"それぞれ(?!が?(?:署名|調印|サイン))|同様の|各々|おのおの|個別に|順次"
    r"|(?<![ぁ-ん])とも(?![にど])"
    r"|(?:など|ほか|をはじめ|等)[^、。]{0,10}?(?:機関|大学|校|者|社)と"
    r"|[0-9０-９二三四五六七八九十]+の?(?:大学|機関|校|研究所)と(?![^。]{0,40}(?:が|[0-9０-９三四五六]者))"
    r"|(?<![a-z])(?:each(?!\s+(?:side|year|party|other|partner|university|institution|of)(?![a-z]))"
    r"|respectively|individually|agreements|memoranda|MoUs|contracts|partnerships)(?![a-z])",
    re.IGNORECASE,
)
_BRACKET_BEFORE = re.compile(r"[(（]\s*(?:since\s+|from\s+|signed\s+(?:in\s+|on\s+)?)?$")
_NEAR = 14
"""How many code points before a date a bracket may open."""

BETWEEN = re.compile(
    r"(?<![a-z])(?:between|among(?!\s+(?:them|which|the\s+(?:[0-9]|[a-z]+est|top|first|few|leading|best|world))))(?![a-z])"
    r"|間(?:で|の|に)",
    re.IGNORECASE,
)
"""What says that all whom a clause names agreed with each other."""


def share_out(
    sides: Sequence[Side], starts: Sequence[DateMention], signing: Signing, findings: Findings
) -> list[Share]:
    """Return the agreements of a clause, each with its parties in order and its date."""
    parties = tuple(side.party for side in sides)
    clause = findings.cut(signing.clause)
    if ordered := _share_in_order(sides, starts, clause):
        return ordered
    if dated := _share_by_dates(parties, starts, signing, findings):
        return _add_subject(dated, sides)
    nearest = choose_nearest(
        starts,
        signing.verb,
        signing.clause.start,
        is_japanese=is_japanese(clause),
        is_renewal=is_renewal(findings.cut(signing.verb)),
    )
    groups = _group(sides, clause)
    if len(groups) == len(starts) > 1 and parties[-1].span.end <= starts[0].span.start:
        # 「AとBとそれぞれ2014年、2016年に」
        return [Share(group, date) for group, date in zip(groups, starts, strict=True)]
    return [Share(group, nearest) for group in groups]


_IN_ORDER = re.compile(r"(?<![a-z])respectively(?![a-z])", re.IGNORECASE)


def _share_in_order(
    sides: Sequence[Side], starts: Sequence[DateMention], clause: str
) -> list[Share]:
    """Give each counterpart the date of its place: "B and C in 2010 and 2012, respectively"."""
    own = [side.party for side in sides if side.is_counterpart]
    if not _IN_ORDER.search(clause) or len(starts) < 2 or len(own) != len(starts):
        return []
    common = tuple(side.party for side in sides if not side.is_counterpart)
    return [Share((*common, party), date) for party, date in zip(own, starts, strict=True)]


def _group(sides: Sequence[Side], clause: str) -> list[tuple[Party, ...]]:
    """Return the parties of each agreement where a clause says that there are several."""
    parties = tuple(side.party for side in sides)
    counterparts = [side for side in sides if side.is_counterpart]
    others = [side for side in sides if not side.is_counterpart]
    is_between = BETWEEN.search(clause) and not (others and "それぞれ" in clause)
    if not _EACH.search(clause) or is_between or not counterparts:
        return [parties]
    common, own = (others, counterparts) if len(others) < 2 else (counterparts, others)
    if len(own) < 2 or len(common) > 1:
        return [parties]
    return [tuple(side.party for side in sides if side is one or side in common) for one in own]


def _share_by_dates(
    parties: Sequence[Party], starts: Sequence[DateMention], signing: Signing, findings: Findings
) -> list[Share]:
    """Give each date the parties told with it: "with A in 2005 and B in 2007".

    Japanese has date, then party, before the verb; English the verb, then party, then date.
    Parties on the other side of all dates, or before the verb, are in each agreement. Empty where
    a date has no party of its own.
    """
    bracketed = [date for date in starts if _is_bracketed(date, findings)]
    if len(bracketed) > 1:
        return _share_by_brackets(parties, bracketed)
    if len(starts) < 2:
        return []
    begins = [date.span.start for date in starts]
    ways = [[*begins, max(signing.verb.start, parties[-1].span.end)], [signing.verb.end, *begins]]
    if signing.verb.start < begins[0]:
        ways.reverse()
    text = findings.document.text
    shares = [_share_between(bounds, parties, starts) for bounds in ways]
    is_said_of_each = all(_FOLLOWS_PARTIES.search(text[: date.span.start]) for date in starts)
    grouped = _group_before(parties, starts) if is_said_of_each else []
    return _share_by_topics(parties, starts, findings) or next(filter(None, shares), grouped)


# 「AとBは2010年、CとDは2012年に」, "A and B in 2010, C and D in 2012"
_FOLLOWS_PARTIES = re.compile(r"(?:[はが]|\s(?:in|on)\s)$")


@dataclass(frozen=True, slots=True)
class BracketedTerm:
    """The parties of one of several agreements, and what a bracket behind one says of its term."""

    parties: tuple[Party, ...]
    term: Term


def read_bracketed_terms(
    sides: Sequence[Side], signing: Signing, findings: Findings
) -> Iterator[BracketedTerm]:
    """Yield an agreement for each counterpart where behind each stands a bracket with its term.

    "with A (2010-2015), B (since 2012) and C (signed 3 May 2014, renewed tacitly)"
    """
    own = [side.party for side in sides if side.is_counterpart]
    others = tuple(side.party for side in sides if not side.is_counterpart)
    if len(own) < 2 or len(others) > 1:
        return
    ends = [*(party.span.start for party in own[1:]), signing.clause.end]
    brackets = [
        _find_bracket_behind(Span(party.span.end, end), findings)
        for party, end in zip(own, ends, strict=True)
    ]
    found = [bracket for bracket in brackets if bracket is not None]
    if len(found) == len(own):
        for party, bracket in zip(own, found, strict=True):
            yield BracketedTerm((*others, party), _read_bracket(bracket, findings))


_BEHIND_NAME = re.compile(
    r"(?:\s*[(（][A-Z][A-Za-z-]{1,11}[)）])?\s*(?P<bracket>[(（][^()（）]*[)）])"
)


def _find_bracket_behind(place: Span, findings: Findings) -> Span | None:
    """Return the dated bracket that opens a place, behind an acronym in brackets, None for none."""
    match = _BEHIND_NAME.match(findings.document.text, place.start, place.end)
    bracket = Span(*match.span("bracket")) if match else None
    return bracket if bracket and findings.dates_in(bracket) else None


def _read_bracket(bracket: Span, findings: Findings) -> Term:
    dates = [date for date in findings.dates_in(bracket) if not is_renewed(date, bracket, findings)]
    ends = [date for date in dates if is_end(date, bracket, findings)]
    starts = [date for date in dates if date not in ends]
    term = read_date(starts[0], findings) if starts else Term()
    end = find_end(Moments((), tuple(ends)), findings) or term.end
    status = name_end_status(findings.end_statuses_in(bracket), findings)
    return Term(term.start, end, status)


def _add_subject(shares: list[Share], sides: Sequence[Side]) -> list[Share]:
    """Return the shares with who signed with all: "In 2011 A signed with B, and in 2013 with C".

    That is the one who stands before all of the others.
    """
    others = [side.party for side in sides if not side.is_counterpart]
    if len(others) != 1 or sides[0].party is not others[0] or len(sides) <= len(shares):
        return shares
    return [
        share if others[0] in share.parties else Share((others[0], *share.parties), share.start)
        for share in shares
    ]


_IS_TOPIC = re.compile(r"[^、。はがをに]{0,12}?と[はも]")
# 「Aと2005年に、Bと2011年に」
_WITH_DATE = re.compile(r"(?:[(（][^()（）]*[)）])?\s*と(?:の間で)?、?\s*")


def _share_by_topics(
    parties: Sequence[Party], dates: Sequence[DateMention], findings: Findings
) -> list[Share]:
    """Give each date the topic before it: 「Aとは縁があり2010年に、Bと2012年に」."""
    text = findings.document.text
    topics = [
        party
        for party in parties
        if _IS_TOPIC.match(text, party.span.end)
        or any(_WITH_DATE.fullmatch(text, party.span.end, date.span.start) for date in dates)
    ]
    common = [party for party in parties if party not in topics]
    if len(topics) != len(dates) or (common and common[-1].span.start > topics[0].span.start):
        return []
    ends = [*(topic.span.start for topic in topics[1:]), dates[-1].span.end]
    pairs = list(zip(topics, dates, ends, strict=True))
    if not all(one.span.end <= date.span.start < end for one, date, end in pairs):
        return []
    return [Share((*common, one), date) for one, date, _ in pairs]


def _share_between(
    bounds: Sequence[int], parties: Sequence[Party], starts: Sequence[DateMention]
) -> list[Share]:
    own = [
        tuple(party for party in parties if low <= party.span.start < high)
        for low, high in pairwise(bounds)
    ]
    common = tuple(party for party in parties if party.span.start < bounds[0])
    if len(own) < len(starts) or not all(own):
        return []
    return [Share((*common, *mine), date) for mine, date in zip(own, starts, strict=True)]


def _is_bracketed(date: DateMention, findings: Findings) -> bool:
    text = findings.document.text
    return (
        _BRACKET_BEFORE.search(text, max(date.span.start - _NEAR, 0), date.span.start) is not None
    )


def _group_before(parties: Sequence[Party], dates: Sequence[DateMention]) -> list[Share]:
    """Give each date the parties since the one before it: "A and B (2010), C and D (2012)".

    Empty where some date has fewer than two, and others have not one each.
    """
    bounds = [parties[0].span.start, *(date.span.start for date in dates)]
    groups = [
        tuple(party for party in parties if low <= party.span.start < high)
        for low, high in pairwise(bounds)
    ]
    sizes = {len(group) for group in groups}
    if min(sizes) < 2 and sizes != {1}:
        return []
    return [Share(group, date) for group, date in zip(groups, dates, strict=True)]


def _share_by_brackets(parties: Sequence[Party], bracketed: Sequence[DateMention]) -> list[Share]:
    """Give each date in a bracket the party before it; those from the first on agreed apart."""
    ends = [*(party.span.start for party in parties[1:]), bracketed[-1].span.end + 1]
    dates = [
        next((date for date in bracketed if party.span.end < date.span.start < end), None)
        for party, end in zip(parties, ends, strict=True)
    ]
    if groups := _group_before(parties, bracketed):
        return groups
    first = next((index for index, date in enumerate(dates) if date is not None), len(dates))
    common = tuple(parties[:first])
    own = zip(parties[first:], dates[first:], strict=True)
    return [Share((*common, party), date) for party, date in own]
