from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import StoreError
from extract.model import (
    Agreement,
    Block,
    Box,
    Candidate,
    Cell,
    DateMention,
    DateValue,
    Document,
    EndStatusMention,
    Extraction,
    Link,
    Mention,
    Page,
    Party,
    Span,
    Table,
    Word,
)
from extract.store import (
    SourceRecord,
    extraction_path,
    has_extraction,
    iterate_extractions,
    list_skipped,
    read_extraction,
    read_sources,
    write_extraction,
    write_sources,
)


def make_extraction(text: str = "京都大学 – CNRS 2013. 6", sha256: str = "a" * 64) -> Extraction:
    mention = Mention(Span(0, 4), 0.9, "ja")
    candidate = Candidate("https://ror.org/02kpeqv85", "Kyoto University", "JP", 0.98, "京都大学")
    link = Link(mention, (candidate,), candidate, 0.97)
    value = DateValue("2013-06", date(2013, 6, 1), date(2013, 6, 30))
    document = Document(
        sha256=sha256,
        source="report.pdf",
        media_type="application/pdf",
        title="協定",
        text=text,
        pages=(Page(595.0, 842.0), Page(595.0, 842.0, "blank")),
        blocks=(Block("table_cell", Span(0, 4), 0),),
        tables=(Table(1, 2, (Cell(0, 0, Span(0, 4)), Cell(0, 1, Span(4, 4)))),),
        words=(Word(Span(0, 4), Box(0, 1.5, 2.5, 3.5, 4.5), 0.5),),
        published=date(2020, 2, 29),
    )
    agreement = Agreement(
        parties=(Party("京都大学", Span(0, 4), link),),
        start=value,
        end=DateValue("2013/..", date(2013, 1, 1), None, ("2013",)),
        end_status="auto_renewal",
        subject=None,
        evidence=Span(0, 4),
        score=0.5,
    )
    return Extraction(
        document=document,
        mentions=(mention,),
        dates=(DateMention(Span(0, 4), value, "ja"),),
        end_statuses=(EndStatusMention(Span(0, 1), "unknown", "ja"),),
        links=(link,),
        agreements=(agreement,),
        made_with="b" * 64,
    )


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_store_gives_back_what_it_took(text: str) -> None:
    extraction = make_extraction(text)
    path = write_extraction(extraction, "memory://run")
    assert read_extraction(path) == extraction


def test_a_local_folder_takes_extractions_and_leaves_no_parts(tmp_path: Path) -> None:
    write_extraction(make_extraction(), str(tmp_path))
    write_extraction(make_extraction(), str(tmp_path))
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a" * 64 + ".json"]
    assert has_extraction(str(tmp_path), "a" * 64)
    assert not has_extraction(str(tmp_path), "b" * 64)


def test_a_damaged_extraction_says_where_and_what_helps(tmp_path: Path) -> None:
    path = Path(write_extraction(make_extraction(), str(tmp_path)))
    path.write_text(path.read_text(encoding="utf-8").replace('"format":1', '"format":99'))
    with pytest.raises(StoreError, match=r"format: .*delete it and run again"):
        read_extraction(str(path))
    path.write_text("{")
    with pytest.raises(StoreError, match="delete it and run again"):
        read_extraction(str(path))


def test_a_folder_that_never_ran_says_how_to_make_one(tmp_path: Path) -> None:
    assert read_sources(str(tmp_path)) == {}
    with pytest.raises(StoreError, match="extract run"):
        next(iterate_extractions(str(tmp_path)))


def test_one_content_in_two_files_is_one_extraction(tmp_path: Path) -> None:
    folder = str(tmp_path)
    write_extraction(make_extraction(), folder)
    records = [
        SourceRecord("one.pdf", "a" * 64, "b" * 64, "done"),
        SourceRecord("two.pdf", "a" * 64, "b" * 64, "done"),
        SourceRecord("bad.pdf", None, "b" * 64, "skipped", "bad.pdf is empty; send it again"),
    ]
    write_sources({record.source: record for record in records}, folder)
    assert len(list(iterate_extractions(folder))) == 1
    assert [item.reason for item in list_skipped(folder)] == ["bad.pdf is empty; send it again"]


def test_an_extraction_that_vanished_is_an_error(tmp_path: Path) -> None:
    record = SourceRecord("one.pdf", "a" * 64, "b" * 64, "done")
    write_sources({"one.pdf": record}, str(tmp_path))
    with pytest.raises(StoreError, match="does not exist"):
        list(iterate_extractions(str(tmp_path)))
    assert extraction_path("x/", "f") == "x/extractions/f.json"
