"""Workbooks (XLSX, XLS, ODS): the sheet that holds a table, with numbers and dates as they are."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from zipfile import BadZipFile

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from ..errors import InputError
from .byte_source import ByteSource, first_line, random_access, reading
from .columns import TEXT_NAMES, find_text_column, header_names, numbered_names
from .options import MISSING_WORDS, BadRow, BadRowReport, Note, ReadOptions, count_of
from .typed_values import ColumnTypes, to_array
from .used_area import check_workbook
from .values import cell_as_text

_EXACT_DIGITS = 10**15
"""Excel keeps 15 digits of a number."""
_HEADER_ROWS = 20
"""So many rows are searched for the names of the columns."""

_TABLE_OF_TEXTS = 4

Rows = list[list[Any]]


class WorkbookReader:
    """A sheet of a workbook; it is held in memory, as the format demands.

    Attributes:
        columns: names of the columns, each once.
        schema: their types; a column of mixed types is text.
        rows: number of rows that are not empty.
        text_column: the column that holds the texts; None if that is not clear.
        notes: what must be said about the file.
        bad_rows: none.
        missing_words: texts that other programs write for a missing value, with their counts.
    """

    untyped = False

    def __init__(self, source: ByteSource, options: ReadOptions) -> None:
        """Read the sheet.

        Raises:
            InputError: the file is no workbook, or is locked; there is no such sheet, it is empty, or lacks the column.
        """
        self.notes: list[Note] = []
        self.bad_rows = BadRowReport()
        self._limits = options.limits
        rows = self._read_sheet(source, options.sheet)
        start = _header_row(rows)
        if options.header:
            self.columns = header_names(_as_shown(cell) or "" for cell in rows[start])
            start += 1
        else:
            self.columns = numbered_names(len(rows[start]))
        options.limits.check_columns(source.name, self.columns)
        rows = [row for row in rows[start:] if any(cell != "" for cell in row)]
        self.rows = len(rows)
        arrays = [
            self._column(name, [None if row[index] == "" else row[index] for row in rows])
            for index, name in enumerate(self.columns)
        ]
        self._table = pa.RecordBatch.from_arrays(arrays, names=self.columns)
        self.schema = self._table.schema
        self.text_column, note = find_text_column(source.name, self.columns, options.text_column)
        self.notes += [note] if note else []
        texts = self._table.column(self.text_column).to_pylist() if self.text_column else []
        self.missing_words = Counter(text for text in texts if text in MISSING_WORDS)

    def batches(self, size: int, start: int = 0) -> Iterator[pa.RecordBatch]:
        """Yield the rows from number `start` on, `size` at a time."""
        for first in range(start, self.rows, size):
            yield self._table.slice(first, size)

    def rejected(self) -> Iterator[BadRow]:
        """Yield nothing: a sheet has no bad rows."""
        return iter(())

    def _read_sheet(self, source: ByteSource, wanted: str | None) -> Rows:
        try:
            with reading(source) as file, random_access(file) as seekable:
                check_workbook(source.name, seekable, self._limits)
                workbook = CalamineWorkbook.from_filelike(cast(Any, seekable))
                names = workbook.sheet_names
                if wanted is not None and wanted not in names:
                    raise InputError(f"{source.name} has no sheet {wanted!r}; it has: {', '.join(names)}.")
                best: tuple[int, str, Rows] = (0, "", [])
                for name in [wanted] if wanted else names:
                    sheet = workbook.get_sheet_by_name(name)
                    self._limits.check_sheet(source.name, sheet.height, sheet.width)
                    rows = sheet.to_python()
                    score = _likeness(rows)
                    if score > best[0]:
                        best = score, name, rows
                    if score == _TABLE_OF_TEXTS:
                        break
        except (CalamineError, BadZipFile) as error:
            raise InputError(f"{source.name} can't be read as XLSX: {first_line(error)}.") from None
        _, chosen, rows = best
        if not rows:
            raise InputError(f"{source.name} is empty: it needs a row with the names of columns, and rows.")
        if len(names) > 1 and wanted is None:
            self.notes.append(Note(f"The sheet {chosen!r} was read, of {len(names)}.", "Choose another with --sheet."))
        return rows

    def _column(self, name: str, values: list[Any]) -> pa.Array:
        """Make a typed column; a number without decimals is whole, as Excel shows it."""
        inexact = sum(type(value) is float and abs(value) >= _EXACT_DIGITS for value in values)
        if inexact:
            self.notes.append(
                Note(
                    f"The column {name!r} has {count_of(inexact, 'number')} of more than 15 digits; Excel keeps "
                    "15 only: an id must be stored as text."
                )
            )
        whole = [_whole(value) if type(value) is float else value for value in values]
        if all(type(value) is not float for value in whole):
            values = whole
        types = ColumnTypes(name, self._limits)
        types.add({name: None})
        for value in values:
            types.add({name: value})
        kind = types.schema().field(name).type
        return to_array(map(_as_shown, whole) if pa.types.is_string(kind) else values, kind)


def _likeness(rows: Rows) -> int:
    """Return how much a sheet looks like a table, from 0 for an empty one."""
    if not rows:
        return 0
    header = rows[_header_row(rows)]
    if any(str(cell).strip().lower() in TEXT_NAMES for cell in header):
        return _TABLE_OF_TEXTS
    if len(rows) < 2:
        return 1
    return 3 if sum(cell != "" for cell in header) > 1 else 2


def _header_row(rows: Rows) -> int:
    """Return the index of the row that names the columns: the first one with the most cells; titles have fewer."""
    filled = [sum(cell != "" for cell in row) for row in rows[:_HEADER_ROWS]]
    return filled.index(max(filled))


def _whole(number: float) -> float | int:
    """Return a number without decimals as an integer, with the digits that the workbook has and no others."""
    return int(Decimal(repr(number))) if number.is_integer() else number


def _as_shown(value: Any) -> str | None:
    """Return a cell as Excel shows it."""
    if value is None or type(value) is str:
        return value
    if type(value) is bool:
        return str(value).upper()
    if type(value) is float:
        value = _whole(value)
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        value = date(value.year, value.month, value.day)
    return cell_as_text(value)
