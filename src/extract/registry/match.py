"""A text that names institutions, with hints of country, in; records and features of matches out.

Each record is compared through the one of its names that fits best. A match knows which words of
the text its name covers, so that several institutions are found in one text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html import unescape
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from extract.registry.index import Index
from extract.registry.layout import HASH_FACTOR
from extract.registry.names import FoldedName, fold_name, read_table
from extract.registry.storage import Array

# Taken as one place when a text is read for countries.
_MERGED_COUNTRIES = {"HK": "CN", "TW": "CN", "MO": "CN", "PR": "US", "UK": "GB"}
# How much a place tells: the country's own name, a part of the country, a city of that name.
_HINT_STRENGTH = {"country": 1.0, "region": 0.5, "city": 0.4}
# Names of which the text has a smaller share than this are passed over.
_LEAST_COVERAGE = 0.35
_LONGEST_SEQUENCE = 14
_UNKNOWN_WEIGHT = 10.0
# Words in more names than this pick no candidates; they only add to those that others picked.
_COMMON_WORD = 4_000
_NAMES_PER_SEQUENCE = 24
_NAMES_BY_WORDS = 32
# So many of the names picked by telling words are weighed with the common ones too.
_NAMES_WEIGHED = 500
# A text may name an institution by its one rare word, where many others share the common ones.
_RECORDS = 11
_RARE_RECORDS = 3
_UNIT_WORDS = frozenset(
    (
        "department",
        "school",
        "faculty",
        "division",
        "graduate",
        "section",
        "unit",
        "group",
        "office",
        "program",
        "branch",
        "studies",
    )
)
_BODY_WORDS = frozenset(
    (
        "hospital",
        "institute",
        "center",
        "laboratory",
        "college",
        "clinic",
        "university",
        "academy",
        "foundation",
    )
)
# Pairs of characters of the Japanese words for bodies and units; see `FoldedName`.
_JAPANESE_BODIES = frozenset(
    ("究所", "究室", "究院", "ター", "学部", "学科", "病院", "学院", "部門", "支所", "支部", "分院",
     "分校", "機構", "究科", "験所", "施設", "本部", "図書", "事務")
)  # fmt: skip
_TYPES = (
    "education",
    "company",
    "healthcare",
    "facility",
    "government",
    "nonprofit",
    "funder",
    "other",
    "archive",
)


def merge_country(code: str) -> str:
    """Return the code under which regions with institutions in common are kept together.

    >>> merge_country("HK"), merge_country("JP")
    ('CN', 'JP')
    """
    return _MERGED_COUNTRIES.get(code, code)


@dataclass(frozen=True, slots=True)
class WordHit:
    """Where a word of the index may stand; `similarity` is 1 where it is the same word."""

    position: int
    similarity: float


@dataclass(slots=True)
class Query:
    """A text to match, read once: its words' numbers and weights, and the countries it tells.

    `numbers[i]` is -1 for a word that no name has. `hits` maps a word of the index to the places
    in the text where it, or something like it, stands. `countries` maps a merged country code to
    the strength of the hint, 0 to 1; `given` is the code that the caller is sure of, or "".
    `cities` is how many cities the text names. A sequence is a first word, a number of words, and
    the names that stand there word for word.
    """

    folded: FoldedName
    numbers: list[int]
    weights: list[float]
    totals: list[float]
    hits: dict[int, list[WordHit]]
    countries: dict[str, float]
    given: str
    cities: int = 0
    sequences: list[tuple[int, int, list[int]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where a name's words stand in the text; `positions` in the order of the name's words."""

    positions: list[int]
    weight: float
    least_similarity: float


@dataclass(slots=True)
class Match:
    """A record with the name that fits best, the words of the text that it covers, and features.

    `first` and `last` number words of the query, both included.
    """

    record: int
    name: int
    first: int
    last: int
    alignment: Alignment
    quality: float
    features: list[float]

    @property
    def weight(self) -> float:
        """What the covered words weigh."""
        return self.alignment.weight


