"""The command line as a user meets it: real files, real models, exit codes and one-line errors."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from tests.parse.pdf_files import Ink, make_pdf

CORPUS = Path(__file__).parents[1] / "corpus"


def call(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extract", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over good and bad files; its complaints are in ``stderr.txt``."""
    inbox = tmp_path_factory.mktemp("inbox")
    (inbox / "good.md").write_bytes((CORPUS / "exchange-ja.md").read_bytes())
    (inbox / "empty.txt").write_bytes(b"")
    (inbox / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <<")
    (inbox / "office.pdf").write_bytes(b"PK\x03\x04" + bytes(100))
    out = tmp_path_factory.mktemp("out")
    result = call("run", str(inbox), "--out", str(out))
    assert result.returncode == 1, result.stderr
    (out / "stderr.txt").write_text(result.stderr, encoding="utf-8")
    (out / "inbox.txt").write_text(str(inbox), encoding="utf-8")
    return out


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_run_reads_what_can_be_read_and_says_what_could_not(folder: Path) -> None:
    skipped = [
        line
        for line in (folder / "stderr.txt").read_text(encoding="utf-8").splitlines()
        if line.startswith("skipped: ")
    ]
    assert len(skipped) == 3
    assert all(name in "\n".join(skipped) for name in ("empty.txt", "broken.pdf", "office.pdf"))


def test_the_tables_have_the_columns_that_others_depend_on(folder: Path) -> None:
    mentions = _read(folder / "mentions.csv")
    agreements = _read(folder / "agreements.csv")
    assert list(mentions[0])[:15] == [
        "document", "sha256", "start", "end", "page", "label", "text", "language", "value",
        "first_day", "last_day", "id", "name", "country", "score",
    ]  # fmt: skip
    assert list(agreements[0])[:16] == [
        "agreement", "document", "sha256", "page", "start_offset", "end_offset", "party",
        "party_text", "party_id", "party_country", "start", "start_first_day", "end",
        "end_last_day", "end_status", "subject",
    ]  # fmt: skip


def test_offsets_of_plain_text_are_offsets_of_the_file(folder: Path) -> None:
    text = (CORPUS / "exchange-ja.md").read_text(encoding="utf-8")
    mentions = _read(folder / "mentions.csv")
    assert len(mentions) > 10
    for mention in mentions:
        assert text[int(mention["start"]) : int(mention["end"])] == mention["text"]


def test_a_table_of_partners_becomes_agreements(folder: Path) -> None:
    rows = [
        row for row in _read(folder / "agreements.csv") if row["party_text"] == "ハーバード大学"
    ]
    assert [(row["start"], row["end"], row["party_id"]) for row in rows] == [
        ("2003-04", "2006-03", "https://ror.org/03vek6s52")
    ]


def test_running_again_does_only_what_is_new(folder: Path) -> None:
    inbox = (folder / "inbox.txt").read_text(encoding="utf-8")
    before = {path: path.stat().st_mtime_ns for path in (folder / "extractions").iterdir()}
    result = call("run", inbox, "--out", str(folder))
    assert result.returncode == 1
    assert {path: path.stat().st_mtime_ns for path in (folder / "extractions").iterdir()} == before


def test_scores_are_printed_as_json(folder: Path, tmp_path: Path) -> None:
    gold = CORPUS.parent / "gold"
    for path in gold.glob("exchange-ja*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    result = call("score", "--gold", str(tmp_path), "--predictions", str(folder), "--json")
    scores = {(item["task"], item["scope"]): item for item in json.loads(result.stdout)}
    assert scores["dates, strict + value", "all"]["f1"] == 1.0
    assert (folder / "errors.html").is_file()


def test_a_run_can_be_exported_in_every_form(folder: Path, tmp_path: Path) -> None:
    for form in ("csv", "sqlite", "parquet"):
        out = tmp_path / (f"{form}.sqlite" if form == "sqlite" else form)
        result = call("export", str(folder), "--to", form, "--out", str(out))
        assert result.returncode == 0, result.stderr
        assert out.exists()


def test_read_prints_exactly_the_text() -> None:
    path = CORPUS / "exchange-ja.md"
    assert call("read", str(path)).stdout == path.read_text(encoding="utf-8")


def test_read_says_of_a_page_that_yields_nothing_why(tmp_path: Path) -> None:
    path = tmp_path / "blank.pdf"
    path.write_bytes(make_pdf([Ink()]))
    result = call("read", str(path))
    assert result.stdout == ""
    assert result.stderr == f"page 1 of {path} yields nothing: blank\n"


def test_read_describes_tables_by_offsets() -> None:
    described = json.loads(call("read", str(CORPUS / "exchange-ja.md"), "--format", "json").stdout)
    cells = described["tables"][0]["cells"]
    texts = [described["text"][cell["start"] : cell["end"]] for cell in cells]
    assert texts[:2] == ["相手国", "相手機関"]
    assert described["pages"] == []


def test_dates_answers_line_by_line_and_goes_on_after_a_bad_line() -> None:
    lines = ['{"text": "締結 2013. 6", "language": "ja"}', "{bad", '{"text": "since 2008"}', "[]"]
    result = call("dates", stdin="\n".join(lines))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 1
    assert [item["value"] for item in answers[0]["dates"]] == ["2013-06"]
    assert answers[0]["dates"][0]["first_day"] == "2013-06-01"
    assert len(answers) == 2
    assert "line 2 of" in result.stderr
    assert "line 4 of" in result.stderr


def test_link_answers_with_an_id_or_an_honest_none() -> None:
    names = ("京都大学", "Zyxwv Institute of Nothing", "Advanced Photon Source")
    lines = [json.dumps({"name": name, "note": 1}, ensure_ascii=False) for name in names]
    result = call("link", stdin="\n".join(lines))
    known, unknown, part = (json.loads(line) for line in result.stdout.splitlines())
    assert result.returncode == 0
    assert known["id"] == "https://ror.org/02kpeqv85"
    assert unknown["id"] is None
    assert (unknown["parents"], part["parents"]) == ([], ["https://ror.org/05gvnxz63"])


def test_link_finds_every_institution_of_an_affiliation() -> None:
    line = json.dumps({"name": "Kyoto University, Japan; University of Oxford, UK"})
    answer = json.loads(call("link", "--affiliations", stdin=line).stdout)
    assert set(answer["ids"]) == {"https://ror.org/02kpeqv85", "https://ror.org/052gg0110"}
    assert set(answer["parents"]) == set(answer["ids"])


def test_a_registry_of_ones_own_is_built_searched_and_described(tmp_path: Path) -> None:
    source = tmp_path / "own.csv"
    source.write_text(
        "id,names,country\nx:1,Institut für Beispiele|例示研究所,DE\n", encoding="utf-8"
    )
    built = tmp_path / "own.registry"
    assert call("registry", "build", str(source), "--to", str(built)).returncode == 0
    found = call("registry", "search", "例示研究所", "--registry", str(built)).stdout
    assert "x:1" in found
    info = json.loads(call("registry", "info", "--registry", str(built)).stdout)
    assert 1 in info.values()


def _encrypted(path: Path) -> None:
    # pdfium cannot encrypt; this is the least that says it is: an Encrypt entry it cannot meet.
    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100)
    document.save(path)
    data = path.read_bytes()
    encrypt = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32
        + b"> >> /ID [<41><41>] "
    )  # fmt: skip
    path.write_bytes(data.replace(b"/Root", encrypt + b"/Root"))


