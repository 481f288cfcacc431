"""What the formats have in common: documents going out, marks coming in."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.annotate.work import ChangeError, Mark, span_of
from extract.errors import GoldError
from extract.gold import (
    GoldAgreement,
    GoldDocument,
    GoldMention,
    describe_agreement,
    read_agreement,
    read_mark,
)
from extract.model import Span

GUIDELINES = "GUIDELINES.md"
_LARGEST_CONTENT = 500_000_000


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A document with its marks, and the proposals that are still open."""

    gold: GoldDocument
    proposals: tuple[GoldMention, ...] = ()


def make_mark(text: str, span: Span, label: str, answers: Sequence[Any], doubtful: bool) -> Mark:
    """Return a mark that another tool hands back.

    Raises: ChangeError if it is not a mark of this text.
    """
    line: dict[str, Any] = {"start": span.start, "end": span.end, "label": label}
    if answers:
        line["id" if label == "INSTITUTION" else "value"] = answers[0]
        line["also"] = list(answers[1:])
    if doubtful:
        line["doubtful"] = True
    try:
        return read_mark(line, text, "a mark")
    except GoldError as error:
        raise ChangeError(str(error)) from error


def label_of(mark: Mark) -> str:
    """Return the label of a mark, IGNORE for what is scored neither way."""
    return mark.label if isinstance(mark, GoldMention) else "IGNORE"


def make_document(header: Mapping[str, Any], text: str, marks: Sequence[Mark]) -> GoldDocument:
    """Return a document that comes back; `header` has what the tool kept of it.

    Raises: ChangeError if it has no name, or an agreement is none of this text.
    """
    name = header.get("name")
    if not isinstance(name, str) or not name:
        raise ChangeError("a document has no name; add the field name to it")
    rows = header.get("agreements")
    ordered = sorted(marks, key=span_of)
    return GoldDocument(
        name=name,
        document=str(header.get("document") or f"{name}.txt"),
        text=text,
        language=str(header.get("language") or "en"),
        guidelines=str(header.get("guidelines") or GUIDELINES),
        mentions=tuple(mark for mark in ordered if isinstance(mark, GoldMention)),
        ignored=tuple(mark for mark in ordered if isinstance(mark, Span)),
        agreements=None if rows is None else tuple(_read_row(row, text) for row in rows),
        half=header.get("half"),
    )


def _read_row(row: Mapping[str, Any], text: str) -> GoldAgreement:
    try:
        return read_agreement(row, text, "an agreement")
    except GoldError as error:
        raise ChangeError(str(error)) from error


def describe_header(gold: GoldDocument) -> dict[str, Any]:
    """Return what travels beside the text: what identifies a document, and its agreements.

    Those have no place in the other tools; they come back as they went out.
    """
    header: dict[str, Any] = {
        "name": gold.name,
        "document": gold.document,
        "language": gold.language,
        "guidelines": gold.guidelines,
    }
    if gold.half is not None:
        header["half"] = gold.half
    if gold.agreements is not None:
        header["agreements"] = [describe_agreement(row) for row in gold.agreements]
    return header


def pack(files: Mapping[str, str]) -> bytes:
    """Return a zip of texts by name; the same texts make the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content.encode())
    return packed.getvalue()


def unpack(data: bytes) -> dict[str, str]:
    """Return the texts of a zip by name; nothing is written to the disk.

    Raises: ChangeError if it is no zip, holds what is not UTF-8, or is too large unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_CONTENT:
                raise ChangeError("the zip is too large unpacked; import it in parts")
            return {name: archive.read(name).decode() for name in archive.namelist()}
    except (zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise ChangeError(f"the file is no zip of UTF-8 texts: {error}") from error
