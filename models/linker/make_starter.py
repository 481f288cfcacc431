"""Write the starter registry and the Japanese aliases from a full ROR release.

The names of `notable.tsv` and `partners.tsv` are looked up in the release, so that every id is one
that ROR has; one that is not found, or not unique in its country, is an error. Besides the notable
ones the starter registry takes Japan's universities and colleges that fund registers or
encyclopedias know::

    python models/linker/make_starter.py RELEASE src/extract/registry/data
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from extract.registry import Record, build_registry
from extract.registry.names import fold_name
from extract.registry.release import read_release, read_rows

_UNIVERSITIES = 480
_HEADER = """\
# Japanese names of institutions that ROR has without them: action, id, name, language, ROR name.
# Source: written for this project from general knowledge; see models/linker/notable.tsv. CC0-1.0.
# Written by models/linker/make_starter.py; do not edit.
"""


def _read_notable(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _index_names(records: list[Record]) -> dict[tuple[str, str], list[Record]]:
    found: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        found[record.country, fold_name(record.id).text].append(record)
        for key in {
            (record.country, fold_name(name.text).text)
            for name in record.names
            if name.kind != "acronym"
        }:
            found[key].append(record)
    return found


def _choose(found: list[Record], wanted: str) -> Record | None:
    active = [record for record in found if record.status == "active"] or found
    same = {fold_name(wanted).text}
    shown = [record for record in active if fold_name(record.name).text in same] or active
    shown.sort(key=lambda record: -record.prominence)
    if not shown or (len(shown) > 1 and shown[0].prominence < shown[1].prominence + 2):
        return None
    return shown[0]


def main(release: Path, folder: Path) -> None:
    records = [record for record in read_release(release) if record.status != "withdrawn"]
    names = _index_names(records)
    chosen: dict[str, Record] = {}
    aliases: list[str] = []
    missing: list[str] = []
    notable = _read_notable(Path(__file__).with_name("notable.tsv"))
    partners = _read_notable(Path(__file__).with_name("partners.tsv"))
    for row in (*notable, *partners):
        country, name, japanese = row
        found = names[country, fold_name(name).text]
        record = _choose(found, name)
        if record is None:
            missing.append(f"{country} {name}: {[(r.id, r.name, r.prominence) for r in found]}")
            continue
        if row in notable:
            chosen[record.id] = record
        known = {fold_name(entry.text).text for entry in record.names}
        aliases.extend(
            f"add\t{record.id}\t{alias}\tja\t{record.name}\n"
            for alias in japanese.split("|")
            if alias and fold_name(alias).text not in known
        )
    if missing:
        sys.exit("not in the release, or not unique in the country:\n" + "\n".join(missing))
    universities = [
        record
        for record in records
        if record.country == "JP"
        and "education" in record.types
        and record.status == "active"
        and record.prominence > 3
        and "junior college" not in record.name.casefold()
    ]
    universities.sort(key=lambda record: (-record.prominence, record.id))
    chosen |= {record.id: record for record in universities[:_UNIVERSITIES]}
    (folder / "japanese_aliases.tsv").write_text(_HEADER + "".join(aliases), encoding="utf-8")
    source = Path(__file__).with_name("starter.jsonl")
    with source.open("w", encoding="utf-8") as file:
        for row in sorted(read_rows(release), key=lambda row: row["id"]):
            if row["id"] in chosen:
                file.write(json.dumps(_copy_row(row, chosen), ensure_ascii=False) + "\n")
    build_registry(source, folder.parent / "starter.registry")
    print(f"{len(chosen)} institutions, {len(aliases)} Japanese aliases")


def _copy_row(row: Any, chosen: dict[str, Record]) -> dict[str, object]:
    """Return what `read_release` reads of a row, with relations to other chosen records only."""
    kept = ("id", "names", "locations", "status", "types", "established", "links", "external_ids")
    relations = [entry for entry in row["relationships"] if entry["id"] in chosen]
    return {key: row[key] for key in kept} | {"relationships": relations}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
