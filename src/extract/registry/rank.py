"""Matches in, the probability that each is meant out.

The trees were trained by `models/linker/train_linker.py`; the card beside them says on what.
"""

from functools import cache

import numpy as np
import onnxruntime
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument, InvalidProtobuf

from extract.errors import ModelError
from extract.registry.match import Match
from extract.resources import find_model


def score_matches(matches: list[Match]) -> list[float]:
    """Return, for each match, the probability that the text names its record.

    Raises:
        ModelError: the ranker is missing or damaged.
    """
    if not matches:
        return []
    features = np.array([match.features for match in matches], np.float32)
    odds = _load_ranker().run(None, {"features": features})[0][:, 0]
    scores: list[float] = (1 / (1 + np.exp(-odds))).tolist()
    return scores


@cache
def _load_ranker() -> onnxruntime.InferenceSession:
    path = find_model("linker/ranker.onnx")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(
            path.read_bytes(), options, providers=["CPUExecutionProvider"]
        )
    except (InvalidArgument, InvalidProtobuf, Fail) as error:
        raise ModelError(f"{path} is damaged ({error}); install the package again") from error
