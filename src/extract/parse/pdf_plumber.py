"""What pdfium refuses of a PDF -> pages as pdfplumber reads them, as `PageContent`."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from extract.parse.pdf_content import Floats, Font, Glyphs, PageContent

REFUSALS = (PDFException, PdfminerException, MalformedPDFException, ValueError, TypeError, KeyError)


def read_pages(data: bytes) -> Iterator[PageContent]:
    """Return the pages from first to last.

    Raises:
        REFUSALS: pdfplumber cannot read the file either.
    """
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            yield _read_page(page)
            page.close()


def read_one_page(data: bytes, number: int) -> PageContent:
    """Return the page with this number, counted from 0.

    Raises:
        REFUSALS: pdfplumber cannot read the file either.
    """
    with pdfplumber.open(io.BytesIO(data), pages=[number + 1]) as document:
        return _read_page(document.pages[0])


def _read_page(page: Any) -> PageContent:
    letters = [char for char in page.chars if len(char["text"]) == 1]
    drawn = [char for char in letters if not char["text"].isspace()]
    blanks = np.cumsum([char["text"].isspace() for char in letters])
    seen = blanks[[index for index, char in enumerate(letters) if not char["text"].isspace()]]
    names = list(dict.fromkeys(str(char["fontname"]) for char in drawn))
    glyphs = Glyphs(
        "".join(char["text"] for char in drawn),
        _boxes(drawn),
        np.array([char["size"] for char in drawn], np.float32),
        np.array([names.index(str(char["fontname"])) for char in drawn], np.int16),
        np.array([0 if char["upright"] else 1 for char in drawn], np.int8),
        np.where(np.diff(seen, prepend=0) > 0, 2, 0).astype(np.int8),
    )
    fonts = tuple(Font(name, "bold" in name.lower()) for name in names)
    rules = _boxes([*page.lines, *page.rect_edges])
    return PageContent(
        float(page.width),
        float(page.height),
        glyphs,
        fonts,
        rules,
        _boxes([rect for rect in page.rects if rect["fill"]]),
        _boxes(page.images),
    )


def _boxes(objects: Sequence[Any]) -> Floats:
    sides = [(item["x0"], item["top"], item["x1"], item["bottom"]) for item in objects]
    return np.array(sides, np.float32).reshape(-1, 4)
