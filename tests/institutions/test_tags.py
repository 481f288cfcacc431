from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.institutions.tags import (
    BEGIN,
    IMPOSSIBLE,
    INSIDE,
    LAST,
    OUTSIDE,
    UNIT,
    Floats,
    list_ends,
    list_moves,
    list_starts,
    tag_words,
)

scores = st.lists(
    st.lists(st.floats(-5, 5, width=32), min_size=5, max_size=5), min_size=1, max_size=5
).map(lambda rows: np.array(rows, np.float32))


def enumerate_paths(words: Floats, moves: Floats) -> dict[tuple[int, ...], float]:
    paths = {}
    for tags in product(range(5), repeat=len(words)):
        total = list_starts()[tags[0]] + list_ends()[tags[-1]]
        total += sum(words[index, tag] for index, tag in enumerate(tags))
        total += sum(moves[a, b] for a, b in pairwise(tags))
        if total > IMPOSSIBLE / 2:
            paths[tags] = float(total)
    return paths


def cut_spans(tags: tuple[int, ...]) -> list[tuple[int, int]]:
    spans, first = [], 0
    for index, tag in enumerate(tags):
        if tag in (BEGIN, UNIT):
            first = index
        if tag in (LAST, UNIT):
            spans.append((first, index + 1))
    return spans


@given(scores)
def test_the_spans_are_those_of_the_best_of_all_legal_paths(words: Floats) -> None:
    paths = enumerate_paths(words, list_moves())
    best = max(paths.values())
    found = [(span.first, span.end) for span in tag_words(words, list_moves()).spans]
    assert any(cut_spans(tags) == found for tags, total in paths.items() if total > best - 1e-3)


@given(scores)
def test_a_span_is_as_likely_as_all_paths_that_have_it(words: Floats) -> None:
    paths = enumerate_paths(words, list_moves())
    total = sum(np.exp(value) for value in paths.values())
    for span in tag_words(words, list_moves()).spans:
        having = [v for t, v in paths.items() if (span.first, span.end) in cut_spans(t)]
        assert span.probability == pytest.approx(sum(map(np.exp, having)) / total, abs=2e-3)


@given(scores)
def test_a_word_is_inside_as_likely_as_all_paths_that_have_it_in_a_span(words: Floats) -> None:
    paths = enumerate_paths(words, list_moves())
    total = sum(np.exp(value) for value in paths.values())
    inside = tag_words(words, list_moves()).inside
    for index in range(len(words)):
        having = [value for tags, value in paths.items() if tags[index] != OUTSIDE]
        assert inside[index] == pytest.approx(sum(map(np.exp, having)) / total, abs=2e-3)


def test_a_text_without_words_has_no_spans() -> None:
    tagging = tag_words(np.zeros((0, 5), np.float32), list_moves())
    assert tagging.spans == () and len(tagging.inside) == 0


def test_no_mention_is_left_open() -> None:
    moves = list_moves()
    assert moves[BEGIN, OUTSIDE] == moves[INSIDE, UNIT] == moves[OUTSIDE, LAST] == IMPOSSIBLE
    assert moves[BEGIN, LAST] == moves[LAST, UNIT] == moves[OUTSIDE, BEGIN] == 0
