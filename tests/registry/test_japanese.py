"""Japanese names of institutions that the registry has in other letters or in another style."""

import pytest

from extract.registry import Registry, open_registry
from extract.registry.crossing import level_name
from extract.registry.japanese import read_slots, write_hangul
from extract.registry.sounds import outline_katakana, outline_korean, outline_latin
from extract.registry.transfers import find_transfers
from tests.small_registry import build_small, rid


@pytest.fixture(scope="module")
def registry() -> Registry:
    return open_registry(build_small())


def _find(registry: Registry, name: str, **countries: float) -> str:
    found = find_transfers(registry.index, name, countries)
    return registry.index.record_ids[found[0].record] if found else ""


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("日本電熱学会", 24),
        ("松本風琴博物館", 25),
        ("ヴァルディナ工房", 26),
        ("バルジーナ工房", 26),
        ("国立水路院", 27),
        ("国立水路大学", 28),
    ],
)
def test_a_name_is_known_in_another_style(registry: Registry, name: str, number: int) -> None:
    assert _find(registry, name) == rid(number)


def test_legal_forms_and_owners_are_levelled_from_the_front_only() -> None:
    assert level_name("医療法人財団青嶺会病院") == "青嶺会病院"
    assert level_name("県立大学") == "県立大学"
    assert level_name("東京都立大学") == "東京都立大学"


@pytest.mark.parametrize(
    ("kanji", "hangul"), [("国立", "국립"), ("林業", "임업"), ("山林", "산림"), ("女子", "여자")]
)
def test_kanji_are_written_as_korea_does(kanji: str, hangul: str) -> None:
    assert write_hangul(kanji) == hangul


@pytest.mark.parametrize(
    ("official", "others"),
    [
        ("gyeongbuk", ("kyungpook", "kyongbuk")),
        ("yeonggwang", ("youngkwang", "yongkwang")),
        ("ryeongnam", ("ryongnam",)),
        ("jeonju", ("chonju", "jeunju")),
    ],
)
def test_korean_is_alike_in_every_romanisation(official: str, others: tuple[str, ...]) -> None:
    assert {outline_korean(other) for other in others} == {outline_korean(official)}
    assert outline_korean("gongju") != outline_korean("gyeongju")


@pytest.mark.parametrize(
    ("katakana", "latin"),
    [
        ("マフナ", "mahuna"),
        ("ゾジン", "zozin"),
        ("バーバート", "berbert"),
        ("モツァルト", "mozart"),
    ],
)
def test_latin_is_heard_as_japanese_hears_it(katakana: str, latin: str) -> None:
    outline = outline_katakana(katakana)
    assert any(heard.replace("u", "") == outline.replace("u", "") for heard in outline_latin(latin))


def test_a_korean_name_is_found_in_its_own_romanisation(registry: Registry) -> None:
    assert _find(registry, "慶花大学校") == rid(29)


def test_two_words_may_be_written_as_one(registry: Registry) -> None:
    assert _find(registry, "ソンチャム大学", VN=1.0) == rid(30)


def test_a_direction_is_a_part_of_the_name_beside_it(registry: Registry) -> None:
    words = registry.index.words
    slots = read_slots(registry.index, "東花大学校")
    assert any(words[word] == "donghwa" for slot in slots for word in slot.single)


def test_a_ministry_without_a_country_is_not_one_abroad(registry: Registry) -> None:
    told = find_transfers(registry.index, "スウェーデン法務省", {"SE": 1.0})
    untold = find_transfers(registry.index, "法務省", {})
    assert told[0].score > 2 * max(transfer.score for transfer in untold)


def test_a_university_is_called_by_its_city(registry: Registry) -> None:
    assert _find(registry, "ゲッティンゲン大学") == rid(14)
    assert _find(registry, "トヴェリ大学", RU=1.0) == rid(31)
