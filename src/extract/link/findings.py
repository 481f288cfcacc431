"""Findings of a name in, the same with other likelihoods out, and the decision they lead to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from extract.model import Candidate
from extract.registry import Finding

# A candidate less likely than this is not chosen. 0.48: the least, of 0.46 to 0.50, at which a
# ranker that has not seen them has a precision of 0.97 on springer and 0.95 on crossref of
# links/*.dev. Measure again with models/linker/train_linker.py REGISTRY LINKS --folds 4.
THRESHOLD = 0.48
# What a reader of reports has found to be an institution needs less: 0.30 to 0.42 do alike on the
# mentions of gold/dev and tests/data/pages/dev, 0.46 does worse.
MENTION_THRESHOLD = 0.38
KEPT_CANDIDATES = 10
# A record whose name accounts for less than this of a mention is another institution, mostly the
# one that the mentioned one is part of, if the rest tells of a body of its own; the second figure
# is for a rest that does not. Tuned on gold/dev with benchmarks/linking.py.
_LEAST_SHARE, _LEAST_SHARE_ALONE = 0.6, 0.35
# What a record gains that the document names elsewhere without doubt, and what counts as that.
_FAMILIARITY = 0.5
SURE = 0.85


@dataclass(frozen=True, slots=True)
class NameLink:
    """What a name was linked to; `chosen` is None where no record is likely enough.

    `score` is the probability that this decision is right.
    """

    name: str
    candidates: tuple[Candidate, ...]
    chosen: Candidate | None
    score: float


def decide(name: str, findings: Sequence[Finding], threshold: float) -> NameLink:
    """Return the link to the likeliest record that accounts for enough of the name, or to none."""
    candidates = tuple(finding.candidate for finding in findings[:KEPT_CANDIDATES])
    likely = [finding for finding in findings if covers(finding)]
    score = likely[0].candidate.score if likely else 0.0
    chosen = likely[0].candidate if score >= threshold else None
    return NameLink(name, candidates, chosen, score if chosen else 1 - score)


def covers(finding: Finding) -> bool:
    """Whether the name of a record accounts for enough of the text to be what the text names."""
    least = _LEAST_SHARE if finding.leaves_body else _LEAST_SHARE_ALONE
    return finding.share >= least


def average(one: tuple[Finding, ...], other: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return all findings, each with the mean of its likelihoods in the two."""
    scores: defaultdict[str, float] = defaultdict(float)
    for finding in (*one, *other):
        scores[finding.candidate.id] += finding.candidate.score / 2
    every = {finding.candidate.id: finding for finding in (*one, *other)}
    return rank(rescore(finding, scores[id]) for id, finding in every.items())


def doubt(findings: tuple[Finding, ...], borne: set[str], share: float) -> tuple[Finding, ...]:
    """Return the findings with `share` of their likelihoods left to those that are not borne."""
    doubted = [
        finding if finding.candidate.id in borne else weaken(finding, share) for finding in findings
    ]
    return rank(doubted)


# What is left of the likelihood of what a Latin name does not bear out.
DOUBT, ACRONYM_DOUBT = 0.5, 0.3


def merge(own: tuple[Finding, ...], others: Sequence[tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """Return the findings by the best score that any name of the institution gives them."""
    best = {finding.candidate.id: finding for finding in own}
    for findings in others:
        for finding in findings:
            known = best.get(finding.candidate.id)
            if known is None or known.candidate.score < finding.candidate.score:
                best[finding.candidate.id] = finding
    return rank(best.values())


def favour(findings: tuple[Finding, ...], ids: Set[str], least: float) -> tuple[Finding, ...]:
    """Return the findings with those of `ids` raised that are at least so likely."""
    if not findings or findings[0].candidate.score >= SURE:
        return findings
    raised = [
        rescore(finding, _gain(finding.candidate.score))
        if finding.candidate.id in ids and finding.candidate.score >= least and covers(finding)
        else finding
        for finding in findings
    ]
    return rank(raised)


def _gain(score: float) -> float:
    return score + _FAMILIARITY * (1 - score)


# A record must be at least this likely by name alone before the document's habit counts.
FAMILIAR_FROM = 0.1


def choose_sure(findings: tuple[Finding, ...]) -> str:
    """Return the id that a name has without doubt, "" where there is none."""
    is_sure = findings and findings[0].candidate.score >= SURE
    return findings[0].candidate.id if is_sure and covers(findings[0]) else ""


# How likely the bearer of an acronym is that has most kin in the document; a little under how
# often that is right on gold/dev.
KIN_TRUST = 0.7


def weaken(finding: Finding, share: float) -> Finding:
    """Return the finding with `share` of its likelihood."""
    return rescore(finding, share * finding.candidate.score)


def rescore(finding: Finding, score: float) -> Finding:
    """Return the finding with another likelihood."""
    return replace(finding, candidate=replace(finding.candidate, score=score))


def rank(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings with the likeliest first."""
    return tuple(sorted(findings, key=lambda f: (-f.candidate.score, f.candidate.id)))