def read_query(index: Index, text: str, given: str, hints: Mapping[str, float]) -> Query:
    """Return `text` ready for matching; `hints` are countries of the context, with strengths."""
    folded = fold_name(_separate_joined(index, _MARKS.sub(" ", unescape(text))))
    words = [word for word in folded.words if word.form]
    folded = FoldedName(folded.text, tuple(words))
    numbers = [index.find_word(word.form) for word in words]
    weights = [index.word_idf[number] if number >= 0 else _UNKNOWN_WEIGHT for number in numbers]
    totals = [0.0, *np.cumsum(weights).tolist()]
    query = Query(folded, numbers, weights, totals, {}, dict(hints), given)
    _find_hits(index, query)
    _find_sequences(index, query)
    if given:
        query.countries[merge_country(given)] = 1.0
    return query


# Footnote marks run together with the word after them (1Columbia University, bDepartment of), and
# what S2ORC writes for line breaks and tabs.
_MARKS = re.compile(
    "(?<![A-Za-z0-9])(?:[0-9]{1,2}|[a-z])(?=[A-Z][a-z]{3})|#(?:N|R|TAB)#|<[^<>]{1,40}>"
)
# Two words run together by a lost line break or comma: CopenhagenDenmark, CONICETUniversidad.
_JOINED = re.compile("[A-Za-z]*[a-z]{3}[A-Z][a-z]{2}[A-Za-z]*|[A-Z]{4,}[a-z]{3,}")
_JOINT = re.compile("(?<=[a-z]{3})(?=[A-Z][a-z]{2})|(?<=[A-Z]{3})(?=[A-Z][a-z]{3})")


def _separate_joined(index: Index, text: str) -> str:
    return _JOINED.sub(
        lambda joined: (
            joined[0] if index.find_word(joined[0].casefold()) >= 0 else _JOINT.sub(" ", joined[0])
        ),
        text,
    )


def _find_hits(index: Index, query: Query) -> None:
    forms = [word.form for word in query.folded.words]
    for position, number in enumerate(query.numbers):
        if number >= 0:
            query.hits.setdefault(number, []).append(WordHit(position, 1.0))
        for other, similarity in _find_others(index, query, forms, position):
            if other not in (number, -1):
                query.hits.setdefault(other, []).append(WordHit(position, similarity))


def _find_others(
    index: Index, query: Query, forms: list[str], position: int
) -> Iterator[tuple[int, float]]:
    """Yield the words that the one at `position` may stand for, and how surely."""
    form = forms[position]
    if query.numbers[position] < 0 or (query.weights[position] > 11 and len(form) > 4):
        yield from _similar_words(index, form)
    if kindred := find_kindred(form):
        yield index.find_word(kindred), _KINDRED_LIKENESS
    if position and min(len(forms[position - 1]), len(form)) < 6:
        yield index.find_word(forms[position - 1] + form), 0.95


# How far a word stands for its kin: Australia National University, Tech. Univ. of Munich.
_KINDRED_LIKENESS = 0.9


def find_kindred(form: str) -> str:
    """Return the adjective of a country's name, technical for technology, and back; "" for others.

    >>> find_kindred("china"), find_kindred("chinese"), find_kindred("kyoto")
    ('chinese', 'china', '')
    """
    return _read_kindred().get(form, "")


@cache
def _read_kindred() -> dict[str, str]:
    pairs = read_table("kindred.tsv")
    return dict([*pairs, *(pair[::-1] for pair in pairs)])


