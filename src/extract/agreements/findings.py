"""What earlier stages found in a document, looked up by span."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol, TypeVar

from extract.agreements.kinds import is_paper
from extract.model import Candidate, DateMention, Document, EndStatusMention, Link, Span
from extract.text import language_of


class _Spanned(Protocol):
    @property
    def span(self) -> Span: ...


Found = TypeVar("Found", bound=_Spanned)


@dataclass(frozen=True, slots=True)
class Findings:
    """A document with its links, dates and end statuses, each sorted by start."""

    document: Document
    links: tuple[Link, ...]
    dates: tuple[DateMention, ...]
    end_statuses: tuple[EndStatusMention, ...]
    starts: tuple[int, ...]

    def links_in(self, span: Span) -> tuple[Link, ...]:
        """Return the links whose mentions lie wholly inside `span`, in order."""
        index = bisect_left(self.starts, span.start)
        found: list[Link] = []
        while index < len(self.links) and self.starts[index] < span.end:
            if self.links[index].mention.span.end <= span.end:
                found.append(self.links[index])
            index += 1
        return tuple(found)

    def find_record(self, name: str) -> Candidate | None:
        """Return the record of an institution that the document calls so, None for none."""
        found = (link.chosen for link in self.links if self.cut(link.mention.span) == name)
        return next((record for record in found if record is not None), None)

    def dates_in(self, span: Span) -> tuple[DateMention, ...]:
        """Return the dates wholly inside `span`, in order."""
        return _inside(self.dates, span)

    def end_statuses_in(self, span: Span) -> tuple[EndStatusMention, ...]:
        """Return the end statuses wholly inside `span`, in order."""
        return _inside(self.end_statuses, span)

    def cut(self, span: Span) -> str:
        """Return the text under `span`."""
        return span.of(self.document.text)


def _inside(found: tuple[Found, ...], span: Span) -> tuple[Found, ...]:
    index = bisect_left(found, span.start, key=lambda one: one.span.start)
    inside: list[Found] = []
    while index < len(found) and found[index].span.start < span.end:
        if found[index].span.end <= span.end:
            inside.append(found[index])
        index += 1
    return tuple(inside)


def gather_findings(
    document: Document,
    dates: Sequence[DateMention],
    end_statuses: Sequence[EndStatusMention],
    links: Sequence[Link],
) -> Findings:
    """Put the findings of the earlier stages in order of their places in the text."""
    names = [link for link in links if not is_paper(link.mention.span.of(document.text))]
    ordered = _link_acronyms(sorted(names, key=lambda link: link.mention.span), document.text)
    ordered = _link_short_names(ordered, document.text)
    return Findings(
        document,
        ordered,
        tuple(sorted(dates, key=lambda date: date.span)),
        tuple(sorted(end_statuses, key=lambda status: status.span)),
        tuple(link.mention.span.start for link in ordered),
    )


def _link_acronyms(links: Sequence[Link], text: str) -> tuple[Link, ...]:
    """Return the links, with one record for a name and the acronym in brackets behind it."""
    linked = list(links)
    for index, (name, acronym) in enumerate(pairwise(links)):
        if _opens_bracket(name, acronym, text) and _defines(name, acronym, text):
            chosen = name.chosen or acronym.chosen
            linked[index : index + 2] = [
                replace(linked[index], chosen=chosen),
                replace(acronym, chosen=chosen),
            ]
    return tuple(linked)


def _opens_bracket(name: Link, short: Link, text: str) -> bool:
    return text[name.mention.span.end : short.mention.span.start].strip() in ("(", "（")


_SHORT = re.compile(r"\s*[(（][^()（）]{0,40}?以下[、,]?\s*[「『“\"]?")


def _link_short_names(links: Sequence[Link], text: str) -> tuple[Link, ...]:
    """Return the links, with the record that the document has for a name elsewhere.

    That is of a full name for the short one that a bracket gives it, an acronym or what
    「以下、…」 says, or for its first word; and of the same name, linked in another place.
    """
    records = {
        short.mention.span.of(text): name.chosen
        for name, short in pairwise(links)
        if _SHORT.fullmatch(text, name.mention.span.end, short.mention.span.start)
        or (name.chosen == short.chosen and _opens_bracket(name, short, text))
    }
    full = {link.mention.span.of(text): link.chosen for link in links if link.chosen}
    return tuple(
        replace(link, chosen=link.chosen or records.get(name) or _find_full(name, full))
        for link, name in ((link, link.mention.span.of(text)) for link in links)
    )


def _find_full(name: str, full: Mapping[str, Candidate]) -> Candidate | None:
    """Return the record of the same name, or of the one that a name is the first word of."""
    if name in full or len(name) < _LEAST_SHORT:
        return full.get(name)
    records = {record.id: record for one, record in full.items() if _begins_with(one, name)}
    return next(iter(records.values())) if len(records) == 1 else None


_LEAST_SHORT = 4


def _begins_with(full: str, name: str) -> bool:
    return full.startswith(name) and full[len(name) :][:1] in ("-", " ", "\n") and name.isascii()


def _defines(name: Link, acronym: Link, text: str) -> bool:
    """Whether a name in brackets is the acronym of the one before it, in whatever language.

    One without a record of its own is, whether or not its letters are those of the name.
    """
    letters, full = acronym.mention.span.of(text), name.mention.span.of(text)
    if name.chosen and acronym.chosen is None and letters.isalpha() and letters.isupper():
        return text[acronym.mention.span.end :].lstrip()[:1] in (")", "）")
    if len(letters.split()) > 1 or sum(letter.isupper() for letter in letters) < 2:
        return False
    return is_acronym(letters, full) or language_of(full, default="en") == "ja"


def is_acronym(acronym: str, name: str) -> bool:
    """Whether the letters of an acronym follow each other in a name, from its first letter on.

    >>> is_acronym("DESY", "Deutsches Elektronen-Synchrotron"), is_acronym("INX", "Biology")
    (True, False)
    """
    letters = iter(name.casefold())
    folded = acronym.casefold()
    return folded[:1] == name[:1].casefold() and all(letter in letters for letter in folded)
