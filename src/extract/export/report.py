"""Extractions -> one page that shows the run, in Japanese and English, without a network.

The page holds its data and the plotting library compressed; its scripts put text on the page as
text, so that a document cannot write mark-up into it.
"""

import base64
import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from plotly.offline import get_plotlyjs

from extract.export.files import replace_whole
from extract.export.rows import Row, Value, write_rows
from extract.export.schema import TableName
from extract.model import Extraction, Skipped

_PAGE = files("extract.export").joinpath("page")


def write_report(extractions: Iterable[Extraction], skipped: Sequence[Skipped], out: Path) -> None:
    """Write the page to the file `out`, whole or not at all; extractions are read once."""
    gathered = _Gathered()
    write_rows(extractions, skipped, gathered.add)
    data = json.dumps(_tell(gathered), separators=(",", ":"), default=date.isoformat)
    template = Environment(autoescape=False, undefined=StrictUndefined).from_string(
        _read("report.html")
    )
    page = template.render(
        style=_read("report.css"),
        script=_read("report.js"),
        data=_pack(data),
        plotly=_pack_plotly(),
    )
    with replace_whole(out.parent, [out.name]) as parts:
        parts[out.name].write_text(page, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Gathered:
    """The rows that the page shows, as they come; mentions only as far as they are counted."""

    documents: dict[Value, Row] = field(default_factory=dict)
    skipped: list[Row] = field(default_factory=list)
    agreements: dict[Value, list[Row]] = field(default_factory=dict)
    institutions: dict[Value, Row] = field(default_factory=dict)
    nameless: dict[Value, Row] = field(default_factory=dict)
    mentions: Counter[bool] = field(default_factory=Counter)

    def add(self, name: TableName, rows: Iterable[Row]) -> None:
        """Take the rows of a table, which may come in several calls."""
        for row in rows:
            _ADDERS[name](self, row)


def _add_document(gathered: _Gathered, row: Row) -> None:
    if row["outcome"] == "skipped":
        gathered.skipped.append(row)
    else:
        gathered.documents[row["sha256"]] = row


def _add_mention(gathered: _Gathered, row: Row) -> None:
    if row["label"] == "INSTITUTION":
        gathered.mentions[row["id"] is not None] += 1
        if row["id"] is None:
            gathered.nameless.setdefault(row["institution"], row)


def _add_agreement(gathered: _Gathered, row: Row) -> None:
    gathered.agreements.setdefault(row["agreement"], []).append(row)


def _add_institution(gathered: _Gathered, row: Row) -> None:
    gathered.institutions[row["institution"]] = row


_ADDERS: Mapping[TableName, Callable[[_Gathered, Row], None]] = {
    "documents": _add_document,
    "mentions": _add_mention,
    "agreements": _add_agreement,
    "institutions": _add_institution,
}


def _tell(gathered: _Gathered) -> Mapping[str, object]:
    """Return what the page shows; documents and institutions are named by their place."""
    documents = {key: index for index, key in enumerate(gathered.documents)}
    institutions = {key: index for index, key in enumerate(gathered.institutions)}
    return {
        "mentions": gathered.mentions.total(),
        "linked": gathered.mentions[True],
        "documents": [_pick(row, _OF_DOCUMENT) for row in gathered.documents.values()],
        "skipped": [_pick(row, ("source", "reason")) for row in gathered.skipped],
        "institutions": [_pick(row, _OF_INSTITUTION) for row in gathered.institutions.values()],
        "agreements": [
            {
                **_pick(rows[0], _OF_AGREEMENT),
                "first_day": rows[0]["start_first_day"],
                "last_day": rows[0]["end_last_day"],
                "document": documents[rows[0]["sha256"]],
                "parties": [
                    (institutions[row["institution"]], row["party_text"])
                    for row in rows
                    if "party" in row
                ],
            }
            for rows in gathered.agreements.values()
        ],
        "attention": [
            {
                **_pick(
                    gathered.institutions[key], ("name", "mentions", "documents", "agreements")
                ),
                **_pick(row, ("page", "nearest_id", "nearest_name")),
                "document": documents[row["sha256"]],
            }
            for key, row in gathered.nameless.items()
        ],
    }


_COUNTED = ("mentions", "agreements")
_OF_DOCUMENT = (
    *("document", "source", "title", "media_type", "published", "pages", "bare_pages"),
    *_COUNTED,
)
_OF_INSTITUTION = (
    *("id", "name", "country", "names", "documents", "first_year", "last_year"),
    *_COUNTED,
)
_OF_AGREEMENT = ("page", "start", "end", "end_status", "subject", "kind", "same_as")


def _pick(row: Row, columns: Sequence[str]) -> Mapping[str, Value]:
    return {column: row.get(column) for column in columns}


def _read(name: str) -> str:
    return _PAGE.joinpath(name).read_text("utf-8")


def _pack(text: str) -> str:
    """Compress a text so that a browser can unpack it; the same text always gives the same."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode("ascii")


@cache
def _pack_plotly() -> str:
    return _pack(get_plotlyjs())
