"""The sentences around one that tells of a signing -> what they add: when it began, when it ends.

"It runs until 2024", 「有効期間は2023年3月31日まで」, 「調印式は5月31日に行われた」.
"""

import re
from calendar import day_name
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import timedelta

from extract.agreements.findings import Findings
from extract.agreements.kinds import NOUN
from extract.agreements.moments import find_concluded, find_end, is_dateline, is_end, list_moments
from extract.agreements.parties import as_party, is_embassy, names_body
from extract.agreements.repetitions import identify_party
from extract.agreements.terms import join_dates, name_end_status, read_date, read_plain_date
from extract.agreements.words import load_words, match_words
from extract.model import Agreement, DateMention, DateValue, Link, Segment, Span

REACH = 3
"""How many sentences behind the signing may speak of its term."""

LABEL_REACH = 40
"""How many lines behind it may be labelled as its term, as in an announcement with headings."""

_AT = re.compile(r"(?<![a-z])at(?:\s+the)?\s+$", re.IGNORECASE)
_AT_BEHIND = re.compile(r"(?:内|別館|会議室|講堂)?(?:で|において|にて)(?!す|あ|は)")

_SPEAKS_OF_IT = re.compile(
    rf"(?:^|[.,;]\s|(?<![a-z])(?:and|but|under|of)\s)\s*(?:the|this|that|its|their|the\s+new)\s+(?:[a-z-]+\s+){{0,3}}?"
    rf"(?:{NOUN}|term|period|duration|validity|cooperation|collaboration)(?![a-z])|(?<![a-z])it(?![a-z])"
    rf"|(?:本|同|この|当該|新|新たな)(?:{NOUN}|枠組み?)|(?:有効|設置|契約|実施|協力|連携|存続)期[間限]|(?:{NOUN})書?の?(?:有効)?期[間限]|(?:^|、)\s*(?:(?:新しい|新たな|次の|現在の)?期[間限]|{NOUN})書?[はのを]|いずれも[^。]{{0,20}}(?:まで|有効|期限|自動)|(?:今回|今般|この)の?(?:更新|改定|延長|締結)により|^[0-9０-９年月日./平成令和末]{{5,14}}まで(?:です|である|だ|の|。|$)|(?:更新|改定|延長)後の|限り[^。]{{0,20}}(?:更新|延長|継続)|(?:署名|調印|締結)は",
    re.IGNORECASE,
)
# What speaks of the agreement wherever it stands below.
_STATES_TERM = re.compile(
    rf"(?:{NOUN})書?の(?:有効)?期間|有効期間"
    rf"|(?:^|[.;]\s)\s*(?:the|this)\s+(?:[a-z-]+\s+){{0,2}}?(?:{NOUN})\s+(?:is|will|shall|runs|remains)\s",
    re.IGNORECASE,
)
_TERM = re.compile(
    r"(?<![a-z])(?:runs?|ran|valid|validity|force|expires?|effect|effective|until|renew[a-z]*|extend[a-z]*|prolong[a-z]*|terms?|lasts?|period"
    r"|continues?|open-ended|automatic[a-z]*|indefinite[a-z]*|starts?|began|begins?)(?![a-z])"
    r"|期[間限]|まで|発効|満了|終了|更新|延長|継続|有効",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?<![a-z])(?:effect|effective|force|starts?|started|began|begins?|valid\s+from|runs?\s+from|ran\s+from"
    r"|sign(?:ed|ing)|initialled|conclu(?:ded|sion)|renew(?:ed|al)|ceremony|since|dated|bears\s+the\s+date)(?![a-z])"
    r"|発効|開始|始ま|から|より|締結|調印|署名|結ばれ|結んだ",
    re.IGNORECASE,
)
_CEREMONY = re.compile(
    r"調印式|締結式|署名式|締結|調印|署名|(?<![A-Za-z])(?:ceremony|signed|signing)(?![A-Za-z])",
    re.IGNORECASE,
)
_IS_CEREMONY = re.compile(r"(?:調印|締結|署名)式|(?<![A-Za-z])ceremony(?![A-Za-z])", re.IGNORECASE)
_IT_WAS = re.compile(r"の(?:こと|出来事)(?:です|でした|であ|だ)")
_EARLIER = re.compile(
    r"ものです|ものであ|以来|最初|当初|(?<![A-Za-z])(?:first|original(?:ly)?|initial(?:ly)?|since)(?![A-Za-z])",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"訪問|訪れ|来学|来訪|来校|迎え|会談|懇談"
    r"|(?<![A-Za-z])(?:visit(?:ed|s|ing)?|met|welcomed|received|hosted|guests?|came|delegation|working\s+session)(?![A-Za-z])",
    re.IGNORECASE,
)
_MEETING_REACH = 4
# "On this occasion": what was told before it may be longer.
_OCCASION = re.compile(
    r"(?<![a-z])(?:on|during|at)\s+(?:this|the|their)\s+(?:occasion|visit|meeting|session)(?![a-z])|この機会に|席上|この日",
    re.IGNORECASE,
)
_OCCASION_REACH = 8
_PAIR = re.compile(r"両(?:大学|機関|者|校)|(?<![a-z])(?:both|two)(?![a-z])", re.IGNORECASE)
_TODAY = re.compile(
    r"本日|今日|きょう|(?<![A-Za-z])(?:today|this\s+(?:morning|afternoon|evening))(?![A-Za-z]|\s+announced)",
    re.IGNORECASE,
)
_YESTERDAY = re.compile(r"昨日|きのう|(?<![A-Za-z])yesterday(?![A-Za-z])", re.IGNORECASE)
_SAME_DAY = re.compile(
    r"同日|同じ日|(?<![A-Za-z])(?:the|that)\s+same\s+day(?![A-Za-z])", re.IGNORECASE
)
_WEEKDAY = re.compile(
    r"(?<!said )(?<!announced )(?<![A-Za-z])"
    r"(?:(?:on|last)\s+|(?:agreement|memorandum|understanding)\s+)"
    rf"(?P<day>{'|'.join(day_name)})(?![A-Za-z])",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"[\s0-9０-９①-⑳.．、()（）■●○◆・*-]*"
    rf"(?:{match_words(load_words('term labels')['words'])})"
    r"(?:\s*[(（][^()（）]*[)）])?(?:\s*[:：]|\s|は|$)",
    re.IGNORECASE,
)
_POSTED = re.compile(r"\s*(?:posted|published|released|issued)(?![a-z])", re.IGNORECASE)
_LONGEST_DATELINE = 40
_HEAD = 8
_FOOT = 2
"""In how many blocks from the top, or from the end, the day of issue stands."""