@lru_cache(maxsize=16384)
def _similar_words(index: Index, form: str) -> tuple[tuple[int, float], ...]:
    """Return the words that `form` may be short for, a misspelling of, or run together from."""
    found: dict[int, float] = {}
    if len(form) >= 3 and form[0].isascii():
        longer = index.find_words_starting(form)
        for number in (
            sorted(longer, key=lambda number: index.word_idf[number])[:3]
            if len(longer) < 400
            else ()
        ):
            found[number] = 0.8
    least = max(2, (len(form) + 2) // 2 - 1)
    for number, _ in sorted(
        ((n, c) for n, c in index.find_similar_words(form).items() if c >= least),
        key=lambda pair: (-pair[1], pair[0]),
    )[:12]:
        similarity = fuzz.ratio(form, index.words[number]) / 100
        if similarity >= 0.8:
            found[number] = max(found.get(number, 0), similarity)
    for cut in range(3, len(form) - 2) if len(form) > 7 and form.isascii() else ():
        left, right = index.find_word(form[:cut]), index.find_word(form[cut:])
        if left >= 0 and right >= 0 and min(index.word_idf[left], index.word_idf[right]) < 6:
            found.setdefault(left, 0.9)
            found.setdefault(right, 0.9)
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:6])


def _find_sequences(index: Index, query: Query) -> None:
    """Find the names and the places that stand word for word in the text."""
    numbers = np.array(query.numbers, np.int64)
    count = len(numbers)
    values = np.zeros(count, np.uint64)
    hashes: list[Array] = []
    starts: list[int] = []
    lengths: list[int] = []
    factor, one = np.uint64(HASH_FACTOR), np.uint64(1)
    for length in range(1, min(count, _LONGEST_SEQUENCE) + 1):
        values = (
            values[: count - length + 1] * factor + numbers[length - 1 :].astype(np.uint64) + one
        )
        hashes.append(values)
        starts.extend(range(count - length + 1))
        lengths.extend([length] * (count - length + 1))
    if not hashes:
        return
    every = np.concatenate(hashes)
    begins, ends = index.find_sequences(every)
    for row in np.nonzero(ends > begins)[0].tolist():
        start, length = starts[row], lengths[row]
        if min(query.numbers[start : start + length]) >= 0:
            query.sequences.append(
                (start, length, index.names_of_sequence(int(begins[row]), int(ends[row])))
            )
    places = [
        (starts[at], starts[at] + lengths[at] - 1, hint) for at, hint in index.find_places(every)
    ]
    for first, last, hint in places:
        is_part = any(
            begin <= first and last <= end and end - begin > last - first
            for begin, end, _ in places
        )
        if is_part or not _is_whole(query, first, last):
            continue
        country = merge_country(hint.country)
        strength = _HINT_STRENGTH[hint.kind]
        query.countries[country] = max(query.countries.get(country, 0), strength)
        query.cities += hint.kind == "city"


_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]")


def _is_whole(query: Query, first: int, last: int) -> bool:
    """Whether the words `first` to `last` are not cut out of a longer word in katakana.

    Southeast Asia, 東南アジア, is not 南ア, and a type, タイプ, not Thai.
    """
    text, words = query.folded.text, query.folded.words
    start, end = words[first].start, words[last].end
    runs_on = (
        first > 0 and words[first - 1].end > start,
        last + 1 < len(words) and words[last + 1].start < end,
    )
    return not any(
        goes and _KATAKANA.match(text, at - 1) and _KATAKANA.match(text, at)
        for goes, at in zip(runs_on, (start, end), strict=True)
    )


def find_matches(index: Index, query: Query, hidden: frozenset[int] = frozenset()) -> list[Match]:
    """Return the records that the text may name, with features; those of highest quality first.

    Names in `hidden` are passed over, as if the registry did not have them.
    """
    best: dict[int, Match] = {}
    exact = _names_in_sequence(index, query)
    for name in [*exact, *(name for name in _names_by_words(index, query) if name not in exact)]:
        match = _compare(index, query, name) if name not in hidden else None
        if match and (match.record not in best or match.quality > best[match.record].quality):
            best[match.record] = match
    matches = _choose(query, sorted(best.values(), key=lambda match: -match.quality))
    spans = _find_spans(index, query, matches, hidden)
    for match in matches:
        match.features = [
            *_describe_fit(index, query, match),
            *_describe_record(index, query, match),
            _weigh_apart(query, match, spans[match.record]),
        ]
    _compare_with_others(index, matches)
    return matches


