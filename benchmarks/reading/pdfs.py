"""PDFs with a text layer, ours beside pdfplumber, pdfium and pymupdf4llm where it is installed."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2 as pdfium

from benchmarks.reading.choice import Choice, print_table
from benchmarks.reading.measures import Grid, count_errors, f1, find_cells, find_rows
from extract.model import Document
from extract.parse.builder import Origin
from extract.parse.pdf import parse_pdf

Gold = Mapping[str, Any]

_PEER = "pymupdf4llm"


def read_ours(path: Path) -> Document:
    return parse_pdf(Origin(path.read_bytes(), path.name, "application/pdf"))


def our_text(path: Path) -> str:
    document = read_ours(path)
    body = (b for b in document.blocks if b.kind not in ("header", "footer", "footnote"))
    return "\n".join(block.span.of(document.text) for block in body)


def pdfplumber_text(path: Path) -> str:
    with pdfplumber.open(path) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def pdfium_text(path: Path) -> str:
    with pdfium.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def peer_markdown(path: Path) -> str:
    import pymupdf4llm  # type: ignore[import-not-found]  # AGPL: where somebody has installed it

    return str(pymupdf4llm.to_markdown(str(path), show_progress=False))


def peer_text(path: Path) -> str:
    """Return the text under the marks of Markdown."""
    lines = (line for line in peer_markdown(path).splitlines() if not _is_rule(line))
    return "\n".join(re.sub(r"<br>|[|*#_`]", "", line) for line in lines)


TEXT_READERS: dict[str, Callable[[Path], str]] = {
    "ours": our_text,
    "pdfplumber": pdfplumber_text,
    "pdfium": pdfium_text,
    _PEER: peer_text,
}


def our_tables(path: Path) -> list[Grid]:
    document = read_ours(path)
    grids = []
    for table in document.tables:
        grid = [[""] * table.columns for _ in range(table.rows)]
        for cell in table.cells:
            grid[cell.row][cell.column] = cell.span.of(document.text)
        grids.append(grid)
    return grids


def pdfplumber_tables(path: Path) -> list[Grid]:
    with pdfplumber.open(path) as document:
        found = [table for page in document.pages for table in page.extract_tables()]
    return [[[cell or "" for cell in row] for row in table] for table in found]


def peer_tables(path: Path) -> list[Grid]:
    runs = groupby(peer_markdown(path).splitlines(), key=lambda line: line.startswith("|"))
    return [
        [
            [re.sub(r"<br>|[*_`]", "", cell) for cell in line.strip().strip("|").split("|")]
            for line in lines
            if not _is_rule(line)
        ]
        for is_table, lines in runs
        if is_table
    ]


def _is_rule(line: str) -> bool:
    return line.startswith("|") and not line.strip("|-: ")


TABLE_READERS: dict[str, Callable[[Path], list[Grid]]] = {
    "ours": our_tables,
    "pdfplumber": pdfplumber_tables,
    _PEER: peer_tables,
}


def load_gold(choice: Choice) -> dict[Path, Gold]:
    """Return the gold of each PDF with a text layer on every page."""
    paths = (path for path in choice.list_files("pdf", "*.pdf") if "scan" not in path.name)
    return {path: json.loads(path.with_suffix(".gold.json").read_text("utf-8")) for path in paths}


def _pick(choice: Choice, readers: Mapping[str, Any]) -> dict[str, Any]:
    left_out = _PEER if find_spec(_PEER) is None else None
    return {name: read for name, read in choice.pick(readers).items() if name != left_out}


def print_text(choice: Choice) -> None:
    readers = _pick(choice, TEXT_READERS)
    rows = (
        [path.stem] + [f"{count_errors(gold['text'], read(path)):.4f}" for read in readers.values()]
        for path, gold in load_gold(choice).items()
    )
    print_table(["characters wrong", *readers], rows)


def print_tables(choice: Choice) -> None:
    readers = _pick(choice, TABLE_READERS)
    print_table(
        ["cells, rows, tables", *(f"{name:>19}" for name in readers)],
        _score_tables(choice, readers),
    )


def _score_tables(
    choice: Choice, readers: Mapping[str, Callable[[Path], list[Grid]]]
) -> Iterator[list[str]]:
    """Yield a row for each file, and one for the cells and rows of all files together."""
    there: list[Grid] = []
    found: dict[str, list[Grid]] = {name: [] for name in readers}
    for path, gold in load_gold(choice).items():
        there += gold["tables"]
        row = [path.stem]
        for name, read in readers.items():
            grids = read(path)
            found[name] += grids
            row.append(_describe_tables(gold["tables"], grids))
        yield row
    yield ["all", *(_describe_tables(there, grids) for grids in found.values())]


def _describe_tables(gold: list[Grid], found: list[Grid]) -> str:
    cells = f1(find_cells(gold), find_cells(found))
    rows = f1(find_rows(gold), find_rows(found))
    return f"{cells:.3f} {rows:.3f} {len(found):3}/{len(gold):3}"


def _pdfplumber_all(path: Path) -> None:
    pdfplumber_text(path)
    pdfplumber_tables(path)


SPEED_READERS: dict[str, Callable[[Path], object]] = {
    "ours": read_ours,
    "pdfplumber": _pdfplumber_all,
    "pdfium": pdfium_text,
    _PEER: peer_markdown,
}
# The slow ones once: their second run is no faster.
_TIMES = Counter({"ours": 3, "pdfium": 3, "pdfplumber": 1, _PEER: 1})


def print_speed(choice: Choice) -> None:
    """Print pages a second, text and tables but for pdfium, whose is text only."""
    readers = _pick(choice, SPEED_READERS)
    rows = (
        [path.stem]
        + [f"{measure_speed(path, read, _TIMES[name]):.1f}" for name, read in readers.items()]
        for path in load_gold(choice)
        if path.stem.startswith("long")
    )
    print_table(["pages a CPU second", *readers], rows)


def measure_speed(path: Path, read: Callable[[Path], object], times: int) -> float:
    """Return the pages a second of processor time, the best of so many runs."""
    with pdfium.PdfDocument(path) as document:
        pages = len(document)
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        read(path)
        best = min(best, time.process_time() - start)
    return pages / best
