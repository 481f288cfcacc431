"""What pytest must not import here: these parts of `extract train` need its extra packages."""

from importlib.util import find_spec
from pathlib import Path

_TRAINING = Path(__file__).parent / "src" / "extract" / "training"
_NEED_TORCH = ("card", "fit", "measure", "network", "onnx_graph", "rows", "train")

collect_ignore = (
    []
    if find_spec("torch") and find_spec("onnx")
    else [str(_TRAINING / f"{name}.py") for name in _NEED_TORCH]
)
