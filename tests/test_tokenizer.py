import pickle
from pathlib import Path

import pytest
import spacy
from hypothesis import example, given
from hypothesis import strategies as st
from spacy.vocab import Vocab

from extract.tokenizer import FugashiTokenizer

tokenizer = FugashiTokenizer(Vocab())

mixed = st.text(
    st.one_of(
        st.sampled_from("京都大学のカガｶﾞﾞ゛゙𠮷野CNRSé１２ 　\t\n\r\0\u2028()（）。，’-/"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)


@given(mixed)
@example("  ")
@example("\0a\0\0b")
@example("x\n")
@example("が\u3099か゛")
def test_every_code_point_is_in_one_token_and_offsets_are_exact(text: str) -> None:
    doc = tokenizer(text)
    assert doc.text == text
    for token in doc:
        assert text[token.idx : token.idx + len(token.text)] == token.text


def test_words_and_tags_are_those_of_unidic() -> None:
    doc = tokenizer("京都大学に行く")
    assert [token.text for token in doc] == ["京都", "大学", "に", "行く"]
    assert doc[0].tag_ == "名詞-固有名詞"


@pytest.mark.parametrize("text", ["ﾐｼｶﾞﾝ大学", "𠮷野大学", "e\u0301cole大学"])
def test_half_width_astral_and_combining_letters_keep_their_offsets(text: str) -> None:
    doc = tokenizer(text)
    assert doc[-1].text == "大学"
    assert doc[-1].idx == len(text) - 2


def test_runs_of_signs_are_cut_into_single_ones() -> None:
    assert [token.text for token in tokenizer("Corp.）,")] == ["Corp", ".", "）", ","]


def test_a_long_text_is_covered_too() -> None:
    text = "京都大学 " * 5000 + "A" * 70_000
    assert tokenizer(text).text == text


def test_it_pickles() -> None:
    assert pickle.loads(pickle.dumps(tokenizer))("東京都").text == "東京都"


def test_a_saved_pipeline_loads_with_it(tmp_path: Path) -> None:
    config = {"nlp": {"tokenizer": {"@tokenizers": "extract.fugashi.v1"}}}
    spacy.blank("ja", config=config).to_disk(tmp_path)
    pipeline = spacy.load(tmp_path)
    assert [token.text for token in pipeline("東京大学 と")] == ["東京", "大学", "と"]
