"""The page's server over real HTTP: who may ask, what is refused, what lands on the disk."""

import json
import re
import socket
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest

from extract.annotate import guard
from extract.annotate.server import open_desk, serve_desk
from extract.errors import StoreError, UsageError
from extract.gold import read_gold
from extract.registry import open_registry
from tests.annotate.serving import TOKEN, propose, propose_date, serve, write_run

TEXT = "𠮷野大学と CNRS は <b>2013. 6</b> に協定を結んだ。CNRS は仏。\n"
ROR = "https://ror.org/02feahw73"
TOKYO = "https://ror.org/057zh3y96"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("server")
    links = [propose(TEXT, "𠮷野大学", None), propose(TEXT, "CNRS", ROR)]
    write_run(folder / "run", "report", TEXT, links, [propose_date(TEXT, "2013. 6", "2013-06")])
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serve(folder / "gold", folder / "run") as address:
        yield address


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    origin = address.removesuffix(f"/{TOKEN}/")
    with httpx.Client(base_url=address, headers={"origin": origin}) as client:
        yield client


def show(client: httpx.Client) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("api/document", params={"name": "report"}).json()
    return answer


def accept(client: httpx.Client, line: dict[str, Any], version: str) -> httpx.Response:
    line = {
        key: line[key] for key in ("start", "end", "label", "text", "id", "value") if key in line
    }
    change = {"name": "report", "version": version, "add": {"marks": [line]}}
    return client.post("api/change", json=change)


def test_proposals_come_in_units_and_land_in_gold_in_code_points(
    client: httpx.Client, folder: Path
) -> None:
    shown = show(client)
    assert [(line["start"], line["text"]) for line in shown["proposals"]] == [
        (0, "𠮷野大学"), (7, "CNRS"), (17, "2013. 6"),
    ]  # fmt: skip
    assert accept(client, shown["proposals"][1], shown["version"]).status_code == 200
    (mention,) = read_gold(folder / "gold", "report").mentions
    assert (mention.span.start, mention.text, mention.answers) == (6, "CNRS", (ROR,))


def test_an_offset_that_drifted_or_cuts_a_character_is_refused(client: httpx.Client) -> None:
    shown = show(client)
    drifted = {**shown["proposals"][0], "end": 4}
    answer = accept(client, drifted, shown["version"])
    assert answer.status_code == 422
    assert "the text has" in answer.json()["error"]
    answer = accept(client, {**shown["proposals"][0], "start": 1}, shown["version"])
    assert "cut a character" in answer.json()["error"]


def test_the_second_of_two_writers_gets_both_sides(client: httpx.Client) -> None:
    shown = show(client)
    assert accept(client, shown["proposals"][0], shown["version"]).status_code == 200
    answer = accept(client, shown["proposals"][2], shown["version"])
    assert answer.status_code == 409
    assert "𠮷野大学" in [line["text"] for line in answer.json()["current"]["marks"]]


def test_without_the_token_there_is_nothing(client: httpx.Client, address: str) -> None:
    for path in ("/", "/x/", "/api/work", "/token2/api/work"):
        assert httpx.get(address.removesuffix(f"/{TOKEN}/") + path).status_code == 404


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", None])
def test_another_page_cannot_write(address: str, origin: str | None) -> None:
    headers = {"origin": origin} if origin else {}
    assert httpx.post(f"{address}api/change", json={}, headers=headers).status_code == 403