def list_following(index: int, segments: Sequence[Segment]) -> Iterator[Segment]:
    """Yield the sentences behind one, as long as their blocks follow each other, one left out."""
    block = segments[index].block
    for segment in segments[index + 1 : index + 1 + LABEL_REACH]:
        if segment.block > block + 2:
            return
        block = segment.block
        yield segment


def find_labelled(index: int, segments: Sequence[Segment], findings: Findings) -> Segment | None:
    """Return what has a label such as 有効期間, the line itself or the next; None without one."""
    segment = segments[index]
    match = _LABELLED.match(findings.cut(segment.span))
    if match is None:
        return None
    if findings.dates_in(segment.span):
        return segment
    following = segments[index + 1 : index + 2]
    is_bare = not findings.cut(segment.span)[match.end() :].strip()
    return following[0] if is_bare and following else None


def speaks_of_term(sentence: Span, findings: Findings) -> bool:
    """Whether a sentence says of an agreement told before it how long it lasts."""
    text = findings.cut(sentence)
    says = _TERM.search(text) or _BEGINS.search(text) or findings.end_statuses_in(sentence)
    return bool(_SPEAKS_OF_IT.search(text) and says)


def speaks_of_pair(sentence: Span, findings: Findings) -> bool:
    """Whether a sentence speaks of two named before it together."""
    return _PAIR.search(findings.cut(sentence)) is not None


def states_term(sentence: Span, findings: Findings) -> bool:
    """Whether a sentence says by name that it is of the agreement's term, near it or far."""
    return _STATES_TERM.search(findings.cut(sentence)) is not None


