"""Exported files -> a Frictionless data package (v1) that says what they hold."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from extract.export.schema import SCHEMAS, Column, TableName, TableSchema

PACKAGE = "datapackage.json"

Description = Mapping[str, object]
"""A resource of the package, as the specification writes it."""

_DESCRIPTIONS: Mapping[str, str] = {
    "plain": "The data exactly as extracted.",
    "excel": "For spreadsheets: text that begins like a formula has an apostrophe in front. "
    "The exact data is in the plain flavour, in Parquet and in the JSON of the run.",
    "sqlite": "One SQLite database, with full-text search on the names of institutions.",
    "parquet": "The data exactly as extracted, in columns.",
}


# A file to validators: frictionless reads Parquet through pandas, which makes nan of an empty
# integer, and then calls that an error of type.
_KINDS: Mapping[str, Description] = {
    ".csv": {"profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv"},
    ".parquet": {
        "profile": "data-resource",
        "type": "file",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
    },
}


def describe_table(name: TableName, file: str, part: Path) -> Description:
    """Describe the table written to `part`, which will be called `file`."""
    return {
        "name": name,
        "title": SCHEMAS[name].title,
        **_KINDS[Path(file).suffix],
        "schema": _describe_schema(SCHEMAS[name]),
        **describe_file(file, part),
    }


def describe_file(file: str, part: Path) -> dict[str, object]:
    """Say path, size and digest of the file written to `part`, which will be called `file`."""
    with part.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return {"path": file, "bytes": part.stat().st_size, "hash": f"sha256:{digest}"}


def write_descriptor(
    resources: Sequence[Description],
    part: Path,
    *,
    flavour: Literal["plain", "excel", "sqlite", "parquet"],
    encoding: str | None = None,
) -> None:
    """Write the package's descriptor; `encoding` is that of text resources."""
    extra = {"encoding": encoding} if encoding else {}
    package = {
        "name": "extract",
        "title": "Institutions, dates and agreements in reports",
        "description": _DESCRIPTIONS[flavour],
        "flavour": flavour,
        "resources": [{**resource, **extra} for resource in resources],
    }
    part.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _describe_schema(schema: TableSchema) -> Mapping[str, object]:
    described: dict[str, object] = {"fields": [_describe_column(one) for one in schema.columns]}
    if schema.key:
        described["primaryKey"] = list(schema.key)
    if schema.references:
        described["foreignKeys"] = [
            {"fields": one.column, "reference": {"resource": one.table, "fields": one.to}}
            for one in schema.references
        ]
    return described


def _describe_column(column: Column) -> Mapping[str, object]:
    described: dict[str, object] = {
        "name": column.name,
        "type": column.type,
        "description": column.description,
    }
    if column.required:
        described["constraints"] = {"required": True}
    return described
