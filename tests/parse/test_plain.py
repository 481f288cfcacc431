import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import EmptyFileError
from extract.model import Document
from extract.parse.builder import Origin
from extract.parse.plain import parse_plain


def parse(text: str, encoding: str = "utf-8") -> Document:
    return parse_plain(Origin(text.encode(encoding), "a.md", "text/markdown"))


def blocks_of(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.span.of(document.text)) for block in document.blocks]


def cells_of(document: Document, table: int = 0) -> list[list[str]]:
    found = document.tables[table]
    grid = [[""] * found.columns for _ in range(found.rows)]
    for cell in found.cells:
        grid[cell.row][cell.column] = cell.span.of(document.text)
    return grid


def test_the_text_is_the_decoded_file_with_its_line_ends_and_mark() -> None:
    text = "\ufeff協定\r\n\r\n|a|b|\r\n|-|-|\r\n|1|2|\r\n"
    assert parse(text).text == text
    assert parse(text[1:], "cp932").text == text[1:]


def test_headings_lose_their_marks() -> None:
    document = parse("# One #\n\n**Two**\n\nThree\n=====\n\n3.1 Four\n\nA sentence that ends.\n")
    assert blocks_of(document) == [
        ("heading", "One"),
        ("heading", "Two"),
        ("heading", "Three"),
        ("heading", "3.1 Four"),
        ("paragraph", "A sentence that ends."),
    ]
    assert document.title == "One"


def test_pipe_tables_become_tables_whose_cells_are_spans() -> None:
    document = parse("| 国 | 機関 |\n|----|:--:|\n| 仏 | CNRS |\n| | パリ大学 |\n")
    assert cells_of(document) == [["国", "機関"], ["仏", "CNRS"], ["", "パリ大学"]]
    assert document.tables[0].header_rows == 1
    assert [kind for kind, _ in blocks_of(document)] == ["table_cell"] * 5


def test_rows_may_be_ragged_and_pipes_at_the_edges_left_out() -> None:
    assert cells_of(parse("a | b\n---|---\nc\n")) == [["a", "b"]]
    assert cells_of(parse("|a|b|c|\n|-|-|-|\n|d|\n|e|f|g|h|\n")) == [
        ["a", "b", "c", ""],
        ["d", "", "", ""],
        ["e", "f", "g", "h"],
    ]


def test_an_escaped_pipe_is_part_of_its_cell() -> None:
    assert cells_of(parse("|a\\|b|c|\n|-|-|\n|d|e|\n"))[0] == ["a\\|b", "c"]


def test_each_table_is_its_own() -> None:
    document = parse("|a|b|\n|-|-|\n|c|d|\n\n|e|f|\n|-|-|\n|g|h|\n\nOr else: x | y\n")
    assert [table.rows for table in document.tables] == [2, 2]
    assert blocks_of(document)[-1] == ("paragraph", "Or else: x | y")


def test_rows_without_a_delimiter_are_a_table_if_pipes_close_them() -> None:
    document = parse("|京都大学|1985. 4|\n|大阪大学|1990.10|\n")
    assert cells_of(document) == [["京都大学", "1985. 4"], ["大阪大学", "1990.10"]]
    assert document.tables[0].header_rows == 0


def test_cells_with_tabs_between_are_a_table_with_its_corner() -> None:
    document = parse("Japan\tUK\nGERD\t3.24\t1.76\nBERD\t2.59\t0.95\n")
    assert cells_of(document) == [
        ["", "Japan", "UK"],
        ["GERD", "3.24", "1.76"],
        ["BERD", "2.59", "0.95"],
    ]
    assert document.tables[0].header_rows == 1


def test_rows_that_begin_or_end_with_empty_cells_keep_their_columns() -> None:
    text = (
        "Country\tPartner\tSigned\tUntil\n"
        "France\tA University\t2004\t2024\n"
        "\tB University\t2010\t\n"
        "Germany\t\n"
        "\tC University\t1998\n"
    )
    assert cells_of(parse(text)) == [
        ["Country", "Partner", "Signed", "Until"],
        ["France", "A University", "2004", "2024"],
        ["", "B University", "2010", ""],
        ["Germany", "", "", ""],
        ["", "C University", "1998", ""],
    ]


