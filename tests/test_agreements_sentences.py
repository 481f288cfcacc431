"""Sentences that tell of a signing."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from extract.agreements import assemble_agreements
from extract.dates import find_dates
from extract.segment import split_segments
from tests.agreement_documents import Told, assemble, link_names, read_text, tell, tell_one

NAMES = (
    *("A University", "B University", "C Institute", "D Agency", "DA=D Agency"),
    *("東都大学", "南洋大学", "北方大学", "研究財団", "在東国日本国大使館"),
)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "On 5 October 2020, D Agency and the C Institute of the A University signed a 5 year "
            "Memorandum of Understanding.",
            Told(("D Agency", "C Institute"), "2020-10-05"),
        ),
        (
            "A cooperation agreement between A University and B University was signed on 3 May "
            "2018 and will remain in force until 2 May 2023.",
            Told(("A University", "B University"), "2018-05-03", "2023-05-02"),
        ),
        (
            "In 2019, the D Agency (DA) and the A University concluded an agreement.",
            Told(("D Agency", "A University"), "2019"),
        ),
        (
            "A University and B University opened a joint laboratory in 2016, funded by D Agency.",
            Told(("A University", "B University"), "2016"),
        ),
        (
            "東都大学は平成19年5月31日、南洋大学と学術交流協定を締結した。",
            Told(("東都大学", "南洋大学"), "2007-05-31"),
        ),
        (
            "東都大学では2004年11月、研究財団の支援を受けて、南洋大学との間で協定が締結されている。",
            Told(("東都大学", "南洋大学"), "2004-11"),
        ),
    ],
)
def test_a_signing_is_told_with_parties_and_date(sentence: str, told: Told) -> None:
    assert tell(sentence + "\n", *NAMES) == [told]


@pytest.mark.parametrize(
    "sentence",
    [
        "In 2019, researchers of A University visited B University.",
        "A University signed the register in 2019.",
        "The agreement is set to expire in 2024.",
        "2020年、東都大学の研究者が南洋大学を訪れた。",
        "The D Agency Exchange Agreement Program was established in 2001.",
    ],
)
def test_other_sentences_tell_none(sentence: str) -> None:
    assert tell(sentence + "\n", *NAMES) == []


def test_each_date_may_have_its_own_parties() -> None:
    assert tell(
        "本学は、2015年3月に南洋大学と、2016年5月に北方大学と協定を締結しました。\n", *NAMES
    ) == [
        Told(("南洋大学",), "2015-03"),
        Told(("北方大学",), "2016-05"),
    ]
    english = "A University signed agreements with B University in 2005 and C Institute in 2007.\n"
    assert tell(english, *NAMES) == [
        Told(("A University", "B University"), "2005"),
        Told(("A University", "C Institute"), "2007"),
    ]


def test_our_university_is_the_one_the_document_is_from() -> None:
    text = (
        "東都大学（以下、本学）の国際交流を紹介する。\n\n"
        "本学は2015年3月に南洋大学と協定を締結しました。\n"
    )
    (agreement,) = assemble(read_text(text), *NAMES)
    assert [party.text for party in agreement.parties] == ["南洋大学"]
    assert agreement.home is not None
    assert agreement.home.text == "東都大学"


BILINGUAL = """お知らせ / NEWS

東都大学と南洋大学が協定に調印
The Toto University signs an agreement with {partner}

2018.12.05

2018年11月30日、東都大学は南洋大学と学術交流協定を締結しました。協定の期限は2023年11月29日です。

---- English summary ----

