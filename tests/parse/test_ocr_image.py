import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.parse.ocr_image import Image, find_ink, make_grey, measure_slant, straighten_page


def draw_lines(upright: bool = False) -> Image:
    page = np.full((700, 500, 3), 255, np.uint8)
    rng = np.random.default_rng(3)
    for top in range(60, 640, 30):
        for left in range(60, 440, 14):
            page[top : top + 12, left : left + int(rng.integers(4, 12))] = 0
    return np.ascontiguousarray(page.transpose(1, 0, 2)) if upright else page


def turn(page: Image, angle: float) -> Image:
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    turned = cv2.warpAffine(page, matrix, (width, height), borderValue=(255, 255, 255))
    return np.asarray(turned, np.uint8)


@pytest.mark.parametrize("upright", [False, True])
@pytest.mark.parametrize("angle", [-4.0, -0.7, 0.0, 1.3, 5.0])
def test_the_slant_of_lines_is_found_in_rows_and_in_columns(angle: float, upright: bool) -> None:
    page = turn(draw_lines(upright), angle)
    assert abs(measure_slant(find_ink(make_grey(page))) - angle) < 0.15


def test_an_empty_page_is_level() -> None:
    assert straighten_page(np.full((300, 200, 3), 255, np.uint8)).slant == 0


@settings(max_examples=20)
@given(st.floats(-4, 4), st.integers(50, 400), st.integers(50, 600))
def test_a_place_on_the_upright_page_goes_back_to_where_it_came_from(
    angle: float, x: int, y: int
) -> None:
    upright = straighten_page(turn(draw_lines(), angle))
    left, top, right, bottom = upright.bounds(x, y, x, y)
    assert (left, top) == (right, bottom)
    turned = np.radians(upright.slant)
    from_middle = np.array([x - 250, y - 350])
    back = np.array([[np.cos(turned), np.sin(turned)], [-np.sin(turned), np.cos(turned)]])
    assert np.allclose(back @ from_middle + [250, 350], [left, top], atol=0.01)
