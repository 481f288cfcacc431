"""Dates in text: forms, values, spans and what is none."""

import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.dates import find_dates_in_text
from extract.model import Language

Row = tuple[str, str, str]


def read(text: str, language: Language | None = None, reference: date | None = None) -> list[str]:
    found = find_dates_in_text(text, language=language, reference=reference)
    return [f"{mention.span.of(text)} = {mention.date.value}" for mention in found]


JAPANESE = [
    ("締結: 1985. 4", "1985. 4 = 1985-04"),
    ("2016年4月に締結", "2016年4月 = 2016-04"),
    ("2016年3月5日～3月", "2016年3月5日～3月 = 2016-03-05/2016-03-31"),
    ("２０１６年４月１日", "２０１６年４月１日 = 2016-04-01"),
    ("二〇一六年四月", "二〇一六年四月 = 2016-04"),
    ("平 成 2 9 年 3 月 31 日付け", "平 成 2 9 年 3 月 31 日 = 2017-03-31"),
    ("2016年\n4月1日", "2016年\n4月1日 = 2016-04-01"),
    ("2004(平成16)年5月1日", "2004(平成16)年5月1日 = 2004-05-01"),
    ("平成28年(2016年)6月", "平成28年(2016年)6月 = 2016-06"),
    ("1989年(昭和64年/平成元年)", "1989年(昭和64年/平成元年) = 1989"),
    ("令和元年5月1日改元", "令和元年5月1日 = 2019-05-01"),
    ("H29.3.31", "H29.3.31 = 2017-03-31"),
    ("平29.3.31", "平29.3.31 = 2017-03-31"),
    ("㍻29年", "㍻29年 = 2017"),
    ("天保6年5月に完成", "天保6年5月 = 1835-05"),
    ("平成29年度", "平成29年度 = 2017-04/2018-03"),
    ("2016年度第1四半期", "2016年度第1四半期 = 2016-04/2016-06"),
    ("2016年度末", "2016年度末 = 2017-03"),
    ("2016会計年度", "2016会計年度 = 2016-04/2017-03"),
    ("2008～11年", "2008～11年 = 2008/2011"),
    ("令和3～5年度", "令和3～5年度 = 2021-04/2024-03"),
    ("平成元年4月から3年3月まで", "平成元年4月から3年3月まで = 1989-04/1991-03"),
    ("2016年4月～6月", "2016年4月～6月 = 2016-04/2016-06"),
    ("2018年10月1日から7日まで", "2018年10月1日から7日まで = 2018-10-01/2018-10-07"),
    ("1980～90年代", "1980～90年代 = 1980/1999"),
    ("2014・2015年度", "2014・2015年度 = 2014-04/2016-03"),
    ("2016年4・5月", "2016年4・5月 = 2016-04/2016-05"),
    ("2003.12以前", "2003.12以前 = [..2003-12]"),
    ("第一フェーズ(～2012)", "～2012 = /2012"),
    ("2015.4～(継続中)", "2015.4～ = 2015-04/.."),
    ("1974年頃", "1974年頃 = 1974~"),
    ("昭和40年代", "昭和40年代 = 1965/1974"),
    ("20世紀初頭", "20世紀初頭 = 19XX"),
    ("紀元前202年", "紀元前202年 = -0201"),
    ("2016年10月1日(土)開催", "2016年10月1日(土) = 2016-10-01"),
    ("2016年〇月〇日", "2016年 = 2016"),
    ("令和2年度(2020.4~2021.3)", "令和2年度(2020.4~2021.3) = 2020-04/2021-03"),
    ("平成28年4月1日(2016年4月1日)に", "平成28年4月1日(2016年4月1日) = 2016-04-01"),
    ("令和5年 (2023年) 度の募集", "令和5年 (2023年) 度 = 2023-04/2024-03"),
    ("平成\n30年度", "平成\n30年度 = 2018-04/2019-03"),
    ("2016\n年4\n月", "2016\n年4\n月 = 2016-04"),
    ("2010年4月から翌年5月まで", "2010年4月から翌年5月まで = 2010-04/2011-05"),
    ("令和元.6.26", "令和元.6.26 = 2019-06-26"),
    ("2024年6月4日（火）13時30分～14時15分", "2024年6月4日（火）13時30分～14時15分 = 2024-06-04"),
    ("2024年6月4日 9:30-17:45", "2024年6月4日 9:30-17:45 = 2024-06-04"),
    ("平成31年/令和元年", "平成31年/令和元年 = 2019"),
    ("2020年春学期", "2020年 = 2020"),
    ("2024年6月4日24時間営業", "2024年6月4日 = 2024-06-04"),
    ("2024年6月から8月にかけて", "2024年6月から8月 = 2024-06/2024-08"),
    ("2017.5.8～6.30　滞在", "2017.5.8～6.30 = 2017-05-08/2017-06-30"),
    ("2018.11.20～1.15", "2018.11.20～1.15 = 2018-11-20/2019-01-15"),
    ("2017/5/8-12", "2017/5/8-12 = 2017-05-08/2017-05-12"),
    (
        "平成 20 年 4 月 か ら 平成 22 年 3 月 ま で",
        "平成 20 年 4 月 か ら 平成 22 年 3 月 ま で = 2008-04/2010-03",
    ),
    ("覚書、2016失効後は", "2016 = 2016"),
    ("2009締結", "2009 = 2009"),
    ("2012年の秋", "2012年の秋 = 2012-23"),
]
ENGLISH = [
    ("on 4-5 October 2014.", "4-5 October 2014 = 2014-10-04/2014-10-05"),
    ("accessed 10\nJune 2021", "10\nJune 2021 = 2021-06-10"),
    ("the 11th of March, 2011", "the 11th of March, 2011 = 2011-03-11"),
    ("between 2015 and 2019", "between 2015 and 2019 = 2015/2019"),
    ("from March to May 2013", "from March to May 2013 = 2013-03/2013-05"),
    ("Nov-Feb 2017", "Nov-Feb 2017 = 2016-11/2017-02"),
    ("August 10 - 22, 2012", "August 10 - 22, 2012 = 2012-08-10/2012-08-22"),
    ("the 2013-2018 Roadmap", "2013-2018 = 2013/2018"),
    ("(2020–23)", "2020–23 = 2020/2023"),
    ("in 2007–08", "2007–08 = 2007/2008"),
    ("1999–01", "1999–01 = 1999/2001"),
    ("2016-11", "2016-11 = 2016-11"),
    ("2016/17 to 2018/19", "2016/17 to 2018/19 = 2016/2019"),
    ("since the mid-2000s", "the mid-2000s = 200X"),
    ("circa 1985", "circa 1985 = 1985~"),
    ("has grown since FY 2015.", "FY 2015 = 2015"),
    ("in FY ³²2020 the", "FY ³²2020 = 2020"),
    ("Japanese fiscal year 2020", "Japanese fiscal year 2020 = 2020-04/2021-03"),
    ("U.S. fiscal year 2019", "U.S. fiscal year 2019 = 2018-10/2019-09"),
    ("since 2008", "since 2008 = 2008/.."),
    ("July 2016 – present", "July 2016 – present = 2016-07/.."),
    ("Spring 2016", "Spring 2016 = 2016-21"),
    ("Q3 2019", "Q3 2019 = 2019-07/2019-09"),
    ("students in 2012.⁶ However", "2012 = 2012"),
    ("in 2012.6 However, it", "2012 = 2012"),
    ("Mis à jour / Updated: 02/10/2015", "02/10/2015 = 2015-10-02"),
    ("(Yonezawa 2019a)", "2019a = 2019"),
    ("in1950", "1950 = 1950"),
    ("347 BC", "347 BC = -0346"),
    ("20 3 - 2019.10.31", "2019.10.31 = 2019-10-31"),
    ("No. 12, 2008 Autumn", "2008 Autumn = 2008-23"),
    ("the 2008 Summer Institutes", "2008 = 2008"),
    ("held in March. 2008 was", "March. 2008 = 2008-03"),
    ("Valid: 01/04/2019-31/03/2024", "01/04/2019-31/03/2024 = 2019-04-01/2024-03-31"),
    ("31-Dec-19", "31-Dec-19 = 2019-12-31"),
    ("06.2014–06.2019", "06.2014–06.2019 = 2014-06/2019-06"),
    ("Date: 2014-06-03T10:00", "2014-06-03 = 2014-06-03"),
    ("(1998 –)", "1998 – = 1998/.."),
    ("June 15, 2024 (Sat.) 17:00", "June 15, 2024 (Sat.) = 2024-06-15"),
    ("15 June (Saturday) 2024", "15 June (Saturday) 2024 = 2024-06-15"),
    (
        "May 1 (Wed) – May 31 (Fri), 2024",
        "May 1 (Wed) – May 31 (Fri), 2024 = 2024-05-01/2024-05-31",
    ),
    (
        "Oct. 5 (Wed.) – 7 (Fri.), 2016",
        "Oct. 5 (Wed.) – 7 (Fri.), 2016 = 2016-10-05/2016-10-07",
    ),
    ("5 (Wed) – 7 (Fri) October 2016", "5 (Wed) – 7 (Fri) October 2016 = 2016-10-05/2016-10-07"),
    (
        "Wed 5 Oct 2016 – Fri 7 Oct 2016",
        "Wed 5 Oct 2016 – Fri 7 Oct 2016 = 2016-10-05/2016-10-07",
    ),
    ("Summer School 2018", "2018 = 2018"),
    ("March 3 -- 11 2017", "March 3 -- 11 2017 = 2017-03-03/2017-03-11"),
    ("Universidad de Chile (since 2001)", "2001 = 2001"),
    ("Until May 2009", "May 2009 = 2009-05"),
    ("Newsletter – Issue 3/2020", "2020 = 2020"),
    ("Signed 3/2020", "3/2020 = 2020-03"),
    ("version 1.2, 2021-12-10", "2021-12-10 = 2021-12-10"),
    ("grants of JSPS, Japan, for FY2019", "FY2019 = 2019-04/2020-03"),
    ("in the autumn of 2008", "the autumn of 2008 = 2008-23"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), JAPANESE)
