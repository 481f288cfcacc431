"""A name in, records it may stand for as a whole out, each with its likelihood.

Records that bear the name itself come first. A Japanese name without a likely bearer is carried
over into Latin letters: a Latin name fits by how much of the slots of the Japanese one it accounts
for, and how much of it the slots account for; trees make a probability of that.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from extract.registry.index import Index
from extract.registry.japanese import Alternative, Slot, read_slots, write_hangul
from extract.registry.layout import NAME_KINDS
from extract.registry.match import find_kindred, merge_country, spread_countries
from extract.registry.names import fold_name
from extract.registry.rank import score_fits
from extract.registry.storage import Array
from extract.text import is_japanese

_LONGEST_NAME = 40
_LONGEST_ACRONYM = 7
_SEVERAL = re.compile("[、。，,;；/／\n]")
_KEPT = 20
# Bearers of a name as likely as this leave nothing to look for.
_SETTLED = 0.7
# Records that fit this much worse than the best are no rivals.
_RIVAL_GAP = 0.03
# What a country that the text does not name still counts, against 1 for one that it does.
_ELSEWHERE = 0.1
# How much better known bearers outweigh others: 1.5 of 1, 1.5 and 2 on gold/dev.
_RENOWN_POWER = 1.5
# What another country, told for sure, takes from the trust in a name.
_FOREIGN_DOUBT = 0.53
_ACRONYM = NAME_KINDS.index("acronym")
# Words that weigh more than this are names, or subjects of few bodies.
_PROPER_SLOT = 8.0
# What is left of the trust in a fit that says only the owner of a unit, or only the unit.
_UNIT_DOUBT = 0.4
# What is left of it in a ministry abroad: one that is told no country is Japan's.
_ABROAD_DOUBT = 0.4
# What is left of it in an embassy: few have records, and the country in their names is two's.
_EMBASSY_DOUBT = 0.4
# How far to trust a fit by the kind of name: display, label, alias, acronym.
_KIND_TRUST = (1.0, 1.0, 0.95, 0.6)
_PLACE_LEFT_OUT = 0.4
# A slot of which a name has less than this is not said in it.
_LEAST_QUALITY = 0.6
# How many features of a fit speak for it, and how many after these against it.
RISING, FALLING = 10, 7
# How far a record that is in a country says the country.
_SAID_BY_PLACE = 0.55
_NAMES_COMPARED = 120
_POSTINGS_READ = 120_000


@dataclass(frozen=True, slots=True)
class Transfer:
    """A record whose name a text may stand for; `score` is how likely, 0 to 1."""

    record: int
    name: int
    score: float


@dataclass(frozen=True, slots=True)
class Fit:
    """How a Latin name fits the slots of a Japanese one.

    `heard` is the share of the slots' weight that the name accounts for, `share` that of the name's
    weight that the slots account for, `score` both with country and renown. `qualities` says how
    well each slot is said, and `covered` with what quality the words of the name are.
    """

    record: int
    name: int
    score: float
    heard: float
    share: float
    qualities: tuple[float, ...]
    covered: Mapping[int, float]


def is_one_japanese_name(text: str) -> bool:
    """Whether `text` is one name in kana or kanji, not a list of several or a longer string."""
    return (
        len(text) <= _LONGEST_NAME
        and any(is_japanese(character) for character in text)
        and not _SEVERAL.search(text)
    )


def find_transfers(index: Index, name: str, countries: Mapping[str, float]) -> list[Transfer]:
    """Return the records that a name may stand for as a whole, the likeliest first.

    `countries` maps merged country codes to the strength of the hint.
    """
    if not countries and _KOREAN_UNIVERSITY.fullmatch(name):
        countries = {"KR": _KOREAN_HINT}
    best = {transfer.record: transfer for transfer in _find_bearers(index, name, countries)}
    if (
        is_one_japanese_name(name)
        and max((transfer.score for transfer in best.values()), default=0.0) < _SETTLED
    ):
        for transfer in _carry_over(index, name, countries):
            if transfer.record not in best or best[transfer.record].score < transfer.score:
                best[transfer.record] = transfer
    return sorted(best.values(), key=lambda transfer: (-transfer.score, transfer.record))[:_KEPT]


# Korea calls its universities 大学校, and Japan few schools, of what their names say.
_KOREAN_UNIVERSITY = re.compile("[\u3400-\u9fff]{2,4}大学校")
_KOREAN_HINT = 0.5


# What may stand before a name without being part of it: a legal form, the founder, the country.
_FOUNDERS = (
    "国立大学法人", "公立大学法人", "学校法人", "国立研究開発法人", "独立行政法人",
    "公益財団法人", "一般財団法人", "公益社団法人", "一般社団法人", "大学共同利用機関法人",
    "株式会社", "国立", "州立", "王立",
)  # fmt: skip


# A Latin name with a Japanese word for what it is: TRIUMF研究所.
_LATIN_WITH_TYPE = re.compile(
    "([a-z][a-z0-9& .-]+[a-z0-9]) ?(?:研究所|研究機構|機構|財団|協会|大学|社|銀行)"
)


def _find_bearers(index: Index, name: str, countries: Mapping[str, float]) -> Iterator[Transfer]:
    """Yield the records with this name, whole or without its legal form, founder or country."""
    is_short = len(name) <= _LONGEST_ACRONYM and name.isascii() and " " not in name
    for spelling in _respell(index, fold_name(name).text):
        bearers: dict[int, int] = {}
        for number in (*index.find_names_equal(spelling), *index.find_names_levelled(spelling)):
            if is_short or index.name_kind[number] != _ACRONYM:
                bearers[index.name_record[number]] = number
        total = sum(_count_votes(index, record, countries) for record in bearers)
        trust = _trust_acronym if is_short else _trust_name
        for record, number in bearers.items():
            share = _count_votes(index, record, countries) / total
            yield Transfer(record, number, share * trust(index, record, countries))
        if bearers:
            return


def _trust_name(index: Index, record: int, countries: Mapping[str, float]) -> float:
    """Return how far to trust a whole name: less so where another country is told surely."""
    if not countries or merge_country(index.country_of(record)) in countries:
        return 0.98
    return 0.98 - _FOREIGN_DOUBT * max(countries.values())


def _trust_acronym(index: Index, record: int, countries: Mapping[str, float]) -> float:
    """Return how far to trust a few letters: as far as the country is told, or the bearer known."""
    strength = countries.get(merge_country(index.country_of(record)), 0.0)
    known = min(index.record_prominence[record], 8) / 8
    return min(0.3 + 0.45 * strength + 0.45 * known, 0.95)


def _respell(index: Index, folded: str) -> Iterator[str]:
    """Yield a name, and what it may be written as in the registry, the likeliest first."""
    yield folded
    for founder in _FOUNDERS:
        if folded.startswith(founder) and len(folded) - len(founder) > 2:
            yield folded.removeprefix(founder)
    starts_japanese = bool(folded) and is_japanese(folded[0])
    for end in range(1, min(8, len(folded) - 3)) if starts_japanese else ():
        if index.tells_country(folded[:end]):
            yield folded[end:]
    if latin := _LATIN_WITH_TYPE.fullmatch(folded):
        yield latin[1]
    yield from _respell_end(folded)


def _respell_end(folded: str) -> Iterator[str]:
    hangul = write_hangul(folded)
    if hangul:
        yield hangul
    if hangul and folded.endswith("大学"):
        yield f"{hangul}교"
    if folded.endswith("大学校"):
        yield folded.removesuffix("校")
    if folded.endswith("帝国大学"):
        yield folded.replace("帝国", "")
    if folded.endswith("大") and len(folded) > len("東大"):
        yield f"{folded}学"


def _count_votes(index: Index, record: int, countries: Mapping[str, float]) -> float:
    fits = countries.get(merge_country(index.country_of(record)), 0.0) if countries else 1.0
    renown = math.pow(1 + index.record_prominence[record], _RENOWN_POWER)
    return renown * (_ELSEWHERE + fits)


def _carry_over(index: Index, name: str, countries: Mapping[str, float]) -> list[Transfer]:
    """Return the records whose names in other letters fit the slots of a Japanese name."""
    owner, unit = _split_unit(name)
    owners, units = read_slots(index, owner), read_slots(index, unit)
    slots = [*owners, *units]
    fits = find_fits(index, slots, countries)
    scores = score_fits(describe_fits(index, slots, fits, countries))
    teaches = name.endswith(("大学", "大", "大学校"))
    governed = countries or {"JP": 1.0} if name.endswith(("省", "庁")) else {}
    doubt = _EMBASSY_DOUBT if name.endswith(("大使館", "領事館")) else 1.0
    return [
        Transfer(fit.record, fit.name, score * doubt * _trust_fit(fit, owners, units))
        if not governed or merge_country(index.country_of(fit.record)) in governed
        else Transfer(fit.record, fit.name, score * _ABROAD_DOUBT)
        for fit, score in zip(fits, scores, strict=True)
        if not teaches or "education" in index.record_types[fit.record]
    ]


# A university and its unit, written together: 東京大学生産技術研究所.
_UNIT = re.compile("(.*?大学)(?!校)(.{2,}[所院部局科課室ー])")


def _split_unit(name: str) -> tuple[str, str]:
    """Return the university and the unit that a name tells; the name and "" where it tells none.

    >>> _split_unit("東京大学生産技術研究所"), _split_unit("ボストン大学")
    (('東京大学', '生産技術研究所'), ('ボストン大学', ''))
    """
    unit = _UNIT.fullmatch(name)
    return (unit[1], unit[2]) if unit else (name, "")


def _trust_fit(fit: Fit, owners: Sequence[Slot], unit: Sequence[Slot]) -> float:
    """Return how far to trust the likelihood of a fit to a name of an owner and its unit.

    The namesake of a unit is another's, and an owner is not its unit.
    """
    said = [quality >= _LEAST_QUALITY for quality in fit.qualities]
    weight = sum(slot.weight for slot in unit)
    told = sum(slot.weight for slot, ok in zip(unit, said[len(owners) :], strict=True) if ok)
    return _UNIT_DOUBT if unit and (not all(said[: len(owners)]) or told < weight / 2) else 1.0


def is_proper_name(index: Index, name: str) -> bool:
    """Whether a name says more than types and subjects, which names of many bodies say.

    A country is more: the Chinese Academy of Sciences is in China.
    """
    forms = [word.form for word in fold_name(name).words]
    slots = read_slots(index, name)
    return any(
        slot.weight > _PROPER_SLOT or any(map(index.is_place, slot.single)) for slot in slots
    ) or any(index.tells_country(form) for form in (*forms, *map(find_kindred, forms)) if form)


def find_fits(
    index: Index,
    slots: Sequence[Slot],
    countries: Mapping[str, float],
    hidden: frozenset[int] = frozenset(),
) -> list[Fit]:
    """Return the names that fit the slots best, one a record, the best first.

    Records in `hidden` are passed over, as if the registry did not have them.
    """
    best: dict[int, Fit] = {}
    for number in _pick_names(index, slots, countries):
        fit = _fit(index, slots, number, countries)
        if fit.record not in best or best[fit.record].score < fit.score:
            best[fit.record] = fit
    kept = (fit for fit in best.values() if fit.record not in hidden)
    return sorted(kept, key=lambda fit: (-fit.score, fit.record))[:_KEPT]


@dataclass(frozen=True, slots=True)
class _Postings:
    """Names with what of a slot's weight they have."""

    names: Array
    weights: Array


