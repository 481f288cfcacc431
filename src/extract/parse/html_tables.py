"""Table elements, and divs laid out like tables -> drafts of tables."""

from collections.abc import Iterator
from itertools import groupby

from lxml.html import HtmlElement

from extract.parse.builder import CellDraft, Piece, TableDraft
from extract.parse.html_text import is_shown, read_text

# The most that HTML lets a cell span ("Forming a table", HTML Living Standard).
_MOST_COLUMNS = 1000
_MOST_ROWS = 65534

_BLOCKS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "section"})
# A cell of a layout table holds a part of the page: more than this many characters, or headings.
_LONGEST_CELL = 1500
_LONGEST_DIV_CELL = 300
_FEWEST_DIV_ROWS = 3


def is_data_table(table: HtmlElement) -> bool:
    """Whether a table element holds rows and columns of data, and not the layout of a page."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    if table.find(".//th") is not None or table.find(".//caption") is not None:
        return True
    rows = list(_find_rows(table))
    columns = max((len(_find_cells(row)) for row in rows), default=0)
    if len(rows) < 2 or columns < 2:
        return False
    return not any(_is_part_of_page(cell) for row in rows for cell in _find_cells(row))


def _is_part_of_page(cell: HtmlElement) -> bool:
    if any(next(cell.iter(tag), None) is not None for tag in ("h1", "h2", "h3", "form", "nav")):
        return True
    length = len(read_text(cell))
    paragraphs = len(cell.findall(".//p")) + len(cell.findall(".//br")) // 2
    return length > _LONGEST_CELL or (paragraphs >= 3 and length > _LONGEST_CELL // 5)


def draft_table(table: HtmlElement) -> TableDraft | None:
    """Return the table with its spans resolved, None where no cell holds text."""
    cells: list[CellDraft] = []
    free_from: dict[int, int] = {}  # the first row in which a column is free again
    titles = 0
    rows = list(_find_rows(table))
    for number, row in enumerate(rows):
        column = 0
        for cell in _find_cells(row):
            while column < _MOST_COLUMNS and free_from.get(column, 0) > number:
                column += 1
            draft = _draft_cell(cell, number, column, len(rows))
            cells.append(draft)
            for right in range(column, column + draft.column_span):
                free_from[right] = number + draft.row_span
            column += draft.column_span
        if titles == number and _is_header(row):
            titles += 1
    return _make_table(cells, len(rows), titles)


def _make_table(cells: list[CellDraft], rows: int, titles: int) -> TableDraft | None:
    if not any(cell.pieces for cell in cells):
        return None
    columns = max(cell.column + cell.column_span for cell in cells)
    return TableDraft(rows, columns, tuple(cells), header_rows=titles if titles < rows else 0)


def _find_rows(table: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the rows of a table in the order in which they are shown: head, body, foot."""
    parts = sorted(table, key=lambda part: {"thead": 0, "tfoot": 2}.get(str(part.tag), 1))
    for part in parts:
        if part.tag == "tr":
            yield part
        elif part.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in part if row.tag == "tr")


def _find_cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def _draft_cell(cell: HtmlElement, row: int, column: int, rows: int) -> CellDraft:
    text = read_text(cell)
    down = _read_span(cell.get("rowspan"), _MOST_ROWS) or rows
    right = min(_read_span(cell.get("colspan"), _MOST_COLUMNS), _MOST_COLUMNS - column)
    pieces = (Piece(text),) if text else ()
    return CellDraft(row, column, pieces, max(1, min(down, rows - row)), max(1, right))


def _read_span(value: str | None, most: int) -> int:
    digits = (value or "1").strip()
    return min(int(digits), most) if digits.isascii() and digits.isdigit() else 1


def _is_header(row: HtmlElement) -> bool:
    """Whether a row titles the columns: it is in a thead, or it has titles and no data."""
    parent = row.getparent()
    if parent is not None and parent.tag == "thead":
        return True
    cells = [cell for cell in _find_cells(row) if read_text(cell)]
    return bool(cells) and all(cell.tag == "th" or _is_bold(cell) for cell in cells)


def _is_bold(cell: HtmlElement) -> bool:
    bold = "".join("".join(part.itertext()) for part in cell.iter("b", "strong"))
    return len("".join(bold.split())) == len("".join(read_text(cell).split()))


def group_div_rows(content: HtmlElement) -> None:
    """Put rows that are made of divs, and stand side by side, into a table of their own.

    Three rows or more, of as many cells each; cells hold text and no further blocks.
    """
    for parent in [content, *content.iterdescendants("div", "section", "article", "main")]:
        for run in _find_runs(parent):
            wrapper = parent.makeelement("div", {"role": "table"})
            run[0].addprevious(wrapper)
            wrapper.extend(run)


def _find_runs(parent: HtmlElement) -> list[list[HtmlElement]]:
    runs = groupby((row for row in parent if is_shown(row)), _count_div_cells)
    return [rows for cells, run in runs if cells and len(rows := list(run)) >= _FEWEST_DIV_ROWS]


def _count_div_cells(row: HtmlElement) -> int:
    """Return how many cells a row of divs has, 0 for what is no such row."""
    cells = [cell for cell in row if is_shown(cell)]
    tags = {cell.tag for cell in cells}
    least = 3 if tags == {"span"} else 2
    if row.tag != "div" or len(tags) != 1 or not tags <= {"div", "p", "span"}:
        return 0
    loose = "".join([row.text or "", row.tail or "", *(cell.tail or "" for cell in row)])
    if loose.strip() or len(cells) < least or not all(map(_is_div_cell, cells)):
        return 0
    return len(cells)


def _is_div_cell(cell: HtmlElement) -> bool:
    blocks = next(cell.iterdescendants("div", "p", *_BLOCKS), None)
    return blocks is None and len(cell.text_content()) <= _LONGEST_DIV_CELL


def is_div_table(element: HtmlElement) -> bool:
    """Whether divs say, or were found by `group_div_rows`, to be a table."""
    return element.get("role") in ("table", "grid") and element.tag != "table"


def draft_div_table(element: HtmlElement) -> TableDraft | None:
    """Return the table that rows and cells of divs make, None where no cell holds text."""
    rows = [row for row in element.iter() if row.get("role") == "row"] or list(element)
    cells = []
    titles = 0
    for number, row in enumerate(rows):
        texts = [read_text(cell) for cell in row if is_shown(cell)]
        cells += [
            CellDraft(number, column, (Piece(text),) if text else ())
            for column, text in enumerate(texts)
        ]
        if titles == number and _is_div_header(row):
            titles += 1
    return _make_table(cells, len(rows), titles)


def _is_div_header(row: HtmlElement) -> bool:
    roles = {cell.get("role") for cell in row}
    names = f"{row.get('class') or ''} {row.get('id') or ''}".lower()
    return roles == {"columnheader"} or any(word in names for word in ("head", "title", "label"))
