import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extract.annotate.shelf import (
    ConflictError,
    is_annotator,
    is_file_name,
    keep_change,
    list_annotators,
    read_version,
)
from extract.annotate.work import (
    Change,
    ChangeError,
    Lines,
    Rejection,
    marks_of,
    read_lines,
)
from extract.errors import GoldError
from extract.gold import GoldMention, list_gold, read_gold
from extract.model import Span
from tests.annotate.edits import FRESH, TEXT, run_sequence

CNRS = GoldMention(Span(6, 10), "INSTITUTION", "CNRS", ("https://ror.org/02feahw73",))
DATE = GoldMention(Span(13, 20), "DATE", "2013. 6", ("2013-06",))


def add(*marks: GoldMention) -> Change:
    return Change(add=Lines(marks=marks))


def test_no_crash_leaves_a_broken_file_or_loses_a_confirmed_edit(tmp_path: Path) -> None:
    confirmed = sum(run_sequence(tmp_path / str(seed % 20), seed) for seed in range(120))
    assert confirmed > 150


def test_the_files_are_gold_as_the_rest_of_the_project_reads_it(tmp_path: Path) -> None:
    first = keep_change(
        tmp_path, FRESH, "", add(DATE, CNRS), seen=read_version(tmp_path, FRESH).digest
    )
    rejection = Rejection(Span(0, 5), "INSTITUTION", TEXT[:5])
    keep_change(
        tmp_path, FRESH, "",
        Change(add=Lines(rejections=(rejection,)), is_done=True),
        seen=first.digest,
    )  # fmt: skip
    assert list_gold(tmp_path) == ("sample",)
    assert read_gold(tmp_path, "sample").mentions == (CNRS, DATE)
    assert (tmp_path / "sample.txt").read_bytes().decode() == TEXT
    state = (tmp_path / "sample.state.jsonl").read_text(encoding="utf-8").split("\n")
    assert [json.loads(line) for line in state if line] == [
        {"done": True},
        {"start": 0, "end": 5, "label": "INSTITUTION", "text": TEXT[:5], "rejected": True},
    ]


def test_a_change_touches_one_line_of_the_file(tmp_path: Path) -> None:
    first = keep_change(
        tmp_path, FRESH, "", add(DATE, CNRS), seen=read_version(tmp_path, FRESH).digest
    )
    before = (tmp_path / "sample.jsonl").read_text(encoding="utf-8").split("\n")
    nil = GoldMention(CNRS.span, "INSTITUTION", "CNRS", (None,))
    change = Change(Lines(marks=(CNRS,)), Lines(marks=(nil,)))
    keep_change(tmp_path, FRESH, "", change, seen=first.digest)
    after = (tmp_path / "sample.jsonl").read_text(encoding="utf-8").split("\n")
    assert len(before) == len(after)
    assert [old for old, new in zip(before, after, strict=True) if old != new] == [before[1]]


def test_gold_made_elsewhere_comes_back_byte_by_byte(shared: Path, tmp_path: Path) -> None:
    for source in (shared / "gold" / "dev").iterdir():
        (tmp_path / source.name).write_bytes(source.read_bytes())
    for name in list_gold(tmp_path):
        gold = read_gold(tmp_path, name)
        seen = read_version(tmp_path, gold).digest
        extra = GoldMention(Span(0, 1), "DATE", gold.text[0], ("2001",))
        kept = keep_change(tmp_path, gold, "", add(extra), seen=seen)
        keep_change(tmp_path, gold, "", Change(Lines(marks=(extra,))), seen=kept.digest)
        for ending in (".jsonl", ".agreements.jsonl"):
            source = shared / "gold" / "dev" / f"{name}{ending}"
            if source.is_file():
                assert (tmp_path / f"{name}{ending}").read_bytes() == source.read_bytes()


def test_a_change_made_on_another_version_is_refused_with_what_is_there(tmp_path: Path) -> None:
    seen = read_version(tmp_path, FRESH).digest
    kept = keep_change(tmp_path, FRESH, "", add(CNRS), seen=seen)
    with pytest.raises(ConflictError) as caught:
        keep_change(tmp_path, FRESH, "", add(DATE), seen=seen)
    assert caught.value.current == kept
    assert read_version(tmp_path, FRESH) == kept


