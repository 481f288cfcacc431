"""A Document with pages -> pictures of them, to lay its boxes over."""

import hashlib
import io
from collections.abc import Iterator

from PIL import Image, ImageOps, ImageSequence

from extract.errors import BrokenFileError
from extract.model import Document
from extract.parse.child import Limits
from extract.parse.sources import load_origin

# Enough to read the small print of a report on a screen, in about 100 kB a page.
_DOTS_PER_INCH = 110.0
_POINTS = 72.0
_QUALITY = 60
_LARGEST_SIDE = 2400


def draw_pages(document: Document) -> tuple[bytes, ...]:
    """Return a JPEG of each page, in order; none for media without pages.

    Raises:
        SkipFileError: the source cannot be read any more.
        BrokenFileError: it is another file than the one that was read, or cannot be drawn.
    """
    if not document.pages:
        return ()
    origin = load_origin(document.source, max_bytes=Limits().file_bytes)
    if hashlib.sha256(origin.data).hexdigest() != document.sha256:
        raise BrokenFileError(f"{document.source} has changed since it was read; read it again")
    draw = _draw_pdf if document.media_type == "application/pdf" else _draw_frames
    try:
        return tuple(map(_pack, draw(document, origin.data)))
    except (OSError, RuntimeError, ValueError) as error:
        raise BrokenFileError(
            f"{document.source} cannot be drawn ({error}); its text can still be read"
        ) from error


def _draw_pdf(document: Document, data: bytes) -> Iterator[Image.Image]:
    from extract.parse.pdf import render_page  # the engine is slow to load

    for number, page in enumerate(document.pages):
        side = max(page.width, page.height, 1.0)
        dots_per_inch = min(_DOTS_PER_INCH, _LARGEST_SIDE * _POINTS / side)
        yield Image.fromarray(render_page(data, number, dots_per_inch))


def _draw_frames(document: Document, data: bytes) -> Iterator[Image.Image]:
    with Image.open(io.BytesIO(data)) as file:
        for frame, page in zip(ImageSequence.Iterator(file), document.pages, strict=True):
            picture = ImageOps.exif_transpose(frame).convert("RGB")
            width = min(page.width * _DOTS_PER_INCH / _POINTS, _LARGEST_SIDE)
            picture.thumbnail((int(width) or 1, _LARGEST_SIDE))
            yield picture


def _pack(picture: Image.Image) -> bytes:
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=_QUALITY, optimize=True)
    return packed.getvalue()
