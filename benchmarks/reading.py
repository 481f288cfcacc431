"""Reading of PDFs, ours beside pdfplumber, pdfium and pdfminer.six, with its own layout analysis.

Usage: python benchmarks/reading.py [text|tables|speed ...] [--pdf ../shared/pdf]

`text`: character errors of the body after NFKC without white space, per file (lower is better);
peers have no notion of running heads and footnotes, so theirs count as errors. `tables`: F1 of
cells and of rows, as multisets of their texts; and tables found against tables there. `speed`:
pages a second of processor time, text and tables, on the two long files; best of three, for
pdfplumber of one.
"""

import argparse
import json
import logging
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pdfminer.high_level
import pdfplumber
import pypdfium2 as pdfium
from rapidfuzz.distance import Levenshtein

from extract.model import Document
from extract.parse.builder import Origin
from extract.parse.pdf import parse_pdf

Grid = list[list[str]]


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


def pdfminer_text(path: Path) -> str:
    return pdfminer.high_level.extract_text(path)


TEXT_READERS: dict[str, Callable[[Path], str]] = {
    "ours": our_text,
    "pdfplumber": pdfplumber_text,
    "pdfium": pdfium_text,
    "pdfminer": pdfminer_text,
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


TABLE_READERS: dict[str, Callable[[Path], list[Grid]]] = {
    "ours": our_tables,
    "pdfplumber": pdfplumber_tables,
}


def normalise(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def count_errors(gold: str, text: str) -> float:
    """Return the edits that make one of the other, for each character of `gold`."""
    wanted = normalise(gold)
    return Levenshtein.distance(wanted, normalise(text)) / max(1, len(wanted))


def find_cells(grids: Iterable[Grid]) -> Counter[str]:
    return Counter(
        text for grid in grids for row in grid for cell in row if (text := normalise(cell))
    )


def find_rows(grids: Iterable[Grid]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(normalise(cell) for cell in row) for grid in grids for row in grid)


def f1(gold: Counter[Any], found: Counter[Any]) -> float:
    both = gold.total() + found.total()
    return 2 * (gold & found).total() / both if both else 1.0


def load_gold(folder: Path) -> dict[Path, dict[str, object]]:
    """Return the gold of each PDF with a text layer on every page."""
    paths = sorted(path for path in folder.glob("*.pdf") if "scan" not in path.name)
    return {path: json.loads(path.with_suffix(".gold.json").read_text("utf-8")) for path in paths}


def print_text(gold: Mapping[Path, Mapping[str, object]]) -> None:
    print(f"{'characters wrong':20}" + "".join(f"{name:>12}" for name in TEXT_READERS))
    for path, wanted in gold.items():
        rates = (count_errors(str(wanted["text"]), read(path)) for read in TEXT_READERS.values())
        print(f"{path.stem:20}" + "".join(f"{rate:12.4f}" for rate in rates), flush=True)


def print_tables(gold: Mapping[Path, Mapping[str, object]]) -> None:
    print(f"{'cells, rows, tables':20}" + "".join(f"{name:>20}" for name in TABLE_READERS))
    for path, wanted in gold.items():
        there: list[Grid] = wanted["tables"]  # type: ignore[assignment]
        line = f"{path.stem:20}"
        for read in TABLE_READERS.values():
            found = read(path)
            cells = f1(find_cells(there), find_cells(found))
            rows = f1(find_rows(there), find_rows(found))
            line += f"{cells:8.3f}{rows:6.3f}{len(found):3}/{len(there):2}"
        print(line, flush=True)


def print_speed(gold: Mapping[Path, Mapping[str, object]]) -> None:
    print(f"{'pages a CPU second':20}{'ours':>12}{'pdfplumber':>12}{'pdfium text':>12}")
    for path in gold:
        if path.stem.startswith("long"):
            readers = ((read_ours, 3), (_pdfplumber_all, 1), (pdfium_text, 3))
            speeds = (measure_speed(path, read, times) for read, times in readers)
            print(f"{path.stem:20}" + "".join(f"{speed:12.1f}" for speed in speeds), flush=True)


def _pdfplumber_all(path: Path) -> None:
    pdfplumber_text(path)
    pdfplumber_tables(path)


def measure_speed(path: Path, read: Callable[[Path], object], times: int) -> float:
    with pdfium.PdfDocument(path) as document:
        pages = len(document)
    best = 1e9
    for _ in range(times):
        start = time.process_time()
        read(path)
        best = min(best, time.process_time() - start)
    return pages / best


TABLES: dict[str, Callable[[Mapping[Path, Mapping[str, object]]], None]] = {
    "text": print_text,
    "tables": print_tables,
    "speed": print_speed,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("tables", nargs="*", default=list(TABLES), metavar="|".join(TABLES))
    parser.add_argument("--pdf", type=Path, default=Path("../shared/pdf"))
    options = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it warns of fonts on every page
    gold = load_gold(options.pdf)
    for name in options.tables:
        TABLES[name](gold)
        print()


if __name__ == "__main__":
    main()
