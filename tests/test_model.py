from hypothesis import given
from hypothesis import strategies as st

from extract.model import Block, Box, Document, Page, Span, Word

SPANS = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(
    lambda ends: Span(min(ends), max(ends))
)


@given(SPANS, SPANS)
def test_spans_overlap_exactly_where_they_share_an_offset(one: Span, other: Span) -> None:
    shared = set(range(one.start, one.end)) & set(range(other.start, other.end))
    assert one.overlaps(other) == bool(shared) == other.overlaps(one)


def _document() -> Document:
    words = (
        Word(Span(0, 4), Box(0, 10, 10, 40, 20)),
        Word(Span(5, 9), Box(0, 45, 10, 80, 20)),
        Word(Span(9, 13), Box(1, 10, 10, 40, 20)),
    )
    return Document(
        sha256="0" * 64,
        source="a.pdf",
        media_type="application/pdf",
        title="",
        text="CNRS JSPS MEXT",
        pages=(Page(100, 100), Page(100, 100), Page(100, 100, "blank")),
        blocks=(Block("paragraph", Span(0, 14), 0),),
        words=words,
    )


def test_a_span_has_the_boxes_of_every_word_it_touches() -> None:
    assert [box.page for box in _document().boxes(Span(6, 10))] == [0, 1]
    assert _document().boxes(Span(4, 5)) == ()


def test_a_span_is_on_the_page_of_its_first_word() -> None:
    assert _document().page_of(Span(10, 12)) == 1
    assert _document().page_of(Span(4, 5)) == 0
