"""Labelled entries and lists of partners."""

from dataclasses import replace

import pytest

from extract.agreements import assemble_agreements
from extract.agreements.repetitions import identify_party
from extract.agreements.titles import read_label, read_title
from extract.segment import split_segments
from tests.agreement_documents import Told, assemble, link_names, read_text, tell

ENTRY = """Plant studies

Japanese leader: Taro YAMADA, A University
Other Japanese partners: B University, C Institute (CI)
French leader: Jeanne DUPONT, UMR1 D Laboratory
CNRS Institute: INX (Biology)
Topics: Plants of the A University, genomes

"""
NAMELESS = (
    "Japanese partner: A University\n\nCNRS Institute: INX\n\nA logo\n\n\n"
    "Partner: B University\n\nCNRS Institute: INX\n\n\n"
    "Japanese partner: C Institute\n\nCNRS Institute: INX\n"
)
NAMES = ("A University", "B University", "C Institute", "CI=C Institute", "D Laboratory", "INX")


def test_an_entry_is_an_agreement_of_all_that_its_labels_name() -> None:
    (agreement,) = assemble(read_text(ENTRY), *NAMES)
    told = ["A University", "B University", "C Institute", "CI", "D Laboratory", "INX"]
    assert [party.text for party in agreement.parties] == told
    assert agreement.subject == "Plant studies"


def test_evidence_runs_from_the_title_to_the_last_label() -> None:
    document = read_text(ENTRY)
    (agreement,) = assemble(document, *NAMES)
    assert agreement.evidence.of(document.text) == ENTRY.strip()


def test_a_value_may_stand_on_the_line_below_its_label() -> None:
    text = "Title\n\nJapanese partner: A University\nFrench leader:\n Jean, B University\n"
    assert tell(text, "A University", "B University") == [Told(("A University", "B University"))]


def test_a_repeated_label_opens_the_next_entry() -> None:
    assert tell("# Partners\n\n" + NAMELESS, *NAMES) == [
        Told(("A University", "INX")),
        Told(("B University", "INX")),
        Told(("C Institute", "INX")),
    ]


def test_a_title_with_a_colon_is_no_label() -> None:
    text = "Plants: a view\n\nJapanese leader: A University\nFrench leader: B University\n"
    (agreement,) = assemble(read_text(text), *NAMES)
    assert agreement.subject == "Plants: a view"


def test_a_name_cut_at_its_commas_is_one_party_with_its_acronym() -> None:
    text = "Title\n\nPartner: Sciences, Matter, Processes (SMP); B University, C Institute (CI)\n"
    document = read_text(text)
    names = ("Sciences", "Processes", "SMP", "B University", "C Institute", "CI")
    cut = [replace(link, chosen=None) for link in link_names(document, *names)]
    (agreement,) = assemble_agreements(document, split_segments(document), (), (), cut)
    told = ["Sciences, Matter, Processes", "SMP", "B University", "C Institute", "CI"]
    assert [party.text for party in agreement.parties] == told


def test_a_site_behind_an_acronym_and_a_code_are_no_part_of_the_party() -> None:
    text = (
        "Title\n\nPartner: ABC Kita Tokyo; Ethics EA123; ABC Research Center\nOther partner: ABC\n"
    )
    document = read_text(text)
    names = ("ABC Kita Tokyo", "Ethics EA123", "ABC Research Center", "ABC")
    named = [
        replace(link, chosen=None) if len(link.mention.span) > 3 else link
        for link in link_names(document, *names)
    ]
    (agreement,) = assemble_agreements(document, split_segments(document), (), (), named)
    parties = agreement.parties
    assert [party.text for party in parties] == ["ABC", "Ethics", "ABC Research Center", "ABC"]
    assert identify_party(parties[0]) == identify_party(parties[3])


def test_a_legal_form_in_front_belongs_to_the_name() -> None:
    text = "Title\n\nPartner: A University, K.K. Air Works\n"
    (told,) = tell(text, "A University", "K.K", "Air Works")
    assert told.parties == ("A University", "K.K. Air Works")


def test_a_term_with_its_definition_is_the_title_of_an_entry() -> None:
    text = "# 連携研究室\n\n- 日仏研究室：日本側代表者：A大学\n- 日独研究室：日本側代表者：B大学\n"
    agreements = assemble(read_text(text), "A大学", "B大学")
    assert [(one.parties[0].text, one.subject) for one in agreements] == [
        ("A大学", "日仏研究室"),
        ("B大学", "日独研究室"),
    ]


