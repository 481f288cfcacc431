"""Mentions and a registry in, links out: for each mention the record it names, or none.

A name is read with what its document says around it: countries beside it, in its row and in its
heading; an acronym defined once, or a name given in two languages, stands for the same institution
throughout; the same name is linked the same way unless its surroundings name another country.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from extract.model import Candidate, Document, Link, Mention, Segment
from extract.registry import Finding, Record, Registry, merge_country
from extract.text import is_japanese

# A candidate less likely than this is not chosen. 0.46: of 0.42 to 0.50 the one that comes nearest
# to a precision of 0.97 on springer and 0.95 on crossref of links/*.dev with a recall of 0.86 and
# 0.80; gold/dev does alike with all. Measure again with benchmarks/linking.py.
THRESHOLD = 0.46
_KEPT_CANDIDATES = 10
# A record whose name accounts for less than this of a mention is another institution, mostly the
# one that the mentioned one is part of, if the rest tells of a body of its own; the second figure
# is for a rest that does not. Tuned on gold/dev with benchmarks/linking.py.
_LEAST_SHARE, _LEAST_SHARE_ALONE = 0.6, 0.35
# How surely a country near a mention is the mentioned institution's.
_BESIDE, _IN_ROW, _IN_SEGMENT, _IN_HEADING = 1.0, 0.9, 0.5, 0.5
# The countries of the document's other institutions are a hint where nothing else is.
_USUAL, _LEAST_USUAL = 0.5, 0.2
# What a record gains that the document names elsewhere without doubt, and what counts as that.
_FAMILIARITY = 0.5
_SURE = 0.85
_ACRONYM = re.compile("[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿ0-9&+.-]{1,11}")
_DEFINING_GAP = re.compile("[ \u3000\n]*(?:[(（\\[［]|[–—:：=＝]|(?<=[ \n])-(?= ))[ \u3000\n]*")
# What gives a name a short form for the rest of the document, whatever that is.
_SHORTENING_GAP = re.compile(
    "[ \u3000\n,，]*[(（]?[^()（）]{0,40}?"
    "(?:以下[、,]?|(?<![A-Za-z])(?:hereinafter|hereafter)(?: referred to)?(?: as)?,?)"
    "[ \u3000\n「『“\"'‘]*(?:the )?[「『“\"'‘]*"
)


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


def link_name(
    name: str, registry: Registry, *, country: str | None = None, context: str | None = None
) -> NameLink:
    """Link the name of one institution.

    `country` is an ISO 3166 code that is certain; `context` is text around the name, read for
    countries only. None where there is none.
    """
    hints = dict.fromkeys(registry.find_countries(context), _IN_SEGMENT) if context else {}
    return _decide(name, registry.find(name, country=country or "", hints=hints))


def _decide(name: str, findings: Sequence[Finding]) -> NameLink:
    candidates = tuple(finding.candidate for finding in findings[:_KEPT_CANDIDATES])
    likely = [finding for finding in findings if _covers(finding)]
    score = likely[0].candidate.score if likely else 0.0
    chosen = likely[0].candidate if score >= THRESHOLD else None
    return NameLink(name, candidates, chosen, score if chosen else 1 - score)


def _covers(finding: Finding) -> bool:
    """Whether the name of a record accounts for enough of the text to be what the text names."""
    least = _LEAST_SHARE if finding.leaves_body else _LEAST_SHARE_ALONE
    return finding.share >= least


def link_affiliation(affiliation: str, registry: Registry) -> AffiliationLink:
    """Link every institution that an affiliation names; of overlapping names the likeliest wins."""
    findings = registry.find(affiliation)
    chosen: list[Finding] = []
    for finding in findings:
        apart = all(finding.last < other.first or other.last < finding.first for other in chosen)
        if finding.candidate.score >= THRESHOLD and apart:
            chosen.append(finding)
    chosen.sort(key=lambda finding: finding.first)
    candidates = tuple(finding.candidate for finding in findings[:_KEPT_CANDIDATES])
    return AffiliationLink(affiliation, candidates, tuple(finding.candidate for finding in chosen))


def link_mentions(
    document: Document,
    segments: Sequence[Segment],
    mentions: Sequence[Mention],
    registry: Registry,
) -> tuple[Link, ...]:
    """Link mentions, one link each, in their order."""
    names = [_read_name(document, mention) for mention in mentions]
    hints = _read_surroundings(document, segments, mentions, registry)
    found = [registry.find(name, hints=near) for name, near in zip(names, hints, strict=True)]
    usual = _read_usual_countries(found)
    found = [
        findings if near else _average(findings, registry.find(name, hints=usual))
        for findings, near, name in zip(found, hints, names, strict=True)
    ]
    hints = [near or usual for near in hints]
    groups = _group_names(document, segments, mentions, names)
    groups = _unite_cells(groups, _pair_cells(segments, mentions, groups), names, found)
    groups = _unite_acronyms(document, mentions, groups, names, found)
    found = _check_translations(found, groups, names)
    found = _join_evidence(found, groups, names, hints)
    found = _share_findings(found, groups, hints)
    found = _favour_familiar(found)
    found = _favour_kin(found, names, _find_segments(segments, mentions), registry)
    found = _favour_units(document, mentions, names, found, registry)
    links = [_decide(name, findings) for name, findings in zip(names, found, strict=True)]
    return tuple(
        Link(mention, link.candidates, link.chosen, link.score)
        for mention, link in zip(mentions, links, strict=True)
    )


def _read_name(document: Document, mention: Mention) -> str:
    """Return the mentioned name on one line; in Japanese a line break leaves no space."""
    text = mention.span.of(document.text)
    text = re.sub("(?<=[\u3041-\u9fff])[ \u3000]*\n[ \u3000]*(?=[\u3041-\u9fff])", "", text)
    return " ".join(text.split())


def _read_surroundings(
    document: Document, segments: Sequence[Segment], mentions: Sequence[Mention], registry: Registry
) -> list[dict[str, float]]:
    """Return, for each mention, the countries that its surroundings tell, with their strengths."""
    rows = _read_rows(document, segments, registry)
    lines = _read_country_lines(document, registry)
    owners = _find_segments(segments, mentions)
    return [
        (_read_hints(document, mention, segments[owner], rows, registry) if owner >= 0 else {})
        or _find_line(lines, mention)
        for mention, owner in zip(mentions, owners, strict=True)
    ]


# What may stand around and between countries that have a line to themselves.
_LINE_MARKS = " \u3000\t|｜■□●○◆◇▼▽・*＊#【】［］[]<>＜＞()（）.．:：-–—－0123456789"
_BETWEEN_COUNTRIES = re.compile("[ \u3000]*[-–—－―・/／、,][ \u3000]*")


def _read_country_lines(document: Document, registry: Registry) -> list[tuple[int, frozenset[str]]]:
    """Return where the lines begin that name one country or several and nothing else, with these.

    Such a line stands over the institutions of the country, up to the next of its kind.
    """
    lines: list[tuple[int, frozenset[str]]] = []
    start = 0
    for line in document.text.splitlines(keepends=True):
        bare = line.strip().strip(_LINE_MARKS)
        if bare and len(bare) <= _LONGEST_COUNTRY_CELL:
            names = [bare] if registry.is_country(bare) else _BETWEEN_COUNTRIES.split(bare)
            if all(registry.is_country(name) for name in names):
                lines.append((start, registry.find_countries("\n".join(names))))
        start += len(line)
    return lines


def _find_line(lines: Sequence[tuple[int, frozenset[str]]], mention: Mention) -> dict[str, float]:
    at = bisect_right(lines, mention.span.start, key=lambda line: line[0]) - 1
    return dict.fromkeys(lines[at][1], _IN_HEADING) if at >= 0 else {}


def _read_usual_countries(found: Sequence[tuple[Finding, ...]]) -> dict[str, float]:
    """Return the countries of many of the institutions that the document names without doubt."""
    countries = Counter(
        merge_country(findings[0].candidate.country)
        for findings in found
        if findings and findings[0].candidate.score >= _SURE
    )
    total = sum(countries.values())
    return {
        country: _USUAL for country, count in countries.items() if count >= _LEAST_USUAL * total
    }


def _average(one: tuple[Finding, ...], other: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return all findings, each with the mean of its likelihoods in the two."""
    scores: Counter[str] = Counter()
    for finding in (*one, *other):
        scores[finding.candidate.id] += finding.candidate.score / 2
    every = {finding.candidate.id: finding for finding in (*one, *other)}
    return tuple(
        sorted(
            (
                replace(finding, candidate=replace(finding.candidate, score=scores[id]))
                for id, finding in every.items()
            ),
            key=lambda finding: (-finding.candidate.score, finding.candidate.id),
        )
    )


