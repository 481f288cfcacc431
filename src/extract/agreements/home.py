"""Findings of a document -> the institution that the document is from.

It is certain only where the document says so (「以下、本学」), or has it beside its date at the
top, or has one institution in its headings, or names one much more often than any other outside
of its tables.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from extract.agreements.findings import Findings
from extract.agreements.parties import as_party, is_embassy
from extract.agreements.repetitions import identify_party
from extract.agreements.words import load_words
from extract.model import Agreement, Link, Party, Span

_DEFINED = re.compile(r"\s*[(（]\s*以下[、,]?\s*[「『\"“]?(?:本|当|弊)")

_WITH_BEFORE = re.compile(r"(?<![a-z])(?:with|between|and)\s+(?:the\s+)?$", re.IGNORECASE)
_WITH_BEHIND = re.compile(
    r"\s*(?:[(（][^()（）]*[)）])?\s*(?:の[^、。はがと]{1,12})?(?:と|及び|、)"
)

_BRACKET_OPENS = re.compile(r"\s*[(（]")
_ONLY_WITH = re.compile(r"[^、。はが]{0,12}?と[^、。はが]{0,15}")
_SUBJECT_BEHIND = re.compile(r"(?:\s*[(（][^()（）]*[)）])?\s*(?:が|は|、)")

_HEAD = 30
"""In how many blocks from the top the day of issue is looked for."""
_LONGEST_REST = 12
"""How many code points may stand beside a day, or a name, that is alone: a weekday, brackets."""

_LEAST_MENTIONS, _LEAST_LEAD = 3, 2.0
"""How often the institution must be named, and how much more often than the next."""


def find_home(findings: Findings) -> Party | None:
    """Return the first mention of the institution that the document is from, None if uncertain."""
    for link in findings.links:
        if _DEFINED.match(findings.document.text, link.mention.span.end):
            return as_party(link, findings)
    home = _find_issuer(findings) or _find_in_titles(findings) or _find_most_frequent(findings)
    return None if home is not None and is_embassy(home.text) else home


def _find_issuer(findings: Findings) -> Party | None:
    """Return the institution that stands alone in a line beside the day of issue, at the top.

    Where there are several such lines, they are of a list.
    """
    found = [
        party
        for one, other in pairwise(findings.document.blocks[:_HEAD])
        for date, name in ((one, other), (other, one))
        if _is_day(date.span, findings) and (party := _find_alone(name.span, findings))
    ]
    return found[0] if len(found) == 1 else None


def _find_alone(line: Span, findings: Findings) -> Party | None:
    """Return the institution whose names are all of a line, None where more is in it."""
    links = findings.links_in(line)
    named = sum(len(link.mention.span) for link in links)
    return _as_only(links, findings) if named + _LONGEST_REST >= len(line) else None


def _is_day(line: Span, findings: Findings) -> bool:
    """Whether a line is one day, perhaps with its weekday."""
    dates = findings.dates_in(line)
    is_day = len(dates) == 1 and dates[0].date.first_day == dates[0].date.last_day
    return is_day and len(line) <= len(dates[0].span) + _LONGEST_REST


def _find_in_titles(findings: Findings) -> Party | None:
    """Return the one institution that the headings name, None where they name none or several."""
    links = [
        link
        for block in findings.document.blocks
        if block.kind == "heading"
        for link in findings.links_in(block.span)
        if not _is_other_side(link, block.span, findings)
    ]
    return _as_only(links, findings)


def _is_other_side(link: Link, title: Span, findings: Findings) -> bool:
    """Whether a title says with whom: 「A大学と協定を締結」, "Agreement with A University"."""
    before = findings.cut(Span(title.start, link.mention.span.start))
    behind = findings.cut(Span(link.mention.span.end, title.end))
    if _WITH_BEFORE.search(before):
        return True
    return _WITH_BEHIND.match(behind) is not None and not _is_coordinated(link, title, findings)


def _is_coordinated(link: Link, title: Span, findings: Findings) -> bool:
    """Whether a title names another behind, with whom the first does something: 「AとBが」."""
    text = findings.document.text
    for other in findings.links_in(Span(link.mention.span.end, title.end)):
        gap = text[link.mention.span.end : other.mention.span.start]
        if not _BRACKET_OPENS.fullmatch(gap):
            is_beside = _ONLY_WITH.fullmatch(gap) is not None
            return is_beside and _SUBJECT_BEHIND.match(text, other.mention.span.end) is not None
    return False


def _as_only(links: Sequence[Link], findings: Findings) -> Party | None:
    parties = [as_party(link, findings) for link in links]
    return parties[0] if len({identify_party(party) for party in parties}) == 1 else None


def _find_most_frequent(findings: Findings) -> Party | None:
    """Return the institution that the text outside of tables is about."""
    blocks = (block for block in findings.document.blocks if block.kind != "table_cell")
    links = [link for block in blocks for link in findings.links_in(block.span)]
    if findings.document.tables and (only := _as_only(links, findings)):
        return only
    firsts: dict[str, Party] = {}
    counts: Counter[str] = Counter()
    partners = _list_partners(links, findings)
    for link in links:
        party = as_party(link, findings)
        if identify_party(party) in partners:
            continue
        firsts.setdefault(identify_party(party), party)
        counts[identify_party(party)] += 1
    (key, most), (_, next_most) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    if most < _LEAST_MENTIONS or most < _LEAST_LEAD * next_most:
        return None
    return firsts[key]


def _list_partners(links: Sequence[Link], findings: Findings) -> frozenset[str]:
    """Return the institutions with whom the one that the document is from does something."""
    partners: set[str] = set()
    for block in findings.document.blocks:
        if block.kind != "table_cell" and names_home(findings.cut(block.span)):
            partners |= {
                identify_party(as_party(link, findings))
                for link in findings.links_in(block.span)
                if _is_other_side(link, block.span, findings)
            }
    return frozenset(partners)


def is_alone_at_home(agreement: Agreement, home: Party | None) -> bool:
    """Whether nobody but the institution that a document is from is named, and no term."""
    parties = {identify_party(party) for party in agreement.parties}
    is_dated = agreement.start or agreement.end or agreement.end_status
    return not is_dated and home is not None and parties == {identify_party(home)}


def names_home(text: str) -> bool:
    """Whether a sentence speaks of the institution that the document is from.

    >>> names_home("本学は協定を締結した"), names_home("We signed"), names_home("Powerful")
    (True, True, False)
    """
    return _HOME_NAMES.search(text) is not None


def _match_name(name: str) -> str:
    # Letters of both scripts around: not \\b, which does not part "we" from kana.
    return rf"(?<![a-z]){name}(?![a-z])" if name.isascii() else name


_HOME_NAMES = re.compile(
    "|".join(_match_name(name) for name in load_words("home")["names"]), re.IGNORECASE
)
