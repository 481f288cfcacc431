from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.parse.layout import Fragment, find_lines, split_fragments
from extract.parse.layout_blocks import FoundBlock, Typeface, find_blocks, join_blocks
from extract.parse.layout_furniture import Furniture, SheetLines, find_footnotes, find_furniture
from extract.parse.layout_regions import find_columns, find_run, make_prose
from extract.parse.layout_turn import TurnedPage, find_direction, find_readings, take_letters
from extract.parse.pdf_content import NO_BOXES, NO_GLYPHS, Glyphs, PageContent


def set_text(text: str, left: float = 0, top: float = 0, size: float = 10) -> Glyphs:
    """Letters side by side, each half as wide as high; a blank is a gap."""
    places = [index for index, character in enumerate(text) if character != " "]
    width = size / 2
    boxes = [(left + i * width, top, left + (i + 1) * width, top + size) for i in places]
    return Glyphs(
        text.replace(" ", ""),
        np.array(boxes, np.float32).reshape(-1, 4),
        np.full(len(places), size, np.float32),
        np.zeros(len(places), np.int16),
        np.zeros(len(places), np.int8),
        np.array([2 * (i > 0 and text[i - 1] == " ") for i in places], np.int8),
    )


def fragment(text: str, left: float, top: float, size: float = 10) -> Fragment:
    return Fragment(text, left, top, left + len(text) * size / 2, top + size, size, 0)


def test_blanks_of_the_file_stay_and_a_wide_gap_ends_a_fragment() -> None:
    found = split_fragments(set_text("to be  or   not"))
    assert [part.text for part in found] == ["to be", "or", "not"]


def test_words_that_run_to_the_left_are_turned() -> None:
    assert [part.text for part in split_fragments(set_text("a كلم b"))] == ["a ملك b"]


words = st.text("abc日本の、", min_size=1, max_size=4)


@given(st.lists(st.tuples(words, st.integers(0, 400), st.integers(0, 60)), max_size=20))
def test_every_fragment_is_in_one_line_and_lines_run_down(
    placed: list[tuple[str, int, int]],
) -> None:
    fragments = [fragment(text, left, top) for text, left, top in placed]
    lines = find_lines(fragments)
    inside = [part for line in lines for part in line.fragments]
    assert sorted(map(id, inside)) == sorted(map(id, fragments))
    assert all(a.top + a.bottom <= b.top + b.bottom for a, b in pairwise(lines))
    for line in lines:
        assert [part.left for part in line.fragments] == sorted(p.left for p in line.fragments)
        assert line.left == min(part.left for part in line.fragments)


@given(
    st.sampled_from([0, 1, 2, 3]),
    st.tuples(st.integers(0, 90), st.integers(0, 40), st.integers(1, 9), st.integers(1, 9)),
)
def test_boxes_go_round_and_stay_on_the_page(turn: int, place: tuple[int, int, int, int]) -> None:
    left, top, width, height = place
    across, down = (50, 100) if turn % 2 else (100, 50)
    content = PageContent(100, 50, NO_GLYPHS, (), *NO_BOXES)
    box = TurnedPage(content, turn).place_back((left, top, left + width, top + height))  # type: ignore[arg-type]
    assert box[0] >= 0 and box[1] >= 0 and box[2] <= across and box[3] <= down
    assert {round(box[2] - box[0]), round(box[3] - box[1])} == {width, height}


def test_letters_under_each_other_run_down() -> None:
    across = set_text("abcdef")
    left, top, right, bottom = across.boxes.T
    down = Glyphs(
        across.text,
        np.stack([top, left, bottom, right], axis=1),
        across.sizes,
        across.fonts,
        across.turns,
        across.after_blank,
    )
    assert (find_direction(across), find_direction(down)) == (0, 1)


@given(st.text("ab 日", max_size=12), st.data())
def test_letters_that_are_taken_keep_their_places(text: str, data: st.DataObject) -> None:
    glyphs = set_text(text)
    keep = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(glyphs), max_size=len(glyphs))), bool
    )
    taken = take_letters(glyphs, keep)
    assert taken.text == "".join(c for c, kept in zip(glyphs.text, keep, strict=True) if kept)
    assert np.array_equal(taken.boxes, glyphs.boxes[keep])
    assert len(taken) == len(taken.sizes) == len(taken.after_blank)


