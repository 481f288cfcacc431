"""One annotator's work on a document, gold and what is noted beside it: a change in, new work out.

``NAME.state.jsonl`` (``NAME.ANNOTATOR.state.jsonl``) holds what gold does not: whether the document
is done, the proposals that were turned down, notes. One JSON object a line, sorted by start.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from extract.dates.edtf import read_edtf
from extract.errors import GoldError
from extract.gold import (
    GoldAgreement,
    GoldDocument,
    GoldMention,
    read_agreement,
    read_mark,
)
from extract.model import EndStatus, Label, Span

Mark = GoldMention | Span
"""A mention, or a span that is scored neither way (IGNORE)."""


class ChangeError(ValueError):
    """A change that cannot be made; the message says why, in words for the annotator."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A proposal that the annotator turned down."""

    span: Span
    label: Label
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """What the annotator wrote about a span, such as an institution the registry lacks."""

    span: Span
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Work:
    """A document as one annotator left it; `gold.agreements` is None where none were asked for."""

    gold: GoldDocument
    rejections: tuple[Rejection, ...] = ()
    notes: tuple[Note, ...] = ()
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """The parts of a document that a change takes away, or puts in."""

    marks: tuple[Mark, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    notes: tuple[Note, ...] = ()
    agreements: tuple[GoldAgreement, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What to take away, then what to put in; None leaves a statement about the document as it is.

    `has_agreements` says that agreements are annotated, even where there are none.
    """

    remove: Lines = field(default_factory=Lines)
    add: Lines = field(default_factory=Lines)
    is_done: bool | None = None
    has_agreements: bool | None = None


Item = TypeVar("Item")

_END_STATUSES = frozenset(EndStatus.__args__)  # type: ignore[attr-defined]


def span_of(mark: Mark) -> Span:
    """Return the span of a mark."""
    return mark if isinstance(mark, Span) else mark.span


def marks_of(gold: GoldDocument) -> tuple[Mark, ...]:
    """Return mentions and ignored spans, by start."""
    return tuple(sorted((*gold.mentions, *gold.ignored), key=span_of))


def apply_change(work: Work, change: Change) -> Work:
    """Return the work after a change.

    Raises: ChangeError if something to take away is not there, if marks would overlap, or if a
    value or span is not what it should be.
    """
    text = work.gold.text
    _check_added(change.add, text)
    marks = _replace_items(marks_of(work.gold), change.remove.marks, change.add.marks)
    marks = tuple(sorted(marks, key=span_of))
    _check_overlaps(marks, text)
    gold = replace(
        work.gold,
        mentions=tuple(mark for mark in marks if isinstance(mark, GoldMention)),
        ignored=tuple(mark for mark in marks if isinstance(mark, Span)),
        agreements=_change_agreements(work.gold.agreements, change),
    )
    rejections = _replace_items(work.rejections, change.remove.rejections, change.add.rejections)
    notes = _replace_items(work.notes, change.remove.notes, change.add.notes)
    return Work(
        gold=gold,
        rejections=tuple(sorted(rejections, key=lambda item: item.span)),
        notes=tuple(sorted(notes, key=lambda item: item.span)),
        is_done=work.is_done if change.is_done is None else change.is_done,
    )


def _replace_items(
    items: Sequence[Item], removed: Sequence[Item], added: Sequence[Item]
) -> tuple[Item, ...]:
    kept = list(items)
    for item in removed:
        if item not in kept:
            raise ChangeError("what this change is about is no longer there")
        kept.remove(item)
    return (*kept, *added)


def _change_agreements(
    agreements: tuple[GoldAgreement, ...] | None, change: Change
) -> tuple[GoldAgreement, ...] | None:
    kept = _replace_items(agreements or (), change.remove.agreements, ())
    rows = list(kept)
    for agreement in change.add.agreements:
        place = next(
            (n for n, row in enumerate(rows) if row.evidence > agreement.evidence), len(rows)
        )
        rows.insert(place, agreement)
    is_annotated = agreements is not None or bool(rows)
    if change.has_agreements is not None:
        is_annotated = change.has_agreements or bool(rows)
    return tuple(rows) if is_annotated else None


def _check_overlaps(marks: Sequence[Mark], text: str) -> None:
    end = 0
    for mark in marks:
        span = span_of(mark)
        if span.start < end:
            raise ChangeError(f"{span.of(text)!r} would overlap the mark before it")
        end = span.end


def _check_added(lines: Lines, text: str) -> None:
    for mark in lines.marks:
        if not 0 <= span_of(mark).start < span_of(mark).end <= len(text):
            raise ChangeError("a mark would leave the text or be empty")
        if isinstance(mark, GoldMention):
            _check_answers(mark)
    for agreement in lines.agreements:
        _check_agreement(agreement)


def _check_answers(mention: GoldMention) -> None:
    for answer in mention.answers:
        if mention.label == "INSTITUTION":
            if answer is not None and not (isinstance(answer, str) and answer):
                raise ChangeError("a link is the id of a record, or none")
        elif mention.label == "DATE":
            check_date(answer)
        elif answer not in _END_STATUSES:
            raise ChangeError(f"{answer!r} is no end status; known are {_known_statuses()}")


def check_date(value: object) -> None:
    """Refuse what is not EDTF.

    Raises: ChangeError saying what is wrong.
    """
    try:
        read_edtf(value if isinstance(value, str) else "")
    except ValueError as error:
        raise ChangeError(str(error)) from error


def _check_agreement(agreement: GoldAgreement) -> None:
    for value in (agreement.start, agreement.end):
        if value is not None:
            check_date(value)


def _known_statuses() -> str:
    return ", ".join(sorted(_END_STATUSES))


Part = Literal["marks", "rejections", "notes", "agreements"]


def read_lines(parts: Mapping[str, Sequence[Mapping[str, Any]]], text: str) -> Lines:
    """Return the lines that a page sent, offsets in code points; each must say its text.

    Raises: ChangeError if one does not cut out of `text` what it says, or is malformed.
    """
    try:
        return Lines(
            marks=tuple(_read_mark(line, text) for line in parts.get("marks", ())),
            rejections=tuple(read_rejection(line, text) for line in parts.get("rejections", ())),
            notes=tuple(read_note(line, text) for line in parts.get("notes", ())),
            agreements=tuple(
                read_agreement(line, text, "the agreement") for line in parts.get("agreements", ())
            ),
        )
    except GoldError as error:
        raise ChangeError(str(error)) from error
    except (AttributeError, KeyError, TypeError) as error:
        raise ChangeError(f"a line is malformed: {error!r}") from error


def _read_mark(line: Mapping[str, Any], text: str) -> Mark:
    line["text"]  # gold may leave it out; a page may not, so that a drift of offsets is noticed
    return read_mark(line, text, "the mark")


def read_rejection(line: Mapping[str, Any], text: str) -> Rejection:
    """Return the rejection on a line.

    Raises: GoldError as for a mark; KeyError if it does not say its text.
    """
    mark = read_mark({**line, "text": line["text"]}, text, "the rejected proposal")
    if isinstance(mark, Span):
        raise GoldError("the rejected proposal has the label IGNORE, which is never proposed")
    return Rejection(mark.span, mark.label, mark.text)


def read_note(line: Mapping[str, Any], text: str) -> Note:
    """Return the note on a line.

    Raises: GoldError as for a mark; KeyError, TypeError if it lacks its text or note.
    """
    span = read_mark({**line, "label": "IGNORE"}, text, "the note")
    if not isinstance(line["note"], str):
        raise TypeError("the note is no text")
    if not isinstance(span, Span):
        raise TypeError("the note has no span")
    return Note(span, line["text"], line["note"])


def describe_rejection(rejection: Rejection) -> dict[str, Any]:
    """Return the line for a rejection."""
    return {
        "start": rejection.span.start,
        "end": rejection.span.end,
        "label": rejection.label,
        "text": rejection.text,
        "rejected": True,
    }


def describe_note(note: Note) -> dict[str, Any]:
    """Return the line for a note."""
    return {
        "start": note.span.start,
        "end": note.span.end,
        "text": note.text,
        "note": note.note,
    }
