"""Train the trees that say how likely a Japanese name stands for a Latin one.

They learn from the Japanese names that the registry has, of ROR and of `japanese_aliases.tsv`: each
is carried over as if its record had none, at times with the record hidden, so that there is nothing
to find. Needs lightgbm and onnx, which are not installed with the project::

    python models/linker/train_transfers.py REGISTRY models/linker/transfers.onnx
"""

import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from train_linker import write_onnx

from extract.registry import open_registry
from extract.registry.index import Index
from extract.registry.japanese import read_slots
from extract.registry.match import merge_country, read_query
from extract.registry.transfers import (
    FALLING,
    RISING,
    describe_fits,
    find_fits,
    is_one_japanese_name,
)

_SEED = 6
# Names of Japanese institutions are many and alike; those of foreign ones are what this is for.
_HOME_NAMES = 1_500
_FOREIGN_REPEATS = 4
# How often the record is hidden: a name of types and subjects alone is mostly that of a unit.
_HIDDEN, _HIDDEN_GENERIC = 0.1, 0.35
_PROPER_SLOT = 8.9
_OTHER_COUNTRIES = ("JP", "US", "CN", "GB", "FR", "DE", "KR")


@dataclass(frozen=True)
class Example:
    """A Japanese name, the countries that its text tells, its record, and a number at random."""

    name: str
    countries: dict[str, float]
    record: int
    draw: float


def read_examples(index: Index, rng: random.Random) -> Iterator[Example]:
    foreign: dict[str, int] = {}
    home: dict[str, int] = {}
    for number in range(len(index.names)):
        name, record = index.names[number], index.name_record[number]
        if re.search("[\u3041-\u30ff\u4e00-\u9fff]", name) and is_one_japanese_name(name):
            country = merge_country(index.country_of(record))
            if country == "JP":
                home[name] = record
            elif country != "CN" or index.read_language(number) == "ja":
                foreign[name] = record
    names = [*foreign.items()] * _FOREIGN_REPEATS + rng.sample(sorted(home.items()), _HOME_NAMES)
    for name, record in names:
        countries = vary_countries(index, name, record, rng)
        yield Example(name, countries, record, rng.random())


def vary_countries(index: Index, name: str, record: int, rng: random.Random) -> dict[str, float]:
    """Return what a text may tell: the right country, or several, a wrong one, or none."""
    countries = dict(read_query(index, name, "", {}).countries)
    right = merge_country(index.country_of(record))
    draw = rng.random()
    if draw < 0.4:
        countries[right] = rng.choice((0.5, 0.9, 1.0, 1.0))
    elif draw < 0.6:
        countries |= {right: 0.5, rng.choice(_OTHER_COUNTRIES): 0.5}
    elif draw < 0.7:
        countries[rng.choice(_OTHER_COUNTRIES)] = rng.choice((0.5, 0.5, 0.9, 1.0))
    return countries


def collect_rows(index: Index, examples: Iterator[Example]) -> tuple[Any, Any]:
    rows: list[list[float]] = []
    labels: list[bool] = []
    for example in examples:
        slots = read_slots(index, example.name)
        is_proper = any(slot.weight > _PROPER_SLOT or slot.countries for slot in slots)
        share = _HIDDEN if is_proper else _HIDDEN_GENERIC
        hidden = frozenset((example.record,)) if example.draw < share else frozenset[int]()
        fits = find_fits(index, slots, example.countries, hidden) if slots else []
        rows.extend(describe_fits(index, slots, fits, example.countries))
        labels.extend(fit.record == example.record for fit in fits)
    return np.array(rows, np.float32), np.array(labels, np.float32)


def train(rows: Any, labels: Any) -> lightgbm.Booster:
    free = rows.shape[1] - RISING - FALLING
    parameters = {
        "objective": "binary",
        "learning_rate": 0.05,
        "num_leaves": 15,
        "min_data_in_leaf": 40,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 10.0,
        "monotone_constraints": [1] * RISING + [-1] * FALLING + [0] * free,
        "num_threads": 1,
        "seed": _SEED,
        "verbose": -1,
    }
    return lightgbm.train(parameters, lightgbm.Dataset(rows, labels), num_boost_round=300)


def main(registry_path: Path, to: Path) -> None:
    index = open_registry(registry_path).index
    rows, labels = collect_rows(index, read_examples(index, random.Random(_SEED)))
    print(f"{len(rows)} fits, {int(labels.sum())} of them meant")
    write_onnx(train(rows, labels), to)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
