"""Extractions -> CSV, SQLite, Parquet, each with its data package, and the report page."""

from extract.export.csv_tables import Flavour, write_tables

__all__ = ["Flavour", "write_tables"]
