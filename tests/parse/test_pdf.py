import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from extract.errors import BrokenFileError, EmptyFileError, EncryptedFileError
from extract.model import Box, Document, Span
from extract.parse import pdf
from extract.parse.builder import Origin, Piece
from extract.parse.layout import RECOGNISED, Fragment, make_line
from extract.parse.layout_turn import TurnedPage
from extract.parse.pdf import parse_pdf, render_page
from extract.parse.pdf_content import NO_BOXES, NO_GLYPHS, PageContent
from extract.parse.sheet import Sheet
from tests.parse.pdf_files import Ink, fill, make_pdf, rule, write, write_lines


def read(pages: Sequence[Ink], extra: str = "") -> Document:
    return parse_pdf(Origin(make_pdf(pages, extra=extra), "a.pdf", "application/pdf"))


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.span.of(document.text)) for block in document.blocks]


def grid(document: Document, table: int = 0) -> list[list[str]]:
    found = document.tables[table]
    rows = [[""] * found.columns for _ in range(found.rows)]
    for cell in found.cells:
        rows[cell.row][cell.column] = cell.span.of(document.text)
    return rows


PROSE = [
    "The two institutions have agreed to work together on the physics of",
    "plasmas and to exchange students and staff for as long as both of them",
    "wish it, and to report on what came of it at the end of every year.",
]


def test_the_lines_of_a_paragraph_are_joined_and_blocks_are_not() -> None:
    page = write_lines(PROSE, 60, 100) + write("A second paragraph.", 60, 160)
    found = read([page])
    assert blocks(found) == [("paragraph", " ".join(PROSE)), ("paragraph", "A second paragraph.")]


def test_boxes_stand_where_the_words_stand() -> None:
    found = read([write("Kyoto", 60, 100)])
    (box,) = found.boxes(found.blocks[0].span)
    assert box.page == 0 and box.left == pytest.approx(60, abs=1)
    assert 98 < box.top < 103 and 108 < box.bottom < 114


def test_the_box_of_part_of_a_line_is_part_of_its_box() -> None:
    found = read([write("from Kyoto to Nara", 60, 100)])
    (whole,) = found.boxes(found.blocks[0].span)
    (part,) = found.boxes(Span(5, 10))
    assert whole.left < 80 < part.left < 87 < part.right < 116 < whole.right


def test_a_turned_page_reads_like_any_other_and_boxes_are_on_the_page_as_seen() -> None:
    page = write_lines(PROSE, 60, 100)
    found = read([page], "/Rotate 90")
    assert found.text == " ".join(PROSE)
    assert (found.pages[0].width, found.pages[0].height) == pytest.approx((842, 595))
    assert all(box.right <= 842 and box.bottom <= 595 for box in found.boxes(found.blocks[0].span))


def test_lines_that_run_down_are_read_from_the_right() -> None:
    columns = ("理化学研究所は協定を締結した。", "京都大学も同じ年に加わった。")
    page = Ink()
    for number, column in enumerate(columns):
        for place, character in enumerate(column):
            page += write(character, 500 - 20 * number, 60 + 10 * place)
    assert read([page]).text.replace("\n", "") == "".join(columns)


def test_readings_over_kanji_are_no_part_of_the_text() -> None:
    page = write("理化学研究所は協定を締結した。", 60, 100)
    page += write("りかがく", 60, 94, 5) + write("きょうてい", 128, 94, 5)
    assert read([page]).text == "理化学研究所は協定を締結した。"


def test_radicals_become_the_ideographs_they_stand_for() -> None:
    assert read([write("⻑野の⼈⺠", 60, 100)]).text == "長野の人民"


def test_columns_are_read_one_after_the_other_whatever_the_order_of_the_file() -> None:
    left = [f"left column line {number} with some text" for number in "abcdefgh"]
    right = [f"right column line {number} and more text" for number in "abcdefgh"]
    page = Ink()
    for number in range(8):
        page += write(left[number], 60, 100 + 14 * number)
        page += write(right[number], 320, 100 + 14 * number)
    assert read([page]).text == " ".join(left) + " " + " ".join(right)