def test_japanese_forms_are_read(text: str, expected: str) -> None:
    assert read(text, "ja") == [expected]


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_forms_are_read(text: str, expected: str) -> None:
    assert read(text, "en") == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2001. 8 / 2002. 2", ["2001. 8 = 2001-08", "2002. 2 = 2002-02"]),
        ("3, 5 and 9 May 2014", ["3 = 2014-05-03", "5 = 2014-05-05", "9 May 2014 = 2014-05-09"]),
        ("the 1990s and 2000s", ["the 1990s = 199X", "2000s = 200X"]),
        ("1998年に始まり、99年に終了", ["1998年 = 1998", "99年 = 1999"]),
        ("2014年10月、12月", ["2014年10月 = 2014-10", "12月 = 2014-12"]),
        (
            "昭和五十四年に結び、四十九年に始まる十年の計画",
            ["昭和五十四年 = 1979", "四十九年 = 1974"],
        ),
        (
            "平成4年度は10件、5年度は12件、6年には20年の歴史",
            ["平成4年度 = 1992-04/1993-03", "5年度 = 1993-04/1994-03", "6年 = 1994"],
        ),
        ("平成4年度、3年度連続", ["平成4年度 = 1992-04/1993-03"]),
        (
            "平成29年3月1日 一部改正 29.9.25/30.4.27/2.10.1",
            [
                "平成29年3月1日 = 2017-03-01",
                "29.9.25 = 2017-09-25",
                "30.4.27 = 2018-04-27",
                "2.10.1 = 2020-10-01",
            ],
        ),
        (
            "平成24年3月に派遣(23.6.1 ～ 23.8.31)",
            ["平成24年3月 = 2012-03", "23.6.1 ～ 23.8.31 = 2011-06-01/2011-08-31"],
        ),
        (
            "平成13年4月1日、同15年5月2日",
            ["平成13年4月1日 = 2001-04-01", "同15年5月2日 = 2003-05-02"],
        ),
        (
            "Acme\t16.9.13\t15.9.18\nOther\t6.8.10",
            ["16.9.13 = 2013-09-16", "15.9.18 = 2018-09-15", "6.8.10 = 2010-08-06"],
        ),
    ],
)
def test_dates_that_share_a_part_are_each_a_mention(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/2019/10/02/news-2020.html", "doi:10.1016/j.jmb.2016.04.001",
        "someone2016@example.org", "TEL 048-462-1111", "+44 20 7419 2016", "pp. 1985–1990",
        "Section 2.5.3", "Figure 10 and Table 6", "表2.3に示す", "図5-10", "v2016.4.1",
        "Ver. 2016.1を使用", "GBP 1998 million", "¥2000", "2016 participants attended",
        "約2016名が参加", "2,016人の学生", "1500-2000人規模", "IRL2014 and UMR8212",
        "課題番号16H01985",
        "受付番号 2016-0401", "ISO 9001:2015", "arXiv:2016.01234", "明治大学と昭和大学",
        "帝京平成大学2号館",
        "昭和町1-2-3", "S60型", "Horizon 2020", "Dr April Jones and May Smith",
        "the march of 2000 men",
        "毎年4月に更新", "3か月以内", "150周年", "三年間", "約2000年前", "平成　年　月　日",
        "解像度1920×2012",
        "13/31/2018", "31 June 2022", "a 2000-year history", "千年の歴史",
        "改正 27.3.25", "host.example.org/27.3.25/", "M15 may be crowded",
        "Section\t6.8.10\nSection\t6.8.11",
    ],
)  # fmt: skip
def test_numbers_of_other_kinds_are_no_dates(text: str) -> None:
    assert read(text) == []


