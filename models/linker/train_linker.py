"""Train the ranker of the registry: how likely a match is meant, from its features.

Needs lightgbm and onnx, which are not installed with the project. LINKS is a folder with the files
named below, lines of ``{"name", "ids"}``::

    python models/linker/train_linker.py REGISTRY LINKS models/linker/ranker.onnx

Since the files that the linker is measured on are trained on too, what it is worth on texts that it
has not seen is measured with four rankers, each trained without a fourth of those files::

    python models/linker/train_linker.py REGISTRY LINKS --folds 4
"""

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import lightgbm
import numpy as np
import onnx
from babel import Locale
from roughen import roughen

from extract.link import THRESHOLD
from extract.registry import open_registry
from extract.registry.index import Index
from extract.registry.match import find_matches, read_query
from extract.registry.names import fold_name
from extract.registry.transfers import is_one_japanese_name

# Each with how often its texts are used: some are small, and the only ones of their kind.
_TRAINING_FILES = (
    ("springer_full_train", 1),
    ("crossref_publisher_train", 1),
    ("s2aff_train", 3),
)
# The first training files have no text of several institutions, or of none; these have both.
_MEASURED_FILES = (
    ("ror_springer.dev", 2),
    ("ror_crossref.dev", 2),
    ("s2aff_val", 3),
    ("exp_logs.dev", 3),
    ("ror_names.dev", 2),
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
    """A text, the country given with it, the ids it names, and the names that are taken away.

    `source` is the text of the measured files that it was made of, "" if it was made of another.
    """

    text: str
    country: str
    ids: frozenset[str]
    hidden: frozenset[int] = frozenset()
    source: str = ""


class Maker:
    """Makes examples of rows, and of the names of their institutions."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.rng = random.Random(_SEED)
        self.names: defaultdict[int, list[int]] = defaultdict(list)
        for number, record in enumerate(index.name_record):
            self.names[record].append(number)

    def read(self, folder: Path) -> Iterator[Example]:
        """Yield the examples made of the files in `folder`, and of names of the registry."""
        for name, times in _TRAINING_FILES:
            for text, ids in self.read_file(folder, name):
                for _ in range(times):
                    yield from self.vary(text, ids)
        for name, times in _MEASURED_FILES:
            for text, ids in self.read_file(folder, name):
                whole = Example(text, "", ids)
                for example in (*[whole] * times, *self.vary(text, ids)):
                    yield replace(example, source=text)
        yield from self.name_in_japanese()
        yield from self.call_others()
        yield from self.join_pairs(folder)

    def read_file(self, folder: Path, name: str) -> list[tuple[str, frozenset[str]]]:
        """Return the texts of a file with the ids that they name, withdrawn ones followed."""
        lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        return [(row["name"], self.follow(row["ids"])) for row in rows]

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
        rows = [row for name, _ in _TRAINING_FILES for row in self.read_file(folder, name)]
        for _ in range(_PAIRS):
            (one, its), (other, others) = self.rng.sample(rows, 2)
            joint = self.rng.choice(("; ", "; ", " and ", ", ", " & ", ". "))
            yield self.hide(Example(f"{one}{joint}{other}", "", its | others), record=0.1, name=0.1)

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


@dataclass(frozen=True)
class Case:
    """An example with the features of its matches, where they stand, and which are meant."""

    example: Example
    rows: Any
    spans: list[tuple[int, int]]
    meant: Any


def collect_cases(index: Index, examples: Iterator[Example]) -> list[Case]:
    return [collect_case(index, example) for example in examples]


def collect_case(index: Index, example: Example) -> Case:
    query = read_query(index, example.text, example.country, {})
    matches = find_matches(index, query, example.hidden)
    return Case(
        example,
        np.array([match.features for match in matches], np.float32),
        [(match.first, match.last) for match in matches],
        np.array([index.record_ids[match.record] in example.ids for match in matches], np.float32),
    )


def train(cases: Sequence[Case]) -> lightgbm.Booster:
    rows = np.concatenate([case.rows for case in cases if case.spans])
    labels = np.concatenate([case.meant for case in cases])
    print(f"{len(cases)} texts, {len(rows)} matches, {int(labels.sum())} of them meant")
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


def measure_folds(index: Index, folder: Path, maker: Maker, folds: int) -> None:
    """Print precision, recall and R@1 on texts of the measured files that a ranker did not see."""
    cases = collect_cases(index, maker.read(folder))
    files = {
        name: [Example(text, "", ids) for text, ids in maker.read_file(folder, name)]
        for name, _ in _MEASURED_FILES
    }
    counts = {name: np.zeros(5, int) for name in files}
    for fold in range(folds):
        booster = train([case for case in cases if find_fold(case.example.source, folds) != fold])
        for name, examples in files.items():
            held = [example for example in examples if find_fold(example.text, folds) == fold]
            for case in collect_cases(index, iter(held)):
                counts[name] += count_chosen(booster, case)
    for name, (right, chosen, wanted, first, texts) in counts.items():
        shares = right / chosen, right / wanted, first / texts
        print("{:18} P {:.3f} R {:.3f} R@1 {:.3f}".format(name, *shares))


def find_fold(source: str, folds: int) -> int:
    """Return the fold of a text of the measured files, -1 for others."""
    return crc32(source.encode()) % folds if source else -1


def count_chosen(booster: lightgbm.Booster, case: Case) -> Any:
    """Return how many records chosen are meant, how many are chosen, and how many meant.

    Then whether the likeliest record is meant, and whether any is.
    """
    chosen: list[int] = []
    odds = booster.predict(case.rows, raw_score=True) + _PRIOR if case.spans else np.zeros(0)
    for at in np.argsort(-odds, kind="stable").tolist():
        first, last = case.spans[at]
        apart = all(last < case.spans[n][0] or case.spans[n][1] < first for n in chosen)
        if 1 / (1 + np.exp(-odds[at])) >= THRESHOLD and apart:
            chosen.append(at)
    right = sum(case.meant[at] > 0 for at in chosen)
    is_first = bool(case.spans) and case.meant[int(np.argmax(odds))] > 0
    counts = [right, len(chosen), len(case.example.ids), is_first, bool(case.example.ids)]
    return np.array(counts, int)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("registry", type=Path)
    parser.add_argument("links", type=Path)
    parser.add_argument("to", type=Path, nargs="?", help="where the ranker is written")
    parser.add_argument("--folds", type=int, help="write nothing, measure with so many rankers")
    arguments = parser.parse_args()
    index = open_registry(arguments.registry).index
    maker = Maker(index)
    if arguments.folds:
        measure_folds(index, arguments.links, maker, arguments.folds)
    elif arguments.to:
        booster = train(collect_cases(index, maker.read(arguments.links)))
        write_onnx(booster, arguments.to, _PRIOR)
    else:
        parser.error("say where to write the ranker, or --folds")


if __name__ == "__main__":
    main()