def test_one_label_again_and_again_is_a_list_of_entries() -> None:
    text = "# Laboratories\n\nJapanese partner: A University\nJapanese partner: B University\n"
    document = read_text(text)
    assert [one.evidence.of(document.text) for one in assemble(document, *NAMES)] == [
        "Laboratories\n\nJapanese partner: A University",
        "Japanese partner: B University",
    ]


def test_an_item_above_is_no_title_of_the_item_below() -> None:
    text = "訪問の記録\n\n2007年4月11日　A大学と学生交流を懇談\n\n2007年4月26日　B大学\n"
    assert tell(text, "A大学", "B大学") == []


def test_names_without_title_subject_or_term_tell_no_agreement() -> None:
    assert tell(NAMELESS, *NAMES) == []


def test_labels_of_periods_give_the_term() -> None:
    text = (
        "共同研究 A\n\n日本側代表者：A大学 山田\nフランス側：CNRS Dupont\n"
        "研究期間：2010年4月～2013年3月\n"
    )
    assert tell(text, "A大学", "CNRS") == [Told(("A大学", "CNRS"), "2010-04", "2013-03")]


def test_rows_with_a_title_in_front_are_an_entry() -> None:
    text = (
        "# Alpha\n\n| Japanese partner | A University |\n|---|---|\n"
        "| French partners | B University |\n| Period | 2010 - 2015 |\n"
    )
    (told,) = tell(text, "A University", "B University")
    assert told.parties == ("A University", "B University")


def test_sources_and_contacts_are_no_parties() -> None:
    assert tell("Source: A University\nContact: B University\n", *NAMES) == []


def test_items_of_a_list_under_a_title_of_agreements_are_agreements() -> None:
    text = (
        "# Agreements with universities\n\n- A University – 12 March 2015\n"
        "- B University – 2010 (renewed 2015)\n- C Institute\n"
    )
    assert tell(text, *NAMES) == [
        Told(("A University",), "2015-03-12"),
        Told(("B University",), "2010"),
        Told(("C Institute",)),
    ]


def test_items_of_another_list_are_none() -> None:
    assert tell("# Winners\n\n- A University 2015\n- B University 2016\n", *NAMES) == []


def test_visits_and_meetings_in_a_list_of_agreements_are_none() -> None:
    text = (
        "# 協定の歩み\n\n- 1998年4月 A大学と学術交流協定\n- 1999年5月 A大学を訪問\n"
        "- 2001年10月 B大学 合同セミナー\n- 2003年6月 B大学と覚書\n"
    )
    assert tell(text, "A大学", "B大学") == [
        Told(("A大学",), "1998-04"),
        Told(("B大学",), "2003-06"),
    ]


def test_the_longest_known_word_decides_what_a_title_means() -> None:
    titles = [
        "相手国・地域",
        "相手機関",
        "締結(発効)時期",
        "有効期間",
        "Country",
        "Valid until",
        "予算",
    ]
    roles = ["country", "partner", "start", "period", "country", "end", None]
    assert [read_title(title) for title in titles] == roles
    assert [read_label(label) for label in ("代表者", "French side", "出典")] == [
        "partner",
        "partner",
        "other",
    ]


def test_a_country_in_front_of_an_item_is_no_label() -> None:
    text = "# 学術交流協定校\n\n- オランダ：A大学\n- ベルギー：B大学\n"
    assert tell(text, "A大学", "B大学") == [Told(("A大学",)), Told(("B大学",))]


@pytest.mark.parametrize(
    ("value", "parties"),
    [
        ("INX (Biology)", ["INX"]),
        ("INX (Earth Sciences)", ["INX"]),
        ("INX (Institute of Biology)", ["INX", "Institute of Biology"]),
        ("DX (Deutsches X-Labor)", ["DX", "Deutsches X-Labor"]),
        ("Institute of Biology (INX)", ["Institute of Biology", "INX"]),
    ],
)
def test_a_field_in_brackets_that_was_taken_for_a_name_is_no_party(
    value: str, parties: list[str]
) -> None:
    document = read_text(f"Title\n\nPartner: {value}\n")
    names = ("INX", "DX", "Biology", "Earth Sciences", "Institute of Biology", "Deutsches X-Labor")
    named = [
        replace(link, chosen=None) if link.mention.span.of(document.text) == "Biology" else link
        for link in link_names(document, *names)
    ]
    (agreement,) = assemble_agreements(document, split_segments(document), (), (), named)
    assert [party.text for party in agreement.parties] == parties


def test_several_labels_may_stand_in_a_line() -> None:
    text = "Title\n\nPartner: A University\nStart: April 2012 – End: until completion\n"
    assert tell(text, *NAMES) == [Told(("A University",), "2012-04", None, "until_completion")]


