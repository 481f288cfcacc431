"""Page images, ours beside RapidOCR and Tesseract as they come.

Each reader runs in a process of its own, so that its peak of memory is its own. RapidOCR's
vertical lines are sorted from the right for it; Tesseract gets its vertical model for them.
"""

import json
import multiprocessing
import resource
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.reading.choice import Choice, print_table
from benchmarks.reading.measures import count_errors, f1, find_cells, normalise
from extract.parse.builder import Origin
from extract.parse.ocr import parse_image


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read on a page: its text and the texts of its table cells."""

    text: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The rows of one reader, by page, and its peak of memory in megabytes."""

    rows: tuple[str, ...]
    peak: float


def read_with_ours(path: Path) -> Reading:
    document = parse_image(Origin(path.read_bytes(), str(path), "image/png"))
    cells = (cell.span.of(document.text) for table in document.tables for cell in table.cells)
    return Reading(document.text, tuple(cells))


@cache
def load_rapidocr() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        }
    )


def read_with_rapidocr(path: Path) -> Reading:
    result = load_rapidocr()(str(path))
    lines = list(zip(result.boxes, result.txts, strict=True))
    if "vertical" in path.name:
        lines.sort(key=lambda line: -line[0][:, 0].mean())
    return Reading("".join(text for _, text in lines))


def read_with_tesseract(path: Path) -> Reading:
    languages = "jpn_vert" if "vertical" in path.name else "jpn+eng"
    layout = "5" if "vertical" in path.name else "3"
    command = ["tesseract", str(path), "stdout", "-l", languages, "--psm", layout]
    run = subprocess.run(command, capture_output=True, check=True, text=True)
    return Reading(run.stdout)


READERS: dict[str, Callable[[Path], Reading]] = {
    "ours": read_with_ours,
    "rapidocr": read_with_rapidocr,
    "tesseract": read_with_tesseract,
}


def print_scans(choice: Choice) -> None:
    readers = choice.pick(READERS)
    if shutil.which("tesseract") is None:
        readers.pop("tesseract", None)
    paths = choice.list_files("scans", "*.png")
    results = [measure_alone(name, paths, choice.shared / "pdf") for name in readers]
    rows = [[path.stem, *row] for path, *row in zip(paths, *(r.rows for r in results), strict=True)]
    peaks = ["peak of memory, MB", *(f"{result.peak:.0f}" for result in results)]
    print_table(["wrong, CPU s, cells", *(f"{name:>20}" for name in readers)], [*rows, peaks])


def measure_alone(name: str, paths: Iterable[Path], tables: Path) -> Result:
    """Return what :func:`measure_reader` does, from a new process."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as pool:
        return pool.submit(measure_reader, name, tuple(paths), tables).result()


def measure_reader(name: str, paths: Iterable[Path], tables: Path) -> Result:
    rows = tuple(_measure_page(READERS[name], path, tables) for path in paths)
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return Result(rows, max(resource.getrusage(who).ru_maxrss for who in both) / 1024)


def _measure_page(read: Callable[[Path], Reading], path: Path, tables: Path) -> str:
    gold = json.loads(path.with_suffix(".gold.json").read_text("utf-8"))
    before = _processor_time()
    reading = read(path)
    seconds = _processor_time() - before
    wanted = find_gold_cells(gold, tables)
    by_cell = f"{f1(Counter(wanted), find_cells([[list(reading.cells)]])):.3f}" if wanted else ""
    return f"{count_errors(gold['text'], reading.text):.4f} {seconds:5.1f} {by_cell:>5}"


def _processor_time() -> float:
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def find_gold_cells(gold: Mapping[str, Any], tables: Path) -> list[str]:
    """Return the cells of the source's table that are on the scanned page: its first rows."""
    source = tables / f"{gold['src']}.gold.json"
    text = normalise(gold["text"])
    cells: list[str] = []
    for table in json.loads(source.read_text("utf-8"))["tables"] if source.exists() else ():
        for row in table:
            texts = [normalise(cell) for cell in row if cell]
            if all(cell in text for cell in texts) and "".join(texts) in text:
                cells += texts
    return cells