def _read_postings(index: Index, slot: Slot) -> _Postings:
    """Return the names that have the most telling word of an alternative, each name once."""
    names, weights = [], []
    for alternative in slot.alternatives:
        rarest = max(alternative.words, key=lambda word: index.word_idf[word])
        found = index.word_names[rarest]
        names.append(found)
        weights.append(np.full(len(found), alternative.quality * slot.weight))
    every, weight = np.concatenate(names), np.concatenate(weights)
    order = np.lexsort((-weight, every))
    unique, first = np.unique(every[order], return_index=True)
    return _Postings(unique, weight[order][first])


def _pick_names(index: Index, slots: Sequence[Slot], countries: Mapping[str, float]) -> list[int]:
    """Return the names that share the most weight with the slots, fewest postings read first."""
    reads = sorted(
        (_read_postings(index, slot) for slot in slots), key=lambda read: len(read.names)
    )
    pieces: list[Array] = []
    weights: list[Array] = []
    budget = _POSTINGS_READ
    for read in reads:
        if pieces and len(read.names) > budget:
            continue
        budget -= len(read.names)
        pieces.append(read.names)
        weights.append(read.weights)
    if not pieces:
        return []
    names, inverse = np.unique(np.concatenate(pieces), return_inverse=True)
    sums = np.bincount(inverse, np.concatenate(weights))
    scores = sums * np.sqrt(sums / np.maximum(index.name_weight[names], 4.0))
    if countries:
        scores *= np.where(index.names_are_in(names, spread_countries(countries)), 1.0, 0.4)
    if len(scores) > _NAMES_COMPARED:
        names = names[np.argpartition(-scores, _NAMES_COMPARED)[:_NAMES_COMPARED]]
    chosen: list[int] = names.tolist()
    return chosen


