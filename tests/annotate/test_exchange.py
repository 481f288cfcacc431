import io
import json
import zipfile
from typing import Any

import pytest
import spacy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin

from extract.annotate.exchange import FORMS, Outgoing
from extract.annotate.work import ChangeError
from extract.gold import GoldAgreement, GoldDocument, GoldMention, GoldParty
from extract.model import Label, Span

VALUES: dict[Label, tuple[str | None, ...]] = {
    "INSTITUTION": ("https://ror.org/02feahw73", None),
    "DATE": ("2013-06", "2013"),
    "END_STATUS": ("indefinite",),
}
PIECES = st.sampled_from(
    [
        "𠮷野大学",
        "CNRS ",
        " ",
        "\n",
        "e\u0301cole ",
        "ｶﾞﾝ",
        "2013. 6",
        "、",
        "👩‍🔬",
        "  ",
        "\r\n",
        "\u2028",
        "|",
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> GoldDocument:
    text = "".join(draw(st.lists(PIECES, min_size=1, max_size=14)))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    mentions: list[GoldMention] = []
    ignored: list[Span] = []
    for start, end in zip(edges[::2], edges[1::2], strict=False):
        span = Span(start, end)
        label: Label | None = draw(st.sampled_from([*VALUES, None]))
        if label is None:
            ignored.append(span)
            continue
        answers = VALUES[label][: draw(st.integers(0, 2))]
        mentions.append(GoldMention(span, label, span.of(text), answers, draw(st.booleans())))
    language = draw(st.sampled_from(["ja", "en"]))
    return GoldDocument(
        "a name",
        "a.pdf",
        text,
        language,
        "GUIDELINES.md",
        tuple(mentions),
        tuple(ignored),
        draw(st.none() | st.just(()) | st.just((make_agreement(text),))),
        draw(st.sampled_from([None, "train"])),
    )


def make_agreement(text: str) -> GoldAgreement:
    whole = Span(0, len(text))
    party = GoldParty(text, whole, None)
    return GoldAgreement((party,), "2013-06", None, "indefinite", "協力\n", whole)


LINE_END = GoldDocument(
    "x", "x.txt", "Japan \nScience\r\n", "en", "G",
    (GoldMention(Span(0, 14), "INSTITUTION", "Japan \nScience", (None,)),), (Span(14, 16),),
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@given(gold=documents())
@example(LINE_END)
@settings(max_examples=40)
def test_gold_goes_out_and_comes_back(form: str, gold: GoldDocument) -> None:
    assert FORMS[form].read(FORMS[form].write([Outgoing(gold)])) == (gold,)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("data", [b"", b"nonsense", b"[1]", b'{"a": 1}', b"PK\3\4", b"\xff\xfe"])
def test_what_is_of_no_such_format_is_said(form: str, data: bytes) -> None:
    try:
        assert FORMS[form].read(data) == ()
    except ChangeError as error:
        assert str(error)


def tasks_of(data: bytes) -> list[dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return list(json.loads(archive.read("tasks.json")))


def test_label_studio_gets_code_points_and_proposals_as_predictions() -> None:
    text = "𠮷野 CNRS"
    mention = GoldMention(Span(3, 7), "INSTITUTION", "CNRS", ("https://ror.org/02feahw73",))
    gold = GoldDocument("n", "n.txt", text, "ja", "G", (), ())
    (task,) = tasks_of(FORMS["label_studio"].write([Outgoing(gold, (mention,))]))
    (prediction,) = task["predictions"]
    assert prediction["result"][0]["value"] == {
        "start": 3, "end": 7, "text": "CNRS", "labels": ["INSTITUTION"],
    }  # fmt: skip
    assert task["annotations"] == []


def test_a_region_of_label_studio_that_drifted_is_refused() -> None:
    value = {"start": 1, "end": 5, "text": "CNRS", "labels": ["INSTITUTION"]}
    region = {"id": "a", "type": "labels", "value": value}
    task = {"data": {"text": "CNRS!", "name": "n"}, "annotations": [{"result": [region]}]}
    with pytest.raises(ChangeError, match="the text has 'NRS!'"):
        FORMS["label_studio"].read(json.dumps([task]).encode())


# What its page wrote (1.23.2) of regions that were drawn over line ends, a tab and two spaces.
DRAWN = [
    ("に\r\n協定", r"に\n\n協定"),
    ("end\n\nlast", r"end\n\nlast"),
    ("\t\u3000e", " \u3000e"),
    ("CNRS  <b", "CNRS <b"),
]


@pytest.mark.parametrize(("surface", "said"), DRAWN)
def test_what_label_studio_says_of_white_space_is_understood(surface: str, said: str) -> None:
    text = f"𠮷{surface}."
    value = {"start": 1, "end": 1 + len(surface), "text": said, "labels": ["INSTITUTION"]}
    region = {"id": "a", "type": "labels", "value": value}
    task = {"data": {"text": text, "name": "n"}, "annotations": [{"result": [region]}]}
    (gold,) = FORMS["label_studio"].read(json.dumps([task]).encode())
    assert [mention.text for mention in gold.mentions] == [surface]


def test_spacy_reads_entities_with_their_records() -> None:
    text = "CNRSと𠮷野大学"
    mention = GoldMention(Span(5, 9), "INSTITUTION", "𠮷野大学", ("https://ror.org/02feahw73",))
    gold = GoldDocument("n", "n.txt", text, "ja", "G", (mention,), ())
    data = FORMS["spacy"].write([Outgoing(gold)])
    (doc,) = DocBin().from_bytes(data).get_docs(spacy.blank("xx").vocab)
    assert doc.text == text
    assert [(ent.text, ent.label_, ent.kb_id_) for ent in doc.ents] == [
        ("𠮷野大学", "INSTITUTION", "https://ror.org/02feahw73")
    ]


def test_brat_counts_code_points_and_takes_apart_what_runs_over_a_line() -> None:
    with zipfile.ZipFile(io.BytesIO(FORMS["brat"].write([Outgoing(LINE_END)]))) as archive:
        lines = archive.read("x.ann").decode().split("\n")
    assert lines[1] == "T1\tINSTITUTION 0 6;7 14\tJapan  Science"


def test_doccano_lines_are_what_doccano_reads() -> None:
    line = json.loads(FORMS["doccano"].write([Outgoing(LINE_END)]))
    assert line["label"] == [[0, 14, "INSTITUTION"], [14, 16, "IGNORE"]]
