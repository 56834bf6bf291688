"""How large a table may be: what is larger is refused with a sentence before it takes memory or time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from ..errors import InputError

_HINT = "--no-limits reads it nevertheless."


@dataclass(frozen=True)
class ReadLimits:
    """The largest table that is read; the defaults are for one's own files on the command line.

    Attributes:
        rows: most rows.
        columns: most columns.
        cells: most rows times columns.
        sheet_cells: most cells of a sheet from its first used cell to its last one, since all are held in memory.
        name_characters: longest name of a column.
        nesting: most levels of lists and objects within a row.
        unpacked_bytes: largest size of a compressed file after it is unpacked.
    """

    rows: int = 2_000_000_000
    columns: int = 1_000
    cells: int = 20_000_000_000
    sheet_cells: int = 50_000_000
    name_characters: int = 1_000
    nesting: int = 50
    unpacked_bytes: int = 100_000_000_000

    def check_columns(self, name: str, columns: Sequence[str]) -> None:
        """Raise `InputError` if a table has too many columns, or one whose name is too long."""
        if len(columns) > self.columns:
            raise InputError(f"{name} has {len(columns):,} columns; at most {self.columns:,} can be read.", _HINT)
        longest = max(map(len, columns), default=0)
        if longest > self.name_characters:
            raise InputError(
                f"{name} has a column whose name has {longest:,} characters; at most {self.name_characters:,} can be "
                "read: does its first row name the columns?",
                _HINT,
            )

    def check_rows(self, name: str, rows: int, columns: int) -> None:
        """Raise `InputError` if a table has too many rows, or too many cells."""
        if rows > self.rows:
            raise InputError(f"{name} has {rows:,} rows; at most {self.rows:,} can be read: split it.", _HINT)
        if rows * columns > self.cells:
            raise InputError(
                f"{name} has {rows:,} rows of {columns:,} columns; at most {self.cells:,} cells can be read: leave out "
                "columns or split it.",
                _HINT,
            )

    def check_sheet(self, name: str, rows: int, columns: int) -> None:
        """Raise `InputError` if a sheet has too many cells, used or not."""
        if rows * columns > self.sheet_cells:
            raise InputError(
                f"{name} has a sheet of {rows:,} rows and {columns:,} columns; at most {self.sheet_cells:,} cells can "
                "be read: delete what lies far away from the table, or save it as CSV.",
                _HINT,
            )

    def check_nesting(self, name: str, row: dict[str, Any]) -> None:
        """Raise `InputError` if lists and objects in a row are nested too deeply."""
        if any(_is_deeper(cell, self.nesting) for cell in row.values()):
            raise self._too_deep(name)

    def check_type(self, name: str, kind: pa.DataType) -> None:
        """Raise `InputError` if the lists and structures of a column are nested too deeply."""
        if _is_deeper_type(kind, self.nesting):
            raise self._too_deep(name)

    def check_unpacked(self, name: str, size: int) -> None:
        """Raise `InputError` if a compressed file becomes too large."""
        if size > self.unpacked_bytes:
            raise InputError(
                f"{name} becomes larger than {self.unpacked_bytes / 1e6:,.0f} MB when it is unpacked: split it.", _HINT
            )

    def _too_deep(self, name: str) -> InputError:
        return InputError(f"{name} has lists or objects that are nested more than {self.nesting} levels deep.", _HINT)


_ENDLESS = 1 << 62
NO_LIMITS = ReadLimits(_ENDLESS, _ENDLESS, _ENDLESS, _ENDLESS, _ENDLESS, 200, _ENDLESS)
"""Reads everything but what is nested so deeply that Python can't."""


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    if levels == 0:
        return True
    return any(_is_deeper(inner, levels - 1) for inner in (value.values() if isinstance(value, dict) else value))


def _is_deeper_type(kind: pa.DataType, levels: int) -> bool:
    if not pa.types.is_nested(kind):
        return False
    if levels == 0:
        return True
    return any(_is_deeper_type(kind.field(index).type, levels - 1) for index in range(kind.num_fields))
