"""An ROR release or a CSV in, records out.

A release is JSON (one array), JSON lines, or gzip or zip of either, in the v1 or the v2 schema; a
zip's first JSON member is read, the one that names schema v2 where there is a choice. A CSV has
the columns ``id``, ``names`` (separated by ``|``, the first is shown) and ``country``.
"""

import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from extract.errors import RegistryError

NameKind = Literal["display", "label", "alias", "acronym"]
Status = Literal["active", "inactive", "withdrawn"]
RelationKind = Literal["parent", "child", "related", "successor", "predecessor"]


@dataclass(frozen=True, slots=True)
class RecordName:
    """A name of a record; `language` is an ISO 639-1 code, "" where the release names none."""

    text: str
    kind: NameKind
    language: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """What another record is to this one."""

    kind: RelationKind
    id: str


@dataclass(frozen=True, slots=True)
class Record:
    """An institution of the registry.

    `names` begins with the name that is shown. `country` is an ISO 3166 code, "" where unknown.
    `place` and `region` are the city and the part of the country, "" where the release has none.
    `prominence` counts the outside identifiers, links and children that the release gives.
    """

    id: str
    names: tuple[RecordName, ...]
    country: str
    status: Status = "active"
    types: tuple[str, ...] = ()
    place: str = ""
    region: str = ""
    website: str = ""
    established: int | None = None
    relations: tuple[Relation, ...] = ()
    prominence: int = 0

    @property
    def name(self) -> str:
        """The name that is shown."""
        return self.names[0].text


def read_release(source: Path) -> Iterator[Record]:
    """Yield the records of `source`, in its order.

    Raises:
        RegistryError: `source` is missing, is no release, or a record lacks its id or names.
    """
    try:
        if source.suffix.casefold() == ".csv":
            yield from _read_csv(source)
        else:
            for number, row in enumerate(read_rows(source), start=1):
                yield _read_row(row, source, number)
    except FileNotFoundError as error:
        raise RegistryError(f"{source} does not exist; name an ROR release or a CSV") from error
    except (
        OSError,
        zipfile.BadZipFile,
        EOFError,
        UnicodeDecodeError,
        json.JSONDecodeError,
    ) as error:
        raise RegistryError(
            f"{source} cannot be read as an ROR release ({error}); download it again"
        ) from error


def _read_row(row: Any, source: Path, number: int) -> Record:
    try:
        record = _from_v2(row) if isinstance(row["names"], list) else None
    except (KeyError, TypeError):
        try:
            record = _from_v1(row)
        except (KeyError, TypeError) as error:
            raise RegistryError(
                f"{source}: record {number} is in neither the v1 nor the v2 schema of ROR "
                f"(no {error}); name a release from zenodo.org/communities/ror-data"
            ) from error
    if record is None or not record.names:
        raise RegistryError(f"{source}: record {number} has no name; download the release again")
    return record


@contextmanager
def _open_text(source: Path) -> Iterator[IO[str]]:
    with source.open("rb") as raw:
        magic = raw.read(4)
    if magic[:2] == b"\x1f\x8b":
        with gzip.open(source, "rt", encoding="utf-8") as text:
            yield text
    elif magic == b"PK\x03\x04":
        with zipfile.ZipFile(source) as archive, archive.open(_choose_member(archive)) as member:
            yield io.TextIOWrapper(member, encoding="utf-8")
    else:
        with source.open(encoding="utf-8") as text:
            yield text


def _choose_member(archive: zipfile.ZipFile) -> str:
    members = [name for name in archive.namelist() if re.search(r"\.jsonl?$", name)]
    if not members:
        raise RegistryError(f"{archive.filename} holds no JSON file; name an ROR release")
    return max(members, key=lambda name: "schema_v2" in name)


def read_rows(source: Path) -> Iterator[Any]:
    """Yield the rows of a JSON release as they stand there, in either schema."""
    with _open_text(source) as text:
        first = text.read(1)
        while first in (" ", "\n", "\r", "\t", "\ufeff") and first:
            first = text.read(1)
        if first == "[":
            yield from json.loads(first + text.read())
        elif first == "{":
            yield json.loads(first + text.readline())
            for line in text:
                if line.strip():
                    yield json.loads(line)
        else:
            raise RegistryError(f"{source} holds neither JSON nor JSON lines; name an ROR release")


