"""Tables of agreements, in the shapes that reports have."""

from dataclasses import replace

import pytest

from extract.agreements import assemble_agreements
from extract.dates import find_dates
from extract.model import Cell, Document, Span
from extract.segment import split_segments
from tests.agreement_documents import Told, assemble, link_names, read_text, tell, tell_one

HEADER = (
    "| 相手国・地域 | 相手機関 | 協力概要 | 締結(発効)時期 | 終了時期 | 担当 |\n"
    "|---|---|---|---|---|---|\n"
)


def tell_rows(rows: str, *names: str) -> list[Told]:
    return tell(HEADER + rows, *names)


def test_each_row_is_an_agreement_with_its_term() -> None:
    rows = (
        "| 英国 | バース大学 | 計算科学 | 1997.1 | 2003.12以前 | |\n"
        "| | 東西大学 | 覚書 | 2006.12 | 自動更新 | |\n"
    )
    assert tell_rows(rows, "バース大学", "東西大学") == [
        Told(("バース大学",), "1997-01", "[..2003-12]"),
        Told(("東西大学",), "2006-12", None, "auto_renewal"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        "| 英国 | バース大学 | 計算科学 | 1997.1 | 2003.12 | ILs |",
        "| バース大学 | 計算科学 | 1997.1 | 2003.12 | ILs | |",
        "| | 英国 | バース大学 | 計算科学 | 1997.1 | 2003.12 |",
        "| バース大学 | | 計算科学 | 1997.1 | 2003.12 | ILs |",
    ],
)
def test_a_row_that_slipped_by_a_column_is_read_by_its_dates(row: str) -> None:
    assert tell_rows(row + "\n", "バース大学") == [Told(("バース大学",), "1997-01", "2003-12")]


def test_several_dates_in_a_cell_are_a_set() -> None:
    rows = "| 米国 | A大学、B大学 | 解析 | 2001.8 / 2002.2 | A 2007.3 B 2005.12 | |\n"
    assert tell_rows(rows, "A大学", "B大学") == [
        Told(("A大学", "B大学"), "{2001-08,2002-02}", "{2005-12,2007-03}")
    ]


def test_a_row_without_a_known_partner_is_still_an_agreement() -> None:
    assert tell_rows("| 多国間 | 5カ国8機関 | 地震 | 1999.12 | 2001.3 | |\n") == [
        Told((), "1999-12", "2001-03")
    ]


@pytest.mark.parametrize(
    ("cell", "parties"),
    [
        ("アメリカ A大学/チリ B大学", ("A大学", "B大学")),
        ("アメリカ A大学 ドイツ B大学", ("A大学", "B大学")),
        ("A大学 C研究所", ("C研究所",)),
        ("A大学C研究所", ("C研究所",)),
        ("A大学 工学部", ("A大学",)),
        ("A大学 C研究所、物理学部", ("A大学", "C研究所")),
        ("A大学 機械工学科、C研究所", ("A大学", "C研究所")),
        ("A大学 (ABC)", ("A大学",)),
        ("D協会(C研究所、E研究所)", ("C研究所", "E研究所")),
        ("韓国 A大学/ドイツ B大学", ("A大学", "B大学")),
        ("韓国B大学/ドイツA大学", ("B大学", "A大学")),
        ("韓国化学研究所/ドイツA大学", ("韓国化学研究所", "A大学")),
        ("韓国B大学、A大学", ("韓国B大学", "A大学")),
        ("韓国 B大学", ("韓国 B大学",)),
        ("ドイツ A大学 C研究所/韓国 B大学", ("C研究所", "B大学")),
        ("D協会 プロジェクト", ()),
        ("D協会 (Dxx) プロジェクト", ()),
        ("C研究所 8カ国約50機関", ("C研究所",)),
        ("D協会 Xプロジェクト", ()),
        ("C Institute of the A University", ("C Institute",)),
        ("C Institute, A University", ("C Institute",)),
        ("D Academy, C Institute", ("C Institute",)),
        ("A University, B University", ("A University", "B University")),
        ("A University’s C Institute", ("C Institute",)),
    ],
)
def test_the_smallest_body_of_a_chain_is_the_party(cell: str, parties: tuple[str, ...]) -> None:
    names = [
        "A大学",
        "B大学",
        "韓国 B大学",
        "韓国B大学",
        "韓国化学研究所",
        "C研究所",
        "E研究所",
        "D協会",
        "ABC",
        "Xプロジェクト",
    ]
    names += ["C Institute", "A University", "B University", "D Academy"]
    told = tell_rows(f"| 国 | {cell} | 研究 | 2001.4 | 2003.3 | |\n", *names)
    assert told == [Told(parties, "2001-04", "2003-03")]