def _find_segments(segments: Sequence[Segment], mentions: Sequence[Mention]) -> list[int]:
    """Return the index of the segment of each mention, -1 where none holds it."""
    order = sorted(range(len(segments)), key=lambda index: segments[index].span)
    starts = [segments[index].span.start for index in order]
    owners: list[int] = []
    for mention in mentions:
        at = bisect_right(starts, mention.span.start) - 1
        holds = at >= 0 and segments[order[at]].span.contains(mention.span)
        owners.append(order[at] if holds else -1)
    return owners


_LONGEST_COUNTRY_CELL = 24


def _read_rows(
    document: Document, segments: Sequence[Segment], registry: Registry
) -> dict[tuple[int, int], frozenset[str]]:
    """Return the countries of each table row that has segments.

    A cell that is a country's name alone also stands for the rows below it that name none, over
    the page break that cut their table in two.
    """
    rows: dict[tuple[int, int], frozenset[str]] = {}
    current: frozenset[str] = frozenset()
    for segment in segments:
        if segment.cell is None:
            continue
        row = (segment.cell.table, segment.cell.row)
        text = segment.span.of(document.text)
        if len(text) <= _LONGEST_COUNTRY_CELL and registry.is_country(text):
            current = rows[row] = registry.find_countries(text)
        rows.setdefault(row, current)
    return rows


