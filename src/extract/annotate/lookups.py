"""A name, a date or a stretch of text -> what the page shows as choices for it."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from babel import Locale

from extract.dates import find_dates_in_text, find_end_statuses_in_text
from extract.dates.edtf import read_edtf
from extract.errors import RegistryError
from extract.link import link_name
from extract.model import Candidate
from extract.registry import Record, Registry

_SHOWN_NAMES = 4


def search_registry(registry: Registry, typed: str) -> list[dict[str, Any]]:
    """Return the records that what has been typed may mean, best first."""
    found = registry.search(typed.strip(), limit=9) if typed.strip() else ()
    return [describe_candidate(candidate, registry) for candidate in found]


def describe_candidate(candidate: Candidate, registry: Registry) -> dict[str, Any]:
    """Return what helps to choose: names in both scripts, place, parents, what matched."""
    described: dict[str, Any] = {
        "id": candidate.id,
        "name": candidate.name,
        "country": candidate.country,
        "score": round(candidate.score, 3),
        "matched": candidate.matched_name,
        "remark": candidate.remark,
    }
    try:
        record = registry.record(candidate.id)
    except RegistryError:  # the run was made with a larger registry
        return described
    return {**described, **_describe_record(record, registry)}


def describe_id(id: str, registry: Registry) -> dict[str, Any]:
    """Return the record with an id, as a candidate; only the id where the registry lacks it."""
    try:
        record = registry.record(id)
    except RegistryError:
        return {"id": id, "name": id, "country": "", "remark": None}
    described = {"id": id, "name": record.name, "country": record.country, "remark": None}
    return {**described, **_describe_record(record, registry)}


def _describe_record(record: Record, registry: Registry) -> dict[str, Any]:
    parents = [_name_of(other.id, registry) for other in record.relations if other.kind == "parent"]
    names = [name.text for name in record.names[1:] if name.text != record.name]
    japanese = [name.text for name in record.names if name.language == "ja"]
    return {
        "place": ", ".join(part for part in (record.place, record.region) if part),
        "countries": _name_country(record.country),
        "japanese": japanese[:1],
        "names": [name for name in names if name not in japanese[:1]][:_SHOWN_NAMES],
        "parents": parents[:2],
        "status": record.status,
        "website": record.website,
    }


def _name_of(id: str, registry: Registry) -> str:
    try:
        return registry.record(id).name
    except RegistryError:
        return id


@lru_cache(maxsize=512)
def _name_country(code: str) -> Mapping[str, str]:
    return {
        language: str(Locale(language).territories.get(code, code)) for language in ("ja", "en")
    }


def describe_date(value: str) -> dict[str, Any]:
    """Return the days of an EDTF value, or what is wrong with it."""
    try:
        read = read_edtf(value)
    except ValueError as error:
        return {"value": value, "error": str(error)}
    return {"value": value, "first_day": _iso(read.first_day), "last_day": _iso(read.last_day)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def propose_answers(text: str, label: str, registry: Registry) -> dict[str, Any]:
    """Return the answers that the pipeline would give to a stretch of text marked with a label.

    Candidates are there for institutions only. No answers: the pipeline has none.
    """
    if label == "INSTITUTION":
        link = link_name(" ".join(text.split()), registry)
        candidates = [describe_candidate(candidate, registry) for candidate in link.candidates]
        return {"answers": [link.chosen.id if link.chosen else None], "candidates": candidates}
    if label == "DATE":
        found = find_dates_in_text(text)
        return {"answers": [item.date.value for item in found[:1]], "candidates": []}
    if label == "END_STATUS":
        statuses = find_end_statuses_in_text(text)
        return {"answers": [item.status for item in statuses[:1]] or ["unknown"], "candidates": []}
    return {"answers": [], "candidates": []}
