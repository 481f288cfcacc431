import numpy as np

from extract.parse.ocr_image import Image
from extract.parse.ocr_lines import Glyph, TextLine
from extract.parse.ocr_tables import count_header_rows, find_grids, share_out

COLUMNS = (100, 300, 600, 900)
ROWS = (100, 180, 260, 340)


def draw_table(skip: tuple[tuple[int, int, int, int], ...] = ()) -> Image:
    page = np.full((1400, 1000, 3), 255, np.uint8)
    for top in ROWS:
        page[top : top + 3, COLUMNS[0] : COLUMNS[-1] + 3] = 0
    for left in COLUMNS:
        page[ROWS[0] : ROWS[-1] + 3, left : left + 3] = 0
    for left, top, right, bottom in skip:
        page[top:bottom, left:right] = 255
    return page


def write(text: str, left: float, top: float) -> TextLine:
    return TextLine(
        tuple(
            Glyph(letter, 1.0, left + 20 * index, top, left + 20 * index + 20, top + 28)
            for index, letter in enumerate(text)
        )
    )


def test_rules_make_a_grid_of_cells() -> None:
    (grid,), clean = find_grids(draw_table())
    assert (grid.rows, grid.columns, len(grid.cells)) == (3, 3, 9)
    assert clean.min() > 200


def test_a_rule_that_is_missing_joins_two_rows() -> None:
    (grid,), _ = find_grids(draw_table(skip=((104, 178, 298, 186),)))
    first = grid.cells[0]
    assert (first.row, first.column, first.row_span, first.column_span) == (0, 0, 2, 1)


def test_a_rule_that_is_missing_joins_two_columns() -> None:
    (grid,), _ = find_grids(draw_table(skip=((298, 104, 306, 179),)))
    first = grid.cells[0]
    assert (first.row_span, first.column_span) == (1, 2)


def test_a_table_open_to_the_sides_keeps_its_outer_columns() -> None:
    page = draw_table(skip=((100, 104, 104, 179), (100, 184, 104, 259), (100, 264, 104, 339)))
    page[104:339, 899:905] = 255
    for row in ROWS[1:-1]:
        page[row : row + 3, 899:903] = 0
    (grid,), _ = find_grids(page)
    assert grid.columns == 3


def test_a_frame_and_an_underline_are_no_table() -> None:
    page = np.full((1400, 1000, 3), 255, np.uint8)
    page[100:103, 100:900] = page[1200:1203, 100:903] = 0
    page[100:1200, 100:103] = page[100:1200, 900:903] = 0
    page[400:402, 200:500] = 0
    grids, clean = find_grids(page)
    assert grids == ()
    assert clean is page


def test_text_goes_to_the_cell_it_stands_in_and_is_cut_at_a_rule() -> None:
    grids, _ = find_grids(draw_table())
    lines = [write("相手国機関名", 240, 120), write("国際", 120, 200), write("注", 100, 700)]
    held, free = share_out(lines, grids)
    texts = {key: [line.text for line in found] for key, found in held.items()}
    assert texts == {(0, 0): ["相手国"], (0, 1): ["機関名"], (0, 3): ["国際"]}
    assert [line.text for line in free] == ["注"]


def test_titles_are_full_and_have_no_year() -> None:
    assert count_header_rows([["国", "機関"], ["仏", "2015年"]]) == 1
    assert count_header_rows([["仏", "2015年"], ["米", "2016年"]]) == 0
    assert count_header_rows([["", "機関"], ["仏", "2015年"]]) == 0
