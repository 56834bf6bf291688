"""How to read a table, and what a reader has to say about it."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from .limits import ReadLimits

MISSING_WORDS = frozenset({"NaN", "nan", "NULL", "null", "None", "N/A", "n/a", "NA", "#N/A", "<NA>"})
"""Cells that other programs write for a missing value; as texts they are suspicious."""

SHOWN_LINES = 5
KEPT_BAD_ROWS = 100


class TableFormat(StrEnum):
    """Formats of tables, each also compressed with gzip or Zstandard."""

    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    PARQUET = "parquet"
    XLSX = "xlsx"
    TXT = "txt"


class Quoting(StrEnum):
    """What a quote means in CSV."""

    STANDARD = "standard"
    """A cell in quotes may hold delimiters and line ends; a quote in it is doubled."""
    BACKSLASH = "backslash"
    """As STANDARD, but a quote in a cell has an escape character in front of it."""
    NONE = "none"
    """A quote is an ordinary character."""


class BadRowPolicy(StrEnum):
    """What to do about rows that don't have the cells of their header."""

    REFUSE = "refuse"
    REPAIR = "repair"
    REJECT = "reject"


@dataclass(frozen=True)
class ReadOptions:
    """How to read a table; what is None is found by reading.

    Attributes:
        format: format of the file.
        delimiter: one character that separates cells.
        quoting: what a quote means.
        escapechar: character in front of a quote in a quoted cell; implies `Quoting.BACKSLASH`.
        encoding: character encoding of a text format.
        sheet: name of the sheet of a workbook; None is the first that holds a table.
        header: whether the first row names the columns. A well-known layout without a header is recognized.
        text_column: column of the texts; None is `text`, or the only one whose name says that it holds texts.
        missing: cells that are read as empty texts, for example "NaN".
        bad_rows: what to do about rows that don't have the cells of their header.
        reject_file: CSV file for the rows that `BadRowPolicy.REJECT` leaves out.
        limits: the largest table that is read.
    """

    format: TableFormat | None = None
    delimiter: str | None = None
    quoting: Quoting | None = None
    escapechar: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    header: bool = True
    text_column: str | None = None
    missing: frozenset[str] = frozenset()
    bad_rows: BadRowPolicy = BadRowPolicy.REFUSE
    reject_file: Path | None = None
    limits: ReadLimits = field(default_factory=ReadLimits)


@dataclass(frozen=True)
class Note:
    """Something that a user must be told about how a file was read.

    Attributes:
        message: one or two sentences, the same on the command line and in the web interface.
        hint: a sentence that names the flag which changes it; for the command line only.
    """

    message: str
    hint: str = ""


@dataclass(frozen=True)
class BadRow:
    """A row that does not have the cells of its header.

    Attributes:
        line: number of its first line in the file, from 1.
        reason: what is wrong, as in "5 cells instead of 3".
        cells: the cells as they were read.
    """

    line: int
    reason: str
    cells: tuple[str, ...]


@dataclass
class BadRowReport:
    """The bad rows of a table.

    Attributes:
        count: all bad rows.
        rows: the first of them.
        padded: line numbers of the first rows that lacked trailing cells behind the text and were filled up.
        padded_count: all such rows; they are not bad.
        long: line numbers of the first rows that have several lines, in quotes.
        long_count: all such rows; they are not bad.
    """

    count: int = 0
    rows: list[BadRow] = field(default_factory=list)
    padded: list[int] = field(default_factory=list)
    padded_count: int = 0
    long: list[int] = field(default_factory=list)
    long_count: int = 0

    def add(self, row: BadRow) -> None:
        """Count a bad row."""
        self.count += 1
        if len(self.rows) < KEPT_BAD_ROWS:
            self.rows.append(row)

    def add_report(self, other: "BadRowReport") -> None:
        """Add the rows of another file."""
        for name in ("count", "padded_count", "long_count"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("rows", "padded", "long"):
            setattr(self, name, [*getattr(self, name), *getattr(other, name)][:KEPT_BAD_ROWS])

    def add_padded(self, line: int) -> None:
        """Count a row that was filled up."""
        self.padded_count += 1
        if len(self.padded) < KEPT_BAD_ROWS:
            self.padded.append(line)

    def add_long(self, line: int) -> None:
        """Count a row of several lines."""
        self.long_count += 1
        if len(self.long) < KEPT_BAD_ROWS:
            self.long.append(line)


def count_of(number: int, noun: str) -> str:
    """Write a number with its noun: "1 row", "2,000 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def lines_in_words(lines: list[int], count: int) -> str:
    """Name the first lines of `count`: "line 3", "lines 3, 4, 5, 8, 9 and 12 more"."""
    shown = ", ".join(f"{line:,}" for line in lines[:SHOWN_LINES])
    more = count - min(len(lines), SHOWN_LINES)
    return f"line{'' if count == 1 else 's'} {shown}" + (f" and {more:,} more" if more > 0 else "")
