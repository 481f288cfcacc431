"""Tables, lists and sentences -> Agreements."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from extract.agreements.entries import find_entry_agreements
from extract.agreements.findings import gather_findings
from extract.agreements.home import find_home, is_alone_at_home
from extract.agreements.lines import list_happenings, split_lines
from extract.agreements.lists import find_list_agreements
from extract.agreements.pairs import find_pair_agreements
from extract.agreements.repetitions import mark_repetitions, unite_endings
from extract.agreements.sentences import (
    drop_headlines,
    find_sentence_agreements,
    is_told_above,
)
from extract.agreements.stanzas import find_stanza_agreements
from extract.agreements.tables import find_table_agreements
from extract.agreements.titled import find_titled_agreements
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
    happenings = list_happenings(segments, findings)
    segments = sorted(
        (*split_lines(segments, findings), *happenings), key=lambda segment: segment.span
    )
    entries = find_entry_agreements(findings)
    found = [one for one in entries if not is_told_above(one, segments, findings)]
    found += list(find_table_agreements(findings, home, found))
    found += find_pair_agreements(findings)
    found += find_stanza_agreements(findings, found)
    found += find_titled_agreements(_list_free(segments, found), findings)
    found += find_list_agreements(drop_headlines(_list_free(segments, found), findings), findings)
    found += find_sentence_agreements(_list_free(segments, found), findings, home)
    found = [one for one in found if not is_alone_at_home(one, home)]
    found = sorted(found, key=lambda agreement: agreement.evidence)
    return mark_repetitions(sorted(unite_endings(found), key=lambda agreement: agreement.evidence))


def _list_free(segments: Sequence[Segment], found: Sequence[Agreement]) -> list[Segment]:
    """Return the segments outside of tables of which no agreement has been made yet."""
    taken = sorted(agreement.evidence for agreement in found)
    # The end of the longest evidence so far: an entry may hold a shorter one.
    ends = list(accumulate((evidence.end for evidence in taken), max))
    free: list[Segment] = []
    for segment in segments:
        index = bisect_left(taken, segment.span.end, key=lambda evidence: evidence.start) - 1
        if segment.cell is None and (index < 0 or ends[index] <= segment.span.start):
            free.append(segment)
    return free
