"""What a document says of its own time, to the years of days and months written without one.

Witnesses are the whole dates of the document. In this order they are asked: what the words before
the date refer to (本年, 同年), the year that its sentence or list is about, the same day written
with its year, a period that the day lies in, the day of issue, and the days told of beside it. The
first that answers decides; where the answer does not fit the weekday that is written, the next.
"""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from extract.dates.parts import Part, exists
from extract.model import DateMention, Span
from extract.text import language_of

# The distances are in days. Tuned on annotated pages (news, reports, programmes) and on 500 dated
# news of a university's archive, where 751 of 753 days without a year came to lie from 150 days
# before to 250 days after the article; measure again with `extract score` on a folder of gold.
_NEAR = 100  # farther than this from the day of issue, another year is about as likely
_SAME_YEAR = 183  # up to this the year of issue itself is meant: others are said (昨年, 翌年),
_MARGIN = 50  # where the other year is so much farther
_WITH_WEEKDAY = 300
_NEAR_NEWS = 62  # as far as this a day belongs to what was told last
_LONGEST_PERIOD = 100
_PERIODS = 20  # a document of more has none of its own
_LONGEST_MONTH = 30
_HEAD = 400  # where the title and the day of issue stand, in characters


@dataclass(frozen=True, slots=True)
class Witness:
    """A whole date of the document.

    `is_alone` says that its line holds hardly more than it, `is_leading` that a title ends or a
    line begins with it near the top.
    """

    span: Span
    first_day: date
    last_day: date
    is_range: bool
    is_alone: bool
    is_leading: bool

    @property
    def length(self) -> int:
        """Return the days from the first to the last; 0 for a single day."""
        return (self.last_day - self.first_day).days

    @property
    def is_year(self) -> bool:
        """Whether it is one year, from January or from another month on."""
        return 364 <= self.length <= 365 and self.first_day.day == 1


@dataclass(frozen=True, slots=True, eq=False)
class Chronicle:
    """The witnesses in their order, in the aligned text of the document.

    `told` are the dates that may have got their year from the witnesses, in their order. `issued`
    are those that may be the day of issue, `report` is the year on which the document reports,
    `published` is the day that the file itself gives.
    `days` are the years in which a day (month, day) is named, `periods` the first weeks
    or months. `is_rule` says that the text is a regulation, whose days come again every year,
    `has_now` that it speaks of the time of its writing.
    """

    copy: str
    witnesses: Sequence[Witness]
    told: Sequence[Witness]
    issued: Sequence[Witness]
    report: Witness | None
    published: date | None
    days: Mapping[tuple[int, int], Set[int]]
    periods: Sequence[Witness]
    is_rule: bool
    has_now: bool


_ARTICLE = re.compile("(?:^|\n) *(?:第 ?[0-9一二三四五六七八九十]{1,3} ?条|article [0-9]{1,2})")
_NOW = re.compile("本年|今年|昨年|去年|(?<![a-z])(?:this|last) year")


def build_chronicle(
    copy: str, mentions: Sequence[DateMention], published: date | None
) -> Chronicle:
    """Return the chronicle of a document; `mentions` are the dates that need no other."""
    witnesses = _build_witnesses(copy, mentions)
    heads = [witness for witness in witnesses if witness.span.start < _HEAD]
    alone = [witness for witness in witnesses if witness.is_alone and not witness.length]
    report = next((one for one in heads if one.is_year and _is_of_report(copy, one)), None)
    leading = [witness for witness in heads if witness.is_leading and witness is not report]
    months = [
        witness
        for witness in witnesses
        if witness.is_alone and 0 < witness.length <= _LONGEST_MONTH and not witness.is_range
    ]
    days: dict[tuple[int, int], set[int]] = {}
    for witness in witnesses:
        if not witness.length:
            first_day = witness.first_day
            days.setdefault((first_day.month, first_day.day), set()).add(first_day.year)
    periods = (
        witness
        for witness in witnesses
        if witness.is_range and 0 < witness.length <= _LONGEST_PERIOD
    )
    return Chronicle(
        copy,
        witnesses,
        witnesses,
        alone or leading[:1] or _list_seasons(copy, heads) or months[-1:],
        report,
        published,
        days,
        list(islice(periods, _PERIODS)),
        is_rule=len(list(islice(_ARTICLE.finditer(copy), 2))) == 2,
        has_now=bool(_NOW.search(copy)),
    )