def test_an_encrypted_file_says_how_to_open_it(tmp_path: Path) -> None:
    _encrypted(tmp_path / "secret.pdf")
    result = call("read", str(tmp_path / "secret.pdf"))
    assert result.returncode == 2
    assert "encrypted" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["run", "{tmp}", "--out", "{tmp}/out"], "holds no document"),
        (["run", "{tmp}/none.pdf", "--out", "{tmp}/out"], "does not exist"),
        (["run", "{corpus}", "--out", "{tmp}/out", "--registry", "{tmp}/no"], "no"),
        (["run", "{corpus}"], "--out"),
        (["run", "--frobnicate"], "--frobnicate"),
        (["frobnicate"], "frobnicate"),
        (["score", "--gold", "{tmp}/none", "--predictions", "{tmp}"], "not a folder"),
        (["export", "{tmp}", "--to", "csv", "--out", "{tmp}/x"], "extract run"),
        (["registry", "build", "{tmp}/none.json", "--to", "{tmp}/x"], "none.json"),
        ([], "command"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(
    tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    filled = [item.format(tmp=tmp_path, corpus=CORPUS) for item in arguments]
    result = call(*filled)
    assert result.returncode == 2
    assert complaint in result.stderr
    assert result.stderr.count("\n") == 1, result.stderr
    assert result.stdout == ""
