"""Features of matches and of fits in, the probability that each is meant out.

The trees were trained by `models/linker/train_linker.py` and `train_transfers.py`; the card beside
them says on what.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
import onnxruntime
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument, InvalidProtobuf

from extract.errors import ModelError
from extract.registry.match import Match
from extract.resources import find_model

# Matches of less than this share of the best one's quality are not worth the trees' time: a third
# of all, and of links/*.dev none that was meant and likely.
_HOPEFUL = 0.5


def score_matches(matches: list[Match]) -> list[float]:
    """Return, for each match, the probability that the text names its record.

    Raises:
        ModelError: the ranker is missing or damaged.
    """
    top = max((match.quality for match in matches), default=0.0)
    hopeful = [match for match in matches if match.quality >= _HOPEFUL * top]
    scores = iter(_score("linker/ranker.onnx", [match.features for match in hopeful]))
    return [next(scores) if match.quality >= _HOPEFUL * top else 0.0 for match in matches]


def score_fits(rows: Sequence[Sequence[float]]) -> list[float]:
    """Return, for each row of features, the probability that the name stands for the record.

    Raises:
        ModelError: the trees are missing or damaged.
    """
    return _score("linker/transfers.onnx", rows)


def _score(model: str, rows: Sequence[Sequence[float]]) -> list[float]:
    if not rows:
        return []
    odds = _load_trees(model).run(None, {"features": np.array(rows, np.float32)})[0][:, 0]
    scores: list[float] = (1 / (1 + np.exp(-odds))).tolist()
    return scores


@cache
def _load_trees(model: str) -> onnxruntime.InferenceSession:
    path = find_model(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(
            path.read_bytes(), options, providers=["CPUExecutionProvider"]
        )
    except (InvalidArgument, InvalidProtobuf, Fail) as error:
        raise ModelError(f"{path} is damaged ({error}); install the package again") from error
