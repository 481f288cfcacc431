"""What a sentence says that something builds on -> the older agreement, and its date.

"It builds on a 2012 memorandum", "based on the agreement of 12 March 2004": the date is never that
of what is signed now, and who agreed then are those whom the sentence, or the one before, names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.agreements.findings import Findings
from extract.agreements.kinds import NOUN
from extract.agreements.words import load_words, match_words
from extract.model import DateMention, Span

_LONGEST_BEFORE = 300
"""In code points: how far before its date the words may begin that say what is built on."""

_WORDS = match_words(load_words("background")["english"])
_LED = rf"(?i:{_WORDS})\s+(?i:an?|the|their|its|this|that)\s+"
_NO_KIND = match_words(load_words("no agreement")["before"])
# Behind a comma only a further name: what else goes on there is another clause.
_PARTIES = r"\s+(?i:between|with|among)\s(?:[^.;,]|,\s+(?:and\s+)?(?:the\s+)?(?=[A-Z])){3,150}"
_NAMED = (
    rf"(?:(?!{_NO_KIND})[A-Za-z-]+\s+){{0,5}}?(?P<noun>(?i:{NOUN}))(?:\s*\([^()]*\))?"
    rf"(?P<with>{_PARTIES}?)?"
)
_SIGNED = (
    r"(?:,?\s+(?:that|which)\s+(?:was|were|had\s+been)|,)?\s+(?:first\s+)?"
    r"(?:signed|concluded|made|entered\s+into|established|reached)\s+(?:in|on)\s+"
)
_NAMED_BEFORE = re.compile(
    rf"{_LED}{_NAMED}(?:\s+(?:of|in|from|dated)\s+|{_SIGNED})(?:the\s+)?$", re.DOTALL
)
_DATED_BEFORE = re.compile(rf"{_LED}(?:[a-z-]+\s+){{0,2}}$")
_NAMED_BEHIND = re.compile(
    rf"\s+(?:(?!{_NO_KIND})[A-Za-z-]+\s+){{0,5}}?(?P<noun>(?i:{NOUN}))"
    rf"(?P<with>{_PARTIES})?",
    re.DOTALL,
)


_JAPANESE_BEHIND = re.compile(
    rf"(?:(?:付け?|締結)?の|に(?:締結|調印|署名|交わ|結)[しさんば](?:れ)?た)[^、。]{{0,12}}?(?P<noun>{NOUN})書?"
    r"(?:に(?:基づ|もとづ|よ[るり]|則|代わ)|を[^、。]{0,8}?(?:発展|拡大|格上げ|基に|もとに|踏まえ|引き継|土台))"
)


@dataclass(frozen=True, slots=True)
class Background:
    """An older agreement: all that is said of it, what it is called, and when it was made.

    `named` holds those whom the words name as its parties; empty where they name none.
    """

    span: Span
    noun: Span
    named: Span
    date: DateMention


def list_backgrounds(sentence: Span, findings: Findings) -> Iterator[Background]:
    """Yield the older agreements that a sentence says something builds on, in order."""
    for date in findings.dates_in(sentence):
        if (background := _find_background(date, sentence, findings)) is not None:
            yield background


def _find_background(date: DateMention, sentence: Span, findings: Findings) -> Background | None:
    text = findings.document.text
    low = max(sentence.start, date.span.start - _LONGEST_BEFORE)
    if before := _NAMED_BEFORE.search(text, low, date.span.start):
        return Background(
            Span(before.start(), date.span.end),
            Span(*before.span("noun")),
            _span_named(before, date.span.start),
            date,
        )
    if japanese := _JAPANESE_BEHIND.match(text, date.span.end, sentence.end):
        noun = Span(*japanese.span("noun"))
        return Background(Span(date.span.start, noun.end), noun, Span(noun.end, noun.end), date)
    led = _DATED_BEFORE.search(text, low, date.span.start)
    behind = _NAMED_BEHIND.match(text, date.span.end, sentence.end)
    if led is None or behind is None:
        return None
    return Background(
        Span(led.start(), behind.end("noun")),
        Span(*behind.span("noun")),
        _span_named(behind, behind.end("noun")),
        date,
    )


def _span_named(match: re.Match[str], default: int) -> Span:
    return Span(*match.span("with")) if match["with"] else Span(default, default)
