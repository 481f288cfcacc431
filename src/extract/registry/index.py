"""A registry file in, its records and names by id, name, prefix and words out."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from extract.registry.crossing import hash_skeleton, level_name
from extract.registry.layout import (
    NAME_KINDS,
    PLACE_KINDS,
    RELATION_KINDS,
    SHORTEST_FUZZY_WORD,
    STATUSES,
    hash_words,
    split_trigrams,
)
from extract.registry.names import fold_name
from extract.registry.release import Record, RecordName, Relation
from extract.registry.storage import Array, PackedLists, PackedStrings, StoredArrays, view_column


@dataclass(frozen=True, slots=True)
class PlaceHint:
    """A country that a place named in a text tells; `kind` is one of `PLACE_KINDS`."""

    country: str
    kind: str


def number_countries(codes: Array) -> Array:
    """Return country codes of two bytes as numbers, which are compared faster."""
    return codes.view(np.uint16)


class Index:
    """The columns of a registry file, with what reads them.

    Records, names and words are numbered; a number holds for one file only.
    """

    def __init__(self, stored: StoredArrays) -> None:
        arrays = stored.arrays
        self.names = PackedStrings(stored, "name_text")
        self.folded = PackedStrings(stored, "name_folded")
        self.name_record: Sequence[int] = view_column(arrays["name_record"])
        self.name_records = arrays["name_record"]
        self.name_origin: Sequence[int] = view_column(arrays["name_origin"])
        self.name_kind: Sequence[int] = view_column(arrays["name_kind"])
        self.name_weight = arrays["name_weight"]
        self.name_words = PackedLists(stored, "name_words")
        self.words = PackedStrings(stored, "word")
        self.word_idf: Sequence[float] = view_column(arrays["word_idf"])
        self.word_names = PackedLists(stored, "word_names")
        self.record_names = PackedStrings(stored, "record_name")
        self.record_ids = PackedStrings(stored, "record_id")
        self.record_types = PackedStrings(stored, "record_types")
        self.record_places = PackedStrings(stored, "record_place")
        self.record_regions = PackedStrings(stored, "record_region")
        self.record_relations = PackedLists(stored, "record_relations")
        self.record_countries = arrays["record_country"]
        self._name_country = number_countries(arrays["record_country"])[arrays["name_record"]]
        self.record_status: Sequence[int] = view_column(arrays["record_status"])
        self.record_prominence: Sequence[int] = view_column(arrays["record_prominence"])
        self.record_successor: Sequence[int] = view_column(arrays["record_successor"])
        self._website = PackedStrings(stored, "record_website")
        self._established: Sequence[int] = view_column(arrays["record_established"])
        self._languages = arrays["name_language"]
        self._names_by_origin = arrays["names_by_origin"]
        self._origins = arrays["origins_sorted"]
        self._trigrams = PackedStrings(stored, "trigram")
        self._trigram_words = PackedLists(stored, "trigram_words")
        self._sequence_hash = arrays["sequence_hash"]
        self._sequence_name = arrays["sequence_name"]
        self._place_hash = arrays["place_hash"]
        self._place_country = arrays["place_country"]
        self._place_kind = arrays["place_kind"]
        self._terms = PackedStrings(stored, "term")
        self._term_words = PackedLists(stored, "term_words")
        self._korean = PackedStrings(stored, "korean")
        self._korean_words = PackedLists(stored, "korean_words")
        self._sounds = PackedStrings(stored, "sound")
        self._sound_word: Sequence[int] = view_column(arrays["sound_word"])
        self._sound_hash = arrays["sound_hash"]
        self._sound_entry = arrays["sound_entry"]
        self._levelled_hash = arrays["levelled_hash"]
        self._levelled_name: Sequence[int] = view_column(arrays["levelled_name"])
        self.find_word = lru_cache(maxsize=65536)(self._find_word)
        self.is_place = lru_cache(maxsize=65536)(self._is_place)
        self._find_trigram = lru_cache(maxsize=65536)(self._bisect_trigram)

    def _find_word(self, form: str) -> int:
        """Return the number of a canonical word, -1 where no name has it."""
        number = bisect_left(self.words, form)
        return number if number < len(self.words) and self.words[number] == form else -1

    def _is_place(self, word: int) -> bool:
        """Whether a word is the whole name of a place."""
        return bool(self.find_places(np.array([hash_words([word])], np.uint64)))

    def find_words_starting(self, prefix: str) -> range:
        """Return the numbers of the words that begin with `prefix`."""
        return range(
            bisect_left(self.words, prefix), bisect_left(self.words, prefix + "\U0010ffff")
        )

    def find_names_equal(self, folded: str) -> range:
        """Return the numbers of the names with this folded form."""
        return range(bisect_left(self.folded, folded), bisect_left(self.folded, folded + "\0"))

    def find_names_levelled(self, name: str) -> list[int]:
        """Return the numbers of the names that differ in katakana, legal form or owner at most."""
        levelled = level_name(name)
        wanted = np.uint32(hash_skeleton(levelled))
        start = int(np.searchsorted(self._levelled_hash, wanted, "left"))
        end = int(np.searchsorted(self._levelled_hash, wanted, "right"))
        numbers = (self._levelled_name[entry] for entry in range(start, end))
        return [number for number in numbers if level_name(self.names[number]) == levelled]

    def find_names_like(self, name: int) -> range:
        """Return the numbers of the names with the folded form of this one."""
        folded, start, end = self.folded[name], name, name + 1
        while start and self.folded[start - 1] == folded:
            start -= 1
        while end < len(self.folded) and self.folded[end] == folded:
            end += 1
        return range(start, end)

    def find_names_starting(self, prefix: str) -> range:
        """Return the numbers of the names whose folded form begins with `prefix`."""
        return range(
            bisect_left(self.folded, prefix), bisect_left(self.folded, prefix + "\U0010ffff")
        )

    def find_sequences(self, hashes: Array) -> tuple[Array, Array]:
        """Return, for each hash of a word sequence, where its names begin and end."""
        return (
            np.searchsorted(self._sequence_hash, hashes, "left"),
            np.searchsorted(self._sequence_hash, hashes, "right"),
        )

    def names_of_sequence(self, start: int, end: int) -> list[int]:
        """Return the numbers of the names between two answers of `find_sequences`."""
        names: list[int] = self._sequence_name[start:end].tolist()
        return names

    def find_places(self, hashes: Array) -> list[tuple[int, PlaceHint]]:
        """Return which of these hashes of word sequences tell a country as a place, with these."""
        starts = np.searchsorted(self._place_hash, hashes, "left")
        ends = np.searchsorted(self._place_hash, hashes, "right")
        return [
            (at, PlaceHint(self._place_country[row].decode(), PLACE_KINDS[self._place_kind[row]]))
            for at in np.nonzero(ends > starts)[0].tolist()
            for row in range(int(starts[at]), int(ends[at]))
        ]

    def find_similar_words(self, form: str) -> Counter[int]:
        """Return words by the number of trigrams that they share with `form`."""
        shared: Counter[int] = Counter()
        if len(form) >= SHORTEST_FUZZY_WORD:
            for trigram in split_trigrams(form):
                number = self._find_trigram(trigram)
                if number >= 0:
                    shared.update(self._trigram_words[number].tolist())
        return shared

    def _bisect_trigram(self, trigram: str) -> int:
        """Return the number of a trigram, -1 where no word has it."""
        number = bisect_left(self._trigrams, trigram)
        return number if number < len(self._trigrams) and self._trigrams[number] == trigram else -1

    def has_term(self, piece: str) -> bool:
        """Whether a piece of a Japanese name is known to stand for Latin words."""
        at = bisect_left(self._terms, piece)
        return at < len(self._terms) and self._terms[at] == piece

    def read_term(self, term: str) -> list[tuple[int, ...]]:
        """Return the word lists that a term may stand for, the likeliest first; none if unknown."""
        return _read_lists(self._terms, self._term_words, term)

    def find_korean(self, outline: str) -> list[tuple[int, ...]]:
        """Return the words of Korean names, or two that stand together, with this outline."""
        return _read_lists(self._korean, self._korean_words, outline)

    def tells_country(self, name: str) -> bool:
        """Whether `name` is that of a country, in any of the languages that the registry knows."""
        return bool(self.read_countries(name))

    def read_countries(self, name: str) -> frozenset[str]:
        """Return the countries that `name` is the name of, as ISO 3166 codes."""
        numbers = [self.find_word(word.form) for word in fold_name(name).words if word.form]
        hints = self.find_places(np.array([hash_words(numbers)], np.uint64)) if numbers else []
        return frozenset(hint.country for _, hint in hints if hint.kind == "country")

    def find_sounds(self, skeleton: str) -> list[tuple[int, str]]:
        """Return the words whose outline has, or almost has, this skeleton; with that outline."""
        wanted = np.uint32(hash_skeleton(skeleton))
        start, end = (
            np.searchsorted(self._sound_hash, wanted, "left"),
            np.searchsorted(self._sound_hash, wanted, "right"),
        )
        return [
            (self._sound_word[entry], self._sounds[entry])
            for entry in self._sound_entry[start:end].tolist()
        ]

    def find_pairs(self, heads: Sequence[int], tails: Sequence[int]) -> list[tuple[int, int]]:
        """Return the pairs of one of these words and one of those that names have side by side."""
        if not heads or not tails:
            return []
        left, right = (
            np.concatenate([self.word_names[word] for word in words]) for words in (heads, tails)
        )
        found = {
            pair
            for name in np.intersect1d(left, right).tolist()
            for pair in pairwise(self.name_words[name].tolist())
            if pair[0] in heads and pair[1] in tails
        }
        return sorted(found)

    def names_are_in(self, names: Array, countries: Sequence[str]) -> Array:
        """Return, for each of the names, whether its record is in one of the countries."""
        codes = number_countries(np.array([code.encode() for code in countries], "S2"))
        return np.isin(self._name_country[names], codes)

    def country_of(self, record: int) -> str:
        """Return the ISO 3166 code of a record's country, "" where unknown."""
        return str(self.record_countries[record], "ascii").strip()

    def relations_of(self, record: int) -> list[tuple[str, int]]:
        """Return the relations of a record as kind and record number."""
        values = self.record_relations[record].tolist()
        return [
            (RELATION_KINDS[kind], other)
            for kind, other in zip(values[::2], values[1::2], strict=True)
        ]

    def find_record(self, record_id: str) -> int:
        """Return the number of the record with this id, -1 where there is none."""
        number = bisect_left(self.record_ids, record_id)
        return (
            number if number < len(self.record_ids) and self.record_ids[number] == record_id else -1
        )

    def read_record(self, number: int) -> Record:
        """Return a record as the release had it, patches applied."""
        start, end = np.searchsorted(self._origins, [number, number + 1])
        names = [
            RecordName(
                self.names[i],
                NAME_KINDS[self.name_kind[i]],  # type: ignore[arg-type]
                self.read_language(i),
            )
            for i in self._names_by_origin[start:end].tolist()
        ]
        names.sort(key=lambda name: (name.kind != "display", NAME_KINDS.index(name.kind)))
        return Record(
            id=self.record_ids[number],
            names=tuple(names) or (RecordName(self.record_names[number], "display"),),
            country=self.country_of(number),
            status=STATUSES[self.record_status[number]],  # type: ignore[arg-type]
            types=tuple(self.record_types[number].split()),
            place=self.record_places[number],
            region=self.record_regions[number],
            website=self._website[number],
            established=self._established[number] or None,
            relations=tuple(
                Relation(kind, self.record_ids[other])  # type: ignore[arg-type]
                for kind, other in self.relations_of(number)
            ),
            prominence=self.record_prominence[number],
        )

    def read_language(self, name: int) -> str:
        """Return the ISO 639 code of a name's language, "" where unknown."""
        return str(self._languages[name].decode())

    def count_languages(self) -> dict[str, int]:
        """Return the number of names by language, "" for names without one."""
        values, counts = np.unique(self._languages, return_counts=True)
        return {value.decode(): int(count) for value, count in zip(values, counts, strict=True)}

    def count_countries(self) -> dict[str, int]:
        """Return the number of records by country."""
        values, counts = np.unique(self.record_countries, return_counts=True)
        return {
            value.decode().strip(): int(count) for value, count in zip(values, counts, strict=True)
        }


def _read_lists(keys: PackedStrings, lists: PackedLists, key: str) -> list[tuple[int, ...]]:
    """Return the counted word lists of a key; none if it is not among the keys."""
    at = bisect_left(keys, key)
    if at == len(keys) or keys[at] != key:
        return []
    numbers = lists[at].tolist()
    found: list[tuple[int, ...]] = []
    while numbers:
        count = numbers[0]
        found.append(tuple(numbers[1 : count + 1]))
        numbers = numbers[count + 1 :]
    return found