def test_columns_out_of_step_are_columns_too() -> None:
    left = [f"left column line {number} with some text" for number in "abcdefgh"]
    right = [f"right column line {number} and more text" for number in "abcdefgh"]
    page = write_lines(left, 60, 100) + write_lines(right, 320, 107)
    assert read([page]).text == " ".join(left) + " " + " ".join(right)


PARTNERS = (
    ("Country", "Partner", "Signed"),
    ("France", "Lyon", "2015"),
    ("Chile", "Arica", "2018"),
)


def write_table(left: Sequence[int], top: int, rows: Sequence[Sequence[str]] = PARTNERS) -> Ink:
    page = Ink()
    for number, row in enumerate(rows):
        for place, text in zip(left, row, strict=True):
            page += write(text, place, top + 18 * number) if text else Ink()
    return page


def test_a_line_of_prose_with_wide_blanks_above_a_table_is_none_of_its_rows() -> None:
    rows = [("Land", "Partner", "Subject", "From", "Until")]
    rows += [("Peru", "Cusco", "exchange of staff", f"{n}", f"{n + 5}") for n in range(2000, 2016)]
    page = write("between these", 60, 100) + write("one", 140, 100)
    page += write("and two.", 165, 100)
    found = read([page + write_table((60, 115, 265, 440, 490), 130, rows)])
    assert grid(found) == [list(row) for row in rows]
    assert blocks(found)[0] == ("paragraph", "between these one and two.")


def test_a_title_that_does_not_stand_over_its_column_is_its_title_still() -> None:
    rows = [("", "Number", "Share"), *((f"Land {n}", str(10 * n), f"{n}%") for n in range(1, 8))]
    page = write("Name", 150, 100) + write_table((60, 240, 320), 100, rows)
    assert grid(read([page]))[:2] == [["Name", "Number", "Share"], ["Land 1", "10", "1%"]]


def test_running_heads_feet_and_footnotes_come_after_the_text_of_their_page() -> None:
    pages = []
    for number, word in enumerate(("first", "second", "third"), 1):
        page = write("Annual Report", 60, 30, 8) + write(str(number), 300, 810, 8)
        page += write_lines([f"Here stands the {word}", "of the texts."], 60, 100)
        pages.append(page + write(f"1. A {word} note", 60, 760, 7))
    found = read(pages)
    assert blocks(found)[:4] == [
        ("paragraph", "Here stands the first of the texts."),
        ("header", "Annual Report"),
        ("footnote", "1. A first note"),
        ("footer", "1"),
    ]


def test_a_paragraph_runs_on_over_the_page() -> None:
    more = ["which the second page tells."]
    first = write("Head", 60, 30, 8) + write_lines([*PROSE[:2], PROSE[0]], 60, 100)
    found = read([first, write("Head", 60, 30, 8) + write_lines(more, 60, 100)])
    assert found.blocks[0].span.of(found.text).endswith("of which the second page tells.")
    assert found.page_of(found.blocks[0].span) == 0


