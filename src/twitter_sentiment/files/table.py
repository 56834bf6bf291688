"""The one table reader: every command and the web interface open files with it.

table = open_table("tweets.csv")
for batch in table.batches(10_000):
    texts = table.texts(batch)
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from .atomic import atomic_file
from .byte_source import ByteSource
from .columns import require_text_column
from .combined import CombinedReader
from .delimited import DelimitedReader
from .formats import detect, sources_of
from .json_rows import JsonReader
from .options import BadRowPolicy, BadRowReport, Note, ReadOptions, TableFormat, count_of
from .parquet import ParquetReader
from .plain_text import PlainTextReader
from .table_reader import TableReader
from .values import cells_as_text
from .workbook import WorkbookReader

BATCH_ROWS = 8192


@dataclass(frozen=True)
class Table:
    """A table that was read once from end to end and is valid; its rows are read again with `batches`.

    Attributes:
        name: what messages call it.
        paths: paths or URLs of its files, or of the archive that holds them; empty for standard input and uploads.
        reader: reads its format.
        missing: cells that count as empty texts.
    """

    name: str
    paths: tuple[str, ...]
    reader: TableReader
    missing: frozenset[str] = frozenset()

    @property
    def columns(self) -> list[str]:
        """Names of the columns, each once."""
        return self.reader.columns

    @property
    def schema(self) -> pa.Schema:
        """Types of the columns; all columns of CSV are text, with the cells as they are written."""
        return self.reader.schema

    @property
    def untyped(self) -> bool:
        """Whether all columns are text because the format knows nothing else: CSV. See `column_types`."""
        return self.reader.untyped

    @property
    def rows(self) -> int:
        """Number of rows that `batches` yields."""
        return self.reader.rows

    @property
    def text_column(self) -> str | None:
        """The column of texts; None if neither the options nor the names make it clear."""
        return self.reader.text_column

    @property
    def notes(self) -> list[Note]:
        """What the user must be told: a guessed encoding, a chosen column, repaired rows …"""
        return self.reader.notes

    @property
    def bad_rows(self) -> BadRowReport:
        """Rows that were filled up, repaired or left out."""
        return self.reader.bad_rows

    def require_text_column(self) -> str:
        """Return the column of texts.

        Raises:
            InputError: it isn't clear which column holds them.
        """
        return require_text_column(self.name, self.columns, self.text_column)

    def batches(self, size: int = BATCH_ROWS, start: int = 0) -> Iterator[pa.RecordBatch]:
        """Yield the rows from number `start` on, `size` at a time; memory does not grow with the file."""
        return self.reader.batches(size, start)

    def texts(self, batch: pa.RecordBatch, column: str | None = None) -> list[str]:
        """Return the cells of a column as text, by default of the column of texts; missing ones are empty."""
        cells = cells_as_text(batch.column(column or self.require_text_column()))
        return ["" if cell in self.missing else cell for cell in cells] if self.missing else cells


def open_table(source: Path | str | ByteSource, options: ReadOptions | None = None) -> Table:
    """Open a table and read it once, so that an unusable one is refused before any work is done.

    Args:
        source: a file, a folder of files, a pattern such as `tweets-*.csv`, a URL of any of them, `-` for standard
            input, or an upload (`MemorySource`).
        options: how to read it; by default everything is found by reading.

    Raises:
        InputError: there is no such file, it is no table or an empty one, or has bad rows, which are refused; or it
            is too large.
    """
    options = options or ReadOptions()
    sources = sources_of(source, options.limits)
    readers = [_reader(inner, options) for inner in sources]
    reader = readers[0] if len(readers) == 1 else CombinedReader([inner.name for inner in sources], readers)
    name = sources[0].name if len(sources) == 1 else str(source)
    options.limits.check_rows(name, reader.rows, len(reader.columns))
    if options.bad_rows is BadRowPolicy.REJECT and options.reject_file:
        _write_rejected(options.reject_file, sources, readers)
    if kept := {word: count for word, count in reader.missing_words.items() if word not in options.missing}:
        reader.notes.append(_missing_note(kept))
    paths = dict.fromkeys(inner.path for inner in sources if inner.path)
    return Table(name, tuple(paths), reader, options.missing)


def _reader(source: ByteSource, options: ReadOptions) -> TableReader:
    kind = options.format or detect(source)
    match kind:
        case TableFormat.CSV | TableFormat.TSV:
            return DelimitedReader(source, options, kind)
        case TableFormat.JSON | TableFormat.JSONL:
            return JsonReader(source, options)
        case TableFormat.PARQUET:
            return ParquetReader(source, options)
        case TableFormat.XLSX:
            return WorkbookReader(source, options)
        case TableFormat.TXT:
            return PlainTextReader(source, options)


def _write_rejected(path: Path, sources: Sequence[ByteSource], readers: Sequence[TableReader]) -> None:
    with atomic_file(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "line", "reason", "cells"])
        for source, reader in zip(sources, readers, strict=True):
            writer.writerows([source.name, row.line, row.reason, *row.cells] for row in reader.rejected())


def _missing_note(words: Mapping[str, int]) -> Note:
    return Note(
        f"{count_of(sum(words.values()), 'text')} may stand for a missing value ({', '.join(words)}): kept as texts.",
        f"--missing {','.join(words)} reads them as rows without text.",
    )
