import pickle
from itertools import pairwise
from pathlib import Path

import pytest

from extract.errors import ModelError
from extract.institutions import Recogniser, find_institutions, load_recogniser
from extract.institutions.recogniser import open_recogniser
from extract.model import Document, Mention
from extract.parse import read_document
from extract.segment import split_segments
from tests.institutions.drafts import KnownNames


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return load_recogniser()


def read_text(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "report.md"
    path.write_text(text, encoding="utf-8")
    return read_document(str(path))


def find(document: Document, recogniser: Recogniser) -> tuple[Mention, ...]:
    registry = KnownNames()
    return find_institutions(
        document,
        split_segments(document),
        recogniser,
        registry,  # type: ignore[arg-type]
    )


def test_institutions_are_found_in_tables_and_sentences_of_both_languages(
    tmp_path: Path, recogniser: Recogniser
) -> None:
    document = read_text(
        tmp_path,
        "東北大学は2019年にUniversity of Oxfordと協定を結んだ。\n\n"
        "| 国 | 相手機関 | 締結 |\n|---|---|---|\n"
        "| ドイツ | ハイデルベルク大学 医学部 | 2003. 4 |\n"
        "| 英国 | ケンブリッジ大学 | 2005. 1 |\n\n"
        "The University of Tokyo signed a memorandum with the Max Planck Society (MPG).\n",
    )
    mentions = find(document, recogniser)
    names = [mention.span.of(document.text) for mention in mentions]
    for name in (
        "東北大学",
        "University of Oxford",
        "ケンブリッジ大学",
        "Max Planck Society",
        "MPG",
    ):
        assert name in names
    assert all(first.span.end <= second.span.start for first, second in pairwise(mentions))
    assert all(0 < mention.score < 1 for mention in mentions)


def test_a_text_without_institutions_has_none(tmp_path: Path, recogniser: Recogniser) -> None:
    document = read_text(tmp_path, "The weather was fine.\n\n2019年4月1日、晴れ。\n\n123\n")
    assert find(document, recogniser) == ()


def test_an_empty_document_has_none(recogniser: Recogniser) -> None:
    document = Document("", "", "text/plain", "", "")
    assert find(document, recogniser) == ()


def test_a_long_sentence_is_read_to_its_end(tmp_path: Path, recogniser: Recogniser) -> None:
    text = "We visited " + "a small house near the river, " * 80 + "and Kyoto University.\n"
    document = read_text(tmp_path, text)
    names = [mention.span.of(document.text) for mention in find(document, recogniser)]
    assert names == ["Kyoto University"]


def test_pipelines_pickle_with_their_encoder(recogniser: Recogniser) -> None:
    pipeline = pickle.loads(pickle.dumps(recogniser.pipelines["ja"]))
    assert [entity.text for entity in pipeline("京都大学に行く。").ents] == ["京都大学"]


def test_missing_models_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="version control"):
        open_recogniser(tmp_path)
