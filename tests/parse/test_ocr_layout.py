from hypothesis import given
from hypothesis import strategies as st

from extract.model import Box
from extract.parse.ocr_layout import Item, place_line, split_columns
from extract.parse.ocr_lines import Glyph, TextLine
from extract.parse.ocr_paragraphs import split_paragraphs
from extract.parse.ocr_pieces import make_pieces

SIZE = 20


def write(text: str, left: float, top: float, size: float = SIZE) -> TextLine:
    return TextLine(
        tuple(
            Glyph(letter, 0.9, left + size * i, top, left + size * (i + 1), top + 1.4 * size)
            for i, letter in enumerate(text)
        )
    )


def write_down(text: str, right: float, top: float) -> TextLine:
    glyphs = (
        Glyph(letter, 0.9, right - 1.4 * SIZE, top + SIZE * i, right, top + SIZE * (i + 1))
        for i, letter in enumerate(text)
    )
    return TextLine(tuple(glyphs), is_vertical=True)


def place(lines: list[TextLine]) -> list[Item]:
    return [place_line(index, line) for index, line in enumerate(lines)]


def texts(lines: list[TextLine]) -> list[list[str]]:
    return [[item.text for item in column] for column in split_columns(place(lines))]


def paragraphs(lines: list[TextLine]) -> list[tuple[str, str]]:
    found = split_paragraphs(place(lines), SIZE)
    return [(kind, "".join(item.text for item in block)) for kind, block in found]


def join(*lines: TextLine) -> str:
    pieces = make_pieces(lines, lambda *bounds: Box(0, *bounds))
    return "".join(piece.text for piece in pieces)


def test_columns_are_read_one_after_the_other() -> None:
    left = [write("一二三四五六七八九十", 0, 40 * n) for n in range(5)]
    right = [write("壱弐参四五六七八九拾", 240, 40 * n) for n in range(5)]
    mixed = [line for pair in zip(left, right, strict=True) for line in pair]
    assert texts(mixed) == [[line.text for line in left], [line.text for line in right]]


def test_a_heading_across_columns_comes_before_both() -> None:
    heading = write("二段にまたがる見出しは最初に読まれること", 0, 0)
    left = [write("一二三四五六七八九十", 0, 60 + 40 * n) for n in range(5)]
    right = [write("壱弐参四五六七八九拾", 240, 60 + 40 * n) for n in range(5)]
    assert [column[0] for column in texts([*right, *left, heading])] == [
        heading.text, left[0].text, right[0].text,
    ]  # fmt: skip


def test_short_cells_side_by_side_are_no_columns() -> None:
    lines = [write(text, left, 40 * n) for n in range(5) for text, left in (("国", 0), ("名", 300))]
    assert len(texts(lines)) == 1


def test_vertical_lines_follow_each_other_to_the_left_and_tiers_downwards() -> None:
    upper = [write_down("一二三四五六七八九十", 900 - 50 * n, 0) for n in range(5)]
    lower = [write_down("壱弐参四五六七八九拾", 900 - 50 * n, 260) for n in range(5)]
    columns = split_columns(place([*lower[::-1], *upper[::-1]]))
    assert [item.index for column in columns for item in column] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]


def test_a_wide_gap_an_indent_and_a_short_last_line_end_a_paragraph() -> None:
    full = "一二三四五六七八九十"
    lines = [
        write(full, 0, 0), write("一二。", 0, 40),
        write(full, 0, 80), write(full, 0, 120),
        write(full[:9], 20, 160), write(full, 0, 200),
        write(full, 0, 300),
    ]  # fmt: skip
    assert [len(text) for _, text in paragraphs(lines)] == [13, 20, 19, 10]


def test_blocks_are_told_apart_by_size_and_by_how_they_begin() -> None:
    lines = [
        write("国際協力の現状", 0, 0, size=32),
        write("本学の協定は次のとおりである。", 0, 80),
        write("・第一の協定", 0, 120),
        write("表1 協定の一覧", 0, 200),
    ]
    assert [kind for kind, _ in paragraphs(lines)] == [
        "heading", "paragraph", "list_item", "caption",
    ]  # fmt: skip


def test_lines_are_joined_as_their_language_is_written() -> None:
    assert join(write("協定を結", 0, 0), write("んだ。", 0, 40)) == "協定を結んだ。"
    assert join(write("the two", 0, 0), write("countries", 0, 40)) == "the two countries"
    assert join(write("co-opera-", 0, 0), write("tion", 0, 40)) == "co-operation"
    assert join(write("post-", 0, 0), write("Covid", 0, 40)) == "post-Covid"
    assert join(write("UK と", 0, 0), write("Japan", 0, 40)) == "UK とJapan"


def test_what_stands_side_by_side_on_a_line_keeps_a_blank() -> None:
    assert join(write("米国", 0, 0), write("大学", 200, 0)) == "米国 大学"


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 900)), min_size=1, max_size=30))
def test_every_line_is_in_one_column_once(places: list[tuple[int, int]]) -> None:
    lines = [write("一二三四", left, top) for left, top in places]
    columns = split_columns(place(lines))
    found = sorted(item.index for column in columns for item in column)
    assert found == list(range(len(lines)))
    blocks = [
        item.index for column in columns for _, block in split_paragraphs(column, SIZE)
        for item in block
    ]  # fmt: skip
    assert sorted(blocks) == found
