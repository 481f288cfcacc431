"""Extractions as CSV, SQLite and Parquet, each with its data package."""

import csv
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.export import Form, write_package, write_tables
from extract.export.csv_tables import guard_formula
from extract.export.database import split_for_search
from extract.export.schema import SCHEMAS, TableName
from extract.model import (
    Agreement,
    Block,
    Candidate,
    DateMention,
    DateValue,
    Document,
    Extraction,
    Link,
    Mention,
    Page,
    Party,
    Skipped,
    Span,
)

TEXT = "2001年4月、東都大学と=SUM(A1)研究所が協定を締結した。東都大学の報告。"
SKIPPED = (Skipped("inbox/broken.pdf", "broken.pdf is damaged; get it again"),)
UNIVERSITY = Candidate("https://ror.org/057zh3y96", "University of the East", "JP", 0.9, "東都大学")
FIRST_DAY = date(2001, 4, 1)

# The columns that other programs depend on, in their order (the design, section 4).
MENTIONS = (
    "document,sha256,start,end,page,label,text,language,value,first_day,last_day,id,name,"
    "country,score"
)
AGREEMENTS = (
    "agreement,document,sha256,page,start_offset,end_offset,party,party_text,party_id,"
    "party_country,start,start_first_day,end,end_last_day,end_status,subject"
)


def make_extraction(source: str = "reports/sample.txt", text: str = TEXT) -> Extraction:
    digest = hashlib.sha256((source + text).encode()).hexdigest()
    document = Document(
        digest, source, "text/plain", "協定", text, (Page(100, 100),),
        (Block("paragraph", Span(0, len(text)), 0),),
    )  # fmt: skip
    start = DateValue("2001-04", FIRST_DAY, date(2001, 4, 30))
    university = make_link(document, "東都大学", UNIVERSITY)
    institute = make_link(document, "=SUM(A1)研究所", None)
    again = replace(university, mention=Mention(Span(33, 37), 0.9, "ja"))
    parties = tuple(
        Party(link.mention.span.of(text), link.mention.span, link)
        for link in (university, institute)
    )
    agreement = Agreement(parties, start, None, "auto_renewal", "-協力", Span(0, 30), 0.8)
    return Extraction(
        document,
        (university.mention, institute.mention, again.mention),
        (DateMention(Span(0, 7), start, "ja"),),
        (),
        (university, institute, again),
        (agreement,),
        "test",
    )


def make_link(document: Document, name: str, chosen: Candidate | None) -> Link:
    start = document.text.index(name)
    mention = Mention(Span(start, start + len(name)), 0.9, "ja")
    return Link(mention, (UNIVERSITY,), chosen, 0.7)


