import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from extract.text import is_japanese, language_of, normalise, script_of

# Grows (㍿ is four characters), shrinks (ｶﾞ is one), combines, astral, both scripts.
TRAPS = st.text(alphabet=st.sampled_from("Aａé㍿ｶﾞﾊﾟが゙́𠮷①ﬁ大学 \n…1½"), max_size=30)


@given(TRAPS | st.text(max_size=30))
def test_a_normalised_copy_is_nfkc_by_cluster_and_knows_where_each_piece_came_from(
    text: str,
) -> None:
    copy = normalise(text)
    assert len(copy.text) == len(copy.starts) == len(copy.ends)
    assert all(
        0 <= start < end <= len(text) for start, end in zip(copy.starts, copy.ends, strict=True)
    )
    assert list(copy.starts) == sorted(copy.starts)
    for index in range(len(copy.text)):
        origin = copy.span(index, index + 1).of(text)
        assert copy.text[index] in unicodedata.normalize("NFKC", origin)


@given(TRAPS | st.text(max_size=30))
def test_the_origins_of_a_normalised_copy_cover_the_text_without_gaps(text: str) -> None:
    copy = normalise(text)
    covered = {
        i for start, end in zip(copy.starts, copy.ends, strict=True) for i in range(start, end)
    }
    assert covered == set(range(len(text)))


def test_a_voicing_mark_keeps_the_origin_of_its_kana() -> None:
    assert normalise("ｶﾞｸ").span(0, 1).of("ｶﾞｸ") == "ｶﾞ"


def test_scripts_end_where_unicode_says() -> None:
    assert script_of("ん") == "hiragana"
    assert script_of("ｱ") == "katakana"
    assert script_of("×") == "other"
    assert script_of("Ł") == "latin"
    assert script_of("𠮷") == "han"
    assert not is_japanese("。")


def test_digits_and_punctuation_alone_take_the_default_language() -> None:
    assert language_of("2013. 6", default="ja") == "ja"
    assert language_of("2013. 6", default="en") == "en"
