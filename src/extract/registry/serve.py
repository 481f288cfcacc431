"""A registry in, a reconciliation service out: OpenRefine and its like link their columns by it.

W3C Reconciliation Service API 0.2 (reconciliation-api.github.io/specs/0.2): service manifest,
query batches, suggest, preview, data extension. Scores are 0 to 100, as the clients expect.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from babel import Locale
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from extract.errors import RegistryError
from extract.model import Candidate
from extract.registry.registry import Registry
from extract.registry.release import Record

LARGEST_BATCH = 500
LARGEST_BODY = 2_000_000
LARGEST_LIMIT = 50
MATCH_FROM = 0.9
"""The least probability at which a candidate is offered as the match without a person's look;
`benchmarks/linking.py` prints the precision at it."""
MATCH_LEAD = 0.2
"""How far the match must lead the next candidate: two homonyms are a person's choice."""

Type = Mapping[str, str]
Value = Mapping[str, Any]

_TYPES: Mapping[str, str] = {
    "institution": "Institution",
    "archive": "Archive",
    "company": "Company",
    "education": "Education",
    "facility": "Facility",
    "funder": "Funder",
    "government": "Government",
    "healthcare": "Healthcare",
    "nonprofit": "Nonprofit",
    "other": "Other",
}

_Properties = Mapping[str, tuple[str, Callable[[Record], Sequence[Value]]]]

_PROPERTIES: _Properties = {
    "country": ("Country", lambda record: _strings([record.country])),
    "type": ("Type", lambda record: _strings(record.types)),
    "names": ("Names", lambda record: _strings([name.text for name in record.names])),
    "name_ja": ("Japanese name", lambda record: _strings(_names_in(record, "ja"))),
    "name_en": ("English name", lambda record: _strings(_names_in(record, "en"))),
    "place": ("Place", lambda record: _strings([record.place])),
    "status": ("Status", lambda record: _strings([record.status])),
    "website": ("Website", lambda record: _strings([record.website])),
    "established": (
        "Established",
        lambda record: [{"int": record.established}] if record.established else [],
    ),
}


class _BadRequestError(Exception):
    """What the client sent cannot be answered; the message says what was found."""


@dataclass(frozen=True, slots=True)
class _Query:
    """One query of a batch; `types` are ROR types, none for any."""

    name: str
    country: str | None
    types: frozenset[str]
    limit: int


def serve_registry(registry: Registry, *, port: int) -> None:
    """Serve the registry on the loopback address until interrupted."""
    uvicorn.run(make_service(registry), host="127.0.0.1", port=port, log_level="warning")


def make_service(registry: Registry) -> FastAPI:
    """Return the service as an ASGI application."""
    service = FastAPI(title="extract", docs_url=None, redoc_url=None, openapi_url=None)
    # The specification asks for it: OpenRefine's pages call the service from another origin.
    service.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"])
    service.add_exception_handler(_BadRequestError, _explain)
    service.add_exception_handler(RegistryError, _explain)

    @service.get("/")
    @service.post("/")
    async def answer(request: Request) -> Response:
        parameters = await _read_parameters(request)
        for name, respond in (("queries", _reconcile), ("extend", _extend)):
            if name in parameters:
                question = _read_json(parameters[name])
                return JSONResponse(await run_in_threadpool(respond, question, registry))
        return JSONResponse(_describe_service(registry, str(request.base_url).rstrip("/")))

    _add_suggestions(service, registry)
    _add_pages(service, registry)
    return service


def _add_suggestions(service: FastAPI, registry: Registry) -> None:
    @service.get("/suggest/entity")
    def suggest_entity(prefix: str = "", cursor: str = "0") -> Response:
        start = _read_number(cursor, "cursor")
        found = registry.search(prefix, limit=start + LARGEST_LIMIT)[start:] if prefix else ()
        return JSONResponse({"result": [_suggest(candidate, registry) for candidate in found]})

    @service.get("/suggest/type")
    def suggest_type(prefix: str = "") -> Response:
        return JSONResponse({"result": _matching(_types(), prefix)})

    @service.get("/suggest/property")
    def suggest_property(prefix: str = "") -> Response:
        return JSONResponse({"result": _matching(_properties(), prefix)})

    @service.get("/properties")
    def propose_properties(limit: int = len(_PROPERTIES), type: str = "institution") -> Response:
        proposed = _properties()[: max(limit, 0)]
        return JSONResponse({"properties": proposed, "type": type, "limit": limit})