def test_day_and_month_are_told_apart_by_the_other_dates_of_the_text() -> None:
    assert read("25/12/2014 and 02/10/2015")[1] == "02/10/2015 = 2015-10-02"
    assert read("12/25/2014 and 02/10/2015")[1] == "02/10/2015 = 2015-02-10"


def test_where_nothing_tells_day_from_month_the_other_reading_is_given() -> None:
    (mention,) = find_dates_in_text("Updated 02/10/2015")
    assert (mention.date.value, mention.date.alternates) == ("2015-02-10", ("2015-10-02",))
    (mention,) = find_dates_in_text("Updated 13/10/2015")
    assert mention.date.alternates == ()


def test_days_without_a_year_are_taken_near_the_day_of_the_text() -> None:
    assert read("on 5 March in Tokyo") == []
    assert read("on 5 March in Tokyo", reference=date(2022, 2, 1)) == ["5 March = 2022-03-05"]
    assert read("12月28日に開催", reference=date(2022, 1, 10)) == ["12月28日 = 2021-12-28"]
    assert read("毎年3月5日に開催", reference=date(2022, 2, 1)) == []
    assert read("at noon on 27-28 March", reference=date(2022, 2, 1)) == [
        "27-28 March = 2022-03-27/2022-03-28"
    ]
    assert read("from April 12 to 15", reference=date(2022, 2, 1)) == [
        "from April 12 to 15 = 2022-04-12/2022-04-15"
    ]
    assert read("on May 5th and 6th", reference=date(2022, 6, 1)) == [
        "May 5th = 2022-05-05",
        "6th = 2022-05-06",
    ]
    assert read("from 1 April to 31 March", reference=date(2022, 3, 1)) == []


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def kanji(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "〇一二三四五六七八九"))


