"""A date, whole or in part, to its EDTF value and the first and last day it covers."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal[
    "number", "day", "month", "year", "fiscal", "decade", "century", "season", "quarter", "half"
]

JAPANESE_FISCAL = 4  # the fiscal and the school year run from April to March
AMERICAN_FISCAL = -2  # from October of the year before to September


@dataclass(frozen=True, slots=True)
class Part:
    """A date expression, or the piece of one that shares its month or year with a neighbour.

    `unit` is the finest thing named. `index` is the number of the quarter, half or season
    (EDTF: 21 is spring), the length in years for a decade or century, and the number itself for
    the unit "number". `short_year` is a year or decade of which the century or era is not
    written: 98 of 98年, 90 of 90年代. `year_zero` is set where the year is counted from an era.
    `fiscal_month` is the month in which the year starts, counted from January of `year`; None for
    January. `is_bare` says that it is written in digits and separators only. `alternate` is the
    other reading (month, day) where the order is open.
    """

    start: int
    end: int
    unit: Unit
    year: int | None = None
    month: int | None = None
    day: int | None = None
    index: int = 0
    short_year: int | None = None
    year_zero: int | None = None
    fiscal_month: int | None = None
    is_bare: bool = False
    is_approximate: bool = False
    alternate: tuple[int, int] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the year and all that the unit needs is known."""
        return self.unit != "number" and self.year is not None and not self._lacks_month()

    def _lacks_month(self) -> bool:
        return self.unit == "day" and self.month is None


@dataclass(frozen=True, slots=True)
class Months:
    """A run of whole months, both included; a month is 12 * year + month - 1."""

    first: int
    last: int


def month_number(year: int, month: int) -> int:
    """Return the running number of a month, which may lie outside 1 to 12."""
    return 12 * year + month - 1


def _year_of(part: Part) -> int:
    if part.year is None:
        raise ValueError("a date without its year has no days")
    return part.year


def months_of(part: Part) -> Months:
    """Return the months that a whole part which names no day touches."""
    year = _year_of(part)
    start = month_number(year, part.fiscal_month or 1)
    if part.unit in ("month", "day"):
        first = month_number(year, part.month or 1)
        return Months(first, first)
    if part.unit in ("decade", "century"):
        return Months(start, start + 12 * part.index - 1)
    if part.unit in ("quarter", "half"):
        length = 3 if part.unit == "quarter" else 6
        return Months(start + length * (part.index - 1), start + length * part.index - 1)
    if part.unit == "season":
        first = month_number(year, 3 * (part.index - 20))
        return Months(first, first + 2)
    return Months(start, start + 11)


def first_day_of(part: Part) -> date | None:
    """Return the first day; None for years that the proleptic calendar of `date` has not."""
    first = months_of(part).first
    return _day(first, part.day if part.unit == "day" and part.day else 1)


def last_day_of(part: Part) -> date | None:
    """Return the last day; None for years that the proleptic calendar of `date` has not."""
    if part.unit == "day":
        return first_day_of(part)
    last = months_of(part).last
    year, month = last // 12, last % 12 + 1
    return _day(last, monthrange(year, month)[1]) if _has_days(year) else None


def _has_days(year: int) -> bool:
    return date.min.year <= year <= date.max.year


def _day(month: int, day: int) -> date | None:
    return date(month // 12, month % 12 + 1, day) if _has_days(month // 12) else None


def exists(year: int, month: int, day: int) -> bool:
    """Whether the calendar has this day.

    >>> exists(2019, 2, 29), exists(2020, 2, 29), exists(2020, 13, 1)
    (False, True, False)
    """
    if not 1 <= month <= 12 or day < 1:
        return False
    return day <= (monthrange(year, month)[1] if _has_days(year) else 31)


def write_value(part: Part) -> str:
    """Return the EDTF of a whole part.

    Quarters, halves and fiscal years are intervals of months, a decade of an era of years. As the
    edge of an interval a season is a month, because intervals of seasons are level 2.
    """
    year = _year_of(part)
    mark = "~" if part.is_approximate else ""
    if part.unit == "day":
        return f"{_year(year)}-{part.month:02}-{part.day:02}{mark}"
    if part.unit == "month":
        return f"{_year(year)}-{part.month:02}{mark}"
    if part.unit == "season":
        return f"{_year(year)}-{part.index}{mark}"
    if part.unit in ("decade", "century") and year % part.index == 0:
        return _year(year)[: -1 if part.unit == "decade" else -2] + "X" * (
            1 if part.unit == "decade" else 2
        )
    if part.unit in ("year", "fiscal") and part.fiscal_month is None:
        return _year(year) + mark
    return f"{start_value(part)}/{end_value(part)}"


def start_value(part: Part) -> str:
    """Return the EDTF of where a whole part starts, as precisely as it is written."""
    return _edge(part, months_of(part).first)


def end_value(part: Part) -> str:
    """Return the EDTF of where a whole part ends, as precisely as it is written."""
    return _edge(part, months_of(part).last)


def _edge(part: Part, month: int) -> str:
    if part.unit in ("day", "month"):
        return write_value(part)
    if part.unit in ("decade", "century") or (
        part.unit in ("year", "fiscal") and part.fiscal_month is None
    ):
        return _year(month // 12)
    return f"{_year(month // 12)}-{month % 12 + 1:02}"


def _year(year: int) -> str:
    return f"{year:04}" if year >= 0 else f"-{-year:04}"
