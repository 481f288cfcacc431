from dataclasses import replace
from datetime import date

import pytest

from extract.gold import GoldAgreement, GoldDocument, GoldMention, GoldParty
from extract.model import (
    Agreement,
    Candidate,
    DateMention,
    DateValue,
    Document,
    Extraction,
    Link,
    Mention,
    Party,
    Span,
)
from extract.score import judge_document, summarise

TEXT = "The University of Michigan, Medical School (UM) and CNRS, 2013. 6\nKyoto University"
MICHIGAN, UM, CNRS, KYOTO = "University of Michigan", "UM", "CNRS", "Kyoto University"


def span_of(part: str) -> Span:
    start = TEXT.index(part)
    return Span(start, start + len(part))


def make_gold() -> GoldDocument:
    ids: dict[str, tuple[str | None, ...]] = {
        MICHIGAN: ("https://ror.org/00jmfr291",),
        UM: ("https://ror.org/00jmfr291",),
        CNRS: ("https://ror.org/02feahw73", None),
        KYOTO: (None,),
    }
    mentions = [
        GoldMention(span_of(text), "INSTITUTION", text, answers) for text, answers in ids.items()
    ]
    mentions.append(GoldMention(span_of("2013. 6"), "DATE", "2013. 6", ("2013-06", "2013")))
    return GoldDocument(
        name="sample",
        document="sample.txt",
        text=TEXT,
        language="en",
        guidelines="",
        mentions=tuple(sorted(mentions, key=lambda mention: mention.span)),
        ignored=(span_of("Medical School"),),
    )


def extract_spans(*spans: Span, text: str = TEXT, ids: dict[Span, str] | None = None) -> Extraction:
    mentions = tuple(Mention(span, 1.0, "en") for span in spans)
    links = []
    for mention in mentions:
        found = (ids or {}).get(mention.span)
        chosen = Candidate(found, "", "", 1.0, "") if found else None
        links.append(Link(mention, (), chosen, 1.0))
    document = Document("0" * 64, "sample.txt", "text/plain", "", text)
    return Extraction(document, mentions, (), (), tuple(links), (), "")


def count(extraction: Extraction | None, task: str) -> tuple[int, int, int]:
    """Right, missed, spurious."""
    outcomes = [
        judgement.outcome
        for judgement in judge_document(make_gold(), extraction)
        if judgement.task == task
    ]
    return outcomes.count("right"), outcomes.count("missed"), outcomes.count("spurious")


STRICT = "institutions, strict"


@pytest.mark.parametrize(
    "found",
    [
        "University of Michigan",
        "The University of Michigan",
        "University of Michigan, Medical School",
    ],
)
def test_articles_and_ignored_surplus_do_not_break_a_match(found: str) -> None:
    assert count(extract_spans(span_of(found)), STRICT) == (1, 3, 0)


@pytest.mark.parametrize(
    "found",
    ["University of", "University of Michigan, Medical School (UM", "CNRS, 2013", "School (UM"],
)
def test_a_span_that_cuts_joins_or_overreaches_is_wrong(found: str) -> None:
    right, _, spurious = count(extract_spans(span_of(found)), STRICT)
    assert (right, spurious) == ((1, 0) if found == "School (UM" else (0, 1))


def test_a_span_inside_ignored_text_is_dropped() -> None:
    assert count(extract_spans(span_of("Medical School (")), STRICT) == (0, 4, 0)


def test_without_an_extraction_everything_is_missed() -> None:
    assert count(None, STRICT) == (0, 4, 0)


def test_overlap_counts_a_mention_once_however_many_touch_it() -> None:
    extraction = extract_spans(span_of("Univer"), span_of("Michigan"), span_of(" and "))
    assert count(extraction, "institutions, overlap") == (1, 3, 1)
    extraction = extract_spans(span_of("2013"))
    assert count(extraction, "institutions, overlap") == (0, 4, 1)


def test_links_are_judged_on_the_spans_that_were_found() -> None:
    ids = {span_of(CNRS): "https://ror.org/02feahw73", span_of(KYOTO): "https://ror.org/02kpeqv85"}
    extraction = extract_spans(span_of(CNRS), span_of(KYOTO), ids=ids)
    assert count(extraction, "links of right spans") == (1, 1, 1)
    nil = extract_spans(span_of(CNRS), span_of(KYOTO), span_of(UM))
    assert count(nil, "links of right spans") == (2, 1, 1)