def _read_hints(
    document: Document,
    mention: Mention,
    segment: Segment,
    rows: Mapping[tuple[int, int], frozenset[str]],
    registry: Registry,
) -> dict[str, float]:
    before = document.text[segment.span.start : mention.span.start]
    after = document.text[mention.span.end : min(mention.span.end + 20, segment.span.end)]
    hints: dict[str, float] = {}
    if segment.heading:
        _add(hints, registry, segment.heading.of(document.text), _IN_HEADING)
    _add(hints, registry, f"{before}\n{after}", _IN_SEGMENT)
    if segment.cell:
        row = rows.get((segment.cell.table, segment.cell.row), frozenset())
        title = segment.header.of(document.text) if segment.header else ""
        told = registry.find_countries(title) or row  # 日本側, "UK partner"
        hints.update(dict.fromkeys(told, _IN_ROW))
    beside: dict[str, float] = {}
    _add(beside, registry, re.split("[、，,;；。\n()（）]", before)[-1][-12:], _BESIDE)
    if bracketed := re.match("[ \u3000]*[(（]([^)）]{1,14})[)）]", after):
        _add(beside, registry, bracketed[1], _BESIDE)
    return beside or hints


def _add(hints: dict[str, float], registry: Registry, text: str, strength: float) -> None:
    if text.strip():
        for country in registry.find_countries(text):
            hints[country] = max(hints.get(country, 0.0), strength)


def _group_names(
    document: Document,
    segments: Sequence[Segment],
    mentions: Sequence[Mention],
    names: Sequence[str],
) -> list[int]:
    """Return a number for each mention, the same for those that name one institution.

    Equal names are one; so are a name and its acronym or translation where the text puts them
    side by side.
    """
    group_of: dict[str, int] = {}
    groups = list(range(len(mentions)))
    for index, name in enumerate(names):
        groups[index] = group_of.setdefault(_key(name), index)
    for index in range(len(mentions) - 1):
        if _defines(document, mentions[index], mentions[index + 1], names[index], names[index + 1]):
            groups = _unite(groups, index, index + 1)
    return groups


def _unite_cells(
    groups: list[int],
    pairs: Sequence[tuple[int, int]],
    names: Sequence[str],
    found: Sequence[tuple[Finding, ...]],
) -> list[int]:
    """Unite names in neighbouring cells that translate each other.

    Partners stand in neighbouring cells too: an acronym may be anybody's, and names that are known
    to be of two institutions are no translations.
    """
    for left, right in pairs:
        sure = {_choose_sure(found[left]), _choose_sure(found[right])} - {""}
        is_acronym = _ACRONYM.fullmatch(names[left]) or _ACRONYM.fullmatch(names[right])
        if _translates(names[left], names[right]) and len(sure) < 2 and not is_acronym:
            groups = _unite(groups, left, right)
    return groups