def test_an_acronym_of_a_project_of_many_is_no_party() -> None:
    document = read_text(HEADER + "| 国 | ABC2 8カ国約50機関 | 研究 | 2001.4 | 2003.3 | |\n")
    links = [replace(link, chosen=None) for link in link_names(document, "ABC")]
    segments = split_segments(document)
    (agreement,) = assemble_agreements(
        document, segments, find_dates(document, segments), (), links
    )
    assert agreement.parties == ()


def test_a_date_of_renewal_is_no_start_and_a_subject_may_name_the_kind() -> None:
    rows = "| 国 | A大学 | 学生交流協定 | 2007年6月11日（2017年6月更新） | | |\n"
    (agreement,) = assemble(read_text(HEADER + rows), "A大学")
    assert tell_one(agreement) == Told(("A大学",), "2007-06-11")
    assert agreement.kind == "student exchange"


def test_the_same_body_by_two_names_is_one_party() -> None:
    rows = "| 仏国 | 科学センター、CNRS | 研究 | 2001.4 | | |\n"
    assert tell_rows(rows, "科学センター", "CNRS=科学センター") == [
        Told(("科学センター",), "2001-04")
    ]


def test_a_header_repeated_on_the_next_page_is_no_row() -> None:
    row = "| 国 | A大学 | 研究 | 2001.4 | 2003.3 | |\n"
    assert tell_rows(row + HEADER + row, "A大学") == [Told(("A大学",), "2001-04", "2003-03")] * 2


def test_numbered_items_of_a_cell_are_agreements_of_their_own() -> None:
    rows = "| 国 | A大学 | ①研究 ②学生交流 | ①2001年4月 ②2005年4月 | ①2006年3月 ②2010年3月 | |\n"
    agreements = assemble(read_text(HEADER + rows), "A大学")
    assert [tell_one(agreement) for agreement in agreements] == [
        Told(("A大学",), "2001-04", "2006-03"),
        Told(("A大学",), "2005-04", "2010-03"),
    ]
    assert [agreement.subject for agreement in agreements] == ["研究", "学生交流"]


def test_a_blank_partner_cell_means_the_partner_above() -> None:
    text = (
        "| Partner | Agreement | Signed |\n|---|---|---|\n| A University | MoU | 2001 |\n"
        "| | Exchange | 2005 |\n"
    )
    assert tell(text, "A University") == [
        Told(("A University",), "2001"),
        Told(("A University",), "2005"),
    ]


def test_a_cell_over_two_rows_names_the_partner_of_both() -> None:
    text = (
        "| Partner | Agreement | Signed |\n|---|---|---|\n| A University | MoU | 2001 |\n"
        "| x | Exchange | 2005 |\n"
    )
    document = read_text(text)
    assert [one.parties[0].text for one in assemble(span_rows(document), "A University")] == [
        "A University"
    ] * 2