def test_another_name_for_this_machine_or_another_page_cannot_read(address: str) -> None:
    for headers in ({"host": "evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert httpx.get(f"{address}api/work", headers=headers).status_code == 403


@pytest.mark.parametrize("name", ["../report", "report/../report", "/etc/passwd", "", "report\0"])
def test_names_are_only_those_of_the_list(client: httpx.Client, name: str) -> None:
    assert client.get("api/document", params={"name": name}).status_code == 404
    assert client.get("api/version", params={"name": name}).status_code == 404


@pytest.mark.parametrize(
    "file", ["..%2fserver.py", "%2e%2e/server.py", "nothing.js", "__init__.py"]
)
def test_only_the_files_of_the_page_are_sent(client: httpx.Client, file: str) -> None:
    assert client.get(f"page/{file}").status_code == 404


def test_a_body_over_the_limit_is_refused(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "LARGEST_BODY", 1000)
    for content in (b" " * 1001, (b" " * 300 for _ in range(4))):
        assert client.post("api/change", content=content).status_code == 413


@pytest.mark.parametrize("body", [b"", b"[]", b"{" * 100_000, b'{"name": "report", "add": 3}'])
def test_a_request_that_is_no_change_is_said(client: httpx.Client, body: bytes) -> None:
    answer = client.post("api/change", content=body)
    assert answer.status_code in (404, 422)
    assert answer.json()["error"]


def test_the_page_loads_all_its_scripts_at_once(client: httpx.Client) -> None:
    page = client.get("").text
    scripts = {path.name for path in (files("extract.annotate") / "page").iterdir()}
    assert scripts - {"index.html"} == set(re.findall('"page/([a-z.]+)"', page))


def test_every_word_of_the_page_is_there_in_both_languages() -> None:
    page = files("extract.annotate") / "page"
    written = {path.name: path.read_text(encoding="utf-8") for path in page.iterdir()}
    table = written["texts.js"].partition("const TEXTS = {")[2].partition("\n};")[0]
    known = re.findall(r'^  (\w+): \["(?:[^"\\]|\\.)+", "(?:[^"\\]|\\.)+"\],$', table, re.MULTILINE)
    assert len(known) == table.count("\n") - table.count("\n\n")
    code = "".join(written.values())
    used = re.findall(r'say\("(\w+)"|data-(?:say|label)="(\w+)"|\], "(\w+)", ', code)
    assert {name for names in used for name in names if name} <= set(known)


def test_nothing_of_a_document_can_run(client: httpx.Client) -> None:
    policy = client.get("").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert (
        client.get("api/document", params={"name": "report"}).headers["content-type"]
        == "application/json"
    )


def test_lookups_answer(client: httpx.Client) -> None:
    assert (
        client.get("api/date", params={"value": "1979-04/1980-03"}).json()["last_day"]
        == "1980-03-31"
    )
    assert "no month" in client.get("api/date", params={"value": "1979-13"}).json()["error"]
    found = client.get("api/search", params={"typed": "東京大学"}).json()
    assert found[0]["id"] == "https://ror.org/057zh3y96"
    answers = client.get("api/answers", params={"text": "2013年6月", "label": "DATE"}).json()
    assert answers["answers"] == ["2013-06"]


def test_candidates_are_those_that_the_pipeline_weighed_there(client: httpx.Client) -> None:
    def ask(**place: Any) -> httpx.Response:
        return client.get("api/candidates", params={"name": "report", **place})

    assert [record["id"] for record in ask(start=7, end=11).json()] == [ROR]
    # Where it proposed nothing, the registry is asked; the record that is linked comes first.
    later = TEXT.rindex("CNRS") + 1
    found = [record["id"] for record in ask(start=later, end=later + 4, chosen=TOKYO).json()]
    assert found[0] == TOKYO
    assert ROR in found[1:]
    assert ask(start=1, end=4).status_code == 422  # it would cut 𠮷 in two


def test_a_broken_file_is_named_in_the_list_and_the_rest_can_be_annotated(tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "broken.txt").write_text("CNRS", encoding="utf-8")
    (gold / "broken.jsonl").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    write_run(tmp_path / "run", "report", TEXT, [propose(TEXT, "CNRS", ROR)])
    with serve(gold, tmp_path / "run") as address:
        broken, report = httpx.get(f"{address}api/work").json()["documents"]
    assert "broken.jsonl:1 is not JSON" in broken["error"]
    assert report["pending"] == 1


def test_the_list_says_how_far_each_document_is(client: httpx.Client) -> None:
    (entry,) = client.get("api/work").json()["documents"]
    assert (entry["state"], entry["language"], entry["pending"]) == ("in_work", "ja", 1)


def test_an_export_comes_back_only_where_there_are_no_marks(
    client: httpx.Client, tmp_path: Path, folder: Path
) -> None:
    exported = client.get("api/export", params={"form": "doccano"}).content
    again = client.post("api/import", params={"form": "doccano"}, content=exported).json()
    assert again["taken"] == []
    assert "marks already" in again["skipped"][0]["reason"]
    bare = json.dumps({**json.loads(exported), "label": []}).encode()
    nothing = client.post("api/import", params={"form": "doccano"}, content=bare).json()
    assert nothing["skipped"] == [{"name": "report", "reason": "it brings no mark"}]
    hostile = json.dumps({**json.loads(exported), "name": "../../evil"}).encode()
    refused = client.post("api/import", params={"form": "doccano"}, content=hostile).json()
    assert "name of a file" in refused["skipped"][0]["reason"]
    write_run(tmp_path / "run", "report", TEXT, [])
    with serve(tmp_path / "gold", tmp_path / "run") as address:
        origin = address.removesuffix(f"/{TOKEN}/")
        answer = httpx.post(
            f"{address}api/import?form=doccano", content=exported, headers={"origin": origin}
        )
    assert answer.json()["taken"] == ["report"]
    before = (folder / "gold" / "report.jsonl").read_bytes()
    assert (tmp_path / "gold" / "report.jsonl").read_bytes() == before


def test_a_taken_port_says_what_helps(folder: Path) -> None:
    desk = open_desk(folder / "gold", None, open_registry())
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        with pytest.raises(UsageError, match="--port"):
            serve_desk(desk, port=door.getsockname()[1], announce=lambda address: None)


def test_an_empty_folder_says_what_helps(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--predictions"):
        open_desk(tmp_path, None, open_registry())
    with pytest.raises(StoreError, match="extract run"):
        open_desk(tmp_path, str(tmp_path / "run"), open_registry())
    with pytest.raises(UsageError, match="--annotator"):
        open_desk(tmp_path, None, open_registry(), "../x")
