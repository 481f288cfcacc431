from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells

from extract.parse.layout import Fragment, Line, make_line
from extract.parse.layout_regions import Run
from extract.parse.pdf_content import Glyphs
from extract.parse.tables import (
    FoundCell,
    FoundTable,
    RuledGrid,
    drop_empty,
    find_grids,
    group_by_cell,
    mark_header,
)
from extract.parse.tables_join import PagedTable, join_tables
from extract.parse.tables_unruled import find_separators, find_table, split_ruled_rows


def line(text: str, left: float, top: float, font: int = 0) -> Line:
    return make_line([Fragment(text, left, top, left + 5 * len(text), top + 10, 10, font)])


def rules_of(xs: list[int], ys: list[int]) -> np.ndarray:
    level = [(xs[0], y, xs[-1], y) for y in ys]
    return np.array(level + [(x, ys[0], x, ys[-1]) for x in xs], np.float32)


sides = st.lists(st.integers(1, 12), min_size=2, max_size=5, unique=True).map(
    lambda values: [20 * value for value in sorted(values)]
)


@given(sides.filter(lambda xs: len(xs) > 2), sides)
def test_a_full_grid_gives_all_its_cells(xs: list[int], ys: list[int]) -> None:
    (grid,) = find_grids(rules_of(xs, ys))
    assert (list(grid.xs), list(grid.ys)) == (xs, ys)
    assert len(grid.places) == (len(xs) - 1) * (len(ys) - 1)


segments = st.lists(
    st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 2), st.integers(1, 3)), max_size=14
)


@given(segments)
def test_cells_are_those_of_pdfplumber(drawn: list[tuple[bool, int, int, int]]) -> None:
    from extract.parse.tables import _find_cells, _split_tables

    edges = []
    for is_level, at, start, length in drawn:
        a, b, c = 20 * at, 20 * start, 20 * (start + length)
        box = {"x0": b, "x1": c, "top": a, "bottom": a} if is_level else {}
        box = box or {"x0": a, "x1": a, "top": b, "bottom": c}
        edges.append({**box, "orientation": "h" if is_level else "v"})
    crossings = edges_to_intersections(edges)
    theirs = intersections_to_cells(crossings)
    ours = _find_cells(crossings)
    assert sorted(ours) == sorted(set(theirs))
    assert {frozenset(t) for t in _split_tables(ours)} >= {
        frozenset(t) for t in cells_to_tables(ours) if len(_split_tables(t)) == 1
    } or len(ours) < 2


def test_a_table_left_open_at_the_end_of_the_page_is_closed() -> None:
    rules = np.array(
        [(0, 0, 90, 0), (0, 20, 90, 20), *[(x, 0, x, 50) for x in (0, 30, 60, 90)]], np.float32
    )
    (grid,) = find_grids(rules)
    assert grid.ys == (0, 20, 50) and grid.is_open


def test_letters_belong_to_the_cell_their_middle_is_in() -> None:
    grid = RuledGrid(
        (0, 10, 20), (0, 10), ((0, 0, 1, 1), (0, 1, 1, 1)), ((0, 0, 10, 10), (10, 0, 20, 10)), False
    )
    boxes = np.array([(1, 1, 5, 9), (8, 1, 11, 9), (11, 1, 19, 9), (30, 1, 35, 9)], np.float32)
    none = np.zeros(4, np.int8)
    glyphs = Glyphs("abcd", boxes, none, none, none, none)  # type: ignore[arg-type]
    assert group_by_cell(glyphs, [grid]).tolist() == [1, 1, 2, 0]