@pytest.mark.parametrize(
    ("upper", "lower", "joined"),
    [
        ("a clear and well known collabora-", "tion was the aim.", "known collaboration was"),
        ("one of the world-", "leading groups of the world, leading.", "the world-leading groups"),
        ("as seen at http://a.org/long-", "name of the page", "a.org/long-name of"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_goes_if_it_only_broke_a_word(
    upper: str, lower: str, joined: str
) -> None:
    assert joined in read([write_lines([upper, lower], 60, 100)]).text


def test_small_raised_digits_are_superscripts() -> None:
    page = write("in 2020", 60, 100) + write("33", 60 + 33, 99, 5)
    assert read([page]).text == "in 2020³³"


def test_headings_lists_and_captions_are_told_apart() -> None:
    page = write("Partners", 60, 60, 16) + write_lines(PROSE, 60, 100)
    page += write("Past partners", 60, 160, bold=True) + write_lines(PROSE, 60, 180)
    page += write_lines(["- one", "- two"], 60, 240) + write("Table 1: All of them", 60, 290)
    kinds = [kind for kind, _ in blocks(read([page]))]
    assert kinds == [
        "heading",
        "paragraph",
        "heading",
        "paragraph",
        "list_item",
        "list_item",
        "caption",
    ]


ROWS = [
    ["Country", "Partner", "Since"],
    ["Japan", "RIKEN", "2001"],
    ["France", "CNRS", "2014"],
    ["Germany", "DESY", "1998"],
    ["Italy", "INFN", "2009"],
]
STOPS = (60, 180, 300)


def table(rows: Sequence[Sequence[str]], top: float = 200, lead: float = 18) -> Ink:
    ink = Ink()
    for number, row in enumerate(rows):
        for text, left in zip(row, STOPS, strict=True):
            if text:
                ink += write(text, left + 3, top + 4 + number * lead)
    return ink


def frame(rows: int, top: float = 200, lead: float = 18) -> Ink:
    ink = Ink()
    for number in range(rows + 1):
        ink += rule(60, top + number * lead, 400, top + number * lead)
    for left in (*STOPS, 400):
        ink += rule(left, top, left, top + rows * lead)
    return ink


def test_a_ruled_table_is_found_with_its_titles() -> None:
    found = read([write_lines(PROSE, 60, 100) + frame(5) + table(ROWS)])
    assert grid(found) == ROWS
    assert found.tables[0].header_rows == 1


def test_a_table_without_rules_is_found() -> None:
    found = read([write_lines(PROSE, 60, 100) + table(ROWS)])
    assert grid(found) == ROWS


def test_a_cell_over_two_rows_spans_them() -> None:
    rows = [["Country", "Partner", "Since"], ["Japan", "RIKEN", "2001"], ["", "AIST", "2014"]]
    page = table(rows) + rule(60, 200, 400, 200) + rule(60, 218, 400, 218)
    page += rule(180, 236, 400, 236) + rule(60, 254, 400, 254)
    for left in (*STOPS, 400):
        page += rule(left, 200, left, 254)
    found = read([page])
    spans = {cell.span.of(found.text): cell.row_span for cell in found.tables[0].cells}
    assert spans["Japan"] == 2 and spans["RIKEN"] == 1


def test_painted_bands_part_rows_with_wrapped_cells() -> None:
    rows = [ROWS[0], ["Japan", "Institute of", "2001"], *ROWS[2:]]
    page = fill(60, 230, 400, 260) + fill(60, 290, 400, 320) + table(rows, 200, 30)
    found = read([page + write("Physics", 183, 246)])
    assert grid(found)[:2] == [ROWS[0], ["Japan", "Institute of Physics", "2001"]]


def test_a_table_that_runs_on_overleaf_is_one_and_repeats_no_titles() -> None:
    more = [ROWS[0], ["Spain", "CSIC", "2020"], ["Norway", "UiO", "2021"]]
    pages = [frame(5, 600) + table(ROWS, 600), frame(3, 60) + table(more, 60)]
    found = read(pages)
    assert len(found.tables) == 1
    assert grid(found) == [*ROWS, *more[1:]]
    assert [block.page for block in found.blocks][-1] == 1


def test_short_rests_of_a_table_are_found_by_its_titles() -> None:
    pages = [table(ROWS, 600), table([ROWS[0], ["Spain", "CSIC", "2020"]], 60)]
    assert grid(read(pages)) == [*ROWS, ["Spain", "CSIC", "2020"]]


@pytest.mark.parametrize(
    "ink",
    [
        write_lines(PROSE * 3, 60, 100),
        write_lines([f"{n}. an entry of a list of things" for n in range(1, 9)], 60, 100),
        write_lines([f"Chapter {n}" for n in range(1, 9)], 60, 100)
        + write_lines([str(4 * n) for n in range(1, 9)], 500, 100),
    ],
    ids=["prose", "list", "contents"],
)
def test_no_table_is_made_of_other_things(ink: Ink) -> None:
    assert read([ink]).tables == ()


def test_text_in_frames_is_no_table() -> None:
    found = read([frame(1) + write("one", 70, 204) + write("other", 190, 204)])
    assert found.tables == ()
    assert blocks(found) == [("paragraph", "one"), ("paragraph", "other")]


def test_files_that_cannot_be_read_say_so() -> None:
    with pytest.raises(EmptyFileError, match=r"a\.pdf has no bytes"):
        parse_pdf(Origin(b"", "a.pdf", "application/pdf"))
    with pytest.raises(BrokenFileError, match=r"a\.pdf is damaged"):
        parse_pdf(Origin(b"%PDF-1.7 and no more", "a.pdf", "application/pdf"))


def test_a_file_cut_off_before_its_pages_is_damaged_not_empty() -> None:
    whole = make_pdf([write("text", 60, 100)])
    cut = whole[: whole.index(b"3 0 obj")]
    with pytest.raises(BrokenFileError, match=r"a\.pdf is damaged: none of its pages"):
        parse_pdf(Origin(cut, "a.pdf", "application/pdf"))


def test_an_encrypted_file_says_what_helps() -> None:
    data = b"%PDF-1.7\ntrailer << /Encrypt << /Filter /Standard /V 9 >> >>"
    with pytest.raises(EncryptedFileError, match="qpdf --decrypt"):
        parse_pdf(Origin(data, "a.pdf", "application/pdf"))


def test_a_file_that_lost_its_trailer_is_read_by_its_catalogue() -> None:
    data = make_pdf([write("text", 60, 100)])
    lost = data[: data.index(b"trailer")] + b"<<\nendobj"
    assert parse_pdf(Origin(lost, "a.pdf", "application/pdf")).text == "text"


def test_what_pdfium_refuses_is_read_by_pdfplumber(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_open", lambda origin: None)
    found = read([write_lines(PROSE, 60, 100) + frame(5) + table(ROWS)])
    assert blocks(found)[0] == ("paragraph", " ".join(PROSE))
    assert grid(found) == ROWS


def test_a_blank_page_says_that_it_is_blank() -> None:
    found = read([write("text", 60, 100), Ink()])
    assert [page.remark for page in found.pages] == [None, "blank"]


def test_a_page_of_outlines_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, ...]] = []

    def recognise(image: np.ndarray, dots_per_inch: float, page: int) -> Sheet:
        seen.append(image.shape)
        words = (Piece("seen", Box(page, 60, 100, 90, 112)),)
        line = make_line([Fragment("seen", 60, 100, 90, 112, 12, RECOGNISED, 0, page, words)])
        return Sheet(TurnedPage(PageContent(595, 842, NO_GLYPHS, (), *NO_BOXES), 0), (line,))

    monkeypatch.setattr(pdf, "recognise_page", recognise)
    ink = Ink()
    for number in range(40):
        ink += rule(60 + number, 100, 90 + number, 180)
    found = read([ink, write("text", 60, 100)])
    assert found.text == "seen\n\ntext"
    assert seen == [(2339, 1653, 3)]


def test_a_page_is_rendered_in_colour_at_the_size_asked_for() -> None:
    image = render_page(make_pdf([fill(0, 0, 300, 842)]), 0, 72)
    assert image.shape == (842, 595, 3)
    assert image[400, 100].max() < 240 < image[400, 500].min()


@pytest.mark.parametrize("name", ["ja_ruby", "ja_tbl_break", "en_report_fn", "ja_vertical"])
def test_shared_files_read_as_their_gold(shared: Path, name: str) -> None:
    from benchmarks.reading.measures import count_errors, find_rows
    from benchmarks.reading.pdfs import our_tables, our_text

    path = shared / "pdf" / f"{name}.pdf"
    gold = json.loads(path.with_suffix(".gold.json").read_text("utf-8"))
    assert count_errors(gold["text"], our_text(path)) <= 0.0025
    assert find_rows(our_tables(path)) == find_rows(gold["tables"])
