"""Parquet: typed columns, batch by batch."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..errors import InputError
from .byte_source import ByteSource, first_line, random_access
from .columns import find_text_column, unique_names
from .options import MISSING_WORDS, BadRow, BadRowReport, Note, ReadOptions
from .values import cells_as_text

_BATCH_ROWS = 8192
_PANDAS_INDEX = "__index_level_"


class ParquetReader:
    """A Parquet file.

    Attributes:
        columns: names of the columns, each once.
        schema: their types; bytes are decoded, and dictionaries are replaced by their values.
        rows: number of rows.
        text_column: the column that holds the texts; None if that is not clear.
        notes: what must be said about the file.
        bad_rows: none.
        missing_words: texts that other programs write for a missing value, with their counts.
    """

    untyped = False

    def __init__(self, source: ByteSource, options: ReadOptions) -> None:
        """Read the schema and the column of texts.

        Raises:
            InputError: it is no Parquet file, is damaged, too large, or lacks the text column.
        """
        self._source = source
        self.notes: list[Note] = []
        self.bad_rows = BadRowReport()
        self.missing_words: Counter[str] = Counter()
        with self._file() as file:
            kept = [index for index, name in enumerate(file.schema_arrow.names) if not name.startswith(_PANDAS_INDEX)]
            fields = [file.schema_arrow.field(index) for index in kept]
            self.rows: int = file.metadata.num_rows
        options.limits.check_columns(source.name, [field.name for field in fields])
        options.limits.check_rows(source.name, self.rows, len(fields))
        for field in fields:
            options.limits.check_type(source.name, field.type)
        self._kept = kept
        self.columns = unique_names(field.name for field in fields)
        types = (_plain_type(field.type) for field in fields)
        self.schema = pa.schema(list(zip(self.columns, types, strict=True)))
        self.text_column, note = find_text_column(source.name, self.columns, options.text_column)
        self.notes += [note] if note else []
        self._read_texts()

    def batches(self, size: int, start: int = 0) -> Iterator[pa.RecordBatch]:
        """Yield the rows from number `start` on, `size` at a time."""
        with self._file() as file:
            skip = start
            groups = list(range(file.num_row_groups))
            while groups and skip >= file.metadata.row_group(groups[0]).num_rows:
                skip -= file.metadata.row_group(groups.pop(0)).num_rows
            for batch in file.iter_batches(size, row_groups=groups):
                rest = batch.slice(skip)
                skip = max(0, skip - batch.num_rows)
                if rest.num_rows:
                    yield self._converted(rest)

    def rejected(self) -> Iterator[BadRow]:
        """Yield nothing: Parquet has no bad rows."""
        return iter(())

    def _read_texts(self) -> None:
        """Read all of the text column, so that a damaged file is found before any work is done."""
        for batch in self.batches(_BATCH_ROWS):
            if self.text_column:
                column = batch.column(self.text_column)
                if pa.types.is_string(column.type):
                    words = column.filter(pc.is_in(column, value_set=pa.array(sorted(MISSING_WORDS))))
                    self.missing_words.update(words.to_pylist())

    def _converted(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = [
            _convert(batch.column(index), field.type) for index, field in zip(self._kept, self.schema, strict=True)
        ]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)

    @contextmanager
    def _file(self) -> Iterator[pq.ParquetFile]:
        try:
            with self._source.open() as file, random_access(file) as seekable, pq.ParquetFile(seekable) as parquet:
                yield parquet
        except MemoryError:  # of Arrow too, which is one of its exceptions
            raise
        except (pa.ArrowException, OSError, EOFError) as error:
            raise InputError(f"{self._source.name} can't be read as Parquet: {first_line(error)}.") from None


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _plain_type(kind.value_type)
    texts = (
        pa.types.is_binary,
        pa.types.is_large_binary,
        pa.types.is_fixed_size_binary,
        pa.types.is_large_string,
        pa.types.is_binary_view,
        pa.types.is_string_view,
    )
    return pa.string() if any(check(kind) for check in texts) else kind


def _convert(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if column.type == kind:
        return column
    if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        return column.cast(kind)
    return pa.array(cells_as_text(column), kind, mask=column.is_null().to_numpy(zero_copy_only=False))
