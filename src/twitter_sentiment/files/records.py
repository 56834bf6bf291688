"""The records of a CSV file with their line numbers, also where its quotes are wrong."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from .dialects import CsvReader, Dialect
from .options import Quoting

MAX_CELL_LINES = 100
"""Most lines of one record in a file whose quotes are wrong somewhere: a stray quote must not swallow the rest."""

STRAY_QUOTE = "a quote that is not closed at the end of its cell"
LOOKS_LIKE_ROWS = "quotes around lines that look like rows of their own"

_MAX_CATEGORIES = 10
_WEIGHED_RECORDS = 100_000


class Record(NamedTuple):
    """One record.

    Attributes:
        line: number of its first line, from 1.
        cells: its cells.
        problem: what is wrong with its quotes; empty for most records.
        raw: its lines as they are in the file; empty where nothing was suspicious.
        lines: number of its lines.
    """

    line: int
    cells: list[str]
    problem: str = ""
    raw: str = ""
    lines: int = 1


@dataclass(frozen=True)
class Profile:
    """What a row of a file looks like: it tells rows that a stray quote swallowed from a text of several lines.

    Attributes:
        dialect: the dialect of the file.
        width: number of cells.
        patterns: the pattern of each column whose cells are all numbers or one of a few words; None for others.
    """

    dialect: Dialect
    width: int
    patterns: tuple[re.Pattern[str] | None, ...]

    @classmethod
    def of(cls, dialect: Dialect, width: int, sample: Sequence[Sequence[str]]) -> "Profile":
        """Learn from the rows of a sample that have as many cells as the header."""
        columns = list(zip(*(row for row in sample if len(row) == width), strict=True)) or [()] * width
        return cls(dialect, width, tuple(_pattern(column) for column in columns))

    def swallowed_rows(self, cells: Sequence[str], lines: int) -> bool:
        """Return whether a record of several lines would be one whole row a line, were its quotes characters."""
        delimiter = self.dialect.delimiter
        inner_delimiters = sum(cell.count(delimiter) for cell in cells)
        if self.width == 1 or inner_delimiters != (lines - 1) * (self.width - 1) or not any(self.patterns):
            return False
        rows = re.split(r"\r\n|\r|\n", delimiter.join(cells))
        return all(self._fits(row.split(delimiter)) for row in rows)

    def _fits(self, cells: Sequence[str]) -> bool:
        return len(cells) == self.width and all(
            pattern is None or pattern.fullmatch(cell.strip('"'))
            for pattern, cell in zip(self.patterns, cells, strict=True)
        )


def fast_records(reader: CsvReader, profile: Profile, line: int) -> Iterator[Record]:
    """Yield the records of a file whose quotes are right, at the speed of the csv module.

    Args:
        reader: reads the rows below the header.
        profile: what rows look like.
        line: number of lines before the first that the reader reads.

    Raises:
        csv.Error: the quotes are wrong.
    """
    before = 0
    for cells in reader:
        after = reader.line_num
        if after - before > 1 and profile.swallowed_rows(cells, after - before):
            yield Record(line + before + 1, cells, LOOKS_LIKE_ROWS)
        else:
            yield Record(line + before + 1, cells, lines=after - before)
        before = after


def careful_records(lines: Iterable[str], profile: Profile, line: int) -> Iterator[Record]:
    """Yield the records of a file with wrong quotes: a stray quote costs its own line and no other.

    Args:
        lines: the lines below the header.
        profile: what rows look like.
        line: number of lines before them.
    """
    dialect = profile.dialect
    rest = iter(lines)
    ahead: deque[str] = deque()
    while True:
        first = ahead.popleft() if ahead else next(rest, None)
        if first is None:
            return
        line += 1
        if '"' not in first or dialect.quoting is Quoting.NONE:
            yield Record(line, dialect.cells(first) if first.rstrip("\r\n") else [])
            continue
        block, cells = _quoted_record(first, ahead, rest, dialect)
        if cells is None:
            yield Record(line, dialect.cells(first), STRAY_QUOTE, first)
        elif len(block) > 1 and profile.swallowed_rows(cells, len(block)):
            yield Record(line, dialect.cells(first), LOOKS_LIKE_ROWS, first)
        else:
            for _ in block[1:]:
                ahead.popleft()
            yield Record(line, cells, raw="".join(block), lines=len(block))
            line += len(block) - 1


def _quoted_record(
    first: str, ahead: deque[str], rest: Iterator[str], dialect: Dialect
) -> tuple[list[str], list[str] | None]:
    """Read the record that starts with a line; its other lines stay in `ahead`.

    Returns:
        The lines and the cells of the record; None for cells if its quotes are wrong.
    """
    block = [first]
    for index in range(MAX_CELL_LINES):
        if '"' in block[-1]:
            try:
                rows = list(dialect.rows(block))
                return block, rows[0] if len(rows) == 1 else None
            except csv.Error as error:
                if "unexpected end" not in str(error):  # otherwise a quoted cell goes on in the next line
                    return block, None
        if index == len(ahead):
            following = next(rest, None)
            if following is None:
                break
            ahead.append(following)
        block.append(ahead[index])
    return block, None


def _pattern(cells: Sequence[str]) -> re.Pattern[str] | None:
    if not cells or not all(cells):
        return None
    if all(cell.isdecimal() for cell in cells):
        return re.compile(r"\d+")
    words = set(cells)
    if len(words) <= min(_MAX_CATEGORIES, len(cells) // 2):
        return re.compile("|".join(map(re.escape, words)))
    return None


@dataclass
class QuoteEvidence:
    """What the records of a file say about its quotes.

    Attributes:
        records: all records.
        bad: records with wrong quotes, or another number of cells than the header.
        problems: records with wrong quotes.
        needed: records with a quoted cell that holds a delimiter, a line end or a quote.
        quoted: records with a quoted cell.
    """

    records: int = 0
    bad: int = 0
    problems: int = 0
    needed: int = 0
    quoted: int = 0

    @property
    def systematic(self) -> bool:
        """Whether quotes are there to quote."""
        return self.needed >= max(1, self.problems) or 2 * self.quoted > self.records


def weigh_quotes(lines: Iterable[str], profile: Profile) -> QuoteEvidence:
    """Count what speaks for and against the quoting of a dialect, in the first records."""
    evidence = QuoteEvidence()
    for record in islice(careful_records(lines, profile, 0), _WEIGHED_RECORDS):
        if record.cells:
            evidence.records += 1
            evidence.problems += bool(record.problem)
            evidence.bad += bool(record.problem) or len(record.cells) != profile.width
            if not record.problem and _has_quoted_cell(record.raw, profile.dialect):
                evidence.quoted += 1
                evidence.needed += any(_needs_quotes(cell, profile.dialect) for cell in record.cells)
    return evidence


def _has_quoted_cell(line: str, dialect: Dialect) -> bool:
    return line.startswith('"') or dialect.delimiter + '"' in line


def _needs_quotes(cell: str, dialect: Dialect) -> bool:
    return dialect.delimiter in cell or '"' in cell or "\n" in cell
