"""Tables, lists and sentences -> Agreements."""

from collections.abc import Sequence

from extract.agreements.findings import gather_findings
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
    return tuple(sorted(find_table_agreements(findings), key=lambda found: found.evidence))
