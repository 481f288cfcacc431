"""Short documents whose institutions are known by name, for the tests of agreements."""

import hashlib
import re
from dataclasses import dataclass

from extract.agreements import assemble_agreements
from extract.dates import find_dates, find_end_statuses
from extract.model import Agreement, Candidate, Document, Link, Mention, Span
from extract.parse.builder import Origin
from extract.parse.plain import parse_plain
from extract.segment import split_segments


@dataclass(frozen=True, slots=True)
class Told:
    """An agreement as the tests name it: EDTF values, None where nothing is said."""

    parties: tuple[str, ...]
    start: str | None = None
    end: str | None = None
    end_status: str | None = None


def link_names(document: Document, *names: str) -> tuple[Link, ...]:
    """Return a link for each place of each name, longer names first; ids are made of the name.

    A name with "=" has the id of what stands behind: "CNRS=National Centre".
    """
    taken: list[Span] = []
    links: list[Link] = []
    for name, _, same in sorted(
        (one.partition("=") for one in names), key=lambda one: -len(one[0])
    ):
        for match in re.finditer(re.escape(name), document.text):
            span = Span(*match.span())
            if not any(span.overlaps(other) for other in taken):
                taken.append(span)
                chosen = name_candidate(same or name)
                links.append(Link(Mention(span, 0.9, "en"), (chosen,), chosen, 0.9))
    return tuple(sorted(links, key=lambda link: link.mention.span))


def name_candidate(name: str, country: str = "FR") -> Candidate:
    """Return a record whose id is a digest of its name."""
    id = hashlib.sha256(name.encode()).hexdigest()[:9]
    return Candidate(f"https://ror.org/{id}", name, country, 1.0, name)


def read_text(text: str, source: str = "sample.md") -> Document:
    """Return the document of a Markdown text."""
    return parse_plain(Origin(text.encode(), source, "text/markdown"))


def assemble(document: Document, *names: str) -> tuple[Agreement, ...]:
    """Put together the agreements of a document in which only these names are institutions."""
    segments = split_segments(document)
    return assemble_agreements(
        document,
        segments,
        find_dates(document, segments),
        find_end_statuses(document, segments),
        link_names(document, *names),
    )


def tell(text: str, *names: str) -> list[Told]:
    """Return what the agreements of a text say, in order."""
    return [tell_one(agreement) for agreement in assemble(read_text(text), *names)]


def tell_one(agreement: Agreement) -> Told:
    """Return what an agreement says."""
    return Told(
        tuple(party.text for party in agreement.parties),
        agreement.start.value if agreement.start else None,
        agreement.end.value if agreement.end else None,
        agreement.end_status,
    )
