"""A place in a document -> whether what is listed there are agreements, by the titles above it."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, takewhile

from extract.agreements.countries import read_country
from extract.agreements.findings import Findings
from extract.agreements.titles import is_of_persons
from extract.agreements.words import load_words, match_words
from extract.model import Block, Span

_LONGEST_TITLE = 120
_LONGEST_COUNTRY, _LONGEST_HEADER = 20, 40
_MOST_LINES = 3
"""How many lines above a list may be its titles: a title, and that of a part."""

_LONGEST_ITEM, _LONGEST_END = 1000, 300
"""Code points of the longest block that may be an item, and of the end of one that is looked at:
a paragraph may be as long as the file."""

_FARTHEST = 500
"""How many blocks above a place its headings are looked for: lists of thousands have few."""


_INTRODUCES = re.compile(
    r"[:：]\s*$|(?:次|以下|下記|下表|つぎ)の[^。]*[。:：]?\s*$|(?:following|these|below)[^.]*[.:]?\s*$"
    r"|as follows[.:]?\s*$",
    re.IGNORECASE,
)

_WORDS = re.compile(match_words(load_words("context")["words"]), re.IGNORECASE)
_PAIRS = re.compile(match_words(load_words("context")["pairs"]), re.IGNORECASE)
_OTHERS = re.compile(match_words(load_words("context")["others"]), re.IGNORECASE)
_STRONG = re.compile(match_words(load_words("context")["strong"]), re.IGNORECASE)


def tells_of_agreements(place: Span, findings: Findings, *, surely: bool = False) -> bool:
    """Whether the titles above `place` speak of agreements; `surely` asks for plain words.

    What introduces a list ("cooperates with the following institutions:") speaks as plainly.
    """
    pattern = _STRONG if surely else _WORDS
    introduction = find_introduction(place, findings)
    titles = _list_titles(place, findings)
    if titles[1:] and _is_of_others(titles[1]):
        return False
    return any(pattern.search(title) for title in titles) or bool(
        introduction and _WORDS.search(findings.cut(introduction))
    )


def _is_of_others(title: str) -> bool:
    """Whether the nearest title is of persons or events, and of no agreements."""
    is_other = is_of_persons(title) or _OTHERS.search(title)
    return len(title) <= _LONGEST_HEADER and bool(is_other) and not _STRONG.search(title)


def speaks_of_agreements(text: str) -> bool:
    """Whether a title or label has a word by which agreements and partners are spoken of."""
    return _WORDS.search(text) is not None


def is_among_pairs(place: Span, findings: Findings) -> bool:
    """Whether the titles above `place` speak of partners in pairs."""
    return any(tells_of_pairs(title) for title in _list_titles(place, findings))


def tells_of_pairs(title: str) -> bool:
    """Whether a title speaks of partners in pairs: "Bilateral Funding Agencies"."""
    return _PAIRS.search(title) is not None


def find_introduction(place: Span, findings: Findings) -> Span | None:
    """Return the end of the sentence above a list that says what is listed, None without one.

    Between the two stand only short lines: other items, and titles of parts of the list.
    """
    for block in _list_above(place, findings):
        text = findings.cut(
            Span(max(block.span.end - _LONGEST_END, block.span.start), block.span.end)
        )
        if _INTRODUCES.search(text):
            return Span(max(block.span.end - _LONGEST_TITLE, block.span.start), block.span.end)
        if block.kind == "heading" or (len(text) > _LONGEST_TITLE and text.endswith((".", "。"))):
            return None
    return None


def _list_above(place: Span, findings: Findings) -> Iterator[Block]:
    """Yield the blocks above `place` that are no cells of tables, the nearest first."""
    blocks = findings.document.blocks
    index = bisect_left(blocks, place.start, key=lambda block: block.span.start)
    above = (blocks[i] for i in range(index - 1, max(index - _FARTHEST, 0) - 1, -1))
    return (block for block in above if block.kind != "table_cell")


def _list_titles(place: Span, findings: Findings) -> list[str]:
    """Return the document's title, the lines above the list, and the last headings above it."""
    titles = [findings.document.title or _find_first_line(findings)]
    outside = (
        block for block in _list_above(place, findings) if not _is_of_list(block, place, findings)
    )
    lines = takewhile(_is_title, islice(outside, _MOST_LINES))
    titles += [findings.cut(line.span) for line in lines]
    above = (block for block in _list_above(place, findings) if _is_heading(block, findings))
    return titles + [findings.cut(block.span) for block in islice(above, 2)]


def _find_first_line(findings: Findings) -> str:
    """Return the first line of a document without headings, "" where it is of a list."""
    first = findings.document.blocks[0]
    is_other = first.kind == "list_item" or _is_item(first.span, findings)
    return findings.cut(first.span) if _is_title(first) and not is_other else ""


def _is_of_list(block: Block, place: Span, findings: Findings) -> bool:
    """Whether a block is of the list that `place` is in: an item of it, or the country of some."""
    text = findings.cut(block.span)
    is_country = len(text) <= _LONGEST_COUNTRY and read_country(text.strip("【】<>[]■●◆○・ "))
    names = len(text) <= _LONGEST_TITLE and findings.links_in(block.span)
    is_item = _is_item(block.span, findings) or (names and not _WORDS.search(text))
    return bool(is_country or is_item) or block.span.overlaps(place)


def _is_heading(block: Block, findings: Findings) -> bool:
    return block.kind == "heading" and not _is_item(block.span, findings)


def _is_item(line: Span, findings: Findings) -> bool:
    """Whether what looks like a heading is a line of a list: a name and a date."""
    if len(line) > _LONGEST_ITEM:
        return False
    return bool(findings.links_in(line) and findings.dates_in(line))


def _is_title(block: Block) -> bool:
    return block.kind == "caption" or len(block.span) <= _LONGEST_TITLE
