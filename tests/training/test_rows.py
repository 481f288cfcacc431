import pytest

pytest.importorskip("torch")

from extract.institutions.tags import BEGIN, INSIDE, LAST, OUTSIDE, UNIT
from extract.institutions.words import Words
from extract.model import Span
from extract.training.rows import list_allowed_tags

WORDS = Words(
    texts=("the", "University", "of", "Tokyo", "and", "CNRS"),
    spans=(Span(0, 3), Span(4, 14), Span(15, 17), Span(18, 23), Span(24, 27), Span(28, 32)),
    spaced=(True,) * 6,
    tokens=tuple(range(6)),
)


def test_mentions_allow_one_tag_a_word() -> None:
    allowed = list_allowed_tags(WORDS, [Span(4, 23), Span(28, 32)], [])
    assert allowed == [(OUTSIDE,), (BEGIN,), (INSIDE,), (LAST,), (OUTSIDE,), (UNIT,)]


def test_ignored_words_allow_every_tag() -> None:
    assert list_allowed_tags(WORDS, [], [Span(28, 32)])[5] == (0, 1, 2, 3, 4)
