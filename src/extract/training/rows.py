"""Training examples to padded batches of pieces and allowed tags."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import torch
from spacy.language import Language as Pipeline

from extract.institutions.encoder import LONGEST_CONTEXT
from extract.institutions.pieces import PAD, PieceCutter, PieceRow
from extract.institutions.tags import BEGIN, IMPOSSIBLE, INSIDE, LAST, OUTSIDE, TAGS, UNIT
from extract.institutions.words import Words, list_words
from extract.model import Language, Span
from extract.training.examples import Example
from extract.training.network import Batch

# Few shapes, so that the memory allocator and the kernels' caches meet the same ones again.
_LENGTHS = (12, 16, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192)
_CAPITALS = 0.06  # share of English examples shown in capitals; lines in capitals need some
_CONTEXT_DROPPED = 0.3  # share of examples shown without header or heading


@dataclass(frozen=True, slots=True)
class Row:
    """One example as numbers; `allowed` has for each word the tags it may have."""

    pieces: tuple[int, ...]
    firsts: tuple[int, ...]
    allowed: tuple[tuple[int, ...], ...]


Pipelines = Mapping[Language, Pipeline]


def cut_example(example: Example, pipelines: Pipelines, cutter: PieceCutter) -> PieceRow:
    """Return the example's pieces after those of its context."""
    words = list_words(pipelines[example.language].make_doc(example.text))
    context = example.header or example.heading
    prefix = cutter.cut_context(context, LONGEST_CONTEXT) if context else ()
    return cutter.cut(words.texts, words.spaced, prefix)


def make_row(example: Example, pipelines: Pipelines, cutter: PieceCutter) -> Row | None:
    """Return the example as numbers, cut off at the longest length; None where it has no word."""
    words = list_words(pipelines[example.language].make_doc(example.text))
    if not words.texts:
        return None
    cut = cut_example(example, pipelines, cutter)
    allowed = list_allowed_tags(words, example.spans, example.ignored)
    count = sum(first < _LENGTHS[-1] for first in cut.firsts)
    if count < len(cut.firsts):
        # Where the text was cut the last mention may go on: gold is silent there.
        allowed[count - 1] = (OUTSIDE, BEGIN, INSIDE, LAST, UNIT)
    return Row(cut.pieces[: _LENGTHS[-1]], cut.firsts[:count], tuple(allowed[:count]))


def list_allowed_tags(
    words: Words, mentions: Sequence[Span], ignored: Sequence[Span]
) -> list[tuple[int, ...]]:
    """Return for each word the tags that gold allows: all of them where it is silent."""
    allowed: list[tuple[int, ...]] = [(OUTSIDE,)] * len(words.spans)
    for span in ignored:
        for index in _find_inside(words, span):
            allowed[index] = tuple(range(len(TAGS)))
    for span in mentions:
        inside = _find_inside(words, span)
        for index in inside:
            allowed[index] = (INSIDE,)
        if len(inside) == 1:
            allowed[inside[0]] = (UNIT,)
        elif inside:
            allowed[inside[0]], allowed[inside[-1]] = (BEGIN,), (LAST,)
    return allowed


def _find_inside(words: Words, span: Span) -> list[int]:
    """Return the words of which at least half lies in `span`."""
    return [
        index
        for index, word in enumerate(words.spans)
        if 2 * (min(word.end, span.end) - max(word.start, span.start)) >= len(word)
    ]


def vary_example(example: Example, chance: Random) -> Example:
    """Return the example, now and then in capitals or without its context."""
    if example.language == "en" and chance.random() < _CAPITALS:
        capitals = example.text.upper()
        if len(capitals) == len(example.text):  # not for ß and its like: offsets must stay
            example = replace(example, text=capitals)
    if chance.random() < _CONTEXT_DROPPED:
        example = replace(example, header=None, heading=None)
    return example


def make_batches(rows: Iterable[Row], budget: int, chance: Random) -> Iterator[Batch]:
    """Yield batches of at most `budget` pieces, padding included, in random order."""
    buckets: dict[int, list[Row]] = {length: [] for length in _LENGTHS}
    for row in rows:
        length = next(length for length in _LENGTHS if len(row.pieces) <= length)
        buckets[length].append(row)
    parts: list[list[Row]] = []
    for length, bucket in buckets.items():
        chance.shuffle(bucket)
        size = max(1, budget // length)
        parts.extend(bucket[start : start + size] for start in range(0, len(bucket), size))
    chance.shuffle(parts)
    for part in parts:
        yield make_batch(part)


def make_batch(rows: Sequence[Row]) -> Batch:
    """Return the rows padded to one length."""
    longest = max(len(row.pieces) for row in rows)
    length = next((length for length in _LENGTHS if longest <= length), longest)
    most = max(len(row.firsts) for row in rows)
    pieces = np.full((len(rows), length), PAD, np.int64)
    firsts = np.zeros((len(rows), most), np.int64)
    allowed = np.full((len(rows), most, len(TAGS)), IMPOSSIBLE, np.float32)
    for number, row in enumerate(rows):
        pieces[number, : len(row.pieces)] = row.pieces
        firsts[number, : len(row.firsts)] = row.firsts
        for word, tags in enumerate(row.allowed):
            allowed[number, word, list(tags)] = 0
    return Batch(
        pieces=torch.from_numpy(pieces),
        present=torch.from_numpy((pieces != PAD).astype(np.float32)),
        firsts=torch.from_numpy(firsts),
        allowed=torch.from_numpy(allowed),
        counts=torch.tensor([len(row.firsts) for row in rows]),
    )