# A newsletter has its season and number on top: "No. 14 / Autumn 2017", 2014年冬号.
_ISSUE = re.compile("(?<![a-z])(?:no|vol|nr|issue|number)[. ]{0,2}[0-9]|第 ?[0-9]+ ?[号巻]")
_REPORT = re.compile("年報|年次報告|活動報告|事業報告|要覧|(?<![a-z])(?:report|review)")


def _list_seasons(copy: str, heads: Sequence[Witness]) -> list[Witness]:
    return [
        witness
        for witness in heads
        if _LONGEST_MONTH < witness.length <= _LONGEST_PERIOD
        and not witness.is_range
        and (copy.startswith("号", witness.span.end) or _ISSUE.search(_read_line(copy, witness)))
    ][:1]


def _is_of_report(copy: str, witness: Witness) -> bool:
    return _REPORT.search(_read_line(copy, witness)) is not None


def _read_line(copy: str, witness: Witness) -> str:
    before, after = _line_around(copy, witness.span)
    return f"{before} {after}"


def follow_days(chronicle: Chronicle, mentions: Sequence[DateMention]) -> Chronicle:
    """Return the chronicle with the dates that it has told, for the days told of after them."""
    return replace(chronicle, told=_build_witnesses(chronicle.copy, mentions))


def _build_witnesses(copy: str, mentions: Sequence[DateMention]) -> list[Witness]:
    return [
        _build_witness(copy, mention, mention.date.first_day, mention.date.last_day)
        for mention in mentions
        if mention.date.first_day and mention.date.last_day
    ]


_LONGEST_LINE = 120
_ROOM = 24  # what else may stand on the line of a day of issue: a label, a weekday, hours
_LABEL = re.compile("[ \\[(]{0,3}(?:on |date:? |published:? |posted:? |updated:? )?\\Z")


_PLACE = re.compile("[^0-9,.:;。]{2,40}, ?")  # "Paris/Oslo, 3 May 2018. The ..."
_TEXT = re.compile(" ?(?:-|\\.|:) ?[^ 0-9]")


def _build_witness(copy: str, mention: DateMention, first_day: date, last_day: date) -> Witness:
    span = mention.span
    before, after = _line_around(copy, span)
    rest = before.strip() + after.strip()
    is_alone = len(rest) <= _ROOM and not set("。|") & set(rest)
    is_day = first_day == last_day
    is_first = bool(_LABEL.match(before)) or (not after.strip(" )]") and "。" not in before)
    is_dateline = is_day and _PLACE.fullmatch(before) and _TEXT.match(after)
    return Witness(
        span,
        first_day,
        last_day,
        is_range="/" in mention.date.value,
        is_alone=is_alone,
        is_leading=span.start < _HEAD
        and ((is_first and (is_day or is_alone)) or bool(is_dateline)),
    )


def _line_around(copy: str, span: Span) -> tuple[str, str]:
    start = copy.rfind("\n", max(0, span.start - _LONGEST_LINE), span.start) + 1
    if not start:
        start = max(0, span.start - _LONGEST_LINE)
    end = copy.find("\n", span.end, span.end + _LONGEST_LINE)
    return copy[start : span.start], copy[span.end : end if end >= 0 else span.end + _LONGEST_LINE]


