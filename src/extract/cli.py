"""Command lines -> calls of the library: one thin command each.

Exit 0: all done. Exit 1: done, but some files were skipped or a score fell under its floor.
Exit 2: wrong use or a broken set-up, said in one line. Results go to standard output, progress
and complaints to standard error.
"""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO, Any, Literal

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from extract.annotate import open_desk, serve_desk
from extract.dates import find_dates_in_text, find_end_statuses_in_text
from extract.errors import ExtractError, UsageError
from extract.export import write_package, write_report, write_tables
from extract.link import link_affiliation, link_name
from extract.model import DateMention, Document, EndStatusMention, Language
from extract.parse import read_in_child
from extract.pipeline import load_tools, plan_run, run_sources
from extract.registry import Registry, build_registry, open_registry
from extract.registry.serve import serve_registry
from extract.registry.update import RELEASES, update_registry
from extract.render import render_html
from extract.score import Score, list_fallen, score_extractions
from extract.store import iterate_extractions, list_skipped

Answer = Callable[[dict[str, Any]], dict[str, Any]]

_to_people = Console(stderr=True)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    try:
        code = extract.main(arguments, standalone_mode=False)
    except click.ClickException as error:
        code = _complain(f"{error.format_message().rstrip('.')}; see: extract --help")
    except ExtractError as error:
        code = _complain(str(error))
    except BrokenPipeError:
        # The reader (head, say) has what it wanted. Python would complain again at exit.
        sys.stdout = None
        code = 0
    except (click.Abort, KeyboardInterrupt):
        code = 130
    sys.exit(code or 0)


def _complain(message: str) -> int:
    click.echo(f"extract: {message}", err=True)
    return 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=False)
@click.version_option(package_name="extract")
def extract() -> None:
    """Read reports, find who cooperates with whom since when, and score and export it."""


@extract.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--out", required=True, help="Run folder: extractions, tables and report.html.")
@click.option("--registry", help="Registry file; without it, the starter registry.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
def run(sources: tuple[str, ...], out: str, registry: str | None, jobs: int) -> int:
    """Read SOURCES (files, folders or URLs) into a run folder; only what is new or changed."""
    tools = load_tools(registry)
    plan = plan_run(sources, out, tools.made_with)
    records = run_sources(plan, out, registry, jobs=jobs)
    title = f"{len(plan.changed)} to read, {len(plan.unchanged)} unchanged"
    done = [
        *plan.unchanged,
        *track(records, title, total=len(plan.changed), console=_to_people, transient=True),
    ]
    write_tables(iterate_extractions(out), list_skipped(out), Path(out))
    write_report(iterate_extractions(out), list_skipped(out), Path(out) / "report.html")
    skipped = [record for record in done if record.outcome == "skipped"]
    for record in skipped:
        _to_people.print(f"skipped: {record.reason}", highlight=False, markup=False, soft_wrap=True)
    click.echo(f"{len(done) - len(skipped)} documents done, {len(skipped)} skipped: {out}")
    return 1 if skipped else 0


@extract.command()
@click.argument("source")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html"]), default="text",
    show_default=True, help="The text alone, the structure, or a page to look at.",
)  # fmt: skip
def read(source: str, form: Literal["text", "json", "html"]) -> None:
    """Show one document as it is understood; pages that yield nothing are named with the reason."""
    document = read_in_child(source)
    for number, page in enumerate(document.pages, 1):
        if page.remark:
            click.echo(
                f"page {number} of {document.source} yields nothing: {page.remark}", err=True
            )
    _print_whole(READERS[form](document))


def _describe_document(document: Document) -> str:
    described = {
        "sha256": document.sha256,
        "source": document.source,
        "media_type": document.media_type,
        "title": document.title,
        "text": document.text,
        "pages": [{"width": page.width, "height": page.height} for page in document.pages],
        "blocks": [
            {
                "kind": block.kind,
                "start": block.span.start,
                "end": block.span.end,
                "page": block.page,
            }
            for block in document.blocks
        ],
        "tables": [
            {
                "page": table.page,
                "rows": table.rows,
                "columns": table.columns,
                "cells": [
                    {
                        "row": cell.row,
                        "column": cell.column,
                        "row_span": cell.row_span,
                        "column_span": cell.column_span,
                        "start": cell.span.start,
                        "end": cell.span.end,
                    }
                    for cell in table.cells
                ],
            }
            for table in document.tables
        ],
    }
    return json.dumps(described, ensure_ascii=False) + "\n"


