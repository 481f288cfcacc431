"""The text of an agreement itself -> its parties, named under its title, and its last date.

Memorandum of Understanding / between / A University / and / B Institute
"""

import re
from collections.abc import Sequence

from extract.agreements.findings import Findings
from extract.agreements.kinds import NOUN
from extract.agreements.parties import choose_parties
from extract.model import Agreement, DateValue, Link, Segment, Span

_SCORE = 0.8
"""How often lines under a title that ends in "between" name the parties; a guess."""

_OPENING = re.compile(
    rf"(?:[^.]*(?:{NOUN})[^.]*\s)?(?:by\s+and\s+)?(?:between|among)(?:\s+the)?[:\s]*", re.IGNORECASE
)
_TITLE = re.compile(NOUN, re.IGNORECASE)
_TITLE_REACH = 3
"""How many lines above "between" the title may stand."""
_LONGEST_OPENING = 200
_LONGEST_LIST = 30
_WORDS_OF_CONTRACT = re.compile(
    r"[「『\"]?甲[」』\"]?|次のとおり|以下のとおり|下記のとおり|(?<![A-Za-z])(?:hereinafter|hereafter|by\s+and\s+between)(?![A-Za-z])",
    re.IGNORECASE,
)


def is_contract_text(segment: Segment, findings: Findings) -> bool:
    """Whether a sentence is of an agreement's own text, and not about it."""
    text = findings.cut(segment.span)
    return bool(_WORDS_OF_CONTRACT.search(text) or _is_opening(text))


def _is_opening(text: str) -> bool:
    return len(text) <= _LONGEST_OPENING and _OPENING.fullmatch(text.strip()) is not None


def find_treaty(index: int, segments: Sequence[Segment], findings: Findings) -> Agreement | None:
    """Return the agreement whose parties the lines behind a line that ends in "between" name."""
    if not _opens(index, segments, findings):
        return None
    links: list[Link] = []
    end = segments[index].span.end
    for segment in segments[index + 1 : index + 1 + _LONGEST_LIST]:
        found = findings.links_in(segment.span)
        text = findings.cut(segment.span).strip(" \n,;.").casefold()
        if not found and text not in ("and", "the", ""):
            break
        links += found
        end = segment.span.end if found else end
    span = Span(segments[index].span.start, end)
    parties = choose_parties(_drop_in_brackets(links, findings), span, findings)
    if len(parties) < 2:
        return None
    return Agreement(parties, None, None, None, None, span, _SCORE)


def _opens(index: int, segments: Sequence[Segment], findings: Findings) -> bool:
    if not _is_opening(findings.cut(segments[index].span)):
        return False
    above = segments[max(index - _TITLE_REACH, 0) : index + 1]
    return any(_TITLE.search(findings.cut(segment.span)) for segment in above)


def _drop_in_brackets(links: Sequence[Link], findings: Findings) -> list[Link]:
    text = findings.document.text
    return [
        link
        for link in links
        if text[link.mention.span.start - 1 : link.mention.span.start] not in "(（"
    ]


_LONGEST_DATE_LINE = 30


def find_last_date(index: int, segments: Sequence[Segment], findings: Findings) -> DateValue | None:
    """Return the date that stands alone at the end of an agreement's text, None for none."""
    for segment in reversed(segments[index + 1 :]):
        dates = findings.dates_in(segment.span)
        if len(dates) == 1 and len(segment.span) <= _LONGEST_DATE_LINE + len(dates[0].span):
            return dates[0].date
    return None