def _find_spans(
    index: Index, query: Query, matches: list[Match], hidden: frozenset[int]
) -> dict[int, list[tuple[int, int]]]:
    """Return where names of the matches' records stand word for word: first and last word."""
    spans: dict[int, list[tuple[int, int]]] = {match.record: [] for match in matches}
    for start, length, names in query.sequences:
        for name in names:
            record = index.name_record[name]
            if record in spans and name not in hidden:
                spans[record].append((start, start + length - 1))
    return spans


def _weigh_apart(query: Query, match: Match, spans: list[tuple[int, int]]) -> float:
    """Return the most that a name of the match's record weighs that stands apart from it.

    An acronym in brackets after a name bears the name out.
    """
    return max(
        (
            query.totals[last + 1] - query.totals[first]
            for first, last in spans
            if last < match.first or match.last < first
        ),
        default=0.0,
    )


def _choose(query: Query, matches: list[Match]) -> list[Match]:
    """Return, of matches in their order, the first ones, and of the rest those of rarest words."""
    rest = sorted(matches[_RECORDS:], key=lambda match: -_weigh_rarest(query, match))
    return sorted(matches[:_RECORDS] + rest[:_RARE_RECORDS], key=lambda match: -match.quality)


def _weigh_rarest(query: Query, match: Match) -> float:
    return max(query.weights[position] for position in match.alignment.positions)


def _names_in_sequence(index: Index, query: Query) -> dict[int, None]:
    found: dict[int, None] = {}
    for _, _, names in query.sequences:
        if len(names) > _NAMES_PER_SEQUENCE:
            names = sorted(names, key=lambda name: _prefer(index, query, name))[
                :_NAMES_PER_SEQUENCE
            ]
        found.update(dict.fromkeys(names))
    return found


def _prefer(index: Index, query: Query, name: int) -> tuple[float, int]:
    record = index.name_record[name]
    country = merge_country(index.country_of(record))
    return -query.countries.get(country, 0), -index.record_prominence[record]


def _names_by_words(index: Index, query: Query) -> list[int]:
    """Return the names that share the most telling words with the text, for their own weight."""
    pieces: list[Array] = []
    weights: list[Array] = []
    hits = sorted(query.hits.items(), key=lambda pair: -index.word_idf[pair[0]])
    budget = 40_000
    common: list[tuple[int, list[WordHit]]] = []
    for number, places in hits:
        names = index.word_names[number]
        if pieces and (len(names) > _COMMON_WORD or len(names) > budget):
            common.append((number, places))
            continue
        budget -= len(names)
        pieces.append(names)
        weights.append(
            np.full(
                len(names),
                index.word_idf[number] * max(hit.similarity for hit in places),
                np.float32,
            )
        )
    if not pieces:
        return []
    names, inverse = np.unique(np.concatenate(pieces), return_inverse=True)
    sums = np.bincount(inverse, np.concatenate(weights)).astype(np.float32)
    kept = _keep_best(index, query, names, sums, _NAMES_WEIGHED)
    names, sums = names[kept], sums[kept]
    for number, places in common:
        weight = index.word_idf[number] * max(hit.similarity for hit in places)
        sums += weight * _contain(index.word_names[number], names)
    found: list[int] = names[_keep_best(index, query, names, sums, _NAMES_BY_WORDS)].tolist()
    return found


def _contain(names: Array, some: Array) -> Array:
    """Return whether each of `some` is among `names`, which are in their order."""
    at = np.minimum(np.searchsorted(names, some), len(names) - 1)
    is_there: Array = names[at] == some
    return is_there


