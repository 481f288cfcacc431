"""Links of names, affiliations and mentions, over the small registry."""

from itertools import pairwise

import pytest

from extract.link import link_affiliation, link_mentions, link_name
from extract.model import Block, Cell, CellAddress, Document, Mention, Segment, Span, Table
from extract.registry import Registry, open_registry
from tests.small_registry import build_small, rid


@pytest.fixture(scope="module")
def registry() -> Registry:
    return open_registry(build_small())


def _document(text: str) -> Document:
    return Document(
        "0" * 64, "a.txt", "text/plain", "", text, blocks=(Block("paragraph", Span(0, len(text))),)
    )


def _mentions(text: str, *names: str) -> list[Mention]:
    found, at = [], 0
    for name in names:
        at = text.index(name, at)
        found.append(Mention(Span(at, at + len(name)), 1.0, "ja"))
        at += len(name)
    return found


def _chosen(text: str, registry: Registry, *names: str) -> list[str | None]:
    segment = Segment(Span(0, len(text)), "ja", 0)
    links = link_mentions(_document(text), [segment], _mentions(text, *names), registry)
    return [link.chosen.id if link.chosen else None for link in links]


def test_an_unknown_name_is_linked_to_nothing(registry: Registry) -> None:
    link = link_name("Zyxwv Quartz Consortium", registry)
    assert link.chosen is None
    assert link.score > 0.5


def test_a_department_does_not_hide_its_university(registry: Registry) -> None:
    link = link_affiliation(
        "Department of Physics, Kyoto University, Kyoto 606-8502, Japan", registry
    )
    assert [candidate.id for candidate in link.chosen] == [rid(1)]


def test_an_affiliation_may_name_several() -> None:
    link = link_affiliation(
        "Kyoto University, Kyoto, Japan; University of Oxford, Oxford, UK", open_registry()
    )
    assert [candidate.name for candidate in link.chosen] == [
        "Kyoto University",
        "University of Oxford",
    ]


def test_the_country_given_decides_between_namesakes(registry: Registry) -> None:
    chosen = link_name("Newcastle University", registry, country="AU").chosen
    assert chosen is not None
    assert chosen.id == rid(6)


def test_a_country_beside_the_name_decides_between_namesakes(registry: Registry) -> None:
    assert _chosen(
        "オーストラリア Newcastle University と協定", registry, "Newcastle University"
    ) == [rid(6)]


def test_an_acronym_means_what_the_document_defines(registry: Registry) -> None:
    text = "Nanyang Technological University (NTU) was visited. NTU then signed."
    assert _chosen(text, registry, "Nanyang Technological University", "NTU", "NTU") == [rid(5)] * 3


@pytest.mark.parametrize(
    "text",
    [
        "日本学術振興会（以下「学振会」という。）は、学振会として",
        "日本学術振興会（理事長：東都。以下、学振会）は学振会の",
        'Japan Society for the Promotion of Science (hereinafter "the 学振会") and 学振会',
        "Japan Society for the Promotion of Science, hereinafter referred to as 学振会; 学振会",
    ],
)
def test_a_short_form_means_what_it_is_said_to_stand_for(registry: Registry, text: str) -> None:
    name = text[: 7 if text.startswith("日") else 42]
    assert _chosen(text, registry, name, "学振会", "学振会") == [rid(8)] * 3


def test_an_acronym_means_the_kin_of_what_stands_beside_it(registry: Registry) -> None:
    text = "Centre national des essais: LXY"
    assert _chosen(text, registry, "Centre national des essais", "LXY") == [rid(15), rid(17)]
    assert _chosen("Université Paris-Saclay: LXY", registry, "LXY") == [None]


@pytest.mark.parametrize(
    ("text", "unit"), [("アルゴンヌ国立研究所 先端放射光源", 19), ("京都大学 先端放射光源", None)]
)
def test_a_unit_is_that_of_the_owner_before_it(
    registry: Registry, text: str, unit: int | None
) -> None:
    _, chosen = _chosen(text, registry, *text.split())
    assert chosen == (unit and rid(unit))


def test_a_unit_is_in_the_country_of_its_owner(registry: Registry) -> None:
    assert _chosen("京都大学 高等研究所", registry, "京都大学", "高等研究所") == [rid(1), None]
    assert _chosen("高等研究所", registry, "高等研究所") == [rid(23)]


def test_a_name_shared_with_a_branch_is_that_of_the_whole(registry: Registry) -> None:
    name = "Pan-Atlantic Laboratory of Limnology"
    found = {f.candidate.id: f.candidate.score for f in registry.find(name)}
    assert found[rid(21)] > 1.5 * found[rid(22)]
    branch = link_name(name, registry, country="IT").chosen
    assert branch is not None
    assert branch.id == rid(22)


@pytest.mark.parametrize(
    ("name", "home", "is_known_abroad"),
    [
        ("Fisheries Research Agency", "JP", False),
        ("California Institute of Technology", "US", True),
    ],
)
def test_a_name_of_types_and_subjects_alone_is_another_abroad(
    name: str, home: str, is_known_abroad: bool
) -> None:
    starter = open_registry()
    assert link_name(name, starter, country=home).chosen is not None
    assert (starter.find(name, country="KR")[0].candidate.score > 0.2) == is_known_abroad


