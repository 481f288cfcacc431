"""A Japanese name in, records whose Latin names it may stand for out, each with its likelihood.

The name is cut into slots: terms with their translations, katakana heard as a Latin word, kanji
read in Mandarin and Korean, words left in Latin. A name fits by how much of the slots it accounts
for, and how much of it the slots account for.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import product
from typing import Any

import numpy as np
import unidic_lite
from fugashi import Tagger
from rapidfuzz import fuzz

from extract.registry.index import Index
from extract.registry.layout import NAME_KINDS
from extract.registry.match import merge_country, spread_countries
from extract.registry.names import fold_name, read_table
from extract.registry.sounds import near_skeletons, outline_katakana, outline_latin, take_skeleton
from extract.registry.storage import Array
from extract.text import is_japanese

_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]+")
_RUN = re.compile(
    "[\u30a1-\u30fa\u30fc]+|[\u3400-\u9fff\u3005-\u3007]+|[\u3041-\u3096]+|[a-z0-9&]+|[^ ]"
)
_LONGEST_TERM = 14
_LONGEST_NAME = 40
_LONGEST_ACRONYM = 7
_SEVERAL = re.compile("[、。，,;；/／\n]")
_KEPT = 20
# Bearers of a name as likely as this leave nothing to look for.
_SETTLED = 0.7
# Names of types and subjects alone are common to many countries; without one told they are doubted,
# and where one name says less than this of the other: of .7, .8 and .9, which do alike on gold/dev.
_GENERIC_TRUST = 0.5
_GENERIC_AGREEMENT = 0.8
_PROPER_SLOT = 8.9
# Records that fit this much worse than the best are no rivals.
_RIVAL_GAP = 0.03
# What a country that the text does not name still counts, against 1 for one that it does.
_ELSEWHERE = 0.1
# Fits as likely right as not, and how fast that changes: best accuracy on gold/dev in context, of
# 0.55 to 0.75; measure again with benchmarks/linking.py --gold.
_RATE_MIDDLE = 0.62
_RATE_SLOPE = 16.0
_ACRONYM = NAME_KINDS.index("acronym")
# How far to trust a fit by the kind of name: display, label, alias, acronym.
_KIND_TRUST = (1.0, 1.0, 0.98, 0.6)
_PLACE_LEFT_OUT = 0.4
# What a slot can weigh: no more than this, so that one rare word does not outweigh the rest of the
# name; a country less, for a name at home may do without it. Tuned on links/japanese_names.dev.
_HEAVIEST_SLOT = 9.0
_COUNTRY_SLOT = 4.0
_LEAST_SOUND = 0.62
_SOUNDS_KEPT = 24
# Words of this weight are names of their own, not types or subjects.
_PROPER_WEIGHT = 5.5
_NAMES_COMPARED = 120
_POSTINGS_READ = 120_000
_SILENT = frozenset(
    (
        "校",
        "の",
        "と",
        "及",
        "び",
        "附",
        "付",
        "属",
        "立",
        "第",
        "所",
        "学",
        "大",
        "法",
        "人",
        "独",
        "行",
        "政",
    )
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Words that a piece of the name may stand for, and how surely, 0 to 1."""

    words: tuple[int, ...]
    quality: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of a Japanese name with its alternatives, and what it weighs in the name.

    `single` holds the qualities of alternatives of one word, `several` the longer ones.
    """

    alternatives: tuple[Alternative, ...]
    weight: float
    single: dict[int, float]
    several: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Transfer:
    """A record whose name a Japanese name may stand for; `score` is how likely, 0 to 1.

    `agreement` is how much of either name the other accounts for at least, 0 to 1.
    """

    record: int
    name: int
    score: float
    agreement: float = 1.0


def is_one_japanese_name(text: str) -> bool:
    """Whether `text` is one name in kana or kanji, not a list of several or a longer string."""
    return (
        len(text) <= _LONGEST_NAME
        and any(is_japanese(character) for character in text)
        and not _SEVERAL.search(text)
    )


def find_transfers(index: Index, name: str, countries: dict[str, float]) -> list[Transfer]:
    """Return the records that a name may stand for as a whole, the likeliest first.

    Records that bear the name itself come first; only where they do not settle it is a Japanese
    name carried over into other letters. `countries` maps merged country codes to the strength of
    the hint.
    """
    best = {transfer.record: transfer for transfer in _find_bearers(index, name, countries)}
    if (
        is_one_japanese_name(name)
        and max((transfer.score for transfer in best.values()), default=0.0) < _SETTLED
    ):
        for transfer in _carry_over(index, name, countries):
            if transfer.record not in best or best[transfer.record].score < transfer.score:
                best[transfer.record] = transfer
    return sorted(best.values(), key=lambda transfer: (-transfer.score, transfer.record))[:_KEPT]


# What may stand before a name without being part of it: a legal form, the founder, the country.
_FOUNDERS = (
    "国立大学法人", "公立大学法人", "学校法人", "国立研究開発法人", "独立行政法人",
    "公益財団法人", "一般財団法人", "公益社団法人", "一般社団法人", "大学共同利用機関法人",
    "株式会社", "国立", "州立", "王立",
)  # fmt: skip


def _find_bearers(index: Index, name: str, countries: dict[str, float]) -> Iterator[Transfer]:
    """Yield the records with this name, whole or without its legal form, founder or country."""
    is_short = len(name) <= _LONGEST_ACRONYM and name.isascii() and " " not in name
    for spelling in _shorten(index, fold_name(name).text):
        bearers: dict[int, int] = {}
        for number in index.find_names_equal(spelling):
            if is_short or index.name_kind[number] != _ACRONYM:
                bearers[index.name_record[number]] = number
        total = sum(_count_votes(index, record, countries) for record in bearers)
        for record, number in bearers.items():
            fits = not countries or merge_country(index.country_of(record)) in countries
            share = _count_votes(index, record, countries) / total
            usual = 0.98 if fits else 0.45
            trust = _trust_acronym(index, record, countries) if is_short else usual
            yield Transfer(record, number, share * trust)
        if bearers:
            return


def _trust_acronym(index: Index, record: int, countries: dict[str, float]) -> float:
    """Return how far to trust a few letters: as far as the country is told, or the bearer known."""
    strength = countries.get(merge_country(index.country_of(record)), 0.0)
    known = min(index.record_prominence[record], 8) / 8
    return min(0.3 + 0.45 * strength + 0.35 * known, 0.95)


def _shorten(index: Index, folded: str) -> Iterator[str]:
    yield folded
    for founder in _FOUNDERS:
        if folded.startswith(founder) and len(folded) - len(founder) > 2:
            yield folded.removeprefix(founder)
    starts_japanese = bool(folded) and is_japanese(folded[0])
    for end in range(1, min(8, len(folded) - 3)) if starts_japanese else ():
        if index.tells_country(folded[:end]):
            yield folded[end:]
    if folded.endswith("大学校"):
        yield folded.removesuffix("校")


def _count_votes(index: Index, record: int, countries: dict[str, float]) -> float:
    fits = countries.get(merge_country(index.country_of(record)), 0.0) if countries else 1.0
    return (1 + index.record_prominence[record]) * (_ELSEWHERE + fits)


def _carry_over(index: Index, name: str, countries: dict[str, float]) -> list[Transfer]:
    """Return the records whose names in other letters fit the slots of a Japanese name."""
    slots = read_slots(index, name)
    if not slots:
        return []
    transfers = [
        _fit(index, slots, number, countries) for number in _pick_names(index, slots, countries)
    ]
    crowd = _count_rivals(transfers) ** 0.5
    is_proper = any(slot.weight > _PROPER_SLOT for slot in slots)
    return [
        replace(transfer, score=_rate(transfer.score) * trust / crowd)
        for transfer in transfers
        for trust in (
            1.0 if is_proper else _trust_generic(transfer, _is_told(index, transfer, countries)),
        )
    ]


def _trust_generic(transfer: Transfer, is_told: bool) -> float:
    """Return how far to trust a name of types and subjects alone: where both names say all of it.

    `is_told` says whether the text tells the record's country.
    """
    return 1.0 if is_told and transfer.agreement >= _GENERIC_AGREEMENT else _GENERIC_TRUST


def _count_rivals(transfers: Sequence[Transfer]) -> int:
    """Return how many records fit almost as well as the best does, itself among them."""
    best: dict[int, float] = {}
    for transfer in transfers:
        best[transfer.record] = max(best.get(transfer.record, 0.0), transfer.score)
    top = max(best.values(), default=0.0)
    return max(1, sum(score > top - _RIVAL_GAP for score in best.values()))


def _is_told(index: Index, transfer: Transfer, countries: dict[str, float]) -> bool:
    return countries.get(merge_country(index.country_of(transfer.record)), 0.0) > 0.6


def _rate(fit: float) -> float:
    """Return the probability that a fit is right."""
    return 0.95 / (1 + math.exp(-_RATE_SLOPE * (fit - _RATE_MIDDLE)))


def read_slots(index: Index, name: str) -> list[Slot]:
    """Return the slots of a name, in its order; pieces that nothing stands for are left out."""
    # Folding would join what a raised dot or a double hyphen keeps apart.
    folded = " ".join(fold_name(part).text for part in re.split("[・･＝=]", name))
    slots: list[Slot] = []
    for piece, alternatives in _cut(index, folded):
        for group in alternatives or _sound_out(index, piece):
            if group:
                slot = _make_slot(index, group)
                light = (
                    min(slot.weight, _COUNTRY_SLOT) if index.tells_country(piece) else slot.weight
                )
                slots.append(replace(slot, weight=light))
    return slots


def _make_slot(index: Index, alternatives: Sequence[Alternative]) -> Slot:
    single: dict[int, float] = {}
    for alternative in alternatives:
        if len(alternative.words) == 1:
            word = alternative.words[0]
            single[word] = max(single.get(word, 0.0), alternative.quality)
    several = tuple(alternative for alternative in alternatives if len(alternative.words) > 1)
    return Slot(tuple(alternatives), _weigh(index, alternatives), single, several)


def _weigh(index: Index, alternatives: Sequence[Alternative]) -> float:
    heaviest = max(
        sum(index.word_idf[word] for word in alternative.words) * alternative.quality
        for alternative in alternatives
    )
    return min(heaviest, _HEAVIEST_SLOT)


def _cut(index: Index, folded: str) -> list[tuple[str, list[list[Alternative]]]]:
    """Cut a name into terms and what lies between, so that long terms win over short ones."""
    count = len(folded)
    best: list[tuple[float, int]] = [(0.0, 0)] * (count + 1)
    for start in range(count):
        score = best[start][0]
        if score >= best[start + 1][0] or best[start + 1][1] == 0:
            best[start + 1] = (score, start) if score >= best[start + 1][0] else best[start + 1]
        for end in range(start + 1, min(count, start + _LONGEST_TERM) + 1):
            gain = score + (end - start) ** 1.5
            if (
                gain > best[end][0]
                and _may_cut(folded, start, end)
                and index.has_term(folded[start:end])
            ):
                best[end] = (gain, start)
    pieces: list[tuple[str, bool]] = []
    end = count
    while end:
        start = best[end][1]
        is_term = best[end][0] > best[start][0]
        if not is_term and pieces and not pieces[-1][1]:
            pieces[-1] = (folded[start:end] + pieces[-1][0], False)
        else:
            pieces.append((folded[start:end], is_term))
        end = start
    pieces.reverse()
    return [
        (run, [_read_term(index, run)] if is_term else [])
        for piece, is_term in pieces
        for run in ([piece] if is_term else _RUN.findall(piece))
    ]


def _may_cut(folded: str, start: int, end: int) -> bool:
    """Whether a term here leaves no run of katakana, Latin letters or digits torn apart."""
    return not _runs_on(folded, start) and not _runs_on(folded, end)


def _runs_on(folded: str, at: int) -> bool:
    pair = folded[max(at - 1, 0) : at + 1]
    return (
        len(pair) == 2
        and at > 0
        and (bool(_KATAKANA.fullmatch(pair)) or (pair.isascii() and pair.isalnum()))
    )


def _read_term(index: Index, term: str) -> list[Alternative]:
    """Return what a term stands for; a proper name may also be meant by its sound."""
    found = [
        Alternative(words, 1.0 - 0.03 * place) for place, words in enumerate(index.read_term(term))
    ]
    if index.tells_country(term) or _weigh(index, found) < _PROPER_WEIGHT:
        return found
    if _KATAKANA.fullmatch(term):
        heard = _hear(index, term)[:3]
    else:
        heard = _read_aloud(index, term) if 1 < len(term) < 4 else []
    return found + [Alternative(other.words, 0.9 * other.quality) for other in heard]


def _sound_out(index: Index, run: str) -> list[list[Alternative]]:
    """Return the slots of a run that is no term: one, or one for each word that it is cut into."""
    if _KATAKANA.fullmatch(run):
        return _sound_out_katakana(index, run)
    if run.isascii() or run[0] > "\uffff":
        return [[Alternative((word,), 1.0) for word in (index.find_word(run),) if word >= 0]]
    if run in _SILENT or "\u3041" <= run[0] <= "\u3096":
        return []
    return [_read_aloud(index, run)]


def _sound_out_katakana(index: Index, run: str) -> list[list[Alternative]]:
    tokens = list(_tagger()(run))
    whole = _hear(index, run)
    if len(tokens) == 1 or len(run) < 5:
        return [_read_lemma(index, tokens[0]) + whole if len(tokens) == 1 else whole]
    if all(_read_lemma(index, token) and len(token.surface) > 2 for token in tokens):
        return [_read_lemma(index, token) for token in tokens]
    parts = [_hear_part(index, token)[:4] for token in tokens]
    joined = [
        Alternative(
            tuple(word for part in chosen for word in part.words),
            0.97 * min(part.quality for part in chosen),
        )
        for chosen in product(*parts)
    ]
    return [whole + (joined if len(tokens) < 4 else [])]


@cache
def _tagger() -> Tagger:
    return Tagger(f'-d "{unidic_lite.DICDIR}"')


def _hear_part(index: Index, token: Any) -> list[Alternative]:
    if words := index.read_term(token.surface):
        return [Alternative(numbers, 0.97) for numbers in words]
    return _read_lemma(index, token) or _hear(index, token.surface)


def _read_lemma(index: Index, token: Any) -> list[Alternative]:
    """Return the foreign spelling that UniDic has with a loan word: バークレー-Berkeley."""
    source = (token.feature.lemma or "").partition("-")[2]
    numbers = tuple(index.find_word(word.form) for word in fold_name(source).words if word.form)
    return [Alternative(numbers, 1.0)] if source.isascii() and numbers and min(numbers) >= 0 else []


# One kana, several sounds of the original: Edinburgh is エディンバラ and エジンバラ.
_HEARD_OTHERWISE = (("", ""), ("ジ", "ディ"), ("チ", "ティ"), ("ヒ", "キ"), ("ヴ", "ウ"))


def _hear(index: Index, katakana: str) -> list[Alternative]:
    """Return the Latin words that sound like katakana, the most alike first."""
    spellings = {katakana.replace(*swap) for swap in _HEARD_OTHERWISE}
    if katakana.endswith("ン"):  # Thai names end in an l that is spoken as n: Mahidol, マヒドン
        spellings.add(katakana[:-1] + "ル")
    outlines = {outline_katakana(spelling) for spelling in spellings}
    return list(_find_alike(index, tuple(sorted(outlines - {""}))))


@lru_cache(maxsize=4096)
def _find_alike(index: Index, outlines: tuple[str, ...]) -> tuple[Alternative, ...]:
    found: dict[int, float] = {}
    for outline in outlines:
        skeleton = take_skeleton(outline)
        for near in near_skeletons(skeleton):
            for word, other in index.find_sounds(near):
                likeness = fuzz.ratio(outline, other) / 100
                if likeness >= _LEAST_SOUND and likeness > found.get(word, 0):
                    found[word] = likeness * (1.0 if take_skeleton(other) == skeleton else 0.95)
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], index.word_idf[pair[0]], pair[0]))[
        :_SOUNDS_KEPT
    ]
    return tuple(Alternative((word,), likeness) for word, likeness in ranked)


@cache
def _readings() -> dict[str, tuple[str, str]]:
    return {character: (pinyin, hangul) for character, pinyin, hangul in read_table("readings.tsv")}


_INITIALS = (
    "g",
    "kk",
    "n",
    "d",
    "tt",
    "r",
    "m",
    "b",
    "pp",
    "s",
    "ss",
    "",
    "j",
    "jj",
    "ch",
    "k",
    "t",
    "p",
    "h",
)
_MEDIALS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we",
    "wi", "yu", "eu", "ui", "i",
)  # fmt: skip
_FINALS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p",
    "t", "t", "ng", "t", "t", "k", "t", "p", "t",
)  # fmt: skip


def romanise_hangul(text: str) -> str:
    """Return the Revised Romanisation of hangul, syllable by syllable.

    >>> romanise_hangul("한양")
    'hanyang'
    """
    points = [ord(character) - 0xAC00 for character in text]
    return "".join(_INITIALS[p // 588] + _MEDIALS[p % 588 // 28] + _FINALS[p % 28] for p in points)


# Pinyin to Wade-Giles, as Taiwan spells its names: Cheng Kung, Chung Hsing, Tsing Hua.
_WADE_INITIALS = (
    ("zh", "ch"), ("ch", "ch"), ("b", "p"), ("d", "t"), ("g", "k"), ("j", "ch"), ("q", "ch"),
    ("x", "hs"), ("z", "ts"), ("c", "ts"), ("r", "j"),
)  # fmt: skip
_WADE_FINALS = (("ong", "ung"), ("ian", "ien"), ("ie", "ieh"), ("ue", "ueh"), ("si", "ssu"))


def spell_wade(pinyin: str) -> str:
    """Return a syllable of Pinyin in the spelling of Wade and Giles, without its marks.

    >>> [spell_wade(syllable) for syllable in ("gong", "xing", "zhong")]
    ['kung', 'hsing', 'chung']
    """
    before, after = next((pair for pair in _WADE_INITIALS if pinyin.startswith(pair[0])), ("", ""))
    spelling = after + pinyin.removeprefix(before)
    ending, other = next((pair for pair in _WADE_FINALS if spelling.endswith(pair[0])), ("", ""))
    return spelling.removesuffix(ending) + other


def _read_aloud(index: Index, run: str) -> list[Alternative]:
    """Return the Latin words that kanji are read as, in Mandarin or in Korean."""
    readings = [_readings().get(character, ("", "")) for character in run]
    pinyin = [reading for reading, _ in readings]
    korean = romanise_hangul("".join(hangul for _, hangul in readings))
    wade = [spell_wade(syllable) for syllable in pinyin]
    spellings = [["".join(pinyin)], [korean], pinyin, wade, ["".join(wade)]]
    numbers = [tuple(index.find_word(word) for word in words) for words in spellings]
    found = [
        Alternative(words, 1.0 if len(words) == 1 else 0.95) for words in numbers if min(words) >= 0
    ]
    outlines = tuple(
        outline_latin(spelling)[0] for spelling in ("".join(pinyin), korean) if len(spelling) > 3
    )
    return found + [
        Alternative(other.words, 0.95 * other.quality)
        for other in _find_alike(index, outlines)[:12]
    ]


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


def _pick_names(index: Index, slots: Sequence[Slot], countries: dict[str, float]) -> list[int]:
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
        codes = np.array([code.encode() for code in spread_countries(countries)], "S2")
        scores *= np.where(
            np.isin(index.record_countries[index.name_records[names]], codes), 1.0, 0.4
        )
    if len(scores) > _NAMES_COMPARED:
        names = names[np.argpartition(-scores, _NAMES_COMPARED)[:_NAMES_COMPARED]]
    chosen: list[int] = names.tolist()
    return chosen


def _fit(index: Index, slots: Sequence[Slot], name: int, countries: dict[str, float]) -> Transfer:
    """Return how well a Latin name fits the slots: what share of each the other covers."""
    words = set(index.name_words[name].tolist())
    covered: dict[int, float] = {}
    heard = total = 0.0
    for slot in slots:
        best = _fit_slot(index, slot, words)
        total += slot.weight
        heard += slot.weight * best.quality
        for word in best.words:
            covered[word] = max(covered.get(word, 0.0), best.quality)
    weight = sum(_weigh_in_name(index, word, covered) for word in words) or 1.0
    share = sum(index.word_idf[word] * quality for word, quality in covered.items()) / weight
    record = index.name_record[name]
    score = (heard / (total or 1.0)) ** 0.6 * min(share, 1.0) ** 0.4
    score *= _favour(index, record, countries)
    score *= _KIND_TRUST[index.name_kind[name]]
    agreement = min(heard / (total or 1.0), share, 1.0)
    return Transfer(record, name, min(score, 1.0), agreement)


def _weigh_in_name(index: Index, word: int, covered: dict[int, float]) -> float:
    """Return what a word weighs in its name; Japanese leaves out places that English adds."""
    is_left_out = word not in covered and index.is_place(word)
    return index.word_idf[word] * (_PLACE_LEFT_OUT if is_left_out else 1.0)


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


def _favour(index: Index, record: int, countries: dict[str, float]) -> float:
    """Return what country and renown make of a fit."""
    known = 0.94 + 0.06 * min(index.record_prominence[record], 12) / 12
    if not countries:
        return known
    strength = countries.get(merge_country(index.country_of(record)), 0.0)
    return known * (0.6 + 0.4 * strength / max(countries.values()))
