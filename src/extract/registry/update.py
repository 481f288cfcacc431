"""The newest ROR release, wherever it is published -> the registry file, swapped in whole.

Zenodo lists the releases, newest first (ror.readme.io/docs/data-dump). What was downloaded of a
release is kept beside the registry file until it is whole, so that the next call goes on there.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from extract.errors import RegistryError
from extract.registry.build import build_registry
from extract.registry.registry import open_registry

RELEASES = "https://zenodo.org/api/records/?communities=ror-data&sort=mostrecent"
TIMEOUT = httpx.Timeout(30.0, read=120.0)


@dataclass(frozen=True, slots=True)
class Update:
    """What an update did: `before` is the release that was there, None where none was."""

    release: str
    before: str | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Release:
    """A release as published; `checksum` is ``md5:`` and hexadecimal digits."""

    file: str
    url: str
    size: int
    checksum: str

    @property
    def name(self) -> str:
        return self.file.removesuffix(".zip")


def update_registry(to: Path, *, releases: str = RELEASES) -> Update:
    """Bring the registry file `to` to the newest release that the list at `releases` names.

    The old file is kept as ``NAME.previous``. Until the new one is built and opens, `to` is not
    touched.

    Raises: RegistryError if the list or the release cannot be had, is not whole or no release;
    what was downloaded is kept where going on makes sense.
    """
    before = open_registry(to).release if to.exists() else None
    with httpx.Client(timeout=TIMEOUT, follow_redirects=True) as client:
        newest = _find_newest(client, releases)
        if before == newest.name:
            return Update(newest.name, before, is_new=False)
        archive = _download(client, newest, to.with_name(newest.file))
    built = to.with_name(f"{to.name}.new")
    build_registry(archive, built)
    open_registry(built)  # raises where it does not open
    if before is not None:
        previous = to.with_name(f"{to.name}.previous")
        previous.unlink(missing_ok=True)
        previous.hardlink_to(to)
    built.replace(to)
    archive.unlink()
    return Update(newest.name, before, is_new=True)


def _find_newest(client: httpx.Client, releases: str) -> _Release:
    try:
        answer = client.get(releases).raise_for_status().json()
        return _read_release(answer["hits"]["hits"][0]["files"])
    except httpx.HTTPError as error:
        raise RegistryError(f"{releases} did not answer ({error}); try again later") from error
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise RegistryError(
            f"{releases} lists no release ({error!r}); download one by hand and "
            "use: extract registry build"
        ) from error


def _read_release(files: list[Mapping[str, Any]]) -> _Release:
    file = next(item for item in files if str(item["key"]).endswith(".zip"))
    # A name is all that is taken from outside: it must not lead out of the folder.
    return _Release(
        file=Path(str(file["key"])).name,
        url=str(file["links"]["self"]),
        size=int(file["size"]),
        checksum=str(file["checksum"]),
    )


def _download(client: httpx.Client, release: _Release, to: Path) -> Path:
    """Download the release, going on after what is there already, and check it whole."""
    have = to.stat().st_size if to.exists() else 0
    if have > release.size:
        to.unlink()
        have = 0
    if have < release.size:
        _append(client, release, to, have)
    size = to.stat().st_size
    if size < release.size:
        raise RegistryError(
            f"{release.url} broke off at {size} of {release.size} bytes; call again"
        )
    digest = hashlib.md5(to.read_bytes(), usedforsecurity=False).hexdigest()
    if size != release.size or release.checksum != f"md5:{digest}":
        to.unlink()
        raise RegistryError(f"{release.url} is not what its list says ({size} bytes); call again")
    return to


def _append(client: httpx.Client, release: _Release, to: Path, have: int) -> None:
    headers = {"Range": f"bytes={have}-"} if have else {}
    try:
        with client.stream("GET", release.url, headers=headers) as answer:
            answer.raise_for_status()
            is_rest = answer.status_code == httpx.codes.PARTIAL_CONTENT
            with to.open("ab" if is_rest else "wb") as file:
                written = have if is_rest else 0
                for part in answer.iter_bytes():
                    written += len(part)
                    if written > release.size:
                        break
                    file.write(part)
    except httpx.HTTPError as error:
        raise RegistryError(f"{release.url} broke off ({error}); call again to go on") from error
