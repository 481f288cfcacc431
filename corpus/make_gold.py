"""marked/*.marked and the sample reports as they are read now -> gold/.

    .venv/bin/python corpus/make_gold.py

Each report is read, its text is frozen, and the marks are carried over to it by aligning the
letters of the two texts. A mark that cannot be placed stops the script.
"""

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import html

from extract.gold import GoldAgreement, GoldDocument, GoldMention, GoldParty, write_gold
from extract.model import Label, Span
from extract.parse import read_document
from extract.score.projection import Projection, project_spans

CORPUS = Path(__file__).parent
GOLD = CORPUS.parent / "gold"
LABELS: dict[str, Label] = {"I": "INSTITUTION", "D": "DATE", "E": "END_STATUS"}
ROLES = {"<": "start", ">": "end", "!": "party"}


@dataclass(frozen=True)
class Mark:
    """A mark on the report's plain text; `role` is its part in the agreement around it, if any."""

    span: Span
    kind: str
    answers: tuple[str | None, ...]
    role: str | None


@dataclass(frozen=True)
class MarkedText:
    """The plain text of a report, its marks and the spans of its agreements."""

    text: str
    marks: tuple[Mark, ...]
    agreements: tuple[Span, ...]


def read_marks(marked: str) -> MarkedText:
    text = ""
    marks: list[Mark] = []
    agreements: list[Span] = []
    start = 0
    for token in re.findall("⟦[^⟧]*⟧|[⟪⟫]|[^⟦⟧⟪⟫]+", marked):
        if token == "⟪":
            start = len(text)
        elif token == "⟫":
            agreements.append(Span(start, len(text)))
        elif token.startswith("⟦"):
            surface, _, note = token[1:-1].partition("¦")
            kind, _, answers = note.partition(" ")
            span = Span(len(text), len(text) + len(surface))
            marks.append(Mark(span, kind[0], read_answers(kind[0], answers), ROLES.get(kind[1:])))
            text += surface
        else:
            text += token
    return MarkedText(text, tuple(marks), tuple(agreements))


def read_answers(kind: str, answers: str) -> tuple[str | None, ...]:
    if kind != "I":
        return tuple(answers.split(",")) if answers else ()
    return tuple(None if id == "NIL" else f"https://ror.org/{id}" for id in answers.split(","))


def align_letters(plain: str, read: str) -> Projection:
    """Return the function from spans of `plain` to spans of `read`, by their letters alone."""
    plain_at = [i for i, character in enumerate(plain) if character.isalnum()]
    read_at = [i for i, character in enumerate(read) if character.isalnum()]
    project = project_spans("".join(plain[i] for i in plain_at), "".join(read[i] for i in read_at))

    def carry(span: Span) -> Span | None:
        inside = [n for n, i in enumerate(plain_at) if span.start <= i < span.end]
        placed = project(Span(inside[0], inside[-1] + 1))
        if placed is None:
            return None
        return Span(read_at[placed.start], read_at[placed.end - 1] + 1)

    return carry


def make_gold(name: str, language: str, marked: str) -> GoldDocument:
    document = read_document(str(CORPUS / name))
    # Web pages and PDFs alike are written in HTML; text and Markdown stand for themselves.
    plain = marked if name.endswith((".txt", ".md")) else html.fromstring(marked).text_content()
    marks = read_marks(plain)
    carry = align_letters(marks.text, document.text)
    placed = {mark.span: place(mark, marks.text, carry, name) for mark in marks.marks}
    mentions = tuple(
        GoldMention(
            placed[mark.span], LABELS[mark.kind], placed[mark.span].of(document.text), mark.answers
        )
        for mark in marks.marks
        if mark.kind in LABELS
    )
    agreements = tuple(
        make_agreement(span, marks, placed, document.text) for span in marks.agreements
    )
    return GoldDocument(
        name=Path(name).stem,
        document=name,
        text=document.text,
        language=language,
        guidelines="GUIDELINES.md",
        mentions=tuple(sorted(mentions, key=lambda mention: mention.span)),
        ignored=tuple(sorted(placed[mark.span] for mark in marks.marks if mark.kind == "X")),
        agreements=agreements or None,
    )


def place(mark: Mark, plain: str, carry: Projection, name: str) -> Span:
    span = carry(mark.span)
    if span is None:
        sys.exit(f"{name}: {mark.span.of(plain)!r} at {mark.span.start} is not in what was read")
    return span


def make_agreement(
    span: Span, marks: MarkedText, placed: dict[Span, Span], text: str
) -> GoldAgreement:
    inside = [mark for mark in marks.marks if span.contains(mark.span)]
    parties = [mark for mark in inside if mark.role == "party"]
    values = {mark.role or mark.kind: mark.answers[0] for mark in inside if mark.kind in "DE"}
    spans = [placed[mark.span] for mark in inside]
    return GoldAgreement(
        parties=tuple(
            GoldParty(placed[mark.span].of(text), placed[mark.span], mark.answers[0])
            for mark in parties
        ),
        start=values.get("start"),
        end=values.get("end"),
        end_status=values.get("E"),
        subject=None,
        evidence=Span(min(spans).start, max(span.end for span in spans)),
    )


def reports() -> Iterator[tuple[str, str, str]]:
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            marked = (CORPUS / row["made_from"]).read_text(encoding="utf-8")
            yield row["file"], row["language"], marked


def main() -> None:
    GOLD.mkdir(exist_ok=True)
    for name, language, marked in reports():
        gold = make_gold(name, language, marked)
        (GOLD / f"{gold.name}.txt").unlink(missing_ok=True)
        write_gold(gold, GOLD)
        print(f"{name}: {len(gold.mentions)} mentions, {len(gold.agreements or ())} agreements")


if __name__ == "__main__":
    main()
