"""The annotators' page: how long its answers take, and whether its files survive crashes.

Usage: python -m benchmarks.annotation [--registry FILE] [--sequences 10000] [--no-browser]

Prints a line a measurement: median, 95th percentile and worst of its repetitions, and the bar it is
held to. The browser is Chromium; its document has 60,000 characters and 2,000 marks, or 2,000
proposals with two candidates each. A key takes effect when the frame that shows it is painted.
Crashes are injected before, in and after each step of writing; a sequence has six edits.
"""

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from extract.annotate.lookups import search_registry
from extract.gold import GoldDocument, GoldMention, write_gold
from extract.model import Span
from extract.registry import open_registry
from tests.annotate.edits import run_sequence
from tests.annotate.serving import propose, serve, write_run
from tests.annotate.test_page import CHROMIUM, KYOTO, LONG, OSAKA, QUIET, time_keys

TYPED = (
    "k", "ky", "kyo", "kyoto u", "university of", "max planck", "cnrs", "national institute for",
    "京", "京都", "京都大", "国立", "理化学", "マサチューセッツ", "カリフォルニア大学",
)  # fmt: skip
KEYS = [*"j0ojzujxujermubuaidsunkjA", "u", "U", "u", *"jokxjja0"] * 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--registry", type=Path, help="registry file; the starter registry without")
    parser.add_argument("--sequences", type=int, default=10_000)
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args()
    print(f"{'measurement':44} {'median':>9} {'95%':>10} {'worst':>10}  bar")
    show("search as you type", list(time_search(options.registry)), "100 ms")
    if not options.no_browser:
        with tempfile.TemporaryDirectory() as folder:
            time_page(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        count_crashes(Path(folder), options.sequences)


def show(name: str, seconds: Sequence[float], bar: str) -> None:
    ordered = sorted(1000 * second for second in seconds)
    figures = (statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))], ordered[-1])
    print(f"{name:44} {' '.join(f'{value:7.1f} ms' for value in figures)}  {bar}", flush=True)


def time_search(path: Path | None) -> Iterator[float]:
    registry = open_registry(path)
    search_registry(registry, "university")  # as `extract annotate` does before it is ready
    for typed in TYPED:
        started = time.perf_counter()
        search_registry(registry, typed)
        yield time.perf_counter() - started


def time_page(folder: Path) -> None:
    """Show, press keys, scroll and save in a document of 60,000 characters and 2,000 marks."""
    gold, run = folder / "gold", folder / "run"
    gold.mkdir()
    spans = [Span(match.start(), match.end()) for match in re.finditer("京都大学", LONG)][:2000]
    marks = tuple(GoldMention(span, "INSTITUTION", "京都大学", (KYOTO,)) for span in spans)
    write_gold(GoldDocument("report", "report.txt", LONG, "ja", "G", marks, ()), gold)
    pages = LONG * 6  # 400,000 characters are about 200 pages
    write_gold(GoldDocument("pages", "pages.txt", pages, "ja", "G", marks, ()), gold)
    link = propose(LONG, "京都大学", KYOTO, others=(OSAKA,))
    links = [replace(link, mention=replace(link.mention, span=span)) for span in spans]
    write_run(run, "proposed", f"{LONG}。", links)  # of the same text it would be the other
    with serve(gold, run) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        for name in ("report", "proposed"):
            seconds = [time_opening(browser, f"{address}#document/{name}") for _ in range(7)]
            show(f"first document shown: {name}", seconds, "1000 ms")
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        for name in ("report", "proposed"):
            open_document(page, f"{address}#document/{name}")
            seconds = [milliseconds / 1000 for milliseconds in time_keys(page, KEYS)]
            show(f"effect of a key: {name}", seconds, "50 ms")
            page.wait_for_selector("#saved.saved")
        show("a change on the disk", list(time_saving(page)), "")
        show("200 pages shown", [time_opening(browser, f"{address}#document/pages")], "")
        open_document(page, f"{address}#document/pages")
        show("a frame while 200 pages scroll", page.evaluate(SCROLL), "50 ms")
        browser.close()


def open_document(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("#text .block mark")


def time_opening(browser: Browser, address: str) -> float:
    """Return the seconds until a document shows, in a window that knows nothing yet."""
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    started = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("#text .block mark")
    seconds = time.perf_counter() - started
    page.context.close()
    return seconds


def time_saving(page: Page) -> Iterator[float]:
    page.keyboard.press("j")
    for _ in range(10):
        started = time.perf_counter()
        with page.expect_response("**/api/change"):
            page.keyboard.press("o")
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