def test_what_an_editor_changed_on_the_disk_is_noticed(tmp_path: Path) -> None:
    kept = keep_change(tmp_path, FRESH, "", add(CNRS), seen=read_version(tmp_path, FRESH).digest)
    path = tmp_path / "sample.jsonl"
    path.write_text(
        path.read_text(encoding="utf-8").replace("02feahw73", "057zh3y96"), encoding="utf-8"
    )
    with pytest.raises(ConflictError):
        keep_change(tmp_path, FRESH, "", add(DATE), seen=kept.digest)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ({"start": 6, "end": 10, "label": "INSTITUTION", "text": "CNRX"}, "the text has 'CNRS'"),
        ({"start": 6, "end": 10, "label": "INSTITUTION"}, "malformed"),
        ({"start": 6, "end": 999, "label": "DATE", "text": "CNRS"}, "in a text of"),
        ({"start": 6, "end": 6, "label": "DATE", "text": ""}, "start 6 and end 6"),
        ({"start": 6, "end": 10, "label": "PERSON", "text": "CNRS"}, "the label 'PERSON'"),
    ],
)
def test_a_mark_that_does_not_cut_out_what_it_says_is_refused(
    line: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ChangeError, match=complaint):
        read_lines({"marks": [line]}, TEXT)


@pytest.mark.parametrize(
    ("mention", "complaint"),
    [
        (GoldMention(Span(13, 20), "DATE", "2013. 6", ("2013-13",)), "no month 13"),
        (GoldMention(Span(13, 20), "DATE", "2013. 6", (None,)), "not a date"),
        (GoldMention(Span(6, 10), "END_STATUS", "CNRS", ("forever",)), "no end status"),
        (GoldMention(Span(8, 12), "DATE", TEXT[8:12], ("2013",)), "overlap"),
    ],
)
def test_wrong_values_and_overlaps_are_refused(
    tmp_path: Path, mention: GoldMention, complaint: str
) -> None:
    kept = keep_change(tmp_path, FRESH, "", add(CNRS), seen=read_version(tmp_path, FRESH).digest)
    with pytest.raises(ChangeError, match=complaint):
        keep_change(tmp_path, FRESH, "", add(mention), seen=kept.digest)


def test_a_broken_file_says_its_line(tmp_path: Path) -> None:
    keep_change(tmp_path, FRESH, "", add(CNRS), seen=read_version(tmp_path, FRESH).digest)
    (tmp_path / "sample.state.jsonl").write_text('{"done": true}\n<<<<<<< ours\n', encoding="utf-8")
    with pytest.raises(GoldError, match=r"state\.jsonl:2"):
        read_version(tmp_path, FRESH)


def test_annotators_have_files_of_their_own(tmp_path: Path) -> None:
    for annotator in ("hana", "ken"):
        seen = read_version(tmp_path, FRESH, annotator).digest
        keep_change(tmp_path, FRESH, annotator, add(CNRS), seen=seen)
    assert list_annotators(tmp_path, "sample") == ("hana", "ken")
    assert (tmp_path / "sample.hana.jsonl").is_file()
    assert read_version(tmp_path, FRESH).work.gold.mentions == ()


@pytest.mark.parametrize("name", ["", "state", "agreements", "a.b", "a/b", "..", "a b"])
def test_some_names_are_no_annotators(name: str) -> None:
    assert not is_annotator(name)


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".git", "a\n", "a\0"])
def test_names_do_not_leave_the_folder(name: str) -> None:
    assert not is_file_name(name) or name == ""


WRITER = """
import random, sys
from pathlib import Path
from extract.annotate.shelf import keep_change, read_version
from extract.annotate.work import apply_change, marks_of
from tests.annotate.edits import FRESH, make_change
folder, chance = Path(sys.argv[1]), random.Random(1)
seen = read_version(folder, FRESH)
print(repr(()), flush=True)
while True:
    change = make_change(seen, chance)
    try:
        print(repr(marks_of(apply_change(seen.work, change).gold)), flush=True)
        seen = keep_change(folder, FRESH, "", change, seen=seen.digest)
        print("kept", flush=True)
    except ValueError:
        pass
"""


def test_kill_9_loses_at_most_the_change_in_flight(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)],
        stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], text=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "()\n"
    time.sleep(0.4)
    os.kill(process.pid, signal.SIGKILL)
    told = ["()", *process.communicate()[0].split("\n")[:-1]]
    assert told.count("kept") > 3
    kept = max(place for place, line in enumerate(told) if line == "kept")
    found = repr(marks_of(read_version(tmp_path, FRESH).work.gold))  # valid, whatever was going on
    assert found in (told[kept - 1], told[-1])
