"""A place in the text that names who is in an agreement -> its parties.

Of a chain such as "Institute, Academy" or 「大学 研究所」 the smaller body is the party; the larger
one only says where it belongs. Other names of a party in brackets are no further party.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.agreements.findings import Findings
from extract.model import Link, Party, Span

# What joins names of independent bodies, not the parts of one.
_SEPARATOR = re.compile(
    r"[、，,／/・;；&＆+＋\n|]|[0-9]+[.)]|及び|および|ならびに|並びに|と|\band\b", re.IGNORECASE
)

# A school or department: no body of its own, and what comes before it is the party.
_UNIT = re.compile(
    r"^\s*[、，,・]\s*[^、，,・/／()（）]*?(?:学部|学科|学院|研究科|大学院|部門|学系|専攻|学域|学環|課程)"
)

_PROGRAMME = re.compile(
    r"^\s*(?:プロジェクト|プログラム|計画|事業|制度|(?:projects?|programmes?|programs?|initiatives?)(?![a-z]))",
    re.IGNORECASE,
)

_OPENING, _CLOSING = "(（[［〔【", ")）]］〕】"


@dataclass(frozen=True, slots=True)
class _Chain:
    """Names that together say who one party is, larger bodies first."""

    links: tuple[Link, ...]


def list_parties(links: Sequence[Link], findings: Findings) -> tuple[Party, ...]:
    """Return every institution as a party, in order."""
    return tuple(_as_party(link, findings) for link in links)


def find_parties(span: Span, findings: Findings) -> tuple[Party, ...]:
    """Return the parties that a cell, list item or clause names, in order, each body once."""
    links = findings.links_in(span)
    parties: list[Party] = []
    seen: set[str] = set()
    for chain in _split_chains(_drop_bracketed(links, span, findings), findings):
        for link in _choose_parties(chain, span, findings):
            key = link.chosen.id if link.chosen else findings.cut(link.mention.span)
            if key not in seen:
                seen.add(key)
                parties.append(_as_party(link, findings))
    return tuple(parties)


def _as_party(link: Link, findings: Findings) -> Party:
    return Party(findings.cut(link.mention.span), link.mention.span, link)


def _drop_bracketed(links: Sequence[Link], span: Span, findings: Findings) -> list[Link]:
    """Leave out acronyms and affiliations in brackets; a bracket that lists several is kept."""
    kept: list[Link] = []
    for link in links:
        bracket = _bracket_around(link.mention.span, span, findings)
        if bracket is None or not kept or len(findings.links_in(bracket)) > 1:
            kept.append(link)
    return kept


def _bracket_around(name: Span, span: Span, findings: Findings) -> Span | None:
    before = findings.cut(Span(span.start, name.start))
    opening = max(before.rfind(character) for character in _OPENING)
    if opening <= max(before.rfind(character) for character in _CLOSING):
        return None
    after = findings.cut(Span(name.end, span.end))
    closings = [after.find(character) for character in _CLOSING if character in after]
    end = name.end + min(closings) if closings else span.end
    return Span(span.start + opening, end)


def _split_chains(links: Sequence[Link], findings: Findings) -> Iterator[_Chain]:
    chain: list[Link] = []
    for link in links:
        if chain and _is_separate(chain[-1], link, findings):
            yield _Chain(tuple(chain))
            chain = []
        chain.append(link)
    if chain:
        yield _Chain(tuple(chain))


def _is_separate(earlier: Link, later: Link, findings: Findings) -> bool:
    gap = findings.cut(Span(earlier.mention.span.end, later.mention.span.start))
    return _SEPARATOR.search(gap) is not None


def _choose_parties(chain: _Chain, span: Span, findings: Findings) -> tuple[Link, ...]:
    """Return the smallest body of a chain, and the largest too where one of its units follows."""
    last = chain.links[-1]
    rest = findings.cut(Span(last.mention.span.end, span.end))
    if _PROGRAMME.match(rest):
        return ()
    if len(chain.links) > 1 and _UNIT.match(rest):
        return (chain.links[0], last)
    return (last,)
