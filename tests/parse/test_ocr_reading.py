"""Mending, vertical lines and Tesseract's table: what needs no network."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.model import Box
from extract.parse.builder import Piece
from extract.parse.layout import RECOGNISED, Fragment, Line, make_line
from extract.parse.ocr_lines import Glyph
from extract.parse.ocr_mending import mend_character, mend_lines
from extract.parse.ocr_tesseract import read_lines


def write(text: str) -> Line:
    words = tuple(Piece(letter, Box(0, i, 0, i + 1, 1)) for i, letter in enumerate(text))
    return make_line([Fragment(text, 0, 0, len(text), 1, 1, RECOGNISED, words=words)])


def mend(*texts: str) -> str:
    lines = mend_lines([write(text) for text in texts])
    for line in lines:
        assert "".join(word.text for part in line.fragments for word in part.words) == line.text
    return "|".join(line.text for line in lines)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("カリフォルニア大学バークレ一校", "カリフォルニア大学バークレー校"),
        ("終了。ー方、", "終了。一方、"),
        ("6力国20機関", "6カ国20機関"),
        ("プロジエクト", "プロジェクト"),
        ("ヴアーチャル", "ヴァーチャル"),
        ("国·地域", "国・地域"),
        ("使った口ック", "使ったロック"),
        ("人ロ減少", "人口減少"),
    ],
)
def test_look_alikes_are_told_apart_by_their_neighbours(read: str, meant: str) -> None:
    assert mend(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "データ一覧", "協力国の力", "数カ国の口コミ", "ジエチル", "工学部", "アジアへ行く",
        "25°C", "三つの力", "第二回", "エネルギー", "JST-CREST", "セブン-イレブン",
    ],
)  # fmt: skip
def test_what_is_spelt_right_stays(text: str) -> None:
    assert mend(text) == text


def test_a_word_is_mended_over_the_end_of_a_line() -> None:
    assert mend("レコ", "一ドは") == "レコ|ードは"


@given(st.text(alphabet="一ー力カ口ロべベ°·。国アa1", max_size=12))
def test_mending_keeps_the_number_of_characters(text: str) -> None:
    if text:
        assert len(mend(text)) == len(text)


def test_letters_of_a_file_are_not_mended() -> None:
    line = make_line([Fragment("終了。ー方、", 0, 0, 6, 1, 1, font=0)])
    assert mend_lines([line]) == [line]


def test_the_ends_of_a_block_are_no_neighbours() -> None:
    assert mend_character("", "一", "") == "一"


def test_tesseract_words_become_lines_without_blanks_inside_japanese() -> None:
    head = "level page_num block_num par_num line_num word_num left top width height conf text"
    rows = [
        "5 1 1 1 1 1 10 20 40 20 96 本学",
        "5 1 1 1 1 2 52 20 20 20 90 は",
        "5 1 1 1 2 1 10 60 30 20 91 two",
        "5 1 1 1 2 2 45 60 40 20 91 bodies",
        "4 1 1 1 2 0 10 60 30 20 -1 ",
    ]
    table = "\n".join(row.replace(" ", "\t", 11) for row in [head, *rows])
    lines = list(read_lines(table))
    assert [line.text for line in lines] == ["本学は", "two bodies"]
    assert lines[0].glyphs[1] == Glyph("学", 0.96, 30, 20, 50, 40)


def test_a_rough_page_is_not_made_rougher() -> None:
    from extract.parse.ocr_vertical import roughen_line

    rng = np.random.default_rng(1)
    rough = np.clip(rng.normal(200, 15, (40, 400, 1)).repeat(3, 2), 0, 255).astype(np.uint8)
    assert roughen_line(rough) is rough
    clean = np.full((40, 400, 3), 255, np.uint8)
    assert roughen_line(clean).std() > 5
