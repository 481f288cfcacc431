import hashlib
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from extract.errors import BrokenFileError
from extract.model import Box, Document, Page
from extract.parse.builder import (
    BlockDraft,
    CellDraft,
    Origin,
    Piece,
    TableDraft,
    build_document,
)
from extract.render import render_html

HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;"


def build(*drafts: BlockDraft | TableDraft) -> Document:
    return build_document(Origin(b"", "folder/report.txt", "text/plain"), drafts)


def test_text_of_the_document_is_shown_and_never_run() -> None:
    document = build(
        BlockDraft("heading", (Piece(HOSTILE),)), BlockDraft("footnote", (Piece("¹ b"),))
    )
    page = render_html(document)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert page.count("<script") == page.count("</script>") == 1
    assert "&lt;script&gt;alert(1)" in page
    assert 'class="footnote"' in page


def test_the_policy_allows_the_page_its_own_script_and_style_only() -> None:
    page = render_html(build(BlockDraft("paragraph", (Piece("a"),))))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy.group(1)
    assert "unsafe" not in policy.group(1)
    assert " style=" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_tables_are_tables_with_their_spans_and_titles() -> None:
    cells = (
        CellDraft(0, 0, (Piece("国"),), column_span=2),
        CellDraft(1, 0, (Piece("仏"),)),
        CellDraft(1, 1, ()),
    )
    page = render_html(build(TableDraft(2, 2, cells, header_rows=1)))
    assert re.search(r'<th data-block="0" colspan="2">国</th>', page)
    assert "<td></td>" in page
    assert page.count("<table>") == 1


@pytest.fixture
def scan(tmp_path: Path) -> Document:
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(picture, "PNG")
    path = tmp_path / "scan.png"
    path.write_bytes(picture.getvalue())
    drafts = [
        BlockDraft(
            "paragraph",
            (
                Piece("Kyoto ", Box(0, 10, 20, 60, 30)),
                Piece("Oxf0rd", Box(0, 65, 20, 110, 30), 0.4),
            ),
            0,
        )
    ]
    origin = Origin(path.read_bytes(), str(path), "image/png")
    return build_document(origin, drafts, pages=[Page(216, 144, "read by OCR")])


def test_boxes_lie_over_the_picture_of_their_page(scan: Document) -> None:
    page = render_html(scan)
    assert '<svg viewBox="0 0 216' in page
    assert "data:image/jpeg;base64," in page
    assert 'x="10.0" y="20.0" width="50.0" height="10.0"' in page
    assert '<u title="0.40">Oxf0rd</u>' in page
    assert "read by OCR" in page


def test_a_source_that_has_changed_is_not_shown_under_the_old_boxes(scan: Document) -> None:
    picture = Image.new("RGB", (300, 200), "black")
    picture.save(scan.source)
    assert hashlib.sha256(Path(scan.source).read_bytes()).hexdigest() != scan.sha256
    with pytest.raises(BrokenFileError, match="has changed since"):
        render_html(scan)