def _fit(index: Index, slots: Sequence[Slot], name: int, countries: Mapping[str, float]) -> Fit:
    """Return how well a Latin name fits the slots: what share of each the other covers."""
    record = index.name_record[name]
    country = index.country_of(record)
    words = set(index.name_words[name].tolist())
    covered: dict[int, float] = {}
    qualities: list[float] = []
    for slot in slots:
        best = _fit_slot(index, slot, words)
        is_there = country in slot.countries
        qualities.append(max(best.quality, _SAID_BY_PLACE if is_there else 0.0))
        for word in best.words:
            covered[word] = max(covered.get(word, 0.0), best.quality)
    total = sum(slot.weight for slot in slots) or 1.0
    heard = sum(s.weight * quality for s, quality in zip(slots, qualities, strict=True)) / total
    weight = sum(_weigh_in_name(index, name, word, covered) for word in words) or 1.0
    share = sum(index.word_idf[word] * quality for word, quality in covered.items()) / weight
    share = min(share, 1.0)
    score = heard**0.6 * share**0.4 * _favour(index, record, countries)
    score *= _KIND_TRUST[index.name_kind[name]]
    return Fit(record, name, min(score, 1.0), heard, share, tuple(qualities), covered)


def _weigh_in_name(index: Index, name: int, word: int, covered: Mapping[int, float]) -> float:
    """Return what a word weighs in its name; Japanese leaves out places that English adds."""
    is_left_out = word not in covered and (
        index.is_place(word) or _is_honoured(index, name, word, covered)
    )
    return index.word_idf[word] * (_PLACE_LEFT_OUT if is_left_out else 1.0)


