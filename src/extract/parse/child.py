"""Source -> Document, parsed in a child process that a hang or a crash cannot outlive."""

import atexit
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import IO

from extract.errors import BrokenFileError, ExtractError, TooLargeFileError
from extract.model import Document


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one document may take; `memory_bytes` is address space, not residence."""

    seconds: float = 1800.0  # a scan takes five a page, and more where processors are shared
    memory_bytes: int = 8_000_000_000
    file_bytes: int = 500_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """What a worker is asked to read."""

    source: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    pipe: Connection
    complaints: IO[bytes]


# Workers that are waiting for a document. A worker has loaded its engines once; it is used again
# by whichever thread reads next, and ended only when it hangs or breaks.
_idle: list[_Worker] = []
_lock = threading.Lock()


def read_in_child(source: str, limits: Limits | None = None) -> Document:
    """Return the document at a path or URL, read in a process of its own.

    Safe to call from several threads; each call has a worker to itself.

    Raises:
        SkipFileError: whatever keeps this file from being read, as `read_document` raises it.
        TooLargeFileError: reading took more time, memory or bytes than `limits` allow.
        BrokenFileError: the parser crashed on the file.
    """
    limits = limits or Limits()
    worker = _take_worker()
    try:
        worker.pipe.send(Request(source, limits))
        if not worker.pipe.poll(limits.seconds):
            raise TooLargeFileError(
                f"{source} was not read within {limits.seconds:g} s; split it, or raise the limit"
            )
        answer: Document | ExtractError = worker.pipe.recv()
    except (EOFError, OSError) as error:
        raise BrokenFileError(f"{source} {_explain_end(worker)}") from error
    except BaseException:
        _end_worker(worker)
        raise
    if isinstance(answer, TooLargeFileError):
        _end_worker(worker)  # its memory is in pieces
    else:
        with _lock:
            _idle.append(worker)
    if isinstance(answer, ExtractError):
        raise answer
    return answer


def _take_worker() -> _Worker:
    with _lock:
        while _idle:
            worker = _idle.pop()
            if worker.process.poll() is None:
                return worker
            _end_worker(worker)
    ours, theirs = Pipe()
    complaints = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when the worker ends
    with theirs:
        number = theirs.fileno()
        process = subprocess.Popen(
            [sys.executable, "-m", "extract.parse.worker", str(number)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            pass_fds=[number],
        )
    return _Worker(process, ours, complaints)


def _explain_end(worker: _Worker) -> str:
    try:
        code = worker.process.wait(5)
    except subprocess.TimeoutExpired:
        code = 0  # it closed its pipe and stayed
    worker.complaints.seek(0)
    lines = worker.complaints.read().decode("utf-8", "replace").strip().splitlines()
    _end_worker(worker)
    last = f": {lines[-1]}" if lines else ""
    return f"broke its parser (exit code {code}{last}); repair the file or leave it out"


def _end_worker(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.wait()
    worker.pipe.close()
    worker.complaints.close()


def _end_idle_workers() -> None:
    with _lock:
        while _idle:
            _end_worker(_idle.pop())


# A forked copy of this process must not talk to the workers of the original.
os.register_at_fork(after_in_child=_idle.clear)
atexit.register(_end_idle_workers)
