"""A place in a text to the `Part` of a date that starts there, by a table of written forms.

Every pattern is bounded (no quantifier without a limit), so that reading is linear in the text.
The patterns see the aligned copy (`aligned.align`): narrow, lower case, one kind of dash.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from extract.dates.eras import modern_names, old_names, year_zeros
from extract.dates.numerals import KANJI_NUMERAL, ORDINALS, read_number
from extract.dates.parts import JAPANESE_FISCAL, Part, Unit, exists
from extract.model import Language

DayOrder = Literal["day first", "month first"]


@dataclass(frozen=True, slots=True)
class Habits:
    """How a document writes dates in numbers.

    `day_order` is which of 02/10 is the day, None where nothing shows it; `has_short_days` says
    that cells like 16.9.13 are days, `is_of_japan` that it speaks of Japan, whose fiscal year
    begins in April.
    """

    day_order: DayOrder | None
    has_short_days: bool
    is_of_japan: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """What readers know of the text around: its language, and how it writes dates in numbers.

    `text` is as written, to tell May from may.
    """

    text: str
    language: Language
    habits: Habits


Reader = Callable[[re.Match[str], Setting], Part | None]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
SEASONS = {
    "spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24,
    "春": 21, "夏": 22, "秋": 23, "冬": 24,
}  # fmt: skip
_HALVES = {"上": 1, "前": 1, "下": 2, "後": 2, "first": 1, "second": 2, "1": 1, "2": 2}


def _alternation(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_GAP = "(?: {0,2}\n? {0,2})"
_YEAR = "[12][0-9]{3}(?![0-9])"
# The point after a whole name ends the sentence, unless a number follows.
_MONTH = (
    f"(?:{_alternation(MONTHS)})(?![a-z])(?:(?<!may)(?<![a-z]{{5}})\\.|\\.(?=[ \n]{{0,2}}[0-9]))?"
)
_ORDINAL = "(?:" + _alternation(ORDINALS).replace("-", "[- ]") + ")(?![a-z])"
_SUFFIX = "(?: ?(?:st|nd|rd|th)(?![a-z]))"
_DAY = f"(?:[0-9]{{1,2}}(?![0-9]){_SUFFIX}?|{_ORDINAL})"
_ERA = f"(?:{'|'.join(' ?'.join(name) for name in modern_names())}|[㍾㍽㍼㍻㋿])"
_SHORT_ERA = "(?<![一-鿿])[平昭令]"  # not the end of 公平
_ANY_ERA = f"(?:{_ERA}|{'|'.join(old_names())}|{_SHORT_ERA}|[mtshr](?=[0-9 元]))"
_NUMBER = f"(?:[0-9](?: ?[0-9]){{0,3}}(?![0-9])|{KANJI_NUMERAL}{{1,7}}|元)"
_SMALL = f"(?:[0-9](?: ?[0-9])?(?![0-9])|{KANJI_NUMERAL}{{1,3}})"
_RANGE_OR_LIST = "[-~・、,]"


def _number_of(written: str) -> int:
    return read_number(re.sub(r"(?<=[0-9]) ?(?:st|nd|rd|th)$", "", written))


def _make(match: re.Match[str], unit: Unit, year: int | None = None, index: int = 0) -> Part:
    return Part(match.start(), match.end(), unit, year, index=index)


# A part that looks like a date but is none: it takes its place in the text, and is never whole.
def _none_at(match: re.Match[str]) -> Part:
    return _make(match, "number", index=-1)


def _dated(match: re.Match[str], year: int | None, month: str, day: str | None) -> Part | None:
    """Return year, month and perhaps day, once they exist; 29 February where the year is open."""
    month_number = MONTHS.get(month.rstrip(".")) or read_number(month)
    if not 1 <= month_number <= 12:
        return None
    if day is None:
        return Part(match.start(), match.end(), "month", year, month_number)
    day_number = _number_of(day)
    if not exists(2000 if year is None else year, month_number, day_number):
        return None
    return Part(match.start(), match.end(), "day", year, month_number, day_number)


# Years of the Japanese calendar and whatever is counted in 年

_YEAR_UNIT = (
    "[ \n]?(?P<{0}>年(?! ?(?:間|余|生|制|目|次|半(?!ば)|以上|齢|来|あまり))(?: ?度)?"
    "|(?:会計|事業|営業|学) ?年 ?度)"
)
_OTHER_YEAR = f"(?:西暦)?(?:(?:{_ERA}|[平昭令大明mtshr]) ?{_NUMBER}|{_YEAR}) ?(?:年(?: ?度)?)?"
_DOUBLE = f"(?: ?\\( ?{_OTHER_YEAR}(?: ?[/・、,] ?{_OTHER_YEAR})? ?\\))"
_MONTH_DAY = (
    f"{_GAP}(?:の ?|/)?(?P<month>{_SMALL})[ \n]?"
    f"(?:月(?!間)|(?={_RANGE_OR_LIST} ?{_SMALL} ?月))"
    f"(?:{_GAP}(?:の ?|/)?(?P<day>{_SMALL})"
    f"(?:[ \n]?日(?!間)|(?= ?{_RANGE_OR_LIST} ?{_SMALL} ?日)|(?= ?(?:$|\n))))?"
)
_PERIOD = (
    " ?の? ?(?:第? ?(?P<quarter>[1-4一二三四]) ?四半期|(?P<half>[上下]) ?(?:半 ?)?期"
    "|(?P<half_year>[前後])半(?!期)|(?<=度)(?P<term>[前後])期"
    "|(?P<season>[春夏秋冬])(?![日野木田葉山目学]))"
)
_JAPANESE_DATE = re.compile(
    f"(?P<western>西 ?暦 ?|旧暦の? ?|公元 ?)?(?P<before>紀元前 ?)?"
    f"(?:(?P<era>{_ANY_ERA})[ \n]?)?(?P<year>{_NUMBER})"
    f"(?:{_YEAR_UNIT.format('unit')})?"
    f"(?:{_DOUBLE}(?P<late_fiscal> ?度(?!目))?)?(?:{_YEAR_UNIT.format('late_unit')})?"
    f"(?:{_MONTH_DAY}|{_PERIOD})?"
)


def _read_japanese_date(match: re.Match[str], setting: Setting) -> Part | None:
    unit = match["unit"] or match["late_unit"]
    if not unit:
        return None
    zero = year_zeros()[match["era"].replace(" ", "")] if match["era"] else None
    year = _japanese_year(match, zero)
    short = None if year is not None or match["era"] else _short_year(match)
    if year is None and short is None:
        return _none_at(match) if match["era"] else None
    is_fiscal = unit.endswith("度") or bool(match["late_fiscal"])
    part = _within_japanese_year(match, year, is_fiscal=is_fiscal)
    if part is None:
        return _none_at(match)
    return (
        part if zero is None and short is None else replace(part, year_zero=zero, short_year=short)
    )


_DURATION_BEFORE = re.compile("(?:約|およそ|過去|今後) ?\\Z")


def _japanese_year(match: re.Match[str], zero: int | None) -> int | None:
    number = read_number(match["year"])
    if zero is not None:
        return zero + number if number else None
    if match["before"]:
        return 1 - number
    if match["month"] and match["year"].isdecimal() and number > 100:
        return number
    if _DURATION_BEFORE.search(match.string, max(0, match.start() - 3), match.start()):
        return None
    is_duration = match["year"].endswith("千") and not match["month"]
    is_year = match["western"] or (1000 <= number < 2200 and not is_duration)
    return number if is_year else None


# What 10年 and 3年度 are followed by where they say how long, not when.
_SPAN_AFTER = re.compile(
    " ?(?:前(?![半期])|後(?![半期])|ぶり|計画|契約|任期|ごと|毎|連続|程度|ほど|未満|以内|間"
    "|分(?!野)|あたり|に(?:わた|渡|亘|及|およ|[一0-9])|の(?:歴史|歳月|期間|任期|実績))"
)


def _short_year(match: re.Match[str]) -> int | None:
    """Return the number of 07年7月, 98年 or 四十九年; the neighbours say its century or era."""
    number = read_number(match["year"])
    is_short = len(match["year"].replace(" ", "")) <= 3 and number < 100
    is_span = not match["month"] and _SPAN_AFTER.match(match.string, match.end())
    return number if is_short and not is_span else None


def _within_japanese_year(
    match: re.Match[str], year: int | None, *, is_fiscal: bool
) -> Part | None:
    if match["month"] and match["month"] != "〇":
        return _dated(match, year, match["month"], match["day"])
    part = _period_of(match, year)
    if match["month"]:
        part = replace(part, end=match.start("month"))  # 2016年〇月: a form to fill in
    return replace(part, fiscal_month=JAPANESE_FISCAL) if is_fiscal else part


def _period_of(match: re.Match[str], year: int | None) -> Part:
    if match["quarter"]:
        return _make(match, "quarter", year, read_number(match["quarter"]))
    if half := match["half"] or match["half_year"] or match["term"]:
        return _make(match, "half", year, _HALVES[half])
    if match["season"]:
        return _make(match, "season", year, SEASONS[match["season"]])
    return _make(match, "year", year)


_ERA_NUMERIC = re.compile(
    f"(?P<era>{_ERA}|{_SHORT_ERA}|[mtshr]) ?(?P<year>元|[0-9]{{1,2}}) ?年? ?(?P<mark>[-/.・,]) ?"
    "(?P<month>[0-9]{1,2})(?![0-9])(?: ?月)?"
    "(?: ?(?P=mark) ?(?P<day>[0-9]{1,2})(?![0-9])(?: ?日)?)?(?![0-9a-z])"
)


def _read_era_numeric(match: re.Match[str], setting: Setting) -> Part | None:
    if match["era"].isascii() and setting.language == "en":
        return None  # R3.4.1 is a version in English
    zero = year_zeros()[match["era"].replace(" ", "")]
    part = _dated(match, zero + read_number(match["year"]), match["month"], match["day"])
    return part and replace(part, year_zero=zero)


_ERA_YEAR = re.compile(
    f"(?P<era>{_ERA}) ?(?P<year>元|[0-9]{{1,2}}(?![0-9]))(?= ?(?:$|[\n)|~・、,-](?!-?[0-9]-)))"
)


def _read_era_year(match: re.Match[str], setting: Setting) -> Part | None:
    zero = year_zeros()[match["era"].replace(" ", "")]
    number = read_number(match["year"])
    return replace(_make(match, "year", zero + number), year_zero=zero) if number else None


_JAPANESE_PIECE = re.compile(
    f"(?:(?P<month>{_SMALL}) ?月(?![間号ご])(?:{_GAP}(?:の ?)?(?P<day>{_SMALL}) ?日(?!間))?"
    f"|(?P<lone_day>{_SMALL}) ?日(?!間)|(?P<fiscal>[0-9]{{1,2}}) ?年 ?度(?!目))"
)


_NUMBER_BEFORE = re.compile("[0-9][-.]\\Z")  # 表5-1 年度別


def _read_japanese_piece(match: re.Match[str], setting: Setting) -> Part | None:
    if match["month"]:
        return _dated(match, None, match["month"], match["day"])
    if match["fiscal"]:
        is_number = _NUMBER_BEFORE.search(match.string, max(0, match.start() - 2), match.start())
        if is_number or _SPAN_AFTER.match(match.string, match.end()):
            return None
        short = int(match["fiscal"])
        return Part(
            match.start(), match.end(), "year", short_year=short, fiscal_month=JAPANESE_FISCAL
        )
    day = read_number(match["lone_day"])
    return Part(match.start(), match.end(), "day", day=day) if 1 <= day <= 31 else None


_JAPANESE_DECADE = re.compile(
    f"(?:西暦 ?)?(?:(?P<era>{_ERA}) ?)?(?P<year>[0-9]{{1,4}}|{KANJI_NUMERAL}{{1,5}}) ?年代"
)


def _read_japanese_decade(match: re.Match[str], setting: Setting) -> Part | None:
    number = read_number(match["year"])
    if number % 10:
        return None
    if match["era"]:
        zero = year_zeros()[match["era"].replace(" ", "")]
        return _make(match, "decade", zero + number, 10) if number else None
    if number < 100:
        return replace(_make(match, "decade", index=10), short_year=number)
    return _make(match, "decade", number, 10)


_JAPANESE_CENTURY = re.compile(f"(?:西暦 ?)?(?P<before>紀元前 ?)?(?P<number>{_SMALL}) ?世紀")


def _read_japanese_century(match: re.Match[str], setting: Setting) -> Part | None:
    number = read_number(match["number"])
    return _century(match, -number if match["before"] else number)


def _century(match: re.Match[str], number: int) -> Part | None:
    """Return the century; the 13th before our era are the years -1299 to -1200 of ISO 8601."""
    if not -100 < number < 23 or number == 0:
        return None
    return _make(match, "century", 100 * (number - 1) if number > 0 else 100 * number + 1, 100)


# Digits and separators only

_YEAR_MONTH_DAY = re.compile(
    "(?:西暦 ?)?(?P<year>[12][0-9]{3}) ?年?(?P<mark> ?[-/.・,]) ?"
    "(?P<month>[0-9]{1,2})(?P=mark) ?(?P<day>[0-9]{1,2})"
    "(?:(?P<time>(?=t[0-9]{2}:[0-9]{2}))|(?![0-9a-z]))"
)


def _read_year_month_day(match: re.Match[str], setting: Setting) -> Part | None:
    if match["mark"] == "," and setting.language == "en":
        return None
    part = _dated(match, int(match["year"]), match["month"], match["day"])
    return replace(part, is_bare=match["time"] is None) if part else _none_at(match)


_DAY_MONTH_YEAR = re.compile(
    "(?P<first>[0-9]{1,2})(?P<mark>[-/.])(?P<second>[0-9]{1,2})"
    "(?:(?P=mark)|, ?(?![0-9]{4}[-/.][0-9]))"  # "version 1.2, 2021-12-10"
    "(?P<year>[12][0-9]{3}|(?<=/)[0-9]{2})(?![0-9a-z/])(?!\\.[0-9])"
)


def _read_day_month_year(match: re.Match[str], setting: Setting) -> Part | None:
    year = _century_of(int(match["year"]))
    first, second = int(match["first"]), int(match["second"])
    is_day_first = setting.habits.day_order == "day first" or match["mark"] == "."
    readings = [
        (month, day)
        for month, day in ((second, first), (first, second))
        if exists(year, month, day)
    ]
    if not readings:
        return _none_at(match)
    month, day = readings[0 if is_day_first else -1]
    is_open = len(readings) == 2 and first != second and setting.habits.day_order is None
    part = Part(match.start(), match.end(), "day", year, month, day, is_bare=True)
    return replace(part, alternate=readings[-1 if is_day_first else 0] if is_open else None)


def _century_of(year: int) -> int:
    """Return a year of two digits as one of 1950 to 2049."""
    if year >= 100:
        return year
    return 1900 + year if year >= 50 else 2000 + year


# 一部改正 27.3.25/28.4.27: in regulations the era is not written again.
_AMENDED_DAY = re.compile(
    "(?P<year>[0-9]{1,2})\\. ?(?P<month>[0-9]{1,2})\\. ?(?P<day>[0-9]{1,2})(?![0-9.])"
)
_IN_BRACKET = re.compile("[(~] ?\\Z"), re.compile(" ?[)~]")
_AMENDED_BEFORE = re.compile(
    "(?:改正|改定|改訂|制定|施行|廃止|適用|決定|承認|決裁|裁定)"
    "[ :(]{0,3}(?:[0-9]{1,2}(?:\\. ?[0-9]{1,2}){2} ?[/、,・ ] ?){0,12}\\Z"
)


def _read_amended_day(match: re.Match[str], setting: Setting) -> Part | None:
    before = match.string[max(0, match.start() - 150) : match.start()].rpartition("\n")[2]
    opening, closing = _IN_BRACKET
    is_bracketed = (
        len(match["year"]) == 2
        and opening.search(before)
        and closing.match(match.string, match.end())
    )
    if setting.language == "en" or not (is_bracketed or _AMENDED_BEFORE.search(before)):
        return None
    part = _dated(match, None, match["month"], match["day"])
    return part and replace(part, short_year=int(match["year"]))


_SHORT_DAY = re.compile(
    "(?:(?<=[\\t\n|])|(?<=[\\t\n|] )|\\A)"
    "(?P<day>[0-9]{1,2})\\.(?P<month>[0-9]{1,2})\\.(?P<year>[0-9]{2})(?= ?(?:$|[\\t\n|]))"
)


def _read_short_day(match: re.Match[str], setting: Setting) -> Part | None:
    if not setting.habits.has_short_days:
        return None
    return _dated(match, _century_of(int(match["year"])), match["month"], match["day"])


_MONTH_AND_DAY = re.compile(
    "(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})(?![0-9/.])(?:, ?(?P<year>[12][0-9]{3})(?![0-9]))?"
)


def _read_month_and_day(match: re.Match[str], setting: Setting) -> Part | None:
    year = int(match["year"]) if match["year"] else None
    part = _dated(match, year, match["month"], match["day"])
    return part and replace(part, is_bare=True)


_YEAR_MONTH = re.compile(
    "(?:西暦 ?)?(?P<year>[12][0-9]{3}) ?年?(?P<mark>[-/.・,])(?P<gap> ?)"
    "(?P<month>[0-9]{1,2})(?![0-9a-z]|\\.[0-9]| ?年)(?: ?月)?"
)
_CELL_END = re.compile(" ?(?:$|[\n|)~/(以])")


def _read_year_month(match: re.Match[str], setting: Setting) -> Part | None:
    if not int(match["year"]) >= _FIRST_BARE or not _is_month_written(match, setting):
        return None
    part = _dated(match, int(match["year"]), match["month"], None)
    return part and replace(part, is_bare=True)


def _is_month_written(match: re.Match[str], setting: Setting) -> bool:
    """Whether the second number is a month: "2012. 6 people" is not, nor 2007-08, 2019/20."""
    mark, gap = match["mark"], match["gap"]
    if mark in ".,・" and gap and setting.language == "en":
        return mark == "." and bool(_CELL_END.match(match.string, match.end()))
    if mark not in "-/" or len(match["month"]) == 1:
        return True
    year, number = int(match["year"]), int(match["month"])
    if setting.text[match.start("mark")] in "–—" and not gap:
        return number <= year % 100 < 90  # a dash that joins: 2003–05
    return (year + 1) % 100 != number or (mark == "/" and setting.language == "ja")


_PADDED_MONTH = (
    "(?:0[1-9]|1[0-2](?=\\.[0-9]{4} ?[-~] ?(?:0[1-9]|1[0-2])\\.[12])|(?<=[0-9]{4}[-~])1[0-2])"
)
_MONTH_YEAR = re.compile(
    f"(?:(?P<month>[0-9]{{1,2}}) ?[-/] ?|(?P<padded>{_PADDED_MONTH})\\.(?=19|20))"
    f"(?P<year>{_YEAR})(?![a-z/]|\\.[0-9])"
)


# Of "Newsletter No. 3/2020" only the year is a date.
_ISSUE_BEFORE = re.compile(
    "(?:(?<![a-z])(?:issue|number|nos?\\.?|nr\\.?|vol\\.?)|[号巻]|通信|第) ?\\Z"
)


def _read_month_year(match: re.Match[str], setting: Setting) -> Part | None:
    if _ISSUE_BEFORE.search(match.string, max(0, match.start() - 8), match.start()):
        return Part(match.start("year"), match.end(), "year", int(match["year"]))
    part = _dated(match, int(match["year"]), match["month"] or match["padded"], None)
    return part and replace(part, is_bare=match["padded"] is None)


# Named months, English

# A weekday in brackets, as in "May 31 (Fri), 2024"
WEEKDAY = "(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
WEEKDAY_IN_BRACKETS = f"(?: ?\\({WEEKDAY}\\.?\\))"
_YEAR_AFTER = (
    f"(?:{WEEKDAY_IN_BRACKETS}?{_GAP}(?:,{_GAP}|(?:of|in) |-|/)?"
    f"(?P<year>{_YEAR})(?![a-z](?![a-z])|[a-z]{{2}}))"
)
_DAY_FIRST = re.compile(
    f"(?<![0-9][.,])(?P<day>{_DAY}){WEEKDAY_IN_BRACKETS}?(?:{_GAP}(?:day )?(?:of )?"
    f"|[-/.,]{{1}} ?)(?P<month>{_MONTH}){_YEAR_AFTER}?"
)
_DAY_FIRST_SHORT = re.compile(
    f"(?P<day>[0-9]{{1,2}})(?P<mark>[- /.])(?P<month>{_MONTH})(?P=mark)"
    "'?(?P<year>[0-9]{2})(?![0-9:.,a-z-])"
)


def _read_short_named(match: re.Match[str], setting: Setting) -> Part | None:
    """Return 31-Dec-19; with spaces between, "31 Dec 10" may be a day before a number."""
    is_date = match["mark"] != " " or "'" in match.group()
    year = _century_of(int(match["year"]))
    return _dated(match, year, match["month"], match["day"]) if is_date else None


_MONTH_FIRST = re.compile(
    f"(?P<month>{_MONTH})(?:{_GAP}(?:,? ?(?:the )?|-|/)?(?P<day>{_DAY}))?{_YEAR_AFTER}?"
)
_DAY_AND_YEAR = re.compile(f"(?P<day>{_DAY}){_YEAR_AFTER}")
_YEAR_FIRST = re.compile(
    f"(?P<year>{_YEAR})(?: ?(?:ad|ce))?(?: ?,? ?|-|/)(?P<month>{_MONTH})(?:(?: |-"
    f"|/)(?P<day>{_DAY}))?"
    f"(?! ?{_YEAR})"
)


_VERBS = frozenset(("may", "march"))


def _read_named_month(match: re.Match[str], setting: Setting) -> Part | None:
    year = int(match["year"]) if match["year"] else None
    is_date = year and (match["day"] or " of " not in match.group())
    if not is_date and setting.text[slice(*match.span("month"))] in _VERBS:
        return None  # "may", "the march of 2000 men"
    return _dated(match, year, match["month"], match["day"]) or _none_at(match)


def read_day_and_year(copy: str, start: int) -> Part | None:
    """Return 22, 2012 of "August 10 to 22, 2012", which has no month of its own."""
    match = _DAY_AND_YEAR.match(copy, start)
    if match is None:
        return None
    return replace(_make(match, "day", int(match["year"])), day=_number_of(match["day"]))


_LATER_DAY = re.compile(
    "(?:(?P<month>[0-9]{1,2})(?P<mark> ?[./]) ?)?(?P<day>[0-9]{1,2})(?![0-9年月日]|[./:%-][0-9])"
)


def read_later_day(copy: str, start: int, first: Part) -> Part | None:
    """Return 6.30 of 2019.6.1～6.30 or 30 of 2019.6.1～30, None where it is none after `first`."""
    match = _LATER_DAY.match(copy, start)
    if match is None or first.month is None or first.year is None or first.day is None:
        return None
    part = _dated(match, None, match["month"] or str(first.month), match["day"])
    if part is None or part.month is None or part.day is None:
        return None
    year = first.year + ((part.month, part.day) < (first.month, first.day))
    is_later = match["month"] or part.day > first.day
    return replace(part, year=year, is_bare=True) if is_later else None


# English periods: decades, centuries, quarters, halves, seasons

_DECADE = re.compile(
    "(?:(?P<year>[12][0-9]{2}0) ?|(?<=')(?P<short>[1-9]0)"
    "|(?:(?<=the )|(?<=0s and ))(?P<late>[2-9]0))'?s(?![a-z])"
)


def _read_decade(match: re.Match[str], setting: Setting) -> Part | None:
    if not match["year"]:
        decade = int(match["short"] or match["late"])
        return _make(match, "decade", 1900 + decade if decade > 20 else 2000 + decade, 10)
    year = int(match["year"])
    is_century = year % 100 == 0 and year < 1900
    return _make(match, "century" if is_century else "decade", year, 100 if is_century else 10)


_CENTURY = re.compile(
    f"(?P<number>[0-9]{{1,2}}{_SUFFIX}|{_ORDINAL})[- ] ?centur(?:y|ies)(?![a-z])"
    "(?P<before> ?b\\.? ?c\\.?(?: ?e\\.?)?(?![a-z]))?"
)


def _read_century(match: re.Match[str], setting: Setting) -> Part | None:
    number = _number_of(match["number"])
    return _century(match, -number if match["before"] else number)


_PERIOD_FIRST = re.compile(
    f"(?:q(?P<q>[1-4])|h(?P<h>[12])|(?P<number>[1-4]{_SUFFIX}|first|second|third"
    f"|fourth)[- ]{{1,2}}(?P<unit>quarter|qtr|half)"
    f"|(?P<season>spring|summer|autumn|fall|winter))(?:,? (?:of )?(?:the )?(?:fiscal "
    f"|calendar )?(?:year )?|-|/)(?P<year>{_YEAR})(?![a-z])"
)
_PERIOD_LAST = re.compile(
    f"(?P<year>[12][0-9]{{3}})(?:'s)? ?-?(?:the )?(?:q(?P<q>[1-4])|h(?P<h>[12])"
    f"|(?P<number>[1-4]{_SUFFIX}|first|second|third|fourth)[- ](?P<unit>quarter|half)"
    "|/?(?P<season>[春夏秋冬](?![日野木田葉山目学]))"
    "|(?P<issue>spring|summer|autumn|fall|winter)(?= ?(?:$|[\n,.;:)|]|topics|issue|edition)))"
    "(?![0-9a-z])"
)


def _read_period(match: re.Match[str], setting: Setting) -> Part | None:
    year = int(match["year"])
    if season := match["season"] or match.groupdict().get("issue"):
        return _make(match, "season", year, SEASONS[season])
    if match["h"] or match["unit"] == "half":
        number = int(match["h"]) if match["h"] else _number_of(match["number"])
        return _make(match, "half", year, number) if number <= 2 else None
    return _make(match, "quarter", year, int(match["q"] or 0) or _number_of(match["number"]))


_COUNTED_YEAR = re.compile(
    "(?<![a-z])(?P<year>[0-9]{1,4}) ?"
    "(?:(?P<before>b\\.? ?c\\.?(?: ?e\\.?)?)|a\\. ?d\\.|(?<=[0-9]{3} )ad|c\\.? ?e\\.?)(?![a-z])"
)


def _read_counted_year(match: re.Match[str], setting: Setting) -> Part | None:
    number = int(match["year"])
    return _make(match, "year", 1 - number if match["before"] else number) if number else None


# "in 2012.6 However": the 6 is a footnote mark.
_MARKED_YEAR = re.compile(
    f"(?:(?<=in )|(?<=since )|(?<=of )|(?<=by ))(?P<year>{_YEAR})(?=\\.[0-9]{{1,2}} [a-z])"
)


def _read_marked_year(match: re.Match[str], setting: Setting) -> Part | None:
    is_sentence = setting.text[match.end() : match.end() + 5].lstrip(".0123456789 ")[:1].isupper()
    return _make(match, "year", int(match["year"])) if is_sentence else None


# Four digits alone: outside these years they are a number more often than a date.
_FIRST_BARE, _LAST_BARE = 1500, 2099
_PLAIN_YEAR = re.compile("(?P<year>[12][0-9]{3})(?![0-9])")
_SMALL_NUMBER = re.compile(f"(?P<number>[0-9]{{1,2}})(?![0-9]){_SUFFIX}?")


_APOSTROPHE_YEAR = re.compile(
    "(?:(?<=')|(?<=fy)|(?<=fy ))(?P<year>[0-9]{2})(?![0-9a-z']|[.,-][0-9])(?: ?年(?![間代]))?"
)


def _read_apostrophe_year(match: re.Match[str], setting: Setting) -> Part | None:
    before = match.string[max(0, match.start() - 2) : match.start()]
    is_mark = before.endswith("'") and before.rstrip("'").strip(" \n(|-~[")
    year = _century_of(int(match["year"]))
    return None if is_mark else Part(match.start(), match.end(), "year", year, is_bare=True)


def _read_plain_year(match: re.Match[str], setting: Setting) -> Part | None:
    year = int(match["year"])
    is_year = _FIRST_BARE <= year <= _LAST_BARE
    return Part(match.start(), match.end(), "year", year, is_bare=True) if is_year else None


def _read_small_number(match: re.Match[str], setting: Setting) -> Part | None:
    number = int(match["number"])
    return Part(match.start(), match.end(), "number", index=number, is_bare=True)


@dataclass(frozen=True, slots=True)
class Form:
    """A written form that starts with digits: how many, and the classes of what may follow them."""

    pattern: re.Pattern[str]
    reader: Reader
    lengths: str
    followers: str


# Classes of what follows a run of digits, spaces left out: y 年 and its like, c 世紀, p 月 or 日,
# s a season or half, m a mark between numbers, l a letter or apostrophe, d another digit, b a
# bracket, o anything else.
_ALL = "ycpsmldbo"
_FORMS = (
    Form(_MARKED_YEAR, _read_marked_year, "4", "m"),
    Form(_YEAR_MONTH_DAY, _read_year_month_day, "4", "ym"),
    Form(_YEAR_MONTH, _read_year_month, "4", "ym"),
    Form(_JAPANESE_CENTURY, _read_japanese_century, "12", "cd"),
    Form(_JAPANESE_DECADE, _read_japanese_decade, "124", "y"),
    Form(_JAPANESE_DATE, _read_japanese_date, "1234", "ydb"),
    Form(_JAPANESE_PIECE, _read_japanese_piece, "12", "ypd"),
    Form(_DAY_MONTH_YEAR, _read_day_month_year, "12", "m"),
    Form(_SHORT_DAY, _read_short_day, "12", "m"),
    Form(_AMENDED_DAY, _read_amended_day, "12", "m"),
    Form(_DAY_FIRST_SHORT, _read_short_named, "12", "ml"),
    Form(_DAY_FIRST, _read_named_month, "12", "mlb"),
    Form(_YEAR_FIRST, _read_named_month, "4", "ml"),
    Form(_PERIOD_LAST, _read_period, "4", "sml"),
    Form(_PERIOD_FIRST, _read_period, "1", "l"),
    Form(_DECADE, _read_decade, "24", "l"),
    Form(_CENTURY, _read_century, "12", "l"),
    Form(_MONTH_YEAR, _read_month_year, "12", "m"),
    Form(_MONTH_AND_DAY, _read_month_and_day, "12", "m"),
    Form(_COUNTED_YEAR, _read_counted_year, "1234", "l"),
    Form(_APOSTROPHE_YEAR, _read_apostrophe_year, "2", _ALL),
    Form(_PLAIN_YEAR, _read_plain_year, "4", _ALL),
    Form(_SMALL_NUMBER, _read_small_number, "12", "mlob"),
)
_FORMS_OF = {
    (length, follower): tuple(
        form for form in _FORMS if str(length) in form.lengths and follower in form.followers
    )
    for length in range(1, 5)
    for follower in _ALL
}
_FOLLOWER = re.compile(
    "[0-9]+[ \n]{0,3}(?:(?P<y>[年会事営学])|(?P<c>世)|(?P<p>[月日])|(?P<s>[春夏秋冬])"
    "|(?P<m>[-/.・,])|(?P<l>[a-z'])|(?P<d>[0-9])|(?P<b>\\())?"
)
_IN_JAPANESE_UNITS = (
    (_JAPANESE_CENTURY, _read_japanese_century),
    (_JAPANESE_DECADE, _read_japanese_decade),
    (_JAPANESE_DATE, _read_japanese_date),
)
Start = Literal["calendar", "numeral", "word", "letter"]
"""What a date starts with, besides digits: the name of an era or of the western calendar, a kanji
numeral, a word, a letter that stands for an era or a period."""
_READERS: dict[Start, tuple[tuple[re.Pattern[str], Reader], ...]] = {
    "calendar": (
        *_IN_JAPANESE_UNITS,
        (_ERA_NUMERIC, _read_era_numeric),
        (_ERA_YEAR, _read_era_year),
        (_YEAR_MONTH_DAY, _read_year_month_day),
        (_YEAR_MONTH, _read_year_month),
    ),
    "numeral": (*_IN_JAPANESE_UNITS, (_JAPANESE_PIECE, _read_japanese_piece)),
    "word": (
        (_MONTH_FIRST, _read_named_month),
        (_DAY_FIRST, _read_named_month),
        (_PERIOD_FIRST, _read_period),
        (_CENTURY, _read_century),
    ),
    "letter": (
        (_PERIOD_FIRST, _read_period),
        (_JAPANESE_DATE, _read_japanese_date),
        (_ERA_NUMERIC, _read_era_numeric),
    ),
}


def read_part(copy: str, start: int, kind: Start, setting: Setting) -> Part | None:
    """Return the first form of `kind` that is written at `start`, None where there is none."""
    for pattern, reader in _READERS[kind]:
        if (match := pattern.match(copy, start)) and (part := reader(match, setting)):
            return part
    return None


def read_digits(copy: str, start: int, end: int, setting: Setting) -> Part | None:
    """Return the first form that starts with the digits from `start` to `end`, None without."""
    follower = _FOLLOWER.match(copy, start)
    key = end - start, (follower and follower.lastgroup) or "o"
    for form in _FORMS_OF.get(key, ()):
        if (match := form.pattern.match(copy, start)) and (part := form.reader(match, setting)):
            return part
    return None
