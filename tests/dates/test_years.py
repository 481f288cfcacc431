"""Years of days and months written without one: what tells them, and where they stay open."""

from datetime import date

import pytest

from extract.dates import find_dates
from extract.model import Block, Document, Span


def read(text: str, published: date | None = None) -> list[str]:
    """Return the dates in a document of which every line is a block."""
    blocks, start = [], 0
    for line in text.split("\n"):
        if line:
            blocks.append(Block("paragraph", Span(start, start + len(line))))
        start += len(line) + 1
    document = Document(
        "0" * 64, "a.txt", "text/plain", "", text, blocks=tuple(blocks), published=published
    )
    found = find_dates(document, ())
    return [f"{mention.span.of(text)} = {mention.date.value}" for mention in found]


NEWS = "2019年5月21日\n\n覚書を結びました。{}"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("5月17日に調印し", "5月17日 = 2019-05-17"),
        ("去る5月17日、調印し", "5月17日 = 2019-05-17"),
        ("本年9月から受け入れ", "9月 = 2019-09"),
        ("10月にも訪れる", "10月 = 2019-10"),
        ("6月から8月にかけて", "6月から8月 = 2019-06/2019-08"),
        ("１２月に会う（予定）", None),
        ("8月6日（火）まで", "8月6日（火） = 2019-08-06"),
        ("8月6日（水）まで", None),
        ("毎年8月に訪れ", None),
        ("昨年10月に始め", "10月 = 2018-10"),
        ("前年10月に始め", None),
        ("東都大学は20日、調印し", "20日 = 2019-05-20"),
        ("両校は26日に調印する", "26日 = 2019-05-26"),
        ("両校は6日に調印し", None),
        ("期間は20日、費用は", None),
        ("9月入学の学生", None),
        ("年2回(6月・9月)募る", None),
        ("Calls usually open in June", None),
        ("前期は4月1日に始まる学期", None),
        ("参加者の3/4は学生で", None),
        ("On May 17, the two met", "May 17 = 2019-05-17"),
        ("Friday and Saturday, May 17 and 18", "Saturday, May 17 = 2019-05-17"),
        ("They return in June", "June = 2019-06"),
        ("June and April came", None),
        ("by May 30 each year", None),
        ("last October they came", None),
    ],
)
def test_the_day_of_issue_gives_what_is_near_its_year(sentence: str, expected: str | None) -> None:
    found = read(NEWS.format(sentence))
    assert found[0] == "2019年5月21日 = 2019-05-21"
    assert found[1:2] == ([expected] if expected else [])


def test_the_day_of_issue_may_end_the_title_or_stand_at_the_foot() -> None:
    assert read("覚書を結びました2019年5月21日\n 5月17日に調印した。")[1] == "5月17日 = 2019-05-17"
    assert read("5月17日に調印した。\n更新：2019年5月21日")[0] == "5月17日 = 2019-05-17"
    assert read("5月17日に調印した。", published=date(2019, 5, 21)) == ["5月17日 = 2019-05-17"]


@pytest.mark.parametrize(
    "text",
    [
        "協定は1997年に結ばれた。\n調印式は11月26日(木)に行われた。",
        "1999年4月に覚書を結び、本年9月末で期限となるため、6月の委員会で審議した。",
        "2014年5月21日制定\n第1条 申請は6月30日までに行う。\n第2条 前条の期限は4月30日とする。",
        "A delegation came on November 7. The agreement has been in effect since 2002.",
        "Seoul, November 7, 1982Excellency, the letter of December 9, 1982 was received.",
    ],
)
def test_without_a_time_of_writing_days_stay_open(text: str) -> None:
    assert not [found for found in read(text) if "月" in found[:4] or "Nov" in found]


def test_numbers_with_a_slash_are_days_in_japanese_only() -> None:
    assert read("21 May 2019\n\nA share of 3/4 was reached before 5/17 in Kyoto.") == [
        "21 May 2019 = 2019-05-21"
    ]


def test_the_year_that_a_sentence_is_about_holds_in_it() -> None:
    text = "1994年には、学生を6月から8月にかけて受け入れた。"
    assert read(text)[1] == "6月から8月 = 1994-06/1994-08"
    assert read("1994年に結ばれた協定により、学生を6月から受け入れる。") == ["1994年 = 1994"]
    assert read("In 2015, a team came on 5 May.")[1] == "5 May = 2015-05-05"


def test_words_refer_to_the_year_named_before() -> None:
    assert read("2010年4月に始め、同年6月に終え、翌年2月に続けた。") == [
        "2010年4月 = 2010-04",
        "同年6月 = 2010-06",
        "2月 = 2011-02",
    ]
    assert read("2010年4月に始めた。また、同年6月に終えた。")[1] == "同年6月 = 2010-06"
    assert (
        read("2010年4月に始めた。皆が喜んだ。さらに同年6月5日に広げた。")[1]
        == "同年6月5日 = 2010-06-05"
    )
    assert read("2010年4月に始めた。翌々年に休んだ。同年6月に終えた。") == ["2010年4月 = 2010-04"]


