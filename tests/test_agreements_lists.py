"""Lines of lists and chronologies, and the titles above them."""

import pytest

from extract.dates import find_end_statuses
from extract.segment import split_segments
from tests.agreement_documents import Told, assemble, read_text, tell

NAMES = (
    "A University",
    "B University",
    "C Institute",
    "D Agency",
    "東都大学",
    "南洋大学",
    "北方大学",
)


def test_the_title_above_a_list_counts_for_each_of_its_items() -> None:
    text = (
        "協定締結状況\n"
        "・東都大学（タイ）　2022年4月12日\n"
        "・南洋大学（英国）　2023年1月30日　自動更新\n"
    )
    assert tell(text, *NAMES) == [
        Told(("東都大学",), "2022-04-12"),
        Told(("南洋大学",), "2023-01-30", end_status="auto_renewal"),
    ]


def test_countries_stand_between_a_list_and_its_title() -> None:
    text = (
        "大学間協定校一覧\n"
        "中国\n"
        "東都大学　1999.11.3\n"
        "韓国\n"
        "南洋大学　1997.5.20\n"
        "北方大学　2006.2.1\n"
    )
    assert tell(text, *NAMES) == [
        Told(("東都大学",), "1999-11-03"),
        Told(("南洋大学",), "1997-05-20"),
        Told(("北方大学",), "2006-02-01"),
    ]


def test_lines_of_a_chronology_are_told_one_by_one() -> None:
    text = (
        "Milestones\n"
        "1988 Academic exchange agreement signed with A University\n"
        "2001 Visit of the President of the C Institute to the new campus\n"
        "2004 Student exchange agreement with B University in physics\n"
    )
    assert tell(text, *NAMES) == [
        Told(("A University",), "1988"),
        Told(("B University",), "2004"),
    ]


def test_what_else_happened_on_a_day_is_no_agreement() -> None:
    text = (
        "沿革（国際交流）\n"
        "平成5年4月　東都大学を設置\n"
        "平成6年3月　南洋大学と交流協定\n"
        "平成8年7月　北方大学と共同観測\n"
    )
    assert tell(text, *NAMES) == [Told(("南洋大学",), "1994-03")]


def test_dates_of_several_renewals_are_none_of_the_start() -> None:
    text = "Partners\n\n- A University, 12 November 2003 (renewed 2008, 2013, 2018)\n"
    assert tell(text, *NAMES) == [Told(("A University",), "2003-11-12")]


def test_who_pays_for_an_item_is_no_party_of_it() -> None:
    text = "Partners\n\n- A University, agreement of 2016; funded by D Agency\n"
    assert tell(text, *NAMES) == [Told(("A University",), "2016")]


def test_the_line_below_a_name_says_since_when() -> None:
    text = (
        "海外との協定\n\n"
        "（１）東都大学\n"
        "平成17年3月締結、平成27年3月まで。\n"
        "（２）南洋大学\n"
        "平成18年8月締結（自動更新）。\n"
    )
    assert tell(text, *NAMES) == [
        Told(("東都大学",), "2005-03", "2015-03"),
        Told(("南洋大学",), "2006-08", end_status="auto_renewal"),
    ]


def test_a_table_of_persons_is_none_of_agreements() -> None:
    text = (
        "滞在者\n\n課題名|研究者|招へい教員|期間\n---|---|---|---\n"
        "甲|山田一郎（東都大学）|佐藤|2015.10-2018.9\n"
        "乙|鈴木花子（南洋大学）|鈴木|2018.4-2021.3\n"
    )
    assert tell(text, *NAMES) == []


def test_persons_of_two_sides_stand_for_their_institutions() -> None:
    text = (
        "採択課題\n\n課題名 / 日本側代表者 / 外国側代表者 / 期間\n"
        "甲 / 山田一郎（東都大学） / J. Smith（南洋大学） / 2015.10-2018.9\n"
        "乙 / 鈴木花子（東都大学） / A. Silva（北方大学） / 2018.4-2021.3\n"
    )
    assert tell(text, *NAMES) == [
        Told(("東都大学", "南洋大学"), "2015-10", "2018-09"),
        Told(("東都大学", "北方大学"), "2018-04", "2021-03"),
    ]


def test_whoever_issued_a_notice_is_the_home_institution() -> None:
    text = (
        "共同公募のお知らせ\n"
        "令和5年7月14日\n"
        "東都大学\n\n"
        "南洋大学とは2014年3月17日に覚書を締結しました。\n"
    )
    (agreement,) = assemble(read_text(text), *NAMES)
    assert agreement.home is not None and agreement.home.text == "東都大学"


def test_an_end_that_is_said_to_be_open_counts_outside_of_tables() -> None:
    document = read_text("東都大学　2005年2月締結　期限未定\n東都大学　不明\n")
    found = find_end_statuses(document, split_segments(document))
    assert [status.span.of(document.text) for status in found] == ["期限未定"]


