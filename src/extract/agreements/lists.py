"""Lists of partners, such as "- Kyoto University (since 2010)" -> Agreements.

A list counts only under a title that speaks of agreements, and of its items only those that hold
institutions, dates, and little else.
"""

import re
from collections.abc import Iterator, Sequence

from extract.agreements.context import find_introduction, tells_of_agreements
from extract.agreements.findings import Findings
from extract.agreements.parties import find_parties
from extract.agreements.terms import name_end_status, read_period
from extract.agreements.words import load_words, match_words
from extract.model import Agreement, DateMention, Segment, Span

_LEAST_NAMED = 0.5
"""Share of an item's letters, signs and dates left out, that must be names of institutions."""

_SCORE = 0.8
"""What is left of the score of the names: some items are of partners in another sense."""

_NEAR = 12
"""How many code points before a date say what it is the date of."""

_NOISE = re.compile(
    match_words(load_words("lists")["said"]) + r"|[^A-Za-zÀ-ɏぁ-んァ-ヶー一-鿿]", re.IGNORECASE
)
# A country, in brackets behind the name or with a colon in front of it.
_REMARK = re.compile(r"[(（][^()（）]{1,12}[)）]|^[^:：]{1,12}[:：]")
_NOTES = ("※", "注", "*", "†")
_COLON = re.compile(r"[:：]")
_RENEWAL = re.compile(match_words(load_words("titles")["renewal"]), re.IGNORECASE)


def find_list_agreements(segments: Sequence[Segment], findings: Findings) -> Iterator[Agreement]:
    """Yield the agreements that items of lists name, in order."""
    for segment in segments:
        if _is_item(segment, findings):
            yield _read_item(segment.span, findings)


def _is_item(segment: Segment, findings: Findings) -> bool:
    kind = findings.document.blocks[segment.block].kind
    if kind not in ("list_item", "paragraph", "heading") or not findings.links_in(segment.span):
        return False
    before = findings.document.text[: segment.span.start].rstrip(" \u3000\t0123456789")
    if findings.cut(segment.span).rstrip().endswith(("。", ".")) or before.endswith(_NOTES):
        return False  # a sentence, or a note
    is_dated = bool(findings.dates_in(segment.span))
    if not is_dated and kind != "list_item" and not find_introduction(segment.span, findings):
        return False
    return max(
        _measure_names(span, findings) for span in _cut_head(segment.span, findings)
    ) >= _LEAST_NAMED and tells_of_agreements(segment.span, findings, surely=not is_dated)


def _cut_head(item: Span, findings: Findings) -> tuple[Span, ...]:
    """Return the item, and what stands before a colon where that names institutions."""
    text = findings.cut(item)
    heads = (Span(item.start, item.start + match.start()) for match in _COLON.finditer(text))
    return (item, *(head for head in heads if findings.links_in(head)))


def _read_item(item: Span, findings: Findings) -> Agreement:
    parties = find_parties(item, findings)
    dates = [date for date in findings.dates_in(item) if not _is_renewal(date, item, findings)]
    term = read_period(dates)
    status = name_end_status(findings.end_statuses_in(item), findings)
    score = min(link.mention.score for link in findings.links_in(item))
    return Agreement(parties, term.start, term.end, status, None, item, _SCORE * score)


def _is_renewal(date: DateMention, item: Span, findings: Findings) -> bool:
    before = findings.cut(Span(item.start, date.span.start))[-_NEAR:]
    behind = findings.cut(Span(date.span.end, item.end))
    return _RENEWAL.search(before) is not None or _RENEWAL.match(behind.lstrip()) is not None


def _measure_names(span: Span, findings: Findings) -> float:
    """Return the share of names among the letters of an item that no date or status holds."""
    text = list(_REMARK.sub(lambda match: " " * len(match.group()), findings.cut(span)))
    named = 0
    for link in findings.links_in(span):
        named += len(_NOISE.sub("", findings.cut(link.mention.span)))
    told = [date.span for date in findings.dates_in(span)]
    told += [status.span for status in findings.end_statuses_in(span)]
    for found in told:
        start, end = found.start - span.start, found.end - span.start
        text[start:end] = " " * (end - start)
    return named / max(len(_NOISE.sub("", "".join(text))), 1)
