from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.errors import AmbiguousDatesError, InputError
from twitter_sentiment.insight.dates import find_date_column, parse_dates


@pytest.mark.parametrize(
    ("cell", "expected", "zone"),
    [
        ("2018-10-10", "2018-10-10T00:00:00", None),
        ("2018-10-10 20:19:24", "2018-10-10T20:19:24", None),
        ("2018-10-10T20:19:24.000Z", "2018-10-10T20:19:24", "+00:00"),
        ("2018-10-10T23:30:00-05:00", "2018-10-10T23:30:00", "-05:00"),
        ("2018-10-10 20:19:24 UTC", "2018-10-10T20:19:24", "+00:00"),
        ("2018-10-10 20:19:24 +0200", "2018-10-10T20:19:24", "+02:00"),
        ("20181010", "2018-10-10T00:00:00", None),
        ("2018/10/1", "2018-10-01T00:00:00", None),
        ("Wed Oct 10 20:19:24 +0000 2018", "2018-10-10T20:19:24", "+00:00"),
        ("Wed, 10 Oct 2018 20:19:24 GMT", "2018-10-10T20:19:24", "+00:00"),
        ("10 October 2018", "2018-10-10T00:00:00", None),
        ("October 1st, 2018 at 8:19 pm", "2018-10-01T20:19:00", None),
        ("8:19 PM · Oct 10, 2018", "2018-10-10T20:19:00", None),
        ("12:05 a.m. Oct 10, 2018", "2018-10-10T00:05:00", None),
        ("1-Sept-18", "2018-09-01T00:00:00", None),
        ("24.12.2018 18:00", "2018-12-24T18:00:00", None),
        ("24/12/2018", "2018-12-24T00:00:00", None),
        ("12/24/18 6:00 PM", "2018-12-24T18:00:00", None),
        ("43383", "2018-10-10T00:00:00", None),
        ("43383.75", "2018-10-10T18:00:00", None),
        ("1539202764", "2018-10-10T20:19:24", "+00:00"),
        ("1539202764000", "2018-10-10T20:19:24", "+00:00"),
    ],
)
def test_date_is_read(cell: str, expected: str, zone: str | None) -> None:
    dates = parse_dates([f" {cell} "])
    assert [str(time) for time in dates.times] == [expected]
    assert dates.zone == zone


@pytest.mark.parametrize(
    "cell",
    ["yesterday", "2018", "7", "31/31/2018", "2018-13-01", "Oct 2018", "99:99 Oct 10 2018", "1" * 70, "٣/٤/٢٠٢٠"],
)
def test_what_is_no_date_is_counted(cell: str) -> None:
    dates = parse_dates([cell, "2018-10-10", "", None])
    assert (dates.unreadable, dates.missing) == (1, 2)
    assert [str(time) for time in dates.times] == ["NaT", "2018-10-10T00:00:00", "NaT", "NaT"]


def test_zones_that_differ_stay_wall_clock_times() -> None:
    dates = parse_dates(["2024-01-31T23:30:00-05:00", "2024-07-01T00:10:00+02:00", "2024-07-01T00:10:00"])
    assert dates.times.astype("datetime64[D]").astype(str).tolist() == ["2024-01-31", "2024-07-01", "2024-07-01"]
    assert dates.zone is None


@pytest.mark.parametrize(
    ("cells", "day_first", "first"),
    [
        (["05/06/2024", "13/06/2024"], True, "2024-06-05"),
        (["05/06/2024", "06/13/2024"], False, "2024-05-06"),
        (["11/05/2024", "12/05/2024", "01/06/2024"], True, "2024-05-11"),  # in order only as May 11, May 12, June 1
        (["05/11/2024", "05/12/2024", "06/01/2024"], False, "2024-05-11"),
        (["05/05/2024"], True, "2024-05-05"),
    ],
)
def test_order_of_day_and_month_is_told_by_the_column(cells: list[str], day_first: bool, first: str) -> None:
    dates = parse_dates(cells)
    assert dates.day_first is day_first
    assert str(dates.times[0])[:10] == first


def test_order_of_day_and_month_is_asked() -> None:
    cells = ["05/06/2024", "07/02/2024"]
    with pytest.raises(
        AmbiguousDatesError, match=r"'when' can be read in two ways: is 05/06/2024 in month 6 or in"
    ) as info:
        parse_dates(cells, column="when")
    assert info.value.hint == "Add --day-first or --month-first."
    assert [str(parse_dates(cells, order).times[0])[:10] for order in (True, False)] == ["2024-06-05", "2024-05-06"]


def test_column_without_dates_is_refused() -> None:
    with pytest.raises(InputError, match="'when' has no dates that can be read"):
        parse_dates(["soon", ""], column="when")


def test_date_column_is_found() -> None:
    texts = ["good", "bad"]
    assert find_date_column({"text": texts, "likes": ["1539202764", "43383"]}) is None
    assert (
        find_date_column({"text": texts, "day": ["2024-05-31", "2024-06-01"], "Created at": ["43383", ""]})
        == "Created at"
    )
    assert find_date_column({"day": ["May 31, 2024", ""], "date": ["soon", "later"]}) == "day"
    assert find_date_column({}) is None


@given(st.lists(st.text(max_size=70) | st.from_regex(r"[0-9/:. +-]{1,20}", fullmatch=True), max_size=8))
def test_any_cells_are_read_or_refused(cells: list[str]) -> None:
    with suppress(InputError):
        assert len(parse_dates(cells).times) == len(cells)


@given(st.datetimes(), st.sampled_from(["%Y-%m-%d %H:%M:%S", "%a %b %d %H:%M:%S +0000 %Y", "%d %B %Y %H:%M:%S"]))
def test_dates_come_back(moment: datetime, form: str) -> None:
    moment = moment.replace(year=1970 + moment.year % 100, day=min(moment.day, 28), microsecond=0)
    assert parse_dates([moment.strftime(form)]).times[0].item() == moment
