"""A text to the calendar dates in it, as spans with EDTF values."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from extract.dates.aligned import align
from extract.dates.guards import find_closed_spans, find_code_spans, is_code, is_count
from extract.dates.join import Expression, Surroundings, join_parts
from extract.dates.numerals import KANJI_NUMERAL
from extract.dates.order import learn_habits
from extract.dates.parts import (
    AMERICAN_FISCAL,
    JAPANESE_FISCAL,
    Part,
    end_value,
    first_day_of,
    last_day_of,
    start_value,
    write_value,
)
from extract.dates.readers import MONTHS, Habits, Setting
from extract.dates.scan import scan_parts
from extract.dates.years import build_chronicle, tell_date
from extract.model import DateMention, DateValue, Language, Span
from extract.text import language_of

# Every date has a digit, a kanji numeral, a century or the name of a month; most cells of tables
# have none of them.
_HINT = re.compile(f"[0-9元]|{KANJI_NUMERAL}|centur|(?<![a-z])(?:{'|'.join(MONTHS)})(?![a-z])")
_LONGEST_BEFORE = 40
_WEEKDAY = re.compile(
    "(?<![a-z])(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?"
    "|sun)(?:day)?[.,]{0,2} (?:the )?\\Z"
)
# Superscripts are footnote marks that PDFs leave between FY and its year.
_FISCAL = re.compile(
    "(?<![a-z])(?:(?P<japan>japan(?:ese|'s)? |j(?=fy))|(?P<america>u\\.?s\\.? (?:federal )?"
    "|american |federal ))?"
    "(?:(?P<fiscal>(?:(?:fiscal|financial|academic)(?: years?)?|school years?)(?: \\([fa]y\\))?"
    "|[fa]y'?)"
    "|cy|(?<!reporting )(?:calendar )?year(?: of)?)"
    "[ \n⁰¹²³⁴-⁹]{0,4}\\Z"
)
_FISCAL_AFTER = re.compile(" ?fy(?![a-z0-9])")
_CITATION_LETTER = re.compile("[a-h](?![a-z0-9])")
_ABOUT = re.compile(
    "(?<![a-z])(?:(?:circa|about|around|approximately|approx\\.?|roughly|ca?\\.?) (?:the )?"
    "|ca?\\.?)\\Z"
)
_EARLY = re.compile("(?<![a-z])(?:the )?(?:early|mid|late)(?:-to-(?:mid|late))?[- ]\\Z")
_SAME = re.compile("同[年月]の?\\Z")
_THE = re.compile("(?<![a-z])the \\Z")
_ORDINAL_START = re.compile("[0-9]{1,2} ?(?:st|nd|rd|th)|[a-z]+(?:[- ][a-z]+)? of ")
_RANGE_BEFORE = re.compile("(?<![a-z])(?:from|between)[ \n](?:the )?\\Z")
_RANGE_AFTER = re.compile(" ?(?:ま ?で(?:の間)?|の間|いっぱい)")
_OPEN_END = re.compile(
    " ?(?:以降|以後|以来|より(?:も)?後|~ ?(?:現在|今日)|~(?! ?[0-9a-z一-鿿])|~(?= ?継続))"
    "|[ \n]?(?:-|~|to|through|until|till)[ \n]?(?:the )?(?:present|now|today|date)(?![a-z])"
    "|[ \n](?:onwards?|(?:or|and) (?:later|after|onwards?))(?= ?(?:$|[^a-z0-9 ]))"
    "| ?-(?= ?[)|])"
)
_OPEN_START = re.compile(
    " ?(?:以前|より(?:も)?前)|[ \n](?:or|and) (?:earlier|before)(?= ?(?:$|[^a-z0-9 ]))"
)
_WAVE_BEFORE = re.compile("(?:^|[ (\\[|\n、。「])(?P<wave>~ ?)\\Z")
# In a sentence or bracket "since 2008" is an adverb and 2008 the date; alone it is a period.
_ALONE_SINCE = re.compile("(?:^|[|\n]) ?(?P<word>since|from) \\Z")
_ALONE_AFTER = re.compile(" ?(?:$|[)|\n])")


def find_dates_in_text(
    text: str, *, language: Language | None = None, reference: date | None = None
) -> tuple[DateMention, ...]:
    """Return the calendar dates in `text`, in their order, not overlapping.

    Without `language` the share of scripts decides. Relative words (今年, last year), durations
    and ages are no dates. `reference` is the day of the text: with it, a day or month without a
    year is taken in the year that brings it nearest, unless two years would bring it about as
    near or it comes again every year; without it, such a date is left out.

    >>> text = "2004(平成16)年5月1日～"
    >>> [(mention.span.of(text), mention.date.value) for mention in find_dates_in_text(text)]
    [('2004(平成16)年5月1日～', '2004-05-01/..')]
    """
    reading = read_text(text, language=language, habits=None)
    if reference is None or not reading.parts:
        return name_dates(reading, Surroundings())
    chronicle = build_chronicle(reading.copy, (), reference)
    return name_dates(reading, Surroundings(partial(tell_date, chronicle)))


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with the parts of dates in it, before they are put together; `copy` is aligned.

    `is_of_japan` says that fiscal years of no other country are those of Japan.
    """

    copy: str
    language: Language
    parts: tuple[Part, ...]
    is_of_japan: bool


