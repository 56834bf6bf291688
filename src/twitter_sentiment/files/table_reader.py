"""What the readers of all formats have in common."""

from collections import Counter
from collections.abc import Iterator
from typing import Protocol

import pyarrow as pa

from .options import BadRow, BadRowReport, Note


class TableReader(Protocol):
    """Reads a file of one format, which it has read once from end to end.

    Attributes:
        columns: names of the columns, each once.
        schema: their types.
        rows: number of rows that `batches` yields.
        text_column: the column of texts; None if neither the options nor the names make it clear.
        notes: what the user must be told.
        bad_rows: rows that were filled up, repaired or left out.
        missing_words: texts that other programs write for a missing value, with their counts.
        untyped: whether all columns are text because the format knows nothing else.
    """

    columns: list[str]
    schema: pa.Schema
    rows: int
    text_column: str | None
    notes: list[Note]
    bad_rows: BadRowReport
    missing_words: Counter[str]
    untyped: bool

    def batches(self, size: int, start: int = 0) -> Iterator[pa.RecordBatch]:
        """Yield the rows from number `start` on, `size` at a time."""

    def rejected(self) -> Iterator[BadRow]:
        """Yield the rows that `batches` leaves out, because they are bad."""
