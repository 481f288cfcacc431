"""Findings of all names of a document in, findings that know of each other out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from extract.link.findings import (
    ACRONYM_DOUBT,
    DOUBT,
    FAMILIAR_FROM,
    KIN_TRUST,
    choose_sure,
    doubt,
    favour,
    merge,
    rescore,
)
from extract.link.groups import ACRONYM, BORNE, HINTED, fold_key, is_written_out, list_bearers
from extract.link.surroundings import IN_ROW
from extract.registry import Finding, Registry, merge_country
from extract.text import is_japanese


def check_translations(
    found: Sequence[tuple[Finding, ...]], groups: Sequence[int], names: Sequence[str]
) -> list[tuple[Finding, ...]]:
    """Doubt what a Japanese name or an acronym may mean that the Latin name beside it belies."""
    borne: dict[int, set[str]] = defaultdict(set)
    hinted: dict[int, set[str]] = defaultdict(set)
    for findings, group, name in zip(found, groups, names, strict=True):
        if is_written_out(name):
            borne[group] |= {f.candidate.id for f in findings if f.candidate.score >= BORNE}
            hinted[group] |= {f.candidate.id for f in findings if f.candidate.score >= HINTED}
            borne[group].add("")
    checked = list(found)
    for at, (findings, group, name) in enumerate(zip(found, groups, names, strict=True)):
        if borne[group] and any(map(is_japanese, name)):
            checked[at] = doubt(findings, borne[group], DOUBT)
        elif borne[group] and ACRONYM.fullmatch(name):
            checked[at] = doubt(findings, hinted[group], ACRONYM_DOUBT)
    return checked


def join_evidence(
    found: Sequence[tuple[Finding, ...]],
    groups: Sequence[int],
    names: Sequence[str],
    hints: Sequence[Mapping[str, float]],
) -> list[tuple[Finding, ...]]:
    """Raise the records of which an acronym and the name that it stands for both tell.

    Where one of these is in the country told beside the name, the others are its namesakes.
    """
    borne: dict[int, set[str]] = defaultdict(set)
    meant: dict[int, set[str]] = defaultdict(set)
    told: dict[int, set[str]] = defaultdict(set)
    countries: dict[str, str] = {}
    for findings, group, name, near in zip(found, groups, names, hints, strict=True):
        countries |= {f.candidate.id: merge_country(f.candidate.country) for f in findings}
        told[group] |= {country for country, strength in near.items() if strength >= IN_ROW}
        if ACRONYM.fullmatch(name):
            borne[group] |= list_bearers(name, findings)
        else:
            meant[group] |= {f.candidate.id for f in findings if f.candidate.score >= BORNE}
    joined: list[tuple[Finding, ...]] = []
    for findings, group in zip(found, groups, strict=True):
        both = borne[group] & meant[group]
        here = {id for id in both if countries[id] in told[group]}
        if here or (both and not choose_sure(findings)):
            findings = doubt(findings, here or borne[group], DOUBT)
        joined.append(favour(findings, here or both, BORNE))
    return joined


def share_findings(
    found: Sequence[tuple[Finding, ...]],
    groups: Sequence[int],
    hints: Sequence[Mapping[str, float]],
) -> list[tuple[Finding, ...]]:
    """Give the mentions of one institution the findings of all, unless their countries differ."""
    members: dict[int, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        members[group].append(index)
    shared = list(found)
    for indexes in members.values():
        distinct = {id(found[index]) for index in indexes}
        if len(distinct) > 1:
            for index in indexes:
                peers = [i for i in indexes if i != index and not _disagree(hints[i], hints[index])]
                shared[index] = merge(found[index], [found[i] for i in peers])
    return shared


def _disagree(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return bool(one and other and not set(one) & set(other))


def favour_familiar(found: Sequence[tuple[Finding, ...]]) -> list[tuple[Finding, ...]]:
    """Raise the scores of records that other mentions of the document name without doubt."""
    tops = set(map(choose_sure, found)) - {""}
    return [favour(findings, tops, FAMILIAR_FROM) for findings in found]


def favour_kin(
    found: Sequence[tuple[Finding, ...]],
    names: Sequence[str],
    owners: Sequence[int],
    registry: Registry,
) -> list[tuple[Finding, ...]]:
    """Of the bearers of an acronym, put first the one with most kin in its segment and document.

    A bearer's kin are its relations that the text names without doubt, or that are parents of
    those it names: laboratories of one organisation are listed together. `owners` are the
    segments of the mentions.
    """
    sure = [choose_sure(findings) for findings in found]
    families = {id: _read_family(id, registry) for id in sure if id}
    in_document = frozenset[str]().union(*families.values())
    in_segment: dict[int, frozenset[str]] = defaultdict(frozenset)
    for id, owner in zip(sure, owners, strict=True):
        if id and owner >= 0:
            in_segment[owner] |= families[id]
    return [
        findings
        if id or not ACRONYM.fullmatch(name)
        else _raise_kin(findings, name, (in_segment[owner], in_document), registry)
        for findings, id, name, owner in zip(found, sure, names, owners, strict=True)
    ]


def _read_family(id: str, registry: Registry) -> frozenset[str]:
    """Return a record's id and those of its parents."""
    relations = registry.record(id).relations
    return frozenset((id, *(other.id for other in relations if other.kind == "parent")))


def _raise_kin(
    findings: tuple[Finding, ...],
    name: str,
    circles: tuple[frozenset[str], ...],
    registry: Registry,
) -> tuple[Finding, ...]:
    kin: dict[str, tuple[int, ...]] = {}
    bearers = list_bearers(name, findings)
    for finding in findings:
        owner = fold_key(finding.candidate.matched_name.split("-")[0])
        if finding.candidate.id in bearers or (not bearers and owner == fold_key(name)):
            id = finding.candidate.id
            relations = {other.id for other in registry.record(id).relations}
            kin[id] = tuple(
                n for circle in circles for n in (id in circle, len(relations & circle))
            )
    ranked = sorted(kin.values(), reverse=True)
    top = findings[0].candidate if findings else None
    is_settled = top and top.score >= KIN_TRUST and top.id in circles[-1]
    if is_settled or not ranked or not any(ranked[0]) or ranked[0] in ranked[1:]:
        return findings
    chosen = next(f for f in findings if kin.get(f.candidate.id) == ranked[0])
    score = max(chosen.candidate.score, KIN_TRUST)
    others = (finding for finding in findings if finding is not chosen)
    return (rescore(chosen, score), *others)
