"""A page on a real port, over a gold folder and a run that are made by hand."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from extract.annotate.guard import guard
from extract.annotate.server import make_service, open_desk
from extract.model import (
    Agreement,
    Candidate,
    DateMention,
    DateValue,
    Document,
    Extraction,
    Link,
    Mention,
    Page,
    Party,
    Span,
)
from extract.registry import open_registry
from extract.store import SourceRecord, write_extraction, write_sources

TOKEN = "token"


@contextmanager
def serve(gold: Path, run: Path | None = None, annotator: str = "") -> Iterator[str]:
    """Yield the address of the page, token and all."""
    desk = open_desk(gold, str(run) if run else None, open_registry(), annotator)
    application = guard(make_service(desk), TOKEN)
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/{TOKEN}/"
    server.should_exit = True
    thread.join()


def propose(text: str, surface: str, id: str | None, *, others: tuple[str, ...] = ()) -> Link:
    """Return a link of the first place of a surface, with other candidates; None proposes NIL."""
    start = text.index(surface)
    ids = (id, *others) if id else others
    candidates = tuple(Candidate(other, other, "JP", 0.9, surface) for other in ids)
    mention = Mention(Span(start, start + len(surface)), 0.9, "ja")
    return Link(mention, candidates, candidates[0] if id else None, 0.9)


def propose_date(text: str, surface: str, value: str) -> DateMention:
    start = text.index(surface)
    return DateMention(Span(start, start + len(surface)), DateValue(value, None, None), "ja")


def propose_agreement(text: str, surface: str, start: str) -> Agreement:
    """Return an agreement with one party on the line that begins with it."""
    link = propose(text, surface, None)
    party = Party(surface, link.mention.span, link)
    at = link.mention.span.start
    evidence = Span(at, text.index("\n", at))
    return Agreement((party,), DateValue(start, None, None), None, None, None, evidence, 0.9)


def write_run(
    run: Path,
    name: str,
    text: str,
    links: list[Link],
    dates: list[DateMention] | None = None,
    *,
    agreements: tuple[Agreement, ...] = (),
    pages: tuple[Page, ...] = (),
) -> None:
    """Write a run folder that found `links`, `dates` and `agreements` in one document."""
    document = Document(
        sha256=f"{len(text):064x}",
        source=f"{name}.pdf" if pages else f"{name}.txt",
        media_type="application/pdf" if pages else "text/plain",
        title="",
        text=text,
        pages=pages,
    )
    links = sorted(links, key=lambda link: link.mention.span)
    extraction = Extraction(
        document,
        tuple(link.mention for link in links),
        tuple(dates or ()),
        (),
        tuple(links),
        agreements,
        "x",
    )
    write_extraction(extraction, str(run))
    record = SourceRecord(document.source, document.sha256, "x", "done")
    write_sources({document.source: record}, str(run))
