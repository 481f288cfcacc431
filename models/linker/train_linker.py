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
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import onnx
from babel import Locale
from roughen import roughen

from extract.registry import open_registry
from extract.registry.index import Index
from extract.registry.match import find_matches, read_query
from extract.registry.names import fold_name
from extract.registry.transfers import is_one_japanese_name

# Each with how often its texts are used: s2aff is small, and the only one of many publishers.
_TRAINING_FILES = (
    ("springer_full_train", 1),
    ("crossref_publisher_train", 1),
    ("s2aff_train", 3),
)
_SEED = 6
_JAPANESE_NAMES = 3_000
# Records of the registry whose names are called though no training file has them.
_CALLED = 6_000
_PAIRS = 2_000
# What is added to the logarithm of the odds: examples made of names name something more often than
# affiliations do. Chosen so that the threshold of `extract.link` keeps its precision on springer
# and crossref of links/*.dev.
_PRIOR = -0.16
_COUNTRIES = Locale.parse("en").territories


@dataclass(frozen=True)
class Example:
    """A text, the country given with it, the ids it names, and the names that are taken away."""

    text: str
    country: str
    ids: frozenset[str]
    hidden: frozenset[int] = frozenset()


class Maker:
    """Makes examples of rows, and of the names of their institutions."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.rng = random.Random(_SEED)
        self.names: defaultdict[int, list[int]] = defaultdict(list)
        for number, record in enumerate(index.name_record):
            self.names[record].append(number)

    def read(self, folder: Path) -> Iterator[Example]:
        """Yield the examples made of the training files in `folder`, and of Japanese names."""
        for name, times in _TRAINING_FILES:
            for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                for _ in range(times):
                    yield from self.vary(row["name"], self.follow(row["ids"]))
        yield from self.name_in_japanese()
        yield from self.call_others()
        yield from self.join_pairs(folder)

    def follow(self, ids: list[str]) -> frozenset[str]:
        """Return the ids with those of withdrawn records replaced by those of their successors."""
        numbers = [self.index.find_record(id) for id in ids]
        return frozenset(
            self.index.record_ids[following] if following >= 0 else id
            for id, number in zip(ids, numbers, strict=True)
            for following in (self.index.record_successor[number] if number >= 0 else -1,)
        )

    def vary(self, text: str, ids: frozenset[str]) -> Iterator[Example]:
        """Yield the example, and at times others made of it."""
        draw = self.rng.random
        yield self.hide(Example(text, "", ids), record=0.12, name=0.12)
        if draw() < 0.25:
            bare = " ".join(re.split("[ ,;]+", text))
            yield self.hide(Example(bare, "", ids), record=0.12, name=0.12)
        record = self.index.find_record(next(iter(ids))) if len(ids) == 1 else -1
        if draw() < 0.2:
            yield self.hide(Example(roughen(text, self.rng), "", ids), record=0.12, name=0.12)
        if self.names[record]:
            yield from self.cut(text, ids, record)
            if draw() < 0.35:
                yield self.call(ids, record)

    def cut(self, text: str, ids: frozenset[str], record: int) -> Iterator[Example]:
        """Yield a part of the text, or the text with the institution under another name."""
        parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
        known = {self.index.folded[name] for name in self.names[record]}
        at = [number for number, part in enumerate(parts) if fold_name(part).text in known]
        if len(parts) < 2:
            return
        country = self.index.country_of(record)
        draw, chance = self.rng.random(), self.rng.random
        if at and draw < 0.4:
            given = country if chance() < 0.6 else ""
            yield self.hide(Example(parts[at[0]], given, ids), record=0.2, name=0.1)
        elif at and draw < 0.55 and at[0] > 0:
            yield Example(parts[0], country if chance() < 0.5 else "", frozenset())
        elif draw < 0.7:
            given = country if chance() < 0.5 else ""
            yield self.hide(Example(", ".join(parts[:-1]), given, ids), record=0.1, name=0.1)
        elif at:
            parts[at[0]] = self.index.names[self.rng.choice(self.names[record])]
            yield self.hide(Example(", ".join(parts), "", ids), record=0.12, name=0.12)

    def call(self, ids: frozenset[str], record: int) -> Example:
        """Return a name of the record, as forms and logs give it: bare, or with its place."""
        rng, index = self.rng, self.index
        name, other = (index.names[rng.choice(self.names[record])] for _ in range(2))
        country = index.country_of(record)
        place, land = index.record_places[record], str(_COUNTRIES.get(country, ""))
        name, other = (each.removesuffix(f" ({land})") for each in (name, other))
        text = rng.choice(
            (
                name,
                name,
                name,
                f"{name}, {place}, {land}",
                f"{name} {place} {land}",
                f"{name}, {land}",
                f"{name} {land}",
                f"{name} ({other})",
                f"{name} {other}",
            )
        )
        if rng.random() < 0.35:
            text = roughen(text, rng)
        given = country if rng.random() < 0.3 else ""
        return self.hide(Example(text, given, ids), record=0.2, name=0.3)

    def call_others(self) -> Iterator[Example]:
        """Yield calls of institutions that are less known than those of the training files."""
        records = [record for record, names in self.names.items() if self.is_latin(names)]
        for record in self.rng.sample(records, _CALLED):
            yield self.call(frozenset((self.index.record_ids[record],)), record)

    def is_latin(self, names: list[int]) -> bool:
        """Whether the first of the names is more than an acronym, in Latin letters."""
        name = self.index.names[names[0]] if names else ""
        return " " in name and all(character < "\u0250" for character in name)

    def join_pairs(self, folder: Path) -> Iterator[Example]:
        """Yield affiliations of two institutions, which the files of single ones lack."""
        rows = [
            json.loads(line)
            for name, _ in _TRAINING_FILES
            for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        ]
        for _ in range(_PAIRS):
            one, other = self.rng.sample(rows, 2)
            joint = self.rng.choice(("; ", "; ", " and ", ", ", " & ", ". "))
            ids = self.follow([*one["ids"], *other["ids"]])
            text = f"{one['name']}{joint}{other['name']}"
            yield self.hide(Example(text, "", ids), record=0.1, name=0.1)

    def name_in_japanese(self) -> Iterator[Example]:
        """Yield Japanese names that the registry no longer has: those like them are others."""
        names = [
            number
            for number in range(len(self.index.names))
            if is_one_japanese_name(self.index.names[number])
        ]
        for number in self.rng.sample(names, _JAPANESE_NAMES):
            record = self.index.name_record[number]
            country = self.index.country_of(record) if self.rng.random() < 0.4 else ""
            ids = frozenset((self.index.record_ids[record],))
            yield self.hide(Example(self.index.names[number], country, ids), record=0.3, name=0.6)

    def hide(self, example: Example, *, record: float, name: float) -> Example:
        """Return the example with all names of its institutions taken away, or those it tells.

        `record` and `name` are the probabilities of the two.
        """
        draw = self.rng.random()
        if draw >= record + name:
            return example
        numbers = [self.index.find_record(id) for id in example.ids]
        names = [name for number in numbers if number >= 0 for name in self.names[number]]
        if draw >= record:
            told = f" {fold_name(example.text).text} "
            names = [name for name in names if f" {self.index.folded[name]} " in told]
        return replace(example, hidden=frozenset(names))


def collect_rows(index: Index, examples: Iterator[Example]) -> tuple[Any, Any]:
    rows, labels = [], []
    for example in examples:
        query = read_query(index, example.text, example.country, {})
        for match in find_matches(index, query, example.hidden):
            rows.append(match.features)
            labels.append(index.record_ids[match.record] in example.ids)
    return np.array(rows, np.float32), np.array(labels, np.float32)


def train(rows: Any, labels: Any) -> lightgbm.Booster:
    parameters = {
        "objective": "binary",
        "learning_rate": 0.04,
        "num_leaves": 63,
        "min_data_in_leaf": 100,
        "feature_fraction": 0.25,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 20.0,
        "num_threads": 1,
        "seed": _SEED,
        "verbose": -1,
        "max_bin": 127,
    }
    return lightgbm.train(parameters, lightgbm.Dataset(rows, labels), num_boost_round=450)


def round_down(threshold: float) -> float:
    """Return the largest number of 32 bits that is not above `threshold`.

    The trees split between two features of 32 bits; rounded up, a threshold may be the upper one,
    which then goes the wrong way.
    """
    nearest = np.float32(threshold)
    below = np.nextafter(nearest, np.float32(-np.inf))
    return float(nearest if float(nearest) <= threshold else below)


def write_onnx(booster: lightgbm.Booster, to: Path, prior: float = 0.0) -> None:
    """Write the trees as one ONNX node that gives the logarithm of the odds, `prior` added."""
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
        base_values=[prior],
        nodes_treeids=nodes["trees"],
        nodes_nodeids=nodes["ids"],
        nodes_featureids=nodes["features"],
        nodes_values=[round_down(value) for value in nodes["values"]],
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
    index = open_registry(registry_path).index
    examples = list(Maker(index).read(folder))
    rows, labels = collect_rows(index, iter(examples))
    print(f"{len(examples)} texts, {len(rows)} matches, {int(labels.sum())} of them meant")
    booster = train(rows, labels)
    write_onnx(booster, to, _PRIOR)
    gains = sorted(enumerate(booster.feature_importance("gain")), key=lambda pair: -pair[1])
    print("features by gain:", [number for number, _ in gains])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
