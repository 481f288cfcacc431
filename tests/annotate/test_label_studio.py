"""A real Label Studio: what it gets, shows and hands back; `make label-studio` installs it.

It starts on the loopback address with an empty database in a temporary folder: a minute.
"""

import io
import os
import shutil
import signal
import socket
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright

from extract.annotate.exchange import FORMS, Outgoing
from extract.annotate.exchange.label_studio import read_tasks
from extract.gold import GoldAgreement, GoldDocument, GoldMention, GoldParty
from extract.model import Label, Span
from tests.annotate.test_page import CHROMIUM, QUIET

LABEL_STUDIO = shutil.which("label-studio")
USER, PASSWORD, TOKEN = "annotator@example.org", "an-empty-server", "abcdef" * 6 + "abcd"
SECONDS_TO_START = 300
SECONDS_TO_SHOW = 120

pytestmark = pytest.mark.skipif(
    LABEL_STUDIO is None, reason="needs Label Studio, of 1 GB: make label-studio"
)

# Astral letters, combining and half-width marks, an emoji of three code points, every line end.
TEXT = (
    "𠮷野大学(e\u0301cole)とｶﾞﾝ研究所は👩‍🔬2013年6月に\r\n協定。\u2028無期限\n"
    "CNRS  <b>x</b>\t\u3000理研\n\n東京大学"
)
TOKYO, CNRS = "https://ror.org/057zh3y96", "https://ror.org/02feahw73"


def find(surface: str) -> Span:
    return Span(TEXT.index(surface), TEXT.index(surface) + len(surface))


def mark(surface: str, label: Label, *answers: str | None, doubtful: bool = False) -> GoldMention:
    return GoldMention(find(surface), label, surface, answers, doubtful)


