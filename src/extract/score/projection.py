"""Spans of the text as read now -> spans of the frozen text of the gold.

The two are the same for plain text. Where reading has changed since the text was frozen, the
texts are aligned line by line, and within changed stretches character by character.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from rapidfuzz.distance import Levenshtein

from extract.model import Span

Projection = Callable[[Span], Span | None]

LONGEST_STRETCH = 20_000
"""Code points of a changed stretch that are still aligned character by character: the alignment
takes memory in the square of it (50 MB here)."""


def project_spans(read: str, frozen: str) -> Projection:
    """Return the function from spans of `read` to spans of `frozen`, None where they are gone.

    >>> project = project_spans("Signed by CNRS  in 2001", "Signed by CNRS in 2001")
    >>> project(Span(10, 14)), project(Span(19, 23)), project(Span(14, 16))
    (Span(start=10, end=14), Span(start=18, end=22), Span(start=14, end=15))
    """
    if read == frozen:
        return lambda span: span
    runs = list(_equal_runs(read, frozen))
    starts = [run[0] for run in runs]

    def project(span: Span) -> Span | None:
        start = end = None
        index = max(bisect_right(starts, span.start) - 1, 0)
        while index < len(runs) and runs[index][0] < span.end:
            read_start, frozen_start, length = runs[index]
            first, last = max(span.start, read_start), min(span.end, read_start + length)
            if first < last:
                start = frozen_start + first - read_start if start is None else start
                end = frozen_start + last - read_start
            index += 1
        return None if start is None or end is None else Span(start, end)

    return project


def _equal_runs(read: str, frozen: str) -> Iterator[tuple[int, int, int]]:
    read_lines = read.splitlines(keepends=True)
    frozen_lines = frozen.splitlines(keepends=True)
    read_offsets = _offsets(read_lines)
    frozen_offsets = _offsets(frozen_lines)
    matcher = SequenceMatcher(None, read_lines, frozen_lines, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        start, end = read_offsets[i1], read_offsets[i2]
        frozen_start, frozen_end = frozen_offsets[j1], frozen_offsets[j2]
        if tag == "equal":
            yield start, frozen_start, end - start
        elif max(end - start, frozen_end - frozen_start) <= LONGEST_STRETCH:
            changed, origin = read[start:end], frozen[frozen_start:frozen_end]
            for code in Levenshtein.opcodes(changed, origin):
                if code.tag == "equal":
                    length = code.src_end - code.src_start
                    yield start + code.src_start, frozen_start + code.dest_start, length


def _offsets(lines: list[str]) -> list[int]:
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    return offsets