def add_term(
    agreement: Agreement, sentence: Span, findings: Findings, *, is_labelled: bool = False
) -> Agreement:
    """Return an agreement with what a sentence about it adds, its evidence reaching so far.

    A lone date that `is_labelled` as that of the signing or the term needs no word beside it.
    """
    moments = list_moments(sentence, None, findings)
    status = name_end_status(findings.end_statuses_in(sentence), findings)
    start, end = agreement.start, agreement.end
    begins = is_labelled or _BEGINS.search(findings.cut(sentence))
    concluded = find_concluded(sentence, findings)
    if start is None and (concluded or (len(moments.starts) == 1 and begins)):
        start = read_date(concluded or moments.starts[0], findings).start
    end = end or find_end(moments, findings) or _find_period_end(moments.starts, findings)
    status = agreement.end_status or status
    if (start, end, status) == (agreement.start, agreement.end, agreement.end_status):
        return agreement
    evidence = Span(
        min(agreement.evidence.start, sentence.start), max(agreement.evidence.end, sentence.end)
    )
    return replace(agreement, start=start, end=end, end_status=status, evidence=evidence)


def tell_ceremony(agreement: Agreement, segment: Segment, findings: Findings) -> Agreement:
    """Return an agreement with the one date of a sentence about the ceremony as its start."""
    match = _IS_CEREMONY.search(findings.document.text, segment.span.start, segment.span.end)
    if match is None:
        return agreement
    dates = _list_begins(segment, findings)
    if len(dates) > 1 and not match[0].isascii():
        # Of the days of a journey it is the last before the word: 「6日に訪れ、7日に調印式」.
        dates = [date for date in dates if date.span.end <= match.start()][-1:]
    return replace(agreement, start=dates[0].date) if len(dates) == 1 else agreement


_OF_ONE = re.compile(r"(?:\s*[(（][^()（）]*[)）])?(?:とは|との|とも|については|は|が)")
_OF_BOTH = (
    r"(?:\s+(?:of\s+(?:these|them|the\s+two)|one))?"
    r"\s+(?:was|is|has|had|will|remains|runs|stands|expire[sd]|ended|lapsed)"
)
_FORMER = re.compile(
    rf"前者|(?<![a-z])the\s+(?:former(?![a-z])|first(?={_OF_BOTH}\s))", re.IGNORECASE
)
_LATTER = re.compile(
    rf"後者|(?<![a-z])the\s+(?:latter(?![a-z])|(?:second|other)(?={_OF_BOTH}\s))", re.IGNORECASE
)


def tell_own_date(
    agreement: Agreement, beside: Sequence[Agreement], segment: Segment, findings: Findings
) -> Agreement:
    """Return one of several agreements told together, with the date that is only its own.

    「A大学とは5月に、B大学とは6月に署名した」; the former is of the first of two.
    """
    if not _CEREMONY.search(findings.cut(segment.span)):
        return agreement
    places = sorted(_list_own_places(beside, segment, findings), key=lambda place: place[0])
    ends = [*(low for low, _ in places[1:]), segment.span.end][: len(places)]
    for (low, one), high in zip(places, ends, strict=True):
        dates = findings.dates_in(Span(low, high))
        if one.parties == agreement.parties and len(dates) == 1:
            return replace(agreement, start=dates[0].date)
    return agreement


def tell_ends_in_turn(
    beside: Sequence[Agreement], sentence: Span, findings: Findings
) -> list[Agreement]:
    """Return agreements with the ends that are said of the former and the latter of two."""
    text = findings.cut(sentence)
    found = [pattern.search(text) if len(beside) == 2 else None for pattern in (_FORMER, _LATTER)]
    marks = sorted(mark.start() for mark in found if mark)
    told: list[Agreement] = []
    for agreement, mark in zip(
        beside, found if len(beside) == 2 else [None] * len(beside), strict=True
    ):
        if mark is None:
            told.append(agreement)
            continue
        high = next((start for start in marks if start > mark.start()), len(text))
        part = Span(sentence.start + mark.start(), sentence.start + high)
        ended = add_term(agreement, part, findings)
        told.append(replace(ended, start=agreement.start))
    return told


