import pytest

from extract.institutions.boundaries import (
    drop_common_nouns,
    grow_names,
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
        ("compiled ⟦for the Alpine Forum⟧", ["Alpine Forum"]),
        ("⟦The University of Tokyo⟧", ["The University of Tokyo"]),
        ("⟦...⟧", []),
        ("⟦信大院理⟧", ["信大"]),
        ("⟦信大工⟧", ["信大"]),
        ("⟦信大病院⟧", ["信大病院"]),
        ("⟦TU Bergstadtも講義を⟧提供", ["TU Bergstadt"]),
        ("●⟦[蘭]水利研究財団⟧は", ["水利研究財団"]),
        ("⟦中国 雲南大学⟧ 2004.1", ["雲南大学"]),
        ("⟦国立工科大学（ノルウェー）⟧", ["国立工科大学"]),
        ("⟦ベルゲン大学※⟧", ["ベルゲン大学"]),
    ],
)
def test_edges_are_those_of_the_name(line: str, names: list[str]) -> None:
    assert list_found(trim_edges(make_draft(line))) == names


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
        ("一般社団法人⟦雪氷学会⟧", ["一般社団法人雪氷学会"]),
        ("⟦信濃大学⟧連合の", ["信濃大学連合"]),
        ("⟦日伊大学⟧会館にて", ["日伊大学会館"]),
        ("韓国⟦化学研究所⟧", ["韓国化学研究所"]),
        ("独立行政法人 ⟦水資源機構⟧", ["独立行政法人 水資源機構"]),
        ("⟦モハン・レディ大学⟧（ハイデラバード）", ["モハン・レディ大学"]),
        ("⟦国立工科大学⟧（ノルウェー）", ["国立工科大学"]),
    ],
)
def test_names_take_in_what_belongs_to_them(line: str, names: list[str]) -> None:
    assert list_found(grow_names(make_draft(line))) == names


def test_a_country_stays_outside_where_the_registry_knows_the_name_without_it() -> None:
    draft = make_draft("アメリカ⟦スタンフォード大学⟧", known=("スタンフォード大学",))
    assert list_found(grow_names(draft)) == ["スタンフォード大学"]


def test_a_place_that_tells_no_bodies_apart_stays_outside() -> None:
    known = ("Suwa University", "Alpine Unit", "National Alpine Unit", "SNOW", "Embassy of Japan")
    draft = make_draft(
        "⟦Suwa University of Japan⟧, ⟦Alpine Unit in New York⟧, ⟦SNOW Japan⟧,"
        " ⟦Embassy of Japan in London⟧, ⟦Alpine Unit, Bergstadt⟧, ⟦Alpine Unit, Snow Institute⟧,"
        " ⟦National Alpine Unit, Norway⟧",
        known=known,
    )
    assert list_found(trim_edges(draft)) == [
        "Suwa University",
        "Alpine Unit",
        "SNOW",
        "Embassy of Japan in London",
        "Alpine Unit",
        "Alpine Unit, Snow Institute",
        "National Alpine Unit, Norway",
    ]


def test_a_country_in_a_row_stays_outside_a_name_that_the_registry_knows() -> None:
    known = (
        "University of Ballarat",
        "Advanced Institute",
        "Jan Novak University",
        "National Oil Works Ltd",
    )
    draft = make_draft("3 ⟦Australia University of Ballarat⟧", known=known)
    assert list_found(trim_edges(draft)) == ["University of Ballarat"]
    draft = make_draft("4 ⟦Poland Opole Jan Novak University⟧ 2004", known=known)
    assert list_found(trim_edges(draft)) == ["Jan Novak University"]
    draft = make_draft("5 ⟦Australia Reserch University of Ballarat⟧", known=known)
    assert list_found(trim_edges(draft)) == ["Australia Reserch University of Ballarat"]
    draft = make_draft("the ⟦Japan National Oil Works Ltd⟧", known=known)
    assert list_found(trim_edges(draft)) == ["Japan National Oil Works Ltd"]
    draft = make_draft("the ⟦Korea Advanced Institute⟧", known=known)
    assert list_found(trim_edges(draft)) == ["Korea Advanced Institute"]


def test_persons_and_what_only_says_a_kind_are_no_names() -> None:
    draft = make_draft(
        "J.-L. ⟦Moreau⟧ and ⟦K. Lindqvist⟧ of the ⟦French space agency⟧, ⟦Japanese university⟧",
        "⟦海外の研究機関⟧、⟦French Space Agency⟧、⟦J. Craig Venter Institute⟧",
    )
    assert list_found(drop_common_nouns(draft)) == [
        "French Space Agency",
        "J. Craig Venter Institute",
    ]


def test_persons_buildings_and_programmes_are_no_names_unless_they_are_known() -> None:
    draft = make_draft(
        "⟦Ms. Jana Novak⟧ ⟦IV⟧ ⟦Dr. Jana Novak University⟧ ⟦Snow Framework Arrangement⟧"
        " ⟦World Snow Programme⟧ ⟦雪氷研究棟⟧ ⟦申請システム⟧ ⟦信濃大学松本キャンパス⟧",
        known=("World Snow Programme",),
    )
    assert list_found(drop_common_nouns(draft)) == [
        "Dr. Jana Novak University",
        "World Snow Programme",
        "信濃大学松本キャンパス",
    ]


def test_who_holds_an_office_is_no_name() -> None:
    draft = make_draft(
        "⟦信濃大学⟧の⟦山田花子⟧学長と⟦雪研⟧の⟦氷研⟧所長",
        "the Director of the ⟦Snow Institute⟧, ⟦Jana Novak⟧, and ⟦Alpine Ice⟧",
        known=("氷研",),
    )
    assert list_found(drop_common_nouns(draft)) == [
        *("信濃大学", "雪研", "氷研", "Snow Institute", "Alpine Ice"),
    ]


def test_common_nouns_countries_and_addresses_are_no_names() -> None:
    draft = make_draft(
        "⟦大学⟧と⟦米国⟧と⟦6カ国20機関⟧が⟦MOU⟧を⟦全国共同利用研究所⟧で⟦ABCD⟧、⟦IRL⟧3218",
        "⟦the institute⟧ ⟦Organisation⟧ a@⟦riken⟧ ⟦RIKEN⟧",
    )
    assert list_found(drop_common_nouns(draft)) == ["RIKEN"]
