"""A name behind that of its owner in, the findings of a unit of that owner out."""

import re
from collections.abc import Iterator, Sequence, Set

from extract.link.findings import (
    DOUBT,
    FAMILIAR_FROM,
    KIN_TRUST,
    MENTION_THRESHOLD,
    THRESHOLD,
    NameLink,
    decide,
    merge,
    rescore,
    weaken,
)
from extract.link.groups import fold_key
from extract.model import Document, Mention
from extract.registry import Finding, Record, Registry, merge_country
from extract.text import is_japanese


def favour_units(
    document: Document,
    mentions: Sequence[Mention],
    names: Sequence[str],
    found: Sequence[tuple[Finding, ...]],
    registry: Registry,
) -> list[tuple[Finding, ...]]:
    """Read a Japanese name that stands right behind a linked one as that of a unit of its."""
    read = list(found)
    for at in range(1, len(mentions)):
        gap = document.text[mentions[at - 1].span.end : mentions[at].span.start]
        if _OWNING_GAP.fullmatch(gap) and any(map(is_japanese, names[at])):
            owner = decide(names[at - 1], read[at - 1], MENTION_THRESHOLD)
            read[at] = _read_unit(names[at], owner, read[at], registry)
    return read


_OWNING_GAP = re.compile("[ \u3000]?|[・の]")


def _read_unit(
    name: str, owner: NameLink, findings: tuple[Finding, ...], registry: Registry
) -> tuple[Finding, ...]:
    """Return the findings of a name as that of a unit of `owner`.

    What the registry relates to the owner, or names with it, comes first. Else the unit is in the
    owner's country, and a namesake of the unit of a university is mostly another's.
    """
    if owner.chosen is None:
        return findings
    record = registry.record(owner.chosen.id)
    kin = {relation.id for relation in record.relations if relation.kind in ("child", "related")}
    akin = [f for f in findings if f.candidate.id in kin and f.candidate.score >= FAMILIAR_FROM]
    own = [finding for finding in akin if finding.candidate.score >= THRESHOLD]
    own = own or list(_find_with_owner(name, owner.name, record, kin, registry)) or akin
    if own:
        chosen = max(own, key=lambda finding: finding.candidate.score)
        score = max(chosen.candidate.score, KIN_TRUST)
        others = (finding for finding in findings if finding.candidate.id != chosen.candidate.id)
        return (rescore(chosen, score), *others)
    findings = _settle(findings, registry.find(name, country=record.country), record.country)
    if "education" in record.types and findings and findings[0].candidate.score < _SURE_UNIT:
        return tuple(weaken(finding, DOUBT) for finding in findings)
    return findings


def _find_with_owner(
    name: str, owner: str, record: Record, kin: Set[str], registry: Registry
) -> Iterator[Finding]:
    """Yield what the name of a unit behind that of its owner finds: kin, or the name itself."""
    known = (other.text for other in record.names if other.language == "ja")
    for spelling in sorted({owner, *known}):
        for finding in registry.find(f"{spelling}{name}"):
            is_named = fold_key(finding.candidate.matched_name) == fold_key(f"{spelling}{name}")
            if finding.candidate.score >= KIN_TRUST and (is_named or finding.candidate.id in kin):
                yield finding


def _settle(
    findings: tuple[Finding, ...], here: tuple[Finding, ...], country: str
) -> tuple[Finding, ...]:
    """Return the findings with those of other countries as unlikely as they are `here`."""
    scores = {finding.candidate.id: finding.candidate.score for finding in here}
    home = merge_country(country)
    settled = [
        finding
        if merge_country(finding.candidate.country) == home
        else rescore(finding, min(finding.candidate.score, scores.get(finding.candidate.id, 0.0)))
        for finding in findings
    ]
    at_home = [f for f in here if merge_country(f.candidate.country) == home]
    return merge(tuple(settled), [tuple(at_home)])


# A namesake of a unit at least this likely is believed.
_SURE_UNIT = 0.9
