"""The models on disk to a recogniser, and segments to the spans that it finds."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from extract.errors import ModelError
from extract.institutions.draft import Found, SegmentReading
from extract.institutions.encoder import Calibration, load_encoder
from extract.institutions.tagger import CONTEXT, INSIDE, PROBABILITIES, WORDS
from extract.model import Document, Language, Segment, Span
from extract.resources import find_model

LANGUAGES: tuple[Language, ...] = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Recogniser:
    """The loaded pipelines, by language; `digest` changes when anything in the models does."""

    pipelines: Mapping[Language, Pipeline]
    calibration: Calibration
    digest: str


def load_recogniser() -> Recogniser:
    """Load the models that come with the package.

    Raises: ModelError if one is missing or damaged.
    """
    return open_recogniser(find_model("encoder").parent)


def open_recogniser(folder: Path) -> Recogniser:
    """Load the models in a folder: ``ja``, ``en`` and the ``encoder`` that they share.

    Raises: ModelError if one is missing or damaged.
    """
    pipelines = {language: _load_pipeline(folder / language) for language in LANGUAGES}
    encoder = load_encoder((folder / "encoder").resolve())
    configs = "".join((folder / name / "config.cfg").read_text("utf-8") for name in LANGUAGES)
    digest = hashlib.sha256((encoder.digest + configs).encode()).hexdigest()
    return Recogniser(pipelines, encoder.calibration, digest)


def read_segments(
    document: Document, segments: Sequence[Segment], recogniser: Recogniser
) -> tuple[SegmentReading, ...]:
    """Return what the network makes of each segment.

    Segments with the same text and context are looked at once, those without a letter never.
    """
    keys = [_describe(document, segment) for segment in segments]
    asked: dict[_Key, Doc] = {}
    for language in LANGUAGES:
        new = [key for key in dict.fromkeys(keys) if key.language == language]
        asked.update(zip(new, _ask(new, recogniser.pipelines[language]), strict=True))
    return tuple(_place(asked[key], segment) for segment, key in zip(segments, keys, strict=True))


def calibrate(probability: float, calibration: Calibration) -> float:
    """Return the share of such findings that are right, as measured when the model was made."""
    odds = np.log(max(probability, 1e-6) / max(1 - probability, 1e-6))
    return float(1 / (1 + np.exp(-(calibration.slope * odds + calibration.intercept))))


def _load_pipeline(folder: Path) -> Pipeline:
    try:
        return spacy.load(folder)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{folder} holds no usable pipeline ({error}); restore it from version control, "
            "or train it again with extract train"
        ) from error


@dataclass(frozen=True, slots=True)
class _Key:
    """What the network's answer depends on."""

    language: Language
    text: str
    context: str


def _describe(document: Document, segment: Segment) -> _Key:
    context = segment.header or segment.heading
    above = context.of(document.text) if context and context != segment.span else ""
    text = segment.span.of(document.text)
    if not any(letter.isalpha() for letter in text):
        return _Key(segment.language, "", "")
    return _Key(segment.language, text, above)


def _ask(keys: Sequence[_Key], pipeline: Pipeline) -> Iterator[Doc]:
    docs = []
    for key in keys:
        doc = pipeline.make_doc(key.text)
        doc.user_data[CONTEXT] = key.context
        docs.append(doc)
    yield from pipeline.pipe(docs, batch_size=512)


def _place(doc: Doc, segment: Segment) -> SegmentReading:
    start = segment.span.start
    return SegmentReading(
        segment=segment,
        words=tuple(Span(word.start + start, word.end + start) for word in doc.user_data[WORDS]),
        inside=doc.user_data[INSIDE],
        found=tuple(
            Found(Span(entity.start_char + start, entity.end_char + start), probability)
            for entity, probability in zip(doc.ents, doc.user_data[PROBABILITIES], strict=True)
        ),
    )