def _is_honoured(index: Index, name: int, word: int, covered: Mapping[int, float]) -> bool:
    """Whether a word is of the person that a university of a city is named after.

    Japanese calls Otto von Guericke University Magdeburg by its city.
    """
    words = index.name_words[name].tolist()
    university = index.find_word("university")
    if university not in words or "education" not in index.record_types[index.name_record[name]]:
        return False
    at = words.index(university)
    place = fold_name(index.record_places[index.name_record[name]]).words
    ends = [index.find_word(part.form) for part in place]
    return word in words[:at] and words[at + 1 :] == ends and all(end in covered for end in ends)


def _fit_slot(index: Index, slot: Slot, words: set[int]) -> Alternative:
    """Return the words of a name that fit a slot best, and how well; no words, 0, where none do."""
    best = Alternative((), 0.0)
    for word in words & slot.single.keys():
        if slot.single[word] > best.quality:
            best = Alternative((word,), slot.single[word])
    for alternative in slot.several:
        here = tuple(word for word in alternative.words if word in words)
        if here and alternative.quality > best.quality:
            whole = sum(index.word_idf[word] for word in alternative.words)
            quality = alternative.quality * sum(index.word_idf[word] for word in here) / whole
            if quality > best.quality:
                best = Alternative(here, quality)
    return best