def read_csv(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_others_depend_on_come_first_and_in_order(tmp_path: Path) -> None:
    write_tables([make_extraction()], (), tmp_path)
    for name, columns in (("mentions", MENTIONS), ("agreements", AGREEMENTS)):
        header = (tmp_path / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert header.startswith(columns)


def test_a_mention_is_a_row_with_its_place_and_record(tmp_path: Path) -> None:
    write_tables([make_extraction()], (), tmp_path)
    dated, university, institute, _ = read_csv(tmp_path / "mentions.csv")
    assert (dated["label"], dated["value"], dated["last_day"]) == ("DATE", "2001-04", "2001-04-30")
    assert (university["text"], university["page"], university["country"]) == (
        "東都大学",
        "1",
        "JP",
    )
    assert TEXT[int(university["start"]) : int(university["end"])] == "東都大学"
    assert (institute["id"], institute["nearest_id"]) == ("", UNIVERSITY.id)


def test_each_party_of_an_agreement_is_a_row(tmp_path: Path) -> None:
    write_tables([make_extraction()], (), tmp_path)
    rows = read_csv(tmp_path / "agreements.csv")
    assert [(row["party"], row["party_text"]) for row in rows] == [
        ("1", "東都大学"),
        ("2", "=SUM(A1)研究所"),
    ]
    assert len({row["agreement"] for row in rows}) == 1


def test_an_agreement_without_parties_is_a_row_too(tmp_path: Path) -> None:
    extraction = make_extraction()
    bare = replace(extraction.agreements[0], parties=())
    write_tables([replace(extraction, agreements=(bare,))], (), tmp_path)
    (row,) = read_csv(tmp_path / "agreements.csv")
    assert (row["party"], row["start"]) == ("", "2001-04")


def test_the_country_of_the_document_stands_in_where_the_registry_has_none(tmp_path: Path) -> None:
    extraction = make_extraction()
    (agreement,) = extraction.agreements
    parties = tuple(replace(party, country="FR") for party in agreement.parties)
    told = replace(extraction, agreements=(replace(agreement, parties=parties),))
    write_tables([told], (), tmp_path)
    rows = read_csv(tmp_path / "agreements.csv")
    assert [row["party_country"] for row in rows] == ["JP", "FR"]


def test_skipped_sources_are_among_the_documents_with_their_reason(tmp_path: Path) -> None:
    write_tables([make_extraction()], SKIPPED, tmp_path)
    done, skipped = read_csv(tmp_path / "documents.csv")
    assert (done["outcome"], done["document"]) == ("done", "sample.txt")
    assert (skipped["outcome"], skipped["reason"]) == ("skipped", SKIPPED[0].reason)


def test_pages_that_yielded_nothing_are_listed_with_the_reason(tmp_path: Path) -> None:
    extraction = make_extraction()
    pages = (Page(100, 100), Page(100, 100, "blank"), Page(100, 100, "damaged"))
    bare = replace(extraction, document=replace(extraction.document, pages=pages))
    write_tables([bare, extraction], (), tmp_path)
    first, second = read_csv(tmp_path / "documents.csv")
    assert (first["bare_pages"], second["bare_pages"]) == ("2: blank; 3: damaged", "")


def test_an_agreement_told_in_two_documents_counts_once(tmp_path: Path) -> None:
    write_tables([make_extraction("a.txt"), make_extraction("b.txt")], (), tmp_path)
    counts = {row["name"]: row for row in read_csv(tmp_path / "institutions.csv")}
    row = counts["University of the East"]
    assert (row["mentions"], row["documents"], row["agreements"]) == ("4", "2", "1")
    assert (row["first_year"], row["last_year"]) == ("2001", "2001")
    first, _, second, _ = read_csv(tmp_path / "agreements.csv")
    assert (first["same_as"], second["same_as"]) == ("", first["agreement"])


def test_the_excel_flavour_guards_text_and_starts_with_a_byte_order_mark(tmp_path: Path) -> None:
    write_tables([make_extraction()], (), tmp_path, "excel")
    assert (tmp_path / "agreements.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = read_csv(tmp_path / "agreements.csv", "utf-8-sig")
    assert [row["party_text"] for row in rows] == ["東都大学", "'=SUM(A1)研究所"]
    assert rows[0]["subject"] == "'-協力"


def test_the_plain_flavour_has_the_text_exactly(tmp_path: Path) -> None:
    write_tables([make_extraction()], (), tmp_path)
    assert read_csv(tmp_path / "agreements.csv")[1]["party_text"] == "=SUM(A1)研究所"


def test_lines_end_as_rfc_4180_says(tmp_path: Path) -> None:
    write_tables([make_extraction()], (), tmp_path)
    content = (tmp_path / "mentions.csv").read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == 5


@pytest.mark.parametrize("sign", [*"=+-@＝＋－＠", "\t=", " =", "\r"])
def test_text_that_begins_like_a_formula_is_guarded(sign: str) -> None:
    assert guard_formula(f"{sign}cmd|' /C calc'!A0").startswith("'")


@given(st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_numbers_are_left_alone(number: object) -> None:
    assert guard_formula(f"{number}") == f"{number}"


@given(st.text())
def test_guarding_only_ever_puts_an_apostrophe_in_front(text: str) -> None:
    assert guard_formula(text) in (text, f"'{text}")


@pytest.mark.parametrize("form", ["csv", "sqlite", "parquet"])
def test_the_data_package_names_its_flavour_and_digests_its_files(
    tmp_path: Path, form: Form
) -> None:
    write_package([make_extraction()], SKIPPED, tmp_path, form=form)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert package["flavour"] == {"csv": "excel"}.get(form, form)
    for resource in package["resources"]:
        content = (tmp_path / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_nothing_changes_when_reading_fails_halfway(tmp_path: Path) -> None:
    write_tables([make_extraction()], (), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def fail() -> Iterator[Extraction]:
        yield make_extraction("other.txt")
        raise KeyError("damaged")

    with pytest.raises(KeyError):
        write_tables(fail(), (), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def open_database(folder: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(folder / "extract.sqlite"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    write_package([make_extraction()], SKIPPED, tmp_path, form="sqlite")
    with open_database(tmp_path) as connection:
        yield connection


@pytest.mark.parametrize("word", ["東都", "大学", "東都大学", "University", "研究所"])
def test_search_finds_short_japanese_words(database: sqlite3.Connection, word: str) -> None:
    found = database.execute(
        "SELECT name FROM institutions WHERE rowid IN "
        "(SELECT rowid FROM institutions_fts WHERE institutions_fts MATCH ?)",
        (f'"{word}"',),
    ).fetchall()
    assert len(found) == 1


def test_the_database_keeps_its_own_rules(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_the_view_of_agreements_has_the_columns_of_the_csv(database: sqlite3.Connection) -> None:
    cursor = database.execute("SELECT * FROM agreements_by_party")
    assert [item[0] for item in cursor.description] == [
        column.name for column in SCHEMAS["agreements"].columns
    ]
    assert len(cursor.fetchall()) == 2


def test_the_database_may_be_named(tmp_path: Path) -> None:
    write_package([make_extraction()], (), tmp_path / "run.db", form="sqlite")
    assert {path.name for path in tmp_path.iterdir()} == {
        "run.db",
        "metadata.json",
        "datapackage.json",
    }


@given(st.text(alphabet="京都大学ガABc -", min_size=1, max_size=12))
def test_every_japanese_piece_of_a_name_is_a_word_of_its_index(name: str) -> None:
    words = split_for_search(name).split()
    runs = "".join(c if c in "京都大学ガ" else " " for c in name).split()
    for run in runs:
        for start in range(len(run)):
            for end in range(start + 1, len(run) + 1):
                assert run[start:end] in words


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_parquet_has_the_same_rows_as_csv(tmp_path: Path, name: TableName) -> None:
    write_package([make_extraction()], SKIPPED, tmp_path, form="parquet")
    write_tables([make_extraction()], SKIPPED, tmp_path)
    stored = pq.read_table(tmp_path / f"{name}.parquet").to_pylist()
    written = read_csv(tmp_path / f"{name}.csv")
    assert [list(row) for row in stored] == [list(row) for row in written]
    for row, texts in zip(stored, written, strict=True):
        assert {key: _write(value) for key, value in row.items()} == texts


def _write(value: object) -> str:
    return "" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)


def test_parquet_knows_days_as_days(tmp_path: Path) -> None:
    write_package([make_extraction()], (), tmp_path, form="parquet")
    (row, _) = pq.read_table(tmp_path / "agreements.parquet").to_pylist()
    assert row["start_first_day"] == FIRST_DAY
