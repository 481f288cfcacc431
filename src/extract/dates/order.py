"""A text to how it writes dates in numbers: what the text itself shows decides."""

import re
from itertools import islice

from extract.dates.readers import MONTHS, DayOrder, Habits

# A range ends with one: 01/04/2019-31/03/2024.
_BEFORE = "(?:(?<![0-9/.-])|(?<=[0-9]{4}[-~]))"
_OPEN_ORDER = re.compile(f"{_BEFORE}[0-9]{{1,2}}[-/][0-9]{{1,2}}(?:[-/]|, ?)[0-9]{{2,4}}(?![0-9])")
_NUMBERS = re.compile(f"{_BEFORE}([0-9]{{1,2}})[-/]([0-9]{{1,2}})[-/][0-9]{{4}}(?![0-9])")
_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_FIRST = re.compile(
    f"(?<![0-9])[0-9]{{1,2}}(?:st|nd|rd|th)? (?:{_NAME}),? [0-9]{{4}}"
    "|(?<![a-z])(?:france|french|français|germany|german|italy|italian|spain|spanish|europe"
    "|european|uk|britain|british"
    "|united kingdom|england|scotland|australia|australian|india|indian|new zealand|brazil"
    "|mis à jour|publié|stand)(?![a-z])"
    "|(?<=[a-z])\\.(?:uk|fr|de|it|es|eu|au|nz|in|ie|be|nl|ch|at|pt)(?![a-z])|[€£]"
)
_MONTH_FIRST = re.compile(
    f"(?<![a-z])(?:{_NAME})\\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,? [0-9]{{4}}"
    "|(?<![a-z])(?:u\\.s\\.|usa|united states|american|washington)(?![a-z])"
    "|(?<=[a-z])\\.(?:gov|edu|us)(?![a-z.])"
)


# A day, month and year of two digits as all of a cell. A section can be 3.4.10, but not 16.9.13
# and 27.7.12.
_SHORT_DAY = re.compile(
    "(?:^|[\\t\n|]) ?(?:1[3-9]|2[0-9]|3[01])\\.(?:0?[1-9]|1[0-2])\\.[0-9]{2} ?(?=$|[\\t\n|])"
)


_OF_JAPAN = re.compile("(?<![a-z])japan(?:ese)?(?![a-z])|日本|(?<=[a-z])\\.jp(?![a-z])")


def learn_habits(copy: str) -> Habits:
    """Return what an aligned text shows of how it writes dates in numbers."""
    short_days = list(islice(_SHORT_DAY.finditer(copy), 2))
    return Habits(
        _decide_day_order(copy),
        has_short_days=len(short_days) == 2,
        is_of_japan=_OF_JAPAN.search(copy) is not None,
    )


def _decide_day_order(copy: str) -> DayOrder | None:
    """Return the order that an aligned text shows, None where it shows none or needs none.

    Dates whose order is plain (13 or more is a day) outweigh all; then the habit of dates with
    named months, and words of countries.
    """
    if not _OPEN_ORDER.search(copy):
        return None
    numbers = _NUMBERS.findall(copy)
    day_first = sum(int(first) > 12 >= int(second) for first, second in numbers)
    month_first = sum(int(second) > 12 >= int(first) for first, second in numbers)
    if day_first == month_first:
        day_first = len(_DAY_FIRST.findall(copy))
        month_first = len(_MONTH_FIRST.findall(copy))
    if day_first == month_first:
        return None
    return "day first" if day_first > month_first else "month first"
