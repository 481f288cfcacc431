import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.errors import BrokenFileError, EmptyFileError, TooLargeFileError
from extract.parse import Limits, child, read_document, read_in_child


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "report.txt"
    path.write_text("京都大学は2015年4月に協定を締結した。\n", "utf-8")
    return str(path)


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[str]:
    """A file that never ends: reading it hangs."""
    path = tmp_path / "hangs.txt"
    os.mkfifo(path)
    yield str(path)


def test_the_document_is_the_same_as_without_a_child(report: str) -> None:
    assert read_in_child(report) == read_document(report)


def test_a_worker_is_used_again(report: str) -> None:
    read_in_child(report)
    first = child._idle[-1].process.pid
    read_in_child(report)
    assert child._idle[-1].process.pid == first


def test_errors_cross_the_border_whole(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    with pytest.raises(EmptyFileError, match=r"empty\.txt is empty \(0 bytes\)"):
        read_in_child(str(path))


def test_a_hang_is_ended_and_the_next_file_is_read(pipe: str, report: str) -> None:
    started = time.monotonic()
    with pytest.raises(TooLargeFileError, match=r"was not read within 0\.5 s"):
        read_in_child(pipe, Limits(seconds=0.5))
    assert time.monotonic() - started < 5
    assert read_in_child(report).text


def test_a_crash_is_a_broken_file(pipe: str, report: str) -> None:
    read_in_child(report)
    worker = child._idle[-1].process.pid
    killer = threading.Timer(0.3, os.kill, (worker, signal.SIGSEGV))
    killer.start()
    with pytest.raises(BrokenFileError, match="broke its parser"):
        read_in_child(pipe, Limits(seconds=20))
    assert read_in_child(report).text


def test_memory_and_size_have_limits(tmp_path: Path, report: str) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes("協定は続く。".encode() * 1_000_000)
    with pytest.raises(TooLargeFileError, match="memory"):
        read_in_child(str(path), Limits(seconds=30, memory_bytes=60_000_000))
    with pytest.raises(TooLargeFileError, match="limit of 1 MB"):
        read_in_child(str(path), Limits(file_bytes=1_000_000))
    assert read_in_child(report).text


def test_threads_have_a_worker_each(report: str) -> None:
    texts: list[str] = []
    threads = [
        threading.Thread(target=lambda: texts.append(read_in_child(report).text)) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 3
