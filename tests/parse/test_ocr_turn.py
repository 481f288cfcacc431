from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

from extract.model import Span
from extract.parse.builder import Origin
from extract.parse.ocr import parse_image
from extract.parse.ocr_image import Image, straighten_page
from extract.parse.ocr_turn import find_turn
from extract.parse.pdf_content import Turn

DATA = Path(__file__).parents[1] / "data" / "ocr"


def load(name: str) -> Image:
    return np.asarray(PillowImage.open(DATA / name).convert("RGB"), np.uint8)


@pytest.mark.parametrize("name", ["report.jpg", "vertical.png"])
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_level_and_vertical_pages_are_turned_upright(name: str, turns: int) -> None:
    turned = np.ascontiguousarray(np.rot90(load(name), turns))
    assert (find_turn(turned) + turns) % 4 == 0


def test_a_page_without_lines_is_left_as_it_is() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (400, 300, 3)).astype(np.uint8)
    assert find_turn(noise) == 0


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_places_are_those_of_the_page_as_it_came(turn: Turn) -> None:
    page = np.full((400, 300, 3), 255, np.uint8)
    page[40:60, 20:70] = 0
    upright = straighten_page(page, turn)
    rows, columns = np.nonzero(upright.image[..., 0] < 128)
    box = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    assert upright.bounds(*map(float, box)) == pytest.approx((20, 40, 70, 60), abs=1.5)


def test_a_page_scanned_sideways_is_read_with_its_table_and_places(tmp_path: Path) -> None:
    sideways = tmp_path / "sideways.png"
    PillowImage.fromarray(np.rot90(load("report.jpg"))).save(sideways, dpi=(150, 150))
    found = parse_image(Origin(sideways.read_bytes(), "page", "image/png"))
    assert found.title == "国際交流の現状"
    assert [(table.rows, table.columns) for table in found.tables] == [(4, 3)]
    page, start = found.pages[0], found.text.index("米国")
    assert page.width < page.height
    (box,) = found.boxes(Span(start, start + 2))
    # On the page as it stands upright it is at 77 to 128 pixels across, of 800.
    assert abs(box.bottom - (800 - 77) * 0.48) < 6
    assert abs((box.left + box.right) / 2 - 485 * 0.48) < 4
