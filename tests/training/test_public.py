import json
from pathlib import Path

import pytest

from extract.training.examples import Example
from extract.training.public import read_public_examples


def relabel(
    folder: Path, text: str, names: list[str], *, source: str = "grobid_ack"
) -> list[Example]:
    spans = [[text.index(name), text.index(name) + len(name), "INSTITUTION"] for name in names]
    line = {"lang": "en", "src": source, "split": "train", "text": text, "spans": spans}
    content = json.dumps({**line, "has": ["INSTITUTION"]}, ensure_ascii=False)
    (folder / f"{source}.jsonl").write_text(content + "\n", encoding="utf-8")
    return list(read_public_examples(folder, split="train"))


def kept(example: Example) -> list[str]:
    return [span.of(example.text) for span in example.spans]


def masked(example: Example) -> list[str]:
    return [span.of(example.text) for span in example.ignored]


@pytest.mark.parametrize(
    ("text", "name", "names"),
    [
        ("By the Swiss Fund (SSF).", "Swiss Fund (SSF)", ["Swiss Fund", "SSF"]),
        ("By Aim Institute (Oslo, NO).", "Aim Institute (Oslo, NO)", ["Aim Institute"]),
        ("The Lund University's aim", "The Lund University's", ["Lund University"]),
        ("Lund University School of Law", "Lund University School of Law", ["Lund University"]),
        ("at Aim University.", "Aim University.", ["Aim University"]),
        ("東洋大学医学部の研究", "東洋大学医学部", ["東洋大学"]),
        ("科学技術振興財団（JST）が支援", "科学技術振興財団（JST）", ["科学技術振興財団", "JST"]),
    ],
)  # fmt: skip
def test_spans_are_moved_to_our_limits(
    tmp_path: Path, text: str, name: str, names: list[str]
) -> None:
    (example,) = relabel(tmp_path, text, [name])
    assert kept(example) == names


@pytest.mark.parametrize(
    "name", ["Labour Party", "Royal Navy", "French Government", "Aim Grants Program", "日本陸軍"]
)
def test_what_the_guidelines_do_not_count_is_masked(tmp_path: Path, name: str) -> None:
    text = f"Aim University and {name}"
    (example,) = relabel(tmp_path, text, ["Aim University", name])
    assert (kept(example), masked(example)) == (["Aim University"], [name])


def test_a_bare_name_counts_at_work_and_not_at_play(tmp_path: Path) -> None:
    (work,) = relabel(tmp_path, "Funding came from Wellcome for research.", ["Wellcome"])
    play = relabel(tmp_path, "Aim College saw the band Wellcome.", ["Aim College", "Wellcome"])
    assert kept(work) == ["Wellcome"]
    assert [masked(example) for example in play] == [["Wellcome"]]


def test_damaged_sentences_are_left_out(tmp_path: Path) -> None:
    assert relabel(tmp_path, "TheMcGrawCenter is at Aim University.", ["Aim University"]) == []


def test_only_the_split_asked_for_and_known_sources_are_read(tmp_path: Path) -> None:
    relabel(tmp_path, "Aim University", ["Aim University"], source="unheard_of")
    assert list(read_public_examples(tmp_path, split="train")) == []
    relabel(tmp_path, "Aim University", ["Aim University"])
    assert list(read_public_examples(tmp_path, split="test")) == []


def test_public_corpora_give_examples_with_spans_in_order(shared: Path) -> None:
    examples = list(read_public_examples(shared / "ner", split="dev"))
    assert len(examples) > 1000
    for example in examples:
        end = 0
        for span in sorted((*example.spans, *example.ignored)):
            assert end <= span.start < span.end <= len(example.text)
            end = span.end
