"""Updates from a real server on loopback that publishes as Zenodo does, and fails on demand."""

import hashlib
import json
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from extract.errors import RegistryError
from extract.registry import open_registry
from extract.registry.update import update_registry


def _make_release(folder: Path, name: str, institution: str) -> bytes:
    record = {
        "id": "https://ror.org/02kpeqv85",
        "names": [{"value": institution, "types": ["ror_display", "label"], "lang": "en"}],
        "locations": [{"geonames_details": {"country_code": "JP", "name": "Kyoto"}}],
        "status": "active",
        "types": ["education"],
        "relationships": [],
        "links": [],
        "external_ids": [],
        "established": 1897,
    }
    path = folder / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.json", json.dumps([record]))
    return path.read_bytes()


class Publisher:
    """Releases by file name, and what is wrong with the next download."""

    def __init__(self) -> None:
        self.releases: dict[str, bytes] = {}
        self.breaks_after: int | None = None
        self.checksum = ""
        self.ranges: list[str | None] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        name = request.path.strip("/")
        if name == "releases":
            self._send(request, 200, json.dumps(self._list()).encode())
            return
        data = self.releases[name]
        asked = request.headers.get("Range")
        self.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        rest = data[start:]
        request.send_response(206 if asked else 200)
        request.send_header("Content-Length", str(len(rest)))
        request.end_headers()
        request.wfile.write(rest[: self.breaks_after])

    def _list(self) -> object:
        hits = [
            {
                "files": [
                    {
                        "key": name,
                        "size": len(data),
                        "checksum": self.checksum or f"md5:{hashlib.md5(data).hexdigest()}",
                        "links": {"self": f"{self.url}/{name}"},
                    }
                ]
            }
            for name, data in reversed(self.releases.items())
        ]
        return {"hits": {"hits": hits}}

    def _send(self, request: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
        request.send_response(status)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[Publisher]:
    started = Publisher()
    (tmp_path / "made").mkdir()
    started.releases["v1-ror-data.zip"] = _make_release(
        tmp_path / "made", "v1-ror-data", "Old Name"
    )
    thread = threading.Thread(target=started.server.serve_forever)
    thread.start()
    yield started
    started.server.shutdown()
    started.server.server_close()
    thread.join()


def test_the_newest_release_is_swapped_in_and_the_old_one_kept(
    publisher: Publisher, tmp_path: Path
) -> None:
    to = tmp_path / "ror.registry"
    releases = f"{publisher.url}/releases"
    assert update_registry(to, releases=releases).is_new
    assert not update_registry(to, releases=releases).is_new
    made = _make_release(tmp_path / "made", "v2-ror-data", "New Name")
    publisher.releases["v2-ror-data.zip"] = made
    update = update_registry(to, releases=releases)
    assert (update.before, update.release) == ("v1-ror-data", "v2-ror-data")
    assert open_registry(to).search("New Name")[0].name == "New Name"
    assert open_registry(tmp_path / "ror.registry.previous").release == "v1-ror-data"
    assert sorted(path.name for path in tmp_path.glob("*ror*")) == [
        "ror.registry",
        "ror.registry.previous",
    ]


def test_a_download_that_broke_off_goes_on_where_it_was(
    publisher: Publisher, tmp_path: Path
) -> None:
    to = tmp_path / "ror.registry"
    publisher.breaks_after = 100
    with pytest.raises(RegistryError, match="broke off"):
        update_registry(to, releases=f"{publisher.url}/releases")
    assert not to.exists()
    publisher.breaks_after = None
    assert update_registry(to, releases=f"{publisher.url}/releases").is_new
    assert publisher.ranges == [None, "bytes=100-"]


def test_a_release_that_is_not_what_was_promised_is_refused(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.checksum = "md5:0"
    with pytest.raises(RegistryError, match="not what its list says"):
        update_registry(tmp_path / "ror.registry", releases=f"{publisher.url}/releases")
    assert list(tmp_path.glob("*ror*")) == []


def test_a_release_of_another_schema_leaves_the_old_registry(
    publisher: Publisher, tmp_path: Path
) -> None:
    to = tmp_path / "ror.registry"
    update_registry(to, releases=f"{publisher.url}/releases")
    before = to.read_bytes()
    path = tmp_path / "made" / "v3-ror-data.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("v3-ror-data.json", '[{"identifier": 1}]')
    publisher.releases["v3-ror-data.zip"] = path.read_bytes()
    with pytest.raises(RegistryError):
        update_registry(to, releases=f"{publisher.url}/releases")
    assert to.read_bytes() == before


def test_no_answer_is_said_with_what_helps(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="try again later"):
        update_registry(tmp_path / "ror.registry", releases="http://127.0.0.1:9/releases")


def test_a_list_of_something_else_is_said(publisher: Publisher, tmp_path: Path) -> None:
    publisher.releases.clear()
    with pytest.raises(RegistryError, match="lists no release"):
        update_registry(tmp_path / "ror.registry", releases=f"{publisher.url}/releases")