def read_text(text: str, *, language: Language | None, habits: Habits | None) -> Reading:
    """Return the reading of a text, with the habits of its document where it is only a piece."""
    copy = align(text)
    language = language or language_of(text, default="en")
    if not _HINT.search(copy):
        return Reading(copy, language, (), is_of_japan=False)
    setting = Setting(text, language, habits or learn_habits(copy))
    parts = tuple(scan_parts(copy, setting, find_closed_spans(copy)))
    is_of_japan = language == "ja" or setting.habits.is_of_japan
    return Reading(copy, language, parts, is_of_japan=is_of_japan)


def name_dates(reading: Reading, surroundings: Surroundings) -> tuple[DateMention, ...]:
    """Return the dates of a reading, in their order, not overlapping."""
    if not reading.parts:
        return ()
    copy, language = reading.copy, reading.language
    codes = find_code_spans(copy)
    mentions: list[DateMention] = []
    for expression in join_parts(copy, reading.parts, surroundings):
        named = _with_fiscal_year(copy, expression, is_of_japan=reading.is_of_japan)
        if named.is_bare and _is_guarded(copy, named, codes, language):
            continue
        whole = _with_neighbours(copy, named, language)
        start = max(whole.start, mentions[-1].span.end if mentions else 0)
        mention = DateMention(Span(start, whole.end), _value_of(whole), language)
        if mentions and (double := _join_double(copy, mentions[-1], mention)):
            mentions[-1] = double
        else:
            mentions.append(mention)
    return tuple(mentions)


_OPENS = re.compile("[ \n]?\\( ?")
_CLOSES = re.compile(" ?\\)")


def _join_double(copy: str, first: DateMention, second: DateMention) -> DateMention | None:
    """Return 令和2年度(2020.4～2021.3) as one date: the bracket says the same in another way."""
    closing = _CLOSES.match(copy, second.span.end)
    if not closing or not _OPENS.fullmatch(copy, first.span.end, second.span.start):
        return None
    # "FY2019 (JFY2019)" gives a name, and names are dates of their own.
    is_japanese = "年" in first.span.of(copy)
    days = (first.date.first_day, first.date.last_day)
    if not is_japanese or days != (second.date.first_day, second.date.last_day):
        return None
    return replace(first, span=Span(first.span.start, closing.end()), date=second.date)


def _is_guarded(
    copy: str, expression: Expression, codes: Sequence[Span], language: Language
) -> bool:
    span = Span(expression.start, expression.end)
    index = bisect_right(codes, span.start, key=lambda code: code.start) - 1
    if index >= 0 and codes[index].overlaps(span):
        return True
    if is_code(copy, span):
        return True
    if expression.first.unit == "day":
        return False
    is_lone_year = not expression.is_range and expression.first.unit == "year"
    return is_count(copy, span, is_lone_year=is_lone_year, language=language)


def _match_before(pattern: re.Pattern[str], copy: str, end: int) -> re.Match[str] | None:
    return pattern.search(copy, max(0, end - _LONGEST_BEFORE), end)


def _with_fiscal_year(copy: str, expression: Expression, *, is_of_japan: bool) -> Expression:
    """Return the expression with "Japanese fiscal year" before it, or FY, a, b after it."""
    first = expression.first
    if first.unit != "year" or not expression.is_bare:
        return expression
    match = _match_before(_FISCAL, copy, expression.start)
    if match and (match["fiscal"] or not expression.is_range):
        month = _fiscal_month(match, is_of_japan=is_of_japan)
        return _replace_parts(expression, month, start=match.start(), end=expression.end)
    if match := _FISCAL_AFTER.match(copy, expression.end):
        month = JAPANESE_FISCAL if is_of_japan else None
        return _replace_parts(expression, month, start=expression.start, end=match.end())
    if match := _CITATION_LETTER.match(copy, expression.end):
        return replace(expression, end=match.end())
    return expression


