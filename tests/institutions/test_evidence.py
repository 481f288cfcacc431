from extract.institutions.evidence import (
    agree_in_document,
    drop_field_labels,
    fill_columns,
    follow_definitions,
    join_known_names,
)
from tests.institutions.drafts import list_found, make_draft


def test_a_column_of_institutions_is_filled() -> None:
    lines = ("⟦東京大学⟧", "⟦京都大学⟧", "⟦大阪大学⟧", "国際高等研究所", "6カ国20機関", "医学部")
    draft = make_draft(*lines, language="ja", column=True)
    assert list_found(fill_columns(draft)) == ["東京大学", "京都大学", "大阪大学", "国際高等研究所"]


def test_another_column_is_left_as_it_is() -> None:
    draft = make_draft("⟦東京大学⟧", "物理", "化学", "国際高等研究所", language="ja", column=True)
    assert list_found(fill_columns(draft)) == ["東京大学"]


def test_an_acronym_after_a_mention_is_one() -> None:
    draft = make_draft("the ⟦Japan Science and Technology Agency⟧ (JST) signed")
    assert list_found(follow_definitions(draft)) == ["Japan Science and Technology Agency", "JST"]
    draft = make_draft("the ⟦Alpine Snow Agency⟧ (ASA, formerly Schnee)")
    assert list_found(follow_definitions(draft)) == ["Alpine Snow Agency", "ASA"]


def test_the_two_letters_of_a_state_are_no_acronym_of_a_school() -> None:
    draft = make_draft("⟦Duke University, School of Medicine⟧ (NC)")
    assert list_found(follow_definitions(draft)) == ["Duke University, School of Medicine"]


def test_a_name_that_is_mostly_found_is_found_everywhere() -> None:
    draft = make_draft("⟦RIKEN⟧ and ⟦RIKEN⟧ here", "then RIKEN again", inside=0.3)
    assert list_found(agree_in_document(draft)) == ["RIKEN"] * 3


def test_a_name_is_not_found_inside_a_word() -> None:
    draft = make_draft("⟦RIKEN⟧ and ⟦RIKEN⟧", "the RIKENS of", inside=0.3)
    assert list_found(agree_in_document(draft)) == ["RIKEN"] * 2


def test_a_name_that_is_mostly_not_found_is_dropped() -> None:
    draft = make_draft("⟦HEES⟧ data", "HEES is", "HEES has", "HEES was")
    assert list_found(agree_in_document(draft)) == []


def test_a_name_that_the_registry_knows_is_not_dropped() -> None:
    draft = make_draft("⟦HEES⟧ data", "HEES is", "HEES has", "HEES was", known=("HEES",))
    assert list_found(agree_in_document(draft)) == ["HEES"]


def test_a_label_that_comes_again_and_again_is_no_mention() -> None:
    lines = ["⟦CNRS Institute⟧: ⟦INSB⟧"] * 3
    assert list_found(drop_field_labels(make_draft(*lines))) == ["INSB"] * 3


def test_a_name_before_one_colon_stays() -> None:
    assert list_found(drop_field_labels(make_draft("⟦RIKEN⟧: the ⟦RIKEN⟧"))) == ["RIKEN"] * 2


def test_the_registry_puts_a_cut_name_together() -> None:
    whole = "Nippon Telegraph and Telephone Corporation"
    draft = make_draft("⟦Nippon Telegraph⟧ and ⟦Telephone Corporation⟧ (NTT)", known=(whole,))
    assert list_found(join_known_names(draft)) == [whole]


def test_the_registry_lengthens_a_name() -> None:
    whole = "University of California, San Diego"
    draft = make_draft("⟦University of California⟧, San Diego", known=(whole,))
    assert list_found(join_known_names(draft)) == [whole]


def test_an_acronym_after_a_comma_does_not_lengthen_a_name() -> None:
    known = ("Institute of Limnology,RAS", "Institute of Limnology")
    draft = make_draft("⟦Institute of Limnology⟧,RAS here", known=known)
    assert list_found(join_known_names(draft)) == ["Institute of Limnology"]


def test_a_name_is_lengthened_at_its_start_where_the_registry_knows_the_whole() -> None:
    known = (
        "SRM Chennai University",
        "Chennai University",
        "Kyoto University",
        "In Kyoto University",
    )
    draft = make_draft("16. SRM ⟦Chennai University⟧ 6.11", "In ⟦Kyoto University⟧", known=known)
    assert list_found(join_known_names(draft)) == ["SRM Chennai University", "Kyoto University"]
    draft = make_draft("17. ⟦SRM⟧ ⟦Chennai University⟧", "⟦Kyoto University⟧", known=known)
    assert list_found(join_known_names(draft)) == ["SRM Chennai University", "Kyoto University"]