def _keep_best(index: Index, query: Query, names: Array, sums: Array, limit: int) -> Array:
    """Return where the `limit` names are that share most of their own weight with the text."""
    scores = sums * np.sqrt(sums / np.maximum(index.name_weight[names], 1e-3))
    if query.countries:
        is_here = index.names_are_in(names, spread_countries(query.countries))
        scores *= np.where(is_here, 1.0, 0.8)
    if len(scores) <= limit:
        return np.arange(len(scores))
    return np.argpartition(-scores, limit)[:limit]


def spread_countries(countries: Iterable[str]) -> list[str]:
    """Return every code that `merge_country` takes for one of these merged ones, sorted."""
    wanted = set(countries)
    return sorted(wanted | {code for code, merged in _MERGED_COUNTRIES.items() if merged in wanted})


def _align(index: Index, query: Query, present: list[int]) -> Alignment:
    """Place the words of a name that are in the text there, near the rarest of them."""
    rarest = max(present, key=lambda word: index.word_idf[word])
    alignments = [
        _align_near(index, query, present, hit.position) for hit in query.hits[rarest][:4]
    ]
    return max(alignments, key=lambda a: a.weight - 0.5 * (max(a.positions) - min(a.positions)))


def _align_near(index: Index, query: Query, present: list[int], anchor: int) -> Alignment:
    positions: list[int] = []
    weight, least = 0.0, 1.0
    for word in present:
        hits = query.hits[word]
        hit = (
            hits[0]
            if len(hits) == 1
            else min(
                hits,
                key=lambda hit: (
                    hit.position in positions,
                    abs(hit.position - anchor),
                    -hit.similarity,
                ),
            )
        )
        if abs(hit.position - anchor) > 12:
            continue
        if hit.position in positions and hit.similarity == 1.0:
            continue
        positions.append(hit.position)
        weight += index.word_idf[word] * hit.similarity
        least = min(least, hit.similarity)
    return Alignment(positions, weight, least)


def _compare(index: Index, query: Query, name: int) -> Match | None:
    present = [word for word in index.name_words[name].tolist() if word in query.hits]
    most = sum(index.word_idf[word] for word in present)
    if most < _LEAST_COVERAGE * float(index.name_weight[name]):
        return None
    alignment = _align(index, query, present) if present else None
    if alignment is None or not alignment.positions:
        return None
    coverage = alignment.weight / (float(index.name_weight[name]) or 1.0)
    if coverage < _LEAST_COVERAGE:
        return None
    first, last = min(alignment.positions), max(alignment.positions)
    window_weight = query.totals[last + 1] - query.totals[first]
    precision = min(alignment.weight / (window_weight or 1.0), 1.0)
    ratio = fuzz.ratio(_cut(query, first, last), index.folded[name]) / 100
    record = index.name_record[name]
    quality = coverage * (0.5 + 0.5 * precision) * (0.6 + 0.4 * ratio)
    quality *= min(1.0, 0.5 + alignment.weight / 24)
    quality *= 0.7 + 0.3 * _country_strength(index, query, record)
    return Match(record, name, first, last, alignment, quality, [coverage, precision, ratio])


def leaves_body(query: Query, match: Match) -> bool:
    """Whether the words of the text that a match does not cover tell of a body or a unit."""
    taken = set(match.alignment.positions)
    return any(
        word.form in _BODY_WORDS or word.form in _UNIT_WORDS or word.form in _JAPANESE_BODIES
        for at, word in enumerate(query.folded.words)
        if at not in taken
    )


def _cut(query: Query, first: int, last: int) -> str:
    words = query.folded.words
    return query.folded.text[words[first].start : words[last].end]