def _favour(index: Index, record: int, countries: Mapping[str, float]) -> float:
    """Return what country and renown make of a fit."""
    known = 0.94 + 0.06 * min(index.record_prominence[record], 12) / 12
    if not countries:
        return known
    strength = countries.get(merge_country(index.country_of(record)), 0.0)
    return known * (0.6 + 0.4 * strength / max(countries.values()))


def describe_fits(
    index: Index, slots: Sequence[Slot], fits: Sequence[Fit], countries: Mapping[str, float]
) -> list[list[float]]:
    """Return the features of fits in their order, best first, as the trees want them.

    A fit becomes no less likely as the first `RISING` grow, and no more likely as the next
    `FALLING` do.
    """
    scores = [fit.score for fit in fits]
    rivals = sum(score > scores[0] - _RIVAL_GAP for score in scores) if fits else 0
    return [
        [
            *_describe_gains(index, slots, fit, countries),
            fit.score - (scores[1] if rank == 0 and len(scores) > 1 else scores[0]),
            *_describe_losses(index, slots, fit, countries),
            rank,
            rivals,
            sum(slot.weight for slot in slots),
            max(slot.weight for slot in slots),
            len(slots),
            any(slot.countries for slot in slots),
            float(index.name_weight[fit.name]),
            len(index.name_words[fit.name]),
            index.name_kind[fit.name],
            "education" in index.record_types[fit.record],
        ]
        for rank, fit in enumerate(fits)
    ]


def _describe_gains(
    index: Index, slots: Sequence[Slot], fit: Fit, countries: Mapping[str, float]
) -> list[float]:
    country = merge_country(index.country_of(fit.record))
    heaviest = max(slot.weight for slot in slots)
    proper = [q for s, q in zip(slots, fit.qualities, strict=True) if s.weight == heaviest]
    said = [
        slot.weight
        for slot, quality in zip(slots, fit.qualities, strict=True)
        if quality >= _LEAST_QUALITY
    ]
    return [
        fit.score,
        fit.heard,
        fit.share,
        min(fit.heard, fit.share),
        max(proper),
        min(proper),
        countries.get(country, 0.0),
        index.record_prominence[fit.record],
        max(said, default=0.0),
    ]


def _describe_losses(
    index: Index, slots: Sequence[Slot], fit: Fit, countries: Mapping[str, float]
) -> list[float]:
    country = merge_country(index.country_of(fit.record))
    unsaid = [
        slot.weight
        for slot, quality in zip(slots, fit.qualities, strict=True)
        if quality < _LEAST_QUALITY
    ]
    words = [word for word in index.name_words[fit.name].tolist() if word not in fit.covered]
    added = [
        index.word_idf[word]
        for word in words
        if not index.is_place(word) and not _is_honoured(index, fit.name, word, fit.covered)
    ]
    places = [index.word_idf[word] for word in words if index.is_place(word)]
    others = [strength for code, strength in countries.items() if code != country]
    return [
        max(unsaid, default=0.0),
        sum(unsaid),
        len(unsaid),
        max(added, default=0.0),
        sum(added),
        max(places, default=0.0),
        max(others, default=0.0),
    ]
