"""Extractions -> CSV, SQLite, Parquet, each with its data package, and the report page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from extract.export.csv_tables import Flavour, write_tables
from extract.export.database import write_sqlite
from extract.export.parquet_tables import write_parquet
from extract.export.report import write_report
from extract.model import Extraction, Skipped

Form = Literal["csv", "sqlite", "parquet"]

__all__ = ["Flavour", "Form", "write_package", "write_report", "write_tables"]


def write_package(
    extractions: Iterable[Extraction], skipped: Sequence[Skipped], out: Path, *, form: Form
) -> None:
    """Write the tables in a form, with a Frictionless ``datapackage.json`` that says which.

    CSV is of the flavour that is safe to open in a spreadsheet.
    """
    _FORMS[form](extractions, skipped, out)


def _write_safe_tables(
    extractions: Iterable[Extraction], skipped: Sequence[Skipped], out: Path
) -> None:
    write_tables(extractions, skipped, out, "excel")


_FORMS: Mapping[Form, Callable[[Iterable[Extraction], Sequence[Skipped], Path], None]] = {
    "csv": _write_safe_tables,
    "sqlite": write_sqlite,
    "parquet": write_parquet,
}
