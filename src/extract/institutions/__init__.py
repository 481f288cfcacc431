"""Segments to Mentions: the network finds, rules bring to the guidelines what it found."""

from collections.abc import Sequence

from extract.institutions.recogniser import (
    Recogniser,
    calibrate,
    find_spans_in_segments,
    load_recogniser,
)
from extract.model import Document, Mention, Segment
from extract.registry import Registry

__all__ = ["Recogniser", "find_institutions", "load_recogniser"]


def find_institutions(
    document: Document, segments: Sequence[Segment], recogniser: Recogniser, registry: Registry
) -> tuple[Mention, ...]:
    """Return the institutions named in the segments, sorted and without overlap."""
    mentions = [
        Mention(found.span, calibrate(found.probability, recogniser.calibration), segment.language)
        for segment, founds in zip(
            segments, find_spans_in_segments(document, segments, recogniser), strict=True
        )
        for found in founds
    ]
    return tuple(sorted(mentions, key=lambda mention: mention.span))
