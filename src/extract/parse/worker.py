"""Requests on a pipe -> Documents or errors on it: the child's side of `child`."""

import math
import os
import resource
import sys
from multiprocessing.connection import Connection

from extract.errors import SkipFileError, StopError, TooLargeFileError
from extract.model import Document
from extract.parse import read_document
from extract.parse.child import Limits, Request


def main() -> None:
    """Serve requests on the pipe whose number is the only argument, until it is closed."""
    pipe = Connection(int(sys.argv[1]))
    while True:
        try:
            request: Request = pipe.recv()
        except EOFError:
            return
        pipe.send(_answer(request))


def _answer(request: Request) -> Document | SkipFileError | StopError:
    _set_limits(request.limits)
    try:
        return read_document(request.source, max_bytes=request.limits.file_bytes)
    except (SkipFileError, StopError) as error:
        return error
    except (MemoryError, RecursionError) as error:
        what = "memory" if isinstance(error, MemoryError) else "nesting"
        return TooLargeFileError(
            f"{request.source} needs more {what} than is allowed; split it, or raise the limit"
        )


def _set_limits(limits: Limits) -> None:
    _lower_limit(resource.RLIMIT_AS, limits.memory_bytes)
    # The parent counts the seconds; this is for when it is gone.
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = limits.seconds * (os.cpu_count() or 1) + 10
    _lower_limit(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + allowed))


def _lower_limit(kind: int, amount: int) -> None:
    _, hard = resource.getrlimit(kind)
    soft = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(kind, (soft, hard))


if __name__ == "__main__":
    main()