def test_a_country_cell_holds_for_the_rows_below_it(registry: Registry) -> None:
    cells = ("英国", "Kyoto University", "", "Newcastle University")
    text = "\n".join(cells)
    spans, at = [], 0
    for cell in cells:
        spans.append(Span(at, at + len(cell)))
        at += len(cell) + 1
    addresses = [(0, 0), (0, 1), (1, 0), (1, 1)]
    table = Table(
        2, 2, tuple(Cell(*address, span) for address, span in zip(addresses, spans, strict=True))
    )
    blocks = tuple(Block("table_cell", span) for span in spans if len(span))
    document = Document("0" * 64, "a", "text/html", "", text, blocks=blocks, tables=(table,))
    segments = [
        Segment(span, "en", 0, cell=CellAddress(0, *address))
        for address, span in zip(addresses, spans, strict=True)
        if len(span)
    ]
    (link,) = link_mentions(document, segments, [Mention(spans[3], 1.0, "en")], registry)
    assert link.chosen is not None
    assert link.chosen.id == rid(7)


def test_there_is_one_link_a_mention_in_their_order(registry: Registry) -> None:
    text = "京都大学、Brookhaven National Laboratory、京都大学"
    names = ("京都大学", "Brookhaven National Laboratory", "京都大学")
    mentions = _mentions(text, *names)
    links = link_mentions(
        _document(text), [Segment(Span(0, len(text)), "ja", 0)], mentions, registry
    )
    assert [link.mention for link in links] == mentions
    assert [link.chosen.id for link in links if link.chosen] == [rid(1), rid(13), rid(1)]


def test_a_mention_outside_every_segment_is_linked_all_the_same(registry: Registry) -> None:
    text = "京都大学"
    (link,) = link_mentions(_document(text), [], _mentions(text, "京都大学"), registry)
    assert link.chosen is not None


def test_the_starter_registry_links_japanese_names_of_foreign_partners() -> None:
    starter = open_registry()
    for name, id in (
        ("フランス国立科学研究センター", "https://ror.org/02feahw73"),
        ("独・ユーリッヒ研究所", "https://ror.org/02nv7yv05"),
    ):
        chosen = link_name(name, starter).chosen
        assert chosen is not None
        assert chosen.id == id


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Australia National University", "Australian National University"),
        ("1Kyoto University, Kyoto, Japan", "Kyoto University"),
        ("University of Stuttgart, Stuttgart#TAB#", "University of Stuttgart"),
        ("Saint Petersburg University", "St Petersburg University"),
        ("TRIUMF研究所", "TRIUMF"),
        ("国際農研", "Japan International Research Center for Agricultural Sciences"),
        ("スタンフォード大", "Stanford University"),
        ("ウッズホール海洋研究所", None),
    ],
)
def test_names_are_known_as_they_are_written(name: str, meant: str | None) -> None:
    chosen = link_name(name, open_registry()).chosen
    assert (chosen.name if chosen else None) == meant


def test_what_is_left_of_a_name_may_tell_of_another_body() -> None:
    starter = open_registry()
    chosen = link_name("Osaka University Minoh", starter).chosen
    assert chosen is not None
    assert chosen.name == "The University of Osaka"
    assert link_name("ミシガン大学社会調査研究所", starter).chosen is None


def test_a_whole_name_stands_in_a_text_about_another_country() -> None:
    text = "日本の東京大学、京都大学、大阪大学、Brookhaven National Laboratory"
    names = ("東京大学", "京都大学", "大阪大学", "Brookhaven National Laboratory")
    assert None not in _chosen(text, open_registry(), *names)


def test_partners_in_neighbouring_cells_are_no_translations() -> None:
    names = ("産業技術総合研究所", "CNRS")
    spans = [Span(0, 9), Span(10, 14)]
    table = Table(1, 2, tuple(Cell(0, column, span) for column, span in enumerate(spans)))
    blocks = tuple(Block("table_cell", span) for span in spans)
    document = Document(
        "0" * 64, "a", "text/html", "", "\n".join(names), blocks=blocks, tables=(table,)
    )
    segments = [
        Segment(span, "ja", 0, cell=CellAddress(0, 0, column)) for column, span in enumerate(spans)
    ]
    mentions = [Mention(span, 1.0, "ja") for span in spans]
    first, second = link_mentions(document, segments, mentions, open_registry())
    assert first.chosen is not None
    assert first.chosen.id == "https://ror.org/01703db54"
    assert second.chosen is None or second.chosen.id == "https://ror.org/02feahw73"


