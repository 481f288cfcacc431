"""The real flow on a real, temporary Prefect server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from extract.errors import UsageError
from flows.process_reports import process_reports

PROJECT = Path(__file__).parents[2]


def _run_flow(inbox: Path, out: Path, home: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flows.process_reports", str(inbox), "--out", str(out)]
    environment = {**os.environ, "PREFECT_HOME": str(home)}
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )


def test_a_flow_reads_what_is_new_and_reports_what_is_broken(tmp_path: Path) -> None:
    inbox, out, home = tmp_path / "inbox", tmp_path / "out", tmp_path / "home"
    inbox.mkdir()
    (inbox / "good.md").write_bytes((PROJECT / "corpus" / "exchange-ja.md").read_bytes())
    (inbox / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <<")
    first = _run_flow(inbox, out, home)
    assert first.returncode == 1, first.stderr  # one file was skipped
    assert "2 to read, 0 unchanged" in first.stdout
    assert "skipped: " in first.stdout
    assert "broken.pdf" in first.stdout
    assert (out / "agreements.csv").is_file()
    assert (out / "report.html").is_file()
    (inbox / "new.txt").write_text("CNRS and Kyoto University signed in May 2014.")
    second = _run_flow(inbox, out, home)
    assert "1 to read, 2 unchanged" in second.stdout
    assert "new.txt" in (out / "documents.csv").read_text(encoding="utf-8")


def test_an_empty_inbox_is_no_failure_but_a_missing_one_is(tmp_path: Path) -> None:
    state = process_reports.fn([str(tmp_path)], str(tmp_path / "out"))
    assert state.is_completed()
    assert "holds no document" in str(state.message)
    with pytest.raises(UsageError, match="does not exist"):
        process_reports.fn([str(tmp_path / "none")], str(tmp_path / "out"))


def test_what_is_deployed_is_the_flow_with_its_parameters() -> None:
    deployed = yaml.safe_load((PROJECT / "prefect.yaml").read_text(encoding="utf-8"))
    (nightly,) = deployed["deployments"]
    path, _, name = nightly["entrypoint"].partition(":")
    assert f"def {name}(" in (PROJECT / path).read_text(encoding="utf-8")
    assert nightly["schedules"]
