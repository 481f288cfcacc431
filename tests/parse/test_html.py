from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import BrokenFileError, EmptyFileError
from extract.model import Document
from extract.parse.builder import Origin
from extract.parse.html import parse_html

LONG = (
    "The university signed an agreement on research cooperation with its partners in Japan, "
    "and renewed it five years later for a further term of the same length. "
)
MENU = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("Home", "News", "Access"))


def parse(page: str) -> Document:
    return parse_html(Origin(page.encode(), "page.html", "text/html"))


def parse_body(body: str) -> Document:
    return parse(f"<!doctype html><html><head><title>T</title></head><body>{body}</body></html>")


def blocks_of(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.span.of(document.text)) for block in document.blocks]


def grid_of(document: Document, table: int = 0) -> list[list[str]]:
    found = document.tables[table]
    grid = [[""] * found.columns for _ in range(found.rows)]
    for cell in found.cells:
        grid[cell.row][cell.column] = cell.span.of(document.text)
    return grid


def test_headings_paragraphs_and_items_are_told_apart() -> None:
    document = parse_body(
        f"<main><h1>One</h1><p>{LONG}</p><ul><li>a<li>b</ul><figure><figcaption>c</figure></main>"
    )
    assert blocks_of(document) == [
        ("heading", "One"),
        ("paragraph", LONG.strip()),
        ("list_item", "a"),
        ("list_item", "b"),
        ("caption", "c"),
    ]
    assert document.title == "One"


@pytest.mark.parametrize(
    "wrap",
    [
        "<nav><ul>{menu}</ul></nav><main>{text}</main><footer>{menu}</footer>",
        "<div class='gnav'><ul>{menu}</ul></div><div id='content'>{text}</div>",
        "<div><ul>{menu}</ul></div><div>{text}</div><div><ul>{menu}</ul><p>© 2024 Us</p></div>",
        "<table><tr><td><ul>{menu}</ul></td><td>{text}</td></tr></table>",
        "<div role='navigation'>{menu}</div><article>{text}</article><aside>{menu}</aside>",
    ],
)
def test_navigation_is_dropped_however_it_is_marked(wrap: str) -> None:
    text = f"<h1>Cooperation</h1><p>{LONG}</p><p>{LONG}</p>"
    document = parse_body(wrap.format(menu=MENU, text=text))
    assert document.text == f"Cooperation\n\n{LONG.strip()}\n\n{LONG.strip()}"


def test_what_opens_when_clicked_is_content() -> None:
    document = parse_body(
        f"<main><p>{LONG}</p><details><summary>France</summary><p>CNRS</p></details>"
        "<h2><button aria-expanded=false>Germany</button></h2>"
        "<div class=accordion-body style='display:none'><p>DAAD</p></div></main>"
    )
    assert [text for _, text in blocks_of(document)][1:] == ["France", "CNRS", "Germany", "DAAD"]


def test_a_small_page_is_not_cut_down_to_its_longest_cells() -> None:
    groups = (("アジア", "清華大学"), ("欧州", "マックス・プランク研究所"))
    tables = (
        f"<details><summary>{name}</summary><table><tr><th>機関</th><th>締結</th></tr>"
        f"<tr><td>{partner}</td><td>2001年</td></tr></table></details>"
        for name, partner in groups
    )
    found = parse_body("<h1>協定校</h1>" + "".join(tables))
    assert all(text in found.text for group in groups for text in group)


def test_lists_of_links_are_kept_where_they_are_dated_or_lead_elsewhere() -> None:
    dated = "".join(f"<li><time>201{n}. 4</time> <a href=/x>協定{n}</a></li>" for n in range(5))
    partners = "".join(f"<li><a href='https://{n}.example/'>Univ {n}</a></li>" for n in "abcd")
    document = parse_body(f"<div><p>{LONG}</p><ul>{dated}</ul><ul>{partners}</ul></div>")
    assert "2013. 4 協定3" in document.text
    assert "Univ c" in document.text


def test_entries_of_definition_lists_are_label_and_value() -> None:
    document = parse_body(
        f"<main><p>{LONG}</p><dl><dt>Partner</dt><dd>CNRS</dd><dt>締結日</dt><dd>2015年</dd>"
        "<dt>2016. 4</dt><dd>更新</dd></dl></main>"
    )
    assert blocks_of(document)[1:] == [
        ("list_item", "Partner: CNRS"),
        ("list_item", "締結日：2015年"),
        ("list_item", "2016. 4 更新"),
    ]


def test_tables_keep_their_spans_and_titles() -> None:
    document = parse_body(
        "<main><table><caption>協定</caption><thead>"
        "<tr><th>国</th><th colspan=2>機関</th></tr></thead>"
        "<tr><td rowspan=2>仏</td><td>CNRS</td><td>1985.<br>4</td></tr>"
        "<tr><td></td><td>b</td></tr></table></main>"
    )
    assert grid_of(document) == [["国", "機関", ""], ["仏", "CNRS", "1985. 4"], ["", "", "b"]]
    table = document.tables[0]
    assert table.header_rows == 1
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in table.cells}
    assert spans[0, 1] == (1, 2)
    assert spans[1, 0] == (2, 1)
    assert blocks_of(document)[0] == ("caption", "協定")


def test_tables_that_lay_out_the_page_are_no_tables() -> None:
    document = parse_body(f"<table><tr><td><h1>A</h1>{LONG}<br><br>{LONG}</td></tr></table>")
    assert document.tables == ()
    assert [kind for kind, _ in blocks_of(document)] == ["heading", "paragraph", "paragraph"]


