"""Uploaded tables: read them in a process of their own, and guess which column holds the texts or the labels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

import pyarrow as pa

from ..errors import InputError
from ..files.columns import find_label_column, longest_column
from ..files.isolated import IsolatedReader
from ..files.limits import ReadLimits
from ..files.options import BadRowPolicy, ReadOptions
from ..files.stored_table import StoredTable
from ..files.values import cells_as_text

FILE_TYPES = ["csv", "tsv", "txt", "xlsx", "xls", "ods", "parquet", "json", "jsonl", "ndjson", "js", "zip", "gz", "zst"]

TABLE_BYTES = 400_000_000
MEMORY_BYTES = 400_000_000
"""After the imports 110 MB are taken, by a CSV file of any size hardly more, by a sheet 230 bytes more a cell. Together
with the page (230 MB) and an upload on its way (200 MB), that fits into the container's gigabyte."""
READ_OPTIONS = ReadOptions(
    bad_rows=BadRowPolicy.REPAIR,
    limits=ReadLimits(rows=5_000_000, cells=50_000_000, sheet_cells=5_000_000, unpacked_bytes=TABLE_BYTES),
)
"""How uploads are read: bad rows are repaired and told."""

_SAMPLE_ROWS = 1000
"""Columns are compared by so many of their first rows."""


@dataclass(frozen=True)
class Upload:
    """An uploaded table.

    Attributes:
        name: name of the file.
        table: its rows, mapped from a file.
        text_column: the column that holds the texts, as far as can be told.
        notes: what must be said about how it was read.
    """

    name: str
    table: pa.Table
    text_column: str
    notes: tuple[str, ...]

    @classmethod
    def of(cls, name: str, stored: StoredTable) -> "Upload":
        """Describe a table that was read."""
        text_column = stored.text_column or _longest_column(stored.table)
        return cls(name, stored.table, text_column, tuple(note.message for note in stored.notes))


class UploadReader:
    """Reads the uploads of all pages, one at a time."""

    def __init__(self, folder: Path) -> None:
        """Prepare to read.

        Args:
            folder: for the files while they are read, and for their tables.
        """
        self._reader = IsolatedReader(folder, memory_bytes=MEMORY_BYTES, table_bytes=TABLE_BYTES, slots=1)

    def read(self, name: str, content: bytes | memoryview) -> Upload:
        """Read an uploaded file as a table with at least one row and one column.

        Args:
            name: name of the file.
            content: the whole file.

        Raises:
            InputError: it can't be read, or it is empty or too large.
        """
        return Upload.of(name, self._reader.read(name, content, READ_OPTIONS))


class ColumnTexts(Sequence[str]):
    """The cells of a column as text, converted when they are used; missing ones are empty."""

    def __init__(self, table: pa.Table, column: str) -> None:
        self._cells = table[column]

    def __len__(self) -> int:
        return len(self._cells)

    def __iter__(self) -> Iterator[str]:
        for chunk in self._cells.chunks:
            yield from cells_as_text(chunk)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            start, stop, _ = index.indices(len(self))
            return [text for chunk in self._cells.slice(start, stop - start).chunks for text in cells_as_text(chunk)]
        text: str = self[index : index + 1][0]
        return text


def text_column(table: pa.Table, column: str) -> pa.ChunkedArray:
    """Return a column as text; one of texts takes no memory."""
    cells = table[column]
    if pa.types.is_string(cells.type):
        return cells
    return pa.chunked_array([pa.array(cells_as_text(chunk), pa.string()) for chunk in cells.chunks], pa.string())


def guess_label_column(table: pa.Table) -> str:
    """Guess the column of labels: by its name and values, otherwise the one with the fewest different values."""
    columns: list[str] = table.column_names
    values = {column: ColumnTexts(table, column)[:_SAMPLE_ROWS] for column in columns}
    try:
        return find_label_column("", columns, values, None)[0]
    except InputError:
        return min(values, key=lambda name: len(set(values[name])))


def _longest_column(table: pa.Table) -> str:
    return longest_column(table.column_names, lambda column: sum(map(len, ColumnTexts(table, column)[:_SAMPLE_ROWS])))