def span_rows(document: Document) -> Document:
    """Let the partner cell of the first row reach over the second."""
    (table,) = document.tables
    cells = [cell for cell in table.cells if (cell.row, cell.column) != (2, 0)]
    spanning = [replace(c, row_span=2) if (c.row, c.column) == (1, 0) else c for c in cells]
    return replace(document, tables=(replace(table, cells=tuple(spanning)),))


def test_a_period_column_has_both_ends() -> None:
    text = (
        "| 協定校 | 協定期間 |\n|---|---|\n| A大学 | 2010年4月～2015年3月 |\n"
        "| B大学 | 2012年4月～ |\n"
    )
    first, second = tell(text, "A大学", "B大学")
    assert first == Told(("A大学",), "2010-04", "2015-03")
    assert (second.start, second.end) == ("2012-04", None)


def test_columns_without_titles_are_recognised_by_what_they_hold() -> None:
    text = (
        "# Our exchange agreements\n\n"
        "| UK | A University | March 2001 | March 2026 |\n|---|---|---|---|\n"
        "| Germany | B University | 5 Oct 2010 | Indefinite |\n"
        "| Korea | C University | 2015 | 2020 |\n"
    )
    assert tell(text, "A University", "B University", "C University") == [
        Told(("A University",), "2001-03", "2026-03"),
        Told(("B University",), "2010-10-05", None, "indefinite"),
        Told(("C University",), "2015", "2020"),
    ]


def test_a_table_of_something_else_has_no_agreements() -> None:
    text = (
        "# Output\n\n| University | Papers | Year |\n|---|---|---|\n| A University | 12 | 2019 |\n"
    )
    assert tell(text, "A University") == []


def test_a_list_that_repeats_the_partners_of_a_fuller_table_has_no_agreements() -> None:
    rows = "| 国 | A大学 | 研究 | 2001.4 | 2003.3 | |\n| 国 | B大学 | 研究 | 2002.4 | 2003.3 | |\n"
    index = (
        "\n\n| 国名 | 研究機関 | 開始時期 |\n|---|---|---|\n| 国 | A大学 | 2001.4 |\n"
        "| 国 | B大学 | 2002.4 |\n"
    )
    assert len(tell("# 協定一覧\n\n" + HEADER + rows + index, "A大学", "B大学")) == 2


def test_a_title_over_all_columns_is_no_row() -> None:
    document = read_text(
        "# 協定校\n\n| 大学名 | 締結日 |\n|---|---|\n| B大学 | |\n| A大学 | 2005.4.1 |\n"
    )
    (table,) = document.tables
    cells = [cell for cell in table.cells if cell.row != 1]
    wide = Cell(1, 0, Span(table.cells[2].span.start, table.cells[2].span.end), 1, 2)
    table = replace(table, cells=tuple(sorted([*cells, wide], key=lambda c: (c.row, c.column))))
    told = assemble(replace(document, tables=(table,)), "A大学", "B大学")
    assert [tell_one(agreement) for agreement in told] == [Told(("A大学",), "2005-04-01")]


def test_the_home_institution_is_the_one_the_heading_names() -> None:
    (agreement,) = assemble(
        read_text("# 東西大学の国際協力\n\n" + HEADER + "| 国 | A大学 | 研究 | 2001.4 | | |\n"),
        "東西大学",
        "A大学",
    )
    assert agreement.home is not None
    assert agreement.home.text == "東西大学"


def test_a_row_printed_twice_is_marked_as_repeated() -> None:
    row = "| 国 | A大学 | 研究 | 2001.4 | 2003.3 | |\n"
    other = "| 国 | A大学 | 別の研究 | 2001.4 | 2003.3 | |\n"
    agreements = assemble(read_text(HEADER + row + other + row), "A大学")
    assert [agreement.same_as for agreement in agreements] == [None, None, 0]


def test_evidence_is_the_row() -> None:
    document = read_text(HEADER + "| 国 | A大学 | 研究 | 2001.4 | 2003.3 | |\n")
    (agreement,) = assemble(document, "A大学")
    assert agreement.evidence.of(document.text) == "国 | A大学 | 研究 | 2001.4 | 2003.3"


