"""CSV and TSV: every cell as it is written, batch by batch."""

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

import pyarrow as pa

from .byte_source import ByteSource
from .columns import find_text_column, longest_column
from .csv_head import read_head
from .dialects import Dialect
from .encodings import find_encoding
from .options import (
    MISSING_WORDS,
    BadRow,
    BadRowPolicy,
    BadRowReport,
    Note,
    Quoting,
    ReadOptions,
    TableFormat,
    count_of,
    lines_in_words,
)
from .records import LOOKS_LIKE_ROWS, Profile, QuoteEvidence, Record, careful_records, fast_records, weigh_quotes
from .row_policy import RowPolicy, refusal

_ROWS_AT_ONCE = 256


class DelimitedReader:
    """A CSV or TSV file that was read once from end to end, so that its rows, and the bad ones, are known.

    Attributes:
        columns: names of the columns, each once.
        schema: every column is text.
        rows: number of rows.
        text_column: the column that holds the texts; None if that is not clear.
        notes: what must be said about the file.
        bad_rows: the bad rows.
        missing_words: texts that other programs write for a missing value, with their counts.
    """

    untyped = True

    def __init__(self, source: ByteSource, options: ReadOptions, kind: TableFormat) -> None:
        """Find encoding, dialect and columns, and read the whole file.

        Raises:
            InputError: the file is empty or can't be read, lacks the text column, or has bad rows, which are refused.
        """
        self._source = source
        self._options = options
        self._encoding, self.notes = find_encoding(source, options.encoding)
        with self._encoding.reading(source) as text:
            head = read_head(source.name, text, options, kind)
        self.notes += head.notes
        self.columns = head.columns
        self.schema = pa.schema([(name, pa.string()) for name in self.columns])
        self.text_column, note = find_text_column(source.name, self.columns, options.text_column)
        self.notes += [note] if note else []
        self._text_index = self.columns.index(self.text_column or _longest(head.columns, head.sample))
        self._first_line = head.first_line
        self._profile = Profile.of(head.dialect, len(self.columns), head.sample)
        self.bad_rows = BadRowReport()
        self.missing_words: Counter[str] = Counter()
        self.rows = 0
        self._careful = False
        self._regular = self._count_regular_rows()
        if not self._regular:
            self._read_irregular()
        self._describe_rows()

    @property
    def dialect(self) -> Dialect:
        """The dialect of the file."""
        return self._profile.dialect

    def batches(self, size: int, start: int = 0) -> Iterator[pa.RecordBatch]:
        """Yield the rows from number `start` on, `size` at a time."""
        with self._lines() as lines:
            rows = self.dialect.rows(lines) if self._regular else self._policy().rows(self._records(lines))
            rows = islice(rows, start, None)
            while columns := _next_columns(rows, size):
                arrays = [pa.array(cells, pa.string()) for cells in columns]
                yield pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def rejected(self) -> Iterator[BadRow]:
        """Yield the rows that `batches` leaves out."""
        rejected: list[BadRow] = []
        policy = self._policy()
        policy.reject = rejected.append
        with self._lines() as lines:
            for _ in policy.rows(self._records(lines)):
                yield from rejected
                rejected.clear()
        yield from rejected

    def _count_regular_rows(self) -> bool:
        """Count the rows; return whether all have the cells of the header and good quotes, as in most files."""
        width = len(self.columns)
        text = self._text_index
        report = BadRowReport()
        words: Counter[str] = Counter()
        rows = 0
        before = 0
        with self._lines() as lines:
            reader = self.dialect.rows(lines)
            try:
                for row in reader:
                    if len(row) != width:
                        return False
                    rows += 1
                    if row[text] in MISSING_WORDS:
                        words[row[text]] += 1
                    after = reader.line_num
                    if after - before > 1:
                        if self._profile.swallowed_rows(row, after - before):
                            return False
                        report.add_long(self._first_line + before + 1)
                    before = after
            except csv.Error:
                return False
        self.rows = rows
        self.missing_words = words
        self.bad_rows = report
        return True

    def _read_irregular(self) -> None:
        """Read a file with empty lines or bad rows."""
        try:
            suspicious = self._apply_policy()
        except csv.Error:
            suspicious = True
        if suspicious:
            self._choose_quoting()
            self._careful = True
            self._apply_policy()
        if self.bad_rows.count and self._options.bad_rows is BadRowPolicy.REFUSE:
            raise refusal(self._source.name, self.bad_rows)

    def _apply_policy(self) -> bool:
        """Read all rows; return whether quotes seem to have swallowed rows.

        Raises:
            csv.Error: the quotes are wrong.
        """
        policy = self._policy()
        words: Counter[str] = Counter()
        rows = 0
        with self._lines() as lines:
            for row in policy.rows(self._records(lines)):
                rows += 1
                if row[self._text_index] in MISSING_WORDS:
                    words[row[self._text_index]] += 1
        self.rows = rows
        self.missing_words = words
        self.bad_rows = policy.report
        return any(row.reason == LOOKS_LIKE_ROWS for row in self.bad_rows.rows)

    def _choose_quoting(self) -> None:
        """Decide what quotes mean in a file in which the usual meaning is wrong somewhere."""
        if self._options.quoting or self._options.escapechar:
            return
        usual = self._weigh(Quoting.STANDARD)
        escaped = self._weigh(Quoting.BACKSLASH)
        if escaped.bad < usual.bad and escaped.needed:
            self._use(Quoting.BACKSLASH)
            self.notes.append(Note("Quotes in quoted cells have a backslash in front of them."))
        elif not usual.systematic and self._weigh(Quoting.NONE).bad <= usual.bad:
            self._use(Quoting.NONE)
            self.notes.append(
                Note("Quotes are ordinary characters of the texts.", "--quoting standard reads them as marks of cells.")
            )

    def _weigh(self, quoting: Quoting) -> QuoteEvidence:
        with self._lines() as lines:
            return weigh_quotes(lines, replace(self._profile, dialect=replace(self.dialect, quoting=quoting)))

    def _use(self, quoting: Quoting) -> None:
        self._profile = replace(self._profile, dialect=replace(self.dialect, quoting=quoting))

    def _describe_rows(self) -> None:
        report = self.bad_rows
        if report.padded_count:
            where = lines_in_words(report.padded, report.padded_count)
            self.notes.append(
                Note(f"{count_of(report.padded_count, 'row')} had too few cells and got empty ones ({where}).")
            )
        if report.count:
            where = lines_in_words([row.line for row in report.rows], report.count)
            repaired = self._options.bad_rows is BadRowPolicy.REPAIR
            done = f"{count_of(report.count, 'bad row')} {'repaired' if repaired else 'left out'} ({where})"
            advice = " Their cells are what was likely meant: check them, or correct the file." if repaired else ""
            self.notes.append(Note(f"{done}: {report.rows[0].reason}.{advice}"))
        if report.long_count:
            where = lines_in_words(report.long, report.long_count)
            self.notes.append(Note(f"{count_of(report.long_count, 'row')} of several lines, in quotes ({where})."))

    @contextmanager
    def _lines(self) -> Iterator[Iterator[str]]:
        """Open the lines below the header."""
        with self._encoding.reading(self._source) as text:
            yield islice(text, self._first_line, None)

    def _records(self, lines: Iterator[str]) -> Iterator[Record]:
        if self._careful:
            return careful_records(lines, self._profile, self._first_line)
        return fast_records(self.dialect.rows(lines), self._profile, self._first_line)

    def _policy(self) -> RowPolicy:
        return RowPolicy(
            width=len(self.columns),
            text=self._text_index,
            delimiter=self.dialect.delimiter,
            policy=self._options.bad_rows,
            one_column=self.dialect.one_column,
        )


def _longest(columns: list[str], sample: list[list[str]]) -> str:
    """Return the column with the longest cells, for a table in which no name says where the texts are."""
    lengths = {name: sum(len(row[index]) for row in sample if index < len(row)) for index, name in enumerate(columns)}
    return longest_column(columns, lengths.__getitem__)


def _next_columns(rows: Iterator[list[str]], size: int) -> list[list[str]]:
    """Take the next rows as columns, few at a time, since the garbage collector visits each list that is kept."""
    columns: list[list[str]] = []
    for first in range(0, size, _ROWS_AT_ONCE):
        chunk = list(islice(rows, min(_ROWS_AT_ONCE, size - first)))
        if not chunk:
            break
        parts = zip(*chunk, strict=True)
        if columns:
            for column, cells in zip(columns, parts, strict=True):
                column.extend(cells)
        else:
            columns = [list(cells) for cells in parts]
    return columns
