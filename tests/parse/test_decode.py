"""Eighty-one pages in six encodings, declared rightly, not at all and wrongly."""

import codecs
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.parse.decode import decode_page, decode_text, is_text

TITLE = "国際協力の現状"
SENTENCE = "本学は2015年4月にパリ第六大学と学術交流に関する協定を締結しました。"
PAGE = (
    "本学は2015年4月にパリ第六大学と学術交流に関する協定を締結し、毎年十名の学生を派遣しています。"
    "ドイツ・ミュンヘン工科大学とは、ナノテクノロジー分野での共同研究をすすめている。\n"
) * 20
LENGTHS = (TITLE, TITLE + "について", SENTENCE, PAGE)
# What Windows has and JIS X 0208 has not: NEC's row 13, IBM's kanji, the wave dash of Microsoft.
VENDOR = (
    "①㈱髙島屋と協定",
    "㈱日立製作所と髙橋研究室は№１～③を締結しました。",
    "﨑山教授（Ⅲ類）による。\n" * 20,
)
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16",
    "cp932": "shift_jis",
    "euc_jp": "euc-jp",
    "iso2022_jp": "iso-2022-jp",
}
WRONG = {
    "utf-8": "shift_jis",
    "utf-8-sig": "euc-jp",
    "utf-16": "utf-8",
    "cp932": "utf-8",
    "euc_jp": "shift_jis",
    "iso2022_jp": "iso-8859-1",
}


def declare(encoding: str, how: str) -> str | None:
    return {"right": ENCODINGS[encoding], "not": None, "wrong": WRONG[encoding]}[how]


def make_page(text: str, charset: str | None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<!doctype html><html><head>{meta}<title>x</title></head><body>{text}</body></html>"


CASES = [
    *product(ENCODINGS, ("right", "not", "wrong"), LENGTHS),
    *product(["cp932"], ("right", "not", "wrong"), VENDOR),
]


def test_there_are_eighty_one_cases() -> None:
    assert len(CASES) == 81


@pytest.mark.parametrize(("encoding", "how", "text"), CASES)
def test_pages_are_decoded_whatever_they_declare(encoding: str, how: str, text: str) -> None:
    page = make_page(text, declare(encoding, how))
    assert decode_page(page.encode(encoding), None) == page
    assert decode_page(page.encode(encoding), declare(encoding, how)) == page


def test_vendor_characters_are_found_in_euc_and_in_escapes() -> None:
    circled_one = bytes.fromhex("2d21")
    assert decode_text(b"\x1b$B" + circled_one + b"\x1b(B.") == "①."
    assert decode_text(bytes(byte | 0x80 for byte in circled_one) + "の協定".encode("euc_jp")) == (
        "①の協定"
    )


@pytest.mark.parametrize("text", ["Université Pierre et Marie Curie – “accord”", "Müller, Zürich"])
@pytest.mark.parametrize("declared", [None, "utf-8", "shift_jis"])
def test_western_text_is_not_taken_for_japanese(text: str, declared: str | None) -> None:
    assert decode_text(text.encode("cp1252"), [declared]) == text


def test_half_width_kana_are_not_taken_for_kanji() -> None:
    assert decode_text("ｶﾅﾀﾞ ﾄﾛﾝﾄ大学と協定".encode("cp932")) == "ｶﾅﾀﾞ ﾄﾛﾝﾄ大学と協定"


def test_a_file_cut_in_the_middle_of_a_character_is_still_read() -> None:
    assert decode_text(PAGE.encode()[:1000]).startswith(PAGE[:300])
    assert decode_text(PAGE.encode("cp932")[:1001]).startswith(PAGE[:300])


def test_a_byte_order_mark_is_kept_in_text_and_dropped_from_pages() -> None:
    data = codecs.BOM_UTF8 + b"a"
    assert decode_text(data) == "\ufeffa"
    assert decode_page(data, None) == "a"


def test_unknown_declarations_do_no_harm() -> None:
    assert decode_text("報告書".encode("cp932"), ["x-nonsense", "base64", "idna"]) == "報告書"


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "shift_jis", "euc-jp", "utf-7"]))
def test_any_bytes_are_decoded_without_an_error(data: bytes, declared: str | None) -> None:
    is_text(data)
    assert isinstance(decode_text(data, [declared]), str)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\x1b"), max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    if not any(text.encode().startswith(mark) for mark in (codecs.BOM_UTF16_LE, b"\xfe\xff")):
        assert decode_text(text.encode()) == text