MARKS = (
    mark("𠮷野大学", "INSTITUTION", None),
    mark("ｶﾞﾝ研究所", "INSTITUTION", CNRS, TOKYO, doubtful=True),
    mark("2013年6月", "DATE", "2013-06"),
)
PROPOSED = (mark("無期限", "END_STATUS", "indefinite"), mark("CNRS", "INSTITUTION", CNRS))
AGREEMENT = GoldAgreement(
    (GoldParty("𠮷野大学", find("𠮷野大学"), None),),
    "2013-06",
    None,
    "indefinite",
    "協力",
    find(TEXT),
)
GOLD = GoldDocument(
    "marked", "marked.pdf", TEXT, "ja", "GUIDELINES.md",
    MARKS, (find("e\u0301cole"),), (AGREEMENT,),
)  # fmt: skip
FRESH = GoldDocument("fresh", "fresh.pdf", TEXT, "ja", "GUIDELINES.md", (), ())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Label Studio without projects."""
    home = tmp_path_factory.mktemp("label-studio")
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    command = [
        str(LABEL_STUDIO), "start", "--no-browser", "--internal-host", "127.0.0.1",
        "--port", str(port), "--data-dir", str(home / "data"), "--log-level", "ERROR",
        "--username", USER, "--password", PASSWORD,
        "--user-token", TOKEN, "--enable-legacy-api-token",
    ]  # fmt: skip
    quiet = {"COLLECT_ANALYTICS": "false", "LATEST_VERSION_CHECK": "false", "SENTRY_DSN": ""}
    environment = {**os.environ, **quiet, "HOME": str(home), "FRONTEND_SENTRY_DSN": ""}
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=home, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_for(f"http://127.0.0.1:{port}", process, home / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


def wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(SECONDS_TO_START):
        try:
            httpx.get(f"{address}/health").raise_for_status()
            return
        except httpx.HTTPError:
            assert process.poll() is None, log.read_text()
            time.sleep(1)
    pytest.fail(f"no answer in {SECONDS_TO_START} s: {log.read_text()}")


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Token {TOKEN}"}
    with httpx.Client(base_url=server, headers=headers, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def project(client: httpx.Client) -> int:
    """A project with two tasks of ours: one with marks, one with proposals only."""
    outgoing = [Outgoing(GOLD), Outgoing(FRESH, PROPOSED)]
    with zipfile.ZipFile(io.BytesIO(FORMS["label_studio"].write(outgoing))) as archive:
        tasks, configuration = archive.read("tasks.json"), archive.read("label_config.xml")
    settings = {"title": "gold", "label_config": configuration.decode()}
    project = int(client.post("/api/projects/", json=settings).raise_for_status().json()["id"])
    json_type = {"content-type": "application/json"}
    taken = client.post(f"/api/projects/{project}/import", content=tasks, headers=json_type)
    counts = taken.raise_for_status().json()
    assert (counts["task_count"], counts["annotation_count"], counts["prediction_count"]) == (
        2,
        1,
        1,
    )
    return project


def list_tasks(client: httpx.Client, project: int) -> dict[str, dict[str, Any]]:
    """Return the tasks by the name of their document."""
    answer = client.get("/api/tasks", params={"project": project, "fields": "all"})
    return {task["data"]["name"]: task for task in answer.raise_for_status().json()["tasks"]}


def export(client: httpx.Client, project: int) -> dict[str, GoldDocument]:
    """Return what comes back of an export, by name."""
    parameters = {"exportType": "JSON", "download_all_tasks": "true"}
    answer = client.get(f"/api/projects/{project}/export", params=parameters).raise_for_status()
    return {gold.name: gold for gold in read_tasks(answer.content)}


def test_gold_comes_back_as_it_went(client: httpx.Client, project: int) -> None:
    back = export(client, project)
    assert back["marked"] == GOLD
    assert back["fresh"] == FRESH


def test_accepted_predictions_come_back_as_marks(client: httpx.Client, project: int) -> None:
    task = list_tasks(client, project)["fresh"]
    (prediction,) = task["predictions"]
    accepted = {"result": prediction["result"]}
    made = client.post(f"/api/tasks/{task['id']}/annotations/", json=accepted).raise_for_status()
    assert export(client, project)["fresh"].mentions == PROPOSED
    client.delete(f"/api/annotations/{made.json()['id']}/").raise_for_status()


@pytest.mark.skipif(not CHROMIUM.is_file(), reason="needs Chromium: apt install chromium")
def test_its_page_shows_our_marks_and_what_is_drawn_there_comes_back(
    server: str, client: httpx.Client, project: int
) -> None:
    drawn = ["野大", "に\r\n協定", "\t\u3000理研"]
    tasks = list_tasks(client, project)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        page = browser.new_page(viewport={"width": 1500, "height": 900})
        page.set_default_timeout(1000 * SECONDS_TO_SHOW)
        log_in(page, server)
        open_task(page, server, project, tasks["marked"]["id"], regions=4)
        shown = page.evaluate(SHOWN)
        open_task(page, server, project, tasks["fresh"]["id"], regions=len(PROPOSED))
        for surface in drawn:
            draw(page, surface)
        page.keyboard.press("Control+Enter")
        wait_submitted(client, project)
        browser.close()
    assert shown == ["𠮷野大学", "e\u0301cole", "ｶﾞﾝ研究所", "2013年6月"]
    mentions = export(client, project)["fresh"].mentions
    # What was proposed stands in the annotation from the first, as its page does it.
    assert [item for item in mentions if item in PROPOSED] == list(PROPOSED)
    others = [item for item in mentions if item not in PROPOSED]
    assert [(item.text, item.span) for item in others] == [(text, find(text)) for text in drawn]


HIGHLIGHT = "[class*=htx-highlight-]"
SHOWN = f"() => [...document.querySelectorAll('{HIGHLIGHT}')].map((mark) => mark.textContent)"


def log_in(page: Page, server: str) -> None:
    page.goto(f"{server}/user/login/")
    page.fill("input[name=email]", USER)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "login" not in address)


def open_task(page: Page, server: str, project: int, task: int, *, regions: int) -> None:
    page.goto(f"{server}/projects/{project}/data?task={task}")
    page.wait_for_selector(".lsf-htx-richtext >> text=東京大学")
    page.wait_for_function(f"document.querySelectorAll('{HIGHLIGHT}').length >= {regions}")


def draw(page: Page, surface: str) -> None:
    """Select a stretch with the mouse as an institution."""
    count = page.locator(HIGHLIGHT).count()
    page.keyboard.press("1")
    left, upper, right, lower = page.evaluate(PLACE, surface.replace("\r", "").replace("\n", ""))
    page.mouse.move(left + 0.5, upper)
    page.mouse.down()
    page.mouse.move(left + 3, upper + 1)
    page.mouse.move(right - 3, lower, steps=4)
    page.mouse.move(right - 0.5, lower)
    page.mouse.up()
    page.wait_for_function(f"document.querySelectorAll('{HIGHLIGHT}').length > {count}")
    page.keyboard.press("Escape")


# Where the first and the last character of a stretch stand; the page writes a line end as <br>.
PLACE = """(surface) => {
  const walker = document.createTreeWalker(document.querySelector('.lsf-htx-richtext'), 4);
  const nodes = [];
  let text = '';
  while (walker.nextNode()) {
    nodes.push([walker.currentNode, text.length]);
    text += walker.currentNode.data;
  }
  const box = (offset) => {
    const [node, start] = nodes.filter(([, start]) => start <= offset).at(-1);
    const range = document.createRange();
    range.setStart(node, offset - start);
    range.setEnd(node, offset - start + 1);
    return range.getBoundingClientRect();
  };
  const at = text.indexOf(surface);
  const [first, last] = [box(at), box(at + surface.length - 1)];
  return [first.left, (first.top + first.bottom) / 2, last.right, (last.top + last.bottom) / 2];
}"""


def wait_submitted(client: httpx.Client, project: int) -> None:
    for _ in range(SECONDS_TO_SHOW):
        if list_tasks(client, project)["fresh"]["total_annotations"]:
            return
        time.sleep(1)
    pytest.fail("the annotation was not saved")
