"""The dialect of a CSV file: its delimiter, and what a quote means in it."""

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from .options import Quoting

csv.field_size_limit(sys.maxsize)  # a cell may hold a long text

DELIMITERS = ("\t", ";", ",", "|")
ONE_COLUMN = "\x1f"
"""Delimiter of a file of one column: it occurs in no text."""

_SAMPLE_ROWS = 1000
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """How the rows of a CSV file are written.

    Attributes:
        delimiter: what separates cells; `ONE_COLUMN` where nothing does.
        quoting: what a quote means.
        escapechar: character in front of a quote, with `Quoting.BACKSLASH`.
    """

    delimiter: str = ","
    quoting: Quoting = Quoting.STANDARD
    escapechar: str = "\\"

    @property
    def one_column(self) -> bool:
        """Whether every line is one cell."""
        return self.delimiter == ONE_COLUMN

    def rows(self, lines: Iterable[str]) -> "CsvReader":
        """Read rows; raises `csv.Error`."""
        if self.quoting is Quoting.NONE:
            return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE, quotechar=None, strict=True)
        if self.quoting is Quoting.BACKSLASH:
            lines = map(self._double_quotes, lines)
        # Strict, since otherwise an unclosed quote would swallow all rows after it.
        return csv.reader(lines, delimiter=self.delimiter, strict=True)

    def cells(self, line: str) -> list[str]:
        """Split one line whose quotes are ordinary characters."""
        return line.rstrip("\r\n").split(self.delimiter)

    def _double_quotes(self, line: str) -> str:
        """Double the escaped quotes of a line; other escape characters, as in a written-out line end, stay."""
        if self.escapechar + '"' not in line:
            return line
        escape = re.escape(self.escapechar)
        return re.sub(rf'(?<!{escape})((?:{escape}{{2}})*){escape}"', r'\1""', line)


class CsvReader(Protocol):
    """Type of the readers of the csv module, which has no public name for it."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]:
        """Yield the rows."""

    def __next__(self) -> list[str]:
        """Return the next row."""


def separator_line(line: str) -> str | None:
    """Return the delimiter that a first line such as `sep=;` names, as Excel writes it; None for another line."""
    match = _SEP_LINE.fullmatch(line)
    return match[1] if match else None


def guess_delimiter(lines: list[str], usual: str, dialect: Dialect) -> str:
    """Find the delimiter: a character of the header that splits most rows into as many cells as the header.

    Only characters outside quotes count. A header without any is one column, whatever its rows contain.

    Args:
        lines: the first lines, the header first.
        usual: the delimiter that the name of the file implies.
        dialect: what quotes mean.
    """
    order = [usual, *DELIMITERS]
    scores = {}
    for delimiter in order:
        counts = list(islice(_cell_counts(lines, replace(dialect, delimiter=delimiter)), _SAMPLE_ROWS + 1))
        if not counts or counts[0] < 2:
            continue
        rows = counts[1:]
        scores[delimiter] = sum(count == counts[0] for count in rows) / len(rows) if rows else 1.0
    if not scores:
        return ONE_COLUMN
    return max(scores, key=lambda delimiter: (scores[delimiter], -order.index(delimiter)))


def _cell_counts(lines: list[str], dialect: Dialect) -> Iterator[int]:
    """Count the cells of rows. From a row with wrong quotes on, quotes are ordinary characters."""
    reader = dialect.rows(lines)
    before = 0
    try:
        for row in reader:
            before = reader.line_num
            if row:
                yield len(row)
    except csv.Error:
        yield from (line.count(dialect.delimiter) + 1 for line in lines[before:])
