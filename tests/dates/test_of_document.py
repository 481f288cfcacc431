"""Dates and end statuses of documents: offsets, lines, cells and what the document knows."""

from datetime import date

from extract.dates import find_dates, find_end_statuses
from extract.model import Block, BlockKind, Document, Segment, Span


def place(text: str, piece: str) -> Span:
    return Span(text.index(piece), text.index(piece) + len(piece))


def build(
    text: str,
    pieces: list[str],
    kind: BlockKind = "paragraph",
    published: date | None = None,
    source: str = "report.txt",
) -> Document:
    blocks = tuple(Block(kind, place(text, piece)) for piece in pieces)
    return Document("0" * 64, source, "text/plain", "", text, blocks=blocks, published=published)


def read(document: Document, segments: tuple[Segment, ...] = ()) -> list[tuple[str, str]]:
    found = find_dates(document, segments)
    return [(mention.span.of(document.text), mention.date.value) for mention in found]


def test_a_date_cut_by_the_end_of_a_line_and_of_a_segment_is_whole() -> None:
    text = "The visit took place on 4\nOctober 2014 in Tokyo."
    segments = (Segment(Span(0, 25), "en", 0), Segment(Span(26, len(text)), "en", 0))
    assert read(build(text, [text]), segments) == [("4\nOctober 2014", "2014-10-04")]


def test_cells_are_read_one_by_one() -> None:
    text = "2015\n2016"
    document = build(text, ["2015", "2016"], "table_cell")
    assert read(document) == [("2015", "2015"), ("2016", "2016")]


def test_text_between_blocks_is_read_too() -> None:
    text = "2014年。あいだは2015年、そして2016年"
    document = build(text, ["2014年", "そして2016年"])
    assert [value for _, value in read(document)] == ["2014", "2015", "2016"]


def test_the_title_of_the_column_says_the_era_and_the_kind_of_year() -> None:
    text = "締結日(平成)\n29.3.31\n年度\n2016\n29"
    document = build(text, ["締結日(平成)", "29.3.31", "年度", "2016"], "table_cell")
    segments = (
        Segment(place(text, "29.3.31"), "ja", 1, header=place(text, "締結日(平成)")),
        Segment(place(text, "2016"), "ja", 3, header=place(text, "年度")),
    )
    assert read(document, segments) == [("29.3.31", "2017-03-31"), ("2016", "2016-04/2017-03")]
    assert read(document) == [("2016", "2016")]


def test_the_whole_document_tells_day_from_month() -> None:
    text = "Updated: 02/10/2015\nIt was held on 29 May 2015."
    document = build(text, text.split("\n"))
    assert read(document)[0] == ("02/10/2015", "2015-10-02")


def test_the_country_of_the_site_tells_day_from_month() -> None:
    text = "Updated: 02/10/2015"
    assert read(build(text, [text], source="https://x.gouv.fr/a"))[0][1] == "2015-10-02"
    assert read(build(text, [text], source="https://x.gov/a"))[0][1] == "2015-02-10"


def test_the_day_of_the_document_gives_days_their_year() -> None:
    text = "3月5日に締結した"
    assert read(build(text, [text])) == []
    assert read(build(text, [text], published=date(2022, 3, 20))) == [("3月5日", "2022-03-05")]


def test_unknown_counts_only_in_cells_about_time() -> None:
    text = "相手機関\n不明\n終了時期"
    segments = (Segment(place(text, "不明"), "ja", 1, header=place(text, "相手機関")),)
    cells = build(text, ["相手機関", "不明", "終了時期"], "table_cell")
    assert find_end_statuses(cells, segments) == ()
    segments = (Segment(place(text, "不明"), "ja", 1, header=place(text, "終了時期")),)
    (mention,) = find_end_statuses(cells, segments)
    assert (mention.span, mention.status) == (place(text, "不明"), "unknown")
    assert find_end_statuses(build(text, text.split("\n")), ()) == ()
