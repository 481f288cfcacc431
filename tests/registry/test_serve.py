"""The reconciliation service over real HTTP, its answers in the shapes of the specification."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema
import pytest
import uvicorn

from extract.registry import open_registry
from extract.registry.serve import LARGEST_BATCH, make_service

# The shapes that Reconciliation Service API 0.2 asks for, in our words.
NAMED = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
}
CANDIDATE = {
    "type": "object",
    "required": ["id", "name", "score"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "type": {"type": "array", "items": NAMED},
    },
}
RESULT_BATCH = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "properties": {"result": {"type": "array", "items": CANDIDATE}},
    },
}
URL_OF_ID = {
    "type": "object",
    "required": ["url"],
    "properties": {"url": {"type": "string", "pattern": r"^http.*\{\{id\}\}"}},
}
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace", "view"],
    "properties": {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "defaultTypes": {"type": "array", "items": NAMED},
        "view": URL_OF_ID,
        "preview": {**URL_OF_ID, "required": ["url", "width", "height"]},
    },
}
VALUE = {"oneOf": [{"required": ["str"]}, {"required": ["int"]}, {"required": ["id", "name"]}]}
EXTENSION = {
    "type": "object",
    "required": ["meta", "rows"],
    "properties": {
        "meta": {"type": "array", "items": NAMED},
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": VALUE},
            },
        },
    },
}

KYOTO = "https://ror.org/02kpeqv85"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    service = make_service(open_registry())
    server = uvicorn.Server(uvicorn.Config(service, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as started:
        yield started
    server.should_exit = True
    thread.join()


def ask(client: httpx.Client, batch: object) -> Any:
    answer = client.post("/", data={"queries": json.dumps(batch)})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_manifest_says_what_the_service_does(client: httpx.Client) -> None:
    answer = client.get("/", headers={"Origin": "http://elsewhere.example"})
    jsonschema.validate(answer.json(), MANIFEST)
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_batch_is_answered_query_by_query(client: httpx.Client) -> None:
    batch = {
        "q0": {"query": "京都大学", "limit": 3},
        "q1": {"query": "Kyoto University", "type": "education"},
        "q2": {"query": "zyxwv nothing", "properties": [{"pid": "country", "v": "Japan"}]},
    }
    answer = ask(client, batch)
    jsonschema.validate(answer, RESULT_BATCH)
    assert list(answer) == ["q0", "q1", "q2"]
    assert answer["q0"]["result"][0]["id"] == KYOTO
    assert answer["q0"]["result"][0]["match"] is True
    assert len(answer["q0"]["result"]) <= 3
    assert answer["q1"]["result"][0]["id"] == KYOTO
    assert not any(candidate["match"] for candidate in answer["q2"]["result"])


def test_the_same_batch_by_get(client: httpx.Client) -> None:
    answer = client.get("/", params={"queries": json.dumps({"q0": {"query": "CNRS"}})})
    jsonschema.validate(answer.json(), RESULT_BATCH)


def test_a_type_keeps_only_its_records(client: httpx.Client) -> None:
    answer = ask(client, {"q0": {"query": "Kyoto", "type": ["company"], "limit": 20}})
    for candidate in answer["q0"]["result"]:
        assert "company" in [item["id"] for item in candidate["type"]]


@pytest.mark.parametrize("country", ["JP", "Japan", "日本", {"id": "jp", "name": "Japan"}, ["JP"]])
def test_a_country_is_understood_however_it_is_given(client: httpx.Client, country: object) -> None:
    query = {"query": "Kyoto University", "properties": [{"pid": "country", "v": country}]}
    assert ask(client, {"q0": query})["q0"]["result"][0]["id"] == KYOTO


def test_values_are_fetched_by_id(client: httpx.Client) -> None:
    wanted = [{"id": "country"}, {"id": "name_ja"}, {"id": "established"}]
    question = {"ids": [KYOTO, "https://ror.org/none"], "properties": wanted}
    answer = client.post("/", data={"extend": json.dumps(question)}).json()
    jsonschema.validate(answer, EXTENSION)
    assert answer["rows"][KYOTO]["country"] == [{"str": "JP"}]
    assert {"str": "京都大学"} in answer["rows"][KYOTO]["name_ja"]
    assert answer["rows"]["https://ror.org/none"]["country"] == []


def test_properties_types_and_entities_are_suggested(client: httpx.Client) -> None:
    proposed = client.get("/properties", params={"type": "institution", "limit": 3}).json()
    assert len(proposed["properties"]) == 3
    assert client.get("/suggest/type", params={"prefix": "edu"}).json()["result"] == [
        {"id": "education", "name": "Education"}
    ]
    assert client.get("/suggest/property", params={"prefix": "coun"}).json()["result"]
    found = client.get("/suggest/entity", params={"prefix": "京都大"}).json()["result"]
    assert KYOTO in [item["id"] for item in found]
    assert all({"id", "name", "notable"} <= set(item) for item in found)


def test_a_record_is_shown_and_led_to(client: httpx.Client) -> None:
    assert "京都大学" in client.get("/preview", params={"id": KYOTO}).text
    answer = client.get("/view", params={"id": KYOTO})
    assert answer.headers["location"] == KYOTO


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"queries": "{"}, "not JSON"),
        ({"queries": "[]"}, "not a JSON object"),
        ({"queries": '{"q0": {}}'}, "query q0"),
        ({"queries": '{"q0": {"query": "x", "limit": "many"}}'}, "not a number"),
        ({"queries": '{"q0": {"query": "x", "properties": 1}}'}, "properties"),
        ({"queries": '{"q0": {"query": "x", "type": 1}}'}, "type"),
        (
            {"queries": json.dumps({str(n): {"query": "x"} for n in range(LARGEST_BATCH + 1)})},
            "at most",
        ),
        ({"extend": '{"ids": []}'}, "list of properties"),
        ({"extend": '{"ids": [], "properties": [{"id": "colour"}]}'}, "no property 'colour'"),
    ],
)
def test_what_cannot_be_answered_is_said(
    client: httpx.Client, data: dict[str, str], complaint: str
) -> None:
    answer = client.post("/", data=data)
    assert answer.status_code == 400
    assert complaint in answer.json()["error"]


def test_a_body_without_end_is_refused(client: httpx.Client) -> None:
    answer = client.post("/", content=b"queries=" + b"x" * 3_000_000)
    assert answer.status_code == 400
    assert "send fewer queries" in answer.json()["error"]


def test_an_unknown_record_is_said(client: httpx.Client) -> None:
    assert client.get("/preview", params={"id": "x"}).status_code == 400
