"""Extraction <-> JSON on any fsspec path; the only serialiser.

A run folder holds ``extractions/<sha256>.json`` and ``sources.json``, the record of what became
of each source. Files appear whole or not at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

import fsspec
from pydantic import TypeAdapter, ValidationError

from extract.errors import StoreError
from extract.model import Extraction, Skipped

Format = Literal[1]
"""Counted up when a reader of the old format would misunderstand the new one."""

Stored = TypeVar("Stored")


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What became of a source in the last run that looked at it.

    `sha256` is that of its bytes, None where there were none to read. `reason` says why it was
    skipped, None when it is done.
    """

    source: str
    sha256: str | None
    made_with: str
    outcome: Literal["done", "skipped"]
    reason: str | None = None

    def as_skipped(self) -> Skipped:
        """Return the reason to report; only for a record whose outcome is "skipped"."""
        return Skipped(self.source, self.reason or "no reason was recorded")


@dataclass(frozen=True, slots=True)
class _StoredExtraction:
    format: Format
    extraction: Extraction


@dataclass(frozen=True, slots=True)
class _StoredSources:
    format: Format
    sources: tuple[SourceRecord, ...]


_EXTRACTION = TypeAdapter(_StoredExtraction)
_SOURCES = TypeAdapter(_StoredSources)


def extraction_path(folder: str, sha256: str) -> str:
    """Return where the extraction of the document with these bytes lies in a run folder."""
    return f"{folder.rstrip('/')}/extractions/{sha256}.json"


def write_extraction(extraction: Extraction, folder: str) -> str:
    """Write the extraction into a run folder and return its path."""
    path = extraction_path(folder, extraction.document.sha256)
    _write_whole(path, _EXTRACTION.dump_json(_StoredExtraction(1, extraction)))
    return path


def read_extraction(path: str) -> Extraction:
    """Read an extraction.

    Raises: StoreError if there is none, or it is damaged or of another format.
    """
    return _read(path, _EXTRACTION).extraction


def has_extraction(folder: str, sha256: str) -> bool:
    """Whether the run folder holds an extraction of the document with these bytes."""
    filesystem, path = fsspec.core.url_to_fs(extraction_path(folder, sha256))
    return bool(filesystem.isfile(path))


def read_sources(folder: str) -> dict[str, SourceRecord]:
    """Return the records of a run folder by source, in order; empty for a folder never used.

    Raises: StoreError if the record is damaged or of another format.
    """
    path = f"{folder.rstrip('/')}/sources.json"
    filesystem, local = fsspec.core.url_to_fs(path)
    if not filesystem.isfile(local):
        return {}
    return {record.source: record for record in _read(path, _SOURCES).sources}


def write_sources(records: Mapping[str, SourceRecord], folder: str) -> None:
    """Write the records of a run folder."""
    stored = _StoredSources(1, tuple(records.values()))
    _write_whole(f"{folder.rstrip('/')}/sources.json", _SOURCES.dump_json(stored, indent=1))


def iterate_extractions(folder: str) -> Iterator[Extraction]:
    """Yield, in order of source, each extraction that the folder's records call done, once.

    Raises: StoreError if the folder is no run folder, or an extraction is missing or damaged.
    """
    records = read_sources(folder)
    if not records:
        raise StoreError(f"{folder} holds no run; make one with: extract run SOURCE --out {folder}")
    hashes = (records[source].sha256 for source in sorted(records) if _is_done(records[source]))
    for sha256 in dict.fromkeys(hashes):
        if sha256 is not None:
            yield read_extraction(extraction_path(folder, sha256))


def list_skipped(folder: str) -> tuple[Skipped, ...]:
    """Return what the folder's records call skipped, in order of source."""
    records = read_sources(folder)
    return tuple(
        records[source].as_skipped() for source in sorted(records) if not _is_done(records[source])
    )


def _is_done(record: SourceRecord) -> bool:
    return record.outcome == "done"


def _read(path: str, adapter: TypeAdapter[Stored]) -> Stored:
    filesystem, local = fsspec.core.url_to_fs(path)
    try:
        return adapter.validate_json(filesystem.cat_file(local))
    except FileNotFoundError as error:
        raise StoreError(f"{path} does not exist; make it with: extract run") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise StoreError(
            f"{path} cannot be read: {where}: {first['msg']}; delete it and run again"
        ) from error


def _write_whole(path: str, data: bytes) -> None:
    filesystem, local = fsspec.core.url_to_fs(path)
    filesystem.makedirs(local.rpartition("/")[0], exist_ok=True)
    part = f"{local}.part"
    filesystem.pipe_file(part, data)
    filesystem.mv(part, local)
