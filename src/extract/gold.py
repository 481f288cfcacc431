"""Gold files <-> values: frozen text, one mention a line, one agreement a line.

``NAME.txt`` is the frozen text, ``NAME.jsonl`` a header line and the mentions by start,
``NAME.agreements.jsonl`` the agreements, where they were annotated. A second annotator's are
``NAME.ANNOTATOR.jsonl`` and ``NAME.ANNOTATOR.agreements.jsonl``, on the same frozen text. Lines
are written in one way only, so that files diff and merge line by line.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.errors import GoldError
from extract.model import Label, Span

LABELS: tuple[Label, ...] = ("INSTITUTION", "DATE", "END_STATUS")


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A mention as a person judged it.

    `answers` are the answers to accept, the best first: registry ids for an institution, where
    None means that the registry has no such institution, and values for the other labels. No
    answers: the annotation did not ask. `is_doubtful`: the text leaves the identity open.
    """

    span: Span
    label: Label
    text: str
    answers: tuple[str | None, ...]
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class GoldParty:
    """A party as annotated; `id` is None where the registry has no such institution."""

    text: str
    span: Span
    id: str | None


@dataclass(frozen=True, slots=True)
class GoldAgreement:
    """An agreement as annotated; values are EDTF."""

    parties: tuple[GoldParty, ...]
    start: str | None
    end: str | None
    end_status: str | None
    subject: str | None
    evidence: Span


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """The gold of one document.

    `document` is the name of the file that was annotated. `ignored` spans are scored neither
    way. `agreements` is None where agreements were not annotated. `half` says what a set is split
    for, such as ``train``; None where it is not split.
    """

    name: str
    document: str
    text: str
    language: str
    guidelines: str
    mentions: tuple[GoldMention, ...]
    ignored: tuple[Span, ...]
    agreements: tuple[GoldAgreement, ...] | None = None
    half: str | None = None


def list_gold(folder: Path) -> tuple[str, ...]:
    """Return the names of the gold documents in a folder, sorted.

    Raises: GoldError if there is no folder or no gold in it.
    """
    if not folder.is_dir():
        raise GoldError(f"{folder} is not a folder; name the one that holds NAME.jsonl files")
    names = sorted(
        path.stem for path in folder.glob("*.jsonl") if path.with_suffix(".txt").is_file()
    )
    if not names:
        raise GoldError(f"{folder} holds no gold: no NAME.jsonl beside a NAME.txt")
    return tuple(names)


def read_gold(folder: Path, name: str, *, annotator: str = "") -> GoldDocument:
    """Read the gold of one document; with `annotator`, what that person made of it.

    Raises: GoldError naming the file and line that breaks the format: a text that does not have
    the header's digest, spans that are out of order, overlap, leave the text or do not cut out
    what they claim.
    """
    stem = f"{name}.{annotator}" if annotator else name
    path = folder / f"{stem}.jsonl"
    text = _read_frozen_text(folder / f"{name}.txt")
    lines = _read_lines(path)
    if not lines or "sha256" not in lines[0]:
        raise GoldError(f"{path}:1 is not a header with document, sha256 and language")
    header = lines[0]
    if header["sha256"] != digest_of(text):
        raise GoldError(
            f"{folder / name}.txt is not the text that {path.name} was annotated on "
            "(its sha256 differs); restore it from version control"
        )
    mentions: list[GoldMention] = []
    ignored: list[Span] = []
    end = 0
    for number, line in enumerate(lines[1:], start=2):
        mark = read_mark(line, text, f"{path}:{number}")
        span = mark if isinstance(mark, Span) else mark.span
        if span.start < end:
            raise GoldError(f"{path}:{number} starts at {span.start}, inside the line before")
        end = span.end
        if isinstance(mark, Span):
            ignored.append(mark)
        else:
            mentions.append(mark)
    return GoldDocument(
        name=name,
        document=header.get("document", f"{name}.txt"),
        text=text,
        language=header.get("language", "en"),
        guidelines=header.get("guidelines", ""),
        mentions=tuple(mentions),
        ignored=tuple(ignored),
        agreements=_read_agreements(folder / f"{stem}.agreements.jsonl", text),
        half=header.get("half"),
    )


def write_gold(gold: GoldDocument, folder: Path, *, annotator: str = "") -> None:
    """Write the gold of one document: mentions, and agreements where they are annotated.

    The frozen text is written where it is missing; each file appears whole or not at all.
    """
    text_path = folder / f"{gold.name}.txt"
    if not text_path.exists():
        write_whole(text_path, gold.text)
    header = {
        "document": gold.document,
        "sha256": digest_of(gold.text),
        "language": gold.language,
        "guidelines": gold.guidelines,
    }
    if gold.half is not None:
        header["half"] = gold.half
    stem = f"{gold.name}.{annotator}" if annotator else gold.name
    marks: tuple[GoldMention | Span, ...] = (*gold.mentions, *gold.ignored)
    lines = [describe_mark(mark) for mark in marks]
    lines.sort(key=lambda line: (line["start"], line["end"]))
    write_whole(folder / f"{stem}.jsonl", _dump([header, *lines]))
    if gold.agreements is not None:
        rows = [describe_agreement(agreement) for agreement in gold.agreements]
        write_whole(folder / f"{stem}.agreements.jsonl", _dump(rows))