def make_table(rows: list[list[str]], top: float = 0, font: int = 0) -> FoundTable:
    cells = tuple(
        FoundCell(
            r, c, 1, 1, (line(text, 100 * c, top + 20 * r, font if r == 0 else 0),) * bool(text)
        )
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    edges = tuple(100.0 * c for c in range(len(rows[0]) + 1))
    return FoundTable(len(rows), edges, cells, top, top + 20 * len(rows))


def texts(table: FoundTable) -> list[list[str]]:
    return [
        [" ".join(part.text for part in cell.lines) for cell in table.row_cells(row)]
        for row in range(table.rows)
    ]


def test_titles_stand_out_by_their_font_or_over_digits() -> None:
    assert mark_header(make_table([["a", "b"], ["c", "d"]], font=1)).header_rows == 1
    assert mark_header(make_table([["a", "b"], ["c", "2"]])).header_rows == 1
    assert mark_header(make_table([["a", "b"], ["c", "d"]])).header_rows == 0


def test_columns_between_double_rules_go() -> None:
    table = make_table([["a", "", "b"], ["c", "", "d"]])
    narrow = FoundTable(2, (0.0, 100.0, 103.0, 200.0), table.cells, 0, 40)
    found = drop_empty(narrow)
    assert found is not None and texts(found) == [["a", "b"], ["c", "d"]]


def paged(rows: list[list[str]], page: int) -> PagedTable:
    return PagedTable(make_table(rows), (page,) * len(rows), True, True)


def test_tables_of_other_columns_or_pages_stay_two() -> None:
    upper = paged([["a", "b"], ["c", "d"]], 0)
    assert join_tables(upper, paged([["a", "b", "c"]], 1)) is None
    assert join_tables(upper, paged([["e", "f"]], 2)) is None


def test_a_row_broken_by_the_page_is_joined() -> None:
    long = "a cell so full that it goes"
    upper = paged([["name", "what"], ["x", long]], 0)
    lower = paged([["name", "what"], ["", "on overleaf"], ["y", "short"]], 1)
    joined = join_tables(upper, lower)
    assert joined is not None
    assert texts(joined.table) == [["name", "what"], ["x", f"{long} on overleaf"], ["y", "short"]]
    assert joined.pages == (0, 0, 1)


def run_of(
    rows: Sequence[tuple[float, Sequence[tuple[str, float]]]], *gutters: tuple[float, float]
) -> Run:
    lines = [
        make_line([Fragment(t, x, y, x + 5 * len(t), y + 10, 10, 0) for t, x in parts])
        for y, parts in rows
    ]
    return Run(tuple(lines), gutters)


def test_wrapped_cells_are_told_by_the_narrower_space() -> None:
    run = run_of(
        [
            (0, [("Institute", 0), ("subject of it", 100), ("2001", 200)]),
            (22, [("Institute", 0), ("a subject", 100), ("2002", 200)]),
            (34, [("of Physics", 0)]),
            (56, [("CNRS", 0), ("physics and", 100), ("2003", 200)]),
            (68, [("astronomy", 100)]),
            (90, [("DESY", 0), ("beams", 100), ("2004", 200)]),
        ],
        (50, 100),
        (170, 200),
    )
    table = find_table(run, ())
    assert table is not None
    assert [row[0] for row in texts(table)] == ["Institute", "Institute of Physics", "CNRS", "DESY"]


def test_words_spread_out_are_no_table() -> None:
    rows = [(14.0 * n, [("some words here", 0), ("and so on", 100)]) for n in range(6)]
    assert find_table(run_of(rows, (75, 100)), ()) is None


def test_columns_parted_by_rules_only_are_split_into_rows() -> None:
    names = ("Japan", "France", "Germany", "Italy")
    cells = tuple(
        FoundCell(
            0,
            c,
            1,
            1,
            tuple(line(f"{name}{c}"[:9], 100 * c, 20 * n) for n, name in enumerate(names)),
        )
        for c in range(2)
    )
    table = split_ruled_rows(FoundTable(1, (0, 100, 200), cells, 0, 80))
    assert [row[0] for row in texts(table)] == ["Japan0", "France0", "Germany0", "Italy0"]


def test_rows_of_cells_in_the_middle_are_not_joined_below_a_wider_space() -> None:
    lines = [make_line([*line("Land", 0, 0).fragments, *line("Years", 100, 0).fragments])]
    for number in range(6):
        top = 19 + 29 * number
        lines += [line("2015 until", 100, top), line(f"Land {number}", 0, top + 6)]
        lines.append(line("thereafter", 100, top + 12))
    table = find_table(Run(tuple(lines), ((40, 90),)), ())
    assert table is not None
    assert [row[1] for row in texts(table)] == ["Years", *["2015 until thereafter"] * 6]


def test_rows_between_upright_rules_are_told_by_every_column() -> None:
    # The last line of each row stands in a column whose next line would not have found room.
    names = ("Nice", "Kyoto", "Lyon", "Oslo")
    column = [line("2015,", 105, 10 + 20 * n) for n in range(4)]
    column += [line("March", 105, 20 + 20 * n) for n in range(4)]
    cells = (
        FoundCell(0, 0, 1, 1, tuple(line(name, 5, 10 + 20 * n) for n, name in enumerate(names))),
        FoundCell(0, 1, 1, 1, tuple(sorted(column, key=lambda line: line.top))),
    )
    table = split_ruled_rows(FoundTable(1, (0, 100, 140), cells, 0, 100))
    assert [row[0] for row in texts(table)] == list(names)


def test_separators_join_the_pieces_of_a_dotted_rule() -> None:
    dots = np.array([(x, 10, x + 0.7, 10.7) for x in range(0, 100, 2)], np.float32)
    (found,) = find_separators(dots, np.zeros((0, 4), np.float32))
    assert (round(found.left), round(found.right)) == (0, 99)
