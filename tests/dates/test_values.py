"""Laws of values and spans: valid EDTF, days that agree with it, spans inside the text."""

import calendar
import re
import warnings
from datetime import date
from functools import cache
from itertools import accumulate

from hypothesis import example, given, settings
from hypothesis import strategies as st

from extract.dates import find_dates, find_dates_in_text
from extract.model import Block, DateMention, Document, Language, Span

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it uses names that its parser library has renamed
    from edtf_validate.valid_edtf import is_valid


@cache
def is_edtf(value: str) -> bool:
    return bool(is_valid(value))


PIECES = [
    *"0123456789０１２", *"年月日度代元～-–/.,、・() \n'²年月日", "2016", "1999", "19", "31",
    "12", "Jan", "March ",
    "may ", "the ", "FY", "平成", "令和", "昭和", "大化", "年度", "世紀", "から", "まで",
    "between ", " and ", " to ",
    "以前", "以降", "頃", "末", "first ", " of ", "s", "th ", "quarter ", "Spring ", "H", "R",
    "c. ", " BC", "紀元前",
    "第", "四半期", "上半期", "二十", "千", "〇", "春", "since ", "present", "𠮷", "century",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def days_of(value: str) -> tuple[date | None, date | None]:
    """Return the days of an EDTF value, read here independently of the project."""
    value = value.replace("~", "").strip("[]")
    start, separator, end = value.replace("..", "/" if "/" not in value else "").partition("/")
    if not separator:
        return days_of_date(value)
    return days_of_date(start)[0], days_of_date(end)[1]


def days_of_date(value: str) -> tuple[date | None, date | None]:
    match = re.fullmatch(r"([0-9]{2}[0-9X]{2})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", value)
    if match is None or match[1] == "0000":
        return None, None
    first, last = int(match[1].replace("X", "0")), int(match[1].replace("X", "9"))
    if match[2] is None:
        return (date(first, 1, 1) if first else None), date(last, 12, 31)
    month = int(match[2])
    if month > 12:
        return date(first, 3 * (month - 20), 1), end_of_month(first, 3 * (month - 20) + 2)
    if match[3]:
        return (date(first, month, int(match[3])),) * 2
    return date(first, month, 1), end_of_month(first, month)


def end_of_month(year: int, month: int) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def check(text: str, mentions: tuple[DateMention, ...]) -> None:
    end = 0
    for mention in mentions:
        assert end <= mention.span.start < mention.span.end <= len(text)
        end = mention.span.end
        assert mention.span.of(text).strip()
        assert is_edtf(mention.date.value)
        if mention.date.value[:1] != "-" and "/-" not in mention.date.value:
            assert (mention.date.first_day, mention.date.last_day) == days_of(mention.date.value)


@given(TEXTS, st.sampled_from(["ja", "en", None]))
@example("2019年2月29日から3月", "ja")
@example("1世紀 0000年 9999年", "ja")
@example("2016年度～2016", "ja")
@example("FY2019-21 and 29 February 2019", "en")
@settings(max_examples=500)
def test_spans_lie_in_the_text_and_values_are_edtf_with_its_days(
    text: str, language: Language | None
) -> None:
    check(text, find_dates_in_text(text, language=language))


@given(TEXTS, st.dates(date(1950, 1, 1), date(2050, 1, 1)))
@settings(max_examples=150)
def test_a_reference_day_keeps_the_laws(text: str, reference: date) -> None:
    check(text, find_dates_in_text(text, reference=reference))


LINES = st.lists(
    st.lists(
        st.sampled_from([
            *PIECES, "3月5日", "6月から8月", "13日は", "4/11 ", "5 May", "(水)", "本年", "同年",
            "翌年", "2016年4月1日", "平成28年", "改正 27.3.25/", "第1条", "～", "30.4.16",
        ]),
        max_size=8,
    ).map("".join),
    max_size=8,
)  # fmt: skip


@given(LINES, st.none() | st.dates(date(1950, 1, 1), date(2050, 1, 1)))
@settings(max_examples=300)
def test_dates_of_documents_keep_the_laws(lines: list[str], published: date | None) -> None:
    text = "\n".join(line.replace("\n", " ") for line in lines)
    ends = list(accumulate(len(line) + 1 for line in lines))
    blocks = tuple(
        Block("paragraph", Span(end - 1 - len(line), end - 1))
        for line, end in zip(lines, ends, strict=True)
        if line
    )
    document = Document(
        "0" * 64, "a.txt", "text/plain", "", text, blocks=blocks, published=published
    )
    check(text, find_dates(document, ()))
