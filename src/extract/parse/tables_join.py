"""Tables of all pages, in reading order -> the same with tables that go on overleaf made one."""

from dataclasses import dataclass, replace

from extract.parse.layout import first_word_width
from extract.parse.tables import FoundCell, FoundTable
from extract.parse.tables_unruled import row_texts


@dataclass(frozen=True, slots=True)
class PagedTable:
    """A table over one page or several.

    `pages` are the pages of its rows, one a row. `ends_page` and `begins_page` say that no text
    stands below its end or above its start on that page, so that it may go on.
    """

    table: FoundTable
    pages: tuple[int, ...]
    begins_page: bool
    ends_page: bool


def join_tables(upper: PagedTable, lower: PagedTable) -> PagedTable | None:
    """Return the one table that two on pages that follow each other make; None for two tables.

    A header that the lower one repeats is dropped, and a row broken by the end of the page joined.
    """
    if lower.pages[0] != upper.pages[-1] + 1 or not (upper.ends_page and lower.begins_page):
        return None
    first, second = upper.table, lower.table
    if not _have_same_columns(first, second):
        return None
    repeated = _count_repeated(first, second)
    rest = _drop_rows(second, repeated)
    pages = lower.pages[repeated:]
    if not rest.rows:
        return replace(upper, ends_page=lower.ends_page)
    header_rows = max(first.header_rows, repeated)
    if _is_row_broken(first, rest):
        first, rest, pages = _join_row(first, rest), _drop_rows(rest, 1), pages[1:]
    cells = first.cells + tuple(replace(cell, row=cell.row + first.rows) for cell in rest.cells)
    joined = replace(
        first,
        rows=first.rows + rest.rows,
        cells=cells,
        header_rows=header_rows,
        is_open=second.is_open,
    )
    return PagedTable(joined, upper.pages + pages, upper.begins_page, lower.ends_page)


_SHIFT = 0.06  # of the width of the table: how far the side of a column may move overleaf


def _have_same_columns(first: FoundTable, second: FoundTable) -> bool:
    if first.columns != second.columns:
        return False
    if _count_repeated(first, second):
        return True
    width = first.edges[-1] - first.edges[0]
    return all(
        abs((a - first.edges[0]) - (b - second.edges[0])) <= _SHIFT * width
        for a, b in zip(first.edges[1:-1], second.edges[1:-1], strict=True)
    )


def _count_repeated(first: FoundTable, second: FoundTable) -> int:
    """Return how many rows the second begins with that the first begins with too."""
    count = 0
    most = min(first.rows, second.rows, 4)
    while count < most:
        texts = row_texts(first, count)
        if not texts or texts != row_texts(second, count):
            break
        count += 1
    return count


def _drop_rows(table: FoundTable, count: int) -> FoundTable:
    cells = tuple(replace(cell, row=cell.row - count) for cell in table.cells if cell.row >= count)
    return replace(table, rows=table.rows - count, cells=cells)


def _is_row_broken(first: FoundTable, rest: FoundTable) -> bool:
    """Whether the first row of `rest` is the end of the last row of `first`.

    It is where each of its cells goes on from a cell that reached down to the last line of the
    page and was too full for the next word.
    """
    above = {cell.column: cell for cell in _last_cells(first) if cell.lines}
    below = [cell for cell in rest.row_cells(0) if cell.lines]
    if not below or not all(cell.column in above for cell in below):
        return False
    if len(below) == len(above) > 1 and not first.is_open:
        return False
    lowest = max(cell.lines[-1].bottom for cell in above.values())
    return all(_runs_on(above[cell.column], cell, lowest, first) for cell in below)


def _runs_on(cell: FoundCell, rest: FoundCell, lowest: float, table: FoundTable) -> bool:
    last, following = cell.lines[-1], rest.lines[0]
    widths = (
        line.right - line.left
        for other in table.cells
        if other.column == cell.column and other.column_span == cell.column_span
        for line in other.lines
    )
    room = 0.95 * max(widths) - (last.right - last.left)
    return last.bottom > lowest - 0.5 * last.size and room < first_word_width(following)


def _last_cells(table: FoundTable) -> list[FoundCell]:
    return [cell for cell in table.cells if cell.row + cell.row_span == table.rows]


def _join_row(first: FoundTable, rest: FoundTable) -> FoundTable:
    more = {cell.column: cell.lines for cell in rest.row_cells(0)}
    last = set(_last_cells(first))
    cells = tuple(
        replace(cell, lines=cell.lines + more[cell.column])
        if cell in last and cell.column in more
        else cell
        for cell in first.cells
    )
    return replace(first, cells=cells)
