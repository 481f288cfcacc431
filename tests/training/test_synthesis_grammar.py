from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.model import Span
from extract.training.synthesis_grammar import Grammar, read_grammar, read_marks
from extract.training.synthesis_noise import (
    CHANGES,
    fill_acronyms,
    put_articles,
    spoil,
)

LETTERS = "ab IZüé東京ーカ（）、.&~'𠮷ﾊﾟ0"


@st.composite
def marked_texts(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.text(LETTERS, min_size=1, max_size=30), max_size=6))
    marks = draw(st.lists(st.sampled_from(["", "⟦⟧", "⟨⟩"]), min_size=6, max_size=6))
    return "".join(
        f"{mark[0]}{part}{mark[1]}" if mark else part
        for part, mark in zip(parts, marks, strict=False)
    )


@given(marked_texts())
def test_spans_cut_out_what_stood_between_the_marks(marked: str) -> None:
    read = read_marks(marked)
    rebuilt = read.text
    for span in sorted((*read.institutions, *read.ignored), reverse=True):
        opening, closing = "⟦⟧" if span in read.institutions else "⟨⟩"
        inside = f"{opening}{span.of(rebuilt)}{closing}"
        rebuilt = rebuilt[: span.start] + inside + rebuilt[span.end :]
    assert rebuilt == marked


@given(marked_texts(), st.integers(0, 10_000))
def test_no_change_loses_a_name(marked: str, seed: int) -> None:
    before = read_marks(marked)
    for language in ("ja", "en"):
        for _, change in CHANGES[language]:
            after = read_marks(change(marked, Random(seed)))
            assert len(after.institutions) == len(before.institutions)
            assert len(after.ignored) == len(before.ignored)
        assert len(read_marks(spoil(marked, language, Random(seed))).institutions) == len(
            before.institutions
        )


def test_a_rule_draws_its_templates_by_weight() -> None:
    grammar = Grammar(read_grammar("word =\n9| often\nseldom\n"), {})
    random = Random(1)
    drawn = [grammar.expand("word", random) for _ in range(1000)]
    assert 850 < drawn.count("often") < 950


def test_variants_may_hold_rules_and_further_variants() -> None:
    grammar = Grammar(read_grammar("greeting =\n{hello {name|you {one|two}}|}!\n"), {})
    random = Random(1)
    drawn = {grammar.expand("greeting", random) for _ in range(100)}
    assert drawn == {"hello name!", "hello you one!", "hello you two!", "!"}


def test_a_backslash_keeps_the_space_at_the_end() -> None:
    assert Grammar(read_grammar("lead =\nOn Monday, \\\n"), {}).expand("lead", Random(0)) == (
        "On Monday, "
    )


def test_names_without_a_rule_are_found() -> None:
    grammar = Grammar(read_grammar("one =\n{two} {three|{four}}\ntwo =\nx\n"), {})
    assert grammar.find_unknown_names() == {"four"}


def test_a_brace_left_open_is_an_error() -> None:
    with pytest.raises(ValueError, match="not closed"):
        read_grammar("one =\n{two\n")


def test_the_article_goes_before_names_that_take_it() -> None:
    random = Random(3)
    drawn = {
        put_articles("~⟦University of Turku⟧ and ~⟦Turku University⟧", random) for _ in range(50)
    }
    assert "The ⟦University of Turku⟧ and ⟦Turku University⟧" in drawn
    assert not any("the ⟦Turku" in text for text in drawn)
    assert put_articles("at ~⟦The Hague University⟧", random) == "at ⟦The Hague University⟧"


def test_an_acronym_is_made_of_the_name_before_it() -> None:
    marked = fill_acronyms("⟦Centre for Ice and Snow⟧ (⟦@⟧), ⟦ocean⟧ [⟦@⟧]")
    assert marked == "⟦Centre for Ice and Snow⟧ (⟦CIS⟧), ⟦ocean⟧ [⟦OCEA⟧]"


def test_ignored_text_is_no_institution() -> None:
    read = read_marks("⟨MIT⟩ ⟦MIT⟧")
    assert (read.ignored, read.institutions) == ((Span(0, 3),), (Span(4, 7),))