def test_doubtful_links_are_left_out() -> None:
    gold = make_gold()
    doubtful = tuple(replace(mention, is_doubtful=True) for mention in gold.mentions)
    judged = judge_document(replace(gold, mentions=doubtful), extract_spans(span_of(CNRS)))
    assert not [item for item in judged if item.task == "links of right spans"]


def test_dates_need_span_and_value() -> None:
    value = DateValue("2013-07", date(2013, 7, 1), date(2013, 7, 31))
    found = replace(extract_spans(), dates=(DateMention(span_of("2013. 6"), value, "en"),))
    assert count(found, "dates, strict") == (1, 0, 0)
    assert count(found, "dates, strict + value") == (0, 1, 1)
    also = replace(found.dates[0], date=replace(value, value="2013"))
    assert count(replace(found, dates=(also,)), "dates, strict + value") == (1, 0, 0)


def test_predictions_on_a_text_read_differently_are_carried_over() -> None:
    text = "Page 1\n" + TEXT.replace("CNRS", "C N R S")
    start = text.index("C N R S")
    extraction = extract_spans(Span(start, start + 7), text=text)
    assert count(extraction, STRICT) == (1, 3, 0)


def _agreement(parties: tuple[str, ...], start: str | None) -> Agreement:
    value = DateValue(start, None, None) if start else None
    return Agreement(
        parties=tuple(Party(text, span_of(text), None) for text in parties),
        start=value,
        end=None,
        end_status=None,
        subject=None,
        evidence=Span(0, 60),
        score=1.0,
    )


@pytest.mark.parametrize(
    ("parties", "start", "task", "expected"),
    [
        ((MICHIGAN, CNRS), "2013-06", "agreements, all of it", (1, 0, 0)),
        ((MICHIGAN,), "2013-06", "agreements, all of it", (0, 1, 1)),
        ((MICHIGAN,), "2013-06", "agreements, start", (1, 0, 0)),
        ((MICHIGAN, CNRS, KYOTO), "2013-06", "agreements, parties", (0, 1, 1)),
        ((MICHIGAN, CNRS), None, "agreements, start", (0, 1, 1)),
    ],
)
def test_an_agreement_is_judged_part_by_part(
    parties: tuple[str, ...], start: str | None, task: str, expected: tuple[int, int, int]
) -> None:
    wanted = GoldAgreement(
        parties=tuple(GoldParty(text, span_of(text), None) for text in (MICHIGAN, CNRS)),
        start="2013-06",
        end=None,
        end_status=None,
        subject=None,
        evidence=Span(0, 65),
    )
    gold = replace(make_gold(), agreements=(wanted,))
    found = replace(extract_spans(), agreements=(_agreement(parties, start),))
    outcomes = [item.outcome for item in judge_document(gold, found) if item.task == task]
    assert tuple(outcomes.count(name) for name in ("right", "missed", "spurious")) == expected


def test_figures_follow_from_the_judgements() -> None:
    judgements = judge_document(make_gold(), extract_spans(span_of(CNRS), span_of("2013")))
    score = next(
        item for item in summarise(judgements) if (item.task, item.scope) == (STRICT, "all")
    )
    assert (score.precision, score.recall) == (0.5, 0.25)
    assert score.f1 == pytest.approx(1 / 3)
    assert score.f1_low <= score.f1 <= score.f1_high
    assert (score.expected, score.found) == (4, 2)


def test_the_home_institution_is_neither_required_nor_wrong() -> None:
    wanted = GoldAgreement((), None, None, None, None, Span(0, 65))
    gold = replace(make_gold(), agreements=(wanted,))
    home = Party("Kyoto University", span_of(KYOTO), None)
    found = replace(_agreement((KYOTO,), None), home=home)
    judged = judge_document(gold, replace(extract_spans(), agreements=(found,)))
    assert {item.outcome for item in judged if item.task == "agreements, parties"} == {"right"}


def test_a_home_institution_that_the_gold_repeats_is_covered_by_the_one_found() -> None:
    party = GoldParty("Kyoto University", span_of(KYOTO), None)
    wanted = GoldAgreement((party,), None, None, None, None, Span(0, 65))
    gold = replace(make_gold(), agreements=(wanted,))
    home = Party("Kyoto University", span_of(KYOTO), None)
    for parties, outcomes in (((), {"right"}), (("CNRS",), {"missed", "spurious"})):
        found = replace(_agreement(parties, None), home=home)
        judged = judge_document(gold, replace(extract_spans(), agreements=(found,)))
        assert {one.outcome for one in judged if one.task == "agreements, parties"} == outcomes