def test_a_dated_line_that_names_an_agreement_needs_no_title() -> None:
    text = (
        "Milestones\n\n2019/05  Memorandum of cooperation, A University and C Institute\n\nStaff\n"
    )
    assert tell(text, *NAMES) == [Told(("A University", "C Institute"), "2019-05")]


def test_what_came_of_an_agreement_is_none() -> None:
    text = (
        "行事\n\n"
        "2019年5月　東都大学・南洋大学　協定10周年\n"
        "2020年5月　東都大学・南洋大学　協定による派遣\n"
    )
    assert tell(text, *NAMES) == []


def test_the_lines_below_an_item_are_of_it() -> None:
    text = (
        "連携拠点\n\n(1) A University / B University\n    MoU 2019.11 - 2024.10\n(2) C Institute\n"
    )
    assert tell(text, *NAMES)[0] == Told(("A University", "B University"), "2019-11", "2024-10")


def test_the_heads_of_columns_of_persons_are_no_title_of_a_list() -> None:
    text = (
        "交流\n\n"
        "氏名　所属　期間\n"
        "山田　東都大学　2019年4月～2019年9月\n"
        "鈴木　南洋大学　2019年10月\n"
    )
    assert tell(text, *NAMES) == []


def test_a_day_within_a_year_said_before_it_is_no_end() -> None:
    text = "FY2015  A University and D Agency agreement, 6 October 2015\n"
    assert tell(text, *NAMES) == [Told(("A University", "D Agency"), "2015-10-06")]


def test_an_institution_before_a_colon_is_no_label() -> None:
    text = (
        "Partners of the A University\n\n- A University: B University and C Institute grow wheat.\n"
    )
    assert tell(text, *NAMES) == []


def test_a_status_may_stand_behind_the_start() -> None:
    text = "連携協定\n\n◆ 東都大学\n締結：1998年2月　期限未定\n"
    assert tell(text, *NAMES) == [Told(("東都大学",), "1998-02", end_status="undetermined")]


def test_pairs_of_agencies_under_a_bilateral_title_are_agreements() -> None:
    text = (
        "Bilateral calls\n\n"
        "D Agency-C Institute: Big data (2014-2018)\n\n"
        "C Institute: prize (2015)\n"
    )
    assert tell(text, *NAMES) == [Told(("D Agency", "C Institute"), "2014", "2018")]


def test_the_day_of_issue_below_a_headline_is_no_term() -> None:
    text = "A University: B University joins\nDate: 2 December 2019\n"
    assert tell(text, *NAMES) == []


def test_a_line_that_says_when_it_was_concluded_needs_no_title() -> None:
    text = "南洋大学 平成22年7月12日締結（平成27年7月11日満了）\n北方大学 平成25年3月1日創立\n"
    assert tell(text, *NAMES) == [Told(("南洋大学",), "2010-07-12", "2015-07-11")]


def test_each_period_of_an_item_is_an_agreement() -> None:
    text = (
        "Agreements\n\n- A University, Croatia: 2006–2011, 2012–2017\n- B University: since 2018\n"
    )
    assert tell(text, *NAMES) == [
        Told(("A University",), "2006", "2011"),
        Told(("A University",), "2012", "2017"),
        Told(("B University",), "2018"),
    ]


def test_joint_projects_of_several_are_agreements() -> None:
    text = 'Past projects\n\n"Life in the delta" - A University, B University (2014-2017)\n\nX\n'
    assert tell(text, *NAMES) == [Told(("A University", "B University"), "2014", "2017")]


def test_sentences_below_a_name_say_when_it_ended() -> None:
    text = "（４）南洋大学\n平成19年3月、学術交流に関する協定を締結。平成24年3月失効。\n"
    assert tell(text, *NAMES) == [Told(("南洋大学",), "2007-03", "2012-03")]


def test_a_line_that_names_who_signed_is_not_of_the_name_above() -> None:
    text = "C Institute\n2016年6月、東都大学と南洋大学は協定を締結しました。\n"
    assert tell(text, *NAMES) == [Told(("東都大学", "南洋大学"), "2016-06")]


def test_of_a_name_and_its_translation_the_first_is_the_party() -> None:
    text = "協定校\n\n・東都大学 Tohto University　2011年3月\n・南洋大学　2012年3月\n"
    assert tell(text, "Tohto University", *NAMES)[0] == Told(("東都大学",), "2011-03")


