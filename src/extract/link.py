"""Mentions and a registry in, links out: for each mention the record it names, or none."""

from collections.abc import Sequence
from dataclasses import dataclass

from extract.model import Candidate, Document, Link, Mention, Segment
from extract.registry import Finding, Registry

# A candidate less likely than this is not chosen.
_THRESHOLD = 0.5
_KEPT_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class NameLink:
    """What a name was linked to; `chosen` is None where no record is likely enough.

    `score` is the probability that this decision is right.
    """

    name: str
    candidates: tuple[Candidate, ...]
    chosen: Candidate | None
    score: float


@dataclass(frozen=True, slots=True)
class AffiliationLink:
    """What an affiliation was linked to: `chosen` in the order of their places in the string."""

    affiliation: str
    candidates: tuple[Candidate, ...]
    chosen: tuple[Candidate, ...]


def link_name(name: str, registry: Registry, *, country: str | None = None, context: str | None = None) -> NameLink:
    """Link the name of one institution.

    `country` is an ISO 3166 code that is certain; `context` is text around the name, read for
    countries only.
    """
    return _decide(name, registry.find(name, country=country or ""))


def _decide(name: str, findings: Sequence[Finding]) -> NameLink:
    candidates = tuple(finding.candidate for finding in findings[:_KEPT_CANDIDATES])
    chosen = candidates[0] if candidates and candidates[0].score >= _THRESHOLD else None
    score = candidates[0].score if candidates else 0.0
    return NameLink(name, candidates, chosen, score if chosen else 1 - score)


def link_affiliation(affiliation: str, registry: Registry) -> AffiliationLink:
    """Link every institution that an affiliation names; of overlapping names the likeliest wins."""
    findings = registry.find(affiliation)
    chosen: list[Finding] = []
    for finding in findings:
        apart = all(finding.last < other.first or other.last < finding.first for other in chosen)
        if finding.candidate.score >= _THRESHOLD and apart:
            chosen.append(finding)
    chosen.sort(key=lambda finding: finding.first)
    candidates = tuple(finding.candidate for finding in findings[:_KEPT_CANDIDATES])
    return AffiliationLink(affiliation, candidates, tuple(finding.candidate for finding in chosen))


def link_mentions(
    document: Document, segments: Sequence[Segment], mentions: Sequence[Mention], registry: Registry
) -> tuple[Link, ...]:
    """Link mentions, one link each, in their order."""
    links = [link_name(mention.span.of(document.text), registry) for mention in mentions]
    return tuple(
        Link(mention, link.candidates, link.chosen, link.score)
        for mention, link in zip(mentions, links, strict=True)
    )
