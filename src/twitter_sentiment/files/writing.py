"""Writing tables: CSV, TSV, JSON, JSON Lines, Parquet and XLSX, batch by batch."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import InputError
from .formats import format_of_name
from .options import TableFormat
from .values import cell_as_text, cells_as_text

_MAX_XLSX_ROWS = 1_048_576
_MAX_XLSX_CHARACTERS = 32_767
_MAX_XLSX_DIGITS = 10**15
_XLSX_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The same rows give the same bytes, whenever they are written."""


class TableWriter(Protocol):
    """Writes the rows of a table."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Write rows."""


def output_format(path: Path) -> TableFormat:
    """Return the format in which a file is written, by the ending of its name; CSV for an unknown one."""
    kind = format_of_name(path.name)
    return TableFormat.CSV if kind in (None, TableFormat.TXT) else kind


@contextmanager
def table_writer(file: BinaryIO, path: Path, schema: pa.Schema) -> Iterator[TableWriter]:
    """Write a table to a stream; it is complete when the block has ended without an error.

    Args:
        file: stream to write to, which stays open.
        path: the name of the file, whose ending tells format and compression (`.gz`, `.zst`).
        schema: names and types of the columns.
    """
    with ExitStack() as stack:
        match path.suffix.lower():
            case ".gz":
                # Neither name nor time: the same rows give the same bytes.
                file = cast(BinaryIO, stack.enter_context(gzip.GzipFile("", "wb", fileobj=file, mtime=0)))
            case ".zst":
                stream = pa.PythonFile(_StaysOpen(file), "w")
                file = stack.enter_context(pa.CompressedOutputStream(stream, "zstd"))
        match output_format(path):
            case TableFormat.PARQUET:
                yield _ParquetWriter(stack.enter_context(pq.ParquetWriter(file, schema)))
            case TableFormat.XLSX:
                yield stack.enter_context(_xlsx_writer(file, schema))
            case kind:
                yield stack.enter_context(_text_writer(file, kind, schema))


class _StaysOpen(io.RawIOBase):
    """Passes on what is written, but not that it is closed, which Arrow's streams do."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._file.write(data)


class _CsvWriter:
    def __init__(self, file: io.TextIOWrapper, delimiter: str, names: list[str]) -> None:
        self._writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        self._quoting_writer = csv.writer(file, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
        self._write_rows([names])

    def write(self, batch: pa.RecordBatch) -> None:
        columns = [cells_as_text(column) for column in batch.columns]
        rows = zip(*columns, strict=True)
        if any("\r" in cell for cells in columns for cell in cells):
            self._write_rows(rows)
        else:
            self._writer.writerows(rows)

    def _write_rows(self, rows: Iterable[Sequence[str]]) -> None:
        """Write rows with a carriage return in a cell, which the csv module doesn't quote before Python 3.13."""
        for row in rows:
            writer = self._quoting_writer if any("\r" in cell for cell in row) else self._writer
            writer.writerow(row)


class _JsonLinesWriter:
    def __init__(self, file: io.TextIOWrapper) -> None:
        self._file = file

    def write(self, batch: pa.RecordBatch) -> None:
        self._file.writelines(_to_json(row) + "\n" for row in batch.to_pylist())


class _JsonListWriter:
    def __init__(self, file: io.TextIOWrapper) -> None:
        self._file = file
        self._before = "\n"

    def write(self, batch: pa.RecordBatch) -> None:
        for row in batch.to_pylist():
            self._file.write(self._before + _to_json(row))
            self._before = ",\n"


class _ParquetWriter:
    def __init__(self, writer: pq.ParquetWriter) -> None:
        self._writer = writer

    def write(self, batch: pa.RecordBatch) -> None:
        self._writer.write_batch(batch)


class _XlsxWriter:
    def __init__(self, workbook: Any, names: list[str]) -> None:
        self._sheet = workbook.add_worksheet()
        self._date = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._time = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._row = 0
        self._write_row(names)

    def write(self, batch: pa.RecordBatch) -> None:
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            self._write_row(row)

    def _write_row(self, cells: Any) -> None:
        if self._row == _MAX_XLSX_ROWS:
            raise InputError(f"A sheet holds at most {_MAX_XLSX_ROWS:,} rows: write .csv or .parquet.")
        for column, cell in enumerate(cells):
            match cell:
                case None | "":
                    pass
                case bool():
                    self._sheet.write_boolean(self._row, column, cell)
                case int() | float() if abs(cell) < _MAX_XLSX_DIGITS:
                    self._sheet.write_number(self._row, column, cell)
                case datetime() if cell.tzinfo is None:
                    self._sheet.write_datetime(self._row, column, cell, self._time)
                case date() if not isinstance(cell, datetime):
                    self._sheet.write_datetime(self._row, column, cell, self._date)
                case _:  # also a number that Excel would round
                    self._write_text(column, cell_as_text(cell))
        self._row += 1

    def _write_text(self, column: int, text: str) -> None:
        if len(text) > _MAX_XLSX_CHARACTERS:
            raise InputError(
                f"Row {self._row:,} has a text of more than {_MAX_XLSX_CHARACTERS:,} characters, which no cell of XLSX "
                "holds: write .csv or .parquet."
            )
        self._sheet.write_string(self._row, column, text)


@contextmanager
def _text_writer(file: BinaryIO, kind: TableFormat, schema: pa.Schema) -> Iterator[TableWriter]:
    text = io.TextIOWrapper(file, "utf-8", newline="")
    match kind:
        case TableFormat.JSONL:
            yield _JsonLinesWriter(text)
        case TableFormat.JSON:
            text.write("[")
            yield _JsonListWriter(text)
            text.write("\n]\n")
        case _:
            yield _CsvWriter(text, "\t" if kind is TableFormat.TSV else ",", schema.names)
    text.detach()  # which writes what is left


@contextmanager
def _xlsx_writer(file: BinaryIO, schema: pa.Schema) -> Iterator[TableWriter]:
    import xlsxwriter  # only here: few people want it

    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        workbook.set_properties({"created": _XLSX_CREATED})
        yield _XlsxWriter(workbook, schema.names)


def _to_json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=cell_as_text)
