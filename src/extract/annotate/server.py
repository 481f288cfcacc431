"""A gold folder in, the annotators' page out: HTTP on the loopback address."""

import json
import secrets
import socket
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from extract.annotate.desk import (
    Desk,
    change_document,
    compare_document,
    describe_version,
    draw_document_page,
    list_candidates,
    list_work,
    show_document,
    show_version,
    show_words,
)
from extract.annotate.exchange import FORMS
from extract.annotate.guard import Application, guard
from extract.annotate.lookups import (
    describe_date,
    propose_answers,
    search_registry,
)
from extract.annotate.proposals import Library
from extract.annotate.shelf import ConflictError, is_annotator
from extract.annotate.transfer import export_documents, import_documents
from extract.annotate.units import SplitCharacterError
from extract.annotate.work import ChangeError
from extract.errors import GoldError, SkipFileError, StoreError, UsageError
from extract.registry import Registry
from extract.store import read_sources

_PAGE = files("extract.annotate") / "page"
_MEDIA_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


def open_desk(folder: Path, run: str | None, registry: Registry, annotator: str = "") -> Desk:
    """Return what an annotator works with.

    Raises:
        UsageError: there is nothing to annotate, or `annotator` cannot be in a file's name.
        StoreError: `run` is no run folder, or damaged.
    """
    if run is not None and not read_sources(run):
        raise StoreError(f"{run} holds no run; make one with: extract run SOURCE --out {run}")
    if annotator and not is_annotator(annotator):
        raise UsageError(
            f"--annotator {annotator!r}: use letters, digits, - and _ (and not agreements or state)"
        )
    library = Library(folder, run)
    names = library.list_names()
    taken = [name for name in names if f"{name}.{annotator}" in names]
    if annotator and taken:
        raise UsageError(
            f"--annotator {annotator}: the file would be that of the document "
            f"{taken[0]}.{annotator}; choose another name"
        )
    if not names:
        raise UsageError(
            f"{folder} holds no NAME.txt to annotate; name the run whose documents to begin with: "
            "--predictions RUN_FOLDER"
        )
    # The first search loads the index and the names of countries: not while somebody types.
    search_registry(registry, "university")
    return Desk(folder, annotator, library, registry)


def serve_desk(desk: Desk, *, port: int, announce: Callable[[str], None]) -> None:
    """Serve the page until interrupted; `announce` is told its address, which holds the token.

    Raises: UsageError if the port is taken.
    """
    token = secrets.token_urlsafe(18)
    application = guard(make_service(desk), token)
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except OSError as error:
            raise UsageError(
                f"port {port} cannot be used ({error.strerror}); name another with --port"
            ) from error
        announce(f"http://127.0.0.1:{port}/{token}/")
        settings = uvicorn.Config(application, log_level="warning", access_log=False)
        uvicorn.Server(settings).run(sockets=[door])


def make_service(desk: Desk) -> Application:
    """Return the application without its guard."""
    service = FastAPI(title="extract", docs_url=None, redoc_url=None, openapi_url=None)
    for kind, status in _STATUSES.items():
        service.add_exception_handler(kind, _explain_with(status))
    service.add_exception_handler(ConflictError, _explain_conflict)
    _add_page(service)
    _add_documents(service, desk)
    _add_lookups(service, desk)
    _add_pictures(service, desk)
    _add_exchange(service, desk)
    return service


_STATUSES: dict[type[Exception], int] = {
    ChangeError: 422,
    GoldError: 422,
    StoreError: 422,
    SkipFileError: 410,
    UsageError: 422,
    SplitCharacterError: 422,
    KeyError: 404,
}


def _explain_with(status: int) -> Callable[[Request, Exception], Response]:
    def explain(request: Request, error: Exception) -> Response:
        reason = "there is no such document" if isinstance(error, KeyError) else str(error)
        return JSONResponse({"error": reason}, status_code=status)

    return explain


def _explain_conflict(request: Request, error: Exception) -> Response:
    if not isinstance(error, ConflictError):
        raise error
    current = describe_version(error.current, error.current.work.gold.text)
    return JSONResponse({"error": str(error), "current": current}, status_code=409)


def _add_page(service: FastAPI) -> None:
    held = {
        entry.name: (entry.read_bytes(), _MEDIA_TYPES[Path(entry.name).suffix])
        for entry in _PAGE.iterdir()
    }

    # These wait for nothing: as coroutines they need no thread.
    @service.get("/")
    async def show_page() -> Response:
        return await send_file("index.html")

    @service.get("/page/{file}")
    async def send_file(file: str) -> Response:
        if file not in held:
            return Response(status_code=404)
        content, media_type = held[file]
        return Response(content, media_type=media_type)


def _add_documents(service: FastAPI, desk: Desk) -> None:
    @service.get("/api/work")
    def answer_work() -> Response:
        return _send(
            {
                "annotator": desk.annotator,
                "documents": list_work(desk),
                "has_run": desk.library.run is not None,
                "registry": desk.registry.release,
            }
        )

    @service.get("/api/document")
    def answer_document(name: str) -> Response:
        return _send(show_document(desk, name))

    @service.get("/api/version")
    def answer_version(name: str) -> Response:
        return _send(show_version(desk, name))

    @service.get("/api/comparison")
    def answer_comparison(name: str) -> Response:
        return _send(compare_document(desk, name))

    @service.post("/api/change")
    async def answer_change(request: Request) -> Response:
        change = _read_json(await request.body())
        return _send(await run_in_threadpool(change_document, desk, change))


def _add_lookups(service: FastAPI, desk: Desk) -> None:
    @service.get("/api/search")
    def answer_search(typed: str) -> Response:
        return _send(search_registry(desk.registry, typed))

    @service.get("/api/candidates")
    def answer_candidates(name: str, start: int, end: int, chosen: str | None = None) -> Response:
        return _send(list_candidates(desk, name, start, end, chosen=chosen))

    @service.get("/api/date")
    def answer_date(value: str) -> Response:
        return _send(describe_date(value))

    @service.get("/api/answers")
    def answer_answers(text: str, label: str) -> Response:
        return _send(propose_answers(text, label, desk.registry))


def _add_pictures(service: FastAPI, desk: Desk) -> None:
    @service.get("/api/picture")
    def answer_picture(name: str, page: int) -> Response:
        picture = draw_document_page(desk, name, page)
        if picture is None:
            return Response(status_code=404)
        return Response(picture, media_type="image/jpeg")

    @service.get("/api/words")
    def answer_words(name: str, page: int) -> Response:
        return _send(show_words(desk, name, page))


def _add_exchange(service: FastAPI, desk: Desk) -> None:
    @service.get("/api/export")
    def answer_export(form: str) -> Response:
        if form not in FORMS:
            return Response(status_code=404)
        content = export_documents(desk, form)
        headers = {"content-disposition": f'attachment; filename="{FORMS[form].file}"'}
        return Response(content, media_type="application/octet-stream", headers=headers)

    @service.post("/api/import")
    async def answer_import(request: Request, form: str) -> Response:
        if form not in FORMS:
            return Response(status_code=404)
        body = await request.body()
        return _send(await run_in_threadpool(import_documents, desk, form, body))


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ChangeError(f"the request is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ChangeError("the request is not a JSON object")
    return value


def _send(value: dict[str, Any] | Sequence[Any]) -> Response:
    return JSONResponse(value)
