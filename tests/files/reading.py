"""Tables from bytes in memory, for tests."""

from typing import Any

from twitter_sentiment.files.byte_source import MemorySource
from twitter_sentiment.files.options import ReadOptions
from twitter_sentiment.files.table import Table, open_table


def read(content: str | bytes, name: str = "in.csv", **options: Any) -> Table:
    """Open a table; keyword arguments are `ReadOptions`."""
    data = content if isinstance(content, bytes) else content.encode()
    return open_table(MemorySource(name, data), ReadOptions(**options))


def rows_of(table: Table) -> list[list[Any]]:
    """Return the rows with the values of their cells."""
    return [list(row.values()) for batch in table.batches(3) for row in batch.to_pylist()]


def texts_of(table: Table) -> list[str]:
    """Return the texts of all rows."""
    return [text for batch in table.batches(2) for text in table.texts(batch)]


def said(table: Table) -> str:
    """Return all that must be said about a table."""
    return "\n".join(note.message for note in table.notes)