def _add_pages(service: FastAPI, registry: Registry) -> None:
    @service.get("/preview")
    def preview(id: str) -> Response:
        return HTMLResponse(_draw_preview(registry.record(id)))

    @service.get("/view")
    def view(id: str) -> Response:
        record = registry.record(id)
        if record.id.startswith("https://"):
            return RedirectResponse(record.id)
        return HTMLResponse(_draw_preview(record))


def _explain(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, status_code=400)


async def _read_parameters(request: Request) -> Mapping[str, str]:
    if request.method == "GET":
        return request.query_params
    size = 0
    parts: list[bytes] = []
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise _BadRequestError(f"the body has over {LARGEST_BODY} bytes; send fewer queries")
        parts.append(part)
    return _read_form(b"".join(parts))


def _read_form(body: bytes) -> Mapping[str, str]:
    try:
        fields = parse_qs(body.decode("ascii"), errors="strict", max_num_fields=20)
    except ValueError as error:
        raise _BadRequestError(f"the body is not a URL-encoded form: {error}") from error
    return {name: values[0] for name, values in fields.items()}


def _read_json(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _BadRequestError(f"the parameter is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise _BadRequestError("the parameter is not a JSON object")
    return value


def _reconcile(batch: Mapping[str, Any], registry: Registry) -> dict[str, Any]:
    if len(batch) > LARGEST_BATCH:
        raise _BadRequestError(f"{len(batch)} queries at once; send at most {LARGEST_BATCH}")
    queries = {key: _read_query(key, value) for key, value in batch.items()}
    return {key: {"result": _answer(query, registry)} for key, query in queries.items()}


def _read_query(key: str, value: object) -> _Query:
    if not isinstance(value, dict) or not isinstance(value.get("query"), str):
        raise _BadRequestError(f"query {key} has no text in its field 'query'")
    conditions = value.get("properties") or []
    if not isinstance(conditions, list) or not all(isinstance(item, dict) for item in conditions):
        raise _BadRequestError(f"query {key} has properties that are no list of objects")
    given = {item.get("pid"): _first_text(item.get("v")) for item in conditions}
    types = value.get("type") or []
    wanted = [types] if isinstance(types, str) else types
    if not isinstance(wanted, list) or not all(isinstance(item, str) for item in wanted):
        raise _BadRequestError(f"query {key} has a type that is neither text nor a list of it")
    if given.get("type"):
        wanted = [*wanted, given["type"]]
    country = given.get("country")
    return _Query(
        name=value["query"],
        country=_read_country(country) if country else None,
        types=frozenset(item.lower() for item in wanted) - {"institution"},
        limit=min(_read_number(value.get("limit", 10), "limit"), LARGEST_LIMIT),
    )


def _first_text(value: object) -> str:
    if isinstance(value, list):
        return _first_text(value[0]) if value else ""
    if isinstance(value, dict):
        return str(value.get("id", ""))
    return str(value) if value is not None else ""


def _read_number(value: object, name: str) -> int:
    try:
        return max(int(str(value)), 0)
    except ValueError as error:
        raise _BadRequestError(f"{name} is {value!r}, not a number") from error


def _read_country(given: str) -> str | None:
    """Return the code of a country given by code or by name in English or Japanese."""
    return _countries().get(given.strip().casefold())


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    named = {
        name.casefold(): code
        for language in ("en", "ja")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }
    return {**named, **{code.casefold(): code for code in named.values()}}


def _answer(query: _Query, registry: Registry) -> list[dict[str, Any]]:
    # More than asked for, because a type may leave few of them.
    wide = max(query.limit, LARGEST_LIMIT) if query.types else query.limit
    found = registry.search(query.name, country=query.country, limit=max(wide, 2))
    kept = [
        candidate
        for candidate in found
        if not query.types or query.types & set(registry.record(candidate.id).types)
    ]
    lead = kept[0].score - (kept[1].score if len(kept) > 1 else 0.0) if kept else 0.0
    is_certain = bool(kept) and kept[0].score >= MATCH_FROM and lead >= MATCH_LEAD
    return [
        {
            "id": candidate.id,
            "name": candidate.name,
            "score": round(100 * candidate.score, 2),
            "match": is_certain and number == 0,
            "type": _types_of(registry.record(candidate.id)),
        }
        for number, candidate in enumerate(kept[: query.limit])
    ]


def _extend(question: Mapping[str, Any], registry: Registry) -> dict[str, Any]:
    ids, wanted = question.get("ids"), question.get("properties")
    if not isinstance(ids, list) or not isinstance(wanted, list):
        raise _BadRequestError("extend needs a list of ids and a list of properties")
    if len(ids) > LARGEST_BATCH:
        raise _BadRequestError(f"{len(ids)} ids at once; send at most {LARGEST_BATCH}")
    names = [item.get("id") if isinstance(item, dict) else None for item in wanted]
    unknown = [name for name in names if name not in _PROPERTIES]
    if unknown:
        raise _BadRequestError(f"no property {unknown[0]!r}; known are {', '.join(_PROPERTIES)}")
    readers = {str(name): _PROPERTIES[str(name)] for name in names}
    return {
        "meta": [{"id": name, "name": label} for name, (label, _) in readers.items()],
        "rows": {id: _read_row(id, readers, registry) for id in map(str, ids)},
    }


def _read_row(id: str, readers: _Properties, registry: Registry) -> dict[str, list[Value]]:
    """Return the values of a record; none for an id that the registry does not have."""
    try:
        record = registry.record(id)
    except RegistryError:
        return {name: [] for name in readers}
    return {name: list(read(record)) for name, (_, read) in readers.items()}


def _describe_service(registry: Registry, base: str) -> dict[str, Any]:
    return {
        "versions": ["0.2"],
        "name": f"extract: {registry.release}",
        "identifierSpace": "https://ror.org/",
        "schemaSpace": "https://ror.readme.io/docs/ror-data-structure",
        "defaultTypes": [{"id": "institution", "name": "Institution"}],
        "view": {"url": f"{base}/view?id={{{{id}}}}"},
        "preview": {"url": f"{base}/preview?id={{{{id}}}}", "width": 420, "height": 220},
        "suggest": {
            name: {"service_url": base, "service_path": f"/suggest/{name}"}
            for name in ("entity", "type", "property")
        },
        "extend": {"propose_properties": {"service_url": base, "service_path": "/properties"}},
    }


def _suggest(candidate: Candidate, registry: Registry) -> dict[str, Any]:
    record = registry.record(candidate.id)
    return {
        "id": candidate.id,
        "name": candidate.name,
        "description": ", ".join(part for part in (record.place, record.country) if part),
        "notable": _types_of(record),
    }


def _types_of(record: Record) -> list[Type]:
    return [{"id": name, "name": _TYPES.get(name, name)} for name in record.types]


def _types() -> list[Type]:
    return [{"id": id, "name": name} for id, name in _TYPES.items()]


def _properties() -> list[Type]:
    return [{"id": id, "name": name} for id, (name, _) in _PROPERTIES.items()]


def _matching(items: Sequence[Type], prefix: str) -> list[Type]:
    wanted = prefix.casefold()
    return [item for item in items if wanted in item["id"] or wanted in item["name"].casefold()]


def _names_in(record: Record, language: str) -> list[str]:
    return [name.text for name in record.names if name.language == language]


def _strings(values: Sequence[str]) -> list[Value]:
    return [{"str": value} for value in values if value]


def _draw_preview(record: Record) -> str:
    names = "".join(f"<li>{escape(name.text)}</li>" for name in record.names[1:8])
    where = ", ".join(part for part in (record.place, record.region, record.country) if part)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(record.name)}</title>"
        "<style>body{font:14px/1.5 system-ui,sans-serif;margin:.6rem}ul{columns:2}"
        f"</style></head><body><strong>{escape(record.name)}</strong><br>{escape(where)}"
        f"<br>{escape(record.id)} ({escape(record.status)})<ul>{names}</ul></body></html>"
    )
