"""A document's pages -> pictures, drawn one at a time when they come into view, and their words."""

import hashlib
import io
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image

from extract.errors import BrokenFileError, SkipFileError
from extract.model import Document, Span, Word
from extract.parse import Limits
from extract.parse.sources import load_origin
from extract.score.projection import Projection

_DOTS_PER_INCH = 120.0
_POINTS = 72.0
_LARGEST_SIDE = 2400
_QUALITY = 70


@lru_cache(maxsize=64)
def draw_page(source: str, sha256: str, page: int, width: float) -> bytes:
    """Return a JPEG of one page; `width` is the page's, in points.

    Raises: SkipFileError if the source cannot be read any more, or is another file by now.
    """
    data = _load(source, sha256)
    try:
        if data.startswith(b"%PDF") or b"%PDF" in data[:1024]:
            return _draw_pdf(data, page, width)
        return _draw_frame(data, page, width)
    except (OSError, RuntimeError, ValueError) as error:
        raise BrokenFileError(f"{source} cannot be drawn ({error})") from error


@lru_cache(maxsize=2)
def _load(source: str, sha256: str) -> bytes:
    if "://" not in source and not Path(source).is_file():
        raise SkipFileError(
            f"there is no {source} here; start extract annotate in the folder in which extract run "
            "was started"
        )
    data = load_origin(source, max_bytes=Limits().file_bytes).data
    if hashlib.sha256(data).hexdigest() != sha256:
        raise SkipFileError(f"{source} has changed since it was read; run it again")
    return data


def _draw_pdf(data: bytes, page: int, width: float) -> bytes:
    from extract.parse.pdf import render_page  # the engine is slow to load

    dots = min(_DOTS_PER_INCH, _LARGEST_SIDE * _POINTS / max(width, 1.0))
    return _pack(Image.fromarray(render_page(data, page, dots)))


def _draw_frame(data: bytes, page: int, width: float) -> bytes:
    with Image.open(io.BytesIO(data)) as file:
        file.seek(page)
        picture = file.convert("RGB")
    picture.thumbnail((int(width * _DOTS_PER_INCH / _POINTS) or 1, _LARGEST_SIDE))
    return _pack(picture)


def _pack(picture: Image.Image) -> bytes:
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=_QUALITY)
    return packed.getvalue()


def list_words(document: Document, page: int, project: Projection) -> list[tuple[Span, Word]]:
    """Return the words of a page with their spans in the frozen text, those that are in it."""
    placed = ((project(word.span), word) for word in document.words if word.box.page == page)
    return [(span, word) for span, word in placed if span is not None]


def list_page_starts(document: Document, project: Projection) -> list[int]:
    """Return where in the frozen text each page starts; one without text starts as the last did."""
    starts: dict[int, int] = {}
    for word in document.words:
        if word.box.page not in starts and (span := project(word.span)):
            starts[word.box.page] = span.start
    places: list[int] = []
    for page in range(len(document.pages)):
        places.append(starts.get(page, places[-1] if places else 0))
    return places


def describe_pages(document: Document, project: Projection) -> list[dict[str, Any]]:
    """Return width, height (points) and first offset of each page."""
    starts = list_page_starts(document, project)
    return [
        {"width": page.width, "height": page.height, "start": start}
        for page, start in zip(document.pages, starts, strict=True)
    ]
