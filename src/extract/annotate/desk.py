"""What the page asks for -> the values it shows: works, proposals, figures, all in UTF-16 units."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from extract.annotate.consent import (
    Case,
    compare_annotators,
    list_agreed,
    list_agreed_rows,
    list_cases,
    list_row_cases,
)
from extract.annotate.lookups import describe_candidate, describe_id
from extract.annotate.pictures import describe_pages, draw_page, list_words
from extract.annotate.proposals import Library, Proposal, Proposals, find_proposals
from extract.annotate.shelf import (
    Version,
    digest_files,
    keep_change,
    list_annotators,
    read_version,
    stem_of,
)
from extract.annotate.units import Ruler, measure
from extract.annotate.work import (
    Change,
    ChangeError,
    Lines,
    Mark,
    Work,
    describe_note,
    describe_rejection,
    marks_of,
    read_lines,
)
from extract.errors import GoldError
from extract.gold import (
    GoldAgreement,
    GoldDocument,
    GoldMention,
    describe_agreement,
    describe_mark,
    digest_of,
)
from extract.model import Span
from extract.registry import Registry
from extract.score import judge_document
from extract.score.projection import project_spans

Described = dict[str, Any]
_SHOWN_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class Desk:
    """What one annotator works with; `annotator` is "" where the final gold is corrected."""

    folder: Path
    annotator: str
    library: Library
    registry: Registry


def list_work(desk: Desk) -> list[Described]:
    """Return the documents with their state and counts, by name.

    A document whose files break their format has an `error` in place of counts.
    """
    return [_describe_entry(desk, name) for name in desk.library.list_names()]


def _describe_entry(desk: Desk, name: str) -> Described:
    try:
        fresh = desk.library.read_fresh(name)
        return {
            "name": name,
            "document": fresh.document,
            "language": fresh.language,
            "characters": len(fresh.text),
            "changed": _is_changed_since_scored(desk, name),
            **_summarise(desk, name, _sign_files(desk, fresh, desk.annotator)),
            "annotators": _describe_annotators(desk, fresh),
        }
    except GoldError as error:
        return {"name": name, "error": str(error)}


def _sign_files(desk: Desk, fresh: GoldDocument, annotator: str) -> tuple[str, str]:
    """Return what tells whether a summary still holds: digests of the text and of the files."""
    return digest_of(fresh.text), digest_files(desk.folder, fresh.name, annotator)


# Without the cache every look at the list would read every extraction of the run again.
@lru_cache(maxsize=10_000)
def _summarise(desk: Desk, name: str, signature: tuple[str, str]) -> Described:
    fresh = desk.library.read_fresh(name)
    work = read_version(desk.folder, fresh, desk.annotator).work
    proposals = propose(desk, name, fresh.text)
    mentions = work.gold.mentions
    is_touched = bool(marks_of(work.gold) or work.rejections or work.notes)
    still_open = list_open(work, proposals)
    is_settled = work.is_done or (is_touched and not still_open)
    return {
        "state": "done" if work.is_done else "in_work" if is_touched else "untouched",
        "labels": Counter(mention.label for mention in mentions),
        "nil": sum(mention.answers[:1] == (None,) for mention in mentions),
        "doubtful": sum(mention.is_doubtful for mention in mentions),
        "confirmed": len(mentions),
        "pending": len(still_open),
        "lowest": min((item.score for item in still_open), default=None),
        "f1": _score(desk, name, work.gold) if is_settled else None,
    }


def list_open(work: Work, proposals: Proposals) -> list[Proposal]:
    """Return the proposals that overlap no mark and were not turned down."""
    marks = marks_of(work.gold)
    taken = [mark if isinstance(mark, Span) else mark.span for mark in marks]
    turned_down = {(item.span, item.label) for item in work.rejections}
    index = 0
    found: list[Proposal] = []
    for proposal in proposals.mentions:
        span = proposal.mention.span
        while index < len(taken) and taken[index].end <= span.start:
            index += 1
        is_free = index == len(taken) or not taken[index].overlaps(span)
        if is_free and (span, proposal.mention.label) not in turned_down:
            found.append(proposal)
    return found


def _is_changed_since_scored(desk: Desk, name: str) -> bool:
    scored = Path(desk.library.run or "") / "errors.html"
    gold = desk.folder / f"{stem_of(name, desk.annotator)}.jsonl"
    if desk.library.run is None or not scored.is_file() or not gold.is_file():
        return False
    return gold.stat().st_mtime > scored.stat().st_mtime


def _score(desk: Desk, name: str, gold: GoldDocument) -> float | None:
    """Return the strict F1 of the run's institutions and dates; None where it has not read it."""
    extraction = desk.library.read_extraction(name)
    if extraction is None:
        return None
    outcomes = Counter(
        judgement.outcome
        for judgement in judge_document(gold, extraction)
        if judgement.task in ("institutions, strict", "dates, strict")
    )
    total = 2 * outcomes["right"] + outcomes["missed"] + outcomes["spurious"]
    return 2 * outcomes["right"] / total if total else None