def test_between_a_name_and_a_label_of_an_agreement_may_stand_its_town() -> None:
    text = (
        "紹介\n"
        "東都大学\n"
        "トルコ・イスタンブール\n"
        "1863年創立\n"
        "協定締結：2007年10月\n"
        "交換留学：年2名\n"
        "南洋大学\nトルコ・アンカラ\n1984年創立\n協定締結：2013年4月\n"
    )
    assert tell(text, *NAMES) == [
        Told(("東都大学",), "2007-10"),
        Told(("南洋大学",), "2013-04"),
    ]


def test_labels_that_speak_of_an_agreement_need_no_title_that_does() -> None:
    text = "A University – B University\nAgreement type: student exchange\nCommenced: 1985\n"
    assert tell(text, *NAMES) == [Told(("A University", "B University"), "1985")]


def test_an_entry_may_say_without_a_label_when_it_ended() -> None:
    text = (
        "University agreement: A University / B University – signed 8 November 2008; "
        "terminated 2016\n"
    )
    assert tell(text, *NAMES) == [Told(("A University", "B University"), "2008-11-08", "2016")]


def test_a_line_may_say_that_its_date_is_that_of_the_line_above() -> None:
    text = (
        "協定締結校\n"
        "東都大学 2001年4月1日 2026年3月31日\n"
        "南洋大学 同日 同上\n"
        "北方大学 2005年7月20日\n"
    )
    assert tell(text, *NAMES) == [
        Told(("東都大学",), "2001-04-01", "2026-03-31"),
        Told(("南洋大学",), "2001-04-01", "2026-03-31"),
        Told(("北方大学",), "2005-07-20"),
    ]


def test_an_academy_of_sciences_is_no_unit_of_the_body_before_it() -> None:
    text = "協定\n\n- 農村庁国立農業科学院　2011年3月\n"
    assert tell(text, "農村庁", "国立農業科学院") == [Told(("国立農業科学院",), "2011-03")]


def test_what_an_agreement_is_called_names_no_party() -> None:
    text = "Europe\n\n(1) A University / B University\n    MoU 2019.11 - 2024.10\n"
    assert tell(text, "MoU", *NAMES) == [
        Told(("A University", "B University"), "2019-11", "2024-10")
    ]


def test_a_date_with_a_name_before_a_colon_is_no_label() -> None:
    text = (
        "Seminar series on international partnerships\n"
        "5 April 2022 Arden University: Prof. Yamada\n"
        "12 April 2022 National University of Bolania: Prof. Tan\n"
        "19 April 2022 Elm Academy: Prof. Meier\n"
    )
    names = ("Arden University", "National University of Bolania", "Elm Academy")
    assert tell(text, *names) == []


def test_sentences_of_a_chronology_end_with_their_line() -> None:
    text = (
        "沿革\n平成2年10月　計画に研究者を派遣。東都大学、北方大学ほか\n"
        "平成6年3月　南洋大学と学術交流協定を締結（平成16年3月終了）\n"
        "平成7年4月　研究所に改組\n"
    )
    assert tell(text, *NAMES) == [Told(("南洋大学",), "1994-03", "2004-03")]


def test_an_exchange_of_persons_is_none_of_agreements() -> None:
    text = "国際連携\n\n人事交流（抜粋）\n\n三村　南洋大学　2019年10月～2020年3月\n"
    assert tell(text, *NAMES) == []


def test_the_day_on_which_a_list_was_true_is_no_start() -> None:
    text = "協定校一覧\n東都大学　2023年5月現在\n\nPartners\n\n- A University, as of 2023\n"
    assert tell(text, *NAMES) == [Told(("A University",))]


def test_an_embassy_tells_of_the_agreements_of_others() -> None:
    text = (
        "最近の研究協力\n令和5年7月14日\n在東国大使館\n\n"
        "南洋大学とは2014年3月17日に覚書を締結しました。\n"
    )
    (agreement,) = assemble(read_text(text), *NAMES, "在東国大使館")
    assert agreement.home is None


def test_a_school_behind_a_name_is_no_event() -> None:
    text = (
        "学部間交流協定　締結順\n\n"
        "１．平成９年３月４日　東都大学（タイ）　自動更新\n"
        "２．平成９年８月23日　南洋大学（英国）数理・自然科学部　自動更新\n"
        "３．平成10年４月１日　北方大学（英国）に自然科学部の分室を設置\n"
    )
    assert [agreement.parties for agreement in tell(text, *NAMES)] == [("東都大学",), ("南洋大学",)]


def test_the_line_of_a_copyright_is_no_item() -> None:
    text = "協定校一覧\n・東都大学　2019年\n・南洋大学　2020年\n\nCopyright © 2024 A University\n"
    assert [agreement.parties for agreement in tell(text, *NAMES)] == [("東都大学",), ("南洋大学",)]


POLICY = "National Institute for the Policy of Science, Technology, Engineering and Mathematics"