def _unite_acronyms(
    document: Document,
    mentions: Sequence[Mention],
    groups: list[int],
    names: Sequence[str],
    found: Sequence[tuple[Finding, ...]],
) -> list[int]:
    """Unite acronyms in brackets with the name before them that the registry gives them.

    The letters need not stand in the name: IPK is short for a German name that English translates.
    """
    for at in range(1, len(mentions)):
        gap = document.text[mentions[at - 1].span.end : mentions[at].span.start]
        if gap.strip() in ("(", "（", "[") and _ACRONYM.fullmatch(names[at]):
            likely = {f.candidate.id for f in found[at - 1] if f.candidate.score >= _BORNE}
            if likely & _list_bearers(names[at], found[at]):
                groups = _unite(groups, at - 1, at)
    return _unite_initials(groups, names, found)


def _list_bearers(acronym: str, findings: tuple[Finding, ...]) -> set[str]:
    """Return the ids of the records that have the acronym for a name."""
    return {f.candidate.id for f in findings if _key(f.candidate.matched_name) == _key(acronym)}


def _unite_initials(
    groups: list[int], names: Sequence[str], found: Sequence[tuple[Finding, ...]]
) -> list[int]:
    """Unite an acronym that the text does not define with the one name that has its initials."""
    written = {group for group, name in zip(groups, names, strict=True) if _is_written_out(name)}
    bearers: dict[str, set[int]] = defaultdict(set)
    for group, name in zip(groups, names, strict=True):
        if _is_written_out(name):
            bearers[_read_initials(name)].add(group)
    united = list(groups)
    for at, (group, name) in enumerate(zip(groups, names, strict=True)):
        bearing = bearers.get(name, set()) if len(name) >= _LEAST_INITIALS else set()
        if group not in written and len(bearing) == 1 and _decide(name, found[at]).chosen is None:
            united[at] = min(bearing)
    return united


_LEAST_INITIALS = 3


def _read_initials(name: str) -> str:
    return "".join(re.findall("(?<![A-Za-zÀ-ÿ])[A-ZÀ-ÖØ-Þ](?=[a-zà-ÿ])", name))


def _unite(groups: list[int], one: int, other: int) -> list[int]:
    kept, dropped = sorted((groups[one], groups[other]))
    return [kept if group == dropped else group for group in groups]


def _pair_cells(
    segments: Sequence[Segment], mentions: Sequence[Mention], groups: Sequence[int]
) -> list[tuple[int, int]]:
    """Return mentions that fill neighbouring cells of a row, of which each names one institution.

    `groups` says which mentions are known to be of one institution.
    """
    cells: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    filling: dict[tuple[int, int, int], int] = {}
    for index, owner in enumerate(_find_segments(segments, mentions)):
        cell = segments[owner].cell if owner >= 0 else None
        if cell:
            place = (cell.table, cell.row, cell.column)
            cells[place].append(groups[index])
            if 2 * len(mentions[index].span) > len(segments[owner].span):
                filling[place] = index
    alone = {place: index for place, index in filling.items() if len(set(cells[place])) == 1}
    return [
        (left, alone[table, row, column + 1])
        for (table, row, column), left in alone.items()
        if (table, row, column + 1) in alone
    ]


def _key(name: str) -> str:
    return re.sub("[ ・･.,-]", "", name).casefold()


def _defines(document: Document, left: Mention, right: Mention, name: str, other: str) -> bool:
    """Whether the text gives two names side by side as those of one institution."""
    gap = document.text[left.span.end : right.span.start]
    if _SHORTENING_GAP.fullmatch(gap):
        return True
    if not _DEFINING_GAP.fullmatch(gap):
        return False
    follows = document.text[right.span.end : right.span.end + 2].strip()
    in_brackets = any(mark in gap for mark in "(（[［")
    if in_brackets and not follows.startswith((")", "）", "]", "］", ",", "、", "，")):
        return False
    return (
        _abbreviates(name, other)
        or _abbreviates(other, name)
        or (in_brackets and _translates(name, other))
    )


def _abbreviates(name: str, other: str) -> bool:
    """Whether `other` may be the acronym of `name`: its letters stand there in order."""
    if not _ACRONYM.fullmatch(other) or len(name) <= len(other):
        return False
    letters = iter(name.casefold())
    return all(letter in letters for letter in other.casefold() if letter.isalpha())


def _translates(name: str, other: str) -> bool:
    scripts = [any(is_japanese(character) for character in text) for text in (name, other)]
    return scripts[0] != scripts[1]