def test_a_cell_of_an_owner_and_its_unit_translates_nothing(registry: Registry) -> None:
    cells = ("Brookhaven National Laboratory", "京都大学 青色光学研究所")
    text = "\n".join(cells)
    spans = [Span(0, len(cells[0])), Span(len(cells[0]) + 1, len(text))]
    table = Table(1, 2, tuple(Cell(0, column, span) for column, span in enumerate(spans)))
    blocks = tuple(Block("table_cell", span) for span in spans)
    document = Document("0" * 64, "a", "text/html", "", text, blocks=blocks, tables=(table,))
    segments = [
        Segment(span, "ja", 0, cell=CellAddress(0, 0, column)) for column, span in enumerate(spans)
    ]
    mentions = _mentions(text, cells[0], "京都大学", "青色光学研究所")
    links = link_mentions(document, segments, mentions, registry)
    assert [link.chosen and link.chosen.id for link in links] == [rid(13), rid(1), None]


def test_an_acronym_is_no_namesake_of_what_it_stands_for(registry: Registry) -> None:
    text = "フランス: Laser Xenon Yard Agency (LXY)"
    assert _chosen(text, registry, "Laser Xenon Yard Agency", "LXY") == [None, None]
    assert _chosen("フランス: Lycée Xavier Yver (LXY)", registry, "LXY") == [None]


def test_a_name_and_its_acronym_bear_each_other_out(registry: Registry) -> None:
    name = "Science Technology Facility Body"
    assert _chosen(f"{name} (STFC), 英国", registry, name, "STFC") == [rid(10)] * 2


def test_the_title_of_a_column_tells_the_country_of_its_institutions(registry: Registry) -> None:
    texts = ("Australian side (Australia)", "UK partner", *("Newcastle University",) * 2)
    text = "\n".join(texts)
    starts = [sum(len(before) + 1 for before in texts[:number]) for number in range(4)]
    spans = [Span(start, start + len(each)) for start, each in zip(starts, texts, strict=True)]
    places = ((0, 0), (0, 1), (1, 0), (1, 1))
    cells = tuple(Cell(*place, span) for place, span in zip(places, spans, strict=True))
    document = Document(
        "0" * 64,
        "a",
        "text/html",
        "",
        text,
        blocks=tuple(Block("table_cell", span) for span in spans),
        tables=(Table(2, 2, cells, header_rows=1),),
    )
    segments = [
        Segment(span, "en", number, cell=CellAddress(0, *place), header=spans[place[1]])
        for number, (place, span) in enumerate(zip(places, spans, strict=True))
    ]
    for span, id in ((spans[2], rid(6)), (spans[3], rid(7))):
        (link,) = link_mentions(document, segments, [Mention(span, 1.0, "en")], registry)
        assert link.chosen is not None
        assert link.chosen.id == id


def _chosen_by_line(text: str, registry: Registry, *names: str) -> list[str | None]:
    starts = [0, *(at + 1 for at, letter in enumerate(text) if letter == "\n"), len(text) + 1]
    segments = [Segment(Span(a, b - 1), "ja", 0) for a, b in pairwise(starts)]
    links = link_mentions(_document(text), segments, _mentions(text, *names), registry)
    return [link.chosen.id if link.chosen else None for link in links]


@pytest.mark.parametrize("line", ["【英国】", "■日本－英国", "| United Kingdom |", "(2) 英国"])
def test_a_line_of_countries_stands_over_what_follows(registry: Registry, line: str) -> None:
    text = f"豪州\n{line}\n・工学研究所\n・Newcastle University"
    assert _chosen_by_line(text, registry, "Newcastle University") == [rid(7)]


def test_the_next_line_of_countries_ends_the_one_before(registry: Registry) -> None:
    text = "英国\n・工学研究所\n豪州\n・Newcastle University"
    assert _chosen_by_line(text, registry, "Newcastle University") == [rid(6)]


def test_the_registry_knows_which_name_an_acronym_in_brackets_is_short_for(
    registry: Registry,
) -> None:
    text = "Yttrium Borate Society (QVK) was first. QVK"
    assert _chosen(text, registry, "Yttrium Borate Society", "QVK", "QVK") == [rid(34)] * 3


def test_an_acronym_may_begin_with_a_letter_with_a_mark(registry: Registry) -> None:
    text = "Yttrium Borate Society (ÖQW)"
    assert _chosen(text, registry, "Yttrium Borate Society", "ÖQW") == [rid(34)] * 2


def test_initials_stand_for_the_one_name_that_has_them(registry: Registry) -> None:
    text = "The Brookhaven National Laboratory opened. BNA and BNL signed."
    assert _chosen(text, registry, "Brookhaven National Laboratory", "BNL") == [rid(13)] * 2
    text = "The University of Göttingen and the Xanthe Zinc Union met. XZU signed, UGX did not."
    assert _chosen(text, registry, "Xanthe Zinc Union", "XZU", "UGX") == [None] * 3


def test_of_namesakes_with_one_acronym_the_one_in_the_country_told_is_meant(
    registry: Registry,
) -> None:
    text = "Sri Lanka: Pearl Reef Foundation (PRF)"
    assert _chosen(text, registry, "Pearl Reef Foundation", "PRF") == [rid(36)] * 2


def test_an_embassy_is_not_that_of_the_other_country(registry: Registry) -> None:
    assert _chosen("在ブータン日本国大使館", registry, "在ブータン日本国大使館") == [None]
