"""Mentions and a registry in, links out: for each mention the record it names, or none.

A name is read with what its document says around it: countries beside it, in its row and in its
heading; an acronym defined once, or a name given in two languages, stands for the same institution
throughout; the same name is linked the same way unless its surroundings name another country.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.link.evidence import (
    check_translations,
    favour_familiar,
    favour_kin,
    join_evidence,
    share_findings,
)
from extract.link.findings import (
    KEPT_CANDIDATES,
    MENTION_THRESHOLD,
    THRESHOLD,
    NameLink,
    average,
    decide,
)
from extract.link.groups import group_names, pair_cells, unite_acronyms, unite_cells
from extract.link.surroundings import (
    IN_SEGMENT,
    find_segments,
    read_surroundings,
    read_usual_countries,
)
from extract.link.units import favour_units
from extract.model import Candidate, Document, Link, Mention, Segment
from extract.registry import Finding, Registry


@dataclass(frozen=True, slots=True)
class AffiliationLink:
    """What an affiliation was linked to: `chosen` in the order of their places in the string."""

    affiliation: str
    candidates: tuple[Candidate, ...]
    chosen: tuple[Candidate, ...]


def link_name(
    name: str, registry: Registry, *, country: str | None = None, context: str | None = None
) -> NameLink:
    """Link the name of one institution.

    `country` is an ISO 3166 code that is certain; `context` is text around the name, read for
    countries only. None where there is none.
    """
    hints = dict.fromkeys(registry.find_countries(context), IN_SEGMENT) if context else {}
    return decide(name, registry.find(name, country=country or "", hints=hints), THRESHOLD)


def link_affiliation(affiliation: str, registry: Registry) -> AffiliationLink:
    """Link every institution that an affiliation names; of overlapping names the likeliest wins."""
    findings = registry.find(affiliation)
    chosen: list[Finding] = []
    for finding in findings:
        apart = all(finding.last < other.first or other.last < finding.first for other in chosen)
        if finding.candidate.score >= THRESHOLD and apart:
            chosen.append(finding)
    chosen.sort(key=lambda finding: finding.first)
    candidates = tuple(finding.candidate for finding in findings[:KEPT_CANDIDATES])
    return AffiliationLink(affiliation, candidates, tuple(finding.candidate for finding in chosen))


def link_mentions(
    document: Document,
    segments: Sequence[Segment],
    mentions: Sequence[Mention],
    registry: Registry,
) -> tuple[Link, ...]:
    """Link mentions, one link each, in their order."""
    names = [_read_name(document, mention) for mention in mentions]
    hints = read_surroundings(document, segments, mentions, registry)
    found = [registry.find(name, hints=near) for name, near in zip(names, hints, strict=True)]
    usual = read_usual_countries(found)
    found = [
        findings if near else average(findings, registry.find(name, hints=usual))
        for findings, near, name in zip(found, hints, names, strict=True)
    ]
    hints = [near or usual for near in hints]
    groups = group_names(document, segments, mentions, names)
    groups = unite_cells(groups, pair_cells(segments, mentions, groups), names, found)
    groups = unite_acronyms(document, mentions, groups, names, found)
    found = check_translations(found, groups, names)
    found = join_evidence(found, groups, names, hints)
    found = share_findings(found, groups, hints)
    found = favour_familiar(found)
    found = favour_kin(found, names, find_segments(segments, mentions), registry)
    found = favour_units(document, mentions, names, found, registry)
    links = [
        decide(name, findings, MENTION_THRESHOLD)
        for name, findings in zip(names, found, strict=True)
    ]
    return tuple(
        Link(mention, link.candidates, link.chosen, link.score)
        for mention, link in zip(mentions, links, strict=True)
    )


def _read_name(document: Document, mention: Mention) -> str:
    """Return the mentioned name on one line; in Japanese a line break leaves no space."""
    text = mention.span.of(document.text)
    text = re.sub("(?<=[\u3041-\u9fff])[ \u3000]*\n[ \u3000]*(?=[\u3041-\u9fff])", "", text)
    return " ".join(text.split())
