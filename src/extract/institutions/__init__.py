"""Segments to Mentions: the network finds, rules bring to the guidelines what it found."""

from collections.abc import Callable, Sequence

from extract.institutions.boundaries import (
    drop_column_heads,
    drop_common_nouns,
    grow_names,
    trim_edges,
)
from extract.institutions.draft import Draft
from extract.institutions.evidence import (
    agree_in_document,
    drop_field_labels,
    fill_columns,
    follow_definitions,
    join_known_names,
)
from extract.institutions.recogniser import (
    Recogniser,
    calibrate,
    load_recogniser,
    read_segments,
)
from extract.institutions.splits import split_names
from extract.model import Document, Mention, Segment
from extract.registry import Registry

__all__ = [
    "RULES",
    "Recogniser",
    "apply_rules",
    "find_institutions",
    "list_mentions",
    "load_recogniser",
]

Rule = Callable[[Draft], Draft]

RULES: tuple[Rule, ...] = (
    trim_edges,
    split_names,
    join_known_names,
    grow_names,
    fill_columns,
    follow_definitions,
    agree_in_document,
    drop_field_labels,
    drop_column_heads,
    drop_common_nouns,
)
"""In their order; what each is worth is measured by benchmarks/recognition.py."""


def find_institutions(
    document: Document, segments: Sequence[Segment], recogniser: Recogniser, registry: Registry
) -> tuple[Mention, ...]:
    """Return the institutions named in the segments, sorted and without overlap."""
    draft = Draft(document, read_segments(document, segments, recogniser), registry)
    return list_mentions(apply_rules(draft), recogniser)


def apply_rules(draft: Draft, rules: Sequence[Rule] = RULES) -> Draft:
    """Return the draft as the rules leave it, one after the other."""
    for rule in rules:
        draft = rule(draft)
    return draft


def list_mentions(draft: Draft, recogniser: Recogniser) -> tuple[Mention, ...]:
    """Return the draft's mentions in the order of the text, scores calibrated."""
    return tuple(
        Mention(each.span, calibrate(each.probability, recogniser.calibration), reading.language)
        for reading in draft.readings
        for each in reading.found
    )
