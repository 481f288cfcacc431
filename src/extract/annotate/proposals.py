"""A run folder -> what the pipeline proposes for each document of a gold folder."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock

from extract.gold import GoldAgreement, GoldDocument, GoldMention, GoldParty
from extract.model import Agreement, Candidate, Extraction, Party, Span
from extract.score.projection import Projection, project_spans
from extract.store import extraction_path, read_extraction, read_sources
from extract.text import language_of

GUIDELINES = "GUIDELINES.md"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mention as the pipeline found it; `candidates` are the records that it weighed."""

    mention: GoldMention
    score: float
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposals:
    """All that is proposed for one document, mentions by start."""

    mentions: tuple[Proposal, ...] = ()
    agreements: tuple[GoldAgreement, ...] = ()


class Library:
    """The documents to annotate: a gold folder, and a run folder that proposes; opened once."""

    def __init__(self, folder: Path, run: str | None) -> None:
        self.folder = folder
        self.run = run
        self._extraction = lru_cache(maxsize=8)(read_extraction)
        self._names: dict[str, str] = {}
        self._named: set[str] = set()
        self._naming = Lock()

    def list_names(self) -> tuple[str, ...]:
        """Return the names of the documents: those in the folder, and those only the run has.

        Raises: StoreError if the run folder is damaged.
        """
        self._look_at_run()
        return tuple(sorted({*self._list_texts(), *self._names}))

    def read_fresh(self, name: str) -> GoldDocument:
        """Return a document without marks: its frozen text, or what the run read.

        Raises: KeyError if there is no such document.
        """
        if name not in self.list_names():
            raise KeyError(name)
        if (self.folder / f"{name}.txt").is_file():
            return self._read_frozen(name)
        extraction = self._extraction(self._names[name])
        source = Path(extraction.document.source).name
        return _make_fresh(name, source, extraction.document.text)

    def read_extraction(self, name: str) -> Extraction | None:
        """Return what the run found in a document, None where it did not read it."""
        self._look_at_run()
        path = self._names.get(name)
        return self._extraction(path) if path else None

    def _list_texts(self) -> Iterator[str]:
        if self.folder.is_dir():
            yield from (path.stem for path in self.folder.glob("*.txt"))

    def _read_frozen(self, name: str) -> GoldDocument:
        path = self.folder / f"{name}.txt"
        text = path.read_bytes().decode("utf-8", "replace")
        return _take_header(_make_fresh(name, path.name, text), path.with_suffix(".jsonl"))

    def _index_texts(self) -> dict[str, str]:
        """Return the names of the frozen texts by their content and by the name of their file."""
        frozen = [self._read_frozen(name) for name in self._list_texts()]
        return {key: item.name for item in frozen for key in (item.text, item.document)}

    def _look_at_run(self) -> None:
        """Find out, for extractions not seen yet, which document each is about."""
        if self.run is None:
            return
        sources: dict[str, str] = {}
        for source, record in sorted(read_sources(self.run).items()):
            if record.sha256 is not None and record.outcome == "done":
                sources.setdefault(extraction_path(self.run, record.sha256), source)
        with self._naming:
            new = {path: source for path, source in sources.items() if path not in self._named}
            known = self._index_texts() if new else {}
            for path, source in new.items():
                self._names[self._name_of(source, path, known)] = path
                self._named.add(path)

    def _name_of(self, source: str, path: str, known: Mapping[str, str]) -> str:
        """Return the gold that has the text or names the file, else the name of the file."""
        file = Path(source.rstrip("/")).name or "document"
        if found := known.get(file):
            return found
        text = self._extraction(path).document.text
        stem = Path(file).stem.lstrip(".") or "document"
        # report.pdf and report.html are two documents.
        return known.get(text) or (file if stem in self._names else stem)


def _make_fresh(name: str, document: str, text: str) -> GoldDocument:
    return GoldDocument(name, document, text, language_of(text, default="en"), GUIDELINES, (), ())


def _take_header(fresh: GoldDocument, path: Path) -> GoldDocument:
    """Return the document as the first line of its gold names it, where it has gold."""
    if not path.is_file():
        return fresh
    with path.open(encoding="utf-8") as file:
        try:
            header = json.loads(file.readline())
            return replace(
                fresh,
                document=header["document"],
                language=header["language"],
                guidelines=header["guidelines"],
                half=header.get("half"),
            )
        except (KeyError, TypeError, ValueError):
            return fresh  # reading the gold says what is wrong with it


def find_proposals(extraction: Extraction | None, text: str) -> Proposals:
    """Return what an extraction proposes for a frozen text; what the text lacks is left out."""
    if extraction is None:
        return Proposals()
    project = project_spans(extraction.document.text, text)
    mentions = {
        proposal.mention.span: proposal for proposal in _list_mentions(extraction, project, text)
    }
    return Proposals(
        tuple(mentions[span] for span in sorted(mentions)),
        tuple(_list_agreements(extraction, project, text)),
    )


def _list_mentions(extraction: Extraction, project: Projection, text: str) -> Iterator[Proposal]:
    for link in extraction.links:
        if span := project(link.mention.span):
            answers = (link.chosen.id if link.chosen else None,)
            mention = GoldMention(span, "INSTITUTION", span.of(text), answers)
            yield Proposal(mention, min(link.mention.score, link.score), link.candidates)
    for date in extraction.dates:
        if span := project(date.span):
            yield Proposal(GoldMention(span, "DATE", span.of(text), (date.date.value,)), 1.0)
    for status in extraction.end_statuses:
        if span := project(status.span):
            yield Proposal(GoldMention(span, "END_STATUS", span.of(text), (status.status,)), 1.0)


def _list_agreements(
    extraction: Extraction, project: Projection, text: str
) -> Iterator[GoldAgreement]:
    for agreement in extraction.agreements:
        if evidence := project(agreement.evidence):
            yield _propose_agreement(agreement, evidence, project, text)


def _propose_agreement(
    agreement: Agreement, evidence: Span, project: Projection, text: str
) -> GoldAgreement:
    placed = ((party, project(party.span)) for party in agreement.parties)
    return GoldAgreement(
        parties=tuple(
            GoldParty(span.of(text), span, _id_of(party)) for party, span in placed if span
        ),
        start=agreement.start.value if agreement.start else None,
        end=agreement.end.value if agreement.end else None,
        end_status=agreement.end_status,
        subject=agreement.subject,
        evidence=evidence,
    )


def _id_of(party: Party) -> str | None:
    return party.link.chosen.id if party.link and party.link.chosen else None
