"""Sentences, ours beside a split at every stop; fives of a corpus run together are the text."""

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from benchmarks.reading.choice import Choice, print_table
from extract.model import Block, Document, Span
from extract.segment import split_segments, split_sentences

Splitter = Callable[[str, Span], Iterator[Span]]

_GROUP = 5
_BLOCK = 400
_TIMES = 5  # a run takes a twentieth of a second


def _split_at_stops(text: str, span: Span) -> Iterator[Span]:
    for match in re.finditer(r"[^。！？]+[。！？]*", text[span.start : span.end]):
        yield Span(match.start(), match.end())


SPLITTERS: dict[str, Splitter] = {"ours": split_sentences, "split at 。！？": _split_at_stops}


def print_sentences(choice: Choice) -> None:
    lines = (choice.shared / "ner" / "gsd.jsonl").read_text("utf-8").splitlines()
    sentences = [json.loads(line)["text"].strip() for line in lines]
    speeds = {"ours": f"{measure_speed(''.join(sentences)):.1f}"}
    rows = (
        [name, *(f"{rate:.3f}" for rate in rate_sentences(sentences, split)), speeds.get(name, "")]
        for name, split in choice.pick(SPLITTERS).items()
    )
    print_table(["sentences", "precision", "recall", "F1", "M characters/CPU s"], rows)


def rate_sentences(sentences: Sequence[str], split: Splitter) -> list[float]:
    """Return precision, recall and F1 of spans that are exactly a sentence."""
    right = found = 0
    for start in range(0, len(sentences), _GROUP):
        group = sentences[start : start + _GROUP]
        text = "".join(group)
        ends = sorted({sum(map(len, group[:count])) for count in range(len(group) + 1)})
        spans = list(split(text, Span(0, len(text))))
        expected = set(pairwise(ends))
        found += len(spans)
        right += sum((span.start, span.end) in expected for span in spans)
    precision, recall = right / found, right / len(sentences)
    return [precision, recall, 2 * precision * recall / (precision + recall)]


def measure_speed(text: str) -> float:
    """Return million characters a second of processor time, cut into segments: the best run."""
    starts = range(0, len(text), _BLOCK)
    blocks = tuple(
        Block("paragraph", Span(start, min(start + _BLOCK, len(text)))) for start in starts
    )
    document = Document("", "", "", "", text, blocks=blocks)
    best = float("inf")
    for _ in range(_TIMES):
        started = time.process_time()
        split_segments(document)
        best = min(best, time.process_time() - started)
    return len(text) / 1e6 / best
