"""Dates side by side: public suites and our gold against every finder that is installed.

Usage: python benchmarks/dates.py [--suites ../shared/dates] [--gold ../shared/gold/dev]
           [--peers NAME,...] [--errors SUITE]

One table: value F1 of each suite (spans overlap and the first and last day are right), for the
gold reports exact F1 (the span too, as in GUIDELINES section 8), the negatives taken, characters
per CPU second. A finder that is not installed is left out with the reason. Run it with the
interpreter that has the peers: PYTHONPATH=src python benchmarks/dates.py.
"""

import argparse
import calendar
import importlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

Days = tuple[date | None, date | None]
Found = tuple[int, int, str]  # start, end, EDTF
Finder = Callable[[str, str, str | None], list[Found]]


@dataclass(frozen=True)
class Item:
    """A text with its gold spans; `ignored` are spans scored neither way."""

    text: str
    language: str
    reference: str | None
    spans: tuple[tuple[int, int, tuple[str, ...]], ...]
    ignored: tuple[tuple[int, int], ...]


@dataclass
class Counts:
    """What `score` adds up; `taken` counts texts without a date in which one was found."""

    right: int = 0
    found: int = 0
    gold: int = 0
    negatives: int = 0
    taken: int = 0

    def f1(self) -> float:
        """Return the harmonic mean of precision and recall; 1 where there is nothing."""
        total = self.found + self.gold
        return 2 * self.right / total if total else 1.0


# EDTF to days


def days_of(value: str) -> Days | None:
    """Return the first and last day; None where the value is none that suites use."""
    value = value.strip("[]{}").replace("..", "/") if value[:1] in "[{" else value
    value = value.replace("~", "").replace("?", "").replace("%", "")
    if "," in value:
        pieces = [piece.strip() for piece in value.split(",")]
        value = f"{pieces[0]}/{pieces[-1]}"
    if "/" not in value:
        return _days_of_date(value)
    start, end = value.split("/", 1)
    first = _days_of_date(start.split("/")[0]) if start not in ("", "..") else (None, None)
    last = _days_of_date(end.split("/")[-1]) if end not in ("", "..") else (None, None)
    return (first[0], last[1]) if first and last else None


_SUBYEARS = {
    21: (3, 3),
    22: (6, 3),
    23: (9, 3),
    24: (12, 3),
    33: (1, 3),
    34: (4, 3),
    35: (7, 3),
    36: (10, 3),
}


def _days_of_date(value: str) -> Days | None:
    match = re.fullmatch(r"(-?[0-9X]{4})(?:-([0-9X]{2}))?(?:-([0-9X]{2}))?", value)
    if not match or value.startswith("-") or match[1][:3] == "000":
        return None
    years = int(match[1].replace("X", "0")), int(match[1].replace("X", "9"))
    if match[2] is None or match[2] == "XX":
        return date(max(years[0], 1), 1, 1), date(years[1], 12, 31)
    month = int(match[2]) if years[0] and match[2].isdecimal() else 0
    if month > 12 and month in _SUBYEARS:
        first, count = _SUBYEARS[month]
        return date(years[0], first, 1), _last_day(years[0], first + count - 1)
    if not 1 <= month <= 12:
        return None
    if match[3] is None or match[3] == "XX":
        return date(years[0], month, 1), _last_day(years[0], month)
    try:
        return (date(years[0], month, int(match[3])),) * 2
    except ValueError:
        return None


def _last_day(year: int, month: int) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


# Suites


def read_suite(path: Path) -> list[Item]:
    items = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        spans, ignored = [], []
        for span in row["spans"]:
            place = span["start"], span["end"]
            if span.get("optional"):
                ignored.append(place)
            else:
                values = (span["value"], *span.get("alt", ())) if span.get("value") else ()
                spans.append((*place, values))
        reference = (row.get("ref") or "")[:10] or None
        items.append(Item(row["text"], row["lang"], reference, tuple(spans), tuple(ignored)))
    return items


def read_report(path: Path) -> Item:
    text = path.with_suffix(".txt").read_text("utf-8")
    header, *rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    spans = tuple(
        (row["start"], row["end"], (row["value"], *row.get("also", ())))
        for row in rows
        if row["label"] == "DATE"
    )
    ignored = tuple((row["start"], row["end"]) for row in rows if row["label"] == "IGNORE")
    return Item(text, header["language"], None, spans, ignored)


# Scores


def _overlap(left: tuple[int, ...] | Found, right: tuple[int, ...] | Found) -> bool:
    return max(left[0], right[0]) < min(left[1], right[1])


