"""The dates of a clause -> which may be of the signing that it tells of, and which of the end."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from extract.agreements.backgrounds import list_backgrounds
from extract.agreements.findings import Findings
from extract.agreements.kinds import NOUN
from extract.agreements.terms import read_date
from extract.agreements.words import load_words, match_words
from extract.model import DateMention, DateValue, Span

_UNTIL = re.compile(
    r"(?:(?<![A-Za-z])(?:until|till|through|(?<!back\s)to|by|end(?:s|ing)?\s+(?:on|in)|expires?(?:\s+(?:on|in))?|(?:run|ran)\s+out\s+(?:on|in)|(?:expired|terminated|cancelled|canceled|closed|dissolved|discontinued)(?:\s+by\s+[a-z]+\s+[a-z]+)?(?:\s+(?:on|in|at))?"
    r"|valid\s+to|expiry\s+(?:on|in|of)|lapsed\s+(?:on|in)|terminated\s+(?:on|in)|ended\s+(?:on|in))|(?:期限|満了日?|終期)\s*[はがを:：]?)\s*(?:the\s+)?(?:end\s+of\s+)?$",
    re.IGNORECASE,
)
_UNTIL_BEHIND = re.compile(
    r"\s*(?:末|末日)?\s*(?:まで(?!に)|迄|終\s?期|を期限|(?:を|に|で|をもって|をもち)?(?:満了|終了|失効|閉鎖|解散)"
    r"|[にで](?:有効)?期[限間](?:を迎え|とな|が?切れ|が?満了|が?終了))"
)

# A date of something else than the signing, by the word before or behind it.
_OTHER_BEFORE = re.compile(
    rf"(?:{match_words(load_words('other dates')['english'])})"
    r"\s+(?:[a-z]+\s+)?(?:(?:in|on|since)\s+)?(?:the\s+)?$"
    r"|(?:meeting|session|conference|workshop|symposium|visit)\s+(?:of|on|in)\s+$"
    r"|(?:first|originally|initially|previously|last)\s+[a-z]+ed\s+(?:(?:in|on)\s+)?$"
    r"|(?P<held>held|took\s+place|takes\s+place)\s+(?:from\s+)?(?:(?:in|at)\s[^,;.]{0,60}\s)?(?:in|on)\s+$",
    re.IGNORECASE,
)
# What is held where the date is that of the signing.
_CEREMONY = re.compile(r"(?<![a-z])(?:ceremony|signing|to\s+sign)(?![a-z])", re.IGNORECASE)
_OTHER_BEHIND = re.compile(
    rf"[にの]?(?:{match_words(load_words('other dates')['japanese'])})(?!式)"
)
_BY_THEN = re.compile(r"\s*(?:末|末日)?\s*までに")
_OTHER_VERB = re.compile(
    rf"(?:{match_words(load_words('signing')['english'])})\s+(?:(?:in|on|since)\s+)?$",
    re.IGNORECASE,
)
_OPENING = 12
"""Within how many code points of its start a date opens a clause: "On the ", ", and in "."""
_BESIDE = 4
"""Within how many code points behind a verb a date is that of the verb: "signed in 2005"."""
# Of 「協定（2002年締結）を更新」 the date is that of the first agreement, and so it is of
# "the agreement of 2002 was renewed in 2007".
_RENEWS = re.compile(r"更新|延長|改定|renew|extend|prolong", re.IGNORECASE)
_CONCLUDED = re.compile(r"に?(?:締結|調印|署名)[)）]")
_SINCE_THEN = re.compile(r".*以来(?:の|$)|.*に?(?:締結|調印|署名)[)）]")
_FIRST_CONCLUDED = re.compile(
    rf"(?<![a-z])(?:(?:first|originally)\s+)?(?:signed|concluded|agreed)\s+(?:in|on)\s+$|(?:{NOUN})\s+(?:of|dated)\s+$",
    re.IGNORECASE,
)
_LAST_REVISED = re.compile(
    r"(?<![a-z])(?:(?:first|originally)\s+(?:signed|concluded|agreed)"
    r"|last\s+(?:revised|amended|renewed|extended))\s+(?:in|on)\s+$",
    re.IGNORECASE,
)
_PERIOD_BEFORE = re.compile(
    r"期間\s*[は：:、]?\s*$|(?<![a-z])(?:period|term|duration|validity)\s*:\s*$", re.IGNORECASE
)
_NAMED = re.compile(r"(?:締結|調印|署名)(?:日|年月)?は、?$")  # 「覚書の締結は1983年6月です」
_FIRST_SIGNED = re.compile(
    rf"(?:最初|初回|当初|元|もと)の?(?:締結|調印|署名|{NOUN})書?[はが、]{{0,2}}\s*$"
    rf"|(?<![a-z])(?:first|originally)\s+(?:signed|concluded|agreed)\s+(?:an?\s+(?:[a-z-]+\s+){{0,3}}?(?:{NOUN})\s+)?(?:in|on)\s+$"
    rf"|(?<![a-z])(?:first|original)\s+(?:{NOUN}|text|document|version)\s+(?:dates\s+(?:from|back\s+to)|(?:was\s+)?(?:signed|concluded)\s+(?:in|on))\s+$",
    re.IGNORECASE,
)
_SINCE_SIGNED = re.compile(
    r"[のに](?:最初の[^、。]{0,10}?を?)?(?:締結|調印|署名)(?:し|され)?(?:て)?(?:以来|以降)"
    r"|に(?:最初|初めて)[^、。]{0,14}?(?:締結|調印|署名|結[びん])"
    r"|に(?:始ま|さかのぼ|遡)(?=[っりるん])"
    r"|に(?:締結|調印|署名)され(?:、(?:今回|このたび|その後)|たもの)"
)
_SINCE = re.compile(r"(?<![a-z])since\s+$", re.IGNORECASE)
_HOLDS = re.compile(match_words(load_words("signing")["holding"]), re.IGNORECASE)
# Of "announced on 10 June that it had signed" the date is that of the news.
_REPORTED = re.compile(r"(?:と|ことを)(?:発表|明らかに|公表)")
# A title may end with the day of issue: 「…を締結しました　2017年9月12日」.
_TITLE_ENDS = re.compile(r"(?:た|締結|調印|更新)[ \u3000]+$")
_DATELINE = re.compile(r"[^.;]{0,40}")
_PLACE = re.compile(r"[A-Z][A-Za-z/ -]{1,30},\s*")
_SENTENCE_BEHIND = re.compile(r"\.(?:\s|$)")
_DATELINE_BEHIND = re.compile(r"[)）]?(?:\s*\([^()]{1,20}\))?\s*(?:--|[–—―:：／|]|-\s)")


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
    own = tuple(
        date
        for date in starts
        if not _follows_other_verb(date, clause, verb, findings)
        and not _SINCE.search(_cut_around(date, clause, findings)[0])
    )
    if verb is not None and _HOLDS.fullmatch(findings.cut(verb)):
        since = [date for date in starts if _SINCE.search(_cut_around(date, clause, findings)[0])]
        own = tuple(since) if len(since) == 1 else own
    named = [date for date in starts if _NAMED.search(_cut_around(date, clause, findings)[0])]
    own = tuple(named) if len(named) == 1 else own
    if len(own) == 1 and _REPORTED.search(findings.cut(clause)):
        return Moments((), ends)
    return Moments(own or starts, ends)


def find_end(moments: Moments, findings: Findings) -> DateValue | None:
    """Return the last of the dates that say until when, None where none does."""
    ends = [read_date(date, findings).end or date.date for date in moments.ends[-1:]]
    return ends[0] if ends else None


def find_concluded(clause: Span, findings: Findings) -> DateMention | None:
    """Return the date that a clause says the agreement is of: 「協定（2002年締結）」."""
    for date in findings.dates_in(clause):
        before, behind = _cut_around(date, clause, findings)
        if _CONCLUDED.match(behind) or _LAST_REVISED.search(before):
            return date
    return None


def find_first_concluded(clause: Span, verb: Span, findings: Findings) -> DateMention | None:
    """Return since when there is the agreement that a clause says was renewed, None for others."""
    if not is_renewal(findings.cut(verb)) and not _RENEWS.search(findings.cut(clause)):
        return None
    dates = findings.dates_in(clause)
    is_renewed = any(0 <= date.span.start - verb.end <= _BESIDE for date in dates[1:])
    if is_renewed and is_renewal(findings.cut(verb)) and dates[0].span.start == clause.start:
        return dates[0]  # "2013 Memorandum between A and B, renewed in 2018"
    return next((date for date in dates if _is_of_first(date, clause, verb, findings)), None)


def _is_of_first(date: DateMention, clause: Span, verb: Span, findings: Findings) -> bool:
    before, behind = _cut_around(date, clause, findings)
    if _FIRST_SIGNED.search(before):
        return True
    is_since = _SINCE_THEN.match(findings.cut(date.span) + behind[:_BESIDE])
    is_said = is_since or _FIRST_CONCLUDED.search(before) or _SINCE.search(before)
    return is_renewal(findings.cut(verb)) and bool(is_said)


def find_stated_period(dates: Sequence[DateMention], findings: Findings) -> DateMention | None:
    """Return the date that is said to be the term: 「（有効期間：2015年4月～2020年3月）」."""
    text = findings.document.text
    return next(
        (
            date
            for date in dates
            if _PERIOD_BEFORE.search(text, max(date.span.start - _OPENING, 0), date.span.start)
        ),
        None,
    )


def find_first_signing(sentence: Span, findings: Findings) -> DateMention | None:
    """Return the day since which a sentence says that there is what was renewed: 「の締結以来」."""
    for date in findings.dates_in(sentence):
        before, behind = _cut_around(date, sentence, findings)
        if _FIRST_SIGNED.search(before) or _SINCE_SIGNED.match(behind):
            return date
    return None


def is_end(date: DateMention, clause: Span, findings: Findings) -> bool:
    """Whether a date says until when; a period says since when too."""
    term = read_date(date, findings)
    if term.end is not None:
        return term.start is None
    before, behind = _cut_around(date, clause, findings)
    return bool(_UNTIL.search(before) or _UNTIL_BEHIND.match(behind))


def is_dateline(date: DateMention, clause: Span, findings: Findings) -> bool:
    """Whether a date stands before the sentence, with the place where news was written."""
    before, behind = _cut_around(date, clause, findings)
    if not behind.strip() and _TITLE_ENDS.search(before):
        return True
    if _PLACE.fullmatch(before) and _SENTENCE_BEHIND.match(behind):
        return True
    is_entry = not before.strip() and behind.lstrip().startswith((":", "："))
    is_entry = is_entry or _fills_cell(date, findings)
    return bool(_DATELINE.fullmatch(before) and _DATELINE_BEHIND.match(behind) and not is_entry)


def _fills_cell(date: DateMention, findings: Findings) -> bool:
    """Whether a date is all that a cell of a table holds."""
    blocks = findings.document.blocks
    at = bisect_left(blocks, date.span.start, key=lambda block: block.span.start)
    is_known = at < len(blocks) and blocks[at].kind == "table_cell"
    return is_known and blocks[at].span == date.span


def choose_nearest(
    starts: Sequence[DateMention],
    verb: Span,
    start: int,
    *,
    is_japanese: bool,
    is_renewal: bool = False,
) -> DateMention | None:
    """Return the date nearest to the verb; in Japanese one before it if there is one.

    In English the date that opens the clause is that of its verb: "In 2005 A signed …", and that
    of a renewal stands behind it: "the agreement of 2005 was renewed in 2010".
    """

    def measure(date: DateMention) -> tuple[bool, int]:
        gap = max(date.span.start - verb.end, verb.start - date.span.end)
        is_behind = date.span.start > verb.start
        return (is_behind if is_japanese else is_renewal and not is_behind, gap)

    beside = [date for date in starts if 0 <= date.span.start - verb.end <= _BESIDE]
    opening = [date for date in starts if date.span.start <= start + _OPENING]
    if beside and not is_japanese:
        return beside[0]
    if opening and not is_japanese:
        return opening[0]
    return min(starts, key=measure, default=None)


def tells_of_renewal(text: str) -> bool:
    """Whether a text has a word by which agreements are renewed."""
    return _RENEWS.search(text) is not None


def is_renewal(verb: str) -> bool:
    """Whether a verb says that there was an agreement before."""
    return _RENEWS.match(verb) is not None


def _cut_around(date: DateMention, clause: Span, findings: Findings) -> tuple[str, str]:
    return (
        findings.cut(Span(clause.start, date.span.start)),
        findings.cut(Span(date.span.end, clause.end)),
    )


def _is_of_other(date: DateMention, clause: Span, verb: Span | None, findings: Findings) -> bool:
    before, behind = _cut_around(date, clause, findings)
    first = _OTHER_BEFORE.search(before)
    if first and first["held"] and _CEREMONY.search(before):
        first = None
    if first and (verb is None or not verb.start <= clause.start + first.start() < verb.end):
        return True
    if verb is not None and is_renewal(findings.cut(verb)) and _CONCLUDED.match(behind):
        return True
    if _BY_THEN.match(behind) or _is_of_background(date, clause, verb, findings):
        return True
    second = _OTHER_BEHIND.match(behind)
    return second is not None and (verb is None or date.span.end + second.end() < verb.start)


def _is_of_background(
    date: DateMention, clause: Span, verb: Span | None, findings: Findings
) -> bool:
    """Whether a date is that of an older agreement, on which the one that the verb tells builds."""
    return verb is not None and any(
        date is one.date and not one.span.contains(verb)
        for one in list_backgrounds(clause, findings)
    )


def _follows_other_verb(
    date: DateMention, clause: Span, verb: Span | None, findings: Findings
) -> bool:
    before, _ = _cut_around(date, clause, findings)
    match = _OTHER_VERB.search(before)
    return match is not None and verb is not None and clause.start + match.start() != verb.start
