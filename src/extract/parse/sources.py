"""Paths, folders and URLs in; the files they hold, their bytes and media types out."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from extract.errors import (
    BrokenFileError,
    EmptyFileError,
    NoDocumentError,
    SkipFileError,
    TooLargeFileError,
    UnsupportedFileError,
    UsageError,
)
from extract.parse.builder import Origin
from extract.parse.decode import is_text
from extract.parse.fetch import fetch_url, is_url

SUFFIXES = {
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"GIF8", "image/gif"),
    (b"{\\rtf", "application/rtf"),
    (b"%!PS", "application/postscript"),
)

_REMEDIES = {
    "application/zip": "is a ZIP file (Word, Excel, EPUB, archive); save it as PDF, or unpack it",
    "application/x-ole-storage": "is an old Office file; save it as PDF",
    "application/gzip": "is compressed; unpack it",
    "application/x-bzip2": "is compressed; unpack it",
    "application/x-7z-compressed": "is an archive; unpack it",
    "application/vnd.rar": "is an archive; unpack it",
    "application/rtf": "is RTF; save it as PDF",
    "application/postscript": "is PostScript; convert it with ps2pdf",
    "application/xml": "is XML that is no web page; save the report as HTML or PDF",
    "application/json": "is JSON; give the report it was made from",
}

_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|div|table|p|h[1-6])[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_XML_START = re.compile(rb"\s*<(?:\?xml|rss|feed|svg)[\s>]", re.IGNORECASE)
# pdfium looks for the header in the first kilobyte, as Acrobat does (ISO 32000-1, annex H.3).
_PDF_HEADER_WITHIN = 1024
_BYTE_ORDER_MARK = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)")


def find_sources(sources: Sequence[str]) -> tuple[str, ...]:
    """Return the documents that `sources` name: files and URLs as given, folders searched.

    The order is that of `sources`, in a folder that of the path; each document comes once. Of a
    folder, files whose suffix no parser reads and hidden files are left out; a file that is named
    is taken whatever its suffix.

    Raises:
        UsageError: a path does not exist.
        NoDocumentError: a folder holds no document.
    """
    found: dict[str, None] = {}
    for source in sources:
        found.update(dict.fromkeys(_expand_source(source)))
    return tuple(found)


def _expand_source(source: str) -> Iterator[str]:
    if is_url(source):
        yield source
        return
    path = Path(source)
    if not path.exists():
        raise UsageError(f"{source} does not exist; name a file, a folder or an http(s) URL")
    if not path.is_dir():
        yield source
        return
    documents = sorted(file for file in path.rglob("*") if _is_document(file, path))
    if not documents:
        known = " ".join(sorted(SUFFIXES))
        raise NoDocumentError(f"{source} holds no document; known suffixes are {known}")
    yield from map(str, documents)


def _is_document(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return not hidden and file.suffix.lower() in SUFFIXES and file.is_file()


def load_origin(source: str, *, max_bytes: int) -> Origin:
    """Return the bytes of a file or URL with their media type.

    Raises:
        EmptyFileError: there are no bytes.
        TooLargeFileError: there are more than `max_bytes`.
        FetchError: the URL did not answer with a document.
        BrokenFileError: the file cannot be read, or is not what its name claims.
        UnsupportedFileError: the bytes are of a kind that no parser reads.
    """
    if is_url(source):
        fetched = fetch_url(source, max_bytes=max_bytes)
        data, declared, charset = fetched.data, fetched.media_type, fetched.charset
    else:
        data = _read_file(source, max_bytes)
        declared, charset = SUFFIXES.get(Path(source).suffix.lower()), None
    if not data.strip(b"\0\t\n\r "):
        raise EmptyFileError(f"{source} is empty ({len(data)} bytes); get the file again")
    media_type = find_media_type(data, declared)
    if media_type not in SUFFIXES.values():
        raise _unreadable(source, media_type, declared)
    return Origin(data, source, media_type, charset)


def _read_file(source: str, max_bytes: int) -> bytes:
    path = Path(source)
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise TooLargeFileError(
                f"{source} has {size / 1e6:.0f} MB, more than the limit of "
                f"{max_bytes / 1e6:.0f} MB; split it"
            )
        return path.read_bytes()
    except OSError as error:
        raise BrokenFileError(f"{source} cannot be read: {error.strerror}") from error


def find_media_type(data: bytes, declared: str | None) -> str:
    """Return the media type by the bytes, and by what was declared where bytes leave it open.

    ``application/octet-stream`` stands for bytes that are neither a known kind nor text.

    >>> find_media_type(b"%PDF-1.7", "text/html"), find_media_type("報告".encode(), None)
    ('application/pdf', 'text/plain')
    """
    start = data[:4096]
    if b"%PDF-" in start[:_PDF_HEADER_WITHIN]:
        return "application/pdf"
    for signature, media_type in _SIGNATURES:
        if start.startswith(signature):
            return media_type
    return _find_text_type(data, declared)


def _find_text_type(data: bytes, declared: str | None) -> str:
    if not is_text(data):
        return "application/octet-stream"
    start = _BYTE_ORDER_MARK.sub(b"", data[:4096], count=1).replace(b"\0", b"")
    if _HTML_START.match(start):
        return "text/markdown" if declared == "text/markdown" else "text/html"
    if _XML_START.match(start):
        return "text/html" if b"<html" in start else "application/xml"
    if declared in ("text/html", "text/markdown", "application/json"):
        return declared
    return "text/plain"


def _unreadable(source: str, media_type: str, declared: str | None) -> SkipFileError:
    if remedy := _REMEDIES.get(media_type):
        return UnsupportedFileError(f"{source} {remedy}")
    if declared in SUFFIXES.values():
        return BrokenFileError(
            f"{source} claims to be {declared}, but its bytes are not; get the file again"
        )
    return UnsupportedFileError(
        f"{source} is neither PDF, image, web page nor text ({media_type}); save it as PDF"
    )
