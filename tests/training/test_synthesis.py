import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from extract.model import Language
from extract.training.examples import read_examples
from extract.training.synthesis import (
    SHAPES,
    generate_examples,
    load_grammars,
    make_example,
    write_training_data,
)
from extract.training.synthesis_grammar import Grammar
from extract.training.synthesis_names import load_names, shorten_japanese

LANGUAGES: tuple[Language, ...] = ("ja", "en")
TYPES = ("education", "government", "facility", "healthcare", "company", "nonprofit")


def make_record(kind: str, country: str, names: list[tuple[str, str | None, str]]) -> str:
    return json.dumps(
        {
            "status": "active",
            "types": [kind],
            "locations": [{"geonames_details": {"country_code": country}}],
            "names": [{"value": v, "lang": lang, "types": [type_]} for v, lang, type_ in names],
        },
        ensure_ascii=False,
    )


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines: list[str] = []
    for kind in TYPES:
        for country, adjective in (("JP", "Japanese"), ("FR", "French"), ("US", "American")):
            name = f"{adjective} House of {kind.title()}"
            names: list[tuple[str, str | None, str]] = [
                (name, "en", "label"),
                (f"H{country}", None, "acronym"),
            ]
            if country == "JP":
                names.append((f"公益財団法人{kind[0]}東洋{len(kind)}研究所", "ja", "label"))
            lines.append(make_record(kind, country, names))
    lines.append(make_record("education", "CN", [("华东师范大学", "zh", "label")]))
    lines.append(make_record("education", "US", [("Ohio School of Law", "en", "label")]))
    lines.append(make_record("company", "US", [("Acmetron (United States)", "en", "label")]))
    path = tmp_path_factory.mktemp("registry") / "ror.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(lines))
    return path


@pytest.fixture(scope="module")
def grammars(registry: Path) -> Mapping[Language, Grammar]:
    return load_grammars(registry)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_grammars_refer_only_to_what_there_is(
    language: Language, grammars: Mapping[Language, Grammar]
) -> None:
    assert grammars[language].find_unknown_names() == frozenset()
    for shape in SHAPES[language]:
        named = {shape.rule, shape.header, shape.heading} - {None}
        assert named <= grammars[language].rules.keys()


def test_the_same_seed_gives_the_same_examples(registry: Path) -> None:
    first = list(generate_examples(registry, count=40, seed=5))
    assert first == list(generate_examples(registry, count=40, seed=5))
    assert first != list(generate_examples(registry, count=40, seed=6))


@pytest.mark.parametrize("language", LANGUAGES)
def test_spans_lie_in_the_text_in_order_and_without_spaces_at_their_edges(
    language: Language, grammars: Mapping[Language, Grammar]
) -> None:
    random = Random(11)
    for _ in range(900):
        example = make_example(grammars[language], language, random)
        assert example.text
        assert not set("⟦⟧⟨⟩{}").intersection(example.text), example.text
        end = 0
        for span in sorted((*example.spans, *example.ignored)):
            assert end <= span.start < span.end <= len(example.text)
            end = span.end
        for span in example.spans:
            assert span.of(example.text).strip() == span.of(example.text) != ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shape_comes_up_and_some_text_names_no_institution(
    language: Language, grammars: Mapping[Language, Grammar]
) -> None:
    random = Random(2)
    examples = [make_example(grammars[language], language, random) for _ in range(900)]
    assert {example.kind for example in examples} == {shape.rule for shape in SHAPES[language]}
    empty = sum(not example.spans for example in examples)
    assert 0.2 < empty / len(examples) < 0.6


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_of_a_page_stand_on_lines_of_their_own(
    language: Language, grammars: Mapping[Language, Grammar]
) -> None:
    random = Random(4)
    examples = [make_example(grammars[language], language, random) for _ in range(400)]
    rows = [example.text for example in examples if example.kind == "page_row"]
    assert sum("\n" in text for text in rows) > len(rows) / 3
    assert not any(text.startswith("\n") for text in rows)


def test_titles_of_agreements_are_broken_over_lines_and_come_in_capitals(
    grammars: Mapping[Language, Grammar],
) -> None:
    random = Random(6)
    examples = [make_example(grammars["en"], "en", random) for _ in range(1500)]
    titles = [example for example in examples if example.kind == "page_title"]
    assert any(title.text.isupper() for title in titles)
    assert sum("\n" in title.text and len(title.spans) > 1 for title in titles) > len(titles) / 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_shape_is_more_than_a_tenth(language: Language) -> None:
    weights = [shape.weight for shape in SHAPES[language]]
    assert max(weights) < sum(weights) / 10


def test_names_of_units_and_countries_in_brackets_are_not_drawn(registry: Path) -> None:
    texts = {name.text for name in load_names(registry)}
    assert "Acmetron" in texts
    assert "Ohio School of Law" not in texts


def test_chinese_names_are_written_in_the_kanji_of_japan(registry: Path) -> None:
    assert "華東師範大学" in {name.text for name in load_names(registry)}


def test_japanese_names_are_cut_short_by_rule() -> None:
    assert shorten_japanese("国立大学法人東洋工業大学", Random(1)) == "東洋工大"
    assert shorten_japanese("先端物質研究所", Random(0)) in {"先端物質研", "先物研"}


def test_training_data_is_written_in_three_parts(registry: Path, tmp_path: Path) -> None:
    ner = tmp_path / "ner"
    ner.mkdir()
    write_training_data(registry, ner, tmp_path / "out", count=60, seed=1)
    train = list(read_examples(tmp_path / "out" / "train.jsonl"))
    dev = list(read_examples(tmp_path / "out" / "dev.jsonl"))
    public = list(read_examples(tmp_path / "out" / "public.jsonl"))
    assert (len(train), len(dev), len(public)) == (60, 3, 0)
    assert not set(dev) & set(train)
