import numpy as np

from extract.parse.ocr_image import Image
from extract.parse.ocr_lines import Glyph, TextLine
from extract.parse.ocr_tables import find_drawing, share_out

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
    drawing = find_drawing(draw_table())
    (grid,) = drawing.grids
    assert (len(grid.ys), len(grid.xs), len(grid.places)) == (4, 4, 9)
    assert drawing.image.min() > 200


def test_a_rule_that_is_missing_joins_two_rows() -> None:
    (grid,) = find_drawing(draw_table(skip=((104, 178, 298, 186),))).grids
    assert grid.places[0] == (0, 0, 2, 1)


def test_a_rule_that_is_missing_joins_two_columns() -> None:
    (grid,) = find_drawing(draw_table(skip=((298, 104, 306, 179),))).grids
    assert grid.places[0] == (0, 0, 1, 2)


def test_a_table_open_to_the_sides_keeps_its_outer_columns() -> None:
    page = draw_table(skip=((100, 104, 104, 179), (100, 184, 104, 259), (100, 264, 104, 339)))
    page[104:339, 899:905] = 255
    for row in ROWS[1:-1]:
        page[row : row + 3, 899:903] = 0
    (grid,) = find_drawing(page).grids
    assert len(grid.xs) == 4


def test_a_frame_and_an_underline_are_no_table() -> None:
    page = np.full((1400, 1000, 3), 255, np.uint8)
    page[100:103, 100:900] = page[1200:1203, 100:903] = 0
    page[100:1200, 100:103] = page[100:1200, 900:903] = 0
    page[400:402, 200:500] = 0
    drawing = find_drawing(page)
    assert drawing.grids == ()
    assert drawing.image is page


def test_rules_of_no_grid_are_kept_and_stay_on_the_image() -> None:
    page = np.full((1400, 1000, 3), 255, np.uint8)
    page[300:303, 100:900] = 0
    page[500:600, 100:900] = 40  # a painted band: its edges are no rules
    drawing = find_drawing(page)
    assert [round(rule.place) for rule in drawing.rules] == [301]
    assert drawing.image is page


def test_a_table_whose_last_row_goes_on_overleaf_is_open() -> None:
    (grid,) = find_drawing(draw_table(skip=((100, 340, 904, 344),))).grids
    assert grid.is_open
    assert len(grid.ys) == 4


def test_a_kanji_of_level_and_upright_bars_is_no_table() -> None:
    page = np.full((1400, 1000, 3), 255, np.uint8)
    for y in (100, 120, 140):
        page[y : y + 3, 100:160] = 0
    for x in (100, 130, 157):
        page[100:143, x : x + 3] = 0
    assert find_drawing(page).grids == ()


def test_text_goes_to_the_cell_it_stands_in_and_is_cut_at_a_rule() -> None:
    grids = find_drawing(draw_table()).grids
    lines = [write("相手国機関名", 240, 120), write("国際", 120, 200), write("注", 100, 700)]
    held, free = share_out(lines, grids)
    texts = {key: [line.text for line in found] for key, found in held.items()}
    assert texts == {(0, 0): ["相手国"], (0, 1): ["機関名"], (0, 3): ["国際"]}
    assert [line.text for line in free] == ["注"]
