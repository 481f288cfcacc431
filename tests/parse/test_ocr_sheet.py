"""Lines as an engine saw them -> a document, without an engine: how page images are laid out."""

from dataclasses import replace

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from extract.model import Box, Document
from extract.parse.builder import Origin, build_document
from extract.parse.flow import make_drafts
from extract.parse.layout import is_wide
from extract.parse.ocr_fragments import PageScale, part_line
from extract.parse.ocr_image import Image
from extract.parse.ocr_lines import Glyph, TextLine
from extract.parse.ocr_sheet import make_recognised_sheet
from extract.parse.ocr_tables import Drawing, Rule

SIZE = 20
WIDTH, HEIGHT = 1000, 1400


def write(text: str, left: float, top: float, size: float = SIZE) -> TextLine:
    glyphs = []
    for letter in text:
        right = left + size * (1 if is_wide(letter) else 0.5)
        glyphs.append(Glyph(letter, 0.9, left, top, right, top + 1.4 * size))
        left = right
    return TextLine(tuple(glyphs))


def write_down(text: str, right: float, top: float) -> TextLine:
    glyphs = (
        Glyph(letter, 0.9, right - 1.4 * SIZE, top + SIZE * i, right, top + SIZE * (i + 1))
        for i, letter in enumerate(text)
    )
    return TextLine(tuple(glyphs), is_vertical=True)


def ink(lines: list[TextLine], thickness: int = 2) -> Image:
    """Return a page with a cross of ink in each letter."""
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for line in lines:
        for glyph in line.glyphs:
            left, right = int(glyph.left) + 2, int(glyph.right) - 2
            top, bottom = int(glyph.top) + 4, int(glyph.bottom) - 4
            if not glyph.text.isspace():
                cv2.line(page, (left, top), (right, bottom), 0, thickness)
                cv2.line(page, (left, bottom), (right, top), 0, thickness)
    return page


def lay_out(*pages: list[TextLine], rules: tuple[Rule, ...] = ()) -> Document:
    sheets = []
    for number, lines in enumerate(pages):
        scale = PageScale(0.5, WIDTH, 0, lambda *box, page=number: Box(page, *box))
        grey = ink(lines)
        drawing = Drawing((), rules, np.repeat(grey[..., None], 3, axis=2))
        sheets.append(make_recognised_sheet(lines, drawing, grey, number, scale))
    return build_document(Origin(b"", "page", "image/png"), make_drafts(sheets, {}))


def texts(document: Document, kind: str | None = None) -> list[str]:
    found = (block for block in document.blocks if kind is None or block.kind == kind)
    return [block.span.of(document.text) for block in found]


def rows(document: Document) -> list[list[str]]:
    (table,) = document.tables
    grid = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        grid[cell.row][cell.column] = cell.span.of(document.text)
    return grid


LEFT, RIGHT = "一二三四五六七八九十百千", "壱弐参四五六七八九拾百千"


def test_columns_are_read_one_after_the_other() -> None:
    left = [write(LEFT, 100, 100 + 40 * n) for n in range(5)]
    right = [write(RIGHT, 440, 100 + 40 * n) for n in range(5)]
    mixed = [line for pair in zip(left, right, strict=True) for line in pair]
    assert lay_out(mixed).text.replace("\n", "") == 5 * LEFT + 5 * RIGHT


def test_a_heading_across_columns_comes_before_both() -> None:
    heading = write("二段にまたがる見出しは最初に読まれること", 100, 60)
    left = [write(LEFT, 100, 140 + 40 * n) for n in range(5)]
    right = [write(RIGHT, 440, 140 + 40 * n) for n in range(5)]
    found = lay_out([*right, *left, heading]).text
    assert found.startswith("二段に")
    assert found.index(LEFT) < found.index(RIGHT)


def test_vertical_lines_follow_each_other_to_the_left_and_tiers_downwards() -> None:
    upper = [write_down(LEFT, 900 - 40 * n, 100) for n in range(5)]
    lower = [write_down(RIGHT, 900 - 40 * n, 460) for n in range(5)]
    found = lay_out([*lower[::-1], *upper[::-1]]).text
    assert found.replace("\n", "") == 5 * LEFT + 5 * RIGHT


def test_a_level_title_of_a_vertical_page_comes_first_and_its_page_number_last() -> None:
    lines = [write_down(LEFT, 900 - 40 * n, 200) for n in range(5)]
    found = lay_out([write("12", 500, 1300), *lines, write("国際協力", 400, 100)]).text
    assert found == "国際協力\n\n" + 5 * LEFT + "\n\n12"


def test_cells_without_rules_make_a_table() -> None:
    cells = [("国名", "機関", "締結"), ("仏国", "里昂大学", "2015"), ("米国", "州立大学", "2021")]
    lines = [
        write(text, left, 100 + 60 * n)
        for n, row in enumerate(cells)
        for text, left in zip(row, (100, 300, 600), strict=True)
    ]
    assert rows(lay_out(lines)) == [list(row) for row in cells]