def test_evidence_leaves_out_the_cell_that_began_in_a_row_above() -> None:
    text = (
        "| Partner | Agreement | Signed |\n|---|---|---|\n| A University | MoU | 2001 |\n"
        "| x | Exchange | 2005 |\n"
    )
    document = span_rows(read_text(text))
    evidence = [one.evidence.of(document.text) for one in assemble(document, "A University")]
    assert evidence == ["A University | MoU | 2001", "Exchange | 2005"]


@pytest.mark.parametrize(
    ("cell", "end", "status"),
    [
        ("2001.3 防災研へ移管", "2001-03", "防災研へ移管"),
        ("Xなどに 引継ぎ", None, "Xなどに引継ぎ"),
        ("継続予定", None, "継続予定"),
        ("2003.3 終了予定", "2003-03", None),
        ("期限未定", None, "undetermined"),
        ("不明", None, "unknown"),
    ],
)
def test_what_no_end_status_says_is_kept_in_its_words(
    cell: str, end: str | None, status: str | None
) -> None:
    rows = f"| 国 | A大学 | 研究 | 1999.12 | {cell} | |\n"
    assert tell_rows(rows, "A大学") == [Told(("A大学",), "1999-12", end, status)]


def test_the_country_cell_is_carried_down_and_ends_with_the_next() -> None:
    rows = (
        "| ドイツ連邦共和国 | A大学 | 研究 | 2001.4 | | |\n| | B大学 | 研究 | 2002.4 | | |\n"
        "| 多国間 | C研究所 | 研究 | 2003.4 | | |\n"
    )
    agreements = assemble(read_text(HEADER + rows), "A大学", "B大学", "C研究所")
    assert [agreement.parties[0].country for agreement in agreements] == ["DE", "DE", None]


def test_a_row_that_ends_without_limit_is_no_row_of_titles() -> None:
    text = (
        "| 国 | 相手大学 | 締結日 | 期限 |\n|---|---|---|---|\n| 中国 | A大学 | 2011.4 | 無期限 |\n"
    )
    assert tell(text, "A大学") == [Told(("A大学",), "2011-04", None, "indefinite")]


def test_two_columns_of_parties_are_both_read() -> None:
    text = (
        "| Japanese institution | French institution | Start | End |\n|---|---|---|---|\n"
        "| A University | B University | 2010 | 2014 |\n"
    )
    told = Told(("A University", "B University"), "2010", "2014")
    assert tell(text, "A University", "B University") == [told]


def test_a_column_with_the_names_in_another_language_adds_no_party() -> None:
    text = "| 機関名 | Institution | 締結日 |\n|---|---|---|\n| A大学 | University A | 2005.4 |\n"
    assert tell(text, "A大学", "University A") == [Told(("A大学",), "2005-04")]


@pytest.mark.parametrize(
    ("cell", "parties"),
    [
        ("A大学 理学院", ("A大学",)),
        ("A大学 医科学・工学院", ("A大学",)),
        ("A大学 C研究所、物理天文学部", ("A大学", "C研究所")),
        ("Faculty of Science, A University", ("A University",)),
        ("A University, School of Medicine", ("A University",)),
        ("A大学 工学部", ("A大学",)),
        ("国際高等学院", ("国際高等学院",)),
        ("A大学、国際高等学院", ("A大学", "国際高等学院")),
        ("A University, Faculty of Arts", ("A University",)),
        ("Department of Energy, C Institute", ("Department of Energy", "C Institute")),
    ],
)
def test_departments_taken_for_institutions_are_no_parties(
    cell: str, parties: tuple[str, ...]
) -> None:
    names = [
        "A大学",
        "理学院",
        "医科学・工学院",
        "C研究所",
        "物理天文学部",
        "A University",
        "C Institute",
    ]
    names += ("Faculty of Science", "School of Medicine", "Department of Energy")
    names += ("A大学 工学部", "国際高等学院", "A University, Faculty of Arts")
    (told,) = tell_rows(f"| 国 | {cell} | 研究 | 2001.4 | 2003.3 | |\n", *names)
    assert told.parties == parties


