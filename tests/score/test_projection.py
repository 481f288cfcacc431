from hypothesis import given
from hypothesis import strategies as st

from extract.model import Span
from extract.score.projection import project_spans

LINES = st.lists(st.text("ab京 都", max_size=8), max_size=6).map("\n".join)


@given(LINES, LINES, st.data())
def test_a_projected_span_begins_and_ends_with_the_same_characters(
    read: str, frozen: str, data: st.DataObject
) -> None:
    if not read:
        return
    start = data.draw(st.integers(0, len(read) - 1))
    end = data.draw(st.integers(start + 1, len(read)))
    projected = project_spans(read, frozen)(Span(start, end))
    if projected is not None:
        found, origin = projected.of(frozen), read[start:end]
        assert found
        assert found[0] in origin
        assert found[-1] in origin


@given(LINES, st.data())
def test_the_same_text_projects_to_itself(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert project_spans(text, text)(Span(start, end)) == Span(start, end)


def test_a_span_that_is_gone_is_none() -> None:
    assert project_spans("kept\nlost", "kept")(Span(5, 9)) is None