def test_rows_of_divs_are_a_table() -> None:
    rows = "".join(
        f"<div class=row><div>{name}</div><div>{start}</div></div>"
        for name, start in (("京都大学", "1985. 4"), ("大阪大学", "1990.10"), ("CNRS", "2001. 1"))
    )
    document = parse_body(f"<main><h1>協定</h1>{rows}</main>")
    assert grid_of(document)[2] == ["CNRS", "2001. 1"]


def test_line_breaks_part_entries_and_not_sentences() -> None:
    document = parse_body(
        "<main><p><b>SMOLAB</b><br>Partner: Tohoku University<br>Institute: INSIS</p>"
        "<p>本学はフランスのパリ第六大学と学術交流に関する協定を締結し、<br>毎年学生を派遣している。</p></main>"
    )
    assert blocks_of(document) == [
        ("heading", "SMOLAB"),
        ("paragraph", "Partner: Tohoku University"),
        ("paragraph", "Institute: INSIS"),
        (
            "paragraph",
            "本学はフランスのパリ第六大学と学術交流に関する協定を締結し、毎年学生を派遣している。",
        ),
    ]


def test_notes_in_superscript_do_not_join_numbers_and_readings_are_left_out() -> None:
    document = parse_body(
        "<main><p>In FY 2020<sup>32</sup> the <ruby>東北<rt>とうほく</rt></ruby>大学&shy; joined "
        "<span class=n>52%</span><span class=l>of it</span></p></main>"
    )
    assert document.text == "In FY 2020³² the 東北大学 joined 52% of it"


def test_a_line_end_between_japanese_letters_is_no_blank() -> None:
    assert parse_body("<main><p>京都\n  大学\nand Kyoto</p></main>").text == "京都大学 and Kyoto"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2015-04-01T09:00:00+09:00">',
        '<meta name="DCTERMS.issued" content="2015-04-01">',
        '<script type="application/ld+json">{"@graph":[{"datePublished":"2015-04-01"}]}</script>',
        "<body><time itemprop='datePublished' datetime='2015-04-01'>",
    ],
)
def test_the_day_of_issue_is_taken_from_where_pages_say_it(head: str) -> None:
    assert parse(f"<html><head>{head}<p>text</p></html>").published == date(2015, 4, 1)


def test_a_day_that_does_not_exist_is_no_day() -> None:
    assert parse('<meta name="date" content="2015-02-30"><p>text</p>').published is None


def test_pages_without_text_are_errors() -> None:
    with pytest.raises((EmptyFileError, BrokenFileError)):
        parse_body("<script>document.write('x')</script>")


@pytest.mark.parametrize(
    "page",
    [
        '<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><p>Kyoto &b;</p>',
        "<table><tr><td colspan=999999999 rowspan=999999999>Kyoto</td><td>a</td></tr></table>",
        "<table>" + "<tr>" + "<td rowspan=65534 colspan=1000>Kyoto</td>" * 5 + "</tr></table>",
        "<p>Kyoto" + "<b>" * 1500,
        "<p>Kyo\0to <!-- unclosed",
        "<html><body>" + "<a href=x>y</a>" * 2000 + "<p>Kyoto",
    ],
)
def test_hostile_pages_are_read_or_refused_soon(page: str) -> None:
    assert "Kyoto" in parse(page).text


def test_pages_that_nest_without_end_are_refused() -> None:
    with pytest.raises(BrokenFileError, match="nested"):
        parse("<div>" * 20_000 + "Kyoto")


TAGS = ["<p>", "</p>", "<table>", "<tr>", "<td>", "<th rowspan=2>", "</table>", "<ul><li>", "</ul>"]
TAGS += ["<br>", "<dl><dt>", "<dd>", "</dl>", "<b>", "</b>", "<h2>", "</h2>", "<nav>", "</nav>"]
TAGS += ["京都", "a", "𠮷", " ", "&nbsp;", "<div><div>"]


@given(st.lists(st.sampled_from(TAGS), max_size=40).map("".join))
def test_blocks_are_in_order_and_hold_no_blanks_at_their_edges(body: str) -> None:
    document = parse_body(f"<main>x{body}</main>")
    end = 0
    for block in document.blocks:
        assert end <= block.span.start < block.span.end
        assert block.span.of(document.text).strip() == block.span.of(document.text)
        end = block.span.end
    for table in document.tables:
        for cell in table.cells:
            assert cell.row + cell.row_span <= table.rows
            assert cell.column + cell.column_span <= table.columns


def test_a_term_without_a_value_is_kept_and_kept_apart() -> None:
    document = parse_body(
        "<main><dl><dt>Partners</dt><dt>France</dt><dd>CNRS</dd></dl><p>Next</p>"
        "<dl><dt>End</dt></dl></main>"
    )
    assert document.text == "Partners\n\nFrance: CNRS\n\nNext\n\nEnd"


def test_text_after_a_menu_of_loose_links_stays_as_it_is() -> None:
    links = " | ".join(f"<a href=/{name}>{name}</a>" for name in ("Home", "News", "Access"))
    document = parse_body(f"<div>{links} A/B and C</div><div><p>{LONG}</p><p>{LONG}</p></div>")
    assert "Home" not in document.text
    assert "A/B and C" in document.text or document.text.startswith(LONG[:20])
