"""The page that shows a run."""

import base64
import gzip
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from extract.export import write_report
from extract.model import Skipped
from tests.test_export import SKIPPED, TEXT, make_extraction

HOSTILE = TEXT.replace("報告", "</script><script>alert(1)</script><img src=x onerror=alert(1)>報告")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    skipped = (*SKIPPED, Skipped("<b>x</b>.pdf", "<script>alert(2)</script>"))
    write_report([make_extraction(text=HOSTILE)], skipped, path)
    return path


def unpack(page: Path, part: str) -> str:
    match = re.search(rf'id="{part}">([^<]*)<', page.read_text(encoding="utf-8"))
    assert match is not None
    return gzip.decompress(base64.b64decode(match[1])).decode()


def read_data(page: Path) -> Any:
    return json.loads(unpack(page, "data"))


def test_the_page_holds_what_was_found(page: Path) -> None:
    data = read_data(page)
    (agreement,) = data["agreements"]
    assert [data["institutions"][index]["id"] for index, _ in agreement["parties"]] == [
        "https://ror.org/057zh3y96",
        None,
    ]
    assert (agreement["start"], agreement["first_day"]) == ("2001-04", "2001-04-01")
    assert [name["name"] for name in data["attention"]] == ["=SUM(A1)研究所"]
    assert len(data["skipped"]) == 2


def test_nothing_of_a_document_is_mark_up_of_the_page(page: Path) -> None:
    assert "alert(" not in page.read_text(encoding="utf-8")


def test_the_page_asks_for_nothing_from_elsewhere(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    assert re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=", html) == []
    assert "Plotly" in unpack(page, "plotly")


def test_the_same_run_gives_the_same_page(page: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.html"
    skipped = (*SKIPPED, Skipped("<b>x</b>.pdf", "<script>alert(2)</script>"))
    write_report([make_extraction(text=HOSTILE)], skipped, again)
    assert again.read_bytes() == page.read_bytes()


def test_every_word_of_the_page_is_there_in_both_languages(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    used = set(re.findall(r'data-say="([A-Za-z]+)"', html))
    used |= set(re.findall(r'say\("([A-Za-z]+)"\)', html))
    used |= set(re.findall(r'title: "([A-Za-z]+)"', html)) - {"title"}
    for language in ("ja", "en"):
        words = re.search(rf"\n  {language}: {{(.*?)\n  }},", html, re.DOTALL)
        assert words is not None
        assert used <= set(re.findall(r"([A-Za-z]+): \"", words[1]))


def test_an_empty_run_has_a_page_too(tmp_path: Path) -> None:
    write_report([], (), tmp_path / "report.html")
    assert read_data(tmp_path / "report.html")["agreements"] == []


@pytest.fixture
def opened(page: Path) -> Iterator[Page]:
    """The page in a browser that can reach nothing; skips where none is installed."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("needs chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(offline=True, locale="ja")
        shown = context.new_page()
        shown.on("dialog", lambda dialog: pytest.fail(f"a document ran a script: {dialog.message}"))
        shown.on("pageerror", lambda error: pytest.fail(str(error)))
        shown.goto(page.as_uri())
        shown.wait_for_selector("#agreements tbody tr")
        yield shown
        browser.close()


def test_a_browser_shows_the_page_in_both_languages_and_searches_it(opened: Page) -> None:
    assert opened.inner_text("h1") == "研究協力の協定"
    assert opened.locator("#by-year .bars path").count() == 1
    assert "<script>" in opened.inner_text("#skipped")
    opened.click("[data-language=en]")
    assert "Japan" in opened.inner_text("#agreements")
    opened.fill("#query", "北方")
    opened.wait_for_selector("#agreements .none")
    opened.fill("#query", "東都")
    opened.wait_for_selector("#agreements tbody tr")


def test_a_narrow_browser_shows_an_end_in_the_words_of_the_text_and_columns_that_can_be_read(
    tmp_path: Path,
) -> None:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("needs chromium: apt-get install chromium")
    extraction = make_extraction(text=HOSTILE)
    (agreement,) = extraction.agreements
    kept = replace(extraction, agreements=(replace(agreement, end_status="防災研へ移管"),))
    write_report([kept], (), tmp_path / "report.html")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": 390, "height": 844})
        shown.goto((tmp_path / "report.html").as_uri())
        shown.wait_for_selector("#agreements tbody tr")
        assert "防災研へ移管" in shown.inner_text("#agreements")
        cells = shown.locator("#institutions td:not([class])").all()
        assert min(cell.bounding_box()["width"] for cell in cells) > 100  # type: ignore[index]
        browser.close()
