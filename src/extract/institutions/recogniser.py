"""The models on disk to a recogniser, and segments to the spans that it finds."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import spacy

import extract.institutions.tagger
import extract.tokenizer  # noqa: F401  # registers the Japanese tokenizer
from extract.errors import ModelError
from extract.institutions.encoder import Calibration, load_encoder
from extract.institutions.tagger import CONTEXT, PROBABILITIES
from extract.model import Document, Language, Segment, Span

LANGUAGES: tuple[Language, ...] = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Recogniser:
    """The loaded pipelines, by language; `digest` changes when anything in the models does."""

    pipelines: Mapping[Language, spacy.Language]
    calibration: Calibration
    digest: str


@dataclass(frozen=True, slots=True)
class Found:
    """A span that the network takes for an institution, and how likely it is exactly one."""

    span: Span
    probability: float


def load_recogniser() -> Recogniser:
    """Load the models that come with the package.

    Raises: ModelError if one is missing or damaged.
    """
    folder = _find_models()
    pipelines = {language: _load_pipeline(folder / language) for language in LANGUAGES}
    encoder = load_encoder((folder / "encoder").resolve())
    configs = "".join((folder / name / "config.cfg").read_text("utf-8") for name in LANGUAGES)
    digest = hashlib.sha256((encoder.digest + configs).encode()).hexdigest()
    return Recogniser(pipelines, encoder.calibration, digest)


def find_spans_in_segments(
    document: Document, segments: Sequence[Segment], recogniser: Recogniser
) -> tuple[tuple[Found, ...], ...]:
    """Return for each segment what the network finds in it, with offsets in the document.

    Segments with the same text and context are looked at once.
    """
    asked: dict[tuple[Language, str, str], tuple[Found, ...]] = {}
    keys = [_describe(document, segment) for segment in segments]
    for language in LANGUAGES:
        new = [key for key in dict.fromkeys(keys) if key[0] == language]
        asked.update(zip(new, _ask(new, recogniser.pipelines[language]), strict=True))
    return tuple(
        tuple(_move(found, segment.span.start) for found in asked[key])
        for segment, key in zip(segments, keys, strict=True)
    )


def calibrate(probability: float, calibration: Calibration) -> float:
    """Return the share of such findings that are right, as measured when the model was made."""
    odds = np.log(max(probability, 1e-6) / max(1 - probability, 1e-6))
    return float(1 / (1 + np.exp(-(calibration.slope * odds + calibration.intercept))))


def _find_models() -> Path:
    package = Path(extract.institutions.tagger.__file__).parents[1]
    for folder in (package / "models", package.parents[1] / "models"):
        if folder.is_dir():
            return folder
    raise ModelError(
        f"no folder models beside {package}; install the package again, "
        "or restore models/ from version control"
    )


def _load_pipeline(folder: Path) -> spacy.Language:
    try:
        return spacy.load(folder)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{folder} holds no usable pipeline ({error}); restore it from version control, "
            "or train it again with extract train"
        ) from error


def _describe(document: Document, segment: Segment) -> tuple[Language, str, str]:
    context = segment.header or segment.heading
    above = context.of(document.text) if context and context != segment.span else ""
    return segment.language, segment.span.of(document.text), above


def _ask(
    keys: Sequence[tuple[Language, str, str]], pipeline: spacy.Language
) -> list[tuple[Found, ...]]:
    docs = []
    for _, text, context in keys:
        doc = pipeline.make_doc(text)
        doc.user_data[CONTEXT] = context
        docs.append(doc)
    return [
        tuple(
            Found(Span(entity.start_char, entity.end_char), probability)
            for entity, probability in zip(doc.ents, doc.user_data[PROBABILITIES], strict=True)
        )
        for doc in pipeline.pipe(docs, batch_size=512)
    ]


def _move(found: Found, start: int) -> Found:
    return Found(Span(found.span.start + start, found.span.end + start), found.probability)
