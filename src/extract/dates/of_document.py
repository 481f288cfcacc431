"""A document and its segments to dates and end statuses, with offsets into its text."""

from collections.abc import Sequence

from extract.dates.find import find_dates_in_text
from extract.dates.end_status import find_end_statuses_in_text
from extract.model import DateMention, Document, EndStatusMention, Segment


def find_dates(document: Document, segments: Sequence[Segment]) -> tuple[DateMention, ...]:
    """Return the dates of the document."""
    return find_dates_in_text(document.text, reference=document.published)


def find_end_statuses(
    document: Document, segments: Sequence[Segment]
) -> tuple[EndStatusMention, ...]:
    """Return the end statuses of the document."""
    return find_end_statuses_in_text(document.text)