def test_lines_broken_to_fit_a_page_are_one_paragraph() -> None:
    text = (
        "The strength of relations is led by shared values in research collaboration, including\n"
        "the digital economy, quantum sciences, and a growing number of joint institutes in both\n"
        "countries.\n"
    )
    assert blocks_of(parse(text)) == [("paragraph", text.strip())]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        (
            "TREATY\nBETWEEN\nTHE UNIVERSITY OF SOUTHERN\nDENMARK\nAND\nLUND UNIVERSITY",
            ["TREATY\nBETWEEN\nTHE UNIVERSITY OF SOUTHERN\nDENMARK\nAND\nLUND UNIVERSITY"],
        ),
        ("岡山大学\nと\nルンド大学\n学術交流協定", ["岡山大学\nと\nルンド大学", "学術交流協定"]),
        ("BETWEEN THE\nUNIVERSITY OF\nODENSE", ["BETWEEN THE\nUNIVERSITY OF\nODENSE"]),
        ("CNRS\nINSERM", ["CNRS", "INSERM"]),
        ("funds of Science and\nTechnology by: A", ["funds of Science and\nTechnology by: A"]),
        ("the dean of science\nContact: A", ["the dean of science", "Contact: A"]),
    ],
)  # fmt: skip
def test_lines_of_a_title_between_two_names_are_one(text: str, blocks: list[str]) -> None:
    assert [block for _, block in blocks_of(parse(text))] == blocks


def test_a_sentence_goes_on_in_lower_case_however_wide_its_line_is() -> None:
    text = (
        "Since then "
        + "the two of them have met " * 7
        + "and signed a five-year\nletter of intent.\n"
    )
    assert blocks_of(parse(text)) == [("paragraph", text.strip())]


def test_a_line_that_breaks_off_in_a_sentence_goes_on_in_the_next() -> None:
    wide = f"They have met {'in the hall of the old library ' * 5}since 1998.\n"
    hanging = (
        f"At a ceremony {'in the hall of the old library ' * 5}by the Council of Arts and the\n"
    )
    short = "At a ceremony held on 29 September 2022 the Rector, and President\n"
    rest = "Jane Roe signed a memorandum on research into coral."
    assert blocks_of(parse(hanging + rest)) == [("paragraph", hanging + rest)]
    assert blocks_of(parse(wide + short + rest))[-1] == ("paragraph", short + rest)


def test_lines_of_a_list_are_blocks_of_their_own() -> None:
    text = "Partner: Osaka University\nInstitute: INC\n\nKyoto University\nOsaka University\n"
    assert [block for _, block in blocks_of(parse(text))] == [
        "Partner: Osaka University",
        "Institute: INC",
        "Kyoto University",
        "Osaka University",
    ]


def test_items_lose_their_bullets_and_keep_their_second_lines() -> None:
    document = parse("- one\n- two goes\n  on here\n• three\n1. four\n")
    assert blocks_of(document) == [
        ("list_item", "one"),
        ("list_item", "two goes\n  on here"),
        ("list_item", "three"),
        ("list_item", "four"),
    ]


def test_captions_and_notes_are_told_from_paragraphs() -> None:
    document = parse("FIGURE 1: PARTNERS\n\n表1 協定校\n\n¹ See the annexe.\n")
    assert [kind for kind, _ in blocks_of(document)] == ["caption", "caption", "footnote"]


def test_a_file_of_blanks_is_an_error() -> None:
    try:
        parse(" \n\u3000\n")
    except EmptyFileError as error:
        assert "holds only blanks" in str(error)
    else:
        raise AssertionError


pieces = st.sampled_from(
    [
        "|",
        "a",
        "京",
        "𠮷",
        "\\|",
        "-",
        "|-|-|",
        "\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        "# ",
        "**",
        "• ",
        "1. ",
        "。",
    ]
)


@given(st.lists(pieces, max_size=40).map("".join))
def test_blocks_are_in_order_apart_and_without_blanks_at_their_edges(text: str) -> None:
    try:
        document = parse("x" + text)
    except EmptyFileError:
        return
    assert document.text == "x" + text
    end = 0
    for block in document.blocks:
        assert end <= block.span.start < block.span.end
        assert block.span.of(document.text).strip() == block.span.of(document.text)
        end = block.span.end
    cells = [cell.span for table in document.tables for cell in table.cells if len(cell.span)]
    assert cells == [block.span for block in document.blocks if block.kind == "table_cell"]


