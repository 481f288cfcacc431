import hashlib
from pathlib import Path

import pytest

from extract.errors import UsageError
from extract.pipeline import plan_run, record_outcomes
from extract.store import SourceRecord, read_sources, write_extraction
from tests.test_store import make_extraction

MADE_WITH = "b" * 64


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "one.txt").write_text("one")
    (folder / "two.txt").write_text("two")
    return folder


def _record(path: Path, out: str, **changes: str) -> SourceRecord:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    write_extraction(make_extraction(sha256=sha256), out)
    fields = {"source": str(path), "sha256": sha256, "made_with": MADE_WITH, "outcome": "done"}
    record = SourceRecord(**{**fields, **changes})  # type: ignore[arg-type]
    record_outcomes([record], out)
    return record


def test_a_file_done_with_the_same_tools_is_left_alone(inbox: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    record = _record(inbox / "one.txt", out)
    plan = plan_run([str(inbox)], out, MADE_WITH)
    assert plan.unchanged == (record,)
    assert plan.changed == (str(inbox / "two.txt"),)


def test_a_file_whose_bytes_changed_is_read_again(inbox: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    _record(inbox / "one.txt", out)
    (inbox / "one.txt").write_text("changed")
    assert len(plan_run([str(inbox)], out, MADE_WITH).changed) == 2


def test_other_code_models_or_registry_read_everything_again(inbox: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    _record(inbox / "one.txt", out)
    assert len(plan_run([str(inbox)], out, "c" * 64).changed) == 2


def test_an_extraction_that_vanished_is_made_again(inbox: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    record = _record(inbox / "one.txt", out)
    (tmp_path / "out" / "extractions" / f"{record.sha256}.json").unlink()
    assert len(plan_run([str(inbox)], out, MADE_WITH).changed) == 2


def test_a_file_that_was_skipped_is_not_tried_again_until_it_changes(
    inbox: Path, tmp_path: Path
) -> None:
    out = str(tmp_path / "out")
    _record(inbox / "one.txt", out, outcome="skipped", reason="one.txt is broken")
    assert plan_run([str(inbox)], out, MADE_WITH).changed == (str(inbox / "two.txt"),)


def test_records_of_other_runs_stay(inbox: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    _record(inbox / "one.txt", out)
    _record(inbox / "two.txt", out)
    assert len(read_sources(out)) == 2


def test_a_folder_without_documents_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no document"):
        plan_run([str(tmp_path)], str(tmp_path / "out"), MADE_WITH)
