"""Gold <-> a collection of brat: NAME.txt beside NAME.ann in standoff; offsets are code points.

Brat has no room for a line end inside a mark: such a mark is written in pieces, and read as one.
Answers travel as notes, the doubt as an attribute.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extract.annotate.exchange.values import (
    Outgoing,
    describe_header,
    label_of,
    make_document,
    make_mark,
    pack,
    unpack,
)
from extract.annotate.work import ChangeError, Mark, marks_of, span_of
from extract.gold import GoldDocument, GoldMention
from extract.model import Span

CONFIGURATION = """[entities]
INSTITUTION
DATE
END_STATUS
IGNORE

[relations]

[events]

[attributes]
Doubtful\tArg:<ENTITY>
"""


def write_collection(documents: Sequence[Outgoing]) -> bytes:
    """Return a zip of texts, annotations and annotation.conf."""
    files = {"annotation.conf": CONFIGURATION}
    for item in documents:
        files[f"{item.gold.name}.txt"] = item.gold.text
        files[f"{item.gold.name}.ann"] = "".join(f"{line}\n" for line in _write_lines(item.gold))
    return pack(files)


def _write_lines(gold: GoldDocument) -> Iterator[str]:
    yield f"#0\tAnnotatorNotes T0\t{json.dumps(describe_header(gold), ensure_ascii=False)}"
    for number, mark in enumerate(marks_of(gold), start=1):
        pieces = _cut_lines(gold.text, span_of(mark))
        places = ";".join(f"{piece.start} {piece.end}" for piece in pieces)
        surface = " ".join(piece.of(gold.text) for piece in pieces)
        yield f"T{number}\t{label_of(mark)} {places}\t{surface}"
        if not isinstance(mark, GoldMention):
            continue
        if mark.answers:
            answers = json.dumps(mark.answers, ensure_ascii=False)
            yield f"#{number}\tAnnotatorNotes T{number}\t{answers}"
        if mark.is_doubtful:
            yield f"A{number}\tDoubtful T{number}"


def _cut_lines(text: str, span: Span) -> list[Span]:
    found = [
        Span(span.start + match.start(), span.start + match.end())
        for match in re.finditer(r"[^\r\n]+", span.of(text))
    ]
    # The edges are kept even where a mark begins or ends with a line end.
    if not found or found[0].start > span.start or found[-1].end < span.end:
        return [span]
    return found


def read_collection(data: bytes) -> tuple[GoldDocument, ...]:
    """Return the documents of a zip of a collection.

    Raises: ChangeError if it is something else, or a mark leaves its text.
    """
    files = unpack(data)
    names = [name for name in files if name.endswith(".ann")]
    try:
        return tuple(
            _read_file(name[:-4], files[f"{name[:-4]}.txt"], files[name]) for name in names
        )
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, ChangeError):
            raise
        raise ChangeError(f"this is no collection of brat: {error!r}") from error


def _read_file(path: str, text: str, annotations: str) -> GoldDocument:
    fields = [line.split("\t") for line in annotations.split("\n") if line]
    notes = {row[1].split(" ")[1]: row[2] for row in fields if row[0].startswith("#")}
    doubtful = {row[1].split(" ")[1] for row in fields if row[0].startswith("A")}
    marks: list[Mark] = [
        _read_mark(row, text, notes, row[0] in doubtful) for row in fields if row[0].startswith("T")
    ]
    header: Mapping[str, Any] = json.loads(notes.get("T0", "{}"))
    return make_document({"name": path.rpartition("/")[2], **header}, text, marks)


def _read_mark(row: Sequence[str], text: str, notes: Mapping[str, str], doubtful: bool) -> Mark:
    label, _, places = row[1].partition(" ")
    offsets = [int(offset) for offset in re.split("[ ;]", places)]
    span = Span(offsets[0], offsets[-1])
    note = notes.get(row[0], "[]")
    # A note that a person wrote in brat is no list of answers.
    answers = json.loads(note) if note.startswith("[") else []
    return make_mark(text, span, label, answers, doubtful)
