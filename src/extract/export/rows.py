"""Extractions, one at a time -> rows of the exported tables."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath

from extract.agreements.repetitions import identify_party, is_same, list_members
from extract.export.schema import TableName
from extract.model import (
    Agreement,
    DateMention,
    Document,
    EndStatusMention,
    Extraction,
    Link,
    Party,
    Skipped,
    Span,
)

Value = str | int | float | date | None
Row = Mapping[str, Value]
"""Values by name of column; a column left out is empty."""

_MOST_NAMES = 10

WriteRows = Callable[[TableName, Iterable[Row]], None]


def write_rows(
    extractions: Iterable[Extraction], skipped: Sequence[Skipped], write: WriteRows
) -> None:
    """Hand all rows to `write`, a document at a time, and the institutions last."""
    tally = _Tally()
    for extraction in extractions:
        agreements = _name_agreements(extraction, tally)
        write("documents", [_list_document(extraction)])
        write("mentions", _list_mentions(extraction))
        write("agreements", _list_agreements(extraction, agreements))
        _count_mentions(extraction, tally)
    write("documents", [_list_skipped(one) for one in skipped])
    write("institutions", _list_institutions(tally))


@dataclass(slots=True)
class _Institution:
    """What has been counted of one institution so far."""

    key: str
    id: str | None
    name: str
    country: str | None
    mentions: int = 0
    documents: int = 0
    agreements: int = 0
    years: set[int] = field(default_factory=set)
    names: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Tally:
    """Institutions by key, and the agreements seen so far by their members."""

    institutions: dict[str, _Institution] = field(default_factory=dict)
    seen: dict[frozenset[str], list[tuple[str, Agreement]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _NamedAgreement:
    """An agreement with its key, and the key of the one that it repeats."""

    key: str
    agreement: Agreement
    same_as: str | None


def name_source(source: str) -> str:
    """Return the name of the file, or the address of the page.

    >>> name_source("reports/2019/list.pdf"), name_source("https://example.org/list?page=2")
    ('list.pdf', 'https://example.org/list?page=2')
    """
    return source if source.startswith(("http://", "https://")) else PurePath(source).name


def name_document(document: Document) -> str:
    """Return the name of the file, or the address of the page, that the document was read from."""
    return name_source(document.source)


def key_agreement(document: Document, index: int) -> str:
    """Return the key of the agreement with this index in the extraction of the document."""
    return f"{document.sha256[:16]}-{index + 1}"


def _name_agreements(extraction: Extraction, tally: _Tally) -> list[_NamedAgreement]:
    named: list[_NamedAgreement] = []
    for index, agreement in enumerate(extraction.agreements):
        key = key_agreement(extraction.document, index)
        earlier = tally.seen.setdefault(list_members(agreement), [])
        same_as = next((other for other, one in earlier if is_same(one, agreement)), None)
        if same_as is None:
            earlier.append((key, _without_links(agreement)))
            _count_agreement(agreement, tally)
        named.append(_NamedAgreement(key, agreement, same_as))
    return named


def _without_links(agreement: Agreement) -> Agreement:
    """Leave out what comparing needs no more: candidates of thousands of documents fill memory."""
    parties = tuple(replace(party, link=None) for party in agreement.parties)
    return replace(agreement, parties=parties, home=None)


def _count_agreement(agreement: Agreement, tally: _Tally) -> None:
    parties = (*agreement.parties, agreement.home) if agreement.home else agreement.parties
    years = _list_years(agreement)
    for party in {identify_party(party): party for party in parties}.values():
        institution = _find_institution(party, tally)
        institution.agreements += 1
        institution.years.update(years)


def _list_years(agreement: Agreement) -> list[int]:
    """Return the years of start and end, as far as they are said."""
    dates = [date for date in (agreement.start, agreement.end) if date is not None]
    days = [day for value in dates for day in (value.first_day, value.last_day)]
    return [day.year for day in days if day is not None]


def _find_institution(party: Party, tally: _Tally) -> _Institution:
    chosen = party.link.chosen if party.link else None
    key = identify_party(party)
    return tally.institutions.setdefault(
        key,
        _Institution(
            key,
            chosen.id if chosen else None,
            chosen.name if chosen else _on_one_line(party.text),
            (chosen.country if chosen else None) or party.country,
        ),
    )


def _count_mentions(extraction: Extraction, tally: _Tally) -> None:
    found: dict[str, _Institution] = {}
    for link in extraction.links:
        party = _as_party(link, extraction.document)
        institution = _find_institution(party, tally)
        found[institution.key] = institution
        institution.mentions += 1
        institution.names[_on_one_line(party.text)] += 1
    for institution in found.values():
        institution.documents += 1


def _as_party(link: Link, document: Document) -> Party:
    return Party(link.mention.span.of(document.text), link.mention.span, link)


def _list_document(extraction: Extraction) -> Row:
    document = extraction.document
    return {
        "document": name_document(document),
        "sha256": document.sha256,
        "source": document.source,
        "outcome": "done",
        "media_type": document.media_type,
        "title": document.title,
        "published": document.published,
        "pages": len(document.pages),
        "bare_pages": _list_bare_pages(document),
        "characters": len(document.text),
        "mentions": len(extraction.mentions),
        "agreements": len(extraction.agreements),
        "made_with": extraction.made_with,
    }


def _list_bare_pages(document: Document) -> str | None:
    bare = [
        f"{number}: {page.remark}" for number, page in enumerate(document.pages, 1) if page.remark
    ]
    return "; ".join(bare) or None


def _list_skipped(skipped: Skipped) -> Row:
    return {
        "document": name_source(skipped.source),
        "source": skipped.source,
        "outcome": "skipped",
        "reason": skipped.reason,
    }


def _list_mentions(extraction: Extraction) -> Iterator[Row]:
    """Yield institutions, dates and end statuses in order of their places in the text."""
    found: list[Link | DateMention | EndStatusMention] = [
        *extraction.links,
        *extraction.dates,
        *extraction.end_statuses,
    ]
    rows = [_list_mention(one, extraction.document) for one in found]
    yield from sorted(rows, key=lambda row: (row["start"], row["end"], row["label"]))


def _list_mention(found: Link | DateMention | EndStatusMention, document: Document) -> Row:
    match found:
        case Link():
            return {
                **_locate(found.mention.span, document),
                "label": found.mention.label,
                "language": found.mention.language,
                "institution": identify_party(_as_party(found, document)),
                **_describe_link(found),
            }
        case DateMention():
            return {
                **_locate(found.span, document),
                "label": "DATE",
                "language": found.language,
                "value": found.date.value,
                "first_day": found.date.first_day,
                "last_day": found.date.last_day,
            }
        case EndStatusMention():
            return {
                **_locate(found.span, document),
                "label": "END_STATUS",
                "language": found.language,
                "value": found.status,
            }


def _locate(span: Span, document: Document) -> Row:
    return {
        "document": name_document(document),
        "sha256": document.sha256,
        "start": span.start,
        "end": span.end,
        "page": _number_page(span, document),
        "text": span.of(document.text),
    }


def _number_page(span: Span, document: Document) -> int | None:
    page = document.page_of(span)
    return None if page is None else page + 1


def _describe_link(link: Link) -> Row:
    chosen = link.chosen
    nearest = link.candidates[0] if link.candidates and chosen is None else None
    return {
        "score": link.mention.score,
        "link_score": link.score,
        "id": chosen.id if chosen else None,
        "name": chosen.name if chosen else None,
        "country": chosen.country if chosen else None,
        "remark": chosen.remark if chosen else None,
        "nearest_id": nearest.id if nearest else None,
        "nearest_name": nearest.name if nearest else None,
    }


def _list_agreements(
    extraction: Extraction, agreements: Sequence[_NamedAgreement]
) -> Iterator[Row]:
    for named in agreements:
        common = _describe_agreement(named, extraction.document)
        if not named.agreement.parties:
            yield common
        for number, party in enumerate(named.agreement.parties, start=1):
            yield {**common, "party": number, **_describe_party(party)}


def _describe_agreement(named: _NamedAgreement, document: Document) -> Row:
    agreement = named.agreement
    start, end, home = agreement.start, agreement.end, agreement.home
    return {
        "agreement": named.key,
        "document": name_document(document),
        "sha256": document.sha256,
        "page": _number_page(agreement.evidence, document),
        "start_offset": agreement.evidence.start,
        "end_offset": agreement.evidence.end,
        "start": start.value if start else None,
        "start_first_day": start.first_day if start else None,
        "end": end.value if end else None,
        "end_last_day": end.last_day if end else None,
        "end_status": agreement.end_status,
        "subject": agreement.subject,
        "kind": agreement.kind,
        "home_text": home.text if home else None,
        "home_id": home.link.chosen.id if home and home.link and home.link.chosen else None,
        "score": agreement.score,
        "same_as": named.same_as,
    }


def _describe_party(party: Party) -> Row:
    chosen = party.link.chosen if party.link else None
    return {
        "party_text": party.text,
        "party_id": chosen.id if chosen else None,
        "party_country": (chosen.country if chosen else None) or party.country,
        "party_name": chosen.name if chosen else None,
        "institution": identify_party(party),
    }


def _list_institutions(tally: _Tally) -> Iterator[Row]:
    """Yield institutions, those with most agreements and mentions first."""
    institutions = tally.institutions.values()
    for one in sorted(institutions, key=lambda one: (-one.agreements, -one.mentions, one.name)):
        yield {
            "id": one.id,
            "name": one.name,
            "country": one.country,
            "mentions": one.mentions,
            "documents": one.documents,
            "agreements": one.agreements,
            "first_year": min(one.years, default=None),
            "last_year": max(one.years, default=None),
            "names": " | ".join(name for name, _ in one.names.most_common(_MOST_NAMES)),
            "institution": one.key,
        }


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
