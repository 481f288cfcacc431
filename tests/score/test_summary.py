from pathlib import Path

import pytest

from extract.errors import GoldError
from extract.model import Span
from extract.score.judgement import Judgement, Outcome
from extract.score.page import write_error_page
from extract.score.summary import compare_with_floors, read_floors, summarise


def _judgements(outcomes: list[Outcome]) -> list[Judgement]:
    return [
        Judgement("task", "sample", "ja", number, outcome, Span(0, 2), "<b>x", "y")
        for number, outcome in enumerate(outcomes)
    ]


def test_a_score_under_its_floor_is_named(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text("[task]\nall = 0.9\nja = 0.5\nen = 0.1\n")
    scores = summarise(_judgements(["right", "missed", "right"]))
    fallen = list(compare_with_floors(scores, read_floors(path)))
    assert fallen == [
        "task (all): 0.800 is under the floor of 0.900",
        "task (en): nothing was scored, the floor is 0.100",
    ]


def test_floors_that_are_no_table_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    path.write_text("task = 0.9\n")
    with pytest.raises(GoldError, match="not a table of floors"):
        read_floors(path)


def test_the_interval_is_wider_with_less_gold() -> None:
    few, *_ = summarise(_judgements(["right", "missed"] * 5))
    many, *_ = summarise(_judgements(["right", "missed"] * 100))
    assert many.f1_high - many.f1_low < few.f1_high - few.f1_low


def test_the_page_of_errors_shows_hostile_text_as_text(tmp_path: Path) -> None:
    judgements = _judgements(["missed"])
    page = tmp_path / "errors.html"
    write_error_page(summarise(judgements), judgements, {"sample": "<script>alert(1)"}, page)
    content = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;x" in content
    assert "<script" not in content
