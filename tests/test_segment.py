import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.model import Block, BlockKind, Cell, Document, Segment, Span, Table
from extract.parse.builder import BlockDraft, CellDraft, Origin, Piece, TableDraft, build_document
from extract.segment import split_segments, split_sentences


def split(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text, Span(0, len(text)))]


def build(*drafts: BlockDraft | TableDraft) -> Document:
    return build_document(Origin(b"", "", ""), drafts)


def draft(kind: BlockKind, text: str) -> BlockDraft:
    return BlockDraft(kind, (Piece(text),))


def draft_table(rows: list[list[str]], header_rows: int = 0) -> TableDraft:
    cells = [
        CellDraft(row, column, (Piece(text),) if text else ())
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    return TableDraft(len(rows), len(rows[0]), tuple(cells), header_rows=header_rows)


def read(document: Document) -> list[tuple[str, str]]:
    return [(item.span.of(document.text), item.language) for item in split_segments(document)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["協定を締結した。", "期間は五年である。"],
        ["「行く。」と言った。", "「帰る。」", "彼はそう述べた。"],
        ["本学（以下「甲」という。）は締結した。", "以上。"],
        ["すごい!", "また行きたい。", "本当か？", "そうだ。"],
        ["Yahoo!ニュースによる。", "次へ。"],
        ["広いのもGood。", "次の文。"],
        ["である．", "図１．２に示す．", "以上．"],
        ["閉じない（括弧がある。", "次の文。"],
    ],
)
def test_japanese_sentences_end_outside_brackets(sentences: list[str]) -> None:
    assert split("".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["Dr. Smith of the Univ. of Tokyo came.", "He left."],
        ["The U.S. Department of Energy funds it.", "It began in the U.S.", "The rest followed."],
        ["See Fig. 3 and No. 5, pp. 3-4, i.e. The Annexe.", "It is short."],
        ["J. Smith et al. (2020) agreed.", "(They did not sign.)", "Then they did."],
        ["It was signed in 2015.", "Twelve came.", "It ended 2013. 6 as planned."],
        ["The landscape changed.⁵", "There were two.[12]", "“It was good.”", "Then it ended."],
        ["Toyota Motor Co. Ltd. and Hitachi Inc. joined.", "Others did not."],
        ["It met H.E. Mr. Roe at the N.I. Vavilov Institute.", "He left."],
    ],
)
def test_english_abbreviations_do_not_end_sentences(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_line_ends_do_not_split_but_blank_lines_and_bullets_do() -> None:
    assert split("Japan Science and\nTechnology Agency signed. It\r\nended.") == [
        "Japan Science and\nTechnology Agency signed.",
        "It\r\nended.",
    ]
    assert split("京都大学と\n協定を結んだ。\n\n次\n・一つ目\n・二つ目") == [
        "京都大学と\n協定を結んだ。",
        "次",
        "・一つ目",
        "・二つ目",
    ]


def test_cells_are_segments_with_address_title_and_heading() -> None:
    document = build(
        draft("heading", "協定一覧"),
        draft_table(
            [["機関", "開始"], ["京都大学。本部。", "1985. 4"], ["", "1990"]], header_rows=1
        ),
    )
    segments = split_segments(document)
    assert [segment.span.of(document.text) for segment in segments] == [
        "協定一覧",
        "機関",
        "開始",
        "京都大学。本部。",
        "1985. 4",
        "1990",
    ]
    last = segments[-1]
    assert last.cell is not None
    assert (last.cell.table, last.cell.row, last.cell.column) == (0, 2, 1)
    assert last.header is not None
    assert last.header.of(document.text) == "開始"
    assert last.heading is not None
    assert last.heading.of(document.text) == "協定一覧"
    assert segments[1].header is None


def test_a_title_over_several_columns_is_the_title_of_each() -> None:
    text = "期間\n開始\t終了\n1\t2"
    spans = [Span(0, 2), Span(3, 5), Span(6, 8), Span(9, 10), Span(11, 12)]
    cells = (
        Cell(0, 0, spans[0], column_span=2),
        Cell(1, 0, spans[1]),
        Cell(1, 1, Span(5, 5)),
        Cell(2, 0, spans[3]),
        Cell(2, 1, spans[4]),
    )
    blocks = tuple(Block("table_cell", span) for span in spans)
    document = Document("", "", "", "", text, (), blocks, (Table(3, 2, cells, header_rows=2),))
    titles = [segment.header.of(text) for segment in split_segments(document) if segment.header]
    assert titles == ["開始", "期間"]


def test_acronyms_and_numbers_take_the_language_around_them() -> None:
    document = build(
        draft("paragraph", "The agency signed it."),
        draft_table([["国際組織", "CERN", "2015. 3"], ["Intel Corporation", "IMS", "IBM"]]),
        draft("paragraph", "理化学研究所"),
        draft("heading", "JSPS"),
        draft("paragraph", "It was renewed with 東北大学 in May."),
    )
    assert read(document) == [
        ("The agency signed it.", "en"),
        ("国際組織", "ja"),
        ("CERN", "ja"),
        ("2015. 3", "ja"),
        ("Intel Corporation", "en"),
        ("IMS", "en"),
        ("IBM", "en"),
        ("理化学研究所", "ja"),
        ("JSPS", "ja"),
        ("It was renewed with 東北大学 in May.", "en"),
    ]


def test_running_heads_are_left_out_and_footnotes_are_not() -> None:
    document = build(
        draft("header", "Annual report"),
        draft("footnote", "See A. B. Then C."),
        draft("footer", "3"),
    )
    assert [text for text, _ in read(document)] == ["See A. B. Then C."]


pieces = st.sampled_from(
    [
        "。",
        "．",
        "！",
        "?",
        ".",
        "「",
        "」",
        "（",
        "）",
        "(",
        ")",
        "\n",
        "\n\n",
        " ",
        "京都",
        "𠮷",
        "Dr",
        "The",
        "9",
        "、",
        "”",
        "[1]",
    ]
)


@given(st.lists(pieces, max_size=60).map("".join))
def test_sentences_are_in_order_apart_and_lose_only_blanks(text: str) -> None:
    end = 0
    kept = []
    for span in split_sentences(text, Span(0, len(text))):
        assert end <= span.start < span.end <= len(text)
        assert span.of(text) == span.of(text).strip()
        assert not text[end : span.start].strip()
        kept.append(span.of(text))
        end = span.end
    assert not text[end:].strip()
    assert "".join("".join(kept).split()) == "".join(text.split())


@given(st.lists(pieces, max_size=30).map("".join), st.lists(pieces, max_size=30).map("".join))
def test_segments_name_the_block_they_are_in(first: str, second: str) -> None:
    document = build(draft("paragraph", first), draft("list_item", second))
    for segment in split_segments(document):
        assert isinstance(segment, Segment)
        assert document.blocks[segment.block].span.contains(segment.span)
