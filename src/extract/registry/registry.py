"""A registry file, opened: names in, candidates out."""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

from extract.errors import RegistryError
from extract.model import Candidate
from extract.registry.index import Index
from extract.registry.match import Query, find_matches, leaves_body, merge_country, read_query
from extract.registry.names import fold_name
from extract.registry.rank import score_matches
from extract.registry.release import Record
from extract.registry.storage import StoredArrays, read_arrays
from extract.registry.transfers import find_transfers, is_one_japanese_name, is_proper_name

# A Japanese name stands in a text if this share of its weight does.
_JAPANESE_COVERAGE = 0.9
# A country of this strength is told for sure. A record in another one, of a name of types and
# subjects alone, keeps so much of its likelihood, unless it is as prominent as this: CNRS.
_TOLD = 0.9
_NAMESAKE = 0.2
_WORLD_KNOWN = 8
# The most that a body gains from its branches.
_MOST = 0.95
# A record less likely than this needs no doubt.
_FAINT = 0.1
# As many answers are kept for names asked before; a long report names fewer institutions.
_KEPT_ANSWERS = 8192


# What is written like a country's short name and is none: the day of a date, Sunday, "with us".
_NO_COUNTRY = re.compile(
    "(?<=[0-9０-９〇一二三四五六七八九十同翌当])[ \u3000]*日(?!本)"
    "|[(（]日[)）・]"
    "|(?<![A-Za-z.])[Uu]s(?![A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that a text may name, and which words of the text its name covers.

    `first` and `last` number words of the folded text, both included: two findings whose words
    do not overlap may both be meant. `share` is how much of the text's weight they cover, 0 to 1;
    `leaves_body` says whether the rest tells of a body or unit of its own.
    """

    candidate: Candidate
    first: int
    last: int
    share: float
    leaves_body: bool


@dataclass(frozen=True, slots=True)
class RegistrySummary:
    """What a registry file holds, in numbers of records and of names."""

    release: str
    digest: str
    records: int
    names: int
    countries: dict[str, int]
    languages: dict[str, int]


class Registry:
    """Institutions by id and by name; opened by `open_registry`."""

    def __init__(self, stored: StoredArrays) -> None:
        self.release = stored.description["release"]
        self.digest = stored.digest
        self.index = Index(stored)
        self._find = lru_cache(maxsize=_KEPT_ANSWERS)(self._find_anew)
        self._find_countries = lru_cache(maxsize=_KEPT_ANSWERS)(self._find_countries_anew)

    def find(
        self, text: str, *, country: str = "", hints: Mapping[str, float] | None = None
    ) -> tuple[Finding, ...]:
        """Return the records that `text` may name, the likeliest first.

        `text` is a name or a whole affiliation with several. `country` is an ISO 3166 code that is
        certain; `hints` are codes that the context makes likely, with a strength from 0 to 1. A
        candidate's score is the probability that the text names its record.
        """
        return self._find(text, country, tuple(sorted((hints or {}).items())))

    def _find_anew(
        self, text: str, country: str, hints: tuple[tuple[str, float], ...]
    ) -> tuple[Finding, ...]:
        query = read_query(self.index, text, country, dict(hints))
        best: dict[int, Finding] = {}
        written = self._find_written(query, is_one_japanese_name(text))
        for finding, record in (*written, *self._find_whole(query, text)):
            if record not in best or best[record].candidate.score < finding.candidate.score:
                best[record] = finding
        told = {code for code, strength in hints if strength >= _TOLD}
        told |= {merge_country(country)} if country else set()
        abroad = [
            record
            for record, finding in best.items()
            if told and finding.candidate.score > _FAINT and self._is_obscure_abroad(record, told)
        ]
        if abroad and not is_proper_name(self.index, text):
            best |= {record: _doubt(best[record]) for record in abroad}
        best |= {record: self._gather_branches(record, best) for record in best}
        return tuple(
            sorted(
                best.values(), key=lambda finding: (-finding.candidate.score, finding.candidate.id)
            )
        )

    def _is_obscure_abroad(self, record: int, told: Set[str]) -> bool:
        """Whether a record is in none of the countries, and not known all over the world."""
        is_here = merge_country(self.index.country_of(record)) in told
        return not is_here and self.index.record_prominence[record] < _WORLD_KNOWN

    def _gather_branches(self, record: int, found: Mapping[int, Finding]) -> Finding:
        """Return the finding of a record with the likelihood of its branches of the same name.

        A name that a body shares with its branches, of which none is likelier, is the body's.
        """
        own = found[record]
        shares = [own.candidate.score]
        for kind, other in self.index.relations_of(record):
            if kind == "child" and other in found and _is_alike(own, found[other]):
                shares.append(found[other].candidate.score)
        if len(shares) == 1 or max(shares) > shares[0]:
            return own
        score = max(shares[0], min(sum(shares), _MOST))
        return replace(own, candidate=replace(own.candidate, score=score))

    def _find_written(self, query: Query, is_japanese: bool) -> Iterator[tuple[Finding, int]]:
        """Yield what stands in the text; a name that shares some kana with it does not."""
        matches = find_matches(self.index, query)
        if is_japanese:
            matches = [match for match in matches if match.features[0] >= _JAPANESE_COVERAGE]
        for match, score in zip(matches, score_matches(matches), strict=True):
            candidate = self._describe(match.record, match.name, score)
            share = min(match.weight / (query.totals[-1] or 1.0), 1.0)
            rest = leaves_body(query, match)
            yield Finding(candidate, match.first, match.last, share, rest), match.record

    def _find_whole(self, query: Query, text: str) -> Iterator[tuple[Finding, int]]:
        for transfer in find_transfers(self.index, text, query.countries):
            candidate = self._describe(transfer.record, transfer.name, transfer.score)
            last = max(len(query.numbers) - 1, 0)
            yield Finding(candidate, 0, last, 1.0, leaves_body=False), transfer.record

    def is_country(self, text: str) -> bool:
        """Whether `text` is the name of a country and nothing else."""
        return self.index.tells_country(text)

    def find_countries(self, text: str) -> frozenset[str]:
        """Return the countries that `text` names, as ISO 3166 codes after `merge_country`."""
        return self._find_countries(text)

    def _find_countries_anew(self, text: str) -> frozenset[str]:
        query = read_query(self.index, _NO_COUNTRY.sub(" ", text), "", {})
        return frozenset(code for code, strength in query.countries.items() if strength == 1.0)

    def _describe(self, record: int, name: int, score: float) -> Candidate:
        return Candidate(
            id=self.index.record_ids[record],
            name=self.index.record_names[record],
            country=self.index.country_of(record),
            score=score,
            matched_name=self.index.names[name],
            remark=self._remark(record, name),
        )

    def _remark(self, record: int, name: int) -> str | None:
        origin = self.index.name_origin[name]
        if origin != record:
            return f"stands in for {self.index.record_ids[origin]}, withdrawn"
        if self.index.record_status[record] == 0:
            return None
        following = [
            self.index.record_ids[other]
            for kind, other in self.index.relations_of(record)
            if kind == "successor"
        ]
        return "inactive" + (f"; succeeded by {', '.join(following)}" if following else "")

    def search(
        self, name: str, *, country: str | None = None, limit: int = 10
    ) -> tuple[Candidate, ...]:
        """Return the records that `name`, or what has been typed of it, may mean, best first.

        `country` is an ISO 3166 code; None where it is not known.
        """
        found = {
            finding.candidate.id: finding.candidate
            for finding in self.find(name, country=country or "")
        }
        for candidate in self._complete(fold_name(name).text, country or "", limit):
            if candidate.id not in found or found[candidate.id].score < candidate.score:
                found[candidate.id] = candidate
        return tuple(
            sorted(found.values(), key=lambda candidate: (-candidate.score, candidate.id))[:limit]
        )

    def _complete(self, typed: str, country: str, limit: int) -> list[Candidate]:
        """Return the best known records with a name that begins so; they score under a half."""
        names = self.index.find_names_starting(typed)[:_LOOKED_THROUGH] if typed else range(0)
        best: dict[int, tuple[float, int]] = {}
        for name in names:
            record = self.index.name_record[name]
            if not country or self.index.country_of(record) == country:
                share = len(typed) / len(self.index.folded[name])
                known = min(self.index.record_prominence[record], 14) / 14
                best[record] = max(best.get(record, (0.0, 0)), (0.25 * known + 0.25 * share, name))
        ranked = sorted(best.items(), key=lambda item: -item[1][0])[:limit]
        return [self._describe(record, name, score) for record, (score, name) in ranked]

    def record(self, id: str) -> Record:
        """Return the record with this id.

        Raises:
            RegistryError: the registry has no such record.
        """
        number = self.index.find_record(id)
        if number < 0:
            raise RegistryError(
                f"{id} is not in the registry {self.release}; open a registry that has it"
            )
        return self.index.read_record(number)

    def parents(self, id: str) -> list[str]:
        """Return the ids of the records that this one is a part of, as the release has them.

        Raises:
            RegistryError: the registry has no such record.
        """
        relations = self.record(id).relations
        return [relation.id for relation in relations if relation.kind == "parent"]

    def knows(self, name: str) -> bool:
        """Whether a record has this name, but for case, accents, punctuation and kanji style."""
        return bool(self.index.find_names_equal(fold_name(name).text))

    def summary(self) -> RegistrySummary:
        """Return what the registry holds."""
        return RegistrySummary(
            release=self.release,
            digest=self.digest,
            records=len(self.index.record_ids),
            names=len(self.index.names),
            countries=self.index.count_countries(),
            languages=self.index.count_languages(),
        )


def _is_alike(one: Finding, other: Finding) -> bool:
    """Whether two findings have the same name at the same place."""
    names = (one.candidate.matched_name, other.candidate.matched_name)
    is_there = (one.first, one.last) == (other.first, other.last)
    return is_there and fold_name(names[0]).text == fold_name(names[1]).text


def _doubt(finding: Finding) -> Finding:
    """Return the finding as that of a namesake: many countries have an Institute of Physics."""
    candidate = finding.candidate
    return replace(finding, candidate=replace(candidate, score=_NAMESAKE * candidate.score))


# Names looked through for a completion: enough for any three letters, in a few milliseconds.
_LOOKED_THROUGH = 3000


def open_registry(path: Path | None = None) -> Registry:
    """Open a registry file; without one, the starter registry that the package brings.

    Raises:
        RegistryError: the file is missing, damaged or of another format version.
    """
    if path is not None:
        return Registry(read_arrays(path))
    with as_file(files("extract.registry") / "starter.registry") as starter:
        return Registry(read_arrays(starter))
