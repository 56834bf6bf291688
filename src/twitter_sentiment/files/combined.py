"""Several files as one table."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

import pyarrow as pa

from ..errors import InputError
from .options import BadRow, BadRowReport, Note
from .table_reader import TableReader
from .values import cells_as_text


class CombinedReader:
    """The rows of several files, one behind the other; columns that a file lacks are empty in its rows.

    Attributes:
        columns: the columns of all files, in the order of their first appearance.
        schema: their types; text where the files disagree.
        rows: number of rows of all files.
        text_column: the column that holds the texts; None if that is not clear.
        notes: what must be said about the files, each once.
        bad_rows: the bad rows of all files.
        missing_words: texts that other programs write for a missing value, with their counts.
        untyped: whether all columns are text because the format knows nothing else.
    """

    def __init__(self, names: Sequence[str], readers: Sequence[TableReader]) -> None:
        """Combine files.

        Args:
            names: their names.
            readers: their readers.

        Raises:
            InputError: the texts are in different columns.
        """
        self._readers = readers
        text_columns = {reader.text_column for reader in readers}
        if len(text_columns) > 1:
            found = ", ".join(f"{name}: {reader.text_column}" for name, reader in zip(names, readers, strict=True))
            raise InputError(f"The files have their texts in different columns ({found}).", "Read them one by one.")
        self.text_column = text_columns.pop()
        self.schema = _common_schema([reader.schema for reader in readers])
        self.columns: list[str] = self.schema.names
        self.rows = sum(reader.rows for reader in readers)
        notes = [Note(f"{len(readers)} files were read."), *chain.from_iterable(_notes(names, readers))]
        self.notes = list(dict.fromkeys(notes))
        self.untyped = all(reader.untyped for reader in readers)
        self.bad_rows = BadRowReport()
        for reader in readers:
            self.bad_rows.add_report(reader.bad_rows)
        self.missing_words = sum((reader.missing_words for reader in readers), Counter[str]())

    def batches(self, size: int, start: int = 0) -> Iterator[pa.RecordBatch]:
        """Yield the rows from number `start` on, at most `size` at a time; a batch ends with its file."""
        for reader in self._readers:
            for batch in reader.batches(size, min(start, reader.rows)):
                yield self._widened(batch)
            start = max(0, start - reader.rows)

    def rejected(self) -> Iterator[BadRow]:
        """Yield the rows that `batches` leaves out."""
        return chain.from_iterable(reader.rejected() for reader in self._readers)

    def _widened(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        arrays = []
        for field in self.schema:
            if field.name not in batch.schema.names:
                arrays.append(pa.nulls(batch.num_rows, field.type))
            else:
                column = batch.column(field.name)
                arrays.append(column if column.type == field.type else pa.array(cells_as_text(column), field.type))
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def _common_schema(schemas: Sequence[pa.Schema]) -> pa.Schema:
    types: dict[str, set[pa.DataType]] = {}
    for field in chain.from_iterable(schemas):
        types.setdefault(field.name, set()).add(field.type)
    return pa.schema([(name, kinds.pop() if len(kinds) == 1 else pa.string()) for name, kinds in types.items()])


def _notes(names: Sequence[str], readers: Sequence[TableReader]) -> Iterator[list[Note]]:
    for name, reader in zip(names, readers, strict=True):
        yield [note if name in note.message else Note(f"{name}: {note.message}", note.hint) for note in reader.notes]
