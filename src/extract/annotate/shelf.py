"""A gold folder <-> works: every change written at once, whole, and only over what was seen.

A version is a digest of the files as they lie on the disk, so that what git, an editor or another
tab did in between is noticed. A lock on the frozen text keeps other processes out while one
writes.
"""

import fcntl
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.annotate.work import (
    Change,
    Note,
    Rejection,
    Work,
    apply_change,
    describe_note,
    describe_rejection,
    read_note,
    read_rejection,
)
from extract.errors import GoldError
from extract.gold import GoldDocument, read_gold, write_gold, write_whole

RESERVED = frozenset({"agreements", "state"})
"""What no annotator can be called: these stand in the place of the name in other files."""


@dataclass(frozen=True, slots=True)
class Version:
    """A work as it lies on the disk, and the digest of its files."""

    work: Work
    digest: str


class ConflictError(Exception):
    """The files are not those that the change was made on; `current` is what they hold now."""

    def __init__(self, current: Version) -> None:
        super().__init__("the document was changed elsewhere since it was shown")
        self.current = current


def read_version(folder: Path, fresh: GoldDocument, annotator: str = "") -> Version:
    """Return the work on a document and its version.

    `fresh` is the document without marks: what there is before the first change.

    Raises: GoldError if a file breaks its format.
    """
    digest = digest_files(folder, fresh.name, annotator)
    stem = stem_of(fresh.name, annotator)
    gold = fresh
    if (folder / f"{stem}.jsonl").is_file():
        gold = read_gold(folder, fresh.name, annotator=annotator)
    return Version(_read_state(folder / f"{stem}.state.jsonl", gold), digest)


def keep_change(
    folder: Path, fresh: GoldDocument, annotator: str, change: Change, *, seen: str
) -> Version:
    """Apply a change to the work that had the version `seen`, write it, and return the new one.

    Raises:
        ConflictError: the files have another version by now; nothing is written.
        ChangeError: the change cannot be made; nothing is written.
        GoldError: a file breaks its format; nothing is written.
    """
    with _lock_document(folder, fresh):
        current = read_version(folder, fresh, annotator)
        if current.digest != seen:
            raise ConflictError(current)
        work = apply_change(current.work, change)
        _write_work(folder, current.work, work, annotator)
        return Version(work, digest_files(folder, fresh.name, annotator))


def digest_files(folder: Path, name: str, annotator: str = "") -> str:
    """Return a digest of the files of one work; files that do not exist count as empty."""
    stem = stem_of(name, annotator)
    total = hashlib.sha256()
    for ending in (".jsonl", ".agreements.jsonl", ".state.jsonl"):
        path = folder / f"{stem}{ending}"
        content = path.read_bytes() if path.is_file() else b""
        total.update(f"{len(content)}:{path.is_file()}:".encode() + content)
    return total.hexdigest()[:20]


def list_annotators(folder: Path, name: str) -> tuple[str, ...]:
    """Return who has a file of their own on a document, sorted."""
    names = (path.name for path in folder.glob("*.jsonl") if path.name.startswith(f"{name}."))
    others = (file.removeprefix(f"{name}.").removesuffix("jsonl")[:-1] for file in names)
    return tuple(
        sorted(
            other
            for other in others
            if is_annotator(other) and not (folder / f"{name}.{other}.txt").exists()
        )
    )


def is_annotator(name: str) -> bool:
    """Whether somebody can be called so in the name of a file: letters, digits, - and _."""
    return name.replace("-", "").replace("_", "").isalnum() and name not in RESERVED


def is_file_name(name: str) -> bool:
    """Whether a document can be called so: a file in the folder, not hidden, of no other use."""
    is_plain = name == Path(name).name and not name.startswith(".") and name.isprintable()
    return is_plain and not name.endswith(tuple(f".{word}" for word in RESERVED))


def stem_of(name: str, annotator: str) -> str:
    """Return how the names of the files of a work begin."""
    return f"{name}.{annotator}" if annotator else name


@contextmanager
def _lock_document(folder: Path, fresh: GoldDocument) -> Iterator[None]:
    path = folder / f"{fresh.name}.txt"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, fresh.text)
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield  # closing the file lets go of it, and so does the death of the process


def _write_work(folder: Path, before: Work, work: Work, annotator: str) -> None:
    stem = stem_of(work.gold.name, annotator)
    state = folder / f"{stem}.state.jsonl"
    lines = _describe_state(work)
    if lines != _describe_state(before):
        write_whole(state, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    if work.gold != before.gold or not (folder / f"{stem}.jsonl").is_file():
        write_gold(work.gold, folder, annotator=annotator)
    if work.gold.agreements is None:
        (folder / f"{stem}.agreements.jsonl").unlink(missing_ok=True)


def _describe_state(work: Work) -> list[dict[str, Any]]:
    items: Sequence[Rejection | Note] = sorted(
        (*work.rejections, *work.notes), key=lambda item: (item.span, isinstance(item, Note))
    )
    lines = [
        describe_note(item) if isinstance(item, Note) else describe_rejection(item)
        for item in items
    ]
    return [{"done": work.is_done}, *lines]


def _read_state(path: Path, gold: GoldDocument) -> Work:
    if not path.is_file():
        return Work(gold)
    rejections: list[Rejection] = []
    notes: list[Note] = []
    is_done = False
    for number, line in enumerate(path.read_bytes().decode().split("\n"), start=1):
        try:
            value = json.loads(line) if line else {}
            if "done" in value:
                is_done = bool(value["done"])
            elif "note" in value:
                notes.append(read_note(value, gold.text))
            elif value:
                rejections.append(read_rejection(value, gold.text))
        except (GoldError, KeyError, TypeError, ValueError) as error:
            raise GoldError(
                f"{path}:{number} cannot be read ({error}); mend or delete it"
            ) from error
    return Work(gold, tuple(rejections), tuple(notes), is_done)
