import pytest

from extract.institutions.splits import split_names
from tests.institutions.drafts import list_found, make_draft


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
        ("⟦Nordic Wind Agency:NWA⟧", ["Nordic Wind Agency", "NWA"]),
        ("⟦Institute of Limnology,RAS⟧", ["Institute of Limnology", "RAS"]),
        ("⟦University of Malta | 2008⟧", ["University of Malta", "2008"]),
        ("⟦農総研 土壌微生物研究センター⟧", ["農総研", "土壌微生物研究センター"]),
        ("⟦KTH 海洋工学研究所⟧", ["KTH", "海洋工学研究所"]),
        ("⟦ルント大学 MAX IV研究所⟧", ["ルント大学", "MAX IV研究所"]),
        (
            "⟦情報通信研究開発機構光通信研究所⟧。光通信研究所は",
            ["情報通信研究開発機構", "光通信研究所"],
        ),
        (
            "⟦テキサス大学ガルベストン校メキシコ湾海洋研究所⟧。メキシコ湾海洋研究所は",
            ["テキサス大学ガルベストン校", "メキシコ湾海洋研究所"],
        ),
        ("⟦信濃大学山岳研究所⟧", ["信濃大学", "山岳研究所"]),
        ("⟦北洋科学アカデミー極東支部氷河研究所⟧", ["北洋科学アカデミー極東支部", "氷河研究所"]),
        ("⟦海洋省水産資源評議会⟧（SHIGEN）", ["海洋省", "水産資源評議会"]),
        ("⟦信濃大学山岳研究センター⟧", ["信濃大学山岳研究センター"]),  # nothing names it alone
        ("⟦信濃大学山岳研究センター⟧（SKC）", ["信濃大学", "山岳研究センター"]),
        ("⟦信濃大学総合研究所⟧", ["信濃大学総合研究所"]),
        ("⟦Jana Novak\u3000信濃大学⟧", ["信濃大学"]),
        ("⟦信濃大学\u3000山岳研究所⟧", ["信濃大学", "山岳研究所"]),
        ("⟦Norway     Ministry of Snow     Renewed     NIVA⟧", ["Ministry of Snow", "NIVA"]),
        ("⟦BMBF、海洋省、Alpine Foundation⟧", ["BMBF", "海洋省", "Alpine Foundation"]),
        ("⟦国際協力基金ハノイ事務所⟧", ["国際協力基金ハノイ事務所"]),
        ("⟦国立大学法人信濃大学山岳研究所⟧。山岳研究所は", ["国立大学法人信濃大学", "山岳研究所"]),
        (
            "⟦先端大学院大学量子研究センター⟧。量子研究センターは",
            ["先端大学院大学", "量子研究センター"],
        ),
        (
            "⟦テキサス大学ガルベストン校沿岸研究所⟧",
            ["テキサス大学ガルベストン校", "沿岸研究所"],
        ),
        ("⟦テキサス大学ガルベストン校附属研究所⟧", ["テキサス大学ガルベストン校附属研究所"]),
        ("⟦海洋水産庁国立水産研究所⟧", ["海洋水産庁", "国立水産研究所"]),
        ("⟦信大山岳研⟧", ["信大", "山岳研"]),
        ("⟦信大総研⟧", ["信大総研"]),
        ("⟦ナント第一・第二・第三大学⟧", ["ナント第一", "第二", "第三大学"]),
        ("⟦ナント第一・リール大学⟧", ["ナント第一・リール大学"]),
        ("⟦トロント大学附属小児病院⟧", ["トロント大学附属小児病院"]),
        ("⟦マックス・プランク免疫研究所⟧", ["マックス・プランク免疫研究所"]),
    ],
)
def test_two_names_are_cut_and_one_is_not(line: str, names: list[str]) -> None:
    assert list_found(split_names(make_draft(line))) == names