def test_a_line_without_label_may_say_when_it_began() -> None:
    text = "共同研究室\n\n相手機関：A大学\n2024年4月に発足\n"
    assert tell(text, "A大学") == [Told(("A大学",), "2024-04")]


def test_a_start_and_a_period_have_one_end() -> None:
    text = "共同研究室\n\n設置：2013年7月\n相手機関：A大学\n期間：2013年7月～2021年6月\n"
    assert tell(text, "A大学") == [Told(("A大学",), "2013-07", "2021-06")]


def test_an_acronym_in_brackets_has_the_record_of_its_name() -> None:
    document = read_text("Title\n\nPartner: Forest Institute (FI)\n")
    links = link_names(document, "Forest Institute", "FI")
    (agreement,) = assemble_agreements(document, split_segments(document), (), (), links)
    assert len({identify_party(party) for party in agreement.parties}) == 1


def test_what_introduces_a_list_says_that_its_items_are_agreements() -> None:
    text = (
        "We collaborate with the following organisations:\n\n- Austria, A University (AU)\n"
        "- Belgium, B University: all areas of research, but not of teaching or other work\n"
    )
    assert tell(text, "A University", "AU", "B University") == [
        Told(("A University",)),
        Told(("B University",)),
    ]


def test_a_renewal_behind_a_date_is_no_end() -> None:
    text = "# 協定校\n\n- A大学（中国）　2009年6月（2014年6月更新）\n"
    assert tell(text, "A大学") == [Told(("A大学",), "2009-06")]


def test_all_sentences_of_an_item_are_one_agreement() -> None:
    text = (
        "# List of agreements\n\n"
        "1. Memorandum with A University, Thailand. Signed 12 March 2019; expires 2024.\n"
        "2. A University won the cup in 2001. Signed copies are sold.\n"
    )
    (agreement,) = assemble(read_text(text), "A University")
    assert agreement.kind == "memorandum"
    assert agreement.start is not None
    assert agreement.end is not None
    assert (agreement.start.value, agreement.end.value) == ("2019-03-12", "2024")


def test_a_name_above_labels_of_time_is_the_partner() -> None:
    text = (
        "# List of MoUs\n\nA University (Thailand)\nSigned: 1 April 2005\nValid until: 2010\n\n"
        "B University\nSigned: 12 June 2007\nValid until: automatically renewed\n"
    )
    told = [Told(("A University",), "2005-04-01", "2010")]
    told.append(Told(("B University",), "2007-06-12", None, "auto_renewal"))
    assert tell(text, *NAMES) == told
    assert tell(text.replace("# List of MoUs", "# Winners"), *NAMES) == []


def test_names_with_dates_in_brackets_are_agreements_of_their_own() -> None:
    text = "# 協定校\n\n【米国】A大学（2005年）、B大学（2007年）\n【英国】C大学（2010年）\n"
    told = [Told(("A大学",), "2005"), Told(("B大学",), "2007"), Told(("C大学",), "2010")]
    assert tell(text, "A大学", "B大学", "C大学") == told


def test_lines_that_each_name_a_partner_and_a_date_are_items() -> None:
    text = "Agreements\n\nGermany – A University – 2005\nFrance – B University – 2008\n"
    told = [Told(("A University",), "2005"), Told(("B University",), "2008")]
    assert tell(text, *NAMES) == told


def test_what_agreements_are_called_is_no_party() -> None:
    text = "# Partners\n\n- A University – MoU signed on 5 May 2008\n"
    assert tell(text, "A University", "MoU") == [Told(("A University",), "2008-05-05")]
    entry = "Title\n\nPartners: A University, Joint Research Centre\n"
    (told,) = tell(entry, "A University", "Joint Research Centre")
    assert told.parties == ("A University", "Joint Research Centre")


def test_labels_in_a_line_may_be_parted_by_full_stops() -> None:
    text = (
        "Joint units abroad\n\n"
        "Unit: C Institute. Hosts: A University, B University. Start: October 2018.\n"
    )
    assert tell(text, "A University", "B University", "C Institute") == [
        Told(("A University", "B University"), "2018-10")
    ]


def test_of_a_japanese_body_and_its_institute_the_institute_is_the_party() -> None:
    text = "研究\n\n日本側：産総研 海洋研究センター\n外国側：南洋大学、北方大学\n開始：2016年4月\n"
    names = ("産総研", "海洋研究センター", "南洋大学", "北方大学")
    assert tell(text, *names) == [Told(("海洋研究センター", "南洋大学", "北方大学"), "2016-04")]