def tells_own_term(
    agreement: Agreement, beside: Sequence[Agreement], segment: Segment, findings: Findings
) -> bool:
    """Whether a sentence about a term names one party of an agreement, and none of those beside."""
    if not speaks_of_term(segment.span, findings):
        return False
    named = {identify_party(as_party(link, findings)) for link in findings.links_in(segment.span)}
    members = [{identify_party(party) for party in one.parties} for one in beside]
    shared = set.intersection(*members) if members else set()
    own = {identify_party(party) for party in agreement.parties} - shared
    return bool(named) and named <= own | shared and bool(named & own)


def _list_own_places(
    beside: Sequence[Agreement], segment: Segment, findings: Findings
) -> Iterator[tuple[int, Agreement]]:
    """Yield where a sentence goes over to one of several agreements, and which that is."""
    text = findings.cut(segment.span)
    if len(beside) == 2:
        for pattern, one in zip((_FORMER, _LATTER), beside, strict=True):
            yield from ((segment.span.start + match.end(), one) for match in pattern.finditer(text))
    for link in findings.links_in(segment.span):
        if _OF_ONE.match(findings.document.text, link.mention.span.end):
            name = identify_party(as_party(link, findings))
            of = [one for one in beside if name in {identify_party(each) for each in one.parties}]
            if len(of) == 1:
                yield link.mention.span.end, of[0]


def _list_begins(segment: Segment, findings: Findings) -> list[DateMention]:
    return [
        date
        for date in findings.dates_in(segment.span)
        if not is_end(date, segment.span, findings)
        and not is_dateline(date, segment.span, findings)
    ]


def _find_period_end(dates: Sequence[DateMention], findings: Findings) -> DateValue | None:
    return read_date(dates[0], findings).end if len(dates) == 1 else None


def find_date_beside(
    index: int, parties: Sequence[Link], segments: Sequence[Segment], findings: Findings
) -> DateValue | None:
    """Return the one date of the sentence before or behind that speaks of the signing."""
    names = {link.chosen.id for link in parties if link.chosen}
    for segment in (*segments[index + 1 : index + 2], *segments[max(index - 1, 0) : index]):
        if _tells_another(segment, names, findings):
            continue
        if (
            abs(segment.block - segments[index].block) <= 1
            and (
                _CEREMONY.search(findings.cut(segment.span))
                or _IT_WAS.search(findings.cut(segment.span))
            )
            and not _EARLIER.search(findings.cut(segment.span))
            and (date := _join_days(_list_begins(segment, findings), findings))
        ):
            return date
    return None


def _join_days(dates: Sequence[DateMention], findings: Findings) -> DateValue | None:
    """Return the one date, or the two on which each side signed in its place; None for others."""
    if len(dates) == 2:
        gap = findings.cut(Span(dates[0].span.end, dates[1].span.start))
        return join_dates(dates) if _EACH_IN_PLACE.fullmatch(gap) else None
    return dates[0].date if len(dates) == 1 else None


_EACH_IN_PLACE = re.compile(r"\s+(?:in|at)\s+[^.;,]{2,40}?,?\s+and\s+on\s+", re.IGNORECASE)
_ATTENDED = re.compile(
    r"(?<![a-z])(?:attended|witnessed|present|looked\s+on)(?![a-z])|出席|立ち会|立会|列席|参列",
    re.IGNORECASE,
)


LONGEST_TITLE = 80
"""In code points: no title of a part is longer."""
_LONGEST_MARK = 8


def is_title(segment: Segment, findings: Findings) -> bool:
    """Whether a line may be the title of what stands below it: short, and no sentence."""
    text = findings.cut(segment.span).rstrip()
    return len(text) <= LONGEST_TITLE and not text.endswith(("。", "."))


def find_date_of_title(
    index: int, parties: Sequence[Link], segments: Sequence[Segment], findings: Findings
) -> DateValue | None:
    """Return the day that opens the title above a sentence, if that names one of the parties.

    "■ 28 June: memorandum with A University"
    """
    ids = {link.chosen.id for link in parties if link.chosen}
    for title in segments[max(index - 1, 0) : index]:
        dates = findings.dates_in(title.span)
        named = {link.chosen.id for link in findings.links_in(title.span) if link.chosen}
        is_above = title.block < segments[index].block and is_title(title, findings)
        is_opened = bool(dates) and dates[0].span.start <= title.span.start + _LONGEST_MARK
        if is_above and is_opened and named & ids and _is_day(dates[0]):
            return dates[0].date
    return None


