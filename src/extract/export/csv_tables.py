"""Extractions -> four CSV files (RFC 4180) and their data package."""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TextIO

from extract.export.files import replace_whole
from extract.export.package import PACKAGE, describe_table, write_descriptor
from extract.export.rows import Row, Value, WriteRows, write_rows
from extract.export.schema import SCHEMAS, TableName
from extract.model import Extraction, Skipped

Flavour = Literal["plain", "excel"]


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a flavour writes a file and a text."""

    encoding: str
    write_text: Callable[[str], str]


_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*")


def guard_formula(text: str) -> str:
    """Return the text so that a spreadsheet shows it and does not compute it.

    >>> guard_formula("=1+1"), guard_formula("＠SUM(A1)"), guard_formula("-12.5")
    ("'=1+1", "'＠SUM(A1)", '-12.5')
    """
    if _may_compute(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _may_compute(text: str) -> bool:
    # Spreadsheets fold full-width signs before they look, and some skip spaces in front.
    first = unicodedata.normalize("NFKC", text.strip()[:1])
    return first.startswith(("=", "+", "-", "@")) or text.startswith(("\t", "\r", "\n"))


def _keep(text: str) -> str:
    return text


_DIALECTS: Mapping[Flavour, _Dialect] = {
    "plain": _Dialect("utf-8", _keep),
    "excel": _Dialect("utf-8-sig", guard_formula),
}


def write_tables(
    extractions: Iterable[Extraction],
    skipped: Sequence[Skipped],
    out: Path,
    flavour: Flavour = "plain",
) -> None:
    """Write the four tables and ``datapackage.json`` into the folder `out`, whole or not at all.

    The "plain" flavour has the data exactly; "excel" starts each file with a byte order mark and
    guards text against being computed. Extractions are read once, one at a time.
    """
    dialect = _DIALECTS[flavour]
    names = {name: f"{name}.csv" for name in SCHEMAS}
    with replace_whole(out, (*names.values(), PACKAGE)) as parts:
        with ExitStack() as stack:
            files = {
                name: stack.enter_context(
                    parts[file].open("w", encoding=dialect.encoding, newline="")
                )
                for name, file in names.items()
            }
            write_rows(extractions, skipped, _open_tables(files, dialect))
        resources = [describe_table(name, file, parts[file]) for name, file in names.items()]
        write_descriptor(resources, parts[PACKAGE], flavour=flavour, encoding=dialect.encoding)


def _open_tables(files: Mapping[TableName, TextIO], dialect: _Dialect) -> WriteRows:
    writers = {
        name: csv.DictWriter(file, [column.name for column in SCHEMAS[name].columns])
        for name, file in files.items()
    }
    for writer in writers.values():
        writer.writeheader()

    def write(name: TableName, rows: Iterable[Row]) -> None:
        for row in rows:
            writers[name].writerow({key: _format(value, dialect) for key, value in row.items()})

    return write


def _format(value: Value, dialect: _Dialect) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return dialect.write_text(value)
    return f"{value:.4f}" if isinstance(value, float) else str(value)
