"""How recognition grows with training data: F1 after equally long trainings on more and less of it.

    python benchmarks/learning_curve.py DATA ANNOTATED GOLD... [--pieces N]

DATA was written by `extract.training.synthesis.write_training_data`, ANNOTATED holds annotated
documents of the half `train`, GOLD are folders of annotated documents to score on. Each row is one
training from the public encoder on N pieces of text (the shipped model sees 2.4 million), so that
rows differ in the data alone. Needs what `extract train` needs.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extract.institutions.recogniser import open_recogniser
from extract.registry import open_registry
from extract.score import summarise
from extract.training.examples import read_examples, write_examples
from extract.training.measure import TASK, read_gold_folder
from extract.training.train import Recipe, fit_recogniser, write_recogniser


@dataclass(frozen=True, slots=True)
class Case:
    """Which share of the synthetic texts is trained on, and whether the annotated ones are."""

    synthetic: float
    has_annotated: bool


CASES = (
    Case(0, has_annotated=False),
    Case(0, has_annotated=True),
    Case(1 / 16, has_annotated=True),
    Case(1 / 4, has_annotated=True),
    Case(1, has_annotated=True),
    Case(1, has_annotated=False),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("annotated", type=Path)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--pieces", type=int, default=200_000)
    arguments = parser.parse_args()
    recipe = Recipe()
    recipe = replace(recipe, stage=replace(recipe.stage, pieces=arguments.pieces))
    print(f"{'synthetic':>9} {'annotated':>9}   strict F1, {arguments.pieces:,} pieces", flush=True)
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            data = take_share(arguments.data, case.synthetic, Path(folder) / "data")
            folders = [data, *([arguments.annotated] if case.has_annotated else [])]
            trained = fit_recogniser(folders, recipe)
            write_recogniser(trained, "ja", Path(folder) / "ja", is_quantised=False)
            scores = "  ".join(score_gold(arguments.gold, Path(folder)))
        print(f"{case.synthetic:>9.3f} {case.has_annotated!s:>9}   {scores}", flush=True)


def take_share(data: Path, share: float, to: Path) -> Path:
    """Write every so many-th synthetic example to `to`, and the public and dev ones whole."""
    synthetic = list(read_examples(data / "train.jsonl"))
    kept = [
        each
        for place, each in enumerate(synthetic)
        if int((place + 1) * share) > int(place * share)
    ]
    write_examples(kept, to / "train.jsonl")
    for name in ("public.jsonl", "dev.jsonl"):
        write_examples(read_examples(data / name), to / name)
    return to


def score_gold(gold: Sequence[Path], models: Path) -> Iterator[str]:
    recogniser, registry = open_recogniser(models), open_registry()
    readings = [each for folder in gold for each in read_gold_folder(folder, recogniser, registry)]
    for score in summarise([judgement for each in readings for judgement in each.judgements]):
        if score.task == TASK and score.scope in ("ja", "en"):
            yield f"{score.scope} {score.f1:.3f} ({score.f1_low:.3f} to {score.f1_high:.3f})"


if __name__ == "__main__":
    main()
