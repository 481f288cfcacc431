"""The ranker says when its trees are damaged."""

from pathlib import Path

import pytest

from extract.errors import ModelError
from extract.registry import rank


def test_a_damaged_ranker_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ranker.onnx"
    path.write_bytes(b"no trees")
    monkeypatch.setattr(rank, "find_model", lambda name: path)
    with pytest.raises(ModelError, match="damaged"):
        rank._load_trees.__wrapped__("linker/ranker.onnx")


def test_no_matches_need_no_ranker() -> None:
    assert rank.score_matches([]) == []
    assert rank.score_fits([]) == []
