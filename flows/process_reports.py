"""Sources -> run folder: parse, analyse, store, export, score; one task run a document.

    python -m flows.process_reports corpus --out out/corpus --gold gold

does what `extract run` and `extract score` do, as a Prefect flow. Tasks take paths and ids, never
documents: Prefect walks through every argument. What a document yielded is kept by the digest of
its bytes in the run folder, together with the digest of code, models and registry, so that only
what is new or changed becomes a task run.
"""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from prefect import State, flow, task
from prefect.artifacts import create_table_artifact
from prefect.futures import PrefectFuture, as_completed
from prefect.states import Completed, Failed
from prefect.task_runners import ProcessPoolTaskRunner

from extract.cli import print_scores
from extract.errors import ExtractError, NoDocumentError
from extract.export import write_report, write_tables
from extract.parse import find_sources
from extract.pipeline import load_tools, plan_run, process_source, record_outcomes
from extract.score import Score, list_fallen, score_extractions
from extract.store import SourceRecord, iterate_extractions, list_skipped

ROWS_SHOWN = 5


@task(name="process document", task_run_name="{source}", persist_result=False)
def process_document(source: str, out: str, registry: str | None) -> dict[str, Any]:
    """Read and analyse one source into the run folder; return its record, as JSON can hold it."""
    return asdict(process_source(source, out, registry))


@flow(
    name="process reports",
    flow_run_name="{out}",
    # Processes, not threads: the stages are busy in Python. As many as the machine has cores, or
    # as PREFECT_TASKS_RUNNER_PROCESS_POOL_MAX_WORKERS says.
    task_runner=ProcessPoolTaskRunner(),  # type: ignore[arg-type]  # its futures are invariant
    persist_result=False,
)
def process_reports(
    sources: list[str], out: str, gold: str | None = None, registry: str | None = None
) -> State[Any]:
    """Bring the run folder up to date with the sources, export it, and score it where gold is.

    The run fails if a score fell under its floor. A document that cannot be read does not fail
    it, and stands in the report with its reason; nor does an inbox that is still empty.
    """
    made_with = load_tools(registry).made_with
    try:
        plan = plan_run(sources, out, made_with)
    except NoDocumentError as nothing:
        return Completed(message=f"nothing to do: {nothing}")
    print(f"{len(plan.changed)} to read, {len(plan.unchanged)} unchanged", flush=True)
    futures = {process_document.submit(source, out, registry): source for source in plan.changed}
    records = tuple(
        _show_progress(_await_record(future, futures[future], made_with), number, len(futures))
        for number, future in enumerate(as_completed(list(futures)), start=1)
    )
    record_outcomes(records, out)
    write_tables(iterate_extractions(out), list_skipped(out), Path(out))
    write_report(iterate_extractions(out), list_skipped(out), Path(out) / "report.html")
    scores = _score_run(out, gold)
    _publish_table(out, scores)
    fallen = list_fallen(Path(gold), scores) if gold else ()
    if fallen:
        return Failed(message="; ".join(fallen))
    return Completed(message=f"{len(records)} processed, {len(plan.unchanged)} unchanged")


def _await_record(future: PrefectFuture[Any], source: str, made_with: str) -> SourceRecord:
    """Return the record of a task; a task that crashed is a source that was skipped."""
    future.wait()
    if future.state.is_completed():
        return SourceRecord(**future.result())
    reason = f"{source} made the program fail ({future.state.message}); please report it"
    return SourceRecord(source, None, made_with, "skipped", reason)


def _show_progress(record: SourceRecord, number: int, total: int) -> SourceRecord:
    outcome = record.source if record.outcome == "done" else f"skipped: {record.reason}"
    print(f"{number}/{total} {outcome}", flush=True)
    return record


def _score_run(out: str, gold: str | None) -> tuple[Score, ...]:
    if gold is None:
        return ()
    return score_extractions(Path(gold), iterate_extractions(out), Path(out) / "errors.html")


def _publish_table(out: str, scores: Sequence[Score]) -> None:
    """Make the run's table artifact; the scores are beside those of the run before."""
    kept = Path(out) / "scores.json"
    before = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    now = {f"{item.task}, {item.scope}": round(item.f1, 4) for item in scores}
    kept.write_text(json.dumps(now, ensure_ascii=False, indent=1), encoding="utf-8")
    rows: list[dict[str, Any]] = [
        {"what": name, "now": _count_rows(Path(out) / f"{name}.csv")}
        for name in ("documents", "mentions", "agreements", "institutions")
    ]
    rows.append({"what": "skipped", "now": len(list_skipped(out))})
    rows += [{"what": what, "now": f1, "before": before.get(what)} for what, f1 in now.items()]
    create_table_artifact(key="run", table=rows, description=f"Run folder {out}")


def _count_rows(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def _show_head(path: Path) -> None:
    print(f"\n{path}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in islice(csv.reader(file), ROWS_SHOWN + 1):
            print("  " + " | ".join(row))


def main() -> None:
    """Run the flow once, show what came out, and exit as `extract run` does."""
    parser = argparse.ArgumentParser(description="Run the flow once over files, folders or URLs.")
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--out", required=True)
    parser.add_argument("--gold")
    parser.add_argument("--registry")
    options = parser.parse_args()
    try:
        find_sources(options.sources)  # who names a folder by hand is told that it is empty
        state = process_reports(
            options.sources, options.out, options.gold, options.registry, return_state=True
        )
    except ExtractError as error:
        print(f"extract: {error}", file=sys.stderr)
        sys.exit(2)
    for name in ("agreements", "institutions", "mentions"):
        _show_head(Path(options.out) / f"{name}.csv")
    if options.gold:
        print()
        print_scores(_score_run(options.out, options.gold))
    print(f"\nThe tables, report.html and errors.html are in {options.out}\n{state.message}")
    sys.exit(1 if state.is_failed() or list_skipped(options.out) else 0)


if __name__ == "__main__":
    main()