def _describe_annotators(desk: Desk, fresh: GoldDocument) -> Described:
    names = list_annotators(desk.folder, fresh.name)
    if len(names) < 2:
        return {"names": names}
    signatures = tuple(_sign_files(desk, fresh, who) for who in names[:2])
    return {"names": names, **_compare_once(desk, fresh.name, names[:2], signatures)}


@lru_cache(maxsize=10_000)
def _compare_once(
    desk: Desk, name: str, names: tuple[str, ...], signatures: tuple[tuple[str, str], ...]
) -> Described:
    fresh = desk.library.read_fresh(name)
    first, second = (read_version(desk.folder, fresh, who).work.gold for who in names)
    return asdict(compare_annotators(first, second))


def propose(desk: Desk, name: str, text: str) -> Proposals:
    """Return what the run proposes for a document with this frozen text."""
    return _propose_once(desk.library, name, text)


@lru_cache(maxsize=16)
def _propose_once(library: Library, name: str, text: str) -> Proposals:
    return find_proposals(library.read_extraction(name), text)


def show_document(desk: Desk, name: str) -> Described:
    """Return all that the page needs of a document but the pictures of its pages.

    Raises: KeyError if there is none of this name; GoldError if a file breaks its format.
    """
    fresh = desk.library.read_fresh(name)
    version = read_version(desk.folder, fresh, desk.annotator)
    ruler = measure(fresh.text)
    proposals = propose(desk, name, fresh.text)
    extraction = desk.library.read_extraction(name)
    pages: list[Described] = []
    if extraction and extraction.document.pages:
        project = _project_once(extraction.document.text, fresh.text)
        pages = describe_pages(extraction.document, project)
    return {
        "name": name,
        "document": fresh.document,
        "language": fresh.language,
        "annotator": desk.annotator,
        "text": fresh.text,
        **describe_version(version, fresh.text),
        "proposals": [
            {**to_units(describe_mark(item.mention), ruler), "score": round(item.score, 3)}
            for item in proposals.mentions
        ],
        "proposed_agreements": [
            to_units(describe_agreement(item), ruler) for item in proposals.agreements
        ],
        "pages": [{**page, "start": ruler.to_units(page["start"])} for page in pages],
        "annotators": list_annotators(desk.folder, name),
    }


# Two texts that differ are aligned, which takes up to seconds, for each page that comes into view.
_project_once = lru_cache(maxsize=8)(project_spans)


def list_candidates(
    desk: Desk, name: str, start: int, end: int, *, chosen: str | None
) -> list[Described]:
    """Return the records to choose from for a stretch in UTF-16 units, best first.

    They are those that the pipeline weighed there, else those that the registry finds; `chosen`,
    the record that the stretch is linked to, comes first where it is none of them.

    Raises: KeyError if there is no such document; SplitCharacterError if an edge cuts a character.
    """
    text = desk.library.read_fresh(name).text
    ruler = measure(text)
    span = Span(ruler.to_point(start), ruler.to_point(end))
    proposals = propose(desk, name, text).mentions
    proposed = next((item for item in proposals if item.mention.span == span), None)
    found = proposed.candidates[:_SHOWN_CANDIDATES] if proposed else ()
    found = found or desk.registry.search(" ".join(span.of(text).split()), limit=_SHOWN_CANDIDATES)
    described = [describe_candidate(candidate, desk.registry) for candidate in found]
    if chosen and chosen not in [candidate["id"] for candidate in described]:
        described.insert(0, describe_id(chosen, desk.registry))
    return described


def describe_version(version: Version, text: str) -> Described:
    """Return what can change of a document, and its version."""
    work, ruler = version.work, measure(text)
    agreements = work.gold.agreements
    return {
        "version": version.digest,
        "marks": [
            to_units({**describe_mark(mark), "text": _text_of(mark, text)}, ruler)
            for mark in marks_of(work.gold)
        ],
        "rejections": [to_units(describe_rejection(item), ruler) for item in work.rejections],
        "notes": [to_units(describe_note(item), ruler) for item in work.notes],
        "agreements": None
        if agreements is None
        else [to_units(describe_agreement(item), ruler) for item in agreements],
        "done": work.is_done,
    }


def _text_of(mark: Any, text: str) -> str:
    return mark.of(text) if isinstance(mark, Span) else str(mark.text)


def to_units(line: Mapping[str, Any], ruler: Ruler) -> Described:
    """Return a line of gold with all its offsets, those of its parties too, in UTF-16 units."""
    return _convert(line, ruler.to_units)


def _convert(line: Mapping[str, Any], count: Callable[[int], int]) -> Described:
    converted = dict(line)
    for key in ("start", "end"):
        if isinstance(line.get(key), int):  # an agreement's start is a date
            converted[key] = count(line[key])
    if "evidence" in line:
        converted["evidence"] = [count(offset) for offset in line["evidence"]]
    if "parties" in line:
        converted["parties"] = [_convert(party, count) for party in line["parties"]]
    return converted


