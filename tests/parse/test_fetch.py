"""Fetching from a real server on the loopback."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from extract.errors import FetchError, TooLargeFileError, UnsupportedFileError
from extract.parse import fetch, read_document
from extract.parse.fetch import fetch_url

PAGE = "<html><head><title>x</title></head><body><main><p>京都大学との協定</p></main></body></html>"
ANSWERS = {
    "/sjis": ("text/html; charset=Shift_JIS", PAGE.encode("cp932")),
    "/untyped": (None, PAGE.encode()),
    "/mistyped": ("text/plain", b"%PDF-1.4 and so on"),
    "/zip": ("application/zip", b"PK\x03\x04" + bytes(50)),
    "/large": ("text/plain", b"a" * 300_000),
    "/text": ("text/plain; charset=euc-jp", "協定を結んだ。".encode("euc_jp")),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path in ANSWERS:
            self.answer(200, *ANSWERS[self.path])
        elif self.path == "/moved":
            self.redirect("/sjis")
        elif self.path == "/loop":
            self.redirect("/loop")
        elif self.path == "/slow":
            time.sleep(1)
            self.answer(200, "text/plain", b"late")
        elif self.path == "/drip":
            self.drip()
        else:
            self.answer(int(self.path.strip("/")), "text/html", b"no")

    def answer(self, status: int, kind: str | None, data: bytes) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def redirect(self, path: str) -> None:
        self.send_response(302)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(30):
            self.wfile.write(b"x" * 100)
            self.wfile.flush()
            time.sleep(0.05)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


class Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what these tests are about."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_header_says_how_to_decode(site: str) -> None:
    assert read_document(f"{site}/sjis").text == "京都大学との協定"
    assert read_document(f"{site}/text").text == "協定を結んだ。"


def test_redirects_are_followed_and_types_are_sniffed(site: str) -> None:
    assert fetch_url(f"{site}/moved", max_bytes=10_000).url == f"{site}/sjis"
    document = read_document(f"{site}/untyped")
    assert (document.media_type, document.text) == ("text/html", "京都大学との協定")
    assert fetch_url(f"{site}/mistyped", max_bytes=10_000).data.startswith(b"%PDF")
    with pytest.raises(UnsupportedFileError, match="ZIP"):
        read_document(f"{site}/zip")


def test_answers_over_the_limit_are_not_read(site: str) -> None:
    with pytest.raises(TooLargeFileError, match="more than the limit of 0 MB"):
        fetch_url(f"{site}/large", max_bytes=1000)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/404", "answered 404 Not Found; check the address"),
        ("/403", "answered 403 Forbidden; open it in a browser and save it"),
        ("/503", "answered 503 Service Unavailable; try again later"),
        ("/loop", "redirects more than 10 times"),
    ],
)
def test_refusals_say_what_helps(site: str, path: str, message: str) -> None:
    with pytest.raises(FetchError, match=message) as raised:
        fetch_url(site + path, max_bytes=1000)
    assert str(raised.value).startswith(site + path)


def test_slow_servers_are_given_up(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "_READ_SECONDS", 0.2)
    with pytest.raises(FetchError, match="stopped answering"):
        fetch_url(f"{site}/slow", max_bytes=1000)
    monkeypatch.setattr(fetch, "_TOTAL_SECONDS", 0.2)
    with pytest.raises(FetchError, match="to arrive"):
        fetch_url(f"{site}/drip", max_bytes=1_000_000)


def test_wrong_addresses_are_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    for address in (f"http://127.0.0.1:{port}/", "http://[", "http://"):
        with pytest.raises(FetchError, match="check"):
            fetch_url(address, max_bytes=1000)
