from extract.training.vocabulary import cut_vocabulary, normalise_words

BASE = (
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁Univers", -4.0),
    ("ity", -4.0),
    ("大学", -3.0),
    ("학교", -3.0),
    ("学", -5.0),
    ("大", -5.0),
    ("▁", -2.0),
)


def test_pieces_that_cut_the_words_and_single_letters_are_kept() -> None:
    cut = cut_vocabulary(BASE, ["▁University", "大学"], limit=10)
    kept = [BASE[number][0] for number in cut.base_pieces]
    assert {"▁Univers", "ity", "大学", "学", "大", "▁"} <= set(kept)
    assert "학교" not in kept


def test_numbers_of_pieces_point_into_the_base() -> None:
    cut = cut_vocabulary(BASE, ["大学"], limit=8)
    (piece,) = cut.tokenizer.encode("大学", add_special_tokens=False).ids
    assert BASE[cut.base_pieces[piece]][0] == "大学"


def test_words_are_marked_where_a_space_goes_before() -> None:
    assert normalise_words(["ＣＮＲＳ", "大学"], [True, False]) == ["▁CNRS", "大学"]