def test_marked_labels_stand_in_lines_of_their_own_over_their_values() -> None:
    text = (
        "Partner hospitals\n\nA University School of Medicine (U.S.A.)\n(1) Title\n"
        "Agreement on Training\n(2) Signed on\nApril 22, 1996 (renewed May 1, 2001)\n(3) Scope\n"
        "・Students\n・Nurses\n(4) Term\nUntil April 21, 2006\n\nB University (Latvia)\n(1) Title\n"
        "Memorandum between C Institute and B University\n(2) Signed on\nMarch 2, 2020\n(3) Term\n"
        "Automatic renewal\n"
    )
    assert tell(text, "A University", "B University", "C Institute") == [
        Told(("A University",), "1996-04-22", "2006-04-21"),
        Told(("B University", "C Institute"), "2020-03-02", None, "auto_renewal"),
    ]


def test_labels_may_stand_in_boxes() -> None:
    text = (
        "# 協定\n\n【相手機関】A大学（韓国）\n【締結日】2010年4月1日\n"
        "【有効期間】\n2015年3月31日まで\n\n"
        "【相手機関】B大学\n【締結日】2012年5月1日\n【有効期間】自動更新\n"
    )
    assert tell(text, "A大学", "B大学") == [
        Told(("A大学",), "2010-04-01", "2015-03-31"),
        Told(("B大学",), "2012-05-01", None, "auto_renewal"),
    ]


def test_the_unit_of_either_side_is_a_party_and_the_status_tells_the_end() -> None:
    text = (
        "Joint laboratories\n\nCORAL\n\nPartner: A University\nFrench unit: UMR1234 C Institute\n"
        "Topics: Reefs\nStarted: March 2013\nStatus: under renewal\n"
    )
    assert tell(text, "A University", "C Institute") == [
        Told(("A University", "C Institute"), "2013-03", None, "renewal_pending")
    ]


def test_labels_may_have_only_a_gap_behind_them() -> None:
    text = (
        "海外機関との協定\n\nA大学(韓国)\n 締結日 平成22年12月6日\n"
        " 有効期限 平成27年12月5日(更新手続中)\n 担当 国際課\n\n"
        "B大学(中国)\n 締結日 平成9年11月(平成14年8月改定)\n 有効期限 無期限\n"
    )
    assert tell(text, "A大学", "B大学") == [
        Told(("A大学",), "2010-12-06", "2015-12-05", "renewal_pending"),
        Told(("B大学",), "1997-11", None, "indefinite"),
    ]


@pytest.mark.parametrize(
    ("field", "start", "end"),
    [
        ("Opened: November 2012\nPhase: second, until October 2022", "2012-11", "2022-10"),
        ("Opened: April 2012\nPhase: completed March 2017", "2012-04", "2017-03"),
        ("Created: 2012, renewed 2016, ended 2021", "2012", "2021"),
        ("覚書：2009年5月20日締結、2019年5月終了", "2009-05-20", "2019-05"),
        ("覚書：2016年1月19日、有効期間は2021年1月18日まで", "2016-01-19", "2021-01-18"),
    ],
)
def test_a_field_may_tell_the_end_beside_the_start(field: str, start: str, end: str) -> None:
    text = f"Joint laboratories\n\nCORAL\n\nPartner: A University\nTopics: Reefs\n{field}\n"
    assert tell(text, "A University") == [Told(("A University",), start, end)]


def test_one_weak_label_alone_is_no_entry() -> None:
    assert tell("MOU database\n\nInstitution: A University\n", "A University") == []


def test_a_sentence_above_labels_does_not_name_whose_they_are() -> None:
    text = (
        "2023年10月17日、A大学においてB大学との協定の署名式が行われました。\n\n"
        "一行は翌日、C大学を表敬訪問しました。\n\n"
        "【協定の概要】\n締結日　2023年10月17日\n有効期間　2028年10月16日まで\n"
    )
    assert tell(text, "A大学", "B大学", "C大学") == [Told(("B大学",), "2023-10-17", "2028-10-16")]


def test_english_labels_may_have_only_a_gap_behind_them() -> None:
    text = (
        "Laboratories abroad\n\nGLASSLAB\nType  joint unit\nWhere  Bremen\n"
        "Partners  A University, C Institute\nOpened  1 January 2016\n"
        "Runs until  31 December 2019\nStaff  12\n\n"
        "ICELAB\nType  joint unit\nPartners  B University, D Laboratory\n"
        "Opened  October 2009\nRuns until  renewed automatically every four years\n"
    )
    assert tell(text, *NAMES) == [
        Told(("A University", "C Institute"), "2016-01-01", "2019-12-31"),
        Told(("B University", "D Laboratory"), "2009-10", None, "auto_renewal"),
    ]


def test_a_name_with_a_gap_behind_it_is_no_label() -> None:
    assert tell("A University  B University\nA University  C Institute\n", *NAMES) == []