_EVERY = re.compile(
    "(?:毎年度?|毎|例年|各年|(?<![a-z])(?:every|each|annually on)) ?の?\\Z"
    "|(?:一昨年|前年|再来年) ?の?\\Z"
    "|(?<![a-z])(?:last|next|previous|following|past)(?: year)?,? (?:on )?\\Z"
)
# A name of a month alone may be a person or a verb; after these words it is a time.
_MONTH_FRAME = re.compile(
    "(?<![a-z])(?:in|since|by|until|till|from|of|during|to|through|between|early|mid|late"
    "|this)[ -](?:early |mid-?|late )?\\Z"
)
_EVERY_AFTER = re.compile(
    " ?の? ?(?:入学|期(?!間)|号|生(?!ま)|卒|最後|最初|第 ?[0-9一二三四] ?[月火水木金土日週])"
    "|,? (?:of |in )?(?:each|every|the following|the same|that) (?:calendar )?year"
    "|,? (?:annually|yearly)|,? ?[12][0-9]{3}(?![0-9])"  # "December 7, 1982Excellency"
)
_TERM = re.compile(
    "学期|セメスター|毎[年月]|例年|通常|原則|年 ?[0-9一二三四数] ?回"
    "|(?<![a-z])(?:semester|trimester|(?:each|every) year|usually|normally|typically|annually"
    "|(?:once|twice) a year)"
)
_SENTENCE = 60


def tell_date(chronicle: Chronicle, part: Part) -> Part:
    """Return a day or month with its year, as it is where the document leaves it open.

    The offsets of the part are those of the document.
    """
    if chronicle.is_rule:
        return part
    if part.month is None:
        return _tell_month(chronicle, part)
    year = _tell_year(chronicle, part)
    return part if year is None else replace(part, year=year)


def _tell_year(chronicle: Chronicle, part: Part) -> int | None:
    copy = chronicle.copy
    if _recurs(copy, part) or _is_name(copy, part) or (part.is_bare and not _is_free(copy, part)):
        return None
    weekday = _weekday_of(chronicle.copy, part)
    if match := _NEXT_YEAR.search(copy, max(0, part.start - 4), part.start):
        issue = _find_issue(chronicle, part.start)
        year = issue[1].year + _NEXT_YEARS[match["word"]] if issue else 0
        return year if issue and _fits(part, year, weekday) else None
    asked = (rule(chronicle, part) for rule in (_BARE_RULES if part.is_bare else _RULES))
    for years in asked:
        fitting = {year for year in years if _fits(part, year, weekday)}
        if len(fitting) == 1:
            return fitting.pop()
    return None


def _recurs(copy: str, part: Part) -> bool:
    before = copy[max(0, part.start - _SENTENCE) : part.start]
    after = copy[part.end : part.end + _SENTENCE]
    if _EVERY.search(before) or _EVERY_AFTER.match(after):
        return True
    sentence = re.split("[。\n]|\\. ", before)[-1] + re.split("[。\n]|\\. ", after)[0]
    return bool(_TERM.search(sentence))


_FREE_BEFORE = re.compile("(?:^|[\n (\\[「。、・|~-])\\Z")
_FREE_AFTER = re.compile(" ?(?:$|[\n(~-]| [^ ]|[、,] ?[0-9])| ")
_DAY_IN_BRACKET = re.compile("\\((?:1[0-2]|[1-9])/(?:1[3-9]|2[0-9]|3[01])\\)")


def _is_free(copy: str, part: Part) -> bool:
    """Whether 4/11 stands as a date does in Japanese: not 3/4は or "a 3/4 share"."""
    around = copy[max(0, part.start - _SENTENCE) : part.end + _SENTENCE]
    before = _FREE_BEFORE.search(copy, max(0, part.start - 1), part.start)
    is_japanese = language_of(around, default="en") == "ja"
    if copy[part.start - 1 : part.end + 1 : part.end - part.start + 1] == "()":
        return is_japanese and _DAY_IN_BRACKET.search(copy) is not None  # (1/2) may be a page
    return bool(is_japanese and before and _FREE_AFTER.match(copy, part.end))


def _is_name(copy: str, part: Part) -> bool:
    is_word = part.unit == "month" and copy[part.start].isascii() and copy[part.start].isalpha()
    return is_word and not _MONTH_FRAME.search(copy, max(0, part.start - 16), part.start)


