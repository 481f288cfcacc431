"""Tables whose cells have become lines of a text."""

from dataclasses import replace

import pytest

from extract.agreements import assemble_agreements
from extract.model import DateMention, DateValue, Document, Link, Span
from extract.segment import split_segments
from tests.agreement_documents import (
    Told,
    assemble,
    link_names,
    read_text,
    tell,
    tell_one,
)

NAMES = ("A大学", "B大学", "C大学", "University A=A大学")


def test_cells_on_lines_of_their_own_are_put_in_rows_again() -> None:
    text = (
        "国名\n大学名\n締結年月日\n有効期間\n備考\n中国\nA大学\n1980. 5.31\n5年\n自動更新\n"
        "B大学\n1983. 4. 1\n無期限\n韓国\nC大学\n1998. 5. 5\n2003. 5. 4\n理系が窓口\n"
    )
    agreements = assemble(read_text(text), *NAMES)
    assert [(one.parties[0].text, one.parties[0].country) for one in agreements] == [
        ("A大学", "CN"),
        ("B大学", "CN"),
        ("C大学", "KR"),
    ]
    assert tell(text, *NAMES)[1:] == [
        Told(("B大学",), "1983-04-01", None, "indefinite"),
        Told(("C大学",), "1998-05-05", "2003-05-04"),
    ]
    assert agreements[1].evidence.of(text) == "B大学\n1983. 4. 1\n無期限"


def test_a_row_broken_over_lines_is_read_to_its_date() -> None:
    text = (
        "国名 | 相手機関名 | 所在地 | 締結年月日 | 協定内容 |\n"
        "中国 China | A大学 University A |\n西安 |\n理工学部 2017年4月7日 |\n包括 |\n"
        "B大学 |\n北京 |\n2009年6月2日 | 学生交換 |\n"
    )
    told = [(one.parties, one.start) for one in tell(text, *NAMES)]
    assert told == [(("A大学",), "2017-04-07"), (("B大学",), "2009-06-02")]


def test_a_period_over_two_lines_is_one_cell() -> None:
    text = "大学名\n締結年月日\n有効期間\nA大学\n1998. 5. 5\n-2003. 5. 4\nB大学\n2001.6.7\n無期限\n"
    document = read_text(text)
    start = text.index("1998")
    value = DateValue("1998-05-05/2003-05-04", None, None)
    over = DateMention(Span(start, start + len("1998. 5. 5\n-2003. 5. 4")), value, "ja")
    segments = split_segments(document)
    links = link_names(document, *NAMES)
    first, second = assemble_agreements(document, segments, (over,), (), links)
    assert tell_one(first) == Told(("A大学",), "1998-05-05", "2003-05-04")
    assert second.parties[0].text == "B大学"


@pytest.mark.parametrize(
    "text",
    [
        "大学名\n所在地\nA大学\n東京\nB大学\n京都\n",
        "締結日\n2001年4月1日\n\n終了日\n2002年4月1日\nA大学の話です。\n",
    ],
)
def test_lines_under_other_titles_are_no_table(text: str) -> None:
    assert tell(text, *NAMES) == []


PAIRS = """Table 1. Bilateral Funding Agencies

A Agency
B Society and C Agency

D Agency (DA) E Agency
"""


def link_countries(document: Document, **countries: str) -> tuple[Link, ...]:
    """Return links of the agencies by their first letter, each to a record of its country."""
    names = ("A Agency", "B Society", "C Agency", "D Agency", "E Agency")
    return tuple(
        replace(
            link,
            chosen=replace(link.chosen, country=countries[link.mention.span.of(document.text)[0]]),
        )
        for link in link_names(document, *names)
        if link.chosen
    )


def tell_pairs(text: str, **countries: str) -> list[Told]:
    document = read_text(text)
    links = link_countries(document, **countries)
    found = assemble_agreements(document, split_segments(document), (), (), links)
    return [tell_one(agreement) for agreement in found]


def test_names_of_two_countries_in_turn_under_a_caption_are_pairs() -> None:
    assert tell_pairs(PAIRS, A="US", B="JP", C="JP", D="US", E="JP") == [
        Told(("A Agency", "B Society", "C Agency")),
        Told(("D Agency", "E Agency")),
    ]


def test_names_that_do_not_alternate_are_no_pairs() -> None:
    assert tell_pairs(PAIRS, A="US", B="JP", C="DE", D="US", E="JP") == []
    assert tell_pairs(PAIRS, A="US", B="JP", C="JP", D="US", E="US") == []
    assert (
        tell_pairs(
            PAIRS.replace("Bilateral", "Large").replace("Funding ", ""),
            A="US",
            B="JP",
            C="JP",
            D="US",
            E="JP",
        )
        == []
    )


