"""An ASGI application in, the same behind a door out: token, host, origin, size, page policy.

The server is for one person at one machine. A page of another origin must not be able to reach it,
neither by a form nor by a name that resolves to the loopback address, and text of a document must
not be able to run.
"""

import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 50_000_000
"""Bytes of a request; an import of a large project is the largest."""

_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A status and a line that says why."""

    status: int
    reason: str


_TOO_LARGE = _Refusal(413, f"the body has over {LARGEST_BODY} bytes")


def guard(application: Application, token: str) -> Application:
    """Return an application that answers only under ``/TOKEN/``, to this machine's own page."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        refusal = _refuse(scope, headers, token)
        body = None if refusal else await _read_body(receive)
        if refusal or body is None:
            await _send_refusal(send, refusal or _TOO_LARGE)
            return
        inner = {**scope, "root_path": f"/{token}"}  # Starlette takes it off the path
        await application(inner, _replay(body, receive), _add_headers(send))

    return answer


def _refuse(scope: Scope, headers: dict[str, str], token: str) -> _Refusal | None:
    given = scope["path"].split("/")[1]
    if not secrets.compare_digest(given.encode(), token.encode()):
        return _Refusal(404, "open the address that extract annotate printed, token and all")
    host = headers.get("host", "")
    if host.rpartition(":")[0] not in _HOSTS and host not in _HOSTS:
        return _Refusal(403, f"the host {host!r} is not this machine")
    origin = headers.get("origin")
    if scope["method"] not in ("GET", "HEAD") and origin != f"http://{host}":
        return _Refusal(403, f"a page of {origin or 'no origin'} cannot change anything here")
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return _Refusal(403, "another page cannot read anything here")
    return None


async def _read_body(receive: Receive) -> bytes | None:
    """Return the body; None where it is too large. Chunks have no length that could be checked."""
    parts: list[bytes] = []
    size = 0
    is_more = True
    while is_more:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        is_more = message.get("more_body", False)
        if size > LARGEST_BODY:
            return None
    return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def read() -> MutableMapping[str, Any]:
        return messages.pop() if messages else await receive()

    return read


def _add_headers(send: Send) -> Send:
    async def write(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *_HEADERS]
        await send(message)

    return write


async def _send_refusal(send: Send, refusal: _Refusal) -> None:
    headers: Iterable[tuple[bytes, bytes]] = ((b"content-type", b"text/plain; charset=utf-8"),)
    await send(
        {"type": "http.response.start", "status": refusal.status, "headers": [*headers, *_HEADERS]}
    )
    await send({"type": "http.response.body", "body": refusal.reason.encode()})
