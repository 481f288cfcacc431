"""Parts of dates to whole dates and ranges: neighbours lend each other what one has written."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from extract.dates.eras import year_zeros
from extract.dates.parts import Part, exists, months_of
from extract.dates.readers import WEEKDAY

Link = Literal["range", "list", "none"]
Teller = Callable[[Part], Part]
"""Gives a day or month the year, and the month, that is not written; as it is where it is open."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A date from `first` to `last`, which are the same part where it is no range.

    `is_open_start` and `is_open_end` say that it goes on to that side without limit.
    """

    start: int
    end: int
    first: Part
    last: Part
    is_open_start: bool = False
    is_open_end: bool = False

    @property
    def is_range(self) -> bool:
        """Whether two dates are named."""
        return self.first is not self.last

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing but digits to say that it is a date."""
        return self.first.is_bare and self.last.is_bare


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known from outside of a text.

    `calendar` is the last date before the text that is counted from an era.
    """

    tell: Teller | None = None
    calendar: Part | None = None


_LONGEST_LINK = 20
_GAP = " {0,2}\n? {0,2}"
_RANGE = re.compile(
    f"{_GAP}(?:-{{1,2}}|~|ー|/|か ?ら|より|以降|以後|乃至|ないし|(?:to|until|till|til|through"
    f"|thru)(?![a-z]))"
    f"{_GAP}(?:{WEEKDAY}[.,]{{0,2}} )?(?:翌(?:年の? ?)?|同(?:年の? ?)?|the |fy ?|circa |ca?\\. ?"
    "|early[- ]|mid[- ]|late[- ])?"
)
_LIST = re.compile(
    f"{_GAP}(?:,|、|・|/|&|,? ?(?:and|or)(?![a-z])|及び|および|と|又は|または|ならびに"
    f"|並びに){_GAP}(?:the |翌)?"
)
_AND = re.compile(f"{_GAP}and{_GAP}(?:the )?")
_BETWEEN = re.compile("(?<![a-z])between (?:the )?\\Z")


def join_parts(copy: str, parts: Sequence[Part], surroundings: Surroundings) -> list[Expression]:
    """Return the whole dates in their order; parts that stay without a year are left out."""
    links = [_link(copy, left, right) for left, right in pairwise(parts)]
    whole = _complete(copy, parts, links, surroundings.calendar)
    if surroundings.tell and any(map(is_open, whole)):
        told = _tell_open(copy, whole, links, surroundings.tell)
        whole = _complete(copy, told, links, surroundings.calendar)  # 27 of "27-28 March"
    return _pair(copy, whole, links)


def is_open(part: Part) -> bool:
    """Whether this is a day or month of which the year is not written at all."""
    return part.year is None and part.short_year is None and part.unit in ("day", "month")


def _complete(
    copy: str, parts: Sequence[Part], links: list[Link], calendar: Part | None
) -> list[Part]:
    whole = list(parts)
    for index in range(len(links) - 1, -1, -1):
        if links[index] != "none":
            whole[index] = _complete_left(whole[index], whole[index + 1], links[index])
    for index, part in enumerate(whole):
        if index and links[index - 1] != "none":
            part = _complete_right(whole[index - 1], part, links[index - 1], copy)
        is_linked = bool(calendar) and _is_near_year(copy, part, calendar)
        is_short = _is_short(copy, part)
        whole[index] = part = _with_century(part, calendar, is_linked=is_linked, is_short=is_short)
        calendar = part if part.year is not None and not part.is_bare else calendar
    return whole


def _tell_open(copy: str, parts: list[Part], links: list[Link], tell: Teller) -> list[Part]:
    """Return the parts in the years told; of "1 April to 31 March" neither or both are."""
    told = [tell(part) if is_open(part) else part for part in parts]
    for index, link in enumerate(links):
        first, last = told[index], told[index + 1]
        is_new = first is not parts[index] or last is not parts[index + 1]
        if link != "range" or not is_new or first.month is None or last.month is None:
            continue
        if not (first.is_whole and _makes_range(copy, first, last, link)):
            told[index], told[index + 1] = parts[index], parts[index + 1]
    return told


def _link(copy: str, left: Part, right: Part) -> Link:
    if right.start - left.end > _LONGEST_LINK or right.start == left.end:
        return "none"
    is_year_first = right.month is not None and copy[right.start : right.start + 4].isdecimal()
    if left.unit == "number" and is_year_first:
        return "none"  # "3 - 2019.10.31" is a number and a date
    if _RANGE.fullmatch(copy, left.end, right.start):
        # "2001. 8 / 2002. 2" are two dates, "2019/20" is one.
        if "/" in copy[left.end : right.start]:
            return "range" if _are_years(left, right) else "list"
        return "range"
    if _AND.fullmatch(copy, left.end, right.start) and _BETWEEN.search(
        copy, max(0, left.start - 16), left.start
    ):
        return "range"
    return "list" if _LIST.fullmatch(copy, left.end, right.start) else "none"


def _are_years(left: Part, right: Part) -> bool:
    return left.unit == "year" and right.unit in ("year", "number") and right.start - left.end == 1


def _complete_left(part: Part, after: Part, link: Link) -> Part:
    """Return `part` with the month, year or unit that only the date after it has written."""
    if part.unit == "year" and part.is_bare and after.unit in ("year", "decade"):
        return _with_unit(part, after)
    if part.unit == "year" and part.year_zero and after.unit == "year" and after.fiscal_month:
        return replace(part, fiscal_month=after.fiscal_month)
    if part.month and part.year is None and after.unit == "day" and after.month is None:
        is_day = exists(after.year or 0, part.month, after.day or 0)
        return replace(part, year=after.year) if is_day else part
    if not after.is_whole or part.is_whole:
        return part
    if part.unit == "number":
        return _with_month(part, after)
    if part.unit == "day" and part.month is None:
        return _in_month(part, after.year or 0, after.month)
    if part.unit in ("day", "month") and after.month and part.short_year is None:
        return _before(part, after, link)
    return part


def _with_unit(part: Part, after: Part) -> Part:
    """Return 2016 of 2016～2018年度 as a fiscal year, 1980 of 1980～90年代 as a decade."""
    if after.is_bare or part.year is None:
        return part
    if after.unit == "decade":
        return (
            replace(part, unit="decade", index=10, is_bare=False) if part.year % 10 == 0 else part
        )
    return replace(part, fiscal_month=after.fiscal_month, is_bare=False)


def _with_month(part: Part, after: Part) -> Part:
    """Return 4 of 4-5 October 2014 as a day of that month."""
    fits = after.unit == "day" and after.year is not None and after.month is not None
    if not fits or not exists(after.year or 0, after.month or 0, part.index):
        return part
    return replace(
        part,
        unit="day",
        year=after.year,
        month=after.month,
        day=part.index,
        index=0,
        is_bare=after.is_bare,
    )


def _before(part: Part, after: Part, link: Link) -> Part:
    if after.year is None or part.month is None:
        return part
    earlier = link == "range" and (part.month, part.day or 0) > (after.month or 0, after.day or 31)
    return _in_year(part, after.year - earlier)


def _in_year(part: Part, year: int) -> Part:
    if part.unit == "day" and not exists(year, part.month or 0, part.day or 0):
        return part
    return replace(part, year=year)


def _in_month(part: Part, year: int, month: int | None) -> Part:
    if month is None or not exists(year, month, part.day or 0):
        return part
    return replace(part, year=year, month=month)


def _complete_right(before: Part, part: Part, link: Link, copy: str) -> Part:
    """Return `part` with what only the date before it has written."""
    if part.is_whole or not before.is_whole or before.year is None:
        return part
    if part.year is not None and before.month:
        return _in_month(part, part.year, before.month)
    if part.unit == "number":
        return (_second_day if before.unit == "day" else _short_end)(before, part, link, copy)
    if part.unit == "decade":
        return replace(part, year=before.year // 100 * 100 + (part.short_year or 0))
    if part.short_year is not None:
        is_short = _is_short(copy, part)
        later = _with_century(part, before, is_linked=True, is_short=is_short)
        return later if link == "list" or (later.year or 0) >= before.year else part
    if part.unit == "day" and part.month is None and before.month:
        return _in_month(part, before.year, before.month)
    is_named = copy[part.start].isascii() and copy[part.start].isalpha()
    if part.month is None or (is_named and link == "list"):
        return part  # "in 1979, May left": a name of a month may be a name
    is_earlier = (part.month, part.day or 31) < (before.month or 0, before.day or 0)
    is_next = link == "range" and (is_earlier or "翌年" in copy[before.end : part.start])
    return _in_year(part, before.year + is_next)


_ORDINAL_END = ("st", "nd", "rd", "th")


def _second_day(before: Part, part: Part, link: Link, copy: str) -> Part:
    """Return 15 of "April 12 to 15" and 6th of "April 5th and 6th" as days of that month."""
    written = copy[before.start : before.end]
    is_day = link == "range" or copy[before.end : part.end].endswith(_ORDINAL_END)
    is_month_first = written[:1].isalpha() and written.isascii() and not written[-3:].isdecimal()
    year, month = before.year or 0, before.month or 0
    follows = part.index > (before.day or 0) and exists(year, month, part.index)
    if not (is_day and is_month_first and follows):
        return part
    return replace(before, start=part.start, end=part.end, day=part.index)


def _short_end(before: Part, part: Part, link: Link, copy: str) -> Part:
    """Return 21 of 2016-21 as 2021, and 01 of 1999-01 as 2001; after a slash only the next year."""
    is_tight = part.start - before.end == 1 and part.end - part.start == 2
    if link != "range" or not is_tight or before.unit != "year" or before.year is None:
        return part
    year = before.year // 100 * 100 + part.index
    if year <= before.year and before.year % 100 >= 90:
        year += 100
    if year <= before.year or (copy[before.end] == "/" and year != before.year + 1):
        return part
    return replace(before, start=part.start, end=part.end, year=year)


# 10年 may be 2010 or the tenth year of 平成, but 昭和 ended in its 64th year. Numbers without a
# century are newspaper style, of the years up to now.
_LIKELY_CENTURY = dict.fromkeys(range(5), 2000) | dict.fromkeys(range(13, 20), 1900)


def _with_century(part: Part, calendar: Part | None, *, is_linked: bool, is_short: bool) -> Part:
    """Return 07年7月 in the era or century of the date before; with neither, as a likely year."""
    short = part.short_year
    if part.year is not None or short is None:
        return part
    if part.unit == "decade":
        return replace(part, year=short + (1900 if short > 20 else 2000))
    # 12年 may be twelve years, 12年夏 is not; 3年3月 is a date only in an era named before.
    is_in_era = calendar is not None and calendar.year_zero is not None
    if (not is_linked and part.unit == "year") or (is_short and not is_in_era):
        return part
    if calendar is None or calendar.year is None:
        century = _LIKELY_CENTURY.get(short // 5)
        return part if century is None else _in_year(part, century + short)
    if calendar.year_zero is not None:
        zero = _era_of(short, calendar.year_zero, calendar.year)
        return replace(_in_year(part, zero + short), year_zero=zero)
    return _in_year(part, calendar.year // 100 * 100 + short)


def _is_short(copy: str, part: Part) -> bool:
    """Whether only an era named before makes a year of this number: 3年3月, 四年, 27.3.25."""
    return not copy[part.start : part.start + 2].isdecimal() or (
        copy[part.start + 2 : part.start + 3] == "."
    )


def _era_of(short: int, zero: int, year: int) -> int:
    """Return the year before the era that is meant: after 平成30年 a 2.4.1 is in 令和."""
    later = min((each for each in year_zeros().values() if each > zero), default=zero)
    return later if zero + short < year and year - 3 <= later + short <= year + 10 else zero


_IN_SHORT_YEAR = re.compile(" ?[にはのも、]")
_AT_SHORT_YEAR = re.compile(" ?(?:に(?![わ渡亘及お一0-9])|から|以降)")
_COUNT_BEFORE = re.compile("(?:[約第前後満生誕没計延]|以来|[まうそ]の) ?\\Z")


def _is_near_year(copy: str, part: Part, calendar: Part | None) -> bool:
    """Whether 99年 is so near to 1998年 in number that it is 1999, not 99 years.

    In an era years are told forwards and backwards, and fiscal years cannot be how long.
    """
    if part.short_year is None or calendar is None or calendar.year is None:
        return False
    distance = part.short_year - (
        calendar.year - (calendar.year_zero or calendar.year // 100 * 100)
    )
    if _COUNT_BEFORE.search(copy, max(0, part.start - 3), part.start):
        return False
    if calendar.year_zero and part.fiscal_month:
        return -10 < distance < 10
    if calendar.year_zero and _AT_SHORT_YEAR.match(copy, part.end):
        return -10 < distance < 10 and (part.short_year >= 10 or abs(distance) <= 3)
    is_framed = bool(_IN_SHORT_YEAR.match(copy, part.end))
    return is_framed and 0 < distance < 10 <= part.short_year


def _pair(copy: str, parts: list[Part], links: list[Link]) -> list[Expression]:
    expressions: list[Expression] = []
    index = 0
    while index < len(parts):
        if not parts[index].is_whole:
            index += 1
            continue
        end = _range_end(copy, parts, links, index)
        if _is_pair(copy, parts, links, end) and end > index:
            end = max(end, _range_end(copy, parts, links, end + 1))  # 2016/17 to 2018/19
        first, last = parts[index], parts[end]
        expressions.append(Expression(first.start, last.end, first, last))
        index = end + 1
    return expressions


def _range_end(copy: str, parts: list[Part], links: list[Link], index: int) -> int:
    """Return the index of the part with which a range from `index` ends, `index` if it is none."""
    is_range = index < len(links) and _makes_range(
        copy, parts[index], parts[index + 1], links[index]
    )
    return index + is_range


def _is_pair(copy: str, parts: list[Part], links: list[Link], end: int) -> bool:
    """Whether a range that ends here goes on to another: both are years written like 2016/17."""
    if end + 2 >= len(parts) or links[end] != "range":
        return False
    return all(
        later.start - earlier.end == 1 and later.end - later.start == 2
        for earlier, later in ((parts[end - 1], parts[end]), (parts[end + 1], parts[end + 2]))
    ) and _makes_range(copy, parts[end], parts[end + 1], "range")


def _makes_range(copy: str, first: Part, last: Part, link: Link) -> bool:
    if not last.is_whole or link == "none":
        return False
    starts, ends = months_of(first), months_of(last)
    if ends.first < starts.first and last.unit == "year" and last.fiscal_month is None:
        return False  # 2016年度～2016: EDTF has no end within its start
    if link == "range":
        return (starts.first, first.day or 0) <= (ends.last, last.day or 31)
    # 2014・2015年度, 4・5月: two that share their unit and follow each other.
    if first.unit != last.unit or copy[last.end - 1] not in "年度月日":
        return False
    is_next_day = first.unit == "day" and starts == ends and last.day == (first.day or 0) + 1
    follows = is_next_day or (first.unit != "day" and ends.first == starts.last + 1)
    return follows and copy[first.end - 1].isdecimal()
