"""Dates of a column in the usual forms, as the wall-clock time at which each text was written.

ISO 8601, X's ``Wed Oct 10 20:19:24 +0000 2018``, names of months in English, numbers with slashes, dots or dashes,
serial numbers of Excel, seconds and milliseconds since 1970. A time zone is kept: half past eleven at night in New York
belongs to that day, whatever the day is elsewhere. Whether the day or the month comes first is told by the column: by a
number above 12, or by rows that are in order in only one of the readings; otherwise the user is asked.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import numpy as np
from numpy.typing import NDArray

from ..errors import AmbiguousDatesError, InputError

_MAX_CHARS = 64
_SAMPLE_PART = 0.9

_NAMES = (
    "created_at",
    "createdat",
    "date",
    "datetime",
    "timestamp",
    "time",
    "posted_at",
    "published_at",
    "tweet_created",
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_IGNORED = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|st|n?d|rd|th|at|of|on|t")

_NUMBER = re.compile(r"\d{1,20}(?:\.\d{1,20})?", re.ASCII)
_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:\s*([AaPp])\.?[Mm]\b\.?)?", re.ASCII)
_OFFSET = re.compile(r"^\s*(?:Z\b|UTC\b|GMT\b)?\s*(?:([+-])(\d{2}):?(\d{2})(?!\d))?", re.ASCII)
_WORDS = re.compile(r"[A-Za-z]+")
_DIGITS = re.compile(r"\d+", re.ASCII)

_EXCEL_ZERO = datetime(1899, 12, 30)
_EXCEL_DAYS = (20_000, 80_000)  # 1954 to 2119
_EPOCH = datetime(1970, 1, 1)
_EPOCH_UNITS = ((1e8, 1e10, 1.0), (1e11, 1e13, 1e-3), (1e14, 1e16, 1e-6), (1e17, 1e19, 1e-9))  # 1973 to 2286
_COMPACT_DAYS = (19_000_101, 21_001_231)

_UTC = timezone.utc  # noqa: UP017 - shorter in what follows


@dataclass(frozen=True, eq=False)
class Dates:
    """The dates of a column.

    Attributes:
        times: (rows,), wall-clock times to the second, as the texts' own zones have them; NaT where there is none.
        zone: the offset that all of them have, such as ``+00:00``; None if they have none or several.
        missing: number of rows without a date.
        unreadable: number of rows whose date can't be read.
        day_first: how dates such as 05/06/2024 were read; None if there are none.
    """

    times: NDArray[np.datetime64]
    zone: str | None
    missing: int
    unreadable: int
    day_first: bool | None


@dataclass(frozen=True)
class _TwoReadings:
    """A date of which the order of day and month is open.

    Attributes:
        numbers: the first number, the second, and the year.
        time: the time of day.
    """

    numbers: tuple[int, int, int]
    time: datetime

    def read(self, day_first: bool) -> datetime | None:
        first, second, year = self.numbers
        day, month = (first, second) if day_first else (second, first)
        return _date(year, month, day, self.time)


_Read = datetime | _TwoReadings | None


def parse_dates(values: Sequence[str | None], day_first: bool | None = None, column: str = "date") -> Dates:
    """Read a column of dates.

    Args:
        values: (rows,), the cells; those of typed columns as ISO 8601.
        day_first: how to read 05/06/2024: True as June 5, False as May 6; None finds it.
        column: its name, for messages.

    Raises:
        AmbiguousDatesError: nothing tells whether the day or the month comes first.
        InputError: no date can be read.
    """
    cells = [(value or "").strip() for value in values]
    read = {cell: _read(cell) for cell in dict.fromkeys(cells)}
    if day_first is None:
        day_first = _find_order([read[cell] for cell in cells], column)
    moments = {cell: _resolve(reading, day_first) for cell, reading in read.items()}
    missing = cells.count("")
    unreadable = sum(moments[cell] is None for cell in cells) - missing
    if missing + unreadable == len(cells):
        raise InputError(
            f"The column {column!r} has no dates that can be read. "
            "Write them as 2024-05-31 or 2024-05-31T18:30:00+02:00."
        )
    naive = {cell: None if moment is None else moment.replace(tzinfo=None) for cell, moment in moments.items()}
    zones = {moment.tzinfo for moment in moments.values() if moment is not None}
    return Dates(
        times=np.array([naive[cell] for cell in cells], dtype="datetime64[s]"),
        zone=_zone(zones.pop()) if len(zones) == 1 else None,
        missing=missing,
        unreadable=unreadable,
        day_first=day_first,
    )


def find_date_column(columns: Mapping[str, Iterable[str | None]]) -> str | None:
    """Return the column that most likely holds dates: by its name, otherwise by its cells; None if none does.

    Args:
        columns: some cells of each column. Mere numbers are dates only under a name that says so.
    """
    found = []
    for name, values in columns.items():
        cells = [value.strip() for value in values if value and value.strip()]
        named = name.strip().lower().replace(" ", "_") in _NAMES
        read = [(named or not _NUMBER.fullmatch(cell)) and _read(cell) is not None for cell in cells]
        if cells and sum(read) >= _SAMPLE_PART * len(cells):
            found.append((not named, name))
    # min is the first of the named ones, or the first of all.
    return min(found, key=lambda entry: entry[0])[1] if found else None


def _read(cell: str) -> _Read:
    if not cell or len(cell) > _MAX_CHARS:
        return None
    try:
        if _NUMBER.fullmatch(cell):
            return _read_number(cell)
        try:
            return datetime.fromisoformat(cell)
        except ValueError:
            return _read_words(cell)
    except (ValueError, OverflowError):
        return None


def _read_number(cell: str) -> datetime | None:
    number = float(cell)
    if _COMPACT_DAYS[0] <= number <= _COMPACT_DAYS[1] and len(cell) == 8:
        return datetime.strptime(cell, "%Y%m%d")
    if _EXCEL_DAYS[0] <= number < _EXCEL_DAYS[1]:
        return _EXCEL_ZERO + timedelta(seconds=round(number * 86_400))
    scale = next((scale for low, high, scale in _EPOCH_UNITS if low <= number < high), None)
    return None if scale is None else (_EPOCH + timedelta(seconds=number * scale)).replace(tzinfo=_UTC)


def _read_words(cell: str) -> _Read:
    """Read a date whose parts stand in another order than in ISO 8601."""
    time = _EPOCH
    rest = cell
    if clock := _TIME.search(cell):
        offset = _OFFSET.match(cell[clock.end() :])
        time = _time(clock, offset)
        behind = cell[clock.end() + (offset.end() if offset else 0) :]
        rest = f"{cell[: clock.start()]} {behind}"
    words = [word.lower() for word in _WORDS.findall(rest)]
    months = [_month(word) for word in words if not _IGNORED.fullmatch(word)]
    parts = _DIGITS.findall(rest)
    numbers = [int(part) for part in parts]
    if len(months) == 1 and months[0] and len(numbers) == 2:
        year, day = numbers if len(parts[0]) == 4 else (numbers[1], numbers[0])
        return _date(year, months[0], day, time)
    if months or len(numbers) != 3:
        return None
    first, second, last = numbers
    if len(parts[0]) == 4:
        return _date(first, second, last, time)
    if "." in rest:
        return _date(last, second, first, time)
    reading = _TwoReadings((first, second, last), time)
    return reading if reading.read(True) or reading.read(False) else None


def _time(clock: re.Match[str], offset: re.Match[str] | None) -> datetime:
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + 12 * (clock[4] in "Pp")
    time = _EPOCH.replace(hour=hour, minute=int(clock[2]), second=int(clock[3] or 0))
    if offset is None or not offset[0].strip():
        return time
    minutes = int(offset[2] or 0) * 60 + int(offset[3] or 0)
    return time.replace(tzinfo=timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes)))


def _month(word: str) -> int:
    """Return the number of a month; 0 for other words."""
    return next((number for number, month in enumerate(_MONTHS, 1) if len(word) > 2 and month.startswith(word)), 0)


def _date(year: int, month: int, day: int, time: datetime) -> datetime | None:
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        return time.replace(year=year, month=month, day=day)
    except ValueError:
        return None


def _resolve(reading: _Read, day_first: bool | None) -> datetime | None:
    return reading.read(bool(day_first)) if isinstance(reading, _TwoReadings) else reading


def _find_order(readings: Sequence[_Read], column: str) -> bool | None:
    """Tell whether the day comes first; None if no date leaves it open."""
    both = [reading for reading in readings if isinstance(reading, _TwoReadings)]
    if not both:
        return None
    day_first = sum(reading.read(False) is None for reading in both)
    month_first = sum(reading.read(True) is None for reading in both)
    if day_first or month_first:
        return day_first >= month_first
    if all(reading.numbers[0] == reading.numbers[1] for reading in both):
        return True
    sorted_so = [_is_sorted([reading.read(order) for reading in both]) for order in (True, False)]
    if sorted_so[0] != sorted_so[1]:
        return sorted_so[0]
    first, second, year = next(reading.numbers for reading in both if reading.numbers[0] != reading.numbers[1])
    raise AmbiguousDatesError(
        f"The dates of the column {column!r} can be read in two ways: is {first:02}/{second:02}/{year:02} in month "
        f"{second} or in month {first}? Say whether the day or the month comes first.",
        "Add --day-first or --month-first.",
    )


def _is_sorted(moments: Sequence[datetime | None]) -> bool:
    """Return whether at least three different moments are in order."""
    keys = [moment.replace(tzinfo=None) for moment in moments if moment is not None]
    return len(set(keys)) > 2 and keys in (sorted(keys), sorted(keys, reverse=True))


def _zone(zone: object) -> str | None:
    offset = zone.utcoffset(None) if isinstance(zone, timezone) else None
    return None if offset is None else datetime(2000, 1, 1, tzinfo=timezone(offset)).isoformat()[19:]
