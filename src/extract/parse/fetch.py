"""URL -> bytes, with what the server says they are."""

import time
from dataclasses import dataclass
from email.message import Message

import httpx

from extract.errors import FetchError, TooLargeFileError

_CONNECT_SECONDS = 10.0
_READ_SECONDS = 30.0
_TOTAL_SECONDS = 120.0
_MOST_REDIRECTS = 10
# Some servers turn away what does not look like a browser, and some what does not give its name.
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; extract; reads reports on research cooperation)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain,image/*;q=0.8,*/*;q=0.5",
    "Accept-Language": "ja,en;q=0.8",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered; `media_type` and `charset` are None where it did not say.

    `url` is where the redirects ended.
    """

    data: bytes
    url: str
    media_type: str | None
    charset: str | None


def is_url(source: str) -> bool:
    """Whether a source is an address to fetch, not a path."""
    return source.lower().startswith(("http://", "https://"))


def fetch_url(url: str, *, max_bytes: int) -> Fetched:
    """Return what is at an http(s) address, following redirects.

    Raises:
        FetchError: the address is wrong, the server is not there or too slow, or it refuses.
        TooLargeFileError: the answer has more than `max_bytes`; no more than that is read.
    """
    timeout = httpx.Timeout(_READ_SECONDS, connect=_CONNECT_SECONDS)
    try:
        with (
            httpx.Client(
                timeout=timeout,
                headers=_HEADERS,
                follow_redirects=True,
                max_redirects=_MOST_REDIRECTS,
            ) as client,
            client.stream("GET", url) as response,
        ):
            response.raise_for_status()
            data = _read_limited(response, url, max_bytes)
            media_type, charset = _read_content_type(response.headers.get("content-type"))
            return Fetched(data, str(response.url), media_type, charset)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise FetchError(f"{url} {_explain(error)}") from error


def _read_limited(response: httpx.Response, url: str, max_bytes: int) -> bytes:
    deadline = time.monotonic() + _TOTAL_SECONDS
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_bytes():
        chunks.append(chunk)
        size += len(chunk)
        if size > max_bytes:
            raise TooLargeFileError(
                f"{url} has more than the limit of {max_bytes / 1e6:.0f} MB; "
                "download it and split it"
            )
        if time.monotonic() > deadline:
            raise FetchError(
                f"{url} took more than {_TOTAL_SECONDS:.0f} s to arrive; "
                "download it and give the file"
            )
    return b"".join(chunks)


def _read_content_type(header: str | None) -> tuple[str | None, str | None]:
    if not header:
        return None, None
    message = Message()
    message["content-type"] = header
    media_type = message.get_content_type()
    if media_type == "application/xhtml+xml":
        media_type = "text/html"
    return media_type, message.get_content_charset()


def _explain(error: Exception) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        response = error.response
        return _explain_status(response.status_code, response.reason_phrase)
    for kind, explanation in _EXPLANATIONS:
        if isinstance(error, kind):
            return explanation
    return f"could not be fetched ({error}); check the address"


def _explain_status(status: int, reason: str) -> str:
    remedy = "try again later" if status >= 500 or status == 429 else "check the address"
    if status in (401, 403):
        remedy = "open it in a browser and save it"
    return f"answered {status} {reason}; {remedy}".replace(" ;", ";")


_EXPLANATIONS: tuple[tuple[type[Exception], str], ...] = (
    (httpx.ConnectTimeout, "did not answer in time; check the address, or try again later"),
    (httpx.TimeoutException, "stopped answering; try again later"),
    (httpx.TooManyRedirects, f"redirects more than {_MOST_REDIRECTS} times; check the address"),
    (httpx.ConnectError, "could not be reached; check the address and the network"),
    (httpx.InvalidURL, "is not a valid address; check it"),
    (httpx.UnsupportedProtocol, "is not an http(s) address; check it"),
)
