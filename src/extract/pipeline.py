"""The order of the stages, and what a run folder still lacks."""

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from multiprocessing import get_context
from pathlib import Path

from extract.agreements import assemble_agreements
from extract.dates import find_dates, find_end_statuses
from extract.errors import SkipFileError
from extract.institutions import Recogniser, find_institutions, load_recogniser
from extract.link import link_mentions
from extract.model import Document, Extraction
from extract.parse import find_sources, read_in_child
from extract.registry import Registry, open_registry
from extract.resources import find_model
from extract.segment import split_segments
from extract.store import (
    SourceRecord,
    has_extraction,
    read_sources,
    write_extraction,
    write_sources,
)

STAGES = (
    "agreements",
    "dates",
    "institutions",
    "link",
    "model.py",
    "parse",
    "pipeline.py",
    "registry",
    "segment.py",
    "text.py",
    "tokenizer.py",
)
"""The parts of the package whose change makes an extraction out of date."""


SECONDS_BETWEEN_RECORDS = 5.0
"""How much work a kill may lose from the record; the extractions themselves are kept."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What is loaded once and used for every document."""

    recogniser: Recogniser
    registry: Registry
    made_with: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do: sources new or changed, and the records of those that are neither."""

    changed: tuple[str, ...]
    unchanged: tuple[SourceRecord, ...]


@lru_cache(maxsize=1)
def load_tools(registry_path: str | None = None) -> Tools:
    """Load the models and open the registry; None means the starter registry.

    Raises: ModelError, RegistryError if one is missing or damaged.
    """
    registry = open_registry(Path(registry_path) if registry_path else None)
    recogniser = load_recogniser()
    ranker = _digest_bytes(find_model("linker/ranker.onnx").read_bytes())
    made_with = _digest_of(_digest_stages(), recogniser.digest, ranker, registry.digest)
    return Tools(recogniser, registry, made_with)


def analyse_document(document: Document, tools: Tools) -> Extraction:
    """Return all that is found in a document: the stages, in their order."""
    segments = split_segments(document)
    mentions = find_institutions(document, segments, tools.recogniser, tools.registry)
    dates = find_dates(document, segments)
    end_statuses = find_end_statuses(document, segments)
    links = link_mentions(document, segments, mentions, tools.registry)
    agreements = assemble_agreements(document, segments, dates, end_statuses, links)
    return Extraction(
        document=document,
        mentions=mentions,
        dates=dates,
        end_statuses=end_statuses,
        links=links,
        agreements=agreements,
        made_with=tools.made_with,
    )


def plan_run(sources: Sequence[str], out: str, made_with: str) -> Plan:
    """Return what a run over `sources` has to do in the run folder `out`.

    A source is unchanged if its bytes are, and code, models and registry are those that made its
    record. URLs are always asked again.

    Raises: NoDocumentError if the sources hold no document.
    """
    records = read_sources(out)
    changed: list[str] = []
    unchanged: list[SourceRecord] = []
    for source in find_sources(sources):
        record = records.get(source)
        if record and _is_current(record, out, made_with):
            unchanged.append(record)
        else:
            changed.append(source)
    return Plan(tuple(changed), tuple(unchanged))


def process_source(source: str, out: str, registry_path: str | None = None) -> SourceRecord:
    """Read and analyse one source into the run folder, and return what became of it.

    Paths in, a record out: it can run in any process. A source that cannot be read is a record
    with its reason, not an error.
    """
    tools = load_tools(registry_path)
    try:
        document = read_in_child(source)
    except SkipFileError as error:
        return SourceRecord(source, _digest_file(source), tools.made_with, "skipped", str(error))
    write_extraction(analyse_document(document, tools), out)
    return SourceRecord(source, document.sha256, tools.made_with, "done")


def run_sources(
    plan: Plan, out: str, registry_path: str | None = None, *, jobs: int = 1
) -> Iterator[SourceRecord]:
    """Process what the plan calls changed, and yield each record as its source is done.

    With `jobs` above 1, that many processes share the work and records come in any order. The
    run folder is told now and then, and at the end even if the consumer stops.
    """
    pending: list[SourceRecord] = []
    told_at = time.monotonic()
    try:
        for record in _process_all(plan.changed, out, registry_path, jobs):
            pending.append(record)
            if time.monotonic() > told_at + SECONDS_BETWEEN_RECORDS:
                record_outcomes(pending, out)
                pending, told_at = [], time.monotonic()
            yield record
    finally:
        record_outcomes(pending, out)


def _process_all(
    sources: Sequence[str], out: str, registry_path: str | None, jobs: int
) -> Iterator[SourceRecord]:
    if jobs == 1:
        yield from (process_source(source, out, registry_path) for source in sources)
        return
    # Spawned, not forked: engines keep threads, which a fork would lose.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(process_source, source, out, registry_path) for source in sources]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def record_outcomes(records: Iterable[SourceRecord], out: str) -> None:
    """Add records to those of the run folder, in place of older ones of the same sources."""
    known: Mapping[str, SourceRecord] = read_sources(out)
    write_sources({**known, **{record.source: record for record in records}}, out)


def _is_current(record: SourceRecord, out: str, made_with: str) -> bool:
    if record.made_with != made_with or record.sha256 is None:
        return False
    is_kept = record.outcome == "skipped" or has_extraction(out, record.sha256)
    return is_kept and record.sha256 == _digest_file(record.source)


def _digest_file(source: str) -> str | None:
    """Return the SHA-256 of a file's bytes; None for a URL or a file that cannot be read."""
    try:
        with Path(source).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _digest_stages() -> str:
    package = files("extract")
    parts = (part for name in STAGES for part in _list_files(package / name))
    return _digest_of(*(f"{part.name}:{_digest_bytes(part.read_bytes())}" for part in parts))


def _list_files(part: Traversable) -> Iterator[Traversable]:
    if part.is_file():
        yield part
    elif part.is_dir():
        for child in sorted(part.iterdir(), key=lambda child: child.name):
            if child.name != "__pycache__":
                yield from _list_files(child)


def _digest_of(*parts: str) -> str:
    return _digest_bytes("\n".join(parts).encode())


def _digest_bytes(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
