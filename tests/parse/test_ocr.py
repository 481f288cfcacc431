import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from extract.errors import BrokenFileError, EmptyFileError, UsageError
from extract.model import Document, Span
from extract.parse.builder import Origin
from extract.parse.ocr import parse_image

DATA = Path(__file__).parents[1] / "data" / "ocr"


def read(data: bytes, media_type: str = "image/png") -> Document:
    return parse_image(Origin(data, "page", media_type))


@pytest.fixture(scope="module")
def report() -> Document:
    return read((DATA / "report.jpg").read_bytes(), "image/jpeg")


def test_a_slanted_and_noisy_page_is_read_without_an_error(report: Document) -> None:
    prose = [block.span.of(report.text) for block in report.blocks if block.kind != "table_cell"]
    assert prose == [
        "国際交流の現状",
        "本学は海外の大学や研究所と協定を結び、学生と研究者の交流を進めている。"
        "一方、終わった協定もあり、その数は七つを数える。",
    ]
    assert report.title == "国際交流の現状"


def test_a_ruled_table_keeps_its_rows_and_spans(report: Document) -> None:
    (table,) = report.tables
    assert (table.rows, table.columns, table.header_rows) == (4, 3, 1)
    cells = {(cell.row, cell.column): cell for cell in table.cells}
    assert cells[1, 0].row_span == 2
    texts = [cell.span.of(report.text) for cell in table.cells]
    assert texts == [
        *("相手国", "相手機関", "締結日"),
        *("フランス", "リヨン大学", "2015年3月"),
        *("グルノーブル研究所", "2018年11月"),
        *("米国", "オハイオ州立大学", "2021年6月"),
    ]


def test_words_have_their_places_on_the_page_as_it_came(report: Document) -> None:
    start = report.text.index("米国")
    (box,) = report.boxes(Span(start, start + 2))
    # Read off the image by hand: 77 to 128 pixels across, 471 to 499 down, at 150 dots an inch.
    assert abs(box.left - 77 * 0.48) < 6
    assert abs(box.right - 128 * 0.48) < 6
    assert abs((box.top + box.bottom) / 2 - 485 * 0.48) < 4


def test_the_engine_says_how_sure_it_is(report: Document) -> None:
    assert all(0 < word.score <= 1 for word in report.words)
    assert any(word.score < 1 for word in report.words)


def test_a_tiff_of_several_pages_reads_like_its_pages() -> None:
    pages = [Image.open(DATA / name).convert("L") for name in ("vertical.png", "vertical.png")]
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:], dpi=(150, 150))
    document = read(buffer.getvalue(), "image/tiff")
    assert len(document.pages) == 2
    first, second = document.text.split("\n\n")
    assert (
        first
        == second
        == (
            "本学とリヨン大学は、二つの研究所をまたぐ協定を結んだ。"
            "これは「交流」を目ざすものであって、データの管理も決めている。"
        )
    )
    assert [block.page for block in document.blocks] == [0, 1]


def test_bytes_that_are_no_image_are_called_broken() -> None:
    with pytest.raises(BrokenFileError, match="page is no image"):
        read(b"\x89PNG\r\n\x1a\n and nothing else")


def test_a_truncated_image_is_called_broken() -> None:
    data = (DATA / "report.jpg").read_bytes()
    with pytest.raises(BrokenFileError, match="page"):
        read(data[: len(data) // 3], "image/jpeg")


def test_a_blank_page_is_called_empty() -> None:
    buffer = io.BytesIO()
    Image.fromarray(np.full((400, 300), 255, np.uint8)).save(buffer, "PNG")
    with pytest.raises(EmptyFileError, match="no text found"):
        read(buffer.getvalue())


def test_an_unknown_engine_stops_with_the_names_of_those_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EXTRACT_OCR_ENGINE", "eyes")
    with pytest.raises(UsageError, match="eyes; it may be rapidocr or tesseract"):
        read((DATA / "vertical.png").read_bytes())


def test_text_is_not_lost_on_a_transparent_ground() -> None:
    grey = np.asarray(Image.open(DATA / "vertical.png").convert("L"))
    clear = np.zeros((*grey.shape, 4), np.uint8)
    clear[..., 3] = 255 - grey
    buffer = io.BytesIO()
    Image.fromarray(clear).save(buffer, "PNG")
    assert read(buffer.getvalue()).text.startswith("本学とリヨン大学は、")