def _describe_fit(index: Index, query: Query, match: Match) -> list[float]:
    """Return the features of how the name of a match fits the text where it stands."""
    first, last, alignment = match.first, match.last, match.alignment
    coverage, precision, ratio = match.features
    words = index.name_words[match.name].tolist()
    begin, end = _find_part(query, first, last)
    part_weight = query.totals[end] - query.totals[begin]
    folded = index.folded[match.name]
    window, part = _cut(query, first, last), _cut(query, begin, end - 1)
    left, right = query.folded.words[begin:first], query.folded.words[last + 1 : end]
    absent = [index.word_idf[word] for word in words if word not in query.hits]
    taken = set(alignment.positions)
    spare = [query.weights[i] for i in range(first, last) if i not in taken]
    around = [query.weights[i] for i in (*range(begin, first), *range(last + 1, end))]
    steps = [after - before for before, after in pairwise(alignment.positions)]
    return [
        coverage,
        len(words) - len(alignment.positions),
        len(words),
        float(index.name_weight[match.name]) or 1.0,
        precision,
        alignment.weight / (part_weight or 1.0),
        alignment.weight / (query.totals[-1] or 1.0),
        query.weights[first - 1] if first > begin else 0.0,
        query.weights[last + 1] if last + 1 < end else 0.0,
        ratio,
        fuzz.ratio(part, folded) / 100,
        JaroWinkler.similarity(window, folded),
        sum(step < 0 for step in steps),
        alignment.least_similarity,
        index.name_kind[match.name],
        len(folded),
        first,
        len(query.numbers) - 1 - last,
        query.folded.words[first].part,
        query.folded.words[-1].part - query.folded.words[last].part,
        sum(word.form in _UNIT_WORDS for word in left),
        sum(word.form in _BODY_WORDS for word in left),
        sum(word.form in _UNIT_WORDS for word in right),
        sum(word.form in _BODY_WORDS for word in right),
        last - first + 1,
        query.folded.words[last].part - query.folded.words[first].part,
        max(absent, default=0.0),
        max(spare, default=0.0),
        max(around, default=0.0),
        len(query.numbers),
        query.folded.words[-1].part,
        _weigh_rarest(query, match),
        float(last + 1 == end and first == begin),
        fuzz.ratio(
            " ".join(word.form for word in query.folded.words[first : last + 1]),
            " ".join([index.words[word] for word in words]),
        )
        / 100,
        query.cities,
        _count_sharers(index, window, folded),
    ]


# Records that share the beginning of a name are counted up to here.
_MOST_SHARERS = 10


def _count_sharers(index: Index, window: str, folded: str) -> int:
    """Return how many records have names that begin so, 0 where the window is not a beginning.

    The Courant Institute is one, whatever its name goes on with.
    """
    if not folded.startswith(f"{window} "):
        return 0
    names = index.find_names_starting(f"{window} ")[: 3 * _MOST_SHARERS]
    return min(len({index.name_record[name] for name in names}), _MOST_SHARERS)


def _find_part(query: Query, first: int, last: int) -> tuple[int, int]:
    """Return the words, half-open, of the parts of the text in which `first` to `last` stand."""
    words = query.folded.words
    begin, end = first, last + 1
    while begin and words[begin - 1].part == words[first].part:
        begin -= 1
    while end < len(words) and words[end].part == words[last].part:
        end += 1
    return begin, end


def _country_strength(index: Index, query: Query, record: int) -> float:
    """Return 1 where the text tells the record's country, 0 where it tells another; 0.5 unknown."""
    if not query.countries:
        return 0.5
    return query.countries.get(merge_country(index.country_of(record)), 0.0)


def _describe_record(index: Index, query: Query, match: Match) -> list[float]:
    record = match.record
    country = index.country_of(record)
    others = [
        strength for code, strength in query.countries.items() if code != merge_country(country)
    ]
    types = index.record_types[record].split()
    same = index.find_names_like(match.name)
    here = [
        number
        for number in same
        if merge_country(index.country_of(index.name_record[number])) in query.countries
    ]
    return [
        query.countries.get(merge_country(country), 0.0),
        max(others, default=0.0),
        0.0 if not query.given else 1.0 if country == query.given else -1.0,
        _place_in_text(query, index.record_places[record], match),
        max(
            _place_in_text(query, index.record_regions[record], match),
            _state_in_text(query, index.record_regions[record]),
        ),
        index.record_prominence[record],
        index.record_status[record],
        index.name_origin[match.name] != record,
        len({index.name_record[number] for number in same}),
        len({index.name_record[number] for number in here}),
        len(index.record_relations[record]) // 2,
        *(float(kind in types) for kind in _TYPES),
    ]