_KANJI_DAYS = "月火水木金土日"
_KANJI_DAY = re.compile(f"[(\\[] ?([{_KANJI_DAYS}])[ )\\]曜・]|日 ?([{_KANJI_DAYS}]) ?曜")
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENGLISH_DAY = f"(?P<day>{'|'.join(_ENGLISH_DAYS)})[a-z]{{0,6}}"
# In "Friday and Saturday, May 16 and 17" the first is that of the first.
_DAY_BEFORE = re.compile(
    f"(?<![a-z]){_ENGLISH_DAY}(?: ?(?:and|&|to|through|-) ?[a-z]{{3,9}})?[.,]{{0,2}} (?:the )?\\Z"
)
_DAY_WITHIN = re.compile(f"\\({_ENGLISH_DAY}")


def _weekday_of(copy: str, part: Part) -> int | None:
    """Return the weekday written with the day, 0 for Monday; None without."""
    if part.unit != "day":
        return None
    if match := _KANJI_DAY.search(copy, part.start, part.end):
        return _KANJI_DAYS.index(match[1] or match[2])
    match = _DAY_BEFORE.search(copy, max(0, part.start - 32), part.start)
    match = match or _DAY_WITHIN.search(copy, part.start, part.end)
    return _ENGLISH_DAYS.index(match["day"]) if match else None


def _days_in(part: Part, year: int) -> tuple[date, date] | None:
    """Return the first and last day that the part has in a year; None where it has none."""
    month = part.month or 0
    if not date.min.year < year < date.max.year or not exists(year, month, part.day or 1):
        return None
    last = part.day or monthrange(year, month)[1]
    return date(year, month, part.day or 1), date(year, month, last)


def _fits(part: Part, year: int, weekday: int | None) -> bool:
    days = _days_in(part, year)
    return bool(days) and (weekday is None or days is None or days[0].weekday() == weekday)


def _gap(days: tuple[date, date], first_day: date, last_day: date) -> int:
    """Return how many days lie between; 0 where the two meet."""
    return max(0, (first_day - days[1]).days, (days[0] - last_day).days)


def _before(witnesses: Sequence[Witness], offset: int) -> Iterator[Witness]:
    """Yield the witnesses before an offset, the nearest first."""
    index = bisect_left(witnesses, offset, key=lambda witness: witness.span.start)
    for position in range(index - 1, -1, -1):
        yield witnesses[position]


# The month of a day told of after others of it: "(2016年11月13～15日) 13日は"

_DAY_FRAME_BEFORE = re.compile("(?:^|[\n 、。,.(「・]|翌|同月|来日し|[初終]日の|日目の)\\Z")
_DAY_FRAME_AFTER = re.compile(
    " ?(?:[はも]|に(?![わ渡亘及かお一0-9])|の?(?:午前|午後|夜|夕|朝|昼)|[、,]|から|まで)"
)
_LONGEST_VISIT = 10  # days


def _tell_month(chronicle: Chronicle, part: Part) -> Part:
    copy, day = chronicle.copy, part.day or 0
    if copy[part.start - 1 : part.start] == "翌":
        return _tell_next_day(chronicle, part)
    near = (one for one in _before(chronicle.told, part.start) if one.length <= _LONGEST_VISIT)
    nearest = next(near, None)
    if nearest is None or part.start - nearest.span.end > 10 * _SENTENCE:
        return _tell_month_of_news(chronicle.issued[0], part, copy) if chronicle.issued else part
    is_framed = _DAY_FRAME_BEFORE.search(copy, max(0, part.start - 4), part.start) and (
        copy[part.end - 1] == ")" or _DAY_FRAME_AFTER.match(copy, part.end)
    )
    limit = nearest.last_day.day if nearest.length else nearest.first_day.day + _LONGEST_VISIT
    fits = nearest.first_day.day <= day <= limit and nearest.length <= _LONGEST_VISIT
    year, month = nearest.first_day.year, nearest.first_day.month
    if not is_framed or not fits or not exists(year, month, day):
        is_issue = not nearest.length and (nearest.is_leading or nearest.is_alone)
        return _tell_month_of_news(nearest, part, copy) if is_issue else part
    whole = replace(part, year=year, month=month)
    weekday = _weekday_of(copy, part)
    return whole if weekday is None or date(year, month, day).weekday() == weekday else part