def test_what_an_engine_took_for_one_line_is_parted_at_wide_gaps() -> None:
    first, second = write("国名", 100, 100), write("機関", 100 + 3 * SIZE, 100)
    line = TextLine((*first.glyphs, *second.glyphs))
    parts = part_line(line, ink([line]))
    assert [(part.text, part.left, part.right) for part in parts] == [
        ("国名", 101, 139), ("機関", 161, 200),
    ]  # fmt: skip


def test_a_line_is_not_parted_after_a_full_stop() -> None:
    first, second = write("国。", 100, 100), write("名", 100 + 2.9 * SIZE, 100)
    line = TextLine((*first.glyphs, *second.glyphs))
    assert [part.text for part in part_line(line, ink([line]))] == ["国。名"]


def test_light_letters_on_a_dark_band_have_ink_too() -> None:
    first, second = write("国名", 100, 100), write("機関", 100 + 3 * SIZE, 100)
    line = TextLine((*first.glyphs, *second.glyphs))
    assert len(part_line(line, 255 - ink([line]) // 2)) == 2


def test_bold_letters_that_cover_most_of_their_line_have_gaps_too() -> None:
    first, second = write("国名国名", 100, 100), write("機関機関", 100 + 5.5 * SIZE, 100)
    line = TextLine((*first.glyphs, *second.glyphs))
    assert len(part_line(line, ink([line], thickness=6))) == 2


def test_rules_part_rows_that_spaces_do_not() -> None:
    cells = [("国名", "機関名称"), ("仏国", "里昂大学"), ("", "研究機構"), ("米国", "州立大学")]
    lines = [
        write(text, left, 100 + 32 * n)
        for n, row in enumerate(cells)
        for text, left in zip(row, (100, 300), strict=True)
        if text
    ]
    drawn = [Rule(y, 90, 500) for y in (98, 130, 194, 228)]
    assert rows(lay_out(lines, rules=tuple(drawn)))[1] == ["仏国", "里昂大学研究機構"]


def test_a_table_goes_on_over_pages_of_a_scan_without_its_titles() -> None:
    titles = ("国名", "機関", "締結")
    pages = []
    for names in ("仏英独", "米加豪"):
        cells = [titles, *((f"{name}国", f"{name}大学", "2015") for name in names)]
        pages.append(
            [
                write(text, left, 100 + 60 * n)
                for n, row in enumerate(cells)
                for text, left in zip(row, (100, 300, 600), strict=True)
            ]
        )
    assert [row[0] for row in rows(lay_out(*pages))] == [
        "国名", "仏国", "英国", "独国", "米国", "加国", "豪国",
    ]  # fmt: skip


def test_running_heads_of_scans_are_told_by_their_repetition() -> None:
    pages = [
        [
            write("国際協力年報", 100, 40),
            *(write(LEFT + last, 100, 200 + 40 * n) for n in range(4)),
        ]
        for last in "甲乙"
    ]
    assert texts(lay_out(*pages), "header") == ["国際協力年報", "国際協力年報"]


def test_a_wide_gap_and_a_short_last_line_end_a_paragraph() -> None:
    lines = [
        write(LEFT, 100, 100), write("一二。", 100, 140),
        write(LEFT, 100, 180), write(LEFT[1:] + "。", 100, 220),
        write(LEFT, 100, 320),
    ]  # fmt: skip
    assert [len(text) for text in texts(lay_out(lines))] == [15, 24, 12]


def test_blocks_are_told_apart_by_size_and_by_how_they_begin() -> None:
    lines = [
        write("国際協力の現状", 100, 100, size=32),
        write("本学の協定は次のとおりである。", 100, 180),
        write("・第一の協定", 100, 220),
        write("表1 協定の一覧", 100, 300),
    ]
    assert [block.kind for block in lay_out(lines).blocks] == [
        "heading", "paragraph", "list_item", "caption",
    ]  # fmt: skip


def join(*lines: str) -> str:
    return lay_out([write(text, 100, 100 + 32 * n) for n, text in enumerate(lines)]).text


def test_lines_are_joined_as_their_language_is_written() -> None:
    assert join("協定を結びまし", "た") == "協定を結びました"
    assert join("the two larger", "countries") == "the two larger countries"
    assert join("more co-opera-", "tion") == "more co-operation"
    assert join("the UK of post-", "Covid") == "the UK of post-Covid"


def test_words_have_their_places_and_the_engine_s_score() -> None:
    found = lay_out([replace(write("UK と日本", 100, 100))])
    places = [(word.span.of(found.text), word.box.left, word.score) for word in found.words]
    assert places == [("UK", 101, 0.9), ("と", 130, 0.9), ("日本", 150, 0.9)]


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 900)), min_size=1, max_size=30))
def test_no_letter_is_lost_wherever_lines_stand(places: list[tuple[int, int]]) -> None:
    lines = [write("一二三四", left, top) for left, top in places]
    found = "".join(lay_out(lines).text.split())
    assert sorted(found) == sorted("一二三四" * len(lines))
