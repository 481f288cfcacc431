"""A clause without names -> the institutions of the sentences before that it means.

「両大学は」, "both institutions" and 「同大学と」 are certain only where what is before them names
just as many institutions, or one of that kind.
"""

import re
from collections.abc import Iterator, Sequence

from extract.agreements.findings import Findings
from extract.agreements.kinds import NOUN
from extract.agreements.parties import as_party, find_parties
from extract.agreements.words import load_words, match_words
from extract.model import Agreement, Link, Party, Segment, Span

_REACH = 4
"""How many sentences before are looked at."""

_BODIES = match_words(load_words("antecedents")["bodies"])
_TWO = re.compile(
    r"両(?:大学|機関|者|校|法人|社|研究所|組織|団体|学)|[2２二](?:者|大学|機関)"
    rf"|(?<![a-z])(?:(?:both|(?:the\s+)?two)\s+{_BODIES}|they(?![a-z])"
    r"|(?<![a-z])(?:he|she)\s[^.;]{0,120}?signed\s+(?:an?|the)\s"
    rf"|(?<![a-z])an?\s+(?:[a-z0-9-]+\s+){{0,4}}?{NOUN}(?:,\s[^,.;]{{3,60}})?,?\s+(?:(?:which\s+)?(?:was|were|has\s+been)\s+)?(?:[a-z]+\s+)?(?:signed|concluded)(?![a-z])"
    rf"|(?<![a-z])(?:an?|the)\s+(?:[a-z-]+\s+){{0,3}}?{NOUN}(?:\s+proper)?\s+followed\s"
    r"|(?<![a-z])the\s+(?:present|current|latest|newest|most\s+recent)\s+one\s"
    r"|(?<![a-z])the\s+(?:company|university|agency|institute|council)\s+and\s+the\s+(?:company|university|agency|institute|council)(?![a-z])"
    r"|(?<![a-z])between\s+the\s+(?:two|partners|parties|pair)(?![a-z])"
    r"|(?<![a-z])(?:the|its|their)\s+(?:legal\s+)?(?:basis|framework|foundation)\s+(?:is|was)\s"
    rf"|(?<![a-z])(?:under|based\s+on|on\s+the\s+basis\s+of)\s+an?\s+(?:[a-z-]+\s+){{0,3}}?{NOUN}\s+(?:signed|concluded)"
    r"|the\s+(?:two|pair|partners|parties)\s+(?:have|had|also|then|later|first|jointly|[a-z]+ed|set\s+up)\s"
    r"|signed\s+the\s+(?:agreement|memorandum|mou|document|accord))|(?:協定|覚書|契約)書?に署名"
    rf"|(?<![a-z])an?\s+(?:[a-z]+\s+){{0,3}}?{NOUN}\s+(?:was|has\s+been)\s+signed\s[^.;]{{0,60}}?by\s+(?:the\s+)?"
    rf"{match_words(load_words('roles')['representing'])}"
    rf"|(?<![a-z])(?:the|this)\s+(?:[a-z]+\s+){{0,3}}?{NOUN}\s+(?:was|were|has\s+been)\s+(?:[a-z]+\s+)?"
    rf"(?:signed|concluded|renewed|sealed|inked|formali[sz]ed|finali[sz]ed|executed)|(?<![a-z])a\s+(?:new|second|further)\s+(?:[a-z]+\s+)?{NOUN}"
    r"|(?<![a-z])the\s+(?:first|second|third)\s+(?:one\s+)?was\s+(?:signed|concluded)"
    r"|(?<![a-z])(?:during|at|on\s+the\s+occasion\s+of)\s+(?:the|this|his|her|their)\s+"
    rf"(?:visit|ceremony|meeting|event|occasion),?\s+[^.;]{{0,40}}?{NOUN}\s+(?:was|were)\s+(?:signed|concluded|renewed)"
    rf"|(?:新たな|新しい|別の|(?:根拠|基|もと|基礎)となる){NOUN}"
    rf"|^\s*their\s+(?:[a-z-]+\s+){{0,3}}?{NOUN}"
    rf"|(?<![a-z]){match_words(load_words('roles')['representing'])}\s[^.;]{{0,100}}\s"
    r"(?:signed|put\s+their\s+(?:names|signatures)\s+to)\s+(?:an?|the)\s",
    re.IGNORECASE,
)
_THREE = re.compile(
    rf"[3３三](?:者|大学|機関|法人|校)|(?<![a-z])(?:the\s+)?three\s+{_BODIES}", re.IGNORECASE
)
_SAME = re.compile(
    r"同(?P<kind>大学|研究所|機構|センター|研究院|学院|協会|学会|財団|病院|[庁省社校])(?P<topic>[はが])?"
)
_OURS = re.compile(
    r"[本当弊](?:学|校|研究所|機構|財団|社|院|センター)|(?<![A-Za-z])our\s", re.IGNORECASE
)
_TOPIC_BEHIND = re.compile(
    r"(?:\s*[(（][^()（）]*[)）])?(?:は|では|\s+(?:has|have|is|are|was|were|agreed|signed|opened)\s)"
)


