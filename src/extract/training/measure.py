"""A recogniser x examples or gold -> figures, and the calibration that makes its scores true."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from extract.gold import GoldDocument, list_gold, read_gold
from extract.institutions import Recogniser, find_institutions
from extract.institutions.encoder import Calibration, Encoder, score_rows
from extract.institutions.tags import tag_words
from extract.institutions.words import list_words
from extract.model import Document, Extraction, Mention, Span
from extract.parse import read_document
from extract.registry import Registry
from extract.score import Judgement, judge_document
from extract.segment import split_segments
from extract.training.examples import Example
from extract.training.rows import Pipelines, cut_example

TASK = "institutions, strict"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were right, found and expected."""

    right: int
    found: int
    expected: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where nothing was found or expected."""
        return 2 * self.right / max(1, self.found + self.expected)


@dataclass(frozen=True, slots=True)
class Reading:
    """A gold document as the recogniser reads it: what it found, and the judgements."""

    gold: GoldDocument
    document: Document
    mentions: tuple[Mention, ...]
    judgements: tuple[Judgement, ...]


def measure_examples(examples: Sequence[Example], encoder: Encoder, pipelines: Pipelines) -> Counts:
    """Return exact matches of the bare network on examples; what is ignored counts neither way."""
    words = [list_words(pipelines[each.language].make_doc(each.text)) for each in examples]
    scores = score_rows(
        encoder, [cut_example(each, pipelines, encoder.cutter) for each in examples]
    )
    right = found = expected = 0
    for example, each, score in zip(examples, words, scores, strict=True):
        spans = {
            Span(each.spans[span.first].start, each.spans[span.end - 1].end)
            for span in tag_words(score, encoder.moves).spans
        }
        ignored = {span for span in spans if any(span.overlaps(other) for other in example.ignored)}
        right += len(spans & set(example.spans))
        found += len(spans - (ignored - set(example.spans)))
        expected += len(example.spans)
    return Counts(right, found, expected)


def read_gold_folder(folder: Path, recogniser: Recogniser, registry: Registry) -> Iterator[Reading]:
    """Yield each gold document of a folder with what the recogniser finds in its frozen text."""
    for name in list_gold(folder):
        gold = read_gold(folder, name)
        document = read_document(str(folder / f"{name}.txt"))
        segments = split_segments(document)
        mentions = find_institutions(document, segments, recogniser, registry)
        extraction = Extraction(document, mentions, (), (), (), (), "")
        judgements = judge_document(gold, extraction)
        yield Reading(gold, document, mentions, judgements)


def fit_calibration(readings: Iterable[Reading]) -> Calibration:
    """Return the logistic curve from scores without calibration to the share that is right."""
    scores, right = _list_outcomes(readings)
    odds = np.log(scores / (1 - scores))

    def loss(parameters: NDArray[np.float64]) -> float:
        values = parameters[0] * odds + parameters[1]
        return float(np.logaddexp(0, np.where(right, -values, values)).mean())

    slope, intercept = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return Calibration(round(float(slope), 4), round(float(intercept), 4))


def measure_calibration_error(readings: Iterable[Reading], *, bins: int = 10) -> float:
    """Return the mean gap between score and share right, over bins of equal width."""
    scores, right = _list_outcomes(readings)
    numbers = np.minimum((scores * bins).astype(int), bins - 1)
    gaps = [
        abs(scores[numbers == number].mean() - right[numbers == number].mean())
        * (numbers == number).mean()
        for number in np.unique(numbers)
    ]
    return float(np.sum(gaps))


def _list_outcomes(
    readings: Iterable[Reading],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the score of each mention that is judged, and whether it is right."""
    scores, right = [], []
    for reading in readings:
        wrong = {
            judgement.span
            for judgement in reading.judgements
            if judgement.task == TASK and judgement.outcome == "spurious"
        }
        for mention in reading.mentions:
            if not any(ignored.contains(mention.span) for ignored in reading.gold.ignored):
                scores.append(mention.score)
                right.append(mention.span not in wrong)
    return np.clip(np.array(scores), 1e-4, 1 - 1e-4), np.array(right, dtype=bool)
