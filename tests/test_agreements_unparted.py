"""Tables whose cells stand in a line with nothing between them."""

import pytest

from tests.agreement_documents import Told, assemble, read_text, tell

NAMES = ("Lagoon University", "River College", "Hill Institute", "砂丘大学", "入江大学", "GSX")


def test_rows_are_read_by_the_titles_over_them() -> None:
    text = (
        "Country Institution Type Start Date End Date\n"
        "Brazil Lagoon University MOU, Student Exchange 1/25/2018 1/24/2023\n"
        "China (PRC) River College Agreement to create a joint Center 10/30/2013 renewal pending\n"
        "Chile Hill Institute MOU 2016 no end date\n"
    )
    agreements = assemble(read_text(text), *NAMES)
    assert [one.parties[0].country for one in agreements] == ["BR", "CN", "CL"]
    assert tell(text, *NAMES) == [
        Told(("Lagoon University",), "2018-01-25", "2023-01-24"),
        Told(("River College",), "2013-10-30", None, "renewal_pending"),
        Told(("Hill Institute",), "2016", None, "indefinite"),
    ]


def test_titles_may_be_stuck_together_and_to_the_first_row() -> None:
    text = (
        "Inter-School Agreements\n\n"
        "AreaCountry・RegionUniversity / InstitutionsFaculty relatedYear ConcludedTuition Waiver*\n"
        "PERU (2) Lagoon University Agr 2000\n"
        "River College, Department of Physics GSX 2008\n"
        "協定校\n締結先 受入\n人数\n締結日 有効\n期間砂丘大学 1 2006.4.5 2006.4.5\n-自動延長\n"
        "2 2017.10.24 2017.10.24\n-2022.10.23\n入江大学 工学部 2 2006.2.28 2006.2.28\n-自動延長\n"
    )
    assert tell(text, *NAMES) == [
        Told(("Lagoon University",), "2000"),
        Told(("River College",), "2008"),
        Told(("砂丘大学",), "2006-04-05", None, "auto_renewal"),
        Told(("砂丘大学",), "2017-10-24", "2022-10-23"),
        Told(("入江大学",), "2006-02-28", None, "auto_renewal"),
    ]


def test_where_a_date_is_missing_it_is_that_of_a_renewal() -> None:
    text = (
        "MOU\nCountryUniversityFirst signing dateFirst expiry dateRenewal dateCurrent expiry date\n"
        "PeruLagoon University 08/12/2015 08/12/2020 07/12/2025\n    1) Student exchange\n"
        "PeruRiver College 13/01/2016 13/01/2021 20/01/2021 13/01/2026\n"
    )
    assert [(one.start, one.end) for one in tell(text, *NAMES)] == [
        ("2015-12-08", "2025-12-07"),
        ("2016-01-13", "2026-01-13"),
    ]


def test_a_row_without_name_is_of_the_partner_above_it() -> None:
    text = (
        "Partner Valid Until Scope\nLagoon University May, 2017 Exchange of students\n"
        "River College 10 January 2018 (1) Exchange of staff\n30 August 2018 (2) Joint research\n"
    )
    assert [(one.parties, one.end) for one in tell(text, *NAMES)] == [
        (("Lagoon University",), "2017-05"),
        (("River College",), "2018-01-10"),
        (("River College",), "2018-08-30"),
    ]


def test_a_name_may_stand_in_the_line_above_its_dates() -> None:
    text = "協定校 締結年月日\n砂丘大学 2004年6月11日\n入江大学\n2010年3月1日\n"
    assert [(one.parties, one.start) for one in tell(text, *NAMES)] == [
        (("砂丘大学",), "2004-06-11"),
        (("入江大学",), "2010-03-01"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "University year\nLagoon University was founded in 1990\nRiver College opened in 1995\n",
        "The university signed.\nLagoon University 2001 Hill\nRiver College 2002 Hill\n",
        "大学名 開始日\n砂丘大学は2004年4月に開学\n入江大学は2010年3月に移転\n",
        "University since\nLagoon University 2001\n",
    ],
)
def test_sentences_and_single_lines_are_no_rows(text: str) -> None:
    assert tell(text, *NAMES) == []


def test_date_and_end_status_may_stand_in_lines_of_their_own() -> None:
    text = (
        "国 協定校 派遣 締結日 期限\n砂丘大学 全学 2 2004.6.11 自動延長\n"
        "入江大学 2\n2010.3.1\n手続中\n大学院 1 2013.4.15\n無期限\n"
    )
    assert tell(text, *NAMES) == [
        Told(("砂丘大学",), "2004-06-11", None, "auto_renewal"),
        Told(("入江大学",), "2010-03-01", None, "renewal_pending"),
        Told(("入江大学",), "2013-04-15", None, "indefinite"),
    ]
