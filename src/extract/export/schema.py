"""The exported tables: their columns, types and what they mean.

The first columns of mentions and agreements are a contract with other programs: a column may be
added at the end; none is renamed, moved or dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

TableName = Literal["documents", "mentions", "agreements", "institutions"]
Type = Literal["string", "integer", "number", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its meaning; `required` where no row leaves it empty."""

    name: str
    description: str
    type: Type = "string"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose values are values of a column of another table."""

    column: str
    table: TableName
    to: str


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A table; `key` are the columns that no two rows share, empty where there is no such key."""

    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()


_DOCUMENT = (
    Column("document", "Name of the file, or the address of the page", required=True),
    Column("sha256", "SHA-256 of the bytes that were read; empty where nothing was"),
)

_INSTITUTION_COLUMN = ("institution", "Key in the table of institutions: ROR id, else folded name")
_INSTITUTION = Column(*_INSTITUTION_COLUMN)

SCHEMAS: Mapping[TableName, TableSchema] = {
    "documents": TableSchema(
        "Documents that were read, and sources that were skipped",
        (
            *_DOCUMENT,
            Column("source", "Where it was read from", required=True),
            Column("outcome", "done or skipped", required=True),
            Column("reason", "Why it was skipped, and what helps"),
            Column("media_type", "Media type that was read"),
            Column("title", "Title, as far as the document has one"),
            Column("published", "Day of issue that the document states", "date"),
            Column("pages", "Number of pages; 0 for media without pages", "integer"),
            Column(
                "bare_pages", "Pages that yielded nothing, each with why: 3: blank; 7: unreadable"
            ),
            Column("characters", "Length of the text in code points", "integer"),
            Column("mentions", "Number of institutions mentioned", "integer"),
            Column("agreements", "Number of agreements found, repetitions included", "integer"),
            Column("made_with", "Digest of the code, models and registry that read it"),
        ),
    ),
    "mentions": TableSchema(
        "Institutions, dates and end statuses in the texts",
        (
            *_DOCUMENT,
            Column("start", "Offset of the first code point in the text", "integer", True),
            Column("end", "Offset behind the last code point", "integer", True),
            Column("page", "Page, counted from 1; empty without pages", "integer"),
            Column("label", "INSTITUTION, DATE or END_STATUS", required=True),
            Column("text", "What the text says there", required=True),
            Column("language", "ja or en"),
            Column("value", "EDTF value of a date, or the end status"),
            Column("first_day", "First day that a date covers; empty where open", "date"),
            Column("last_day", "Last day that a date covers; empty where open", "date"),
            Column("id", "ROR id; empty where the registry has no such institution"),
            Column("name", "Name of the registry record"),
            Column("country", "Country of the registry record"),
            Column("score", "Probability that the span is exactly one institution", "number"),
            Column("link_score", "Probability that id, or its absence, is right", "number"),
            Column("remark", "What to know of the registry record, such as that it is inactive"),
            _INSTITUTION,
            Column("nearest_id", "Where id is empty: the likeliest record, not likely enough"),
            Column("nearest_name", "Name of that record"),
        ),
        key=("sha256", "start", "end", "label"),
        references=(
            Reference("sha256", "documents", "sha256"),
            Reference("institution", "institutions", "institution"),
        ),
    ),
    "agreements": TableSchema(
        "Agreements, one row a party",
        (
            Column("agreement", "Key of the agreement", required=True),
            *_DOCUMENT,
            Column("page", "Page, counted from 1; empty without pages", "integer"),
            Column("start_offset", "Where the row, entry or sentence starts", "integer", True),
            Column("end_offset", "Where it ends", "integer", True),
            Column("party", "Number of the party, from 1; empty where none is named", "integer"),
            Column("party_text", "Name of the party as written"),
            Column("party_id", "ROR id of the party; empty where the registry has none"),
            Column("party_country", "Country of the record, else the one that the table gives"),
            Column("start", "Start as EDTF"),
            Column("start_first_day", "First day the start may mean", "date"),
            Column("end", "End as EDTF"),
            Column("end_last_day", "Last day the end may mean", "date"),
            Column("end_status", "How it ends, where that is no date"),
            Column("subject", "What it is about"),
            Column("kind", "What it is called, such as memorandum or student exchange"),
            Column("party_name", "Name of the registry record of the party"),
            Column("home_text", "Institution whose partners the table lists"),
            Column("home_id", "ROR id of that institution"),
            Column("score", "Probability that parties, start and end are right", "number"),
            Column("same_as", "Key of the agreement that this one repeats; empty for the first"),
            _INSTITUTION,
        ),
        references=(
            Reference("sha256", "documents", "sha256"),
            Reference("institution", "institutions", "institution"),
        ),
    ),
    "institutions": TableSchema(
        "Institutions with how often they occur",
        (
            Column("id", "ROR id; empty where the registry has no such institution"),
            Column("name", "Name of the record, or the name as written", required=True),
            Column("country", "Country of the record, else the one that a table gives"),
            Column("mentions", "Number of mentions", "integer", True),
            Column("documents", "Number of documents that mention it", "integer", True),
            Column("agreements", "Number of agreements, each counted once", "integer", True),
            Column("first_year", "Year of the earliest start of its agreements", "integer"),
            Column("last_year", "Year of the latest end, or start, of its agreements", "integer"),
            Column("names", "Names by which the documents call it, most frequent first"),
            Column(*_INSTITUTION_COLUMN, required=True),
        ),
        key=("institution",),
    ),
}
