import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.errors import GoldError
from extract.gold import (
    GoldAgreement,
    GoldDocument,
    GoldMention,
    GoldParty,
    digest_of,
    list_gold,
    read_gold,
    write_gold,
)
from extract.model import Span

TEXT = "京都大学と CNRS は 2013. 6 に協定を結んだ。\u2028無期限\r\n"


def make_gold(text: str = TEXT) -> GoldDocument:
    return GoldDocument(
        name="sample",
        document="sample.txt",
        text=text,
        language="ja",
        guidelines="GUIDELINES.md",
        mentions=(
            GoldMention(Span(0, 4), "INSTITUTION", text[0:4], ("https://ror.org/02kpeqv85", None)),
            GoldMention(Span(6, 10), "INSTITUTION", text[6:10], (None,), is_doubtful=True),
            GoldMention(Span(13, 20), "DATE", text[13:20], ("2013-06",)),
        ),
        ignored=(Span(4, 5),),
        agreements=(
            GoldAgreement(
                parties=(GoldParty(text[6:10], Span(6, 10), None),),
                start="2013-06",
                end=None,
                end_status="indefinite",
                subject=None,
                evidence=Span(0, 26),
            ),
        ),
    )


def test_gold_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_gold(make_gold(), tmp_path)
    assert list_gold(tmp_path) == ("sample",)
    assert read_gold(tmp_path, "sample") == make_gold()


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=26))
def test_any_text_can_be_gold(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("gold")
    write_gold(make_gold(text), folder)
    assert read_gold(folder, "sample") == make_gold(text)


def test_writing_twice_changes_no_byte(tmp_path: Path) -> None:
    write_gold(make_gold(), tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    write_gold(read_gold(tmp_path, "sample"), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first


def test_what_a_set_is_split_for_stays_in_the_header(tmp_path: Path) -> None:
    path = tmp_path / "sample.jsonl"
    write_gold(replace(make_gold(), half="train"), tmp_path)
    before = path.read_bytes()
    assert b'"half": "train"' in before
    write_gold(read_gold(tmp_path, "sample"), tmp_path)
    assert path.read_bytes() == before


def test_real_gold_goes_through_byte_for_byte(shared: Path, tmp_path: Path) -> None:
    folder = shared / "gold" / "dev"
    for name in list_gold(folder):
        write_gold(read_gold(folder, name), tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes()


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ({"start": 0, "end": 99, "label": "DATE"}, "end 99 in a text of"),
        ({"start": 3, "end": 3, "label": "DATE"}, "start 3 and end 3"),
        (
            {"start": 0, "end": 4, "label": "INSTITUTION", "text": "東京大学"},
            "the text has '京都大学'",
        ),
        ({"start": 0, "end": 4, "label": "PERSON", "text": "京都大学"}, "label 'PERSON'"),
    ],
)
def test_a_line_that_breaks_the_format_is_named(
    tmp_path: Path, line: dict[str, object], complaint: str
) -> None:
    write_gold(make_gold(), tmp_path)
    path = tmp_path / "sample.jsonl"
    header = path.read_text(encoding="utf-8").split("\n")[0]
    path.write_text(f"{header}\n{json.dumps(line)}\n", encoding="utf-8")
    with pytest.raises(GoldError, match=complaint) as raised:
        read_gold(tmp_path, "sample")
    assert "sample.jsonl:2" in str(raised.value)


def test_overlapping_lines_are_refused(tmp_path: Path) -> None:
    write_gold(make_gold(), tmp_path)
    path = tmp_path / "sample.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write('{"start": 15, "end": 22, "label": "IGNORE"}\n')
    with pytest.raises(GoldError, match="inside the line before"):
        read_gold(tmp_path, "sample")


def test_a_changed_text_is_refused(tmp_path: Path) -> None:
    write_gold(make_gold(), tmp_path)
    (tmp_path / "sample.txt").write_text("another text", encoding="utf-8")
    with pytest.raises(GoldError, match="sha256 differs"):
        read_gold(tmp_path, "sample")


def test_a_folder_without_gold_says_so(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="holds no gold"):
        list_gold(tmp_path)
    with pytest.raises(GoldError, match="is not a folder"):
        list_gold(tmp_path / "none")


def test_the_digest_is_of_the_bytes() -> None:
    assert digest_of("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


@pytest.mark.parametrize("folder", ["dev", "test"])
def test_the_untidy_pages_are_valid_gold(folder: str) -> None:
    pages = Path(__file__).parent / "data" / "pages" / folder
    gold = [read_gold(pages, name) for name in list_gold(pages)]
    assert all(each.mentions for each in gold)
    assert len(gold) == len(list(pages.glob("*.txt")))
