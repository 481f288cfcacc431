"""Web pages, ours beside trafilatura and charset-normalizer."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import trafilatura
from charset_normalizer import from_bytes

from benchmarks.reading.choice import Choice, print_table
from benchmarks.reading.measures import f1, normalise
from extract.parse import read_document
from extract.parse.decode import decode_page
from tests.parse.test_decode import CASES, declare, make_page

_GRAM = 4


def _read_ours(page: Path) -> str:
    return read_document(str(page)).text


def _read_trafilatura(page: Path) -> str:
    return trafilatura.extract(page.read_text("utf-8"), include_comments=False) or ""


READERS: dict[str, Callable[[Path], str]] = {"ours": _read_ours, "trafilatura": _read_trafilatura}


def print_pages(choice: Choice) -> None:
    readers = choice.pick(READERS)
    titles = [f"{name} {rate}" for name in readers for rate in ("recall", "leak", "F1")]
    print_table(["page", *titles], _score_pages(choice, readers))


def _score_pages(
    choice: Choice, readers: Mapping[str, Callable[[Path], str]]
) -> Iterator[list[str]]:
    scores: list[list[float]] = []
    for path in choice.list_files("html", "*.gold.json"):
        gold = json.loads(path.read_text("utf-8"))
        page = path.with_name(path.name.replace(".gold.json", ".html"))
        scores.append([rate for read in readers.values() for rate in rate_page(gold, read(page))])
        yield [gold["id"], *(f"{rate:.3f}" for rate in scores[-1])]
    if scores:
        means = (sum(column) / len(scores) for column in zip(*scores, strict=True))
        yield ["mean", *(f"{mean:.3f}" for mean in means)]


def rate_page(gold: Mapping[str, list[str]], text: str) -> list[float]:
    """Return recall of the pieces, share of navigation that leaked, F1 of runs of characters."""
    squeezed = normalise(text)
    pieces = [normalise(piece) for piece in gold["gold"]]
    found = sum(len(piece) for piece in pieces if piece in squeezed)
    leaked = sum(normalise(piece) in squeezed for piece in gold["boiler"])
    by_gram = f1(count_grams("".join(pieces)), count_grams(squeezed))
    return [found / sum(map(len, pieces)), leaked / len(gold["boiler"]), by_gram]


def count_grams(text: str) -> Counter[str]:
    return Counter(text[start : start + _GRAM] for start in range(len(text) - _GRAM + 1))


DECODERS: dict[str, Callable[[bytes], str]] = {
    "ours": lambda data: decode_page(data, None),
    "charset-normalizer": lambda data: str(from_bytes(data).best()),
    "trafilatura": lambda data: str(trafilatura.utils.decode_file(data)),
}


def print_encodings(choice: Choice) -> None:
    decoders = choice.pick(DECODERS)
    pages = [(make_page(text, declare(encoding, how)), encoding) for encoding, how, text in CASES]
    right = [
        str(sum(decode(page.encode(code)).lstrip("\ufeff") == page for page, code in pages))
        for decode in decoders.values()
    ]
    print_table(["pages decoded", *decoders], [[f"of {len(pages)}, six encodings", *right]])
