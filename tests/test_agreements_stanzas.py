"""Names with their terms on the lines below, and labels with nothing but a gap behind them."""

import pytest

from tests.agreement_documents import Told, tell

NAMES = ("A University", "B University", "C Institute", "東都大学", "南洋大学", "研究財団")

STANZAS = """海外機関との取決め　Arrangements with institutions overseas

■ 東国　Eastland
東都大学
火山観測　Volcano monitoring
2011年5月18日　→　2021年5月17日満了、更新手続中 (renewal in process)

■ 南国　Southland
南洋大学
海洋観測の覚書　MOU on sea observation
14 March 2013 – extended automatically / 自動延長

■ 西国　Westland
研究財団
{}
"""
FIRST = [
    Told(("東都大学",), "2011-05-18", "2021-05-17", "renewal_pending"),
    Told(("南洋大学",), "2013-03-14", end_status="auto_renewal"),
]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "平成19年9月締結、期限は定めず",
            Told(("研究財団",), "2007-09", end_status="undetermined"),
        ),
        ("署名 Signed: 2019年10月8日　期間 Term: 3年", Told(("研究財団",), "2019-10-08")),
        ("H22.12.16　－　期限なし", Told(("研究財団",), "2010-12-16", end_status="indefinite")),
    ],
)
def test_the_last_line_of_a_stanza_is_its_term(line: str, told: Told) -> None:
    assert tell(STANZAS.format(line), *NAMES) == [*FIRST, told]


@pytest.mark.parametrize(
    "line", ["協議中　Under discussion (kick-off June 2021)", "2020年に東都大学と共に訪問した。"]
)
def test_what_is_planned_and_what_is_a_sentence_is_no_stanza(line: str) -> None:
    assert tell(STANZAS.format(line), *NAMES) == FIRST


def test_one_stanza_makes_no_layout() -> None:
    text = "提携\n\n東都大学\n2021年5月17日に来訪\n"
    assert tell(text, *NAMES) == []


GAPPED = """Joint laboratories

Ice Lab
Based at{gap}Foria
Heads{gap}Jane Roe
Partners{gap}A University, B University
Opened{gap}March 2012
Runs until{gap}28 February 2022
Staff{gap}14

Snow Lab
Based at{gap}Foria
Partners{gap}A University, C Institute
Opened{gap}2015
Runs until{gap}renewed automatically every four years
"""


@pytest.mark.parametrize("gap", ["  ", "      ", "\t", " – ", " ..... "])
def test_labels_may_have_a_gap_behind_them(gap: str) -> None:
    assert tell(GAPPED.format(gap=gap), *NAMES) == [
        Told(("A University", "B University"), "2012-03", "2022-02-28"),
        Told(("A University", "C Institute"), "2015", end_status="auto_renewal"),
    ]


def test_japanese_labels_may_have_a_gap_behind_them() -> None:
    text = (
        "共同ラボ一覧\n\n氷河共同研究室\n所在地　　北国市\n構成機関　東都大学、南洋大学\n"
        "設置　　　2012年3月\n期限　　　定めなし\n"
    )
    assert tell(text, *NAMES) == [
        Told(("東都大学", "南洋大学"), "2012-03", end_status="indefinite")
    ]


def test_items_with_a_title_and_a_colon_are_agreements_of_their_own() -> None:
    text = (
        "International joint units\n\n"
        "* Ice Lab: joint unit of A University and B University, opened 1 January 2016\n"
        "* Snow Lab: joint unit of A University and C Institute, opened in 2017\n"
    )
    assert tell(text, *NAMES) == [
        Told(("A University", "B University"), "2016-01-01"),
        Told(("A University", "C Institute"), "2017"),
    ]


def test_labels_of_a_line_are_parted_by_a_wide_slash() -> None:
    text = "協定校\n\n相手機関：東都大学／締結日：2012年3月1日／有効期間：無期限\n"
    assert tell(text, *NAMES) == [Told(("東都大学",), "2012-03-01", end_status="indefinite")]


def test_sentences_below_a_name_are_no_entry() -> None:
    text = (
        "# Agreements\n\nA University\nThe delegation came to see the glaciers.\n5 May 2010\n\n"
        "B Institute\nIts director gave a talk about them.\n7 May 2010\n"
    )
    assert tell(text, *NAMES) == []


def test_one_name_over_a_date_is_no_list_of_entries() -> None:
    assert tell("# Agreements\n\nA University\nglaciers\n5 May 2010\n", *NAMES) == []


def test_under_other_titles_names_over_dates_are_no_agreements() -> None:
    text = "# Concerts\n\nA University\nchoir\n5 May 2010\n\nB Institute\nband\n7 May 2010\n"
    assert tell(text, *NAMES) == []


NEWSLETTER = """ニュースレター第12号　2019年秋

■ 東都大学と覚書
10月3日、東都大学と学生交流に関する覚書を結びました。有効期間は5年です。

■ 南洋大学から訪問団
10月8日、南洋大学の学長ほか5名が来学し、協定の更新について協議しました。

■ 研究財団と協定
9月27日付で研究財団と連携協定を締結。2024年3月末までです。
"""


def test_items_of_a_newsletter_are_dated_by_its_season() -> None:
    assert tell(NEWSLETTER, *NAMES) == [
        Told(("東都大学",), "2019-10-03"),
        Told(("研究財団",), "2019-09-27", "2024-03"),
    ]


def test_labels_and_values_in_two_languages_are_read_once() -> None:
    text = (
        "国際交流協定校 / Partner Universities\n\n"
        "【フォリア / Foria】\n東都大学\n締結日 Signed: 2011年5月18日 (18 May 2011)\n"
        "有効期限 Valid until: 2021年5月17日 (17 May 2021)\n\n"
        "【ラリア / Laria】\n南洋大学\n締結日 Signed: 2013年3月14日 (14 March 2013)\n"
        "有効期限 Valid until: 自動更新 (automatic renewal)\n"
    )
    assert tell(text, *NAMES) == [
        Told(("東都大学",), "2011-05-18", "2021-05-17"),
        Told(("南洋大学",), "2013-03-14", end_status="auto_renewal"),
    ]


def test_laboratories_of_two_sides_are_agreements_under_their_title() -> None:
    text = (
        "国際共同研究施設\n\n"
        "「氷河ラボ」　東都大学・A University　2016年1月1日開設　2019年12月31日終了\n"
        "「海洋ラボ」　南洋大学・B University　2017年4月開設　継続中\n"
    )
    assert tell(text, *NAMES) == [
        Told(("東都大学", "A University"), "2016-01-01", "2019-12-31"),
        Told(("南洋大学", "B University"), "2017-04", end_status="ongoing"),
    ]
