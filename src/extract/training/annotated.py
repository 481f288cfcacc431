"""Annotated documents that are meant for training -> examples, one a segment."""

import json
from collections.abc import Iterator
from pathlib import Path

from extract.gold import GoldDocument, read_gold
from extract.model import Segment, Span
from extract.parse import read_document
from extract.segment import split_segments
from extract.training.examples import Example

KIND = "annotated"


def has_annotated(folder: Path, *, half: str | None) -> bool:
    """Whether the folder holds annotated documents of that half; None means of no half."""
    return any(_read_half(path) == half for path in _list_annotated(folder))


def read_annotated_examples(folder: Path) -> Iterator[Example]:
    """Yield the segments of the documents whose header says ``"half": "train"``, none of others."""
    for path in _list_annotated(folder):
        if _read_half(path) != "train":
            continue
        gold = read_gold(folder, path.stem)
        for segment in split_segments(read_document(str(path.with_suffix(".txt")))):
            yield _make_example(gold, segment)


def _list_annotated(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.jsonl") if path.with_suffix(".txt").is_file())


def _read_half(path: Path) -> str | None:
    with path.open(encoding="utf-8") as lines:
        half: str | None = json.loads(lines.readline()).get("half")
    return half


def _make_example(gold: GoldDocument, segment: Segment) -> Example:
    institutions = [each.span for each in gold.mentions if each.label == "INSTITUTION"]
    header, heading = segment.header, segment.heading
    return Example(
        text=segment.span.of(gold.text),
        language=segment.language,
        kind=KIND,
        spans=tuple(_move_inside(institutions, segment.span)),
        ignored=tuple(_move_inside(list(gold.ignored), segment.span)),
        header=header.of(gold.text) if header and header != segment.span else None,
        heading=heading.of(gold.text) if heading and heading != segment.span else None,
    )


def _move_inside(spans: list[Span], segment: Span) -> Iterator[Span]:
    for span in spans:
        if span.overlaps(segment):
            start, end = max(span.start, segment.start), min(span.end, segment.end)
            yield Span(start - segment.start, end - segment.start)
