"""A table as an Arrow file: written batch by batch, and mapped into memory without being read."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from ..errors import InputError
from .byte_source import ByteSource, first_line
from .column_types import typed_batches, typed_schema
from .options import BadRow, BadRowReport, Note, ReadOptions
from .table import Table, open_table

_METADATA = b"twitter-sentiment"


@dataclass(frozen=True)
class StoredTable:
    """A table that is mapped from its file; its rows take no memory of the process but while they are used.

    Attributes:
        table: the rows. On POSIX systems the file may be deleted meanwhile.
        text_column: the column of texts; None if it isn't clear.
        notes: what must be said about how it was read.
    """

    table: pa.Table
    text_column: str | None
    notes: tuple[Note, ...]


def store_table(
    source: ByteSource, options: ReadOptions, path: Path, max_bytes: int, *, require_rows: bool = True
) -> None:
    """Read a table and write it as an Arrow file, in constant memory for all formats but workbooks.

    Raises:
        InputError: as `open_table`; or it has no rows, which are required, is damaged, or becomes larger than
            `max_bytes`.
    """
    opened = open_table(source, options)
    if require_rows and not opened.rows:
        raise InputError(f"{source.name} has a header, but no rows.")
    description = {"text_column": opened.text_column, "notes": [asdict(note) for note in opened.notes]}
    schema = typed_schema(opened)
    described = schema.with_metadata({_METADATA: json.dumps(description)})
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, described) as writer:
        for batch in typed_batches(opened, schema):
            try:
                batch.validate(full=True)  # Parquet may hold texts that are no UTF-8
            except pa.ArrowInvalid as error:
                raise InputError(f"{source.name} is damaged: {first_line(error)}.") from None
            if file.tell() + batch.nbytes > max_bytes:
                raise InputError(f"{source.name} becomes larger than {max_bytes / 1e6:,.0f} MB as a table: split it.")
            writer.write_batch(batch)


def map_table(path: Path) -> StoredTable:
    """Map a table that `store_table` has written."""
    table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    description = json.loads(table.schema.metadata[_METADATA])
    notes = tuple(Note(**note) for note in description["notes"])
    return StoredTable(table.replace_schema_metadata(), description["text_column"], notes)


def open_stored_table(path: Path, name: str) -> Table:
    """Open a table that `store_table` has written, for those that read tables batch by batch.

    Args:
        path: the Arrow file.
        name: what messages call the table.
    """
    return Table(name, (str(path),), _StoredReader(map_table(path)))


class _StoredReader:
    """Reads a mapped table, whose bad rows were refused or repaired when it was stored."""

    untyped = False

    def __init__(self, stored: StoredTable) -> None:
        self._table = stored.table
        self.columns: list[str] = stored.table.column_names
        self.schema = stored.table.schema
        self.rows: int = stored.table.num_rows
        self.text_column = stored.text_column
        self.notes = [*stored.notes]
        self.bad_rows = BadRowReport()
        self.missing_words: Counter[str] = Counter()

    def batches(self, size: int, start: int = 0) -> Iterator[pa.RecordBatch]:
        yield from self._table.slice(start).to_batches(max_chunksize=size)

    def rejected(self) -> Iterator[BadRow]:
        return iter(())
