"""A text to the parts of dates in it, from left to right, none overlapping."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.dates.eras import old_names, year_zeros
from extract.dates.numerals import KANJI_NUMERAL, ORDINALS
from extract.dates.parts import Part, month_number
from extract.dates.readers import (
    MONTHS,
    SEASONS,
    WEEKDAY_IN_BRACKETS,
    Setting,
    read_day_and_year,
    read_digits,
    read_later_day,
    read_part,
)
from extract.model import Span

_ANCHOR = re.compile(
    f"(?P<digits>[0-9]+)|(?P<word>[a-z]+)"
    f"|(?P<kanji>{KANJI_NUMERAL}{{1,7}}(?= ?[年月日世])|元(?= ?[年./-]))"
)
_WORDS = frozenset((*MONTHS, *SEASONS, *(word.split("-")[0] for word in ORDINALS)))
_LETTERS = frozenset("mtshrq")
_NUMBERED = re.compile("(?<![0-9])[a-z] ?(?:[0-9]|元)")
_BEFORE_YEAR = re.compile("(?:西 ?暦|旧暦の?|公元|紀元前) ?\\Z")
_LAST_OF_NAMES = frozenset(name[-1] for name in year_zeros() if not name.isascii()) | set(
    "暦の元前"
)
_LONGEST_ERA = max(len(name) for name in old_names())
_WEEKDAY = re.compile(
    " ?(?:[(\\[] ?[月火水木金土日](?: ?曜(?: ?日)?)?(?:・?祝)? ?[)\\]]"
    "|[月火水木金土日] ?曜(?: ?日)?)"
)
# A day with hours is one expression in Japanese, of which only the day has a value.
_CLOCK = (
    "(?:午前|午後)? ?[0-9]{1,2} ?(?:時(?![間代期])(?: ?[0-9]{1,2} ?分|半)?|:[0-9]{2}(?![0-9:]))"
)
_HOURS = re.compile(f" ?{_CLOCK}(?: ?(?:-|~|から) ?{_CLOCK})?")
_ENGLISH_WEEKDAY = re.compile(WEEKDAY_IN_BRACKETS)
_WITHIN = re.compile(
    " ?の? ?(?:初頭|初期|始め|初め|はじめ|頭|半ば|なかば|中頃|中ごろ|中盤|中旬|上旬|下旬|初旬"
    "|末日|末期|末|終わり|おわり|終盤|前半|後半|前期|後期|中期)"
)
_ABOUT = re.compile(" ?(?:頃|ごろ|ころ|前後)")


def scan_parts(copy: str, setting: Setting, closed: Sequence[Span]) -> list[Part]:
    """Return all parts of dates outside the `closed` spans, which are in order."""
    parts: list[Part] = []
    cursor = 0
    closing = iter((*closed, Span(len(copy), len(copy))))
    zone = next(closing)
    for anchor in _ANCHOR.finditer(copy):
        start = anchor.start()
        if start < cursor:
            continue
        while start >= zone.end and zone.start < len(copy):
            zone = next(closing)
        if start >= zone.start:
            continue
        part = _read_after(copy, anchor, parts) or _read_at(copy, anchor, cursor, setting)
        if part:
            parts.append(_extended(copy, part))
            cursor = parts[-1].end
    return parts


_IS_DOTTED = re.compile("[12][0-9]{3} ?[./] ?[0-9]{1,2} ?[./] ?[0-9]{1,2}")
_WAVE = re.compile(" ?[~-] ?(?=[0-9])")
_TO = re.compile(" ?(?:-{1,2}|~|to|through|until|and|,) ?")


def _read_after(copy: str, anchor: re.Match[str], parts: Sequence[Part]) -> Part | None:
    """Return the second day of "August 10 to 22, 2012", whose first has neither year.

    And 6.30 of 2019.6.1～6.30, which has its year.
    """
    if not parts or anchor["kanji"]:
        return None
    last = parts[-1]
    if _IS_DOTTED.fullmatch(copy, last.start, last.end) and _WAVE.match(copy, last.end):
        return read_later_day(copy, anchor.start(), last)
    is_open = last.unit == "day" and last.month is not None and last.year is None
    if not is_open or not _TO.fullmatch(copy, last.end, anchor.start()):
        return None
    return read_day_and_year(copy, anchor.start())


def _read_at(copy: str, anchor: re.Match[str], cursor: int, setting: Setting) -> Part | None:
    word = anchor["word"]
    if word is None:
        return _read_number_at(copy, anchor, cursor, setting)
    if len(word) == 1:
        is_letter = word in _LETTERS and _NUMBERED.match(copy, anchor.start())
        return read_part(copy, anchor.start(), "letter", setting) if is_letter else None
    return read_part(copy, anchor.start(), "word", setting) if word in _WORDS else None


def _read_number_at(copy: str, anchor: re.Match[str], cursor: int, setting: Setting) -> Part | None:
    start = _with_era(copy, anchor.start())
    if (
        start < anchor.start()
        and start >= cursor
        and (part := read_part(copy, start, "calendar", setting))
    ):
        return part
    if anchor["digits"]:
        part = read_digits(copy, anchor.start(), anchor.end(), setting)
    else:
        part = read_part(copy, anchor.start(), "numeral", setting)
    start = anchor.start() - 1
    has_same_era = part and part.short_year is not None and copy[start : start + 1] == "同"
    return replace(part, start=start) if part and has_same_era and start >= cursor else part


def _with_era(copy: str, start: int) -> int:
    """Return where the era or 西暦 before a number starts; `start` itself where none is."""
    position = start - 1 if copy[start - 1 : start] in (" ", "\n") else start
    if copy[position - 1 : position] not in _LAST_OF_NAMES or position == 0:
        return start
    for length in (1, 2, 3, _LONGEST_ERA):
        name = copy[max(0, position - length) : position].replace(" ", "")
        if len(name) > (length == 3) + (length > 3) and name in year_zeros() and not name.isascii():
            return position - length
    match = _BEFORE_YEAR.search(copy, max(0, start - 6), start)
    return match.start() if match else start


# What a part can be followed by that belongs to it starts with one of these.
_FIRST_AFTER = frozenset(" 0123456789午(の[月火水木金土日初始は頭半な中上下末終お前後頃ごこ")


def _extended(copy: str, part: Part) -> Part:
    """Return the part with what is written after it and belongs to it: weekday, 末, 頃."""
    if copy[part.end : part.end + 1] not in _FIRST_AFTER:
        return part
    if part.unit in ("day", "number") and (match := _ENGLISH_WEEKDAY.match(copy, part.end)):
        return replace(part, end=match.end())
    if part.unit == "number":
        return part
    if part.unit == "day":
        match = _WEEKDAY.match(copy, part.end)
        part = replace(part, end=match.end()) if match else part
        if copy[part.end - 1] in "日)]" and (match := _HOURS.match(copy, part.end)):
            part = replace(part, end=match.end())
    elif match := _WITHIN.match(copy, part.end):
        part = _narrowed(replace(part, end=match.end()), match.group())
    if match := _ABOUT.match(copy, part.end):
        return replace(part, end=match.end(), is_approximate=True)
    return part


def _narrowed(part: Part, written: str) -> Part:
    # EDTF has no end of a year; the end of a fiscal year is its last month.
    if part.unit == "year" and part.fiscal_month and part.year and written.endswith("末"):
        last = month_number(part.year, part.fiscal_month) + 11
        return replace(part, unit="month", year=last // 12, month=last % 12 + 1, fiscal_month=None)
    return part