def _tell_next_day(chronicle: Chronicle, part: Part) -> Part:
    """Return 29日 of 翌29日 in the month of the 28th that was told last, if that is not far."""
    for witness in _before(chronicle.told, part.start):
        if part.start - witness.span.end > 20 * _SENTENCE:
            break
        following = witness.last_day + timedelta(days=1)
        if witness.length <= _LONGEST_VISIT and following.day == part.day:
            return replace(part, year=following.year, month=following.month)
    return part


# The month of a day in news: of 「22日」 under a day of issue it is the nearest one

_NEWS_FRAME_BEFORE = re.compile("(?:^|[\n 、。,.が翌]|(?<!期間)(?<!日数)は)\\Z")
_NEWS_FRAME_AFTER = re.compile(
    " ?(?:\\([月火水木金土日]\\) ?)?(?:[、,付]|に(?![わ渡亘及かお一0-9])|の?(?:午前|午後|夜|夕|朝))"
)


def _tell_month_of_news(issue: Witness, part: Part, copy: str) -> Part:
    is_framed = _NEWS_FRAME_BEFORE.search(
        copy, max(0, part.start - 3), part.start
    ) and _NEWS_FRAME_AFTER.match(copy, part.end)
    if not is_framed:
        return part
    month = issue.first_day.year * 12 + issue.first_day.month - 1
    near = [
        replace(part, year=number // 12, month=number % 12 + 1)
        for number in (month - 1, month, month + 1)
        if exists(number // 12, number % 12 + 1, part.day or 0)
    ]
    days = [(one, date(one.year or 0, one.month or 0, one.day or 0)) for one in near]
    within = [one for one, day in days if abs((day - issue.first_day).days) <= _LONGEST_VISIT]
    weekday = _weekday_of(copy, part)
    is_sure = len(within) == 1 and _fits(within[0], within[0].year or 0, weekday)
    return within[0] if is_sure else part


# What the words before the date refer to

_THIS_YEAR = re.compile("(?:(?:本年|今年) ?の?|(?<![a-z])this year,? (?:on )?)\\Z")
_OF_THIS_YEAR = re.compile(",? (?:of )?this year(?![a-z])")
_NEXT_YEARS = {"昨年": -1, "去年": -1, "来年": 1, "明年": 1}
_NEXT_YEAR = re.compile(f"(?P<word>{'|'.join(_NEXT_YEARS)}) ?の?\\Z")
_THAT_YEAR = re.compile("(?P<same>同年) ?の?\\Z|翌年 ?の?\\Z")


def _ask_words(chronicle: Chronicle, part: Part) -> Set[int]:
    start = max(0, part.start - 16)
    if _THIS_YEAR.search(chronicle.copy, start, part.start) or _OF_THIS_YEAR.match(
        chronicle.copy, part.end
    ):
        issue = _find_issue(chronicle, part.start)
        return {issue[1].year} if issue else set()
    match = _THAT_YEAR.search(chronicle.copy, start, part.start)
    nearest = next(_before(chronicle.witnesses, part.start), None) if match else None
    if match is None or nearest is None or nearest.first_day.year != nearest.last_day.year:
        return set()
    between = chronicle.copy[nearest.span.end : match.start()]
    if between[: 4 * _SENTENCE].count("。") > (1 if "年" in between else 2):
        return set()
    return {nearest.first_day.year + (0 if match["same"] else 1)}


# The year that the sentence or the list is about

_TOPIC_AFTER = re.compile(" ?(?:(?:に|から)?[はも]|に?[、,]|中[にはの、])")
_TOPIC_BEFORE = re.compile("(?:^|[\n 、。,・(])\\Z")
_ENGLISH_TOPIC_BEFORE = re.compile("(?:^|\n|\\. )(?:in|during) \\Z")
_ENTRY = re.compile("[ ・○●◎◇◆□■※*•(\\[|-]{0,8}\\Z")


def _year_within(witness: Witness, part: Part) -> Set[int]:
    """Return the year of a month in a calendar or fiscal year."""
    first = witness.first_day
    return {first.year + ((part.month or 0) < first.month)}


def _ask_topic(chronicle: Chronicle, part: Part) -> Set[int]:
    """Ask the year that leads the sentence: 1994年には…6月から8月, "In 2015, ... on 5 May"."""
    copy = chronicle.copy
    nearest = next(_before(chronicle.witnesses, part.start), None)
    if nearest is None or not nearest.is_year or part.start - nearest.span.end > 2 * _SENTENCE:
        return set()
    between = copy[nearest.span.end : part.start]
    is_one = "。" not in between and "\n\n" not in between and ". " not in between
    is_japanese = "年" in nearest.span.of(copy)
    lead = _TOPIC_BEFORE if is_japanese else _ENGLISH_TOPIC_BEFORE
    leads = lead.search(copy, max(0, nearest.span.start - 10), nearest.span.start)
    if is_one and leads and _TOPIC_AFTER.match(copy, nearest.span.end):
        return _year_within(nearest, part)
    return set()


def _ask_heading(chronicle: Chronicle, part: Part) -> Set[int]:
    """Ask the year that stands on a line of its own above."""
    nearest = next(_before(chronicle.witnesses, part.start), None)
    if nearest is None or not nearest.is_year or part.start - nearest.span.end > 10 * _SENTENCE:
        return set()
    before, after = _line_around(chronicle.copy, nearest.span)
    is_heading = not (before + after).strip(" :#*=()[]|-") and nearest.span.start > 0
    return _year_within(nearest, part) if is_heading else set()


def _ask_list(chronicle: Chronicle, part: Part) -> Set[int]:
    """Ask the year that heads a list, or the entry above in a list in the order of time."""
    copy = chronicle.copy
    if not _starts_line(copy, part.start):
        return set()
    nearest = next(_before(chronicle.witnesses, part.start), None)
    if nearest is None or not _starts_line(copy, nearest.span.start):
        return set()
    if nearest.is_year:
        return _year_within(nearest, part)
    is_dateline = nearest.is_alone and not nearest.length
    if is_dateline or nearest.length > _LONGEST_PERIOD:
        return set()
    days = _days_in(part, nearest.first_day.year)
    follows = days and 0 <= (days[0] - nearest.first_day.replace(day=1)).days <= _SAME_YEAR
    return {nearest.first_day.year} if follows else set()


def _starts_line(copy: str, offset: int) -> bool:
    line = copy.rfind("\n", max(0, offset - 12), offset) + 1
    return (bool(line) or offset <= 12) and bool(_ENTRY.match(copy, line, offset))


def _ask_report(chronicle: Chronicle, part: Part) -> Set[int]:
    """Ask the year on which an annual report reports; in Japan it may end in March."""
    report = chronicle.report
    if report is None or part.start < report.span.end:
        return set()
    is_calendar = report.first_day.month == 1
    is_japanese = language_of(chronicle.copy[: part.start][-_HEAD:], default="en") == "ja"
    is_open = is_calendar and is_japanese and (part.month or 0) < _APRIL
    return set() if is_open else _year_within(report, part)


_APRIL = 4

# The same day with its year, and periods


def _ask_twin(chronicle: Chronicle, part: Part) -> Set[int]:
    """Ask where the day has its year; days that many terms begin or end on tell nothing."""
    if part.day is None or part.day == 1 or part.day >= 30 or (part.month, part.day) == (2, 28):
        return set()
    return chronicle.days.get((part.month or 0, part.day), frozenset())


def _ask_period(chronicle: Chronicle, part: Part) -> Set[int]:
    return {
        year
        for period in chronicle.periods
        for year in {period.first_day.year, period.last_day.year}
        if period.span.start < part.start
        and (days := _days_in(part, year))
        and period.first_day <= days[0]
        and days[1] <= period.last_day
    }


# The day of issue


def _find_issue(chronicle: Chronicle, offset: int) -> tuple[date, date] | None:
    """Return the days of issue that hold for an offset: the nearest above, the file's, any."""
    issued = chronicle.issued
    index = bisect_left(issued, offset, key=lambda witness: witness.span.start)
    if index:
        return issued[index - 1].first_day, issued[index - 1].last_day
    if chronicle.published:
        return chronicle.published, chronicle.published
    return (issued[0].first_day, issued[0].last_day) if issued else None


def _ask_issue(chronicle: Chronicle, part: Part) -> Set[int]:
    issue = _find_issue(chronicle, part.start)
    if issue is None:
        return set()
    first, last = issue
    gaps = {
        year: _gap(days, first, last)
        for year in (last.year, last.year - 1, last.year + 1)
        if (days := _days_in(part, year))
    }
    if _weekday_of(chronicle.copy, part) is not None:
        return {year for year in gaps if gaps[year] <= _WITH_WEEKDAY}  # the weekday chooses
    nearest = min(gaps, key=lambda year: gaps[year], default=last.year)
    if gaps.get(nearest, _NEAR + 1) <= _NEAR:
        return {nearest}
    same = gaps.pop(last.year, _SAME_YEAR + 1)
    # An issue of months tells of what is past; a single day may have either before or after it.
    is_plain = first != last or all(same + _MARGIN <= gap for gap in gaps.values())
    return {last.year} if same <= _SAME_YEAR and is_plain else set()


def _ask_day_of_issue(chronicle: Chronicle, part: Part) -> Set[int]:
    """Ask the day of issue for days so near to it that no other mention outweighs it."""
    issue = _find_issue(chronicle, part.start)
    return {
        year
        for year in _ask_issue(chronicle, part)
        if issue and (days := _days_in(part, year)) and _gap(days, *issue) <= _LONGEST_MONTH
    }


# The days told of beside it


def _ask_neighbours(chronicle: Chronicle, part: Part) -> Set[int]:
    """Ask the days told of just before, where nothing speaks of a time of writing left unsaid."""
    if part.unit != "day" or chronicle.has_now:
        return set()
    for witness in _before(chronicle.witnesses, part.start):
        if part.start - witness.span.end > 20 * _SENTENCE:
            break
        if witness.length > _LONGEST_MONTH or _is_end(chronicle.copy, witness.span):
            continue
        return {
            year
            for year in (witness.first_day.year, witness.last_day.year)
            if (days := _days_in(part, year))
            and _gap(days, witness.first_day, witness.last_day) <= _NEAR_NEWS
        }
    return set()


_UNTIL = re.compile("(?<![a-z])(?:until|till|through|to|by|expires? on) (?:the )?\\Z")


def _is_end(copy: str, span: Span) -> bool:
    """Whether a date says until when something goes on: it may lie years ahead."""
    before = copy[max(0, span.start - 16) : span.start]
    return bool(_UNTIL.search(before)) or copy.startswith("まで", span.end)


_SENTENCE_ENDS = re.compile("[。\n]|\\. ")


def _ask_ahead(chronicle: Chronicle, part: Part) -> Set[int]:
    """Ask the day behind it in the sentence: "A on June 10, B on May 3, and C on July 9, 2013"."""
    index = bisect_left(chronicle.witnesses, part.end, key=lambda witness: witness.span.start)
    for witness in chronicle.witnesses[index : index + 1]:
        between = chronicle.copy[part.end : witness.span.start]
        is_near = len(between) <= 2 * _SENTENCE and not _SENTENCE_ENDS.search(between)
        days = _days_in(part, witness.first_day.year)
        if is_near and days and not witness.length and days[1] <= witness.first_day:
            return {witness.first_day.year}
    return set()


Rule = Callable[[Chronicle, Part], Set[int]]
_RULES: tuple[Rule, ...] = (
    _ask_words,
    _ask_topic,
    _ask_heading,
    _ask_list,
    _ask_report,
    _ask_day_of_issue,
    _ask_twin,
    _ask_period,
    _ask_issue,
    _ask_neighbours,
    _ask_ahead,
)
_BARE_RULES: tuple[Rule, ...] = (_ask_twin, _ask_period, _ask_issue)