def find_antecedents(
    clause: Span,
    sentence: Span,
    before: Sequence[Segment],
    told: Sequence[Agreement],
    findings: Findings,
) -> list[Link]:
    """Return the two or three institutions that a clause calls so; empty where uncertain.

    `before` are the sentences before it; agreements told there say best who the two are.
    """
    text = findings.cut(clause)
    parties = find_parties(Span(sentence.start, clause.end), findings)
    number = _count_meant(text, is_bare=not parties)
    if number == 0:
        return []
    if len(parties) == number:
        return [party.link for party in parties if party.link is not None]
    for segment in _list_near(before, clause):
        groups = [one.parties for one in told if segment.span.overlaps(one.evidence)]
        is_home_one = _OURS.search(findings.cut(segment.span)) is not None
        for parties in (*reversed(groups), find_parties(segment.span, findings)):
            if len(parties) == number or (is_home_one and len(parties) == number - 1):
                return [party.link for party in parties if party.link is not None]
        if len(parties := _find_subjects(segment.span, findings)) == number:
            return [party.link for party in parties if party.link is not None]
    return []


def _count_meant(text: str, *, is_bare: bool) -> int:
    """Return how many a clause means, 0 for none; a ceremony of nobody is that of two before."""
    if _THREE.search(text):
        return 3
    return 2 if _TWO.search(text) or (is_bare and _CEREMONY.search(text)) else 0


_CEREMONY = re.compile(r"(?:調印|署名|締結)式")
_ADDED = re.compile(r"(?:\s*[(（][^()（）]*[)）])?を加え")
_TOGETHER_WITH = re.compile(
    rf"together\s+with\s[^.;]{{1,80}},\s+(?:both|the\s+two)\s+{_BODIES}", re.IGNORECASE
)


def find_added(
    clause: Span, before: Sequence[Segment], told: Sequence[Agreement], findings: Findings
) -> list[Link]:
    """Return the parties told just before and who is added to them.

    「Aを加えた三者」, "Together with A, the two universities"
    """
    if not told or not any(segment.span.overlaps(told[-1].evidence) for segment in before):
        return []
    links = [party.link for party in told[-1].parties if party.link is not None]
    is_with = _TOGETHER_WITH.match(findings.cut(clause)) is not None
    added = [
        link
        for link in findings.links_in(clause)
        if is_with or _ADDED.match(findings.document.text, link.mention.span.end)
    ]
    return [*links, *added] if added else []


def _find_subjects(sentence: Span, findings: Findings) -> tuple[Party, ...]:
    """Return the institutions in front of the first topic mark or verb of a sentence."""
    for link in findings.links_in(sentence):
        if _TOPIC_BEHIND.match(findings.document.text, link.mention.span.end):
            return find_parties(Span(sentence.start, link.mention.span.end), findings)
    return ()


def find_same(clause: Span, before: Sequence[Segment], findings: Findings) -> Link | None:
    """Return the one institution that 「同大学」 in a clause means; None where uncertain."""
    match = _SAME.search(findings.document.text, clause.start, clause.end)
    if match is None:
        return None
    spans = (Span(clause.start, match.start()), *(near.span for near in _list_near(before, clause)))
    for span in spans:
        links = [
            link
            for link in findings.links_in(span)
            if findings.cut(link.mention.span).endswith(match["kind"])
        ]
        if links:
            return links[0] if match["topic"] else links[-1]
    return None


def find_topic(clause: Span, before: Sequence[Segment], findings: Findings) -> Party | None:
    """Return the institution that the sentence before is about, which goes on unsaid."""
    for segment in _list_near(before, clause):
        for link in findings.links_in(segment.span)[:1]:
            if _TOPIC_BEHIND.match(findings.document.text, link.mention.span.end):
                return as_party(link, findings)
    return None


def _list_near(before: Sequence[Segment], clause: Span) -> Iterator[Segment]:
    """Yield the sentences before a clause, the nearest first, as far as their blocks are beside."""
    block: int | None = None
    for segment in reversed(before[-_REACH:]):
        if segment.span.end > clause.start:
            continue
        if block is not None and segment.block < block - 1:
            return
        block = segment.block
        yield segment
