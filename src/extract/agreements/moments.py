"""The dates of a clause -> which may be of the signing that it tells of, and which say until when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.agreements.findings import Findings
from extract.agreements.words import load_words, match_words
from extract.model import DateMention, Span

_UNTIL = re.compile(
    r"(?:until|till|through|to|by|end(?:s|ing)?\s+(?:on|in)|expires?\s+(?:on|in)|expired\s+(?:on|in)"
    r"|valid\s+to|(?:期限|満了日?|終期)[はが:：]?)\s*(?:the\s+)?(?:end\s+of\s+)?$",
    re.IGNORECASE,
)
_UNTIL_BEHIND = re.compile(r"\s*(?:末|末日)?\s*(?:まで|迄|を(?:期限|満了|終了)|に(?:満了|終了|失効))")

# A date of something else than the signing, by the word before or behind it.
_OTHER_BEFORE = re.compile(
    rf"(?:{match_words(load_words('other dates')['english'])})\s+(?:[a-z]+\s+)?(?:(?:in|on|since)\s+)?(?:the\s+)?$"
    r"|(?:first|originally|initially|previously|last)\s+[a-z]+ed\s+(?:(?:in|on)\s+)?$",
    re.IGNORECASE,
)
_OTHER_BEHIND = re.compile(
    rf"[にの]?(?:{match_words(load_words('other dates')['japanese'])})(?!式)"
)
_OTHER_VERB = re.compile(
    rf"(?:{match_words(load_words('signing')['english'])})\s+(?:(?:in|on|since)\s+)?$", re.IGNORECASE
)
_DATELINE = re.compile(r"[^.;]{0,40}")
_DATELINE_BEHIND = re.compile(r"[)）]?\s*(?:--|[–—―:：／|]|-\s)")


@dataclass(frozen=True, slots=True)
class Moments:
    """Dates in their order: those that may be of the signing, and those of the end."""

    starts: tuple[DateMention, ...]
    ends: tuple[DateMention, ...]


def list_moments(clause: Span, verb: Span | None, findings: Findings) -> Moments:
    """Return the dates of a clause whose signing `verb` tells, None where it has no such verb."""
    dates = findings.dates_in(clause)
    ends = tuple(date for date in dates if is_end(date, clause, findings))
    starts = tuple(
        date
        for date in dates
        if date not in ends
        and not _is_of_other(date, clause, verb, findings)
        and not is_dateline(date, clause, findings)
    )
    own = tuple(date for date in starts if not _follows_other_verb(date, clause, verb, findings))
    return Moments(own or starts, ends)


def is_end(date: DateMention, clause: Span, findings: Findings) -> bool:
    """Whether a date says until when."""
    before, behind = _cut_around(date, clause, findings)
    return bool(_UNTIL.search(before) or _UNTIL_BEHIND.match(behind))


def is_dateline(date: DateMention, clause: Span, findings: Findings) -> bool:
    """Whether a date stands before the sentence, with the place where news was written."""
    before, behind = _cut_around(date, clause, findings)
    return bool(_DATELINE.fullmatch(before) and _DATELINE_BEHIND.match(behind))


def choose_nearest(
    starts: Sequence[DateMention], verb: Span, *, is_japanese: bool
) -> DateMention | None:
    """Return the date nearest to the verb; in Japanese one before it if there is one."""

    def measure(date: DateMention) -> tuple[bool, int]:
        gap = max(date.span.start - verb.end, verb.start - date.span.end)
        return (is_japanese and date.span.start > verb.start, gap)

    return min(starts, key=measure, default=None)


def _cut_around(date: DateMention, clause: Span, findings: Findings) -> tuple[str, str]:
    return (
        findings.cut(Span(clause.start, date.span.start)),
        findings.cut(Span(date.span.end, clause.end)),
    )


def _is_of_other(
    date: DateMention, clause: Span, verb: Span | None, findings: Findings
) -> bool:
    before, behind = _cut_around(date, clause, findings)
    first = _OTHER_BEFORE.search(before)
    if first and (verb is None or clause.start + first.start() != verb.start):
        return True
    second = _OTHER_BEHIND.match(behind)
    return second is not None and (verb is None or date.span.end + second.end() < verb.start)


def _follows_other_verb(
    date: DateMention, clause: Span, verb: Span | None, findings: Findings
) -> bool:
    before, _ = _cut_around(date, clause, findings)
    match = _OTHER_VERB.search(before)
    return match is not None and verb is not None and clause.start + match.start() != verb.start
