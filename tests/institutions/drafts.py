"""Drafts made by hand: what the network found is marked ⟦ ⟧ in the text of a segment."""

import re

import numpy as np

from extract.institutions.draft import Draft, Found, SegmentReading
from extract.model import CellAddress, Document, Language, Segment, Span

_WORD = re.compile(
    r"[A-Za-zÀ-ÿ0-9]+|[ァ-ヶー]+|[ぁ-ん]+|"
    r"[一-鿿]+?(?=大学|研究所|センター|校|[^一-鿿]|$)|\S"
)


class KnownNames:
    """A registry that knows these names and nothing else."""

    def __init__(self, *names: str) -> None:
        self._names = frozenset(names)

    def knows(self, name: str) -> bool:
        return name in self._names


def make_draft(
    *lines: str,
    language: Language = "en",
    known: tuple[str, ...] = (),
    column: bool = False,
    inside: float = 0.1,
) -> Draft:
    """Return a draft of one segment a line; with `column` they are the cells of one column.

    Words that are not in a mention are inside one with the probability `inside`.
    """
    text, readings = "", []
    for row, line in enumerate(lines):
        start = len(text)
        found, plain = [], ""
        for part in re.split(r"(⟦[^⟧]*⟧)", line):
            if part.startswith("⟦"):
                first = start + len(plain)
                found.append(Found(Span(first, first + len(part) - 2), 0.9))
                part = part[1:-1]
            plain += part
        words = tuple(Span(start + m.start(), start + m.end()) for m in _WORD.finditer(plain))
        likely = [
            0.9 if any(each.span.overlaps(word) for each in found) else inside for word in words
        ]
        cell = CellAddress(0, row, 0) if column else None
        segment = Segment(Span(start, start + len(plain)), language, row, cell=cell)
        readings.append(SegmentReading(segment, words, np.array(likely, np.float32), tuple(found)))
        text += plain + "\n"
    document = Document(sha256="", source="", media_type="text/plain", title="", text=text)
    return Draft(document, tuple(readings), KnownNames(*known))  # type: ignore[arg-type]


def list_found(draft: Draft) -> list[str]:
    """Return what the draft has for mentions, as written, in order."""
    return [
        each.span.of(draft.document.text) for reading in draft.readings for each in reading.found
    ]