def _check_translations(
    found: Sequence[tuple[Finding, ...]], groups: Sequence[int], names: Sequence[str]
) -> list[tuple[Finding, ...]]:
    """Doubt what a Japanese name or an acronym may mean that the Latin name beside it belies."""
    borne: dict[int, set[str]] = defaultdict(set)
    hinted: dict[int, set[str]] = defaultdict(set)
    for findings, group, name in zip(found, groups, names, strict=True):
        if _is_written_out(name):
            borne[group] |= {f.candidate.id for f in findings if f.candidate.score >= _BORNE}
            hinted[group] |= {f.candidate.id for f in findings if f.candidate.score >= _HINTED}
            borne[group].add("")
    checked = list(found)
    for at, (findings, group, name) in enumerate(zip(found, groups, names, strict=True)):
        if borne[group] and any(map(is_japanese, name)):
            checked[at] = _doubt(findings, borne[group], _DOUBT)
        elif borne[group] and _ACRONYM.fullmatch(name):
            checked[at] = _doubt(findings, hinted[group], _ACRONYM_DOUBT)
    return checked


def _is_written_out(name: str) -> bool:
    """Whether a name is in Latin letters and no acronym."""
    return not any(map(is_japanese, name)) and not _ACRONYM.fullmatch(name)


def _doubt(findings: tuple[Finding, ...], borne: set[str], share: float) -> tuple[Finding, ...]:
    doubted = [
        finding if finding.candidate.id in borne else _weaken(finding, share)
        for finding in findings
    ]
    return tuple(sorted(doubted, key=lambda f: (-f.candidate.score, f.candidate.id)))


# What is left of the likelihood of what a Latin name does not bear out.
_DOUBT, _ACRONYM_DOUBT = 0.5, 0.3


