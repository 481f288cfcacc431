from pathlib import Path

import pytest

from extract.errors import (
    BrokenFileError,
    EmptyFileError,
    TooLargeFileError,
    UnsupportedFileError,
    UsageError,
)
from extract.parse import find_sources, read_document
from extract.parse.sources import find_media_type, load_origin


def write(path: Path, data: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return str(path)


def test_a_folder_gives_its_documents_in_order_and_nothing_else(tmp_path: Path) -> None:
    for name in ("b.txt", "a.PDF", "sub/c.html", "manifest.jsonl", "make.py", ".hidden/d.txt"):
        write(tmp_path / name, b"x")
    found = find_sources([str(tmp_path)])
    assert [Path(source).name for source in found] == ["a.PDF", "b.txt", "c.html"]


def test_a_named_file_is_taken_whatever_its_suffix_and_only_once(tmp_path: Path) -> None:
    report = write(tmp_path / "report.dat", b"x")
    assert find_sources([report, "https://a.example/x", report]) == (report, "https://a.example/x")


def test_missing_paths_and_folders_without_documents_are_wrong_use(tmp_path: Path) -> None:
    write(tmp_path / "gold.jsonl", b"{}")
    with pytest.raises(UsageError, match="does not exist"):
        find_sources([str(tmp_path / "none.pdf")])
    with pytest.raises(UsageError, match="holds no document"):
        find_sources([str(tmp_path)])


@pytest.mark.parametrize(
    ("data", "declared", "media_type"),
    [
        (b"\n\n%PDF-1.4\n", "text/plain", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n123", None, "image/png"),
        (b"MM\x00*1234", None, "image/tiff"),
        (b"  <!-- x --><!DOCTYPE html><p>", None, "text/html"),
        (b"\xef\xbb\xbf<html lang=ja>", "text/plain", "text/html"),
        (b'<?xml version="1.0"?><html xmlns="x">', None, "text/html"),
        (b'<?xml version="1.0"?><feed/>', "text/html", "application/xml"),
        ("<p>報告</p>".encode("utf-16"), None, "text/html"),
        (b"# Title", "text/markdown", "text/markdown"),
        (b"no tags here", "text/html", "text/html"),
        (b"PK\x03\x04....", "application/pdf", "application/zip"),
        (bytes(range(256)) * 4, "text/plain", "application/octet-stream"),
    ],
)
def test_bytes_decide_before_names(data: bytes, declared: str | None, media_type: str) -> None:
    assert find_media_type(data, declared) == media_type


@pytest.mark.parametrize(
    ("name", "data", "error", "message"),
    [
        ("empty.pdf", b"", EmptyFileError, "is empty"),
        ("blank.txt", b" \r\n\0", EmptyFileError, "is empty"),
        ("junk.pdf", bytes(range(256)) * 9, BrokenFileError, "claims to be application/pdf"),
        ("junk.bin", bytes(range(256)) * 9, UnsupportedFileError, "neither PDF, image"),
        ("report.docx", b"PK\x03\x04" + bytes(99), UnsupportedFileError, "save it as PDF"),
        ("feed.html", b'<?xml version="1.0"?><rss/>', UnsupportedFileError, "XML"),
    ],
)
def test_files_that_cannot_be_read_say_what_they_are(
    tmp_path: Path, name: str, data: bytes, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message) as raised:
        read_document(write(tmp_path / name, data))
    assert name in str(raised.value)
    assert "\n" not in str(raised.value)


def test_files_over_the_limit_are_not_read(tmp_path: Path) -> None:
    with pytest.raises(TooLargeFileError, match="split it"):
        load_origin(write(tmp_path / "a.txt", b"x" * 2000), max_bytes=1000)


def test_a_web_page_named_txt_is_read_as_a_page(tmp_path: Path) -> None:
    page = write(tmp_path / "a.txt", b"<!doctype html><html><body><p>Kyoto &amp; Oxford</p></html>")
    assert read_document(page).text == "Kyoto & Oxford"
