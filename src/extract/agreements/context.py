"""A place in a document -> whether what is listed there are agreements, by the titles above it."""

import re
from bisect import bisect_left

from extract.agreements.findings import Findings
from extract.agreements.words import load_words, match_words
from extract.model import Block, Span

_LONGEST_TITLE = 120


_WORDS = re.compile(match_words(load_words("context")["words"]), re.IGNORECASE)
_STRONG = re.compile(match_words(load_words("context")["strong"]), re.IGNORECASE)


def tells_of_agreements(place: Span, findings: Findings, *, surely: bool = False) -> bool:
    """Whether the titles above `place` speak of agreements; `surely` asks for plain words."""
    pattern = _STRONG if surely else _WORDS
    return any(pattern.search(title) for title in _list_titles(place, findings))


def _list_titles(place: Span, findings: Findings) -> list[str]:
    """Return the document's title, the last headings above `place`, and the line before it."""
    blocks = findings.document.blocks
    index = bisect_left(blocks, place.start, key=lambda block: block.span.start)
    above = [block for block in blocks[:index] if block.kind != "table_cell"]
    headings = [
        block for block in above if block.kind == "heading" and not _is_item(block.span, findings)
    ][-2:]
    lines = [block for block in above[-1:] if _is_title(block)]
    return [findings.document.title, *(findings.cut(block.span) for block in (*headings, *lines))]


def _is_item(line: Span, findings: Findings) -> bool:
    """Whether what looks like a heading is a line of a list: a name and a date."""
    return bool(findings.links_in(line) and findings.dates_in(line))


def _is_title(block: Block) -> bool:
    return block.kind == "caption" or len(block.span) <= _LONGEST_TITLE