def _is_right(found: Found, values: tuple[str, ...]) -> bool:
    if not values or found[2] in values:
        return True
    days = days_of(found[2])
    return days is not None and any(days_of(value) == days for value in values)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without spaces, punctuation and a leading article, as scoring has it."""
    piece = text[start:end]
    left = len(piece) - len(re.sub(r"^[\s().,;:|]*(?:the )?", "", piece, flags=re.I))
    right = len(piece) - len(re.sub(r"[\s().,;:|]+$", "", piece))
    return start + left, end - right


def score(items: Iterable[Item], finder: Finder, *, exact: bool) -> tuple[Counts, list[str]]:
    counts, errors = Counts(), []
    for item in items:
        _score_item(item, finder(item.text, item.language, item.reference), counts, errors, exact)
    return counts, errors


def _score_item(
    item: Item, found: list[Found], counts: Counts, errors: list[str], exact: bool
) -> None:
    left = list(item.spans)
    wrong = []
    for prediction in found:
        hit = next((span for span in left if _hits(item.text, prediction, span, exact)), None)
        if hit:
            left.remove(hit)
            counts.right += 1
        elif any(_overlap(prediction, place) for place in item.ignored) and not any(
            _overlap(prediction, span) for span in item.spans
        ):
            continue
        else:
            wrong.append(prediction)
        counts.found += 1
    counts.gold += len(item.spans)
    if not item.spans and not item.ignored:
        counts.negatives += 1
        counts.taken += bool(found)
    errors.extend(f"  missed {_show(item.text, *place[:2])} {place[2]}" for place in left)
    errors.extend(f"  wrong  {_show(item.text, *place[:2])} {place[2]}" for place in wrong)


def _show(text: str, start: int, end: int) -> str:
    return repr(f"{text[max(0, start - 25) : start]}[{text[start:end]}]{text[end : end + 25]}")


def _hits(text: str, found: Found, span: tuple[int, int, tuple[str, ...]], exact: bool) -> bool:
    if exact:
        same = _trimmed(text, found[0], found[1]) == _trimmed(text, span[0], span[1])
        return same and found[2] in span[2]
    return _overlap(found, span) and _is_right(found, span[2])


# Finders


def load_ours() -> Finder:
    from extract.dates import find_dates_in_text

    def find(text: str, language: str, reference: str | None) -> list[Found]:
        day = date.fromisoformat(reference) if reference else None
        mentions = find_dates_in_text(text, language=language, reference=day)
        return [(m.span.start, m.span.end, m.date.value) for m in mentions]

    return find


def load_ja_timex() -> Finder:
    parse = importlib.import_module("ja_timex").TimexParser().parse

    def find(text: str, language: str, reference: str | None) -> list[Found]:
        timexes = [timex for timex in parse(text) if timex.type == "DATE"]
        return [(*timex.span, _edtf_of_timex(timex.value)) for timex in timexes]

    return find


def _edtf_of_timex(value: str) -> str:
    if fiscal := re.fullmatch(r"FY([0-9]{4})", value):
        return f"{fiscal[1]}-04/{int(fiscal[1]) + 1}-03"
    seasons = {
        "SP": "21",
        "SU": "22",
        "FA": "23",
        "WI": "24",
        "Q1": "33",
        "Q2": "34",
        "Q3": "35",
        "Q4": "36",
    }
    value = re.sub(r"-(XX|WXX.*)", "", value)
    return re.sub(r"-(SP|SU|FA|WI|Q[1-4])$", lambda m: f"-{seasons[m[1]]}", value).ljust(4, "X")


def load_dateparser() -> Finder:
    search_dates = importlib.import_module("dateparser.search").search_dates

    def find(text: str, language: str, reference: str | None) -> list[Found]:
        found, cursor = [], 0
        for piece, moment in search_dates(text, languages=[language]) or ():
            start = text.find(piece, cursor)
            if start >= 0:
                cursor = start + len(piece)
                found.append((start, cursor, _edtf_of_moment(piece, moment)))
        return found

    return find


def _edtf_of_moment(piece: str, moment: datetime) -> str:
    """Write as much of the moment as the text has numbers for; the rest was filled in."""
    has_month = re.search(r"[a-zA-Z]{3}|月|[-/.][0-9]", piece)
    numbers = re.findall(r"[0-9]+", piece)
    if len(numbers) == 1 and not has_month:
        return f"{moment:%Y}"
    is_day = len(numbers) >= 3 or (len(numbers) == 2 and re.search(r"[a-zA-Z]{3}|日", piece))
    return f"{moment:%Y-%m-%d}" if is_day else f"{moment:%Y-%m}"


def load_recognizers() -> Finder:
    module = importlib.import_module("recognizers_date_time")
    model = module.DateTimeRecognizer("en-us").get_datetime_model()

    def find(text: str, language: str, reference: str | None) -> list[Found]:
        moment = datetime.fromisoformat(reference) if reference else datetime(2020, 1, 1)  # noqa: DTZ001 - it takes naive ones
        return [
            (result.start, result.end + 1, _edtf_of_timex_range(result))
            for result in model.parse(text, moment)
            if result.type_name.startswith("datetimeV2.date")
        ]

    return find


def _edtf_of_timex_range(result: object) -> str:
    values = (getattr(result, "resolution", None) or {}).get("values") or [{}]
    value = values[0]
    if "value" in value:
        return str(value["value"])
    timex = str(value.get("timex", ""))
    if re.fullmatch(r"[0-9X]{4}(-[0-9]{2})?", timex):
        return timex
    if "start" in value and "end" in value:
        end = date.fromordinal(max(1, date.fromisoformat(value["end"]).toordinal() - 1))
        return f"{value['start']}/{end}"
    return f"{value['start']}/.." if "start" in value else f"../{value.get('end', '')}"


def load_duckling() -> Finder:
    duckling = importlib.import_module("duckling")
    zones = duckling.load_time_zones("/usr/share/zoneinfo")
    now = duckling.parse_ref_time(zones, "UTC", 1577836800)
    contexts = {
        language: duckling.Context(
            now, duckling.default_locale_lang(duckling.parse_lang(language.upper()))
        )
        for language in ("en", "ja")
    }
    dimensions = duckling.parse_dimensions(["time"])

    def find(text: str, language: str, reference: str | None) -> list[Found]:
        results = duckling.parse(text, contexts[language], dimensions, False)
        return [
            (result["start"], result["end"], _edtf_of_duckling(result["value"]))
            for result in results
        ]

    return find


def _edtf_of_duckling(value: dict[str, object]) -> str:
    if value.get("type") == "interval":
        start, end = value.get("from") or {}, value.get("to") or {}
        return f"{str(start.get('value', '..'))[:10]}/{str(end.get('value', '..'))[:10]}"  # type: ignore[attr-defined]
    length = {"year": 4, "month": 7}.get(str(value.get("grain")), 10)
    return str(value.get("value"))[:length]


FINDERS: dict[str, tuple[Callable[[], Finder], tuple[str, ...]]] = {
    "extract": (load_ours, ("en", "ja")),
    "ja-timex": (load_ja_timex, ("ja",)),
    "recognizers-text": (load_recognizers, ("en",)),
    "dateparser": (load_dateparser, ("en", "ja")),
    # Last: the wheel (pyduckling-native, Python 3.9 at most) ends the process where it cannot read
    # the machine's zone files.
    "duckling": (load_duckling, ("en", "ja")),
}
"""How to load each finder, and the languages it reads: it is scored on texts of these only."""


def by_paragraph(finder: Finder) -> Finder:
    """Return a finder that sees one paragraph at a time; some peers take minutes for a report."""

    def find(text: str, language: str, reference: str | None) -> list[Found]:
        found = []
        for match in re.finditer(r"(?:[^\n]|\n(?!\n))+", text):
            for start, end, value in finder(match.group(), language, reference):
                found.append((match.start() + start, match.start() + end, value))
        return found

    return find


def load_finders(names: list[str]) -> Iterator[tuple[str, Finder]]:
    for name in names:
        try:
            yield name, FINDERS[name][0]()
        except Exception as error:  # noqa: BLE001 - whatever keeps a peer from loading is its reason
            print(f"{name} is left out: {type(error).__name__}: {error}", file=sys.stderr)


def speed_of(finder: Finder, reports: list[Item], seconds: float = 2.0) -> float:
    """Return characters per CPU second over paragraphs of the reports."""
    pieces = [(p, r.language) for r in reports for p in r.text.split("\n\n") if p.strip()]
    done, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        for piece, language in pieces:
            finder(piece, language, None)
            done += len(piece)
            if time.process_time() - start > 4 * seconds:
                break
    return done / (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--suites", type=Path, default=Path("../shared/dates"))
    parser.add_argument("--gold", type=Path, default=Path("../shared/gold/dev"))
    parser.add_argument("--peers", default=",".join(FINDERS))
    parser.add_argument(
        "--errors", default="", help="list the errors of suites whose name has this"
    )
    options = parser.parse_args()
    suites = {
        path.stem: read_suite(path)
        for path in sorted(options.suites.glob("*.jsonl"))
        if path.stem not in ("edtf_valid", "end_status")
    }
    golds = [path for path in sorted(options.gold.glob("*.jsonl")) if "agreements" not in path.name]
    reports = [read_report(path) for path in golds]
    columns = {
        f"reports {language}": [r for r in reports if r.language == language]
        for language in ("en", "ja")
    } | suites
    print(
        "| finder |",
        " | ".join(columns),
        "| adversarial negatives taken | characters per CPU second |",
    )
    print("| --- " * (len(columns) + 3) + "|")
    for name, finder in load_finders(options.peers.split(",")):
        cells, taken = [], ""
        languages = FINDERS[name][1]
        for column, every in columns.items():
            items = [item for item in every if item.language in languages]
            exact = column.startswith("reports")
            reader = by_paragraph(finder) if exact else finder
            counts, errors = score(items, reader, exact=exact)
            cells.append(f"{counts.f1():.3f}" if counts.gold else "-")
            if column.startswith("adversarial"):
                taken = f"{counts.taken}/{counts.negatives}"
            if options.errors and options.errors in column:
                print(column, name, *errors, sep="\n", file=sys.stderr)
        own = [report for report in reports if report.language in languages]
        print(
            f"| {name} |",
            " | ".join(cells),
            f"| {taken} | {speed_of(finder, own):,.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
