"""A PDF -> Document."""

import pypdfium2 as pdfium

from extract.errors import BrokenFileError, EmptyFileError, EncryptedFileError
from extract.model import Box, Document, Page
from extract.parse.builder import BlockDraft, Origin, Piece, TableDraft, build_document
from extract.parse.layout import find_lines, join_fragments, split_fragments
from extract.parse.pdf_content import read_page, render_page

__all__ = ["parse_pdf", "render_page"]


def parse_pdf(origin: Origin) -> Document:
    """Return the document in a PDF.

    Raises:
        EmptyFileError: no bytes, or no page that holds anything to read.
        EncryptedFileError: a password is needed.
        BrokenFileError: not a PDF, or damaged beyond reading.
    """
    document = _open(origin)
    drafts: list[BlockDraft | TableDraft] = []
    pages: list[Page] = []
    for index, page in enumerate(document):
        content = read_page(page)
        lines = find_lines(split_fragments(content.glyphs))
        pages.append(Page(content.width, content.height, None if lines else "blank"))
        for line in lines:
            pieces = tuple(
                Piece(text, Box(index, part.left, part.top, part.right, part.bottom))
                for text, part in join_fragments(line.fragments)
            )
            drafts.append(BlockDraft("paragraph", pieces, index))
    return build_document(origin, drafts, pages=pages)


def _open(origin: Origin) -> pdfium.PdfDocument:
    if not origin.data:
        raise EmptyFileError(f"{origin.source} has no bytes; fetch it again")
    try:
        return pdfium.PdfDocument(origin.data)
    except pdfium.PdfiumError as error:
        if error.err_code == 4:
            raise EncryptedFileError(
                f"{origin.source} is encrypted; remove the password with qpdf --decrypt"
            ) from error
        raise BrokenFileError(f"{origin.source} is not a readable PDF: {error}") from error
