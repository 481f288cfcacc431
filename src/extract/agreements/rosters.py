"""A sentence that does not name its partners -> those whom the sentence or lines behind it name.

"A University signed a memorandum with three universities. They include B, C and D."
"The agreement was signed on 3 May by / X, President, A University / Y, Rector, B University"
"""

import re
from collections.abc import Sequence

from extract.agreements.findings import Findings
from extract.agreements.kinds import NOUN
from extract.agreements.roles import assign_roles, list_links
from extract.agreements.signings import find_signings
from extract.agreements.words import load_words, match_words
from extract.model import Link, Segment, Span

_BODIES = match_words(load_words("antecedents")["bodies"])
_COUNTS = re.compile(
    r"(?:[0-9０-９二三四五六七八九十]+|複数)の?(?:大学|機関|校|研究所|団体|社)[^、。]{0,4}と"
    r"|(?<![a-z])with\s+an?\s+(?:[a-z]+\s+){1,3}?(?:university|institute|institution|partner)(?![a-z])"
    rf"|(?<![a-z])with\s+(?:two|three|four|five|six|seven|eight|nine|ten|[0-9]+|several)\s+(?:[a-z-]+\s+){{0,4}}?{_BODIES}",
    re.IGNORECASE,
)
_NAMES = re.compile(
    rf"(?:{NOUN})[^、。]{{0,6}}?(?:結んだ|締結した|調印した|交わした)[^、。]{{0,8}}?は"
    r"|(?:締結先|相手先|相手校|相手大学|相手機関)は"
    rf"|(?<![a-z])(?:{_BODIES}\s+(?:[a-z]+\s+)*?|they\s+|these\s+|mou\s+)?(?:signing\s+)?(?:include|are|were)\s",
    re.IGNORECASE,
)


def _find_signers(segment: Segment, findings: Findings) -> tuple[Link, ...]:
    """Return the two institutions whose heads a sentence says sign, none for fewer or more."""
    links = findings.links_in(segment.span)
    parts = [
        part
        for signing in find_signings(segment, links, findings)
        for part in assign_roles(signing, links, findings)
    ]
    signers = list_links(parts, "subject")
    return tuple(signers) if len(signers) == 2 else ()


_SIGNS = re.compile(
    rf"{match_words(load_words('roles')['people'])}|{match_words(load_words('roles')['representing'])}"
    r"|署名者|^\s*for\s",
    re.IGNORECASE,
)
_MOST_LINES, _LONGEST_LINE = 6, 100


def counts_partners(clause: Span, findings: Findings) -> bool:
    """Whether a clause says with how many others something was agreed."""
    return _COUNTS.search(findings.cut(clause)) is not None


def find_counted(index: int, segments: Sequence[Segment], findings: Findings) -> tuple[Link, ...]:
    """Return the several institutions that the next sentence names, none where it names one."""
    if index + 1 == len(segments):
        return ()
    segment = segments[index + 1]
    if signers := _find_signers(segment, findings):
        return signers
    match = _NAMES.search(findings.document.text, segment.span.start, segment.span.end)
    if match is None or segment.block > segments[index].block + 1:
        return ()
    links = findings.links_in(Span(match.end(), segment.span.end))
    is_told_behind = not findings.links_in(Span(segment.span.start, match.end()))
    return links if len(links) > 1 and is_told_behind else ()


def find_signatories(
    index: int, segments: Sequence[Segment], findings: Findings
) -> tuple[Link, ...]:
    """Return the institutions of those who sign in the lines below, none where only one does."""
    found: list[Link] = []
    block = segments[index].block
    for segment in segments[index + 1 : index + 1 + _MOST_LINES]:
        links = findings.links_in(segment.span)
        is_line = len(segment.span) <= _LONGEST_LINE and segment.block <= block + 1
        if not is_line or not (links and _SIGNS.search(findings.cut(segment.span))):
            break
        found += links
        block = segment.block
    return tuple(found) if len(found) > 1 else ()
