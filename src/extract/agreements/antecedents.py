"""A clause without names -> the institutions of the sentences before that it means.

「両大学は」, "both institutions" and 「同大学と」 are certain only where what is before them names just
as many institutions, or one of that kind.
"""

import re
from collections.abc import Iterator, Sequence

from extract.agreements.findings import Findings
from extract.agreements.parties import find_parties
from extract.agreements.roles import Part
from extract.model import Link, Segment, Span

_REACH = 3
"""How many sentences before are looked at."""

_TWO = re.compile(
    r"両(?:大学|機関|者|校|法人|社|研究所|組織|団体|学)|[2２二](?:者|大学|機関)"
    r"|\b(?:both|(?:the\s+)?two)\s+(?:universities|institutions|institutes|organi[sz]ations|parties|sides|partners|schools|agencies|bodies)",
    re.IGNORECASE,
)
_THREE = re.compile(
    r"[3３三](?:者|大学|機関|法人|校)"
    r"|\b(?:the\s+)?three\s+(?:universities|institutions|institutes|organi[sz]ations|parties|partners|agencies)",
    re.IGNORECASE,
)
_SAME = re.compile(r"同(?P<kind>大学|研究所|機構|センター|研究院|学院|協会|学会|財団|病院|[庁省社校])")


def find_antecedents(
    index: int, clause: Span, segments: Sequence[Segment], findings: Findings
) -> list[Part]:
    """Return the two or three institutions that a clause calls so; empty where uncertain."""
    text = findings.cut(clause)
    number = 2 if _TWO.search(text) else 3 if _THREE.search(text) else 0
    if number == 0:
        return []
    for segment in _list_before(index, segments):
        parties = find_parties(segment.span, findings)
        if len(parties) == number:
            return [Part(party.link, "subject") for party in parties if party.link is not None]
        if parties:
            break
    return []


def find_same(
    index: int, clause: Span, segments: Sequence[Segment], findings: Findings
) -> Link | None:
    """Return the one institution that 「同大学」 in a clause means; None where uncertain."""
    match = _SAME.search(findings.document.text, clause.start, clause.end)
    if match is None:
        return None
    before = Span(segments[index].span.start, match.start())
    for span in (before, *(segment.span for segment in _list_before(index, segments))):
        links = [
            link
            for link in findings.links_in(span)
            if findings.cut(link.mention.span).endswith(match["kind"])
        ]
        if links:
            return links[-1]
    return None


def _list_before(index: int, segments: Sequence[Segment]) -> Iterator[Segment]:
    """Yield the sentences before one, the nearest first, as far as their blocks are beside."""
    block = segments[index].block
    for segment in reversed(segments[max(index - _REACH, 0) : index]):
        if segment.block < block - 1:
            return
        yield segment