def test_columns_of_two_sides_are_parties_and_names_in_two_languages_one() -> None:
    sides = "| 国内側 | 海外側 | 設置 |\n|---|---|---|\n| A大学 | CNRS | 1995年 |\n"
    assert tell("# 協定\n\n" + sides, "A大学", "CNRS") == [Told(("A大学", "CNRS"), "1995")]
    names = (
        "| 大学名 | 大学名（英文） | 締結日 |\n|---|---|---|\n| A大学 | A University | 2001年 |\n"
    )
    assert tell("# 協定校\n\n" + names, "A大学", "A University") == [Told(("A大学",), "2001")]


def test_a_ditto_mark_means_the_cell_above() -> None:
    rows = "| タイ | A大学 | 研究 | 2001.4 | | |\n| 〃 | 〃 | 交流 | 2002.4 | | |\n"
    agreements = assemble(read_text(HEADER + rows), "A大学")
    assert [(one.parties[0].text, one.parties[0].country) for one in agreements] == [
        ("A大学", "TH"),
        ("A大学", "TH"),
    ]


def test_a_period_that_repeats_the_start_has_no_end() -> None:
    text = "| 協定校 | 締結日 | 有効期間 |\n|---|---|---|\n| A大学 | 2010.4.1 | 2010.4.1 |\n"
    assert tell(text, "A大学") == [Told(("A大学",), "2010-04-01")]


def test_a_column_full_of_institutions_is_the_other_side_whatever_its_title_is() -> None:
    text = (
        "国 | 国内機関 | 現地 | 拠点名 | 開設 | 期限\n"
        "ガーナ | 東都大学 | 南洋大学 | 北方研究所 | 2006年3月 | 2026年3月\n"
        "インド | 東都大学 | 西方大学 | 中央研究所 | 2008年4月 | 自動更新\n"
        "タイ | 東都大学 | 北洋大学 | 高原研究所 | 2009年4月 | 無期限\n"
    )
    names = (
        "東都大学",
        "南洋大学",
        "西方大学",
        "北洋大学",
        "北方研究所",
        "中央研究所",
        "高原研究所",
    )
    assert [agreement.parties for agreement in tell(text, *names)] == [
        ("東都大学", "南洋大学"),
        ("東都大学", "西方大学"),
        ("東都大学", "北洋大学"),
    ]


def test_agencies_of_a_call_without_dates_are_no_agreements() -> None:
    text = (
        "二国間交流事業\n\n"
        "国名 | 対応機関 | 共同研究 | セミナー\n"
        "ガーナ | 東都財団 | 4件 | 1件\n"
        "インド | 南洋財団 | 2件 | なし\n"
        "タイ | 西方財団 | 3件 | 2件\n"
    )
    assert tell(text, "東都財団", "南洋財団", "西方財団") == []
    signed = text.replace("二国間交流事業", "協定機関一覧")
    assert len(tell(signed, "東都財団", "南洋財団", "西方財団")) == 3


def test_cells_over_several_rows_leave_none_in_the_rows_below() -> None:
    text = (
        "| 国名 | 大学名 | 種類 | 締結日 | 有効期限 |\n|---|---|---|---|---|\n"
        "| 中国 | A大学 | 学術交流 | 1999.3.1 | 自動更新 |\n"
        "| 学生交流 | 2001.4.1 | 2006.3.31 | | |\n"
        "| B大学 | 学術交流 | 2005.4.10 | 2010.4.9 | |\n"
    )
    assert tell(text, "A大学", "B大学") == [
        Told(("A大学",), "1999-03-01", None, "auto_renewal"),
        Told(("A大学",), "2001-04-01", "2006-03-31"),
        Told(("B大学",), "2005-04-10", "2010-04-09"),
    ]


