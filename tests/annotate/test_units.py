import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extract.annotate.units import SplitCharacterError, measure

# What grows in UTF-16 (astral), what a reader sees as one character (combining marks, half-width
# voicing marks, joined emoji), and plain letters of both scripts.
TEXTS = st.lists(
    st.sampled_from(
        ["𠮷", "👩‍🔬", "e\u0301", "ｶﾞ", "か\u3099", "大学", "CNRS", " ", "\u2028", "🇯🇵"]
    ),
    max_size=12,
).map("".join)


def units(text: str) -> int:
    """Count as a browser does."""
    return len(text.encode("utf-16-le")) // 2


@given(TEXTS)
@example("𠮷𠮷野家")
def test_offsets_go_there_as_a_browser_counts_and_come_back(text: str) -> None:
    ruler = measure(text)
    for point in range(len(text) + 1):
        unit = ruler.to_units(point)
        assert unit == units(text[:point])
        assert ruler.to_point(unit) == point


@given(TEXTS)
@example("𠮷")
def test_an_offset_inside_a_character_is_refused(text: str) -> None:
    ruler = measure(text)
    edges = {units(text[:point]) for point in range(len(text) + 1)}
    for unit in set(range(units(text))) - edges:
        with pytest.raises(SplitCharacterError):
            ruler.to_point(unit)
