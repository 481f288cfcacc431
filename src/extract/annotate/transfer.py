"""The documents of a gold folder -> the file of another tool, and the marks in one taken over."""

from dataclasses import replace

from extract.annotate.desk import Described, Desk, list_open, propose
from extract.annotate.exchange import FORMS, Outgoing
from extract.annotate.shelf import is_file_name, keep_change, read_version
from extract.annotate.work import Change, ChangeError, Lines, marks_of
from extract.gold import GoldDocument


def export_documents(desk: Desk, form: str) -> bytes:
    """Return all documents in the format of another tool; `form` is a key of `FORMS`."""
    outgoing = []
    for name in desk.library.list_names():
        fresh = desk.library.read_fresh(name)
        work = read_version(desk.folder, fresh, desk.annotator).work
        proposals = list_open(work, propose(desk, name, fresh.text))
        outgoing.append(Outgoing(work.gold, tuple(item.mention for item in proposals)))
    return FORMS[form].write(outgoing)


def import_documents(desk: Desk, form: str, data: bytes) -> Described:
    """Take over the marks that another tool made, and say for each document what became of it.

    Only documents without marks take any, and agreements only where none are annotated: what was
    confirmed here is never overwritten. A document that brings no mark is left as it is; gold
    without marks would say that there is nothing to find in it.

    Raises: ChangeError if the data is not in the format.
    """
    taken: list[str] = []
    skipped: list[Described] = []
    for gold in FORMS[form].read(data):
        try:
            _take_over(desk, gold)
            taken.append(gold.name)
        except ChangeError as error:
            skipped.append({"name": gold.name, "reason": str(error)})
    return {"taken": taken, "skipped": skipped}


def _take_over(desk: Desk, gold: GoldDocument) -> None:
    if not is_file_name(gold.name):
        raise ChangeError("this cannot be the name of a file in the gold folder")
    if not marks_of(gold):
        raise ChangeError("it brings no mark")
    is_known = gold.name in desk.library.list_names()
    fresh = (
        desk.library.read_fresh(gold.name)
        if is_known
        else replace(gold, mentions=(), ignored=(), agreements=None)
    )
    if fresh.text != gold.text:
        raise ChangeError("the text differs from the frozen text of this name")
    version = read_version(desk.folder, fresh, desk.annotator)
    if marks_of(version.work.gold):
        raise ChangeError("it has marks already; delete its file to take these")
    rows = gold.agreements if version.work.gold.agreements is None else None
    change = Change(
        add=Lines(marks=marks_of(gold), agreements=rows or ()),
        has_agreements=None if rows is None else True,
    )
    keep_change(desk.folder, fresh, desk.annotator, change, seen=version.digest)
