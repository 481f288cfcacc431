"""What two annotators made of one text -> how far they agree, and where they do not."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from extract.annotate.work import Mark, marks_of, span_of
from extract.gold import GoldAgreement, GoldDocument, GoldMention
from extract.model import Span

_NO_LABEL = ""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Consent:
    """How far two annotators agree.

    `span_f1` counts mentions with the same edges and label; it is the same whoever is taken for
    right. `kappa` is Cohen's, on the label of each character that is not white space, no label
    included. `same_answers` is the share of the mentions both have that have the same best answer.
    Each is None where there is nothing to compare.
    """

    span_f1: float | None
    kappa: float | None
    same_answers: float | None


@dataclass(frozen=True, slots=True)
class Case(Generic[Item]):
    """A stretch of the text on which the two differ, with the marks or rows of each inside it."""

    span: Span
    first: tuple[Item, ...]
    second: tuple[Item, ...]


def compare_annotators(first: GoldDocument, second: GoldDocument) -> Consent:
    """Return how far two annotators of the same text agree."""
    ours = {(mention.span, mention.label): mention for mention in first.mentions}
    theirs = {(mention.span, mention.label): mention for mention in second.mentions}
    common = ours.keys() & theirs.keys()
    total = len(ours) + len(theirs)
    same = sum(ours[key].answers[:1] == theirs[key].answers[:1] for key in common)
    return Consent(
        span_f1=2 * len(common) / total if total else None,
        kappa=_kappa(_labels(first), _labels(second)),
        same_answers=same / len(common) if common else None,
    )


def _labels(gold: GoldDocument) -> list[str]:
    labels = [_NO_LABEL] * len(gold.text)
    for mark in marks_of(gold):
        span = span_of(mark)
        name = mark.label if isinstance(mark, GoldMention) else "IGNORE"
        labels[span.start : span.end] = [name] * len(span)
    return [
        label for label, character in zip(labels, gold.text, strict=True) if not character.isspace()
    ]


def _kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Return Cohen's kappa (1960); None where both give one and the same label throughout."""
    size = len(first)
    if not size:
        return None
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / size
    ours, theirs = Counter(first), Counter(second)
    expected = sum(ours[label] * theirs[label] for label in ours) / size**2
    return (observed - expected) / (1 - expected) if expected < 1 else None


def list_agreed(first: GoldDocument, second: GoldDocument) -> tuple[Mark, ...]:
    """Return the marks that both made alike, answers included, by start."""
    theirs = set(marks_of(second))
    return tuple(mark for mark in marks_of(first) if mark in theirs)


def list_agreed_rows(first: GoldDocument, second: GoldDocument) -> tuple[GoldAgreement, ...] | None:
    """Return the agreements that both made alike; None unless both annotated agreements."""
    if first.agreements is None or second.agreements is None:
        return None
    theirs = set(second.agreements)
    return tuple(row for row in first.agreements if row in theirs)


def list_cases(first: GoldDocument, second: GoldDocument) -> tuple[Case[Mark], ...]:
    """Return the stretches on which the marks of the two differ, by start.

    Marks that overlap, directly or through others, are one case.
    """
    return _list_differences(marks_of(first), marks_of(second), span_of)


def list_row_cases(first: GoldDocument, second: GoldDocument) -> tuple[Case[GoldAgreement], ...]:
    """Return the stretches on which the agreements of the two differ, by start of the evidence."""
    ours, theirs = first.agreements or (), second.agreements or ()
    return _list_differences(ours, theirs, lambda row: row.evidence)


def _list_differences(
    first: Sequence[Item], second: Sequence[Item], place: Callable[[Item], Span]
) -> tuple[Case[Item], ...]:
    common = set(first) & set(second)
    ours = [item for item in first if item not in common]
    theirs = [item for item in second if item not in common]
    return tuple(
        Case(
            stretch,
            tuple(item for item in ours if stretch.contains(place(item))),
            tuple(item for item in theirs if stretch.contains(place(item))),
        )
        for stretch in _join_spans(sorted(place(item) for item in (*ours, *theirs)))
    )


def _join_spans(spans: Sequence[Span]) -> list[Span]:
    joined = list(spans[:1])
    for _, span in pairwise(spans):
        if span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined
