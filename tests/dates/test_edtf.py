import re
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from extract.dates import find_dates_in_text
from extract.dates.edtf import read_edtf
from tests.dates.test_values import TEXTS, is_edtf


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("1985-04", date(1985, 4, 1), date(1985, 4, 30)),
        ("2008/2011", date(2008, 1, 1), date(2011, 12, 31)),
        ("1979-04/1980-03", date(1979, 4, 1), date(1980, 3, 31)),
        ("199X", date(1990, 1, 1), date(1999, 12, 31)),
        ("[..2003-12]", None, date(2003, 12, 31)),
        ("/2012", None, date(2012, 12, 31)),
        ("2012/..", date(2012, 1, 1), None),
        ("{2001-08,2002-02}", date(2001, 8, 1), date(2002, 2, 28)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2004-24", date(2004, 12, 1), date(2005, 2, 28)),
        ("2004-06-XX", date(2004, 6, 1), date(2004, 6, 30)),
        ("2004~", date(2004, 1, 1), date(2004, 12, 31)),
        ("0000", None, None),
    ],
)
def test_a_value_covers_these_days(value: str, first: date | None, last: date | None) -> None:
    read = read_edtf(value)
    assert (read.value, read.first_day, read.last_day) == (value, first, last)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "/",
        "85",
        "1985-4",
        "1985-13",
        "2019-02-29",
        "2011/2008",
        "[2003",
        "[]",
        "H20",
        "2003 ",
        "201X?",
        "?2010?",
        "{,}",
        "[2001,..]",
    ],
)
def test_what_is_not_edtf_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"[a-z]"):
        read_edtf(value)


@given(TEXTS, st.sampled_from(["ja", "en"]))
@settings(max_examples=150)
def test_what_the_stage_finds_has_the_days_it_says(text: str, language: str) -> None:
    for mention in find_dates_in_text(text, language="ja" if language == "ja" else "en"):
        read = read_edtf(mention.date.value)
        if not mention.date.value.startswith("-") and "/-" not in mention.date.value:
            assert (read.first_day, read.last_day) == (
                mention.date.first_day,
                mention.date.last_day,
            )


@given(st.text(alphabet="0123456789X-/.[]{},~?", max_size=12))
@settings(max_examples=300)
def test_what_is_read_is_valid_by_another_reader_too(text: str) -> None:
    # What the other reader does not know: decades and doubtful years (?2004) with an open end,
    # seasons of a decade, sets of one, years before 1 beside an open end.
    assume(not re.search(r"X|[~?][0-9]|0000|(?:^|/)-", text) or not re.search(r"^/|/$|\.\.", text))
    assume(not re.search(r"X-[~?]?[234][0-9X]|^[\[{][^,.]*[\]}]$", text))
    try:
        read_edtf(text)
    except ValueError:
        return
    assert is_edtf(text)
