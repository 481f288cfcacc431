"""What the network makes of a document, as the rules take it up and hand it on."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extract.institutions.tags import Floats
from extract.model import Document, Language, Segment, Span
from extract.registry import Registry


@dataclass(frozen=True, slots=True)
class Found:
    """A span taken for an institution, and how likely it is exactly one."""

    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class SegmentReading:
    """A segment's words, for each how likely it is inside a mention, and the mentions found.

    Offsets are those of the document.
    """

    segment: Segment
    words: tuple[Span, ...]
    inside: Floats
    found: tuple[Found, ...]

    @property
    def language(self) -> Language:
        """The language of the segment."""
        return self.segment.language


@dataclass(frozen=True)
class Draft:
    """A document between two rules; `found` of the readings is sorted and does not overlap."""

    document: Document
    readings: tuple[SegmentReading, ...]
    registry: Registry

    def rewrite(self, rewrite: Callable[[SegmentReading], Sequence[Found]]) -> "Draft":
        """Return the draft with each segment's mentions replaced by those that `rewrite` returns.

        Of mentions that overlap the likelier stays, and the longer of two as likely.
        """
        readings = tuple(
            replace(reading, found=keep_apart(rewrite(reading))) for reading in self.readings
        )
        return replace(self, readings=readings)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each segment starts."""
        return tuple(reading.segment.span.start for reading in self.readings)

    def reading_at(self, offset: int) -> SegmentReading | None:
        """Return the reading of the segment that holds the offset; None between segments."""
        index = bisect_left(self.starts, offset + 1) - 1
        if index < 0 or self.readings[index].segment.span.end <= offset:
            return None
        return self.readings[index]


def keep_apart(found: Sequence[Found]) -> tuple[Found, ...]:
    """Return the mentions sorted, of those that overlap only the likeliest."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda each: (-each.probability, -len(each.span))):
        if each.span and not any(each.span.overlaps(other.span) for other in kept):
            kept.append(each)
    return tuple(sorted(kept, key=lambda each: each.span))


def probability_inside(reading: SegmentReading, span: Span) -> float | None:
    """Return the mean probability that the span's words are in a mention.

    None where the span does not start and end at edges of words.
    """
    first = bisect_left(reading.words, span.start, key=lambda word: word.start)
    last = bisect_left(reading.words, span.end, key=lambda word: word.end)
    if first >= len(reading.words) or last >= len(reading.words) or last < first:
        return None
    if reading.words[first].start != span.start or reading.words[last].end != span.end:
        return None
    return float(reading.inside[first : last + 1].mean())
