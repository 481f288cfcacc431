"""Figures of a trained recogniser -> its card, a page for people."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from extract.score import Score, summarise
from extract.training.fit import Recipe
from extract.training.measure import Counts, Reading

_FILES = ("encoder.json", "encoder.onnx", "pieces.json")


@dataclass(frozen=True, slots=True)
class Card:
    """What the card says: data by kind, recipe, F1 with floats and 8 bits, calibration error.

    `error` is None where there was no gold to measure it on.
    """

    data: Mapping[str, int]
    recipe: Recipe
    whole: Counts
    quantised: Counts
    error: float | None


def write_card(card: Card, readings: Sequence[Reading], encoder: Path) -> None:
    """Write ``README.md`` into the encoder's folder."""
    template = files("extract.training").joinpath("data/card.md").read_text(encoding="utf-8")
    judgements = [judgement for reading in readings for judgement in reading.judgements]
    scores = [score for score in summarise(judgements) if score.task.startswith("institutions")]
    text = template.format(
        data="\n".join(f"| {kind} | {count:,} |" for kind, count in sorted(card.data.items())),
        scores="\n".join(_describe(score) for score in scores),
        whole=f"{card.whole.f1:.3f}",
        quantised=f"{card.quantised.f1:.3f}",
        error="not measured" if card.error is None else f"{card.error:.3f}",
        pieces=f"{card.recipe.stage.pieces / 1e6:.1f}",
        seed=card.recipe.seed,
        digests="\n".join(map(_describe_file, (encoder / name for name in _FILES))),
        size=f"{(encoder / 'encoder.onnx').stat().st_size / 1e6:.0f}",
    )
    (encoder / "README.md").write_text(text, encoding="utf-8")


def _describe_file(file: Path) -> str:
    return f"| {file.name} | {hashlib.sha256(file.read_bytes()).hexdigest()} |"


def _describe(score: Score) -> str:
    return (
        f"| {score.task} | {score.scope} | {score.precision:.3f} | {score.recall:.3f} "
        f"| {score.f1:.3f} | {score.f1_low:.3f} to {score.f1_high:.3f} | {score.expected} |"
    )
