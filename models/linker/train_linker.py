"""Train the ranker of the registry: how likely a match is meant, from its features.

Needs lightgbm and onnx, which are not installed with the project. LINKS is a folder with
``springer_full_train.jsonl``, ``crossref_publisher_train.jsonl`` and ``s2aff_train.jsonl``,
lines of ``{"name", "ids"}``::

    python models/linker/train_linker.py REGISTRY LINKS models/linker/ranker.onnx
"""

import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import onnx

from extract.registry import Registry, open_registry
from extract.registry.match import find_matches, read_query
from extract.registry.names import fold_name

_TRAINING_FILES = ("springer_full_train", "crossref_publisher_train", "s2aff_train")
_SEED = 6


@dataclass(frozen=True)
class Example:
    """A text, the country given with it, and the ids it names; `hidden`: these are taken away."""

    text: str
    country: str
    ids: frozenset[str]
    hidden: bool = False


def read_examples(folder: Path, registry: Registry) -> list[Example]:
    rng = random.Random(_SEED)
    examples: list[Example] = []
    for name in _TRAINING_FILES:
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            examples.extend(vary_example(row["name"], frozenset(row["ids"]), registry, rng))
    return examples


def vary_example(
    text: str, ids: frozenset[str], registry: Registry, rng: random.Random
) -> Iterator[Example]:
    """Yield the example, at times without its marks, shortened or with its institution hidden."""
    yield Example(text, "", ids, hidden=bool(ids) and rng.random() < 0.12)
    if rng.random() < 0.25:
        yield Example(" ".join(re.split("[ ,;]+", text)), "", ids, hidden=rng.random() < 0.12)
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    if len(ids) != 1 or len(parts) < 2:
        return
    wanted = registry.index.find_record(next(iter(ids)))
    if wanted < 0:
        return
    country = registry.index.country_of(wanted)
    names = {fold_name(name.text).text for name in registry.index.read_record(wanted).names}
    at = [number for number, part in enumerate(parts) if fold_name(part).text in names]
    draw = rng.random()
    if at and draw < 0.5:
        given = country if rng.random() < 0.6 else ""
        yield Example(parts[at[0]], given, ids, hidden=rng.random() < 0.2)
    elif at and draw < 0.7 and at[0] > 0:
        yield Example(parts[0], country if rng.random() < 0.5 else "", frozenset())
    elif draw < 0.85:
        yield Example(
            ", ".join(parts[:-1]),
            country if rng.random() < 0.5 else "",
            ids,
            hidden=rng.random() < 0.1,
        )


def collect_rows(registry: Registry, examples: list[Example]) -> tuple[Any, Any]:
    rows, labels = [], []
    for example in examples:
        matches = find_matches(
            registry.index,
            read_query(registry.index, example.text, example.country, {}),
            example.ids if example.hidden else frozenset(),
        )
        for match in matches:
            rows.append(match.features)
            labels.append(registry.index.record_ids[match.record] in example.ids)
    return np.array(rows, np.float32), np.array(labels, np.float32)


def train(rows: Any, labels: Any) -> lightgbm.Booster:
    parameters = {
        "objective": "binary",
        "learning_rate": 0.05,
        "num_leaves": 31,
        "min_data_in_leaf": 60,
        "feature_fraction": 0.6,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "num_threads": 1,
        "seed": _SEED,
        "verbose": -1,
        "max_bin": 127,
    }
    return lightgbm.train(parameters, lightgbm.Dataset(rows, labels), num_boost_round=400)


def write_onnx(booster: lightgbm.Booster, to: Path) -> None:
    """Write the trees as one ONNX node that gives the logarithm of the odds."""
    nodes: dict[str, list[Any]] = {
        key: [] for key in ("trees", "ids", "features", "values", "modes", "yes", "no")
    }
    leaves: dict[str, list[Any]] = {key: [] for key in ("trees", "ids", "weights")}

    def visit(tree: int, node: dict[str, Any]) -> int:
        number = len([t for t in nodes["trees"][-200:] if t == tree])
        nodes["trees"].append(tree)
        nodes["ids"].append(number)
        at = len(nodes["ids"]) - 1
        is_leaf = "leaf_value" in node
        nodes["features"].append(0 if is_leaf else node["split_feature"])
        nodes["values"].append(0.0 if is_leaf else node["threshold"])
        nodes["modes"].append("LEAF" if is_leaf else "BRANCH_LEQ")
        nodes["yes"].append(0)
        nodes["no"].append(0)
        if is_leaf:
            leaves["trees"].append(tree)
            leaves["ids"].append(number)
            leaves["weights"].append(node["leaf_value"])
        else:
            nodes["yes"][at] = visit(tree, node["left_child"])
            nodes["no"][at] = visit(tree, node["right_child"])
        return number

    dump = booster.dump_model()
    for number, tree in enumerate(dump["tree_info"]):
        visit(number, tree["tree_structure"])
    node = onnx.helper.make_node(
        "TreeEnsembleRegressor",
        ["features"],
        ["odds"],
        domain="ai.onnx.ml",
        n_targets=1,
        nodes_treeids=nodes["trees"],
        nodes_nodeids=nodes["ids"],
        nodes_featureids=nodes["features"],
        nodes_values=[float(np.float32(value)) for value in nodes["values"]],
        nodes_modes=nodes["modes"],
        nodes_truenodeids=nodes["yes"],
        nodes_falsenodeids=nodes["no"],
        nodes_missing_value_tracks_true=[0] * len(nodes["ids"]),
        target_treeids=leaves["trees"],
        target_nodeids=leaves["ids"],
        target_ids=[0] * len(leaves["ids"]),
        target_weights=[float(value) for value in leaves["weights"]],
    )
    width = dump["max_feature_idx"] + 1
    graph = onnx.helper.make_graph(
        [node],
        "ranker",
        [onnx.helper.make_tensor_value_info("features", onnx.TensorProto.FLOAT, [None, width])],
        [onnx.helper.make_tensor_value_info("odds", onnx.TensorProto.FLOAT, [None, 1])],
    )
    opsets = [onnx.helper.make_opsetid("ai.onnx.ml", 3), onnx.helper.make_opsetid("", 17)]
    model = onnx.helper.make_model(graph, opset_imports=opsets, ir_version=8)
    to.write_bytes(model.SerializeToString())


def main(registry_path: Path, folder: Path, to: Path) -> None:
    registry = open_registry(registry_path)
    examples = read_examples(folder, registry)
    rows, labels = collect_rows(registry, examples)
    print(f"{len(examples)} texts, {len(rows)} matches, {int(labels.sum())} of them meant")
    booster = train(rows, labels)
    write_onnx(booster, to)
    gains = sorted(enumerate(booster.feature_importance("gain")), key=lambda pair: -pair[1])
    print("features by gain:", [number for number, _ in gains])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