def test_the_next_day_follows_a_day_told_before() -> None:
    text = "2016年3月30日に調印した。協定は2011年からある。\n翌31日には工場を見た。"
    assert read(text)[2:] == ["31日 = 2016-03-31"]
    assert read("2016年3月30日に調印した。翌25日には工場を見た。") == ["2016年3月30日 = 2016-03-30"]


def test_the_first_day_of_a_visit_is_in_its_month() -> None:
    text = "2019年2月26日から5日間、訪問しました。\n初日の27日には、調印式がありました。"
    assert read(text) == ["2019年2月26日 = 2019-02-26", "27日 = 2019-02-27"]


def test_this_year_is_that_of_issue() -> None:
    text = "Posted: 2 March 2018\n\nThe two shook hands on 14 November of this year already."
    assert read(text)[1] == "14 November = 2018-11-14"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rome/Oslo, 17 August 2022 - Both opened it, and work began on 5 July.", "2022-07-05"),
        ("BUS NEWS  No. 14 / Autumn 2017\n\nThe rectors met on 26 October to sign.", "2017-10-26"),
        (
            "国際だより　第8号　2014年冬号\n\n11月7日、学長が訪れた。協定は2004年からある。",
            "2014-11-07",
        ),
        ("Report to the Council (2015)\n\nThe forest service followed on 19 June.", "2015-06-19"),
        ("国際交流年報２０１９\n\n5月20日、協定に調印した。2020年も続く。", "2019-05-20"),
    ],
)
def test_datelines_issues_and_reports_tell_the_year(text: str, expected: str) -> None:
    assert read(text)[1].split(" = ")[1] == expected


def test_a_report_of_a_japanese_year_leaves_its_first_months_open() -> None:
    assert read("国際交流年報２０１９\n\n2月に協定に調印した。") == ["２０１９ = 2019"]


def test_days_in_brackets_are_days_where_one_can_be_nothing_else() -> None:
    text = "2022年8月30日\n・見学会を開催（{}）\n・ゼミを開催（8/9）"
    assert read(text.format("8/22"))[1:] == ["8/22 = 2022-08-22", "8/9 = 2022-08-09"]
    assert read(text.format("1/2"))[1:] == []


def test_lists_go_on_in_the_year_that_heads_them() -> None:
    text = "平成15年\n 4月 設置\n平成16年度\n 6月 訪問\n 2月 会議\n2017年4月 発効\n 10月 派遣"
    assert [found.split(" = ")[1] for found in read(text)] == [
        "2003",
        "2003-04",
        "2004-04/2005-03",
        "2004-06",
        "2005-02",
        "2017-04",
        "2017-10",
    ]


def test_the_same_day_and_the_period_of_a_report_tell_the_year() -> None:
    text = "去る11月29日に結んだ。\n・2013年9月11日、覚書\n・2015年11月29日、協定"
    assert read(text)[0] == "11月29日 = 2015-11-29"
    text = "活動報告（2011年7月～9月）\n講演を開いた。 7/14 第8回講演会 8/25 第9回講演会"
    assert read(text)[1:] == ["7/14 = 2011-07-14", "8/25 = 2011-08-25"]


def test_an_issue_of_a_season_reports_on_the_months_around_it() -> None:
    text = "Office Quarterly\nNo.12 2008 Autumn\n\nOn 31 March to 1 April, a team came."
    assert read(text)[1] == "31 March to 1 April = 2008-03-31/2008-04-01"


def test_days_told_of_after_others_are_in_their_month() -> None:
    assert read("講演会（2016年11月13～15日）\n\n13日は集まり、14日は会議。20日間続く。")[1:] == [
        "13日 = 2016-11-13",
        "14日 = 2016-11-14",
    ]
    assert read("2019年5月21日\n5月12日に訪れ、翌13日には会談した。")[1:] == [
        "5月12日 = 2019-05-12",
        "13日 = 2019-05-13",
    ]


def test_the_era_of_the_document_holds_in_all_its_lines() -> None:
    text = "平成23年10月7日\n進捗\n(24年度概算要求額(23年度予算額)) 8百万円\n一部改正 24.3.25"
    assert read(text)[1:] == [
        "24年度 = 2012-04/2013-03",
        "23年度 = 2011-04/2012-03",
        "24.3.25 = 2012-03-25",
    ]


def test_a_period_goes_on_over_the_end_of_a_line() -> None:
    text = "清華大学\n1998. 5. 5\n-2003. 5. 4\n手続中\n2014年4月～\n2018年3月"
    assert read(text) == [
        "1998. 5. 5\n-2003. 5. 4 = 1998-05-05/2003-05-04",
        "2014年4月～\n2018年3月 = 2014-04/2018-03",
    ]
