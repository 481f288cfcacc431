"""Tables, lists and sentences -> Agreements."""

from collections.abc import Sequence

from extract.agreements.entries import find_entry_agreements
from extract.agreements.findings import gather_findings
from extract.agreements.home import find_home
from extract.agreements.lists import find_list_agreements
from extract.agreements.repetitions import mark_repetitions
from extract.agreements.sentences import find_sentence_agreements
from extract.agreements.tables import find_table_agreements
from extract.model import Agreement, DateMention, Document, EndStatusMention, Link, Segment


def assemble_agreements(
    document: Document,
    segments: Sequence[Segment],
    dates: Sequence[DateMention],
    end_statuses: Sequence[EndStatusMention],
    links: Sequence[Link],
) -> tuple[Agreement, ...]:
    """Return the agreements of a document in order of their places in the text."""
    findings = gather_findings(document, dates, end_statuses, links)
    home = find_home(findings)
    found = list(find_entry_agreements(findings))
    found += list(find_table_agreements(findings, home, found))
    found += find_list_agreements([one for one in segments if _is_free(one, found)], findings)
    free = [segment for segment in segments if _is_free(segment, found)]
    found += find_sentence_agreements(free, findings, home)
    return mark_repetitions(sorted(found, key=lambda agreement: agreement.evidence))


def _is_free(segment: Segment, found: Sequence[Agreement]) -> bool:
    """Whether a segment is a sentence of which no table or entry has been made."""
    return segment.cell is None and not any(
        agreement.evidence.overlaps(segment.span) for agreement in found
    )
