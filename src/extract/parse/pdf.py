"""A PDF -> Document."""

import re
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extract.errors import BrokenFileError, EmptyFileError, EncryptedFileError
from extract.model import Document, Page
from extract.parse import pdf_plumber
from extract.parse.builder import Origin, build_document
from extract.parse.flow import make_drafts
from extract.parse.ocr import NO_TEXT, recognise_page
from extract.parse.pdf_content import (
    NO_BOXES,
    NO_GLYPHS,
    Font,
    PageContent,
    draw_page,
    read_page,
    render_page,
)
from extract.parse.pdf_layer import has_ink, may_show_text, needs_recognition
from extract.parse.sheet import Sheet, make_bare_sheet, make_sheet

__all__ = ["parse_pdf", "render_page"]


def parse_pdf(origin: Origin) -> Document:
    """Return the document in a PDF.

    A page that yields nothing says why in `Page.remark`; a file of blank pages is a document
    without text.

    Raises:
        EmptyFileError: no bytes.
        EncryptedFileError: a password is needed.
        BrokenFileError: not a PDF, without pages, or damaged beyond reading, as are all its pages.
    """
    if not origin.data:
        raise EmptyFileError(f"{origin.source} has no bytes; fetch it again")
    fonts: dict[Font, int] = {}
    sheets = list(_read_sheets(origin, fonts))
    if all(sheet.remark == _DAMAGED for sheet in sheets):
        raise BrokenFileError(
            f"{origin.source} is damaged: none of its pages can be read ({len(sheets)}); fetch it "
            "again, or repair it with qpdf or mutool clean"
        )
    pages = [Page(*sheet.size, sheet.remark) for sheet in sheets]
    return build_document(origin, make_drafts(sheets, fonts), pages=pages)


def _read_sheets(origin: Origin, fonts: dict[Font, int]) -> Iterator[Sheet]:
    document = _open(origin)
    if document is None or len(document) == 0:
        yield from _read_without_pdfium(origin, fonts)
        return
    with document:
        for number in range(len(document)):
            yield _read_sheet(document, number, fonts, origin.data)


_CATALOGUE = re.compile(
    rb"([0-9]+)\s+([0-9]+)\s+obj\b(?:(?!endobj).)*?/Type\s*/Catalog\b", re.DOTALL
)


def _open(origin: Origin) -> pdfium.PdfDocument | None:
    """Return the document, if need be with a new trailer; None where pdfium refuses it."""
    try:
        return pdfium.PdfDocument(origin.data)
    except pdfium.PdfiumError:
        root = _CATALOGUE.search(origin.data)
    if root is None:
        return None
    trailer = b"\ntrailer\n<</Root %s %s R>>\nstartxref\n0\n%%%%EOF\n" % root.groups()
    try:
        return pdfium.PdfDocument(origin.data + trailer)
    except pdfium.PdfiumError:
        return None


def _read_without_pdfium(origin: Origin, fonts: dict[Font, int]) -> Iterator[Sheet]:
    count = 0
    try:
        for count, content in enumerate(pdf_plumber.read_pages(origin.data), 1):
            yield make_sheet(content, count - 1, fonts)
    except pdf_plumber.REFUSALS as error:
        # What pdfium says of why it refused a file may be about the file before.
        if b"/Encrypt" in origin.data:
            raise EncryptedFileError(
                f"{origin.source} is encrypted; remove the password with qpdf --decrypt"
            ) from error
        raise BrokenFileError(
            f"{origin.source} is damaged or no PDF; print it to a new PDF, or repair it with "
            f"qpdf or mutool clean ({type(error).__name__}: {error})"
        ) from error
    if not count:
        raise BrokenFileError(
            f"{origin.source} is a PDF without pages that can be read; fetch it again"
        )


_RECOGNITION_RESOLUTION = 200  # dots an inch, as scans of ../shared/scans have
_GLANCE_RESOLUTION = 36  # dots an inch: enough to tell a blank page
_DAMAGED = "unreadable"
_UNREADABLE = PageContent(612.0, 792.0, NO_GLYPHS, (), *NO_BOXES)


def _read_sheet(
    document: pdfium.PdfDocument, number: int, fonts: dict[Font, int], data: bytes
) -> Sheet:
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return make_bare_sheet(_UNREADABLE, _DAMAGED)
    try:
        content = read_page(page)
        if not content.glyphs.text and _shows_text(page):
            content = _read_letters(data, number) or content
        if not needs_recognition(content):
            return make_sheet(content, number, fonts)
        return _recognise_sheet(page, content, number)
    finally:
        page.close()


def _shows_text(page: pdfium.PdfPage) -> bool:
    """Whether a page shows text, though pdfium may find no letter in it.

    It leaves out letters without height: those of a Japanese font that is neither in the file nor
    on the machine, shown one by one.
    """
    return next(page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]), None) is not None


def _read_letters(data: bytes, number: int) -> PageContent | None:
    try:
        content = pdf_plumber.read_one_page(data, number)
    except pdf_plumber.REFUSALS:
        return None
    return content if content.glyphs.text else None


def _recognise_sheet(page: pdfium.PdfPage, content: PageContent, number: int) -> Sheet:
    if not content.glyphs.text and not may_show_text(content):
        return make_bare_sheet(content, "drawing without text" if content.paths else "blank")
    try:
        if not has_ink(draw_page(page, _GLANCE_RESOLUTION)):
            return make_bare_sheet(content, "blank")
        image = draw_page(page, _RECOGNITION_RESOLUTION)
    except (pdfium.PdfiumError, ValueError):  # no size, or one that no bitmap can have
        return make_bare_sheet(content, _DAMAGED)
    sheet = recognise_page(image, _RECOGNITION_RESOLUTION, number)
    return sheet or make_bare_sheet(content, NO_TEXT)