def test_small_kana_over_kanji_are_readings_and_beside_them_are_not() -> None:
    base, over, beside = (
        set_text("協定", 0, 10),
        set_text("きょ", 0, 5, 5),
        set_text("こと", 30, 10, 5),
    )
    joined = Glyphs(
        base.text + over.text + beside.text,
        np.concatenate([base.boxes, over.boxes, beside.boxes]),
        np.concatenate([base.sizes, over.sizes, beside.sizes]),
        *(np.zeros(6, np.int8) for _ in range(3)),  # type: ignore[arg-type]
    )
    readings, under = find_readings(joined)
    assert readings.tolist() == [False, False, True, True, False, False]
    assert under.tolist() == [True, True, False, False, False, False]


def test_a_run_keeps_the_stripes_that_all_its_lines_leave_free() -> None:
    rows = [("aaaa", 0), ("bb", 100), ("aaaaaaa", 0), ("bbbb", 95), ("aa", 0), ("bbb", 100)]
    lines = find_lines([fragment(t, x, 20 * (n // 2)) for n, (t, x) in enumerate(rows)])
    run = find_run(lines, 0)
    assert run is not None and run.gutters == ((35, 95),)


def test_a_line_across_ends_a_run() -> None:
    parts = [fragment("aaaa", 0, 20 * n) for n in range(4)]
    parts += [fragment("bbbb", 100, 20 * n) for n in range(4)]
    parts.append(fragment("c" * 30, 0, 80))
    run = find_run(find_lines(parts), 0)
    assert run is not None and len(run.lines) == 4


@pytest.mark.parametrize(("length", "are_prose"), [(30, True), (8, False)])
def test_columns_are_prose_if_their_lines_hold_enough(length: int, are_prose: bool) -> None:
    parts = [fragment("a" * length, 0, 14 * n) for n in range(6)]
    parts += [fragment("b" * length, 200, 14 * n) for n in range(6)]
    run = find_run(find_lines(parts), 0)
    assert run is not None
    assert (find_columns(run, 0, 350) is not None) == are_prose


FACE = Typeface(10, frozenset({0}), frozenset())


def test_an_indent_begins_a_paragraph_and_a_cut_one_goes_on() -> None:
    texts = [("a" * 40, 0), ("b" * 40, 0), ("c" * 37, 15), ("d" * 40, 0)]
    lines = find_lines([fragment(t, left, 14 * n) for n, (t, left) in enumerate(texts)])
    first, second = find_blocks(make_prose(lines), FACE)
    assert [len(first.lines), len(second.lines)] == [2, 2]
    rest = FoundBlock("paragraph", tuple(find_lines([fragment("e" * 40, 0, 0)])))
    joined = join_blocks(second, rest)
    assert joined is not None and len(joined.lines) == 3


def sheet(*lines: tuple[str, float]) -> SheetLines:
    found = find_lines([fragment(text, 50, top) for text, top in lines])
    return SheetLines(800, tuple(found), ())


def test_what_stands_in_the_margin_of_pages_near_by_is_furniture() -> None:
    pages = [sheet(("Report", 20), ("text " * (n + 1), 100), (f"- {n} -", 780)) for n in range(3)]
    assert find_furniture(pages) == [Furniture(1, 1)] * 3


def test_titles_of_columns_close_to_their_table_are_no_running_head() -> None:
    pages = [sheet(("Country", 20), ("text " * (n + 1), 33)) for n in range(3)]
    assert find_furniture(pages) == [Furniture(0, 0)] * 3


def test_footnotes_are_small_begin_with_a_mark_and_end_the_column() -> None:
    text = [fragment("text of the page", 0, 0), fragment("small but first", 0, 20, 8)]
    notes = [fragment("1. a note", 0, 40, 8), fragment("that goes on", 0, 50, 8)]
    notes.append(fragment("2. another", 0, 60, 8))
    found = find_footnotes(find_lines(text + notes), 10)
    assert [[line.text for line in note] for note in found] == [
        ["1. a note", "that goes on"],
        ["2. another"],
    ]