def test_a_lone_date_is_of_one_more_agreement_with_the_partner_above() -> None:
    rows = "| 国 | A大学 | 計算 | 1999.3.1 | | |\n| | | | 2004.5.1 | | |\n"
    assert [(one.parties, one.start) for one in tell_rows(rows, "A大学")] == [
        (("A大学",), "1999-03-01"),
        (("A大学",), "2004-05-01"),
    ]


@pytest.mark.parametrize("title", ["大学名（締結年月日）", "協定校", "University (since)"])
def test_partner_and_date_may_stand_in_one_cell(title: str) -> None:
    text = (
        f"# 学術交流協定校\n\n| 国名 | {title} |\n|---|---|\n| 中国 | A大学（2004年6月11日） |\n"
        "| 韓国 | B大学（2010年3月1日）、C大学（2012年5月1日） |\n"
    )
    assert tell(text, "A大学", "B大学", "C大学") == [
        Told(("A大学",), "2004-06-11"),
        Told(("B大学",), "2010-03-01"),
        Told(("C大学",), "2012-05-01"),
    ]


def test_columns_of_starts_of_two_kinds_are_two_agreements() -> None:
    text = (
        "| 国 | 大学名 | 学術交流協定締結日 | 学生交流覚書締結日 |\n|---|---|---|---|\n"
        "| 中国 | A大学 | 1999.3.1 | 2001.4.1 |\n| | B大学 | - | 2005.4.10 |\n"
    )
    agreements = assemble(read_text(text), "A大学", "B大学")
    assert [
        (one.parties[0].text, one.start.value, one.kind) for one in agreements if one.start
    ] == [
        ("A大学", "1999-03-01", "agreement"),
        ("A大学", "2001-04-01", "memorandum"),
        ("B大学", "2005-04-10", "memorandum"),
    ]


def test_a_mark_for_nothing_is_no_slipped_row() -> None:
    text = (
        "| 大学名 | 締結日 | 更新日 |\n|---|---|---|\n"
        "| A大学 | 1999.3.1 | |\n| B大学 | － | 2005.4.10 |\n"
    )
    assert tell(text, "A大学", "B大学") == [Told(("A大学",), "1999-03-01"), Told(("B大学",))]


def test_a_title_may_hold_a_word_for_an_end_status() -> None:
    text = "| 大学名 | 締結日 | 有効\u3000期間 |\n|---|---|---|\n| A大学 | 1999.3.1 | 無期限 |\n"
    assert tell(text, "A大学") == [Told(("A大学",), "1999-03-01", None, "indefinite")]


def test_an_end_status_may_stand_beside_the_start() -> None:
    rows = "| 国 | A大学 | 計算 | 1999.3.1（自動更新） | | |\n"
    assert tell_rows(rows, "A大学") == [Told(("A大学",), "1999-03-01", None, "auto_renewal")]


def test_a_revision_is_no_second_start() -> None:
    rows = "| 国 | A大学 | 計算 | 1989年5月22日<br>(2015年10月1日改定) | 無期限 | |\n"
    assert tell_rows(rows, "A大学") == [Told(("A大学",), "1989-05-22", None, "indefinite")]


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [("1999.4, 2008.11", "{1999-04,2008-11}", None), ("1999.4 - 2008.11", "1999-04", "2008-11")],
)
def test_dates_of_a_list_are_no_period(cell: str, start: str, end: str | None) -> None:
    assert tell_rows(f"| 国 | A大学 | 計算 | {cell} | | |\n", "A大学") == [
        Told(("A大学",), start, end)
    ]