def _join_evidence(
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
        told[group] |= {country for country, strength in near.items() if strength >= _IN_ROW}
        if _ACRONYM.fullmatch(name):
            borne[group] |= _list_bearers(name, findings)
        else:
            meant[group] |= {f.candidate.id for f in findings if f.candidate.score >= _BORNE}
    joined: list[tuple[Finding, ...]] = []
    for findings, group in zip(found, groups, strict=True):
        both = borne[group] & meant[group]
        here = {id for id in both or borne[group] if countries[id] in told[group]}
        if here or (both and not _choose_sure(findings)):
            findings = _doubt(findings, here or borne[group], _DOUBT)
        joined.append(_raise(findings, here or both, _BORNE))
    return joined


# A record that a Latin name makes at least this likely bears out its Japanese name, or acronym.
_BORNE, _HINTED = 0.05, 0.005


def _share_findings(
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
                shared[index] = _merge(found[index], [found[i] for i in peers])
    return shared


def _disagree(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return bool(one and other and not set(one) & set(other))


def _merge(own: tuple[Finding, ...], others: Sequence[tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """Return the findings by the best score that any name of the institution gives them."""
    best = {finding.candidate.id: finding for finding in own}
    for findings in others:
        for finding in findings:
            known = best.get(finding.candidate.id)
            if known is None or known.candidate.score < finding.candidate.score:
                best[finding.candidate.id] = finding
    return tuple(sorted(best.values(), key=lambda f: (-f.candidate.score, f.candidate.id)))


def _favour_familiar(found: Sequence[tuple[Finding, ...]]) -> list[tuple[Finding, ...]]:
    """Raise the scores of records that other mentions of the document name without doubt."""
    tops = {
        findings[0].candidate.id
        for findings in found
        if findings and findings[0].candidate.score >= _SURE and _covers(findings[0])
    }
    return [_raise(findings, tops, _FAMILIAR_FROM) for findings in found]


def _raise(findings: tuple[Finding, ...], ids: Set[str], least: float) -> tuple[Finding, ...]:
    """Return the findings with those of `ids` raised that are at least so likely."""
    if not findings or findings[0].candidate.score >= _SURE:
        return findings
    raised = [
        replace(finding, candidate=_gain(finding.candidate))
        if finding.candidate.id in ids and finding.candidate.score >= least and _covers(finding)
        else finding
        for finding in findings
    ]
    return tuple(sorted(raised, key=lambda f: (-f.candidate.score, f.candidate.id)))


def _gain(candidate: Candidate) -> Candidate:
    return replace(candidate, score=candidate.score + _FAMILIARITY * (1 - candidate.score))


# A record must be at least this likely by name alone before the document's habit counts.
_FAMILIAR_FROM = 0.1


def _favour_kin(
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
    sure = [_choose_sure(findings) for findings in found]
    families = {id: _read_family(id, registry) for id in sure if id}
    in_document = frozenset[str]().union(*families.values())
    in_segment: dict[int, frozenset[str]] = defaultdict(frozenset)
    for id, owner in zip(sure, owners, strict=True):
        if id and owner >= 0:
            in_segment[owner] |= families[id]
    return [
        findings
        if id or not _ACRONYM.fullmatch(name)
        else _raise_kin(findings, name, (in_segment[owner], in_document), registry)
        for findings, id, name, owner in zip(found, sure, names, owners, strict=True)
    ]


def _choose_sure(findings: tuple[Finding, ...]) -> str:
    """Return the id that a name has without doubt, "" where there is none."""
    is_sure = findings and findings[0].candidate.score >= _SURE
    return findings[0].candidate.id if is_sure and _covers(findings[0]) else ""


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
    bearers = _list_bearers(name, findings)
    for finding in findings:
        owner = _key(finding.candidate.matched_name.split("-")[0])
        if finding.candidate.id in bearers or (not bearers and owner == _key(name)):
            id = finding.candidate.id
            relations = {other.id for other in registry.record(id).relations}
            kin[id] = tuple(
                n for circle in circles for n in (id in circle, len(relations & circle))
            )
    ranked = sorted(kin.values(), reverse=True)
    top = findings[0].candidate if findings else None
    is_settled = top and top.score >= _KIN_TRUST and top.id in circles[-1]
    if is_settled or not ranked or not any(ranked[0]) or ranked[0] in ranked[1:]:
        return findings
    chosen = next(f for f in findings if kin.get(f.candidate.id) == ranked[0])
    score = max(chosen.candidate.score, _KIN_TRUST)
    others = (finding for finding in findings if finding is not chosen)
    return (replace(chosen, candidate=replace(chosen.candidate, score=score)), *others)


# How likely the bearer of an acronym is that has most kin in the document; a little under how
# often that is right on gold/dev.
_KIN_TRUST = 0.7


def _favour_units(
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
            owner = _decide(names[at - 1], read[at - 1])
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
    akin = [f for f in findings if f.candidate.id in kin and f.candidate.score >= _FAMILIAR_FROM]
    own = [finding for finding in akin if finding.candidate.score >= THRESHOLD]
    own = own or list(_find_with_owner(name, owner.name, record, kin, registry)) or akin
    if own:
        chosen = max(own, key=lambda finding: finding.candidate.score)
        score = max(chosen.candidate.score, _KIN_TRUST)
        others = (finding for finding in findings if finding.candidate.id != chosen.candidate.id)
        return (replace(chosen, candidate=replace(chosen.candidate, score=score)), *others)
    findings = _settle(findings, registry.find(name, country=record.country), record.country)
    if "education" in record.types and findings and findings[0].candidate.score < _SURE_UNIT:
        return tuple(_weaken(finding, _DOUBT) for finding in findings)
    return findings


def _find_with_owner(
    name: str, owner: str, record: Record, kin: Set[str], registry: Registry
) -> Iterator[Finding]:
    """Yield what the name of a unit behind that of its owner finds: kin, or the name itself."""
    known = (other.text for other in record.names if other.language == "ja")
    for spelling in sorted({owner, *known}):
        for finding in registry.find(f"{spelling}{name}"):
            is_named = _key(finding.candidate.matched_name) == _key(f"{spelling}{name}")
            if finding.candidate.score >= _KIN_TRUST and (is_named or finding.candidate.id in kin):
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
        else replace(
            finding,
            candidate=replace(
                finding.candidate,
                score=min(finding.candidate.score, scores.get(finding.candidate.id, 0.0)),
            ),
        )
        for finding in findings
    ]
    at_home = [f for f in here if merge_country(f.candidate.country) == home]
    return _merge(tuple(settled), [tuple(at_home)])


def _weaken(finding: Finding, share: float) -> Finding:
    candidate = finding.candidate
    return replace(finding, candidate=replace(candidate, score=share * candidate.score))


# A namesake of a unit at least this likely is believed.
_SURE_UNIT = 0.9
