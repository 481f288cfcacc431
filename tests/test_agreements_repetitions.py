"""Which agreements say again what an earlier one said."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from extract.agreements.repetitions import is_same, mark_repetitions
from extract.agreements.terms import split_period
from extract.model import Agreement, DateValue, Link, Mention, Party, Span
from tests.agreement_documents import name_candidate


def make_party(name: str) -> Party:
    chosen = name_candidate(name)
    return Party(name, Span(0, 1), Link(Mention(Span(0, 1), 1, "en"), (chosen,), chosen, 1))


def make_date(value: str | None) -> DateValue | None:
    return split_period(DateValue(f"{value}/..", None, None)).start if value else None


def make_agreement(
    names: tuple[str, ...] = ("A", "B"),
    start: str | None = "2001-04",
    end: str | None = None,
    subject: str | None = None,
) -> Agreement:
    parties = tuple(make_party(name) for name in names)
    return Agreement(parties, make_date(start), make_date(end), None, subject, Span(0, 9), 1.0)


agreements = st.builds(
    make_agreement,
    names=st.lists(st.sampled_from("ABC"), max_size=3, unique=True).map(tuple),
    start=st.sampled_from([None, "2001", "2001-04", "2001-05", "2001-04-01"]),
    end=st.sampled_from([None, "2005", "2006-03"]),
    subject=st.sampled_from([None, "Plants", "植物", "Stars"]),
)


@given(st.lists(agreements, max_size=8))
def test_an_agreement_repeats_only_an_earlier_one_that_repeats_none(told: list[Agreement]) -> None:
    marked = mark_repetitions(told)
    assert [replace(one, same_as=None) for one in marked] == told
    for index, one in enumerate(marked):
        if one.same_as is not None:
            assert one.same_as < index
            assert marked[one.same_as].same_as is None
            assert is_same(marked[one.same_as], one)


@given(st.lists(agreements.filter(lambda one: one.parties and one.start), max_size=5))
def test_a_document_told_twice_is_all_repeated(told: list[Agreement]) -> None:
    marked = mark_repetitions([*told, *told])
    assert all(one.same_as is not None for one in marked[len(told) :])


@given(agreements, agreements)
def test_being_the_same_has_no_direction(one: Agreement, other: Agreement) -> None:
    assert is_same(one, other) == is_same(other, one)


def test_the_order_of_parties_does_not_matter() -> None:
    pair = [make_agreement(("A", "B")), make_agreement(("B", "A"))]
    assert mark_repetitions(pair)[1].same_as == 0


def test_a_subject_in_another_language_contradicts_nothing() -> None:
    assert is_same(
        make_agreement(subject="植物科学の協力"), make_agreement(subject="Plant science")
    )
    assert not is_same(make_agreement(subject="Stars"), make_agreement(subject="Plant science"))


def test_a_date_said_more_exactly_may_be_the_same() -> None:
    assert is_same(make_agreement(start="2001"), make_agreement(start="2001-04"))
    assert not is_same(make_agreement(start="2001-05"), make_agreement(start="2001-04"))