On November 30, 2018, Toto University and {partner} concluded an agreement, valid for five years.
"""


@pytest.mark.parametrize("partner", ["B University", "Nanyo University"])
def test_a_summary_in_the_other_language_tells_the_same(partner: str) -> None:
    document = read_text(BILINGUAL.format(partner=partner))
    names = (
        "東都大学",
        "南洋大学",
        "Toto University=東都大学",
        "Nanyo University=南洋大学",
        partner,
    )
    links = [
        replace(link, chosen=None)
        if link.mention.span.of(document.text) == "B University"
        else link
        for link in link_names(document, *names)
    ]
    segments = split_segments(document)
    agreements = assemble_agreements(document, segments, find_dates(document, segments), (), links)
    told = Told(("東都大学", "南洋大学"), "2018-11-30", "2023-11-29")
    assert [tell_one(agreement) for agreement in agreements] == [told]


def test_a_paragraph_in_the_other_language_may_tell_of_another() -> None:
    text = (
        "東都大学は2018年11月30日に南洋大学と学術交流協定を締結しました。\n\n"
        "Toto University concluded an agreement with B University on November 30, 2018.\n"
    )
    assert tell(text, "東都大学", "南洋大学", "Toto University=東都大学", "B University") == [
        Told(("東都大学", "南洋大学"), "2018-11-30"),
        Told(("Toto University", "B University"), "2018-11-30"),
    ]


def test_our_university_is_left_open_where_the_document_names_several() -> None:
    text = "東都大学と北方大学が集まった。\n\n本学は2015年3月に南洋大学と協定を締結しました。\n"
    (agreement,) = assemble(read_text(text), *NAMES)
    assert agreement.home is None


def test_a_headline_and_its_story_are_one_agreement() -> None:
    text = (
        "# 南洋大学と学術交流協定を締結\n\n"
        "東都大学は平成19年5月31日、南洋大学と学術交流協定を締結した。\n"
    )
    assert tell(text, *NAMES) == [Told(("東都大学", "南洋大学"), "2007-05-31")]


def test_the_date_may_stand_in_the_sentence_about_the_ceremony() -> None:
    text = "東都大学は南洋大学と学術交流協定を締結した。調印式は2007年5月31日に行われた。\n"
    assert tell(text, *NAMES) == [Told(("東都大学", "南洋大学"), "2007-05-31")]


@pytest.mark.parametrize(
    ("noun", "kind"),
    [
        ("a Memorandum of Understanding", "memorandum"),
        ("a student exchange agreement", "student exchange"),
        ("an agreement", "agreement"),
    ],
)
def test_the_kind_is_what_the_sentence_calls_it(noun: str, kind: str) -> None:
    (agreement,) = assemble(
        read_text(f"In 2019 A University and B University signed {noun}.\n"), *NAMES
    )
    assert agreement.kind == kind


def test_dates_in_brackets_are_those_of_the_party_before() -> None:
    text = (
        "東都大学は、南洋大学（2014年締結）及び北方大学（2017年締結）と学術交流協定を結んでいる。\n"
    )
    assert tell(text, *NAMES) == [
        Told(("東都大学", "南洋大学"), "2014"),
        Told(("東都大学", "北方大学"), "2017"),
    ]


def test_a_title_that_says_with_whom_does_not_say_who_we_are() -> None:
    text = "# 南洋大学と協定を締結\n\n本学は2015年3月に南洋大学と学術交流協定を締結しました。\n"
    (agreement,) = assemble(read_text(text), *NAMES)
    assert agreement.home is None


def test_the_ceremony_may_be_told_in_the_next_paragraph() -> None:
    text = (
        "A University and B University formed a research alliance.\n\n"
        "The signing ceremony took place on 3 March 2015.\n"
    )
    assert tell(text, *NAMES) == [Told(("A University", "B University"), "2015-03-03")]


def test_clauses_of_a_sentence_tell_agreements_of_their_own() -> None:
    text = (
        "A大学とB大学は平成21年2月から連携の協定を結んでおり、"
        "C大学はD大学及びE大学（E国）とそれぞれ覚書を締結しています。\n"
    )
    names = ("A大学", "B大学", "C大学", "D大学", "E大学")
    assert tell(text, *names) == [
        Told(("A大学", "B大学"), "2009-02"),
        Told(("C大学", "D大学")),
        Told(("C大学", "E大学")),
    ]


def test_the_subject_of_a_clause_is_that_of_the_next_without_one() -> None:
    text = "A大学は2005年4月にB大学と協定を締結し、2007年5月にC大学と覚書を交わした。\n"
    assert tell(text, "A大学", "B大学", "C大学") == [
        Told(("A大学", "B大学"), "2005-04"),
        Told(("A大学", "C大学"), "2007-05"),
    ]


@pytest.mark.parametrize(
    ("sentence", "end", "status"),
    [
        ("The agreement runs until 11 June 2024.", "2024-06-11", None),
        ("The arrangement has no fixed end date.", None, "indefinite"),
        ("The laboratory was opened in 1999.", None, None),
        ("C University has an agreement until 2030.", None, None),
    ],
)
def test_the_next_sentence_may_say_how_long_it_runs(
    sentence: str, end: str | None, status: str | None
) -> None:
    text = f"A University and B University signed an agreement on 12 June 2019. {sentence}\n"
    told = tell(text, "A University", "B University", "C University")
    assert told[0] == Told(("A University", "B University"), "2019-06-12", end, status)


def test_dates_with_their_parties_behind_a_verb_are_shared_out() -> None:
    text = (
        "本学が協定を締結するのは、"
        "平成18年5月に締結したA大学・B大学、平成19年3月のC大学に続き4件目です。\n"
    )
    assert tell(text, "A大学", "B大学", "C大学") == [
        Told(("A大学", "B大学"), "2006-05"),
        Told(("C大学",), "2007-03"),
    ]


def test_brackets_between_the_words_of_a_signing_do_not_part_them() -> None:
    remark = "Research Framework Arrangement, in short called the RFA in what follows"
    text = f"A大学とB大学は、研究連携協定（{remark}）を平成29年5月29日に締結します。\n"
    assert tell(text, "A大学", "B大学") == [Told(("A大学", "B大学"), "2017-05-29")]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("A大学はB大学と学生交流に関する覚書を締結した。\n", "学生交流"),
        ("A大学とB大学は教育と研究に関する協定を締結した。\n", "教育と研究"),
        ("A大学 and B大学 renewed their memorandum for a further five years.\n", None),
    ],
)
def test_a_subject_is_neither_a_party_nor_a_duration(text: str, subject: str | None) -> None:
    (agreement,) = assemble(read_text(text), "A大学", "B大学")
    assert agreement.subject == subject


def test_what_is_told_again_in_another_language_is_marked() -> None:
    text = (
        "A大学は2014年12月、B大学と覚書を交わした。\n\n"
        "In December 2014 A大学 exchanged a memorandum with B大学 in a long English sentence.\n"
    )
    agreements = assemble(read_text(text), "A大学", "B大学")
    assert [one.same_as for one in agreements] == [None, 0]


def test_the_date_of_others_beside_is_not_taken() -> None:
    text = (
        "A University and B University extended their agreement.\n\n"
        "A letter of intent was signed by C Institute and D Agency on 3 September 2018.\n"
    )
    assert tell(text, *NAMES)[0] == Told(("A University", "B University"))


def test_who_signs_alone_tells_of_no_agreement() -> None:
    assert tell("A大学は、次の機関との間で覚書を交わしています。\n", "A大学") == []


def test_of_a_headline_and_the_sentence_that_tells_the_same_the_sentence_is_evidence() -> None:
    text = "A大学とB大学が覚書を締結\n\nA大学とB大学は、覚書を取り交わします。\n"
    (agreement,) = assemble(read_text(text), "A大学", "B大学")
    assert agreement.evidence.of(text) == "A大学とB大学は、覚書を取り交わします。"


CASES = tomllib.loads(
    Path(__file__).with_name("data").joinpath("agreement_sentences.toml").read_text("utf-8")
)["case"]
CASE_NAMES = (
    *("Arden University", "Borel University", "Corin Institute", "Delta Agency", "Elm Academy"),
    *("Foss Council", "Corin Joint Laboratory for Glass", "国立大学法人東都大学=東都大学"),
    *("ARDEN UNIVERSITY", "BOREL UNIVERSITY"),
    *(
        "東都大学",
        "南洋大学",
        "北方大学",
        "海洋研究所",
        "材料機構",
        "研究財団",
        "在東国日本国大使館",
    ),
)


def read_told(line: str) -> Told:
    """Read "A + B | 2018 | 2023 | auto_renewal", what is not said left empty."""
    parties, *said = (part.strip() for part in line.split("|"))
    start, end, status = [*(value or None for value in said), None, None, None][:3]
    return Told(tuple(parties.split(" + ")), start, end, status)


@pytest.mark.parametrize(("text", "told"), [(case["text"], case["told"]) for case in CASES])
def test_sentences_in_many_forms_tell_what_they_say(text: str, told: list[str]) -> None:
    assert tell(f"{text}\n", *CASE_NAMES) == [read_told(line) for line in told]
