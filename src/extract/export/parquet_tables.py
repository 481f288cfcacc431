"""Extractions -> four Parquet files and their data package."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from extract.export.files import replace_whole
from extract.export.package import PACKAGE, describe_table, write_descriptor
from extract.export.rows import Row, WriteRows, write_rows
from extract.export.schema import SCHEMAS, TableName, TableSchema, Type
from extract.model import Extraction, Skipped

_TYPES: Mapping[Type, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
}

_ROWS_IN_GROUP = 50_000
"""Rows that wait in memory before they are written; some 20 MB of mentions."""


def write_parquet(extractions: Iterable[Extraction], skipped: Sequence[Skipped], out: Path) -> None:
    """Write the four tables and ``datapackage.json`` into the folder `out`, whole or not at all."""
    names = {name: f"{name}.parquet" for name in SCHEMAS}
    with replace_whole(out, (*names.values(), PACKAGE)) as parts:
        with ExitStack() as stack:
            writers = {
                name: stack.enter_context(pq.ParquetWriter(parts[file], _describe(SCHEMAS[name])))
                for name, file in names.items()
            }
            waiting: dict[TableName, list[Row]] = {name: [] for name in SCHEMAS}
            write_rows(extractions, skipped, _gather(waiting, writers))
            for name, rows in waiting.items():
                _flush(rows, writers[name])
        resources = [describe_table(name, file, parts[file]) for name, file in names.items()]
        write_descriptor(resources, parts[PACKAGE], flavour="parquet")


def _describe(schema: TableSchema) -> pa.Schema:
    return pa.schema(
        [
            pa.field(column.name, _TYPES[column.type], metadata={"description": column.description})
            for column in schema.columns
        ]
    )


def _gather(
    waiting: Mapping[TableName, list[Row]], writers: Mapping[TableName, pq.ParquetWriter]
) -> WriteRows:
    def write(name: TableName, rows: Iterable[Row]) -> None:
        waiting[name].extend(rows)
        if len(waiting[name]) >= _ROWS_IN_GROUP:
            _flush(waiting[name], writers[name])

    return write


def _flush(rows: list[Row], writer: pq.ParquetWriter) -> None:
    if rows:
        writer.write_table(pa.Table.from_pylist(rows, schema=writer.schema))
        rows.clear()