_FOUNDED = re.compile(
    r"(?:^|;)\s*(?:it|the\s+(?:joint\s+)?(?:laboratory|lab|cent(?:re|er)|unit|institute))\s+was\s+"
    r"(?:first\s+)?(?:created|founded|established|launched|opened|set\s+up)\s",
    re.IGNORECASE,
)


def find_founding(index: int, segments: Sequence[Segment], findings: Findings) -> DateValue | None:
    """Return the first date of the next sentence if that says when the laboratory was founded."""
    for segment in segments[index + 1 : index + 2]:
        match = _FOUNDED.search(findings.cut(segment.span))
        founded = Span(segment.span.start + match.end(), segment.span.end) if match else None
        if founded and (dates := findings.dates_in(founded)):
            return dates[0].date
    return None


def _tells_another(segment: Segment, ids: Set[str], findings: Findings) -> bool:
    """Whether a sentence is of other institutions, or of an agreement of two named before."""
    text = findings.cut(segment.span)
    links = findings.links_in(segment.span)
    is_other = any(link.chosen is None or link.chosen.id not in ids for link in links)
    # Who else attended the ceremony is of no other agreement.
    is_attended = _IS_CEREMONY.search(text) and _ATTENDED.search(text)
    return (is_other and not is_attended) or _PAIR.search(text) is not None


def find_date_of_meeting(
    sentence: Segment, parties: Sequence[Link], before: Sequence[Segment], findings: Findings
) -> DateValue | None:
    """Return the one date of a sentence just before that tells that the parties met."""
    is_then = _OCCASION.search(findings.cut(sentence.span)) is not None
    reach = _OCCASION_REACH if is_then else _MEETING_REACH
    ids = {link.chosen.id for link in parties if link.chosen}
    for segment in reversed(before[-reach:]):
        named = {link.chosen.id for link in findings.links_in(segment.span) if link.chosen}
        dates = findings.dates_in(segment.span)
        if named & ids and len(dates) == 1 and _MEETING.search(findings.cut(segment.span)):
            return dates[0].date
    return None


def drop_places(segment: Segment, links: Sequence[Link], findings: Findings) -> tuple[Link, ...]:
    """Leave out what only says where: an embassy met at, and the place of a dateline."""
    dates = [
        date
        for date in findings.dates_in(segment.span)
        if is_dateline(date, segment.span, findings)
    ]
    low = dates[0].span.end if dates else segment.span.start
    agency = _AGENCY.match(findings.document.text, low)
    low = agency.end() if dates and agency else low
    return tuple(
        link
        for link in links
        if link.mention.span.start >= low
        and not _is_venue(link.mention.span, segment, findings)
        and not _is_town(link, segment, findings)
    )


_AGENCY = re.compile(r"\s*\([^()]{1,20}\)\s*[–—-]")
_DASH = re.compile(r"\s*(?:--|[–—])|\s+-\s")


def _is_town(link: Link, segment: Segment, findings: Findings) -> bool:
    """Whether a name in capitals before a dash is only the town in which news was written."""
    name = findings.cut(link.mention.span)
    is_dateline = link.mention.span.start == segment.span.start and name.isupper()
    if not is_dateline or not _DASH.match(findings.document.text, link.mention.span.end):
        return False
    if link.chosen is None:
        return not names_body(name)
    return link.chosen.name.casefold().startswith(f"{name.casefold()} ")


def _is_venue(name: Span, segment: Segment, findings: Findings) -> bool:
    """Whether an embassy or residence is named as the place where something was done."""
    before = findings.cut(Span(segment.span.start, name.start))
    behind = findings.cut(Span(name.end, segment.span.end))
    return bool(is_embassy(findings.cut(name)) and (_AT.search(before) or _AT_BEHIND.match(behind)))