READERS: dict[str, Callable[[Document], str]] = {
    "text": lambda document: document.text,
    "json": _describe_document,
    "html": render_html,
}


@extract.command()
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
def dates(file: IO[str]) -> int:
    """Find the dates in JSON lines {"text", "language"?, "reference"?}."""
    return _answer_lines(file, _answer_dates)


def _answer_dates(question: dict[str, Any]) -> dict[str, Any]:
    text = question["text"]
    language: Language | None = question.get("language")
    reference = date.fromisoformat(question["reference"]) if question.get("reference") else None
    found = find_dates_in_text(text, language=language, reference=reference)
    statuses = find_end_statuses_in_text(text)
    return {
        **question,
        "dates": [_describe_date(mention, text) for mention in found],
        "end_statuses": [_describe_end_status(mention, text) for mention in statuses],
    }


def _describe_date(mention: DateMention, text: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.span.of(text),
        "value": mention.date.value,
        "first_day": _iso(mention.date.first_day),
        "last_day": _iso(mention.date.last_day),
    }
    if mention.date.alternates:
        described["ambiguous"] = list(mention.date.alternates)
    return described


def _describe_end_status(mention: EndStatusMention, text: str) -> dict[str, Any]:
    return {
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.span.of(text),
        "value": mention.status,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@extract.command()
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@click.option("--registry", help="Registry file; without it, the starter registry.")
@click.option("--affiliations", is_flag=True, help="Each name is a whole affiliation string.")
def link(file: IO[str], registry: str | None, affiliations: bool) -> int:
    """Link the names in JSON lines {"name", "country"?, "context"?} to the registry."""
    opened = _open_registry(registry)
    answer = _answer_affiliation if affiliations else _answer_name
    return _answer_lines(file, lambda question: answer(question, opened))


def _answer_name(question: dict[str, Any], registry: Registry) -> dict[str, Any]:
    linked = link_name(
        question["name"],
        registry,
        country=question.get("country"),
        context=question.get("context"),
    )
    chosen = linked.chosen
    return {
        "name": question["name"],
        "id": chosen.id if chosen else None,
        "label": chosen.name if chosen else None,
        "score": round(linked.score, 4),
        "candidates": [
            {"id": candidate.id, "name": candidate.name, "score": round(candidate.score, 4)}
            for candidate in linked.candidates
        ],
        "remark": chosen.remark if chosen else None,
        "parents": registry.parents(chosen.id) if chosen else [],
    }


def _answer_affiliation(question: dict[str, Any], registry: Registry) -> dict[str, Any]:
    linked = link_affiliation(question["name"], registry)
    return {
        "name": question["name"],
        "ids": [candidate.id for candidate in linked.chosen],
        "parents": {candidate.id: registry.parents(candidate.id) for candidate in linked.chosen},
    }


@extract.command()
@click.option("--gold", type=click.Path(path_type=Path), required=True, help="Gold folder.")
@click.option("--predictions", required=True, help="Run folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def score(gold: Path, predictions: str, as_json: bool) -> int:
    """Score a run folder against gold, and write its errors to errors.html beside it."""
    page = Path(predictions) / "errors.html"
    scores = score_extractions(gold, iterate_extractions(predictions), page)
    if as_json:
        click.echo(json.dumps([asdict(item) for item in scores], ensure_ascii=False, indent=1))
    else:
        print_scores(scores)
    fallen = list_fallen(gold, scores)
    for line in fallen:
        click.echo(line, err=True)
    return 1 if fallen else 0


def print_scores(scores: Iterable[Score]) -> None:
    """Print the scores as a table, on standard output."""
    table = Table(box=None, pad_edge=False)
    for title in ("task", "scope"):
        table.add_column(title, no_wrap=True)
    for title in ("precision", "recall", "F1", "95%", "expected", "found"):
        table.add_column(title, justify="right", no_wrap=True)
    for item in scores:
        figures = (item.precision, item.recall, item.f1)
        table.add_row(
            item.task,
            item.scope,
            *(f"{figure:.3f}" for figure in figures),
            f"{item.f1_low:.3f}-{item.f1_high:.3f}",
            str(item.expected),
            str(item.found),
        )
    width = None if sys.stdout.isatty() else 200
    Console(width=width).print(table)


@extract.command()
@click.argument("folder")
@click.option("--to", "form", type=click.Choice(["csv", "sqlite", "parquet"]), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write.")
def export(folder: str, form: Literal["csv", "sqlite", "parquet"], out: Path) -> None:
    """Export a run FOLDER as tables with a Frictionless data package."""
    write_package(iterate_extractions(folder), list_skipped(folder), out, form=form)
    click.echo(out)


@extract.command()
@click.option(
    "--gold", type=click.Path(path_type=Path, file_okay=False), default="gold", show_default=True,
    help="Gold folder; documents that only the run has begin there at the first correction.",
)  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65535), default=8020, show_default=True)
@click.option("--predictions", help="Run folder whose findings are proposed.")
@click.option("--registry", help="Registry file; without it, the starter registry.")
@click.option("--annotator", default="", help="Write NAME.ANNOTATOR.jsonl, for two annotators.")
def annotate(
    gold: Path, port: int, predictions: str | None, registry: str | None, annotator: str
) -> None:
    """Correct gold files in the browser, on this machine only."""
    desk = open_desk(gold, predictions, _open_registry(registry), annotator)
    serve_desk(desk, port=port, announce=_announce_page)


def _announce_page(address: str) -> None:
    _to_people.print(f"Open {address} (stop with Ctrl-C)", soft_wrap=True)


@extract.command()
@click.argument("language", type=click.Choice(["ja", "en"]))
@click.option(
    "--data", type=click.Path(path_type=Path), multiple=True, required=True,
    help="Folder of examples, of annotated texts, or a gold folder; may be repeated.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), required=True, help="models/NAME.")
def train(language: Language, data: tuple[Path, ...], out: Path) -> None:
    """Train the recogniser on folders of data, measure it, and write its card."""
    try:
        # Only here: torch is no dependency of anything else.
        from extract.training.train import train_model
    except ModuleNotFoundError as error:
        raise UsageError(
            f"training needs {error.name}, which is not installed; pip install 'extract[train]'"
        ) from error
    train_model(language, data, out)
    click.echo(out)


@extract.group()
def registry() -> None:
    """Build, search and serve registry files."""


@registry.command("build")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--to", type=click.Path(path_type=Path), required=True, help="Registry file.")
def build(source: Path, to: Path) -> None:
    """Build a registry file from a ROR release or a CSV (id, names, country)."""
    build_registry(source, to)
    click.echo(to)


@registry.command("update")
@click.option("--to", type=click.Path(path_type=Path), required=True, help="Registry file.")
@click.option("--from", "releases", default=RELEASES, show_default=True, help="List of releases.")
def update(to: Path, releases: str) -> None:
    """Download the newest ROR release, build it, and swap it in; the old file is kept."""
    done = update_registry(to, releases=releases)
    click.echo(f"{to}: {done.release}" if done.is_new else f"{to} is already {done.release}")


@registry.command("search")
@click.argument("name")
@click.option("--registry", help="Registry file; without it, the starter registry.")
@click.option("--country", help="Two-letter code of the country to prefer.")
def search(name: str, registry: str | None, country: str | None) -> None:
    """Search the registry by NAME, in Japanese or English; best first."""
    for candidate in _open_registry(registry).search(name, country=country):
        line = (f"{candidate.score:.3f}", candidate.id, candidate.country, candidate.name)
        click.echo("\t".join(line))


@registry.command("info")
@click.option("--registry", help="Registry file; without it, the starter registry.")
def info(registry: str | None) -> None:
    """Say what the registry file holds, as JSON."""
    summary = _open_registry(registry).summary()
    click.echo(json.dumps(asdict(summary), ensure_ascii=False, indent=1))


@registry.command("serve")
@click.option("--registry", help="Registry file; without it, the starter registry.")
@click.option("--port", type=click.IntRange(1, 65535), default=8010, show_default=True)
def serve(registry: str | None, port: int) -> None:
    """Serve reconciliation on loopback (W3C Reconciliation Service API 0.2), for OpenRefine."""
    opened = _open_registry(registry)
    _to_people.print(f"Serving {opened.release} on http://127.0.0.1:{port} (stop with Ctrl-C)")
    serve_registry(opened, port=port)


def _open_registry(path: str | None) -> Registry:
    return open_registry(Path(path) if path else None)


def _answer_lines(file: IO[str], answer: Answer) -> int:
    """Print an answer a line; report the lines that ask nothing, and return the exit code."""
    code = 0
    try:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                click.echo(json.dumps(answer(json.loads(line)), ensure_ascii=False))
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                click.echo(f"line {number} of {file.name} skipped: {error!r}", err=True)
                code = 1
    except UnicodeDecodeError as error:
        raise UsageError(f"{file.name} is not UTF-8: {error.reason}; convert it") from error
    return code


def _print_whole(text: str) -> None:
    """Print without adding or changing a line end: offsets of the output are those of the text."""
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
