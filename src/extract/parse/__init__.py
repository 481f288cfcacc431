"""Files, bytes and URLs -> Documents: one parser a media type, run here or in a child process."""

from collections.abc import Callable

from extract.model import Document
from extract.parse.builder import Origin
from extract.parse.child import Limits, read_in_child
from extract.parse.pages import draw_pages
from extract.parse.sources import find_sources, load_origin

__all__ = ["PARSERS", "Limits", "draw_pages", "find_sources", "read_document", "read_in_child"]

Parser = Callable[[Origin], Document]


# The engines are imported where they are first used: the PDF and OCR engines take seconds to
# load, and most documents need one of them or none.
def _parse_pdf(origin: Origin) -> Document:
    from extract.parse.pdf import parse_pdf

    return parse_pdf(origin)


def _parse_image(origin: Origin) -> Document:
    from extract.parse.ocr import parse_image

    return parse_image(origin)


def _parse_html(origin: Origin) -> Document:
    from extract.parse.html import parse_html

    return parse_html(origin)


def _parse_plain(origin: Origin) -> Document:
    from extract.parse.plain import parse_plain

    return parse_plain(origin)


PARSERS: dict[str, Parser] = {
    "application/pdf": _parse_pdf,
    "image/jpeg": _parse_image,
    "image/png": _parse_image,
    "image/tiff": _parse_image,
    "text/html": _parse_html,
    "text/markdown": _parse_plain,
    "text/plain": _parse_plain,
}


def read_document(source: str, *, max_bytes: int = Limits().file_bytes) -> Document:
    """Return the document at a path or URL, in this process.

    Raises:
        SkipFileError: whatever keeps this file from being read; the message has the remedy.
    """
    origin = load_origin(source, max_bytes=max_bytes)
    return PARSERS[origin.media_type](origin)
