from dataclasses import replace

import pytest

from extract.annotate.consent import compare_annotators, list_agreed, list_cases
from extract.annotate.work import span_of
from extract.gold import GoldDocument, GoldMention
from extract.model import Label, Span

TEXT = "abcdefghij"
EMPTY = GoldDocument("a", "a.txt", TEXT, "en", "", (), ())


def annotate(*marks: tuple[int, int, Label, str]) -> GoldDocument:
    mentions = (
        GoldMention(Span(start, end), label, TEXT[start:end], (answer,))
        for start, end, label, answer in marks
    )
    return replace(EMPTY, mentions=tuple(mentions))


def test_figures_are_those_worked_out_by_hand() -> None:
    first = annotate((0, 2, "INSTITUTION", "x"), (4, 6, "DATE", "2001"))
    second = annotate((0, 2, "INSTITUTION", "y"), (4, 8, "DATE", "2001"))
    consent = compare_annotators(first, second)
    assert consent.span_f1 == pytest.approx(0.5)
    # Observed 8 of 10; by chance .2*.2 + .2*.4 + .6*.4 = .36.
    assert consent.kappa == pytest.approx((0.8 - 0.36) / (1 - 0.36))
    assert consent.same_answers == 0.0


def test_alike_is_one_and_nothing_is_not_a_figure() -> None:
    gold = annotate((0, 2, "INSTITUTION", "x"))
    assert compare_annotators(gold, gold).span_f1 == 1.0
    assert compare_annotators(gold, gold).kappa == 1.0
    nothing = compare_annotators(EMPTY, EMPTY)
    assert (nothing.span_f1, nothing.kappa, nothing.same_answers) == (None, None, None)


def test_cases_hold_what_overlaps_and_leave_out_what_is_alike() -> None:
    first = annotate((0, 2, "INSTITUTION", "x"), (3, 5, "DATE", "1"), (6, 8, "DATE", "1"))
    second = annotate((0, 2, "INSTITUTION", "x"), (4, 7, "DATE", "1"), (9, 10, "DATE", "1"))
    assert [span_of(mark) for mark in list_agreed(first, second)] == [Span(0, 2)]
    cases = list_cases(first, second)
    assert [case.span for case in cases] == [Span(3, 8), Span(9, 10)]
    assert [len(case.first) for case in cases] == [2, 0]
    assert [len(case.second) for case in cases] == [1, 1]
