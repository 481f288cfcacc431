"""The command line: see the package."""

import argparse
import logging
from collections.abc import Callable
from pathlib import Path

import benchmarks.reading
from benchmarks.reading.choice import Choice
from benchmarks.reading.pdfs import print_speed, print_tables, print_text
from benchmarks.reading.scans import print_scans
from benchmarks.reading.sentences import print_sentences
from benchmarks.reading.web import print_encodings, print_pages

TABLES: dict[str, Callable[[Choice], None]] = {
    "text": print_text,
    "tables": print_tables,
    "speed": print_speed,
    "scans": print_scans,
    "pages": print_pages,
    "encodings": print_encodings,
    "sentences": print_sentences,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reading",
        description=benchmarks.reading.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "tables", nargs="*", default=list(TABLES), metavar="TABLE", help="|".join(TABLES)
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--only", default="", help="files with this in their names")
    parser.add_argument("--readers", default="", help="names of columns, with commas; all if none")
    options = parser.parse_args()
    if unknown := sorted(set(options.tables) - set(TABLES)):
        parser.error(f"no table {', '.join(unknown)}; there are {', '.join(TABLES)}")
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it warns of fonts on every page
    readers = frozenset(filter(None, options.readers.split(",")))
    for name in options.tables:
        TABLES[name](Choice(options.shared, options.only, readers))


if __name__ == "__main__":
    main()