@pytest.mark.parametrize(
    "line",
    [
        "and statistics 2021; A University 2020",
        f"By the {POLICY} 2015 it is up to us to see to it if an act is to be so, or to go",
    ],
)
def test_a_line_of_a_sentence_is_no_item(line: str) -> None:
    text = f"Exchange agreements\n\nB University 2019\n\n{line}\n"
    told = tell(text, *NAMES, POLICY)
    assert [agreement.parties for agreement in told] == [("B University",)]


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("(valid until 31 March 2019)", None, "2019-03-31"),
        ("– expires 5 May 2020", None, "2020-05-05"),
        ("  Date of Expiry:  6 December 2016", None, "2016-12-06"),
        ("(有効期限：2024年3月31日)", None, "2024-03-31"),
        ("(signed 2012, expires 2017)", "2012", "2017"),
        ("(West End, 2012)", "2012", None),
    ],
)
def test_what_stands_before_a_date_says_that_it_is_the_end(
    said: str, start: str | None, end: str | None
) -> None:
    text = f"Partner universities\n\n- Alpha University {said}\n- Beta University (2001)\n"
    first, second = tell(text, "Alpha University", "Beta University")
    assert (first.start, first.end, second.start) == (start, end, "2001")


def test_an_item_with_an_end_status_needs_no_date() -> None:
    text = "# Cooperation\n\n- Alpha University, automatic renewal\n- Beta University\n"
    assert tell(text, "Alpha University", "Beta University") == [
        Told(("Alpha University",), None, None, "auto_renewal")
    ]


def test_counterpart_institutions_are_listed_with_the_year_of_their_agreements() -> None:
    text = (
        "COUNTERPART INSTITUTIONS\n\nAsia\n  • Nepal: Alpha Academy (AA) (2012), suspended since "
        "April 2021\n  • Thailand: Beta Council (1999, open-ended)\n"
    )
    assert tell(text, "Alpha Academy", "AA=Alpha Academy", "Beta Council") == [
        Told(("Alpha Academy",), "2012"),
        Told(("Beta Council",), "1999", None, "indefinite"),
    ]


def test_a_fiscal_year_is_when_an_agreement_began_and_no_period() -> None:
    text = "# 協定\n\n・A大学（2010年度締結、期限は不明）\n・B大学（2012年度～2014年度）\n"
    assert tell(text, "A大学", "B大学") == [
        Told(("A大学",), "2010-04/2011-03", None, "unknown"),
        Told(("B大学",), "2012-04", "2015-03"),
    ]


def test_how_many_there_are_is_no_item() -> None:
    text = "# Partnerships\n\n38 ABC since 2008\n\n- Alpha University (2001)\n"
    assert tell(text, "ABC", "Alpha University") == [Told(("Alpha University",), "2001")]


def test_pairs_of_name_and_date_with_semicolons_between_are_several() -> None:
    text = "# Partners\n\n- Nepal: Alpha University 1997; Beta University 1998\n"
    assert tell(text, "Alpha University", "Beta University") == [
        Told(("Alpha University",), "1997"),
        Told(("Beta University",), "1998"),
    ]


@pytest.mark.parametrize(
    "title", ["Alpha University 15協定(9カ国・地域)", "Alpha University 業務概要 令和元年度"]
)
def test_a_count_or_the_title_of_a_report_is_no_item(title: str) -> None:
    text = f"# 協定校\n\n{title}\n\n- Beta University (2001)\n"
    assert tell(text, "Alpha University", "Beta University") == [Told(("Beta University",), "2001")]


@pytest.mark.parametrize(
    "line",
    [
        "写真2　東都大学での記念撮影（2023年10月11日）",
        "図1 東都大学の正門（2012年3月）",
        "Photo 2: A University (11 May 2012)",
        "今回の協定は、2019年9月に開かれた会合で東都大学から",
    ],
)
def test_captions_and_lines_of_sentences_are_no_items(line: str) -> None:
    assert tell(f"# 協定校 / Partners\n\n- {line}\n", *NAMES, "東都大学", "A University") == []
    assert tell(f"協定の一覧\n\n{line}\n", *NAMES, "東都大学", "A University") == []


def test_lines_that_break_a_sentence_are_no_entries() -> None:
    text = (
        "In June 2014 A University signed an agreement with B University and, a week later, in\n"
        "2015 as it were, with the C Institute; the first of these was prolonged in 2017 and the\n"
        "second, with the D Agency looking on since 2016, has expired.\n"
    )
    assert [one.parties for one in tell(text, *NAMES)][:1] == [("A University", "B University")]


def test_a_sentence_over_two_lines_that_name_and_date_is_one() -> None:
    text = (
        "In June 2014 A University signed an agreement with B University and then on 3 July 2015\n"
        "C Institute staff came to see how the first of these was working out for them.\n"
    )
    assert tell(text, *NAMES)[0] == Told(("A University", "B University"), "2014-06")
