"""Dates and end statuses of one field -> when an agreement starts and ends."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from extract.agreements.findings import Findings
from extract.agreements.words import load_words, match_words
from extract.model import DateMention, DateValue, EndStatusMention, Span

_NEAR = 12
"""How many code points before a date say what it is the date of."""

_RENEWAL = re.compile(
    # 更新手続中 says nothing of the date before it.
    match_words(load_words("titles")["renewal"])
    + r"(?![の]?(?:手続|予定|協議|交渉|検討|中)|\s+(?:pending|planned|under\s|in\s+pro))",
    re.IGNORECASE,
)
# 「2015年10月に3回目の更新、2020年10月まで」: only the first is of the renewal.
_OF_EARLIER = re.compile(r".*[0-9０-９年月日]に[^、]{0,6}(?:更新|改定|延長)、")
_TIMES = re.compile(r"^(?:に?、?[0-9０-９二三四五]+(?:回|度)目の)?")  # 「10月に3回目の更新」
# Behind a word that is a label of the date that follows.
_OF_NEXT = re.compile(r"\s*[:：]|\s+(?:in\s+|on\s+)?(?:[0-9]{1,4}|[A-Z][a-z]{2,8})(?![A-Za-z])")
_LISTS = re.compile(r"\s*(?:[,、，・/／&]|and|及び|と)\s*(?:and\s+)?")
_JAPANESE_SPACE = re.compile(r"\s+(?=[ぁ-ヿ一-鿿])|(?<=[ぁ-ヿ一-鿿])\s+")


@dataclass(frozen=True, slots=True)
class Term:
    """When an agreement starts and how it ends; None where the text does not say."""

    start: DateValue | None = None
    end: DateValue | None = None
    end_status: str | None = None


def join_dates(dates: Sequence[DateMention]) -> DateValue | None:
    """Return the one value of a field, or the EDTF set of its values, earliest first.

    Partners that joined or left at different times have one field with several dates.
    """
    values = list({date.date.value: date.date for date in dates}.values())
    if len(values) < 2:
        return values[0] if values else None
    values.sort(key=_sort_key)
    return DateValue(
        "{" + ",".join(value.value for value in values) + "}",
        min((value.first_day for value in values if value.first_day), default=None),
        max((value.last_day for value in values if value.last_day), default=None),
    )


def _sort_key(value: DateValue) -> tuple[str, str]:
    day = value.first_day or value.last_day
    return (day.isoformat() if day else "", value.value)


def split_period(value: DateValue) -> Term:
    """Return the two ends of an interval such as ``2010-04/2015-03``, an open one as None.

    What is no interval of two plain dates is a start alone.

    >>> term = split_period(DateValue("2010-04/..", None, None))
    >>> term.start, term.end
    (DateValue(value='2010-04', first_day=datetime.date(2010, 4, 1), \
last_day=datetime.date(2010, 4, 30), alternates=()), None)
    """
    start, slash, end = value.value.partition("/")
    if not slash:
        return Term(start=value)
    return Term(read_plain_date(start), read_plain_date(end))


def read_date(date: DateMention, findings: Findings) -> Term:
    """Return when something began, and when it ended where a date is a period; no year is one."""
    return Term(start=date.date) if is_fiscal(date, findings) else split_period(date.date)


def is_fiscal(date: DateMention, findings: Findings) -> bool:
    """Whether a date is one fiscal year: an interval that says only when something was."""
    first, last = date.date.first_day, date.date.last_day
    is_year = first is not None and last is not None and (last - first).days <= _DAYS_OF_YEAR
    return is_year and _FISCAL.search(findings.cut(date.span)) is not None


_FISCAL = re.compile(r"年度|FY|[Ff]iscal")
_DAYS_OF_YEAR = 366


def read_period(dates: Sequence[DateMention]) -> Term:
    """Return the two ends of a period, said as one interval or as two dates.

    A day within the year said before it is the same date, told exactly.
    """
    if len(dates) == 2 and _is_within(dates[1].date, dates[0].date):
        return Term(dates[1].date)
    if len(dates) == 2:
        return Term(dates[0].date, dates[1].date)
    value = join_dates(dates)
    return Term() if value is None else split_period(value)


def _is_within(one: DateValue, other: DateValue) -> bool:
    days = (other.first_day, one.first_day, one.last_day, other.last_day)
    first, low, high, last = days
    if first is None or low is None or high is None or last is None or one.value == other.value:
        return False
    return first <= low and high <= last


def is_renewal(date: DateMention, place: Span, findings: Findings) -> bool:
    """Whether the words around a date, in its cell or item, say that something was renewed then.

    Of several dates in a row, as in "renewed 2008, 2013", the words are before the first.
    """
    first = date.span.start
    for earlier in reversed(findings.dates_in(Span(place.start, first))):
        if not _LISTS.fullmatch(findings.cut(Span(earlier.span.end, first))):
            break
        first = earlier.span.start
    before = _OF_EARLIER.sub("", findings.cut(Span(place.start, first)))[-_NEAR:]
    behind = findings.cut(Span(date.span.end, place.end)).lstrip()
    said = _RENEWAL.match(_TIMES.sub("", behind))
    is_of_next = said is not None and _OF_NEXT.match(said.string, said.end()) is not None
    return _RENEWAL.search(before) is not None or (said is not None and not is_of_next)


def are_listed(dates: Sequence[DateMention], findings: Findings) -> bool:
    """Whether there are several dates with commas or the like between, as no period has."""
    gaps = [findings.cut(Span(one.span.end, other.span.start)) for one, other in pairwise(dates)]
    return bool(gaps) and all(_LISTS.fullmatch(gap) for gap in gaps)


def read_plain_date(edtf: str) -> DateValue | None:
    """Read ``1985``, ``1985-04`` or ``1985-04-01``; None for anything else, open ends among it."""
    parts = edtf.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return None
    numbers = [int(part) for part in parts]
    first_day = date(*numbers, *(1 for _ in range(3 - len(numbers))))
    if len(numbers) == 3:
        return DateValue(edtf, first_day, first_day)
    month = numbers[1] if len(numbers) == 2 else 12
    last_day = date(numbers[0], month, monthrange(numbers[0], month)[1])
    return DateValue(edtf, first_day, last_day)


def read_end_status(field: Span, findings: Findings) -> str | None:
    """Return the end status that a field of ends gives, None where it gives none.

    What went over to something else, and what is only planned, is kept in the field's words.
    """
    words = _cut_dates(field, findings)
    is_dated = bool(findings.dates_in(field))
    told = load_words("ends")["transferred"] + (() if is_dated else load_words("ends")["planned"])
    if any(said in words for said in told):
        return words
    return name_end_status(findings.end_statuses_in(field), findings)


def name_end_status(statuses: Sequence[EndStatusMention], findings: Findings) -> str | None:
    """Return the first of several end statuses, None for none."""
    if not statuses:
        return None
    words = findings.cut(statuses[0].span)
    if any(said in words for said in load_words("ends")["undetermined"]):
        return "undetermined"
    return words if statuses[0].status == "transferred" else statuses[0].status


def _cut_dates(field: Span, findings: Findings) -> str:
    """Return the text of a field without its dates, and without spaces inside of Japanese."""
    text = list(findings.cut(field))
    for span in (found.span for found in findings.dates_in(field)):
        text[span.start - field.start : span.end - field.start] = " " * len(span)
    return _JAPANESE_SPACE.sub("", "".join(text)).strip(" \n・、,;/()（）")
