"""Judgements -> precision, recall and F1 with intervals; scores x floors -> what fell."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from extract.errors import GoldError
from extract.score.judgement import Judgement

RESAMPLES = 1000
SEED = 20
EPSILON = 0.002
"""How far a score may lie under its floor: engines on other machines round differently."""


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of one task in one scope, F1 with its 95% bootstrap interval.

    `scope` is "all", a language or a document. `expected` and `found` count gold and predictions.
    """

    task: str
    scope: str
    precision: float
    recall: float
    f1: float
    f1_low: float
    f1_high: float
    expected: int
    found: int


def summarise(judgements: Iterable[Judgement]) -> tuple[Score, ...]:
    """Return the scores of every task, for all, by language and by document.

    The interval resamples lines of the documents, so that errors that come together stay so.
    """
    by_task: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        by_task[judgement.task].append(judgement)
    return tuple(
        _score(task, scope, items)
        for task, judged in by_task.items()
        for scope, items in _divide(judged)
    )


def _divide(judged: Sequence[Judgement]) -> Iterator[tuple[str, list[Judgement]]]:
    """Yield all judgements, then those of each language, then those of each document."""
    yield "all", list(judged)
    languages: dict[str, list[Judgement]] = defaultdict(list)
    documents: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judged:
        languages[judgement.language].append(judgement)
        documents[judgement.document].append(judgement)
    yield from languages.items()
    yield from documents.items()


def read_floors(path: Path) -> dict[tuple[str, str], float]:
    """Return the least F1 by task and scope, from a TOML file with a table a task.

    Raises: GoldError if the file is not such a table.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return {
            (task, scope): float(floor)
            for task, floors in tables.items()
            for scope, floor in floors.items()
        }
    except (tomllib.TOMLDecodeError, AttributeError, TypeError, ValueError) as error:
        raise GoldError(f"{path} is not a table of floors: {error}") from error


def compare_with_floors(
    scores: Sequence[Score], floors: Mapping[tuple[str, str], float]
) -> Iterator[str]:
    """Yield a line for each score under its floor, and for each floor without a score."""
    found = {(score.task, score.scope): score.f1 for score in scores}
    for (task, scope), floor in floors.items():
        f1 = found.get((task, scope))
        if f1 is None:
            yield f"{task} ({scope}): nothing was scored, the floor is {floor:.3f}"
        elif f1 < floor - EPSILON:
            yield f"{task} ({scope}): {f1:.3f} is under the floor of {floor:.3f}"


def _score(task: str, scope: str, judgements: Sequence[Judgement]) -> Score:
    units: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for judgement in judgements:
        units[judgement.document, judgement.unit][judgement.outcome] += 1
    outcomes = ("right", "spurious", "missed")
    counts = np.array([[unit[name] for name in outcomes] for unit in units.values()])
    right, spurious, missed = (int(total) for total in counts.sum(axis=0))
    low, high = _interval(counts)
    return Score(
        task=task,
        scope=scope,
        precision=_ratio(right, right + spurious),
        recall=_ratio(right, right + missed),
        f1=_ratio(2 * right, 2 * right + spurious + missed),
        f1_low=low,
        f1_high=high,
        expected=right + missed,
        found=right + spurious,
    )


def _interval(counts: np.ndarray) -> tuple[float, float]:
    random = np.random.default_rng(SEED)
    weights = random.multinomial(len(counts), [1 / len(counts)] * len(counts), size=RESAMPLES)
    right, spurious, missed = (weights @ counts).T
    f1 = 2 * right / np.maximum(2 * right + spurious + missed, 1)
    low, high = np.quantile(f1, (0.025, 0.975))
    return float(low), float(high)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
