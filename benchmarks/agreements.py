"""Agreements against gold, with the mentions of the gold and with our own.

Usage: python benchmarks/agreements.py [--gold ../shared/gold/dev] [--registry FILE]
           [--with gold|spans|own] [--errors]

One table: precision, recall and F1 of parties, start, end and end status, each alone and all
together. `--with` says what agreements are put together from: "gold" mentions, links and dates,
which measures this stage alone; "spans" of the gold with our links, dates and end statuses; or
all our "own", as in a run. `--errors` prints what was missed and what was spurious.
"""

import argparse
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from extract.agreements import assemble_agreements
from extract.dates import find_dates, find_end_statuses
from extract.gold import GoldDocument, GoldMention, list_gold, read_gold
from extract.link import link_mentions
from extract.model import (
    Candidate,
    DateMention,
    DateValue,
    Document,
    EndStatusMention,
    Extraction,
    Link,
    Mention,
)
from extract.parse import read_document
from extract.pipeline import Tools, analyse_document, load_tools
from extract.score.judgement import Judgement, judge_document
from extract.score.summary import summarise
from extract.segment import split_segments
from extract.text import language_of

_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


def read_days(value: str) -> DateValue:
    """Return the value with its days, as far as it is a date or an interval of dates."""
    first, _, last = value.strip("[].").partition("/")
    return DateValue(value, _read_day(first, is_last=False), _read_day(last or first, is_last=True))


def _read_day(value: str, *, is_last: bool) -> date | None:
    match = _DAY.fullmatch(value)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    month = month or (12 if is_last else 1)
    return date(year, month, day or (monthrange(year, month)[1] if is_last else 1))


def assemble_from_gold(gold: GoldDocument, document: Document, tools: Tools) -> Extraction:
    """Put together agreements from the gold's mentions, links, dates and end statuses."""
    links = tuple(_link_gold(item) for item in gold.mentions if item.label == "INSTITUTION")
    dates = tuple(
        DateMention(item.span, read_days(str(item.answers[0])), "ja")
        for item in gold.mentions
        if item.label == "DATE" and item.answers
    )
    statuses = tuple(
        EndStatusMention(item.span, item.answers[0], "ja")  # type: ignore[arg-type]
        for item in gold.mentions
        if item.label == "END_STATUS" and item.answers
    )
    return _assemble(document, links, dates, statuses)


def _link_gold(item: GoldMention) -> Link:
    answer = item.answers[0] if item.answers else None
    chosen = Candidate(answer, item.text, "", 1.0, item.text) if answer else None
    mention = Mention(item.span, 1.0, language_of(item.text, default="en"))
    return Link(mention, (chosen,) if chosen else (), chosen, 1.0)


def assemble_from_spans(gold: GoldDocument, document: Document, tools: Tools) -> Extraction:
    """Put together agreements from the gold's spans of institutions, and all else our own."""
    segments = split_segments(document)
    mentions = [
        Mention(item.span, 1.0, language_of(item.text, default="en"))
        for item in gold.mentions
        if item.label == "INSTITUTION"
    ]
    return _assemble(
        document,
        link_mentions(document, segments, mentions, tools.registry),
        find_dates(document, segments),
        find_end_statuses(document, segments),
    )


def _assemble(
    document: Document,
    links: tuple[Link, ...],
    dates: tuple[DateMention, ...],
    statuses: tuple[EndStatusMention, ...],
) -> Extraction:
    agreements = assemble_agreements(document, split_segments(document), dates, statuses, links)
    mentions = tuple(link.mention for link in links)
    return Extraction(document, mentions, dates, statuses, links, agreements, "benchmark")


def assemble_own(gold: GoldDocument, document: Document, tools: Tools) -> Extraction:
    """Do as a run does."""
    return analyse_document(document, tools)


WAYS: Mapping[str, Callable[[GoldDocument, Document, Tools], Extraction]] = {
    "gold": assemble_from_gold,
    "spans": assemble_from_spans,
    "own": assemble_own,
}


def print_scores(judgements: Iterable[Judgement]) -> None:
    print(f"{'task':24} {'scope':24} {'P':>6} {'R':>6} {'F1':>6} {'gold':>5} {'found':>5}")
    for score in summarise(judgements):
        print(
            f"{score.task.removeprefix('agreements, '):24} {score.scope:24} {score.precision:6.3f} "
            f"{score.recall:6.3f} {score.f1:6.3f} {score.expected:5} {score.found:5}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold/dev"))
    parser.add_argument("--registry")
    parser.add_argument("--with", dest="way", choices=WAYS, default="gold")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    tools = load_tools(options.registry)
    judgements: list[Judgement] = []
    for name in list_gold(options.gold):
        gold = read_gold(options.gold, name)
        if gold.agreements is not None:
            document = read_document(str(options.gold / f"{name}.txt"))
            judged = judge_document(gold, WAYS[options.way](gold, document, tools))
            judgements += [one for one in judged if one.task.startswith("agreements")]
    print_scores(judgements)
    for one in judgements if options.errors else ():
        if one.outcome != "right" and one.task.endswith("all of it"):
            print(f"{one.document} {one.span.start} {one.outcome}: {one.expected} / {one.found}")


if __name__ == "__main__":
    main()
