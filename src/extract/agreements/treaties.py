"""The text of an agreement itself -> its parties, named under its title, and its last date.

Memorandum of Understanding / between / A University / and / B Institute
"""

import re
from collections.abc import Sequence

from extract.agreements.countries import read_country
from extract.agreements.findings import Findings
from extract.agreements.kinds import NOUN
from extract.agreements.moments import is_end
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
_TITLE_OF_TWO = re.compile(
    rf"(?:{NOUN})\s(?:[^.]*\s)?(?:between|among)\s|と[^。]*(?:の|間)[^。]*(?:{NOUN})書?\s*$",
    re.IGNORECASE,
)
_BETWEEN_LINES = re.compile(r"\n\s*(?:by\s+and\s+)?between(?:\s+the)?\s*\n", re.IGNORECASE)
_ARTICLE = re.compile(
    r"\s*(?:article\s+(?:1|i|one)(?![0-9a-z])|第\s*[1１一]\s*条)"
    r"|this\s+(?:agreement|memorandum|mou)\s+(?:shall|is\s+valid|takes|enters|becomes|remains)",
    re.IGNORECASE,
)
_ARTICLE_REACH = 12
"""How many lines below its title the first article of an agreement stands."""
_LONGEST_OPENING = 200
_LONGEST_LIST = 30
_WORDS_OF_CONTRACT = re.compile(
    rf"[「『\"]?甲[」』\"]?|(?:以下|次)の{NOUN}|次のとおり|以下のとおり|下記のとおり|(?<![A-Za-z])(?:hereinafter|hereafter|by\s+and\s+between)(?![A-Za-z])",
    re.IGNORECASE,
)


def is_contract_text(index: int, segments: Sequence[Segment], findings: Findings) -> bool:
    """Whether a sentence is of an agreement's own text, and not about it."""
    text = findings.cut(segments[index].span)
    is_title = _is_opening(text) or _is_title_of_contract(index, segments, findings)
    return bool(is_title or _WORDS_OF_CONTRACT.search(text))


def _is_opening(text: str) -> bool:
    return len(text) <= _LONGEST_OPENING and _OPENING.fullmatch(text.strip()) is not None


def find_treaty(index: int, segments: Sequence[Segment], findings: Findings) -> Agreement | None:
    """Return the agreement whose own text a line opens, with the parties that its title names.

    They stand in the line itself, or in the lines behind one that ends in "between".
    """
    if _opens(index, segments, findings):
        end = _find_end_of_names(index, segments, findings)
    elif _is_title_of_contract(index, segments, findings):
        end = segments[index].span.end
    else:
        return None
    span = Span(segments[index].span.start, end)
    links = _drop_in_brackets(findings.links_in(span), findings)
    parties = choose_parties(links, span, findings)
    if len(parties) < 2:
        return None
    return Agreement(parties, None, None, None, None, span, _SCORE)


def _find_end_of_names(index: int, segments: Sequence[Segment], findings: Findings) -> int:
    """Return where the lines end that hold names, countries, or words that join them."""
    end = segments[index].span.end
    for segment in segments[index + 1 : index + 1 + _LONGEST_LIST]:
        text = findings.cut(segment.span).strip(" \n,;.")
        is_between = text.casefold() in ("and", "the", "and the", "") or _BRACKETED.fullmatch(text)
        names = any(link.mention.span.overlaps(segment.span) for link in findings.links)
        is_sentence = findings.cut(segment.span).rstrip().endswith((".", "。"))
        if is_sentence or (not names and not is_between and read_country(text) is None):
            break
        end = segment.span.end if names else end
    return end


_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")


def _is_title_of_contract(index: int, segments: Sequence[Segment], findings: Findings) -> bool:
    """Whether a line is the title of an agreement: on several lines, or with articles below."""
    text = findings.cut(segments[index].span)
    if len(text) > _LONGEST_OPENING or not _TITLE_OF_TWO.search(text):
        return False
    if _BETWEEN_LINES.search(text):
        return True
    below = segments[index + 1 : index + 1 + _ARTICLE_REACH]
    return any(_ARTICLE.match(findings.cut(segment.span)) for segment in below)


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
    """Return the date that stands alone at the end of an agreement's text, None for none.

    Of the days on which both sides signed it is the later one.
    """
    for segment in reversed(segments[index + 1 :]):
        dates = findings.dates_in(segment.span)
        rest = len(findings.cut(segment.span).replace(" ", "")) - sum(
            len(one.span) for one in dates
        )
        is_alone = bool(dates) and rest <= _LONGEST_DATE_LINE
        if is_alone and not any(is_end(date, segment.span, findings) for date in dates):
            return max((one.date for one in dates), key=lambda date: str(date.last_day))
    return None
