"""What the first lines of a CSV file say: its delimiter, its columns, and where its rows begin."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TextIO

from ..errors import InputError
from .columns import LAYOUTS, header_names, numbered_names
from .dialects import Dialect, guess_delimiter, separator_line
from .options import Note, Quoting, ReadOptions, TableFormat
from .records import Profile, careful_records

_SAMPLE_CHARACTERS = 256 << 10
_SAMPLE_ROWS = 1000
_DELIMITER_NAMES = {"\t": "tabs", ";": "semicolons", ",": "commas", "|": "pipes"}


@dataclass(frozen=True)
class CsvHead:
    """The first lines of a CSV file.

    Attributes:
        dialect: delimiter and quoting, the latter as the options say or as usual.
        columns: names of the columns, each once.
        first_line: number of lines before the first row.
        sample: the first rows.
        notes: what must be said.
    """

    dialect: Dialect
    columns: list[str]
    first_line: int
    sample: list[list[str]]
    notes: list[Note]


def read_head(name: str, text: TextIO, options: ReadOptions, kind: TableFormat) -> CsvHead:
    """Read the first lines of a file.

    Args:
        name: name of the file.
        text: its text from the start, with its own line ends.
        options: what the user said.
        kind: CSV or TSV, by the name of the file.

    Raises:
        InputError: there is no line with content, or the columns are beyond the limits.
    """
    lines = _sample_lines(text)
    start = next((index for index, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise InputError(f"{name} is empty: it needs a line with the names of columns, and rows.")
    named = separator_line(lines[start])
    if named:
        start += 1
    usual = "\t" if kind is TableFormat.TSV else ","
    dialect = Dialect(usual, _quoting(options), options.escapechar or "\\")
    delimiter = options.delimiter or named or guess_delimiter(lines[start:], usual, dialect)
    dialect = replace(dialect, delimiter=delimiter)
    cells, header_lines = _first_row(lines[start:], dialect)
    notes = []
    if not dialect.one_column and delimiter not in (options.delimiter, usual):
        title = _DELIMITER_NAMES.get(delimiter, repr(delimiter))
        notes.append(Note(f"The cells are separated by {title}.", "Name another delimiter with --delimiter."))
    columns, has_header = _columns(cells, options, notes)
    options.limits.check_columns(name, columns)
    if has_header:
        start += header_lines
    profile = Profile(dialect, len(columns), ())
    records = careful_records(lines[start:], profile, start)
    sample = [record.cells for record in islice(records, _SAMPLE_ROWS) if record.cells]
    return CsvHead(dialect, columns, start, sample, notes)


def _sample_lines(text: TextIO) -> list[str]:
    sample = text.read(_SAMPLE_CHARACTERS)
    lines = list(io.StringIO(sample, newline=""))
    if len(lines) > 1 and len(sample) == _SAMPLE_CHARACTERS:
        lines.pop()  # it may be cut
    return lines


def _quoting(options: ReadOptions) -> Quoting:
    return options.quoting or (Quoting.BACKSLASH if options.escapechar else Quoting.STANDARD)


def _first_row(lines: Sequence[str], dialect: Dialect) -> tuple[list[str], int]:
    """Return the cells of the first row and its number of lines."""
    if not lines:
        return [], 0
    reader = dialect.rows(lines)
    try:
        cells = next(reader)
    except (csv.Error, StopIteration):
        return dialect.cells(lines[0]), 1
    return [dialect.delimiter.join(cells)] if dialect.one_column else cells, reader.line_num


def _columns(cells: list[str], options: ReadOptions, notes: list[Note]) -> tuple[list[str], bool]:
    """Name the columns; return whether the names come from a header."""
    layout = next((layout for layout in LAYOUTS if layout.fits(cells)), None)
    if layout:
        notes.append(Note(f"There is no header; the columns are those of {layout.name}: {', '.join(layout.columns)}."))
        return list(layout.columns), False
    if not options.header:
        return numbered_names(len(cells)), False
    return header_names(cells), True
