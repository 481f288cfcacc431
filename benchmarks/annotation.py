"""The annotators' page: how long its answers take, and whether its files survive crashes.

Usage: python -m benchmarks.annotation [--registry FILE] [--sequences 10000] [--no-browser]

Prints a line a measurement: median and worst of its repetitions, and the bar it is held to. The
browser is Chromium; its document has 60,000 characters and 2,000 marks. Crashes are injected
before, in and after each step of writing; a sequence has six edits.
"""

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from extract.annotate.lookups import search_registry
from extract.gold import GoldDocument, GoldMention, write_gold
from extract.model import Span
from extract.registry import open_registry
from tests.annotate.edits import run_sequence
from tests.annotate.serving import serve
from tests.annotate.test_page import CHROMIUM, KYOTO, LONG, QUIET, TIME_KEYS

TYPED = (
    "k", "ky", "kyo", "kyoto u", "university of", "max planck", "cnrs", "national institute for",
    "京", "京都", "京都大", "国立", "理化学", "マサチューセッツ", "カリフォルニア大学",
)  # fmt: skip
KEYS = ("j", "0", "o", "j", "z", "u", "j", "x", "u", "j", "e", "r", "m", "u", "b", "u")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--registry", type=Path, help="registry file; the starter registry without")
    parser.add_argument("--sequences", type=int, default=10_000)
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args()
    print(f"{'measurement':44} {'median':>9} {'worst':>9}  bar")
    show("search as you type", list(time_search(options.registry)), "100 ms")
    if not options.no_browser:
        with tempfile.TemporaryDirectory() as folder:
            time_page(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        count_crashes(Path(folder), options.sequences)


def show(name: str, seconds: Sequence[float], bar: str) -> None:
    median, worst = 1000 * statistics.median(seconds), 1000 * max(seconds)
    print(f"{name:44} {median:6.1f} ms {worst:6.1f} ms  {bar}", flush=True)


def time_search(path: Path | None) -> Iterator[float]:
    registry = open_registry(path)
    search_registry(registry, "university")  # as `extract annotate` does before it is ready
    for typed in TYPED:
        started = time.perf_counter()
        search_registry(registry, typed)
        yield time.perf_counter() - started


def time_page(folder: Path) -> None:
    """Show, press keys, scroll and save in a document of 60,000 characters and 2,000 marks."""
    gold = folder / "gold"
    gold.mkdir()
    spans = [Span(match.start(), match.end()) for match in re.finditer("京都大学", LONG)][:2000]
    marks = tuple(GoldMention(span, "INSTITUTION", "京都大学", (KYOTO,)) for span in spans)
    write_gold(GoldDocument("report", "report.txt", LONG, "ja", "G", marks, ()), gold)
    pages = LONG * 6  # 400,000 characters are about 200 pages
    write_gold(GoldDocument("pages", "pages.txt", pages, "ja", "G", marks, ()), gold)
    with serve(gold) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        show("first document shown", [time_opening(page, f"{address}#document/report")], "1000 ms")
        show("effect of a key", [t / 1000 for t in page.evaluate(TIME_KEYS, KEYS)], "50 ms")
        page.wait_for_selector("#saved.saved")
        show("a change on the disk", list(time_saving(page)), "")
        show("200 pages shown", [time_opening(page, f"{address}#document/pages")], "")
        show("a frame while 200 pages scroll", page.evaluate(SCROLL), "50 ms")
        browser.close()


def time_opening(page: Page, address: str) -> float:
    page.goto("about:blank")
    started = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("#text .block mark")
    return time.perf_counter() - started


def time_saving(page: Page) -> Iterator[float]:
    for _ in range(10):
        started = time.perf_counter()
        page.keyboard.press("o")
        page.wait_for_selector("#saved.saving")
        page.wait_for_selector("#saved.saved")
        yield time.perf_counter() - started


# Seconds between frames while the whole text runs by.
SCROLL = """async () => {
  const pane = document.querySelector('#text');
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  for (let step = 1; step <= 60; step += 1) {
    pane.scrollTop = (pane.scrollHeight * step) / 60;
    const now = await new Promise(requestAnimationFrame);
    frames.push((now - last) / 1000);
    last = now;
  }
  return frames;
}"""


def count_crashes(folder: Path, sequences: int) -> None:
    started = time.perf_counter()
    confirmed = sum(run_sequence(folder / str(seed % 100), seed) for seed in range(sequences))
    seconds = time.perf_counter() - started
    print(f"{sequences} edit sequences with crashes: {confirmed} edits confirmed, 0 lost, ", end="")
    print(f"0 files invalid ({seconds:.0f} s)")


if __name__ == "__main__":
    main()
