"""An EDTF value as a person writes it -> the first and last day it covers."""

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date

from extract.model import DateValue

# ISO 8601-2, levels 0 to 2, with years of four digits: qualifiers (?~%) may stand before or after
# a component, X stands for a digit that is not known.
_MARK = "[?~%]?"
_MARKED_TWICE = re.compile("[?~%]-?[0-9X]+[?~%]")
_DATE = re.compile(
    f"{_MARK}(-?[0-9X]{{4}}){_MARK}(?:-{_MARK}([0-9X]{{2}}){_MARK}(?:-{_MARK}([0-9X]{{2}}){_MARK})?)?"
)
# Sub-year groupings of ISO 8601-2, table 2: first month and length; from 29 on, the seasons of the
# southern hemisphere.
_GROUPINGS: dict[int, tuple[int, int]] = {
    **{21 + index: (3 + 3 * index, 3) for index in range(4)},
    **{25 + index: (3 + 3 * index, 3) for index in range(4)},
    **{29 + index: ((9 + 3 * index - 1) % 12 + 1, 3) for index in range(4)},
    **{33 + index: (1 + 3 * index, 3) for index in range(4)},
    **{37 + index: (1 + 4 * index, 4) for index in range(3)},
    **{40 + index: (1 + 6 * index, 6) for index in range(2)},
}


def read_edtf(value: str) -> DateValue:
    """Return an EDTF value with its days: a date, an interval, or a set in brackets.

    A day is None to the side where the value is open or not known, and for years outside the
    calendar of `date`.

    >>> read_edtf("1979-04/1980-03").last_day
    datetime.date(1980, 3, 31)
    >>> read_edtf("[..2003-12]").first_day is None
    True

    Raises:
        ValueError: it is not EDTF; the message says which part and shows what one looks like.
    """
    if value[:1] in ("[", "{"):
        return replace(_read_set(value), value=value)
    start, is_interval, end = value.partition("/")
    if not is_interval:
        return _read_date(value)
    if start in ("", "..") and end in ("", ".."):
        raise ValueError("an interval needs a start or an end: 2008/2011")
    first = _read_edge(start)
    last = _read_edge(end)
    if first.first_day and last.last_day and first.first_day > last.last_day:
        raise ValueError(f"{start} is after {end}: write the earlier one first")
    return DateValue(value, first.first_day, last.last_day)


def _read_set(value: str) -> DateValue:
    if value[-1:] != {"[": "]", "{": "}"}[value[0]] or len(value) < 3:
        raise ValueError(f"{value} lacks its closing bracket or its dates: [..2003-12]")
    if any(item in ("", "..") for item in value[1:-1].split(",")):
        raise ValueError(f"{value} has an empty place; write its dates: [2001,2003]")
    edges = [
        (_read_edge(first), _read_edge(last if is_range else first))
        for first, is_range, last in (item.partition("..") for item in value[1:-1].split(","))
    ]
    firsts = [first.first_day for first, _ in edges]
    lasts = [last.last_day for _, last in edges]
    return DateValue(
        value,
        None if None in firsts else min(day for day in firsts if day),
        None if None in lasts else max(day for day in lasts if day),
    )


def _read_edge(value: str) -> DateValue:
    return DateValue(value, None, None) if value in ("", "..") else _read_date(value)


def _read_date(value: str) -> DateValue:
    match = _DATE.fullmatch(value)
    if match is None:
        raise ValueError(
            f"{value or 'nothing'} is not a date; write 1985, 1985-04, 199X or 1985-04-12"
        )
    if _MARKED_TWICE.search(value):
        raise ValueError(f"{value} has marks on both sides of one part; write 1995~ or ~1995")
    if "X" in value and not set("?~%").isdisjoint(value):
        raise ValueError(f"{value} has both X and a mark; write one of them: 199X or 1995~")
    year, month, day = match[1], match[2], match[3]
    first = _edge_of(year, month, day, last=False)
    last = _edge_of(year, month, day, last=True)
    return DateValue(value, first, last)


def _edge_of(year: str, month: str | None, day: str | None, *, last: bool) -> date | None:
    number = int(year.replace("X", "9" if last != year.startswith("-") else "0"))
    first_month, length = _months_of(month)
    index = first_month - 1 + (length - 1 if last else 0)
    number, index = number + index // 12, index % 12
    days = monthrange(number, index + 1)[1] if date.min.year <= number <= date.max.year else 31
    chosen = _pick_day(day, days, last=last)
    if not date.min.year <= number <= date.max.year:
        return None
    return date(number, index + 1, chosen)


def _months_of(month: str | None) -> tuple[int, int]:
    """Return the first month, and how many follow from it on."""
    if month is None or month == "XX":
        return 1, 12
    low, high = int(month.replace("X", "0")), int(month.replace("X", "9"))
    if low in _GROUPINGS and low == high:
        return _GROUPINGS[low]
    low, high = max(low, 1), min(high, 12)
    if low > high:
        raise ValueError(f"there is no month {month}; write 01 to 12, or 21 for spring")
    return low, high - low + 1


def _pick_day(day: str | None, days: int, *, last: bool) -> int:
    if day is None:
        return days if last else 1
    low, high = max(int(day.replace("X", "0")), 1), int(day.replace("X", "9"))
    if low > days or high < 1:
        raise ValueError(f"that month has no day {day}; it ends on {days}")
    return min(high, days) if last else low