def change_document(desk: Desk, request: Mapping[str, Any]) -> Described:
    """Make the change that a page sends, and return the new version.

    Raises:
        KeyError: there is no such document.
        ChangeError: it cannot be made, or does not say what it should.
        ConflictError: the document was changed since the page showed it.
    """
    fresh = desk.library.read_fresh(str(request.get("name")))
    ruler = measure(fresh.text)
    change = Change(
        remove=_read_part(request, "remove", fresh.text, ruler),
        add=_read_part(request, "add", fresh.text, ruler),
        is_done=_read_truth(request, "done"),
        has_agreements=_read_truth(request, "has_agreements"),
    )
    seen = str(request.get("version"))
    version = keep_change(desk.folder, fresh, desk.annotator, change, seen=seen)
    return {"version": version.digest}


def _read_part(request: Mapping[str, Any], key: str, text: str, ruler: Ruler) -> Lines:
    part = request.get(key) or {}
    try:
        lines: dict[str, Sequence[Described]] = {
            kind: [_convert(line, ruler.to_point) for line in part[kind]] for kind in part
        }
    except (AttributeError, TypeError, ValueError) as error:
        raise ChangeError(f"what to {key} is malformed: {error}") from error
    return read_lines(lines, text)


def _read_truth(request: Mapping[str, Any], key: str) -> bool | None:
    value = request.get(key)
    if value is not None and not isinstance(value, bool):
        raise ChangeError(f"{key} is neither true nor false")
    return value


def show_version(desk: Desk, name: str) -> Described:
    """Return the version of a document as it lies on the disk now.

    Raises: KeyError if there is none of this name.
    """
    if name not in desk.library.list_names():
        raise KeyError(name)
    return {"version": digest_files(desk.folder, name, desk.annotator)}


def draw_document_page(desk: Desk, name: str, page: int) -> bytes | None:
    """Return a JPEG of a page; None where the document has no such page.

    Raises: SkipFileError if its source cannot be read any more.
    """
    extraction = desk.library.read_extraction(name)
    if extraction is None or not 0 <= page < len(extraction.document.pages):
        return None
    document = extraction.document
    return draw_page(document.source, document.sha256, page, document.pages[page].width)


def show_words(desk: Desk, name: str, page: int) -> list[list[float]]:
    """Return start, end, left, top, right and bottom of the words on a page."""
    extraction = desk.library.read_extraction(name)
    if extraction is None:
        return []
    text = desk.library.read_fresh(name).text
    ruler = measure(text)
    words = list_words(extraction.document, page, _project_once(extraction.document.text, text))
    return [
        [
            ruler.to_units(span.start),
            ruler.to_units(span.end),
            *(
                round(edge, 1)
                for edge in (word.box.left, word.box.top, word.box.right, word.box.bottom)
            ),
        ]
        for span, word in words
    ]


def compare_document(desk: Desk, name: str) -> Described:
    """Return how two annotators of a document agree, and where they do not.

    Raises: KeyError if there is no such document, if fewer than two have annotated it, or if the
        desk is that of one annotator: the decisions belong in the final file.
    """
    fresh = desk.library.read_fresh(name)
    names = list_annotators(desk.folder, name)
    if len(names) < 2 or desk.annotator:
        raise KeyError(name)
    first, second = (read_version(desk.folder, fresh, who).work.gold for who in names[:2])
    ruler, text = measure(fresh.text), fresh.text
    cases = list_cases(first, second)
    rows = list_agreed_rows(first, second)

    def describe_marks(marks: Iterable[Mark]) -> list[Described]:
        return [
            to_units({**describe_mark(mark), "text": _text_of(mark, text)}, ruler) for mark in marks
        ]

    def describe_rows(rows: Iterable[GoldAgreement]) -> list[Described]:
        return [to_units(describe_agreement(row), ruler) for row in rows]

    def describe_case(case: Case[Any], kind: str, choices: list[list[Described]]) -> Described:
        start, end = ruler.to_units(case.span.start), ruler.to_units(case.span.end)
        return {"kind": kind, "start": start, "end": end, "choices": choices}

    described = [
        describe_case(case, "marks", [describe_marks(case.first), describe_marks(case.second)])
        for case in cases
    ] + [
        describe_case(case, "agreements", [describe_rows(case.first), describe_rows(case.second)])
        for case in list_row_cases(first, second)
    ]
    return {
        "names": names[:2],
        "consent": asdict(compare_annotators(first, second)),
        "agreed": describe_marks(list_agreed(first, second)),
        "agreed_rows": None if rows is None else describe_rows(rows),
        "cases": described,
        "records": _describe_links(cases, desk.registry),
    }


def _describe_links(cases: Sequence[Case[Mark]], registry: Registry) -> dict[str, Described]:
    marks = (mark for case in cases for mark in (*case.first, *case.second))
    ids = {
        mark.answers[0]
        for mark in marks
        if isinstance(mark, GoldMention) and mark.label == "INSTITUTION" and mark.answers
    }
    return {id: describe_id(id, registry) for id in ids if id}
