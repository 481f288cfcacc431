"""Training examples ↔ JSON lines: a piece of text with the institutions named in it.

One line is ``{"text", "language", "kind", "spans": [{"start", "end", "label"}], "ignore":
[{"start", "end"}], "context": {"header", "heading"}}``; offsets are code points of `text`.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.model import Language, Span


@dataclass(frozen=True, slots=True)
class Example:
    """What recognition sees in one piece, and what it should find there.

    `spans` are the institutions and `ignored` what counts neither way; both are sorted, and no two
    of all of them overlap. `kind` says which shape of text it is. `header` and `heading` are those
    of a segment, None where there is none.
    """

    text: str
    language: Language
    kind: str
    spans: tuple[Span, ...] = ()
    ignored: tuple[Span, ...] = ()
    header: str | None = None
    heading: str | None = None


def write_examples(examples: Iterable[Example], to: Path) -> int:
    """Write one example a line, in their order, and return how many there were."""
    count = 0
    to.parent.mkdir(parents=True, exist_ok=True)
    with to.open("w", encoding="utf-8", newline="\n") as lines:
        for example in examples:
            lines.write(json.dumps(_to_json(example), ensure_ascii=False) + "\n")
            count += 1
    return count


def read_examples(source: Path) -> Iterator[Example]:
    """Yield the examples that `write_examples` wrote, in their order."""
    with source.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield _from_json(json.loads(line))


def _to_json(example: Example) -> dict[str, Any]:
    return {
        "text": example.text,
        "language": example.language,
        "kind": example.kind,
        "spans": [
            {"start": span.start, "end": span.end, "label": "INSTITUTION"} for span in example.spans
        ],
        "ignore": [{"start": span.start, "end": span.end} for span in example.ignored],
        "context": {"header": example.header, "heading": example.heading},
    }


def _from_json(record: dict[str, Any]) -> Example:
    return Example(
        text=record["text"],
        language=record["language"],
        kind=record["kind"],
        spans=tuple(Span(span["start"], span["end"]) for span in record["spans"]),
        ignored=tuple(Span(span["start"], span["end"]) for span in record["ignore"]),
        header=record["context"]["header"],
        heading=record["context"]["heading"],
    )