def test_a_date_in_brackets_behind_the_start_is_that_of_a_renewal() -> None:
    rows = "| 国 | A大学 | 計算 | 1984. 6. 5 (1998. 4. 1) | | |\n"
    assert tell_rows(rows, "A大学") == [Told(("A大学",), "1984-06-05")]


def test_of_several_ends_the_last_is_the_end() -> None:
    text = (
        "| Partner | Signed | Expires | Renewed on | New expiry | Level |\n"
        "|---|---|---|---|---|---|\n"
        "| A University | 2009.12.8 | 2014.12.8 | 2014.12.8 | 2024.12.8 | College |\n"
        "| B University | 2017.6.15 | 2022.6.15 | | In process of renewal | University |\n"
        "| C Institute | 2015.9.25 | 2020.9.25 | 2020.9.25 | Automatic renewal | University |\n"
        "| D College | 2010.6.1 | | | Automatic renewal | University |\n"
    )
    assert tell(text, "A University", "B University", "C Institute", "D College") == [
        Told(("A University",), "2009-12-08", "2024-12-08"),
        Told(("B University",), "2017-06-15", "2022-06-15", "renewal_pending"),
        Told(("C Institute",), "2015-09-25", None, "auto_renewal"),
        Told(("D College",), "2010-06-01", None, "auto_renewal"),
    ]


def test_where_no_column_has_ends_remarks_tell_of_them() -> None:
    text = (
        "| 相手先 | 締結 | 備考 |\n|---|---|---|\n| A大学 | 2001年4月 | 自動更新 |\n"
        "| B大学 | 2019年7月1日 | 2024年6月30日 満了予定 |\n| C大学 | 平成29.5.11 | 令和4.5.10 |\n"
        "| D大学 | | 協議中 |\n| 合計 | 4大学 | |\n"
    )
    assert tell(text, "A大学", "B大学", "C大学", "D大学", "4大学") == [
        Told(("A大学",), "2001-04", None, "auto_renewal"),
        Told(("B大学",), "2019-07-01", "2024-06-30"),
        Told(("C大学",), "2017-05-11", "2022-05-10"),
    ]


def test_of_a_title_of_two_things_the_date_counts() -> None:
    text = "| 相手機関 | 締結部局・締結日 |\n|---|---|\n| A大学 | <全学> 2014年5月12日 |\n"
    assert tell(text, "A大学") == [Told(("A大学",), "2014-05-12")]


@pytest.mark.parametrize(
    ("cell", "parties"),
    [
        ("A University バース大学", ("A University",)),
        ("E科学院 C研究所", ("C研究所",)),
        ("E科学院、C研究所", ("E科学院", "C研究所")),
    ],
)
def test_a_translation_and_an_academy_are_no_further_parties(
    cell: str, parties: tuple[str, ...]
) -> None:
    names = ("A University", "バース大学", "E科学院", "C研究所")
    assert tell_rows(f"| 国 | {cell} | 研究 | 2001.4 | ～2003.3 | |\n", *names) == [
        Told(parties, "2001-04", "2003-03")
    ]


def test_a_label_of_renewal_belongs_to_the_date_behind_it() -> None:
    rows = "| 国 | A大学 | 計算 | 2005.2.14 Renewed: 2010.2.14, 2015.2.14 | 2020.2.13 | |\n"
    assert tell_rows(rows, "A大学") == [Told(("A大学",), "2005-02-14", "2020-02-13")]


def test_a_sign_beside_a_name_says_what_its_note_does() -> None:
    text = (
        "# 協定\n\n| 大学名 | 締結日 |\n|---|---|\n| A大学† | 2001.4.1 |\n"
        "| B大学※1 | 2002.4.1 |\n\n"
        "†印は更新手続中の大学\n※ 学生交流の覚書がある\n※1 無期限\n"
    )
    assert tell(text, "A大学", "B大学") == [
        Told(("A大学",), "2001-04-01", None, "renewal_pending"),
        Told(("B大学",), "2002-04-01", None, "indefinite"),
    ]