def _fiscal_month(match: re.Match[str], *, is_of_japan: bool) -> int | None:
    if not match["fiscal"]:
        return None
    if match["america"]:
        return AMERICAN_FISCAL
    return JAPANESE_FISCAL if match["japan"] or is_of_japan else None


def _replace_parts(
    expression: Expression, fiscal_month: int | None, *, start: int, end: int
) -> Expression:
    first = replace(expression.first, fiscal_month=fiscal_month, is_bare=False)
    last = replace(expression.last, fiscal_month=fiscal_month, is_bare=False)
    if not expression.is_range:
        last = first
    return replace(expression, start=start, end=end, first=first, last=last)


def _with_neighbours(copy: str, expression: Expression, language: Language) -> Expression:
    expression = _with_words_before(copy, expression)
    if expression.is_range:
        return _with_range_words(copy, expression)
    expression = _with_open_start(copy, expression, language)
    return expression if expression.is_open_start else _with_open_end(copy, expression)


def _with_words_before(copy: str, expression: Expression) -> Expression:
    first, start = expression.first, expression.start
    if match := _match_before(_SAME, copy, start):
        return replace(expression, start=match.start())
    if first.unit == "day":
        if match := _match_before(_WEEKDAY, copy, start):
            return replace(expression, start=match.start())
        has_ordinal = _ORDINAL_START.match(copy, start)
        match = _match_before(_THE, copy, start) if has_ordinal else None
        return replace(expression, start=match.start()) if match else expression
    if match := _match_before(_EARLY, copy, start):
        return replace(expression, start=match.start())
    if first.unit in ("decade", "century", "quarter", "half", "season"):
        match = _match_before(_THE, copy, start)
        expression = replace(expression, start=match.start()) if match else expression
    if match := _match_before(_ABOUT, copy, expression.start):
        return _approximate(expression, match.start())
    return expression


def _approximate(expression: Expression, start: int) -> Expression:
    if expression.is_range:
        return replace(expression, start=start)
    part = replace(expression.first, is_approximate=True)
    return replace(expression, start=start, first=part, last=part)


def _with_range_words(copy: str, expression: Expression) -> Expression:
    if match := _match_before(_RANGE_BEFORE, copy, expression.start):
        expression = replace(expression, start=match.start())
    if match := _RANGE_AFTER.match(copy, expression.end):
        expression = replace(expression, end=match.end())
    return expression


def _with_open_start(copy: str, expression: Expression, language: Language) -> Expression:
    if match := _OPEN_START.match(copy, expression.end):
        return replace(expression, end=match.end(), is_open_start=True)
    before = _match_before(_WAVE_BEFORE, copy, expression.start) if language == "ja" else None
    if before:
        start = expression.start - len(before["wave"])
        return replace(expression, start=start, is_open_start=True)
    return expression


def _with_open_end(copy: str, expression: Expression) -> Expression:
    if match := _OPEN_END.match(copy, expression.end):
        return replace(expression, end=match.end(), is_open_end=True)
    match = _match_before(_ALONE_SINCE, copy, expression.start)
    if (
        match
        and expression.first.unit in ("year", "month", "day")
        and _ALONE_AFTER.match(copy, expression.end)
    ):
        return replace(expression, start=match.start("word"), is_open_end=True)
    return expression


def _value_of(expression: Expression) -> DateValue:
    first, last = expression.first, expression.last
    if expression.is_open_end:
        return DateValue(f"{start_value(first)}/..", first_day_of(first), None)
    if expression.is_open_start:
        value = f"[..{end_value(last)}]" if expression.end > last.end else f"/{end_value(last)}"
        return DateValue(value, None, last_day_of(last))
    if expression.is_range and start_value(first) != end_value(last):
        start, end, last_day = start_value(first), end_value(last), last_day_of(last)
        if last_day is not None and start.startswith(f"{end}-"):
            end = last_day.isoformat()  # no interval ends in the month that holds its start
        return DateValue(f"{start}/{end}", first_day_of(first), last_day)
    alternates: tuple[str, ...] = ()
    if first.alternate:
        month, day = first.alternate
        alternates = (write_value(replace(first, month=month, day=day)),)
    return DateValue(write_value(first), first_day_of(first), last_day_of(first), alternates)
