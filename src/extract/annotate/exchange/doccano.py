"""Gold <-> JSON lines of doccano; offsets are code points on both sides.

Doccano keeps fields that it does not know, so answers travel beside the labels, in their order.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from extract.annotate.exchange.values import (
    Outgoing,
    describe_header,
    label_of,
    make_document,
    make_mark,
)
from extract.annotate.work import ChangeError, Mark, marks_of, span_of
from extract.gold import GoldDocument
from extract.model import Span


def write_lines(documents: Sequence[Outgoing]) -> bytes:
    """Return a line a document."""
    lines = (json.dumps(_make_line(item.gold), ensure_ascii=False) for item in documents)
    return "".join(f"{line}\n" for line in lines).encode()


def _make_line(gold: GoldDocument) -> dict[str, Any]:
    marks = marks_of(gold)
    spans = [span_of(mark) for mark in marks]
    return {
        "text": gold.text,
        "label": [
            [span.start, span.end, label_of(mark)] for span, mark in zip(spans, marks, strict=True)
        ],
        **describe_header(gold),
        "answers": {_key(mark): list(mark.answers) for mark in gold.mentions if mark.answers},
        "doubtful": [_key(mark) for mark in gold.mentions if mark.is_doubtful],
    }


def _key(mark: Mark) -> str:
    span = span_of(mark)
    return f"{span.start}-{span.end}"


def read_lines(data: bytes) -> tuple[GoldDocument, ...]:
    """Return the documents of an export.

    Raises: ChangeError if it is something else, or a label leaves its text.
    """
    try:
        # Not splitlines: a text may hold U+2028, which JSON leaves as it is.
        lines = [line for line in data.decode().split("\n") if line.strip()]
        return tuple(_read_line(json.loads(line)) for line in lines)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, ChangeError):
            raise
        raise ChangeError(f"this is no JSONL export of doccano: {error!r}") from error


def _read_line(line: Mapping[str, Any]) -> GoldDocument:
    text = line.get("text") or line["data"]
    answers, doubtful = line.get("answers", {}), line.get("doubtful", ())
    marks = []
    for start, end, label in line.get("label", ()):
        key = f"{start}-{end}"
        marks.append(
            make_mark(text, Span(start, end), label, answers.get(key, ()), key in doubtful)
        )
    return make_document(line, text, marks)
