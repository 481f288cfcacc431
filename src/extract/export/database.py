"""Extractions -> one SQLite database that opens well in Datasette.

Here agreements and their parties are two tables; the view ``agreements_by_party`` has the columns
of ``agreements.csv``, and skipped sources are a table of their own.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from itertools import groupby
from pathlib import Path

from extract.export.files import replace_whole
from extract.export.package import PACKAGE, describe_file, write_descriptor
from extract.export.rows import Row, WriteRows, write_rows
from extract.export.schema import SCHEMAS, Column, TableName, Type
from extract.model import Extraction, Skipped
from extract.text import is_japanese, normalise

DATABASE = "extract.sqlite"
METADATA = "metadata.json"

_TYPES: Mapping[Type, str] = {
    "string": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "date": "TEXT",
}

_OF_PARTY = ("party", "party_text", "party_id", "party_country", "party_name", "institution")
_OF_SKIPPED = ("document", "source", "reason")


def _columns(table: TableName, *, of: Sequence[str] = (), but: Sequence[str] = ()) -> list[Column]:
    columns = SCHEMAS[table].columns
    return [one for one in columns if (one.name in of if of else one.name not in but)]


_TABLES: Mapping[str, Sequence[Column]] = {
    "institutions": _columns("institutions"),
    "documents": _columns("documents", but=("outcome", "reason")),
    "skipped": _columns("documents", of=_OF_SKIPPED),
    "agreements": _columns("agreements", but=_OF_PARTY),
    "parties": _columns("agreements", of=("agreement", *_OF_PARTY)),
    "mentions": _columns("mentions"),
}

_KEYS: Mapping[str, tuple[str, ...]] = {
    "institutions": ("institution",),
    "documents": ("sha256",),
    "agreements": ("agreement",),
    "parties": ("agreement", "party"),
    "mentions": ("sha256", "start", "end", "label"),
}

_REFERENCES: Mapping[str, Mapping[str, str]] = {
    "agreements": {"sha256": "documents", "same_as": "agreements"},
    "parties": {"agreement": "agreements", "institution": "institutions"},
    "mentions": {"sha256": "documents", "institution": "institutions"},
}
"""Columns that hold keys of other tables."""

_SEARCHED: Mapping[str, tuple[str, ...]] = {
    "institutions": ("name", "names"),
    "parties": ("party_text", "party_name"),
}

_DISPLAY: Mapping[str, Mapping[str, object]] = {
    "institutions": {
        "label_column": "name",
        "sort_desc": "agreements",
        "facets": ["country"],
    },
    "documents": {"label_column": "document"},
    "agreements": {"label_column": "subject", "sort": "start", "facets": ["end_status", "kind"]},
    "parties": {"facets": ["party_country"]},
    "mentions": {"facets": ["label", "language"], "sort": "start"},
}
"""How Datasette shows the tables."""

_LONGEST_PIECE = 24
"""Code points of the longest Japanese word that search finds in one piece."""

_TableRows = tuple[str, Iterable[Row]]


def write_sqlite(extractions: Iterable[Extraction], skipped: Sequence[Skipped], out: Path) -> None:
    """Write the database, Datasette's ``metadata.json`` and ``datapackage.json``.

    `out` is the folder for them or, where it ends in ``.sqlite`` or ``.db``, the database.
    """
    name = out.name if out.suffix in (".sqlite", ".db") else DATABASE
    folder = out.parent if out.suffix in (".sqlite", ".db") else out
    with replace_whole(folder, (name, METADATA, PACKAGE)) as parts:
        with closing(sqlite3.connect(parts[name])) as connection:
            _create_tables(connection)
            write_rows(extractions, skipped, _insert_into(connection))
            _make_searchable(connection)
            connection.commit()
        parts[METADATA].write_text(_describe_database(Path(name).stem), encoding="utf-8")
        resource = {
            "name": "database",
            "profile": "data-resource",
            "mediatype": "application/vnd.sqlite3",
            **describe_file(name, parts[name]),
        }
        write_descriptor([resource], parts[PACKAGE], flavour="sqlite")


def _create_tables(connection: sqlite3.Connection) -> None:
    for table, columns in _TABLES.items():
        lines = [f"{_quote(column.name)} {_TYPES[column.type]}" for column in columns]
        if table in _KEYS:
            lines.append(f"PRIMARY KEY ({', '.join(_quote(key) for key in _KEYS[table])})")
        for column, other in _REFERENCES.get(table, {}).items():
            (key,) = _KEYS[other]
            lines.append(f"FOREIGN KEY ({column}) REFERENCES {other} ({key})")
        connection.execute(f"CREATE TABLE {table} ({', '.join(lines)})")
    selected = ", ".join(_quote(column.name) for column in SCHEMAS["agreements"].columns)
    connection.execute(
        f"CREATE VIEW agreements_by_party AS SELECT {selected} "
        "FROM agreements LEFT JOIN parties USING (agreement)"
    )


def _quote(name: str) -> str:
    return f'"{name}"'


def _insert_into(connection: sqlite3.Connection) -> WriteRows:
    def write(name: TableName, rows: Iterable[Row]) -> None:
        for table, own in _SPLITS[name](rows):
            columns = _TABLES[table]
            marks = ", ".join("?" for _ in columns)
            values = (_read_values(row, columns) for row in own)
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)

    return write


def _read_values(row: Row, columns: Sequence[Column]) -> tuple[str | int | float | None, ...]:
    values = (row.get(column.name) for column in columns)
    return tuple(value.isoformat() if isinstance(value, date) else value for value in values)


def _split_documents(rows: Iterable[Row]) -> Iterator[_TableRows]:
    listed = list(rows)
    yield "documents", [row for row in listed if row["outcome"] == "done"]
    yield "skipped", [row for row in listed if row["outcome"] == "skipped"]


def _split_agreements(rows: Iterable[Row]) -> Iterator[_TableRows]:
    listed = list(rows)
    yield "agreements", [row for row in listed if row.get("party") in (None, 1)]
    yield "parties", [row for row in listed if row.get("party") is not None]


_SPLITS: Mapping[TableName, Callable[[Iterable[Row]], Iterable[_TableRows]]] = {
    "documents": _split_documents,
    "mentions": lambda rows: [("mentions", rows)],
    "agreements": _split_agreements,
    "institutions": lambda rows: [("institutions", rows)],
}


def _make_searchable(connection: sqlite3.Connection) -> None:
    """Index names for full-text search, Japanese ones in every piece that may be searched for.

    Datasette finds the index by its content table, and results show the names as they are; what
    is indexed in their place is `split_for_search` of them, so the index cannot be rebuilt by
    SQLite's own command.
    """
    for table, columns in _SEARCHED.items():
        listed = ", ".join(columns)
        connection.execute(
            f"CREATE VIRTUAL TABLE {table}_fts USING fts5({listed}, "
            f'content="{table}", tokenize="unicode61 remove_diacritics 2")'
        )
        marks = ", ".join("?" for _ in columns)
        rows = connection.execute(f"SELECT rowid, {listed} FROM {table}")
        connection.executemany(
            f"INSERT INTO {table}_fts (rowid, {listed}) VALUES (?, {marks})",
            ((rowid, *(split_for_search(name or "") for name in names)) for rowid, *names in rows),
        )


def split_for_search(name: str) -> str:
    """Return the words to index: of Japanese, which has no spaces, every piece of a name.

    SQLite's own tokenizers take a Japanese name for one word or, by trigrams, miss words of two
    characters.

    >>> split_for_search("CERN 理研")
    'cern 理 理研 研'
    """
    folded = normalise(name).text.casefold()
    runs = ("".join(run) for _, run in groupby(folded, key=is_japanese))
    return " ".join(" ".join(_list_pieces(run)) for run in runs if run.strip())


def _list_pieces(run: str) -> Iterator[str]:
    if not is_japanese(run[0]):
        yield run.strip()
        return
    for start in range(len(run)):
        for end in range(start + 1, min(start + _LONGEST_PIECE, len(run)) + 1):
            yield run[start:end]


def _describe_database(name: str) -> str:
    described = {
        "title": "Institutions, dates and agreements in reports",
        "databases": {
            name: {
                "tables": {
                    table: {
                        **_DISPLAY.get(table, {}),
                        "columns": {column.name: column.description for column in columns},
                    }
                    for table, columns in _TABLES.items()
                }
            }
        },
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"
