"""CSV in and out, row by row: memory does not grow with the file."""

import csv
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TextIO

from ..errors import InputError
from ..table_files import codec_of, delimiter_of, require_column, require_file, wrong_encoding

csv.field_size_limit(sys.maxsize)  # a cell may hold a long text

Row = list[str]


class CsvWriter(Protocol):
    """What the csv module's writers can do; it does not name their type."""

    def writerow(self, row: Iterable[str], /) -> object:
        """Writes one row."""


@dataclass(frozen=True)
class CsvTable:
    """A CSV file with a header that was read once and found sound.

    Attributes:
        columns: names in the header.
        text_index: position of the column that holds the text.
        rows: how many there are below the header.
        ragged: how many of them have more cells than the header.
    """

    path: Path
    encoding: str
    columns: Row
    text_index: int
    rows: int
    ragged: int

    @classmethod
    def open(cls, path: Path, text_column: str = "text", encoding: str = "utf-8") -> "CsvTable":
        """Reads the whole file once, so that an unusable one is refused before any work is done.

        Raises:
            InputError: the file is missing, empty, not in this encoding, not CSV, or lacks the column.
        """
        require_file(path)
        try:
            rows = _read(path, encoding)
            columns = next(rows, [])
            if not columns:
                raise InputError(f"{path} is empty: its first line must name columns.")
            require_column(path, text_column, columns, "--text-column")
            count = ragged = 0
            for row in rows:
                if row or len(columns) == 1:
                    count += 1
                    ragged += len(row) > len(columns) > 1
        except (UnicodeError, LookupError):
            raise wrong_encoding(path, encoding) from None
        except OSError as error:
            raise InputError(f"{path} can't be read: {error.strerror}.") from None
        return cls(path, encoding, columns, columns.index(text_column), count, ragged)

    def __iter__(self) -> Iterator[Row]:
        """The rows below the header, each with as many cells as the header.

        In a file of one column, a line with more cells is a text whose commas were not quoted: it is put together
        again, and an empty line is a row without text. In other files empty lines are no rows.
        """
        width, comma = len(self.columns), delimiter_of(self.path)
        rows = _read(self.path, self.encoding)
        next(rows)
        for row in rows:
            if width == 1:
                yield [comma.join(row)]
            elif row:
                yield (row + [""] * (width - len(row)))[:width]


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A text file to write that appears under its name only when all of it was written.

    Raises:
        InputError: it can't be written there.
    """
    if path.exists() and not path.is_file():  # a device such as /dev/null would be replaced by a file
        raise InputError(f"{path} can't be written: it is {'a folder' if path.is_dir() else 'no ordinary file'}.")
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8", newline="") as file:
            yield file
        partial.replace(path)
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}.") from None
    finally:
        partial.unlink(missing_ok=True)


def csv_writer(file: TextIO, path: Path) -> "CsvWriter":
    """A writer with plain line ends; tabs where the name ends in .tsv."""
    return csv.writer(file, delimiter=delimiter_of(path), lineterminator="\n")


def _read(path: Path, encoding: str) -> Iterator[Row]:
    with path.open(encoding=codec_of(encoding), newline="") as file:
        # Strict, since otherwise a quote that nobody closed would swallow all rows after it.
        reader = csv.reader(file, delimiter=delimiter_of(path), strict=True)
        try:
            yield from reader
        except csv.Error as error:
            raise InputError(
                f"{path} is not sound CSV near line {reader.line_num}: {error}. A cell with a quote in it must stand "
                'in quotes, its own quotes doubled: "He said ""no""."'
            ) from None
