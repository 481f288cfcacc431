"""Dates and end statuses of one field -> when an agreement starts and ends."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extract.model import DateMention, DateValue, EndStatus, EndStatusMention


@dataclass(frozen=True, slots=True)
class Term:
    """When an agreement starts and how it ends; None where the text does not say."""

    start: DateValue | None = None
    end: DateValue | None = None
    end_status: EndStatus | None = None


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
    return Term(_read_plain_date(start), _read_plain_date(end))


def read_period(dates: Sequence[DateMention]) -> Term:
    """Return the two ends of a period, said as one interval or as two dates."""
    if len(dates) == 2:
        return Term(dates[0].date, dates[1].date)
    value = join_dates(dates)
    return Term() if value is None else split_period(value)


def _read_plain_date(edtf: str) -> DateValue | None:
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


def first_status(statuses: Sequence[EndStatusMention]) -> EndStatus | None:
    """Return the end status of a field; the first where it has several."""
    return statuses[0].status if statuses else None
