"""Entries of a few lines without labels."""

from tests.agreement_documents import Told, tell

NAMES = ("東都大学", "A University", "B Institute", "南洋大学")
ENTRIES = """# 研究協力協定 Agreements

■ フランス　France
東都大学
火山の観測　Volcanoes
2011年5月18日　→　2021年5月17日満了

■ 英国
A University
MOU on glaciers
14 March 2013 – extended automatically

■ スペイン　Spain
B Institute
協議中　Under discussion (first meeting June 2021)

■ 韓国
南洋大学
署名 Signed: 2019年10月8日　期間 Term: 3年
"""


def test_a_name_over_a_line_of_dates_is_an_agreement() -> None:
    assert tell(ENTRIES, *NAMES) == [
        Told(("東都大学",), "2011-05-18", "2021-05-17"),
        Told(("A University",), "2013-03-14", None, "auto_renewal"),
        Told(("南洋大学",), "2019-10-08"),
    ]


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