def tens(number: int) -> str:
    ten, one = divmod(number, 10)
    return (kanji(ten) if ten > 1 else "") + ("十" if ten else "") + (kanji(one) if one else "")


def ordinal(number: int) -> str:
    suffix = "th" if number // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


MONTHS = "January February March April May June July August September October November December"
STYLES: dict[str, Callable[[date], str]] = {
    "ja 年月日": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "ja dots": lambda day: f"{day.year}. {day.month}.{day.day:2}",
    "ja slashes": lambda day: f"{day.year}/{day.month:02}/{day.day:02}",
    "ja 昭和": lambda day: f"昭和{day.year - 1925}年{day.month}月{day.day}日",
    "ja wide": lambda day: f"{day.year}年{day.month}月{day.day}日".translate(WIDE),
    "ja kanji": lambda day: f"{kanji(day.year)}年{tens(day.month)}月{tens(day.day)}日",
    "ja double": lambda day: f"{day.year}(昭和{day.year - 1925})年{day.month}月{day.day}日",
    "ja spaced": lambda day: f"{' '.join(str(day.year))} 年 {day.month} 月 {day.day} 日",
    "en day first": lambda day: f"{day.day} {MONTHS.split()[day.month - 1]} {day.year}",
    "en month first": lambda day: f"{MONTHS.split()[day.month - 1]} {day.day}, {day.year}",
    "en short": lambda day: f"{day.day}-{MONTHS.split()[day.month - 1][:3]}-{day.year}",
    "en ordinal": lambda day: (
        f"the {ordinal(day.day)} of {MONTHS.split()[day.month - 1]}, {day.year}"
    ),
    "en iso": lambda day: day.isoformat(),
}


@given(
    st.dates(date(1927, 1, 1), date(1988, 12, 31)),
    st.sampled_from(sorted(STYLES)),
    st.sampled_from(["", "(", "、", "… ", "協定は", "since "]),
    st.sampled_from(["", ")", "、", ". Then", "に"]),
)
@settings(max_examples=250)
def test_any_day_in_any_style_is_read_back(day: date, style: str, before: str, after: str) -> None:
    written = STYLES[style](day)
    text = f"{before} {written}{after}"
    (mention,) = find_dates_in_text(text, language="ja" if style.startswith("ja") else "en")
    assert mention.date.first_day == day
    assert written in mention.span.of(text) or style == "en ordinal"


@given(st.dates(date(1870, 1, 1), date(2090, 1, 1)), st.integers(0, 9000), st.booleans())
@settings(max_examples=80)
def test_a_range_covers_from_its_first_to_its_last_day(
    day: date, days: int, is_japanese: bool
) -> None:
    last = day + timedelta(days=days)
    style = STYLES["ja 年月日" if is_japanese else "en day first"]
    text = f"{style(day)}{'から' if is_japanese else ' to '}{style(last)}"
    (mention,) = find_dates_in_text(text)
    assert (mention.date.first_day, mention.date.last_day) == (day, last)


@pytest.mark.parametrize(
    "piece", ["2016年4月1日に、", "in 2016 and ", "1234-5678 ", "平成", "2 0 "]
)
def test_the_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        find_dates_in_text(text, language="ja")
        return time.process_time() - start

    short = piece * 800
    base = max(min(seconds(short) for _ in range(3)), 0.002)
    assert seconds(short * 8) < 8 * 3 * base
