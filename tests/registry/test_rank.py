"""The ranker says when its trees are missing or damaged."""

from pathlib import Path

import pytest

from extract.errors import ModelError
from extract.registry import rank


@pytest.mark.parametrize(("content", "said"), [(None, "missing"), (b"no trees", "damaged")])
def test_a_ranker_that_cannot_be_loaded_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, said: str
) -> None:
    path = tmp_path / "ranker.onnx"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(rank, "_NAME", path)
    with pytest.raises(ModelError, match=said):
        rank._load_ranker.__wrapped__()


def test_no_matches_need_no_ranker() -> None:
    assert rank.score_matches([]) == []