def test_a_row_with_words_of_titles_is_no_row_of_titles() -> None:
    text = (
        "| Partner | Signed | Valid to | Remarks |\n|---|---|---|---|\n"
        "| A University | Sept 2004 | no expiry | |\n"
        "| B University | not yet signed | - | draft with legal office |\n"
        "| C University | 2015-06-25 | 2020-06-24 | |\n"
        "| D University | - | - | visit in May 2017; no document |\n"
    )
    assert tell(text, *(f"{letter} University" for letter in "ABCD")) == [
        Told(("A University",), "2004-09", end_status="indefinite"),
        Told(("C University",), "2015-06-25", "2020-06-24"),
    ]


@pytest.mark.parametrize(
    ("title", "remark", "status"),
    [
        ("Remarks", "renewal under discussion", "renewal_pending"),
        ("Status", "renewal under discussion", "renewal_pending"),
        ("備考", "更新手続中", "renewal_pending"),
        ("状況", "自動更新", "auto_renewal"),
        ("備考", "自動更新の可否を別途協議した経緯は年報を参照", None),
    ],
)
def test_a_remark_or_status_beside_an_end_may_tell_its_status(
    title: str, remark: str, status: str | None
) -> None:
    text = (
        f"| 相手機関 | 締結日 | 有効期限 | {title} |\n|---|---|---|---|\n"
        f"| A大学 | 2008.3.19 | 2018.3.18 | {remark} |\n| B大学 | 2009.4 | 2019.3 | |\n"
    )
    assert tell(text, "A大学", "B大学") == [
        Told(("A大学",), "2008-03-19", "2018-03-18", status),
        Told(("B大学",), "2009-04", "2019-03"),
    ]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("Valid from", "Valid to"),
        ("Entry into force", "Lapses"),
        ("契約日", "満期"),
        ("初回締結", "有効期限日"),
    ],
)
def test_titles_of_starts_and_ends_are_known(start: str, end: str) -> None:
    text = (
        f"| 協定締結先 | {start} | {end} |\n|---|---|---|\n"
        "| A大学 | 2008.3.19 | 2018.3.18 |\n| B大学 | 2009.4 | 2019.3 |\n"
    )
    assert tell(text, "A大学", "B大学") == [
        Told(("A大学",), "2008-03-19", "2018-03-18"),
        Told(("B大学",), "2009-04", "2019-03"),
    ]


def test_a_mark_of_repetition_in_the_start_moves_no_end_there() -> None:
    rows = (
        "| 国 | A大学 | 研究 | 2005.12 | 2025.12 | |\n| 〃 | B大学 | 同 | 同上 | 2015.3 終了 | |\n"
    )
    assert tell_rows(rows, "A大学", "B大学")[1:] == [Told(("B大学",), None, "2015-03")]


def test_how_often_it_was_renewed_is_no_end() -> None:
    rows = "| 国 | A大学 | 研究 | 2000.10 | 2015年10月に3回目の更新、2020年10月まで | |\n"
    assert tell_rows(rows, "A大学") == [Told(("A大学",), "2000-10", "2020-10")]


def test_a_row_that_is_not_signed_yet_is_neither_agreement_nor_header() -> None:
    text = (
        "| Partner | Signed | Valid to | Remarks |\n|---|---|---|---|\n"
        "| A University | 17-05-2014 | 16-05-2019 | renewal under discussion |\n"
        "| University of B | not yet signed | – | draft with legal office |\n"
        "| C Institute | 2015-06-25 | 2020-06-24 | highland farming |\n"
        "| D Academy | – | – | visit in May 2017; no document |\n"
    )
    names = ("A University", "University of B", "C Institute", "D Academy")
    assert tell(text, *names) == [
        Told(("A University",), "2014-05-17", "2019-05-16", "renewal_pending"),
        Told(("C Institute",), "2015-06-25", "2020-06-24"),
    ]