def find_today(segment: Segment, findings: Findings) -> DateValue | None:
    """Return the day of issue, or the one before it, if a sentence says that it happened then."""
    text = findings.cut(segment.span)
    weekday = _WEEKDAY.search(text)
    if _YESTERDAY.search(text):
        issue = _find_issue(segment, findings)
        return _take_day_before(issue.date) if issue else None
    if weekday is None and not _TODAY.search(text):
        return None
    issue = _find_issue(segment, findings)
    if issue is None or weekday is None:
        return issue.date if issue else None
    return _take_last(weekday["day"], issue.date)


def _take_day_before(date: DateValue) -> DateValue | None:
    if date.first_day is None:
        return None
    day = date.first_day - timedelta(days=1)
    return DateValue(day.isoformat(), day, day)


def _find_issue(segment: Segment, findings: Findings) -> DateMention | None:
    """Return the day that stands with a place before a sentence, or alone at the top or foot."""
    blocks = findings.document.blocks
    for span in (
        segment.span,
        *(block.span for block in blocks[: min(segment.block + 1, _HEAD)]),
        *(block.span for block in blocks[-_FOOT:]),
    ):
        for date in findings.dates_in(span):
            is_posted = _POSTED.match(findings.cut(span)) and date.span.end == span.end
            if is_posted or is_dateline(date, span, findings) or _is_alone(date, span):
                return date
    return None


def find_same_day(
    segment: Segment, before: Sequence[Segment], told: Sequence[Agreement], findings: Findings
) -> DateValue | None:
    """Return the day told last where a sentence says that it happened on the same; None else.

    Without one just before, it is that of the agreement `told` last.
    """
    match = _SAME_DAY.search(findings.document.text, segment.span.start, segment.span.end)
    if match is None:
        return None
    spans = [Span(segment.span.start, match.start())]
    spans += [near.span for near in reversed(before[-2:]) if near.block >= segment.block - 1]
    dates = [
        date
        for span in spans
        for date in reversed(findings.dates_in(span))
        if not is_end(date, span, findings)
    ]
    starts = [date.date for date in dates[:1]]
    starts += [one.start for one in reversed(told) if one.start is not None]
    return next((start for start in starts if is_day(start)), None)


_TOLD_YEAR = re.compile(r"(?:(?P<next>翌)|同)年(?!度|[0-9０-９一二三四五六七八九十]{1,2}月)")


def find_told_year(
    verb: Span, segment: Segment, before: Sequence[Segment], findings: Findings
) -> DateValue | None:
    """Return the year that 翌年 or 同年 before a verb means, by the date told last."""
    match = _TOLD_YEAR.search(findings.document.text, segment.span.start, verb.start)
    if match is None:
        return None
    low = min(near.span.start for near in (*before[-2:], segment))
    dates = findings.dates_in(Span(low, match.start()))
    first = dates[-1].date.first_day if dates else None
    return read_plain_date(f"{first.year + (match['next'] is not None)}") if first else None


def is_same_day_before(verb: Span, clause: Span, date: DateMention, findings: Findings) -> bool:
    """Whether a clause says 同日 before its verb, and a date only behind it."""
    said = _SAME_DAY.search(findings.document.text, clause.start, verb.start)
    return said is not None and not said[0].isascii() and date.span.start >= verb.end


def _take_last(weekday: str, issue: DateValue) -> DateValue | None:
    """Return the last day of that name up to the day of issue."""
    day: DateValue | None = issue
    for _ in day_name:
        first = day.first_day if day else None
        if first is not None and day_name[first.weekday()].casefold() == weekday.casefold():
            return day
        day = _take_day_before(day) if day else None
    return None


def _is_alone(date: DateMention, block: Span) -> bool:
    """Whether a day stands in a line of its own, or with a place."""
    return _is_day(date) and len(block) <= _LONGEST_DATELINE + len(date.span)


def _is_day(date: DateMention) -> bool:
    return is_day(date.date)


def is_day(date: DateValue) -> bool:
    """Whether a date is one day.

    >>> is_day(DateValue("2001-01-01", None, None)), is_day(DateValue("2001-01", None, None))
    (True, False)
    """
    return len(date.value) == len("2001-01-01")
