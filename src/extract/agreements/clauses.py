"""A sentence -> the clauses that each tell of a signing, with the subject carried on.

「A大学はB大学と協定を結んでおり、C研究所はD大学と覚書を締結した」 tells two; in
「A大学はB大学と協定を結び、C大学と覚書を交わした」 the subject of the first is that of the second.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extract.agreements.findings import Findings
from extract.agreements.words import load_words, match_words
from extract.model import Link, Span

_SIGNS = match_words(load_words("signing")["japanese"])
_BOUNDARY = re.compile(rf"{_SIGNS}[^、。]{{0,8}}?(?:り|し|び|れ|て|が|ほか)、")
_BRACKET = r"(?:\s*[(（][^()（）]*[)）])*"
_TOPIC = re.compile(rf"{_BRACKET}\s*(?:側)?[はが]")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence; `subject` are the institutions that it is about, in order.

    Those that stand in an earlier clause are among them where the clause has no subject.
    """

    span: Span
    subject: tuple[Link, ...]


def split_clauses(sentence: Span, findings: Findings) -> Iterator[Clause]:
    """Yield the clauses of a sentence in order; most sentences are one."""
    text = findings.cut(sentence)
    bounds = [0, *(match.end() for match in _BOUNDARY.finditer(text)), len(text)]
    subject: tuple[Link, ...] = ()
    for start, end in pairwise(bounds):
        span = Span(sentence.start + start, sentence.start + end)
        subject = _find_subject(span, findings) or subject
        if start < end:
            yield Clause(span, subject)


def _find_subject(clause: Span, findings: Findings) -> tuple[Link, ...]:
    """Return the institutions up to the last one that は or が follows."""
    links = findings.links_in(clause)
    text = findings.document.text
    marked = [i for i, link in enumerate(links) if _TOPIC.match(text, link.mention.span.end)]
    return links[: marked[0] + 1] if marked else ()
