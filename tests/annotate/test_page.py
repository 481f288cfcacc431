"""The page in a real browser: from proposal to saved file by keyboard, conflict, search, hostile text."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from extract.gold import read_gold
from extract.model import Link
from tests.annotate.serving import propose, serve, write_run

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
TOKYO = "https://ror.org/057zh3y96"
KYOTO = "https://ror.org/02kpeqv85"
OSAKA = "https://ror.org/035t8zc32"

pytestmark = pytest.mark.skipif(
    not CHROMIUM.is_file(), reason="needs Chromium: apt install chromium"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield browser
        browser.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens a document; scripts that fail, fail the test."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-GB")
    problems: list[str] = []

    def open_page(address: str, name: str = "report") -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{address}#document/{name}")
        page.wait_for_selector("#text .block")
        return page

    yield open_page
    context.close()
    assert not problems


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def wait_saved(page: Page) -> None:
    page.wait_for_selector("#saved.saved")


def surfaces(folder: Path) -> list[str]:
    return [mention.text for mention in read_gold(folder, "report").mentions]


# Three documents of twenty proposals: 14 right, 2 with wrong edges, 2 spurious, 2 missed; 3 of the
# right ones with a wrong link. Written for this test.
JAPANESE = "\n".join(
    f"{number}. {name}と協定を結び、{topic}の共同研究を行う。"
    for number, (name, topic) in enumerate(
        [
            ("東京大学", "物理"), ("京都大学", "化学"), ("大阪大学", "生物"), ("東北大学", "材料"),
            ("名古屋大学", "天文"), ("九州大学", "農学"), ("北海道大学", "水産"), ("筑波大学", "体育"),
            ("広島大学", "教育"), ("岡山大学", "医療"), ("神戸大学", "経済"), ("千葉大学", "園芸"),
            ("金沢大学", "薬学"), ("新潟大学", "脳科学"), ("理化学研究所脳科学", "神経"),
            ("熊本大学病院", "感染症"), ("夏季休暇", "日程"), ("定期刊行", "編集"),
            ("長崎大学", "熱帯医学"), ("信州大学", "繊維"),
        ],
        start=1,
    )
)  # fmt: skip
ENGLISH = "\n".join(
    f"{number}. We signed with {name} for work on {topic}."
    for number, (name, topic) in enumerate(
        [
            ("Kyoto University", "ice"), ("Osaka University", "heat"), ("Tohoku University", "metal"),
            ("Nagoya University", "stars"), ("Kyushu University", "rice"), ("Keio University", "law"),
            ("Waseda University", "words"), ("Chiba University", "trees"), ("Kobe University", "trade"),
            ("Hiroshima University", "schools"), ("Okayama University", "cells"),
            ("Kanazawa University", "drugs"), ("Niigata University", "brains"),
            ("Tokyo Metropolitan University", "towns"), ("Harvard Medical School", "health"),
            ("Stanford University Press", "books"), ("Spring Festival", "days"), ("Annual Review", "text"),
            ("Nagasaki University", "heat"), ("Shinshu University", "cloth"),
        ],
        start=1,
    )
)  # fmt: skip


def plan_proposals(text: str, *, is_japanese: bool) -> list[Link]:
    """Return the proposals of one document, from its own lines."""
    lines = text.split("\n")
    names = [
        line[line.index(" ") + 1 : line.index("と協定")]
        if is_japanese
        else line[line.index("with ") + 5 : line.index(" for work")]
        for line in lines
    ]
    found = []
    for number, name in enumerate(names[:18]):
        id = (
            KYOTO if number < 3 else OSAKA
        )  # the first three are wrong links, the rest stands for right
        surface = name
        if number == 14:  # too long at the end by a word; too short below
            surface = f"{name}と協定" if is_japanese else f"{name} for"
        elif number == 15:
            surface = name[:-2] if is_japanese else name.rpartition(" ")[0]
        found.append(propose(text, surface, id))
    return found


def correct_by_keyboard(page: Page, *, is_japanese: bool) -> list[int]:
    """Correct a document as an annotator does; return the strokes: right ones, then corrections."""
    strokes: list[int] = []

    def count(*keys: str) -> None:
        press(page, *keys)
        strokes.append(len(keys))

    for _ in range(3):  # a wrong link: the registry has none, says the annotator
        count("0")
    for _ in range(11):
        count("a")
    count(*(("e", "e") if is_japanese else ("e",)), "a")  # too long at the end
    count(*("r",), "a")  # too short at the end
    count("x")
    count("x")
    for _ in range(2):  # a missed one: letters appear on names
        press(page, "f")
        name = page.evaluate(
            """(wanted) => {
              const spots = [...document.querySelectorAll('#hints .hint')];
              const text = document.querySelector('#text').innerText;
              return spots.map((spot) => [spot.textContent, Number(spot.dataset.start)])
                .filter(([, start]) => start >= wanted)[0]?.[0] ?? null;
            }""",
            page.evaluate("() => 0") if False else _missed(page, is_japanese),
        )
        press(page, *name.lower())
        strokes.append(1 + len(name))
        page.wait_for_timeout(150)
    return strokes


def _missed(page: Page, is_japanese: bool) -> int:
    text = JAPANESE if is_japanese else ENGLISH
    first = text.index("長崎大学" if is_japanese else "Nagasaki")
    second = text.index("信州大学" if is_japanese else "Shinshu")
    marked = page.evaluate(
        "() => [...document.querySelectorAll('mark')].map((m) => Number(m.dataset.item))"
    )
    return second if first in marked else first


@pytest.mark.parametrize("language", ["ja", "en", "mixed"])
def test_right_proposals_and_corrections_take_few_strokes(
    language: str, open_page: Open, tmp_path: Path
) -> None:
    is_japanese = language != "en"
    text = JAPANESE if is_japanese else ENGLISH
    if language == "mixed":
        text = f"𠮷 Report ｶﾞ e\u0301\n{text}"
    write_run(tmp_path / "run", "report", text, plan_proposals(text, is_japanese=is_japanese))
    with serve(tmp_path / "gold", tmp_path / "run") as address:
        page = open_page(address)
        page.wait_for_selector("mark.current")
        strokes = correct_by_keyboard(page, is_japanese=is_japanese)
        wait_saved(page)
    found = surfaces(tmp_path / "gold")
    assert len(found) == 18
    assert ("理化学研究所脳科学" if is_japanese else "Harvard Medical School") in found
    assert ("熊本大学病院" if is_japanese else "Stanford University Press") in found
    assert ("信州大学" if is_japanese else "Shinshu University") in found
    right, corrections = strokes[3:14], strokes[:3] + strokes[14:]
    assert sum(right) / len(right) <= 1.5
    assert max(corrections) <= 6