@given(st.lists(pieces, min_size=1, max_size=40).map("".join))
def test_no_letter_is_lost_between_blocks(text: str) -> None:
    document = parse("x" + text)
    covered = {
        offset for block in document.blocks for offset in range(block.span.start, block.span.end)
    }
    lost = [c for i, c in enumerate(document.text) if i not in covered and c in "a京𠮷"]
    assert not lost


def test_long_files_take_time_in_proportion_to_their_length() -> None:
    """Each line was once looked at from every line before it."""
    lines = ["a | b", "京都大学は協定を結んだ。", "|only one|", "x\ty"] * 5000
    assert parse("\n".join(lines)).blocks


def test_lines_with_as_many_bars_or_wide_gaps_are_rows() -> None:
    bars = parse(
        "Partner | Country | Year\nA University | Kenya | 2008\nB University | Nepal | 2004\n"
    )
    gaps = parse("A University  Kenya  2008  MoU\nB University  Nepal  2004  MoU\n")
    assert [(table.rows, table.columns) for table in (*bars.tables, *gaps.tables)] == [
        (3, 3),
        (2, 4),
    ]
    assert bars.tables[0].header_rows == 1


def test_numbered_rows_with_tabs_are_a_table() -> None:
    document = parse("No.\tPartner\tSigned\tFile\n1.\tA University\t2008\n2.\tB University\t2004\n")
    assert [(table.rows, table.columns) for table in document.tables] == [(3, 4)]


def test_rules_alone_are_no_table() -> None:
    assert parse("x\n\n|-|-|\n|-|-|\n").tables == ()


COLUMNS = """\
Country     Organisation                            Since
----------------------------------------------------------
Kenya       University of Nairobi                   2008
N. Zealand  Lincoln University (Te Whare Wanaka
            o Aoraki)                               2011-2014
Peru        Universidad Nacional Agraria La Molina and others  2015
            Instituto del Mar
Togo        -                                       2020
These were the partners in 2021.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_columns_of_a_fixed_width_font_are_a_table(end: str) -> None:
    document = parse(COLUMNS.replace("\n", end))
    assert document.tables[0].header_rows == 1
    assert cells_of(document) == [
        ["Country", "Organisation", "Since"],
        ["Kenya", "University of Nairobi", "2008"],
        [
            "N. Zealand",
            f"Lincoln University (Te Whare Wanaka{end}            o Aoraki)",
            "2011-2014",
        ],
        ["Peru", "Universidad Nacional Agraria La Molina and others", "2015"],
        ["", "Instituto del Mar", ""],
        ["Togo", "-", "2020"],
    ]
    assert blocks_of(document)[-1] == ("paragraph", "These were the partners in 2021.")


def test_rows_of_ideographic_spaces_are_a_table() -> None:
    rows = (
        "氏名　所属　期間　備考\n林　ルンド大学　2019年　済\n森　国立大学法人東都大学　2020年　未\n"
    )
    assert len(cells_of(parse(rows))) == 3
    assert parse("　本日は　晴れ。\n　明日は　雨か　雪。\n　週末も　雨。\n").tables == ()


def test_a_long_file_of_columns_takes_time_in_proportion_to_its_length() -> None:
    row = "Kenya       University of Nairobi                   2008\n"
    ragged = "a  b   c\nd    e  f\ng  h       i\n\n"
    assert parse(row * 20_000).tables[0].rows == 20_000
    assert parse(ragged * 5_000).text


def test_lines_that_are_rows_of_a_table_are_no_paragraph() -> None:
    rows = "砂丘大学 全学 2 2 2014.1.27 不明\n入江大学 － － 2003.8\n"
    prose = "この表は2014年に作られたものを、\n2018年に直したものである。\n"
    document = parse(rows + prose)
    assert [block.span.of(document.text) for block in document.blocks] == [
        "砂丘大学 全学 2 2 2014.1.27 不明",
        "入江大学 － － 2003.8",
        prose.strip(),
    ]