def test_a_hyphen_parts_two_names_that_the_registry_knows() -> None:
    draft = make_draft("⟦Irfu-CEA⟧", known=("Irfu", "CEA"))
    assert list_found(split_names(draft)) == ["Irfu", "CEA"]


def test_an_institute_is_parted_from_its_body_though_the_registry_has_them_as_one() -> None:
    draft = make_draft("⟦九州大学応用力学研究所⟧", known=("九州大学応用力学研究所",))
    assert list_found(split_names(draft)) == ["九州大学", "応用力学研究所"]


def test_acronyms_at_a_hyphen_are_two_where_the_first_is_known() -> None:
    line = "⟦SNOW-ICE⟧ ⟦CC-SNOW⟧ ⟦ICE-SNOW⟧ ⟦Alpine House – RAIN⟧"
    draft = make_draft(line, known=("SNOW", "Alpine House"))
    assert list_found(split_names(draft)) == [
        "SNOW", "ICE", "CC-SNOW", "ICE-SNOW", "Alpine House", "RAIN",
    ]  # fmt: skip


def test_an_institute_of_a_known_body_is_parted_from_it() -> None:
    line = "⟦Research Institute of Snow of the NIVA⟧ ⟦Academy of Arts of Bari⟧ ⟦College of TCM⟧"
    draft = make_draft(line, known=("NIVA", "Bari", "TCM"))
    assert list_found(split_names(draft)) == [
        "Research Institute of Snow",
        "NIVA",
        "Academy of Arts of Bari",
        "College of TCM",
    ]


def test_an_institute_is_parted_from_the_university_behind_it() -> None:
    line = "⟦Ice Laboratory of the University of\nBari⟧ ⟦Institute of the University of Bari⟧"
    draft = make_draft(line, known=("University of Bari", "University of\nBari"))
    assert list_found(split_names(draft)) == [
        *("Ice Laboratory", "University of\nBari", "Institute of the University of Bari"),
    ]


def test_a_street_in_the_line_before_is_no_part_of_a_name() -> None:
    draft = make_draft("⟦レジデンス五番町\n信濃財団⟧", known=("信濃財団",))
    assert list_found(split_names(draft)) == ["信濃財団"]


def test_an_acronym_glued_to_a_name_is_the_larger_body() -> None:
    line = "⟦JAXA宇宙科学研究所⟧"
    assert list_found(split_names(make_draft(line, known=("宇宙科学研究所",)))) == [
        "JAXA",
        "宇宙科学研究所",
    ]
    assert list_found(split_names(make_draft(line, known=("JAXA宇宙科学研究所",)))) == [
        "JAXA宇宙科学研究所"
    ]


@pytest.mark.parametrize("word", ["and", "und", "et", "y", "e", "&"])
def test_two_names_that_the_registry_knows_are_cut_at_the_word_between(word: str) -> None:
    draft = make_draft(f"⟦Ifremer {word} NIOZ⟧", known=("Ifremer",))
    assert list_found(split_names(draft)) == ["Ifremer", "NIOZ"]
    whole = make_draft(f"⟦Ifremer {word} Partner⟧", known=("Ifremer",))
    assert list_found(split_names(whole)) == [f"Ifremer {word} Partner"]


def test_a_field_or_unit_after_a_name_is_left_out() -> None:
    draft = make_draft(
        "⟦Uppsala University - Celtic Studies⟧",
        "⟦Kinki University's School of Agriculture⟧",
        "⟦貴州大学 文学院⟧",
        known=("Uppsala University",),
    )
    assert list_found(split_names(draft)) == ["Uppsala University", "Kinki University", "貴州大学"]


def test_a_possessive_parts_two_bodies_but_not_one_name() -> None:
    draft = make_draft(
        "⟦Ministry of Trade's New Energy Organization⟧ ⟦Brigham and Women's Hospital⟧",
        known=("Ministry of Trade",),
    )
    assert list_found(split_names(draft)) == [
        "Ministry of Trade",
        "New Energy Organization",
        "Brigham and Women's Hospital",
    ]
