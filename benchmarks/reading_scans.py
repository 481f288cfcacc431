"""Page images side by side: ours against RapidOCR and Tesseract as they come.

Usage: python -m benchmarks.reading_scans [--scans ../shared/scans] [--tables ../shared/pdf]
           [--only PART] [--readers ours,rapidocr,tesseract] [--errors]

A row is an image: character error rate (after NFKC, without white space), CPU seconds; for tables
F1 of the cells whose text is exactly right. A reader that is not installed is left out with the
reason. RapidOCR's vertical lines are sorted from the right for it. Run one reader at a time to
read its peak of memory off the last line.
"""

import argparse
import difflib
import json
import re
import resource
import shutil
import subprocess
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from extract.parse.builder import Origin
from extract.parse.ocr import parse_image

Reading = tuple[str, list[str]]  # the text, and the texts of table cells
Reader = Callable[[Path], Reading]


def normalise(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def read_with_ours(path: Path) -> Reading:
    document = parse_image(Origin(path.read_bytes(), str(path), "image/png"))
    cells = [cell.span.of(document.text) for table in document.tables for cell in table.cells]
    return document.text, cells


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
    return "".join(text for _, text in lines), []


def read_with_tesseract(path: Path) -> Reading:
    program = shutil.which("tesseract")
    if program is None:
        raise FileNotFoundError("tesseract is not installed")
    languages = "jpn_vert" if "vertical" in path.name else "jpn+eng"
    layout = "5" if "vertical" in path.name else "3"
    command = [program, str(path), "stdout", "-l", languages, "--psm", layout]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout, []


READERS: dict[str, Reader] = {
    "ours": read_with_ours,
    "rapidocr": read_with_rapidocr,
    "tesseract": read_with_tesseract,
}


def find_gold_cells(gold: dict[str, Any], tables: Path) -> list[str]:
    """Return the cells of the source's table that are on the scanned page: its first rows."""
    source = tables / f"{gold['src']}.gold.json"
    text = normalise(gold["text"])
    cells: list[str] = []
    for table in json.loads(source.read_text())["tables"] if source.exists() else ():
        for row in table:
            texts = [normalise(cell) for cell in row if cell]
            if all(cell in text for cell in texts) and "".join(texts) in text:
                cells += texts
    return cells


def score_cells(found: Iterable[str], gold: Iterable[str]) -> float:
    one, other = Counter(filter(None, map(normalise, found))), Counter(gold)
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def print_errors(found: str, gold: str) -> None:
    matcher = difflib.SequenceMatcher(None, gold, found, autojunk=False)
    for kind, start, end, found_start, found_end in matcher.get_opcodes():
        if kind != "equal":
            context = gold[max(0, start - 6) : start]
            print(f"    {context} [{gold[start:end]}] -> [{found[found_start:found_end]}]")


def measure_page(reader: Reader, path: Path, arguments: argparse.Namespace) -> str:
    gold = json.loads(path.with_suffix("").with_suffix(".gold.json").read_text())
    before = time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    text, cells = reader(path)
    after = time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    right, found = normalise(gold["text"]), normalise(text)
    if arguments.errors:
        print_errors(found, right)
    wanted = find_gold_cells(gold, arguments.tables)
    by_cell = f"{score_cells(cells, wanted):.3f}" if wanted else ""
    rate = Levenshtein.distance(found, right) / len(right)
    return f"{rate:8.4f} {after - before:6.1f} {by_cell:>6}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scans", type=Path, default=Path("../shared/scans"))
    parser.add_argument("--tables", type=Path, default=Path("../shared/pdf"))
    parser.add_argument("--only", default="")
    parser.add_argument("--readers", default="ours,rapidocr,tesseract")
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    for name in arguments.readers.split(","):
        print(f"{name:24} {'CER':>8} {'CPU s':>6} {'cells':>6}")
        for path in sorted(arguments.scans.glob(f"*{arguments.only}*.png")):
            try:
                print(
                    f"  {path.stem:22} {measure_page(READERS[name], path, arguments)}", flush=True
                )
            except (FileNotFoundError, ImportError) as error:
                print(f"  left out: {error}")
                break
        peaks = [resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN]
        peak = max(resource.getrusage(who).ru_maxrss for who in peaks)
        print(f"  peak memory so far: {peak / 1024:.0f} MB")


if __name__ == "__main__":
    main()