def _place_in_text(query: Query, place: str, match: Match) -> float:
    """Return 1 where the place stands outside the match, 0.5 inside, 0 nowhere, -1 unknown."""
    if not place:
        return -1.0
    wanted = fold_name(place).text
    at = f" {query.folded.text} ".find(f" {wanted} ")
    if at < 0:
        return 0.0
    words = query.folded.words
    outside = at + len(wanted) <= words[match.first].start or at >= words[match.last].end
    return 1.0 if outside else 0.5


@cache
def _states() -> dict[str, str]:
    """Return the folded abbreviations of states and provinces by the folded name."""
    return {fold_name(name).text: fold_name(short).text for name, short in read_table("states.tsv")}


def _state_in_text(query: Query, region: str) -> float:
    """Return 1 where a state's abbreviation stands before a postal code or ends a part, else 0."""
    short = _states().get(fold_name(region).text) if region else None
    words = query.folded.words
    return float(
        short is not None
        and any(
            word.form == short
            and (
                at + 1 == len(words)
                or words[at + 1].part != word.part
                or words[at + 1].form[0] in "0123456789"
            )
            for at, word in enumerate(words)
        )
    )


def _compare_with_others(index: Index, matches: list[Match]) -> None:
    """Add to each match what the other matches of the text say about it."""
    top = matches[0].quality if matches else 0.0
    weightiest = max((match.weight for match in matches), default=0.0)
    full = [
        match
        for match in matches
        if match.features[0] > 0.9 and max(match.features[9], match.features[33]) > 0.8
    ]
    rows = [_rival_features(index, match, matches, full) for match in matches]
    for rank, (match, row) in enumerate(zip(matches, rows, strict=True)):
        match.features.extend(
            [
                match.quality,
                rank,
                match.quality / (top or 1),
                match.weight / (weightiest or 1),
                *row,
            ]
        )


def _rival_features(
    index: Index, match: Match, matches: list[Match], full: list[Match]
) -> list[float]:
    same = [
        m for m in matches if m is not match and m.first <= match.last and match.first <= m.last
    ]
    wider = [
        m
        for m in full
        if m.first <= match.first
        and match.last <= m.last
        and m.last - m.first > match.last - match.first
    ]
    apart = [m for m in full if m.last < match.first or match.last < m.first]
    rivals = [m for m in same if m.weight > match.weight - 0.01]
    related = {other: kind for kind, other in index.relations_of(match.record)}
    return [
        max((m.quality for m in same), default=0.0) - match.quality,
        len(
            [
                m
                for m in same
                if m.first == match.first and m.last == match.last and m.features[0] > 0.95
            ]
        ),
        max((m.features[6] for m in wider), default=0.0),
        len(apart),
        max((m.quality for m in apart), default=0.0),
        sum(m.last < match.first for m in apart),
        float(any(related.get(m.record) == "parent" for m in apart)),
        float(any(related.get(m.record) == "child" for m in apart)),
        float(any(related.get(m.record) == "parent" for m in same)),
        float(any(related.get(m.record) == "child" for m in same)),
        max((float(index.record_prominence[m.record]) for m in same), default=0.0),
        len(rivals),
        max((float(index.record_prominence[m.record]) for m in rivals), default=0.0),
        max((m.features[0] for m in rivals), default=0.0),
        max((m.weight for m in same), default=0.0) - match.weight,
        float(index.record_prominence[match.record])
        - max((float(index.record_prominence[m.record]) for m in rivals), default=0.0),
    ]