_V2_KINDS: tuple[tuple[str, NameKind], ...] = (
    ("ror_display", "display"),
    ("label", "label"),
    ("alias", "alias"),
    ("acronym", "acronym"),
)


def _from_v2(row: dict[str, Any]) -> Record:
    names = [
        RecordName(entry["value"], _read_kind(entry["types"]), entry.get("lang") or "")
        for entry in row["names"]
        if entry["value"].strip()
    ]
    names.sort(key=lambda name: name.kind != "display")
    details: dict[str, Any] = next(
        (place["geonames_details"] for place in row.get("locations") or ()), {}
    )
    links = {link["type"]: link["value"] for link in row.get("links") or ()}
    outside = {entry["type"]: len(entry["all"]) for entry in row.get("external_ids") or ()}
    relations = _read_relations(row)
    return Record(
        id=row["id"],
        names=tuple(names),
        country=details.get("country_code") or "",
        status=row.get("status", "active"),
        types=tuple(kind.casefold() for kind in row.get("types") or ()),
        place=details.get("name") or "",
        region=details.get("country_subdivision_name") or "",
        website=links.get("website", ""),
        established=row.get("established"),
        relations=relations,
        prominence=_count_prominence(outside, "wikipedia" in links, relations),
    )


def _read_kind(types: list[str]) -> NameKind:
    return next((kind for name, kind in _V2_KINDS if name in types), "alias")


def _count_prominence(
    outside: dict[str, int], has_article: bool, relations: tuple[Relation, ...]
) -> int:
    children = sum(relation.kind == "child" for relation in relations)
    known = min(outside.get("fundref", 0), 8) + min(outside.get("isni", 0), 2) + 3 * has_article
    return known + min(children // 2, 4)


_KINDS: frozenset[RelationKind] = frozenset(
    ("parent", "child", "related", "successor", "predecessor")
)


def _read_relations(row: dict[str, Any]) -> tuple[Relation, ...]:
    return tuple(
        Relation(kind, entry["id"])
        for entry in row.get("relationships") or ()
        for kind in _KINDS
        if entry["type"].casefold() == kind
    )


def _from_v1(row: dict[str, Any]) -> Record:
    names = [RecordName(row["name"], "display")]
    names += [
        RecordName(label["label"], "label", label.get("iso639") or "") for label in row["labels"]
    ]
    names += [RecordName(alias, "alias") for alias in row["aliases"]]
    names += [RecordName(acronym, "acronym") for acronym in row["acronyms"]]
    address: dict[str, Any] = next(iter(row.get("addresses") or ()), {})
    city = address.get("geonames_city") or {}
    outside = {
        kind.casefold(): len(entry["all"])
        for kind, entry in (row.get("external_ids") or {}).items()
        if isinstance(entry["all"], list)
    }
    relations = _read_relations(row)
    return Record(
        id=row["id"],
        names=tuple(names),
        country=row["country"]["country_code"] or "",
        status=row.get("status", "active"),
        types=tuple(kind.casefold() for kind in row.get("types") or ()),
        place=address.get("city") or "",
        region=(city.get("geonames_admin1") or {}).get("name") or "",
        website=next(iter(row.get("links") or ()), ""),
        established=row.get("established"),
        relations=relations,
        prominence=_count_prominence(outside, bool(row.get("wikipedia_url")), relations),
    )


def _read_csv(source: Path) -> Iterator[Record]:
    with source.open(encoding="utf-8-sig", newline="") as text:
        rows = csv.DictReader(text)
        missing = {"id", "names", "country"} - set(rows.fieldnames or ())
        if missing:
            raise RegistryError(
                f"{source} lacks the column {', '.join(sorted(missing))}; "
                "a registry needs id, names (separated by |) and country"
            )
        for row in rows:
            shown, *others = [
                name.strip() for name in (row["names"] or "").split("|") if name.strip()
            ] or [""]
            if not shown or not row["id"]:
                raise RegistryError(
                    f"{source}: line {rows.line_num} has no id or no name; fill it in"
                )
            names = (RecordName(shown, "display"), *(RecordName(name, "alias") for name in others))
            yield Record(row["id"], names, (row["country"] or "").strip().upper())
