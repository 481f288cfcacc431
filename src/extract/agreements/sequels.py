"""The sentences around one that tells of a signing -> what they add: when it began, when it ends.

"It runs until 2024", 「有効期間は2023年3月31日まで」, 「調印式は5月31日に行われた」.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.agreements.findings import Findings
from extract.agreements.repetitions import identify_party
from extract.agreements.terms import join_dates, name_end_status, split_period
from extract.agreements.words import load_words, match_words
from extract.model import Agreement, DateMention, DateValue, Link, Segment, Span

_NOUN = match_words([word for words in load_words("kinds").values() for word in words])
_SPEAKS_OF_IT = re.compile(
    rf"(?:^|[.,;]\s|\b(?:and|but)\s)\s*(?:(?:the|this|that|its|their|the\s+new)\s+(?:[a-z-]+\s+){{0,3}}?"
    rf"(?:{_NOUN}|term|period|duration|validity|cooperation|collaboration)|it)(?![a-z])"
    rf"|(?:(?:本|同|この|当該|新|新たな)(?:{_NOUN}|枠組み?)|有効期[間限]|(?:{_NOUN})書?の?(?:有効)?期[間限]|^\s*期間[はの])",
    re.IGNORECASE,
)
_TERM = re.compile(
    r"\b(?:runs?|ran|valid|validity|force|expires?|effect|effective|until|renew\w*|extend\w*|terms?|lasts?|period"
    r"|continues?|open-ended|automatic\w*|indefinite\w*|starts?|began|begins?)(?![a-z])"
    r"|期[間限]|まで|発効|満了|終了|更新|延長|継続|有効",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\b(?:effect|effective|force|starts?|started|began|begins?|valid\s+from|runs?\s+from|ran\s+from)(?![a-z])"
    r"|発効|開始|始ま|から|より|締結|調印|署名",
    re.IGNORECASE,
)
_CEREMONY = re.compile(
    r"調印式|締結式|署名式|締結|調印|署名|(?<![A-Za-z])(?:ceremony|signed|signing)(?![A-Za-z])",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?:until|till|through|to|by|end(?:s|ing)?\s+(?:on|in)|expires?\s+(?:on|in)|expired\s+(?:on|in)|valid\s+to)"
    r"\s+(?:the\s+)?(?:end\s+of\s+)?$",
    re.IGNORECASE,
)
_UNTIL_JAPANESE = re.compile(r"\s*(?:末|末日)?\s*(?:まで|迄|を(?:期限|満了|終了)|に(?:満了|終了|失効))")
REACH = 3
"""How many sentences behind the signing may speak of its term."""


def is_end(date: DateMention, sentence: Span, findings: Findings) -> bool:
    """Whether a date of a sentence says until when."""
    before = findings.cut(Span(sentence.start, date.span.start))
    behind = findings.cut(Span(date.span.end, sentence.end))
    return bool(_UNTIL.search(before) or _UNTIL_JAPANESE.match(behind))


def list_following(
    index: int, segments: Sequence[Segment], reach: int
) -> Iterator[Segment]:
    """Yield the sentences behind one, as long as their blocks follow each other."""
    block = segments[index].block
    for segment in segments[index + 1 : index + 1 + reach]:
        if segment.block > block + 1:
            return
        block = segment.block
        yield segment


def speaks_of_term(segment: Segment, agreement: Agreement, findings: Findings) -> bool:
    """Whether a sentence says more of an agreement, and of no other institution."""
    members = {identify_party(party) for party in agreement.parties}
    text = findings.cut(segment.span)
    return bool(_SPEAKS_OF_IT.search(text) and _TERM.search(text)) and all(
        link.chosen is not None and link.chosen.id in members
        for link in findings.links_in(segment.span)
    )


def add_term(agreement: Agreement, segment: Segment, findings: Findings) -> Agreement:
    """Return an agreement with what a sentence about it adds, its evidence reaching so far."""
    dates = findings.dates_in(segment.span)
    ends = [date for date in dates if is_end(date, segment.span, findings)]
    status = name_end_status(findings.end_statuses_in(segment.span), findings)
    begins = [date for date in dates if date not in ends]
    start = agreement.start
    if start is None and len(begins) == 1 and _BEGINS.search(findings.cut(segment.span)):
        start = split_period(begins[0].date).start
    end = agreement.end or join_dates(ends[-1:]) or _find_period_end(begins)
    if (start, end, status) == (agreement.start, agreement.end, None):
        return agreement
    evidence = Span(
        min(agreement.evidence.start, segment.span.start),
        max(agreement.evidence.end, segment.span.end),
    )
    return replace(
        agreement,
        start=start,
        end=end,
        end_status=agreement.end_status or status,
        evidence=evidence,
    )


def _find_period_end(dates: Sequence[DateMention]) -> DateValue | None:
    return split_period(dates[0].date).end if len(dates) == 1 else None


def find_date_beside(
    index: int, segments: Sequence[Segment], findings: Findings
) -> DateValue | None:
    """Return the one date of the sentence before or behind that speaks of the signing."""
    for segment in (*segments[index + 1 : index + 2], *segments[max(index - 1, 0) : index]):
        dates = findings.dates_in(segment.span)
        if (
            abs(segment.block - segments[index].block) <= 1
            and len(dates) == 1
            and not is_end(dates[0], segment.span, findings)
            and _CEREMONY.search(findings.cut(segment.span))
        ):
            return dates[0].date
    return None


_MEETING = re.compile(
    r"訪問|訪れ|来学|来訪|来校|迎え|会談|懇談|(?<![A-Za-z])(?:visit\w*|met|welcomed|received|hosted)(?![A-Za-z])",
    re.IGNORECASE,
)


def find_date_of_meeting(
    link: Link, segments: Sequence[Segment], findings: Findings
) -> DateValue | None:
    """Return the one date of the sentence that names `link` and tells that people met."""
    for segment in reversed(segments):
        if segment.span.contains(link.mention.span):
            dates = findings.dates_in(segment.span)
            is_meeting = _MEETING.search(findings.cut(segment.span))
            return dates[0].date if is_meeting and len(dates) == 1 else None
    return None


_TODAY = re.compile(r"本日|今日|きょう|(?<![A-Za-z])today(?![A-Za-z])", re.IGNORECASE)
_LONGEST_DATELINE = 40
_HEAD = 8
"""In how many blocks from the top the day of issue stands."""


def find_today(segment: Segment, findings: Findings) -> DateValue | None:
    """Return the day of issue if a sentence says that it happened on it; None otherwise."""
    if not _TODAY.search(findings.cut(segment.span)):
        return None
    document = findings.document
    for block in document.blocks[: min(segment.block + 1, _HEAD)]:
        dates = findings.dates_in(block.span)
        if len(dates) == 1 and (
            len(block.span) <= _LONGEST_DATELINE + len(dates[0].span)
            and len(dates[0].date.value) == len("2001-01-01")
        ):
            return dates[0].date
    return None
