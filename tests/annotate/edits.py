"""Random edits of a gold folder, with crashes while it is written: what must hold then."""

import contextlib
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from extract.annotate.shelf import Version, keep_change, read_version
from extract.annotate.work import (
    Change,
    ChangeError,
    Lines,
    Mark,
    Note,
    Rejection,
    apply_change,
    marks_of,
    span_of,
)
from extract.gold import LABELS, GoldAgreement, GoldDocument, GoldMention, GoldParty
from extract.model import Span

TEXT = "𠮷野大学と CNRS は 2013. 6 に協定。ｶﾞﾝ研究所, e\u0301cole;\u2028無期限\r\nend"
FRESH = GoldDocument("sample", "sample.pdf", TEXT, "ja", "GUIDELINES.md", (), ())
VALUES: dict[str, tuple[str | None, ...]] = {
    "INSTITUTION": ("https://ror.org/02feahw73", None),
    "DATE": ("2013-06", "2008/2011", "[..2003-12]"),
    "END_STATUS": ("indefinite", "unknown"),
}


class Crash(BaseException):
    """The process dies here."""


@contextlib.contextmanager
def crash_at(step: int) -> Iterator[None]:
    """Die at the given step of writing, counted from 0: before, in the middle of, or after it."""
    done = 0
    write_bytes, replace = Path.write_bytes, Path.replace

    def tick() -> None:
        nonlocal done
        done += 1
        if done > step:
            raise Crash

    def dying_write(path: Path, data: Any) -> int:
        tick()
        write_bytes(path, bytes(data)[: len(data) // 2])
        tick()
        return write_bytes(path, data)

    def dying_replace(path: Path, target: Any) -> Path:
        tick()
        moved = replace(path, target)
        tick()
        return moved

    patched: dict[str, Callable[..., Any]] = {"write_bytes": dying_write, "replace": dying_replace}
    for name, function in patched.items():
        setattr(Path, name, function)
    try:
        yield
    finally:
        Path.write_bytes, Path.replace = write_bytes, replace  # type: ignore[method-assign]


def make_change(version: Version, chance: random.Random) -> Change:
    """Return an edit as an annotator makes it, now and then one that must be refused."""
    work = version.work
    marks = marks_of(work.gold)
    kind = chance.choice(("add", "add", "delete", "replace", "reject", "note", "agree", "done"))
    if kind in ("delete", "replace") and marks:
        gone = chance.choice(marks)
        added = (_make_mark(chance, span_of(gone)),) if kind == "replace" else ()
        return Change(Lines(marks=(gone,)), Lines(marks=added))
    if kind == "reject":
        span = _make_span(chance)
        return Change(add=Lines(rejections=(Rejection(span, "DATE", span.of(TEXT)),)))
    if kind == "note":
        span = _make_span(chance)
        return Change(
            Lines(notes=work.notes[:1]), Lines(notes=(Note(span, span.of(TEXT), "注\n"),))
        )
    if kind == "agree":
        return _change_agreements(work.gold, chance)
    if kind == "done":
        return Change(is_done=not work.is_done)
    return Change(add=Lines(marks=(_make_mark(chance, _make_span(chance)),)))


def _make_span(chance: random.Random) -> Span:
    start = chance.randrange(len(TEXT))
    return Span(start, chance.randint(start + 1, min(len(TEXT), start + 8)))


def _make_mark(chance: random.Random, span: Span) -> Mark:
    label = chance.choice(LABELS)
    if chance.random() < 0.1:
        return span
    answers = (chance.choice(VALUES[label]),)
    return GoldMention(span, label, span.of(TEXT), answers, chance.random() < 0.1)


def _change_agreements(gold: GoldDocument, chance: random.Random) -> Change:
    if gold.agreements and chance.random() < 0.4:
        return Change(Lines(agreements=(chance.choice(gold.agreements),)))
    if gold.agreements == () and chance.random() < 0.5:
        return Change(has_agreements=False)
    span, evidence = _make_span(chance), _make_span(chance)
    party = GoldParty(span.of(TEXT), span, None)
    return Change(
        add=Lines(agreements=(GoldAgreement((party,), "2013-06", None, None, "協力", evidence),))
    )


def run_sequence(folder: Path, seed: int, length: int = 6) -> int:
    """Edit a folder at random, dying often; return how many edits were confirmed.

    After every step the files must be valid, and hold what they held before it or what it made; an
    edit that was confirmed must be there.
    """
    chance = random.Random(seed)
    seen = read_version(folder, FRESH)
    confirmed = 0
    for _ in range(length):
        change = make_change(seen, chance)
        step = chance.randrange(14) if chance.random() < 0.5 else 1000
        try:
            with crash_at(step):
                after = keep_change(folder, FRESH, "", change, seen=seen.digest)
        except ChangeError:
            assert read_version(folder, FRESH) == seen
        except Crash:
            found = read_version(folder, FRESH)
            assert _is_between(found, seen, change)
            seen = found
        else:
            assert read_version(folder, FRESH) == after
            seen = after
            confirmed += 1
    return confirmed


def _is_between(found: Version, before: Version, change: Change) -> bool:
    """Whether each file holds what it held or what the change made of it."""
    after = apply_change(before.work, change)
    works = (before.work, after)
    return (
        any(marks_of(found.work.gold) == marks_of(work.gold) for work in works)
        and any(
            (found.work.gold.agreements or ()) == (work.gold.agreements or ()) for work in works
        )
        and any(
            (found.work.rejections, found.work.notes, found.work.is_done)
            == (work.rejections, work.notes, work.is_done)
            for work in works
        )
    )
