"""A trained network to an ONNX file with 8-bit weights, for onnxruntime.

The graph is written out here node by node: it then depends on no exporter, and the table of
pieces, half of all weights, keeps one scale a row, which no quantiser does.
"""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from extract.training.network import HEADS, WIDTH, Network

_HEAD_WIDTH = WIDTH // HEADS
_OPSET = 20  # the first with Gelu


def export_network(network: Network, to: Path, *, is_quantised: bool = True) -> None:
    """Write the network as an ONNX file: `pieces` and `present` in, `scores` out.

    `is_quantised` false keeps 32-bit floats, to measure what 8 bits cost.
    """
    weights = {
        name: tensor.detach().numpy().astype(np.float32)
        for name, tensor in network.state_dict().items()
    }
    model = _Graph(weights).build(len(network.layers), is_quantised)
    if not is_quantised:
        onnx.save(model, to)
        return
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "float.onnx"
        onnx.save(model, whole)
        # Processors without VNNI add pairs of 8-bit products in 16 bits, which 7-bit weights keep
        # from running over.
        quantize_dynamic(
            whole,
            to,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )


class _Graph:
    """Nodes and constants as they are put together."""

    def __init__(self, weights: dict[str, NDArray[np.float32]]) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants: dict[str, NDArray[Any]] = {}

    def build(self, layers: int, is_quantised: bool) -> onnx.ModelProto:
        states = self._embed(is_quantised)
        bias = self._mask()
        for number in range(layers):
            states = self._add_layer(states, bias, f"layers.{number}")
        self._add_linear(states, "score", "scores")
        integers = TensorProto.INT64
        graph = helper.make_graph(
            self._nodes,
            "tagger",
            [
                helper.make_tensor_value_info("pieces", integers, ["rows", "length"]),
                helper.make_tensor_value_info("present", TensorProto.FLOAT, ["rows", "length"]),
            ],
            [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["rows", "length", 5])],
            [numpy_helper.from_array(value, name) for name, value in self._constants.items()],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)])
        model.ir_version = 10
        onnx.checker.check_model(model)
        return model

    def _add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def _constant(self, name: str, value: Any) -> str:
        self._constants[name] = np.asarray(value, order="C")
        return name

    def _embed(self, is_quantised: bool) -> str:
        table = self._weights["words.weight"]
        if is_quantised:
            scales = np.abs(table).max(1, keepdims=True) / 127
            self._constant("table", np.round(table / scales).astype(np.int8))
            self._constant("scales", scales.astype(np.float32))
            self._add("Gather", ["table", "pieces"], "rough")
            self._add("Cast", ["rough"], "steps", to=TensorProto.FLOAT)
            self._add("Gather", ["scales", "pieces"], "scale")
            self._add("Mul", ["steps", "scale"], "embedded")
        else:
            self._constant("table", table)
            self._add("Gather", ["table", "pieces"], "embedded")
        self._constant("positions", self._weights["positions.weight"])
        self._add("Shape", ["pieces"], "length", start=1, end=2)
        self._constant("from", np.array([0], np.int64))
        self._constant("axis", np.array([0], np.int64))
        self._add("Slice", ["positions", "from", "length", "axis"], "places")
        self._add("Add", ["embedded", "places"], "placed")
        return self._add_norm("placed", "norm", "states")

    def _mask(self) -> str:
        self._constant("one", np.array(1, np.float32))
        self._constant("far", np.array(-1e4, np.float32))
        self._constant("mask_axes", np.array([1, 2], np.int64))
        self._add("Sub", ["one", "present"], "absent")
        self._add("Mul", ["absent", "far"], "flat_bias")
        return self._add("Unsqueeze", ["flat_bias", "mask_axes"], "bias")

    def _add_layer(self, states: str, bias: str, name: str) -> str:
        joint = self._add_linear(states, f"{name}.joint", f"{name}.joined")
        self._constant("split_shape", np.array([0, 0, 3, HEADS, _HEAD_WIDTH], np.int64))
        self._add("Reshape", [joint, "split_shape"], f"{name}.split")
        # 3, rows, heads, length, width
        self._add("Transpose", [f"{name}.split"], f"{name}.turned", perm=[2, 0, 3, 1, 4])
        parts = [f"{name}.{part}" for part in ("query", "key", "value")]
        for number, part in enumerate(parts):
            self._constant(f"number{number}", np.array(number, np.int64))
            self._add("Gather", [f"{name}.turned", f"number{number}"], part, axis=0)
        self._add("Transpose", [parts[1]], f"{name}.key_turned", perm=[0, 1, 3, 2])
        self._add("MatMul", [parts[0], f"{name}.key_turned"], f"{name}.products")
        self._constant("root", np.array(_HEAD_WIDTH**-0.5, np.float32))
        self._add("Mul", [f"{name}.products", "root"], f"{name}.scaled")
        self._add("Add", [f"{name}.scaled", bias], f"{name}.masked")
        self._add("Softmax", [f"{name}.masked"], f"{name}.shares", axis=-1)
        self._add("MatMul", [f"{name}.shares", parts[2]], f"{name}.seen")
        self._add("Transpose", [f"{name}.seen"], f"{name}.seen_turned", perm=[0, 2, 1, 3])
        self._constant("join_shape", np.array([0, 0, WIDTH], np.int64))
        self._add("Reshape", [f"{name}.seen_turned", "join_shape"], f"{name}.seen_joined")
        gathered = self._add_linear(f"{name}.seen_joined", f"{name}.gather", f"{name}.gathered")
        self._add("Add", [states, gathered], f"{name}.attended")
        middle = self._add_norm(f"{name}.attended", f"{name}.attention_norm", f"{name}.middle")
        wide = self._add_linear(middle, f"{name}.widen", f"{name}.wide")
        self._add("Gelu", [wide], f"{name}.bent")
        narrow = self._add_linear(f"{name}.bent", f"{name}.narrow", f"{name}.narrowed")
        self._add("Add", [middle, narrow], f"{name}.summed")
        return self._add_norm(f"{name}.summed", f"{name}.output_norm", f"{name}.states")

    def _add_linear(self, states: str, name: str, output: str) -> str:
        weight = self._constant(f"{name}.weight", self._weights[f"{name}.weight"].T)
        bias = self._constant(f"{name}.bias", self._weights[f"{name}.bias"])
        self._add("MatMul", [states, weight], f"{output}.product")
        return self._add("Add", [f"{output}.product", bias], output)

    def _add_norm(self, states: str, name: str, output: str) -> str:
        weight = self._constant(f"{name}.weight", self._weights[f"{name}.weight"])
        bias = self._constant(f"{name}.bias", self._weights[f"{name}.bias"])
        inputs = [states, weight, bias]
        return self._add("LayerNormalization", inputs, output, axis=-1, epsilon=1e-12)
