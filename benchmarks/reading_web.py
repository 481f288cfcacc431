"""Web pages and sentences: ours beside trafilatura, charset-normalizer and a split at every stop.

Run: python -m benchmarks.reading_web SHARED

SHARED is the folder with html/ (pages with gold beside them) and ner/gsd.jsonl (sentences).
"""

import json
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import trafilatura
from charset_normalizer import from_bytes
from rich.console import Console
from rich.table import Table

from extract.model import Block, Document, Span
from extract.parse import read_document
from extract.parse.decode import decode_page
from extract.segment import split_segments, split_sentences
from tests.parse.test_decode import CASES, declare, make_page

_GRAM = 4
_GROUP = 5
_BLOCK = 400


def main() -> None:
    shared = Path(sys.argv[1])
    console = Console(width=110)
    console.print(compare_pages(shared / "html"))
    console.print(compare_decoding())
    console.print(compare_sentences(shared / "ner" / "gsd.jsonl"))


def compare_pages(folder: Path) -> Table:
    """Recall of gold pieces, share of navigation that leaked, F1 of runs of four characters."""
    table = Table("page", "recall", "leak", "F1", "trafilatura recall", "leak", "F1")
    golds = sorted(folder.glob("*.gold.json"))
    rows = []
    for path in golds:
        gold = json.loads(path.read_text("utf-8"))
        page = path.with_name(path.name.replace(".gold.json", ".html"))
        scores = [rate_page(gold, read(page)) for read in (_read_ours, _read_trafilatura)]
        rows.append([number for score in scores for number in score])
        table.add_row(gold["id"], *(f"{number:.3f}" for number in rows[-1]))
    means = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    table.add_row("mean", *(f"{mean:.3f}" for mean in means))
    return table


def _read_ours(page: Path) -> str:
    return read_document(str(page)).text


def _read_trafilatura(page: Path) -> str:
    return trafilatura.extract(page.read_text("utf-8"), include_comments=False) or ""


def rate_page(gold: dict[str, list[str]], text: str) -> tuple[float, float, float]:
    squeezed = squeeze(text)
    pieces = [squeeze(piece) for piece in gold["gold"]]
    found = sum(len(piece) for piece in pieces if piece in squeezed)
    leaked = sum(squeeze(piece) in squeezed for piece in gold["boiler"])
    expected, got = count_grams("".join(pieces)), count_grams(squeezed)
    shared = sum((expected & got).values())
    f1 = 2 * shared / (sum(expected.values()) + sum(got.values()))
    return found / sum(map(len, pieces)), leaked / len(gold["boiler"]), f1


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def count_grams(text: str) -> Counter[str]:
    return Counter(text[start : start + _GRAM] for start in range(len(text) - _GRAM + 1))


def compare_decoding() -> Table:
    table = Table("of 81 pages in six encodings", "decoded")
    decoders: dict[str, Callable[[bytes], str]] = {
        "ours": lambda data: decode_page(data, None),
        "charset-normalizer": lambda data: str(from_bytes(data).best()),
        "trafilatura": lambda data: trafilatura.utils.decode_file(data),
    }
    pages = [(make_page(text, declare(encoding, how)), encoding) for encoding, how, text in CASES]
    for name, decode in decoders.items():
        right = sum(decode(page.encode(code)).lstrip("\ufeff") == page for page, code in pages)
        table.add_row(name, str(right))
    return table


def compare_sentences(path: Path) -> Table:
    table = Table("sentences, by fives", "precision", "recall", "F1", "million characters/CPU s")
    sentences = [json.loads(line)["text"].strip() for line in path.open(encoding="utf-8")]
    splitters = {"ours": split_sentences, "split at 。！？": _split_at_stops}
    for name, split in splitters.items():
        speed = f"{measure_speed(''.join(sentences)):.1f}" if name == "ours" else ""
        table.add_row(name, *(f"{n:.3f}" for n in rate_sentences(sentences, split)), speed)
    return table


def _split_at_stops(text: str, span: Span) -> Iterator[Span]:
    for match in re.finditer(r"[^。！？]+[。！？]*", text[span.start : span.end]):
        yield Span(match.start(), match.end())


def rate_sentences(
    sentences: Sequence[str], split: Callable[[str, Span], Iterator[Span]]
) -> tuple[float, float, float]:
    right = found = 0
    for start in range(0, len(sentences), _GROUP):
        group = sentences[start : start + _GROUP]
        text = "".join(group)
        ends = {sum(map(len, group[:count])) for count in range(len(group) + 1)}
        spans = list(split(text, Span(0, len(text))))
        found += len(spans)
        expected = set(zip(sorted(ends)[:-1], sorted(ends)[1:], strict=True))
        right += sum((span.start, span.end) in expected for span in spans)
    precision, recall = right / found, right / len(sentences)
    return precision, recall, 2 * precision * recall / (precision + recall)


def measure_speed(text: str) -> float:
    starts = range(0, len(text), _BLOCK)
    blocks = tuple(
        Block("paragraph", Span(start, min(start + _BLOCK, len(text)))) for start in starts
    )
    document = Document("", "", "", "", text, blocks=blocks)
    started = time.process_time()
    split_segments(document)
    return len(text) / 1e6 / (time.process_time() - started)


if __name__ == "__main__":
    main()