def digest_of(text: str) -> str:
    """Return the SHA-256 of the frozen text's bytes, as the header has it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _read_frozen_text(path: Path) -> str:
    try:
        return path.read_bytes().decode()  # not read_text: it would change line ends
    except UnicodeDecodeError as error:
        raise GoldError(f"{path} is not UTF-8 at byte {error.start}") from error
    except FileNotFoundError as error:
        raise GoldError(f"{path} does not exist; gold needs its frozen text") from error


def _read_lines(path: Path) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    # Not splitlines: a text may hold U+2028 and its like, which JSON leaves as they are.
    content = path.read_text(encoding="utf-8").removesuffix("\n")
    for number, line in enumerate(content.split("\n") if content else [], start=1):
        try:
            value = json.loads(line)
        except ValueError as error:
            raise GoldError(f"{path}:{number} is not JSON: {error}") from error
        if not isinstance(value, dict):
            raise GoldError(f"{path}:{number} is not a JSON object")
        lines.append(value)
    return lines


def _read_span(line: Mapping[str, Any], text: str, where: str) -> Span:
    start, end = line.get("start"), line.get("end")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(text):
        raise GoldError(f"{where} has start {start} and end {end} in a text of {len(text)}")
    if "text" in line and line["text"] != text[start:end]:
        raise GoldError(f"{where} says {line['text']!r}, the text has {text[start:end]!r} there")
    return Span(start, end)


def read_mark(line: Mapping[str, Any], text: str, where: str) -> GoldMention | Span:
    """Return the mention that a line of gold describes, or the span that it marks IGNORE.

    Raises: GoldError naming `where` if it is neither, or does not cut out of `text` what it claims.
    """
    span = _read_span(line, text, where)
    label = line.get("label")
    if label == "IGNORE":
        return span
    if label not in LABELS:
        raise GoldError(f"{where} has the label {label!r}; known are {', '.join(LABELS)}, IGNORE")
    key = "id" if label == "INSTITUTION" else "value"
    answers = (line[key], *line.get("also", ())) if key in line else ()
    return GoldMention(span, label, span.of(text), answers, bool(line.get("doubtful", False)))


def _read_agreements(path: Path, text: str) -> tuple[GoldAgreement, ...] | None:
    if not path.is_file():
        return None
    return tuple(
        read_agreement(line, text, f"{path}:{number}")
        for number, line in enumerate(_read_lines(path), start=1)
    )


def read_agreement(line: Mapping[str, Any], text: str, where: str) -> GoldAgreement:
    """Return the agreement that a line of gold describes.

    Raises: GoldError naming `where` if a field is missing or malformed, or a span does not cut
    out of `text` what it claims.
    """
    try:
        parties = tuple(
            GoldParty(party["text"], _read_span(party, text, where), party["id"])
            for party in line["parties"]
        )
        start, end = line["evidence"]
        return GoldAgreement(
            parties=parties,
            start=line["start"],
            end=line["end"],
            end_status=line["end_status"],
            subject=line["subject"],
            evidence=_read_span({"start": start, "end": end}, text, where),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise GoldError(f"{where} is no agreement: {error!r} is missing or malformed") from error


def describe_mark(mention: GoldMention | Span) -> dict[str, Any]:
    """Return the line of gold for a mention, or for a span that is scored neither way."""
    if isinstance(mention, Span):
        return {"start": mention.start, "end": mention.end, "label": "IGNORE"}
    line: dict[str, Any] = {
        "start": mention.span.start,
        "end": mention.span.end,
        "label": mention.label,
        "text": mention.text,
    }
    if mention.answers:
        line["id" if mention.label == "INSTITUTION" else "value"] = mention.answers[0]
    if mention.answers[1:]:
        line["also"] = list(mention.answers[1:])
    if mention.is_doubtful:
        line["doubtful"] = True
    return line


def describe_agreement(agreement: GoldAgreement) -> dict[str, Any]:
    """Return the line of gold for an agreement."""
    return {
        "parties": [
            {
                "text": party.text,
                "start": party.span.start,
                "end": party.span.end,
                "id": party.id,
            }
            for party in agreement.parties
        ],
        "start": agreement.start,
        "end": agreement.end,
        "end_status": agreement.end_status,
        "subject": agreement.subject,
        "evidence": [agreement.evidence.start, agreement.evidence.end],
    }


def _dump(lines: Sequence[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def write_whole(path: Path, content: str) -> None:
    """Write a text file as UTF-8, whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content.encode())
    part.replace(path)