@pytest.mark.parametrize(
    "text",
    [
        "大学名,相手部局,締結部局,締結日,有効期限\n\n▼韓国\n◎A大学,,全学,1997年9月19日,自動更新\n\n"
        "▼中国・台湾\n○B大学,文学部,文学部,2008年3月3日,2013年3月2日 更新手続中\n",
        "締結部局 / 相手機関 / 締結年月日 / 終了予定\n\n【韓国】\n"
        "全学 / A大学 / 1997年9月19日 / 自動更新\n\n"
        "【中国】\n文学部 / B大学 / 2008年3月3日 / 2013年3月2日 更新手続中\n",
        "Partner; Unit; Date of signature; Expiry date\nAsia\nA大学; All; 1997年9月19日; 自動更新\n"
        "B大学; Arts; 2008年3月3日; 2013年3月2日 更新手続中\n",
    ],
)
def test_rows_under_titles_of_groups_are_parted_as_the_titles_of_columns_are(text: str) -> None:
    first, second = tell(text, *NAMES)
    assert (first.parties, first.start, first.end) == (("A大学",), "1997-09-19", None)
    assert second == Told(("B大学",), "2008-03-03", "2013-03-02", "renewal_pending")


def test_a_second_agreement_with_the_partner_above_begins_with_its_type() -> None:
    text = (
        "地域 / 大学名 / 協定の種類 / 締結日 / 有効期間\n"
        "東アジア\nA大学\n学術交流\n2006.4.5\n2006.4.5\n"
        "-自動延長\n学生交換\n2017.10.24\n-2022.3.31\nB大学\n学術交流\n2006.2.28\n無期限\n"
        "このページのトップへ\n"
    )
    told = [(one.parties, one.start, one.subject) for one in assemble(read_text(text), *NAMES)]
    assert [(names[0].text, start and start.value, subject) for names, start, subject in told] == [
        ("A大学", "2006-04-05", "学術交流"),
        ("A大学", "2017-10-24", "学生交換"),
        ("B大学", "2006-02-28", "学術交流"),
    ]


def test_a_name_broken_over_two_lines_is_one_cell() -> None:
    text = (
        "相手機関\n"
        "締結年月日\n"
        "満了日\n"
        "A大学\n"
        "1994.3.22\n"
        "自動更新\n"
        "フォード\n"
        "病院\n"
        "2016.4.18\n"
        "2021.4.17\n\n"
        "※ B大学との協定は別に記載。\n－ 10 －\n"
    )
    assert tell(text, "A大学", "フォード\n病院", "B大学")[:2] == [
        Told(("A大学",), "1994-03-22", None, "auto_renewal"),
        Told(("フォード\n病院",), "2016-04-18", "2021-04-17"),
    ]


def test_a_column_of_ends_may_hold_whole_periods() -> None:
    text = (
        "Partner, Type, Valid until\nA University, MoU, 2025-06-30\nB University, MoU, 2021-2027\n"
    )
    assert tell(text, "A University", "B University") == [
        Told(("A University",), None, "2025-06-30"),
        Told(("B University",), "2021", "2027"),
    ]


def test_units_may_stand_before_the_date_in_its_cell() -> None:
    text = (
        "国名 | 相手機関名 | 所在地 | 締結母体・締結年月日 | 内容 |\n"
        "A国 | A大学 University A |\n西安 |\n"
        "理工学部・理工学研究科 Faculty and Graduate School of Science 2017年4月7日 |\n包括 |\n"
        "B大学 |\n北京 |\n2009年6月2日 | 包括 |\n"
    )
    told = [(one.parties, one.start) for one in tell(text, *NAMES)]
    assert told == [(("A大学",), "2017-04-07"), (("B大学",), "2009-06-02")]


def test_cells_may_stand_between_lines_of_bars() -> None:
    text = (
        "|\n国際交流協定\n|\n|\n国名\n|\n機関名\n|\n締結年月日\n|\n期間\n|\n|\nインド\n|\nA大学\n|\n"
        "2007.10.11\n|\n2027.10.10まで\n|\n|\n台湾\n|\nD研究院\nC研究所\n|\n2008.6.19\n|\n自動更新\n|\n"
    )
    assert tell(text, "A大学", "D研究院", "C研究所") == [
        Told(("A大学",), "2007-10-11", "2027-10-10"),
        Told(("C研究所",), "2008-06-19", None, "auto_renewal"),
    ]
