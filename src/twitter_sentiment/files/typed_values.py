"""Columns of Python values, as JSON and workbooks have them: their Arrow types, which no value loses digits by."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa

from .limits import ReadLimits
from .values import cell_as_text

_EXACT_IN_FLOAT = 1 << 53
_INT64 = range(-(1 << 63), 1 << 63)
_TYPES: dict[frozenset[type], pa.DataType] = {
    frozenset({bool}): pa.bool_(),
    frozenset({int}): pa.int64(),
    frozenset({float}): pa.float64(),
    frozenset({int, float}): pa.float64(),
    frozenset({date}): pa.date32(),
    frozenset({datetime}): pa.timestamp("us"),
    frozenset({date, datetime}): pa.timestamp("us"),
    frozenset({time}): pa.time64("us"),
    frozenset({timedelta}): pa.duration("us"),
}


class ColumnTypes:
    """Collects the columns of rows and the types of their values."""

    def __init__(self, name: str, limits: ReadLimits) -> None:
        """Start without columns.

        Args:
            name: what messages call the table.
            limits: how many columns it may have.
        """
        self._name = name
        self._limits = limits
        self._seen: dict[str, set[type]] = {}
        self._largest: dict[str, int] = {}

    def add(self, row: Mapping[str, Any]) -> None:
        """Take the values of a row into account.

        Raises:
            InputError: the columns are beyond the limits.
        """
        for column, value in row.items():
            seen = self._seen.get(column)
            if seen is None:
                seen = self._seen[column] = set()
                self._limits.check_columns(self._name, list(self._seen))
            if value is not None:
                seen.add(type(value))
                if type(value) is int and abs(value) > self._largest.get(column, 0):
                    self._largest[column] = abs(value)

    def schema(self) -> pa.Schema:
        """Return the type of each column: text where no other type holds all of its values."""
        return pa.schema([(column, self._type(column)) for column in self._seen])

    def _type(self, column: str) -> pa.DataType:
        seen = frozenset(self._seen[column])
        kind = _TYPES.get(seen, pa.string())
        largest = self._largest.get(column, 0)
        if largest not in _INT64 or (float in seen and largest > _EXACT_IN_FLOAT):
            return pa.string()
        return kind


def to_batch(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    """Make a batch of rows; a column that a row lacks is missing in it."""
    arrays = [to_array((row.get(field.name) for row in rows), field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def to_array(values: Iterable[Any], kind: pa.DataType) -> pa.Array:
    """Make a column of values; those of other types become text in a column of text."""
    cells = list(values)
    if pa.types.is_string(kind) and any(type(cell) is not str and cell is not None for cell in cells):
        cells = [None if cell is None else cell_as_text(cell) for cell in cells]
    elif pa.types.is_timestamp(kind):
        cells = [datetime(cell.year, cell.month, cell.day) if type(cell) is date else cell for cell in cells]
    return pa.array(cells, kind)
