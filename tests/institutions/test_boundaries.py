import pytest

from extract.institutions.boundaries import (
    drop_common_nouns,
    grow_names,
    split_names,
    trim_edges,
)
from tests.institutions.drafts import list_found, make_draft


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("supported by ⟦JSPS's⟧ programme", ["JSPS"]),
        ("⟦JSPS’S⟧ BOTTOM-UP APPROACH", ["JSPS"]),
        ("(⟦UMR7178 Institut Hubert Curien⟧)", ["Institut Hubert Curien"]),
        ("with ⟦the University of Tokyo,⟧", ["University of Tokyo"]),
        ("(see ⟦Osaka University)⟧", ["Osaka University"]),
        ("⟦Embassy of Japan (London⟧)", ["Embassy of Japan (London)"]),
        ("⟦The University of Tokyo⟧", ["The University of Tokyo"]),
        ("⟦...⟧", []),
    ],
)
def test_edges_are_those_of_the_name(line: str, names: list[str]) -> None:
    assert list_found(trim_edges(make_draft(line))) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (
            "⟦National Institute for Materials Science (NIMS)⟧",
            ["National Institute for Materials Science", "NIMS"],
        ),
        ("⟦CEA/DIF⟧", ["CEA", "DIF"]),
        ("⟦中国科学院 化学研究所⟧", ["中国科学院", "化学研究所"]),
        ("⟦イリノイ大学 シカゴ校⟧", ["イリノイ大学 シカゴ校"]),
        ("⟦ミシガン大学 医学部⟧", ["ミシガン大学 医学部"]),
        ("⟦独立行政法人 理化学研究所⟧", ["独立行政法人 理化学研究所"]),
        ("⟦CC-IN2P3⟧", ["CC-IN2P3"]),
        ("⟦Japan Foundation (London)⟧", ["Japan Foundation (London)"]),
    ],
)
def test_two_names_are_cut_and_one_is_not(line: str, names: list[str]) -> None:
    assert list_found(split_names(make_draft(line))) == names


def test_a_hyphen_parts_two_names_that_the_registry_knows() -> None:
    draft = make_draft("⟦Irfu-CEA⟧", known=("Irfu", "CEA"))
    assert list_found(split_names(draft)) == ["Irfu", "CEA"]


def test_an_acronym_glued_to_a_name_is_the_larger_body() -> None:
    line = "⟦JAXA宇宙科学研究所⟧"
    assert list_found(split_names(make_draft(line, known=("宇宙科学研究所",)))) == [
        "JAXA",
        "宇宙科学研究所",
    ]
    assert list_found(split_names(make_draft(line, known=("JAXA宇宙科学研究所",)))) == [
        "JAXA宇宙科学研究所"
    ]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("⟦カリフォルニア大学⟧ロサンゼルス校 | 脳科学", ["カリフォルニア大学ロサンゼルス校"]),
        ("⟦インド科学教育研究大学⟧(プネ)", ["インド科学教育研究大学(プネ)"]),
        ("ジョンズ・⟦ホプキンス大学⟧", ["ジョンズ・ホプキンス大学"]),
        ("アメリカ・⟦ハーバード大学⟧", ["ハーバード大学"]),
        ("the ⟦Embassy of Japan⟧ in London, and", ["Embassy of Japan in London"]),
        (
            "⟦Ministry of Science and Technology⟧, Taiwan",
            ["Ministry of Science and Technology, Taiwan"],
        ),
        ("⟦Osaka University⟧, Japan", ["Osaka University"]),
        ("⟦インテル⟧社と", ["インテル社"]),
        ("⟦インテル⟧社長", ["インテル"]),
        ("韓国⟦化学研究所⟧", ["韓国化学研究所"]),
    ],
)
def test_names_take_in_what_belongs_to_them(line: str, names: list[str]) -> None:
    assert list_found(grow_names(make_draft(line))) == names


def test_a_country_stays_outside_where_the_registry_knows_the_name_without_it() -> None:
    draft = make_draft("アメリカ⟦スタンフォード大学⟧", known=("スタンフォード大学",))
    assert list_found(grow_names(draft)) == ["スタンフォード大学"]


def test_common_nouns_countries_and_addresses_are_no_names() -> None:
    draft = make_draft("⟦大学⟧と⟦米国⟧と⟦6カ国20機関⟧", "⟦the institute⟧ a@⟦riken⟧ ⟦RIKEN⟧")
    assert list_found(drop_common_nouns(draft)) == ["RIKEN"]
