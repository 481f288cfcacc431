"""Registries built from small releases: what they hold, what they find, how they fail."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import RegistryError
from extract.registry import (
    Record,
    RecordName,
    Registry,
    Relation,
    build,
    build_registry,
    open_registry,
)
from extract.registry.match import read_query
from extract.registry.names import fold_name
from extract.registry.release import read_release
from extract.registry.sounds import near_skeletons, outline_katakana, outline_latin, take_skeleton
from extract.registry.storage import PackedStrings, pack_strings, read_arrays, write_arrays
from extract.registry.transfers import find_transfers, is_proper_name
from tests.small_registry import ROWS, build_small, rid


@pytest.fixture(scope="module")
def registry_file() -> Path:
    return build_small()


@pytest.fixture(scope="module")
def registry() -> Registry:
    return open_registry(build_small())


V1 = {
    "id": "https://ror.org/012345678",
    "name": "Example University",
    "aliases": ["Example Uni"],
    "acronyms": ["EXU"],
    "labels": [{"label": "例大学", "iso639": "ja"}],
    "country": {"country_code": "JP"},
    "types": ["Education"],
    "status": "active",
    "relationships": [{"type": "Child", "label": "X", "id": "https://ror.org/000000001"}],
    "external_ids": {"FundRef": {"all": ["1", "2"]}, "GRID": {"all": "grid.1"}},
}


def test_every_container_of_a_release_gives_the_same_records(tmp_path: Path) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in ROWS)
    array = json.dumps(ROWS)
    (tmp_path / "a.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "b.json").write_text(array, encoding="utf-8")
    (tmp_path / "c.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr("v1-ror-data.json", "[]")
        archive.writestr("v1-ror-data_schema_v2.json", array)
    read = [
        tuple(read_release(tmp_path / name))
        for name in ("a.jsonl", "b.json", "c.jsonl.gz", "d.zip")
    ]
    assert len(read[0]) == len(ROWS)
    assert read.count(read[0]) == 4


def test_the_old_schema_is_read(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(json.dumps([V1]), encoding="utf-8")
    (record,) = read_release(tmp_path / "old.json")
    assert [(name.text, name.kind) for name in record.names] == [
        ("Example University", "display"),
        ("例大学", "label"),
        ("Example Uni", "alias"),
        ("EXU", "acronym"),
    ]
    assert (record.country, record.types, record.relations[0].kind) == (
        "JP",
        ("education",),
        "child",
    )


def test_a_csv_is_a_registry_too(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(
        "id,names,country\nA-1,Ōmi Works|近江製作所,jp\n", encoding="utf-8"
    )
    build_registry(tmp_path / "own.csv", tmp_path / "own.registry")
    registry = open_registry(tmp_path / "own.registry")
    assert registry.record("A-1").country == "JP"
    assert registry.search("omi works")[0].id == "A-1"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.jsonl", None, "does not exist"),
        ("text.jsonl", "hello", "neither JSON nor JSON lines"),
        ("cut.json", '[{"id": ', "cannot be read"),
        ("odd.jsonl", '{"id": "x"}\n', "record 1 is in neither"),
        ("empty.jsonl", "[]", "holds no records"),
        ("own.csv", "id,name\n1,a\n", "lacks the column country, names"),
    ],
)
def test_what_is_no_release_says_so(
    tmp_path: Path, name: str, content: str | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(RegistryError, match=said):
        build_registry(tmp_path / name, tmp_path / "x.registry")
    assert not (tmp_path / "x.registry").exists()


def test_damaged_registry_files_say_so(tmp_path: Path, registry_file: Path) -> None:
    whole = registry_file.read_bytes()
    for name, data, said in (
        ("cut", whole[:-64], "cut off"),
        ("empty", b"", "no registry file"),
        ("other", b"x" * 999, "no registry file"),
        ("version", whole.replace(b'"version": ', b'"version": 9', 1), "format 9"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(RegistryError, match=said):
            open_registry(path)
    with pytest.raises(RegistryError, match="does not exist"):
        open_registry(tmp_path / "missing")


def test_a_registry_says_what_it_is(registry: Registry) -> None:
    summary = registry.summary()
    assert (summary.release, summary.records, summary.countries["GB"]) == ("small", len(ROWS), 3)
    assert summary.languages["ja"] == 11
    assert len(summary.digest) == 64


def test_a_record_comes_back_as_the_release_had_it(registry: Registry) -> None:
    record = registry.record(rid(8))
    assert [name.text for name in record.names] == [
        "Japan Society for the Promotion of Science",
        "日本学術振興会",
        "JSPS",
    ]
    with pytest.raises(RegistryError, match="not in the registry"):
        registry.record("https://ror.org/0zzzzzzzz")


def test_names_are_known_whatever_their_case_accents_and_style_of_kanji(registry: Registry) -> None:
    assert all(
        registry.knows(name)
        for name in ("KYOTO university", "国立台湾大学", "universite paris sud")
    )
    assert not registry.knows("Kyoto Univers")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("kyoto u", 1),
        ("京都", 1),
        ("University of California, San", 3),
        ("brookh", 13),
        ("日本学術", 8),
    ],
)
def test_typing_completes_names(registry: Registry, typed: str, number: int) -> None:
    assert rid(number) in [candidate.id for candidate in registry.search(typed)]


@pytest.mark.parametrize(
    ("name", "country", "number"),
    [
        ("Newcastle University", "AU", 6),
        ("Newcastle University", "GB", 7),
        ("カリフォルニア大学バークレー校", "US", 2),
        ("カリフォルニア大学サンディエゴ校", "US", 3),
        ("ブルックヘブン国立研究所", "US", 13),
        ("ゲッティンゲン大学", "DE", 14),
        ("国立大学法人京都大学", None, 1),
        ("Georg August Universitaet Göttingen", None, 14),
    ],
)
def test_the_likeliest_record_comes_first(
    registry: Registry, name: str, country: str | None, number: int
) -> None:
    assert registry.search(name, country=country)[0].id == rid(number)


def test_patches_add_drop_and_redirect(monkeypatch: pytest.MonkeyPatch) -> None:
    patches = {
        "patches.tsv": [
            ["add", "a", "Alpha Works", "en", "short form"],
            ["drop", "b", "Misleading", "en", "another body"],
            ["drop", "b", "Beta", "en", "what is shown stays"],
            ["redirect", "c", "a", "", "merged"],
        ]
    }
    monkeypatch.setattr(build, "read_table", lambda name: patches.get(name, []))
    records = [
        Record("a", (RecordName("Alpha", "display"),), "JP"),
        Record("b", (RecordName("Beta", "display"), RecordName("Misleading", "alias")), "JP"),
        Record("c", (RecordName("Gamma", "display"),), "JP"),
    ]
    alpha, beta, gamma = build.apply_patches(records)
    assert [name.text for name in alpha.names] == ["Alpha", "Alpha Works"]
    assert [name.text for name in beta.names] == ["Beta"]
    assert (gamma.status, gamma.relations) == ("withdrawn", (Relation("successor", "a"),))


def test_children_make_a_record_better_known(tmp_path: Path) -> None:
    children = [{"type": "child", "id": f"https://ror.org/00000010{n}"} for n in range(6)]
    rows = [ROWS[0], {**ROWS[1], "relationships": children}]
    (tmp_path / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    bare, large = read_release(tmp_path / "a.json")
    assert large.prominence == bare.prominence + 3


def test_the_parents_of_a_record_are_told() -> None:
    starter = open_registry()
    (parent,) = starter.parents("https://ror.org/04qxsr837")
    assert starter.record(parent).name == "Argonne National Laboratory"


def test_a_name_is_known_without_whom_it_honours(registry: Registry) -> None:
    assert registry.knows("Tver State University")
    assert not registry.knows("Tver State University named after")


def test_a_city_that_is_called_by_a_common_word_tells_no_country(registry: Registry) -> None:
    assert read_query(registry.index, "National University", "", {}).countries == {}
    assert read_query(registry.index, "Taipei", "", {}).countries == {"CN": 0.4}


@pytest.mark.parametrize(
    ("name", "is_proper"),
    [
        ("Academy of Sciences", False),
        ("National Energy Agency", False),
        ("Chinese Academy of Sciences", True),
        ("スタンフォード大学", True),
    ],
)
def test_names_of_types_and_subjects_alone_are_told_apart(name: str, is_proper: bool) -> None:
    assert is_proper_name(open_registry().index, name) == is_proper


def test_a_university_is_no_company() -> None:
    found = find_transfers(open_registry().index, "サムスン大学", {})
    types = {open_registry().index.record_types[transfer.record] for transfer in found}
    assert all("education" in kinds for kinds in types)


def test_a_withdrawn_record_leads_to_its_successor(registry: Registry) -> None:
    found = registry.search("Council for the Central Laboratory")[0]
    assert (found.id, found.remark) == (rid(10), f"stands in for {rid(9)}, withdrawn")


def test_an_inactive_record_keeps_its_id_and_says_so(registry: Registry) -> None:
    found = registry.search("Université Paris-Sud")[0]
    assert (found.id, found.remark) == (rid(11), f"inactive; succeeded by {rid(12)}")


def test_countries_are_read_in_japanese_and_english(registry: Registry) -> None:
    assert registry.find_countries("ドイツ連邦共和国") == {"DE"}
    assert registry.find_countries("オーストラリア") == {"AU"}
    assert registry.find_countries("独・研究所") == {"DE"}
    assert registry.find_countries("Seoul, Republic of Korea") >= {"KR"}
    assert registry.find_countries("スリランカ民主社会主義共和国") == {"LK"}
    assert registry.is_country("スリランカ民主社会主義共和国")
    assert registry.is_country("英国")
    assert not registry.is_country("英国医学研究会議")


def test_the_starter_registry_has_those_whom_reports_name() -> None:
    starter = open_registry()
    names = ("CNRS", "RIKEN", "JSPS", "JST", "NSF", "NIH", "UKRI", "EPSRC", "DFG", "DAAD", "CERN")
    assert all(starter.knows(name) for name in names)
    assert all(
        starter.knows(name)
        for name in ("理化学研究所", "ドイツ学術交流会", "東京大学", "文部科学省")
    )


def test_the_starter_registry_is_what_its_source_builds(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "models" / "linker" / "starter.jsonl"
    build_registry(source, tmp_path / "starter.registry")
    assert open_registry(tmp_path / "starter.registry").digest == open_registry().digest


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    once = fold_name(text).text
    assert fold_name(once).text in (once, once.removeprefix("the "))


@given(st.lists(st.text(), max_size=20))
def test_packed_strings_come_back(
    tmp_path_factory: pytest.TempPathFactory, strings: list[str]
) -> None:
    path = tmp_path_factory.mktemp("packed") / "file"
    encodable = [string.encode("utf-8", "ignore").decode() for string in strings]
    write_arrays(path, pack_strings("x", encodable), {})
    packed = PackedStrings(read_arrays(path), "x")
    assert [packed[at] for at in range(len(packed))] == encodable


@pytest.mark.parametrize(
    ("katakana", "latin"),
    [("バークレー", "berkeley"), ("ワイツマン", "weizmann"), ("ストラスブール", "strasbourg"),
     ("ジョージア", "georgia"), ("ケンブリッジ", "cambridge"), ("カセサート", "kasetsart")],
)  # fmt: skip
def test_a_transcription_sounds_like_its_original(katakana: str, latin: str) -> None:
    heard = near_skeletons(take_skeleton(outline_katakana(katakana)))
    assert any(heard & near_skeletons(take_skeleton(outline)) for outline in outline_latin(latin))


@pytest.mark.parametrize(
    "text",
    [
        "2019年10月3日(月)",
        "十五日",
        "３ 日",
        "(日)",
        "join us",
        "東南アジア",
        "タイプ",
        "マリンバイオ",
    ],
)
def test_what_looks_like_a_country_and_is_none(registry: Registry, text: str) -> None:
    assert not registry.find_countries(text)


def test_a_country_in_the_name_of_another_is_not_told(registry: Registry) -> None:
    assert registry.find_countries("インドネシア") == {"ID"}
    assert registry.find_countries("赤道ギニア") == {"GQ"}
    assert registry.find_countries("Papua New Guinea") == {"PG"}
    assert registry.find_countries("3日本") == {"JP"}
    assert registry.find_countries("タイ・バンコク") == {"TH"}
