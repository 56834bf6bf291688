"""JSON: one object a line, lists of objects, pages of the X API, and the tweets of an X archive."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, NamedTuple, TextIO

import pyarrow as pa

from ..errors import InputError
from .byte_source import ByteSource
from .chunks import chunks
from .columns import find_text_column
from .encodings import find_encoding
from .options import (
    MISSING_WORDS,
    BadRow,
    BadRowPolicy,
    BadRowReport,
    Note,
    ReadOptions,
    count_of,
    lines_in_words,
)
from .typed_values import ColumnTypes, to_batch
from .values import without_surrogates

_NOT_AN_OBJECT = "no JSON object"
_ASSIGNMENT = re.compile(r"\s*[\w.$]+\s*=\s*")
_SPACE = re.compile(r"[\s,]*")
_CHUNK = 1 << 20
_NESTED_LISTS = 20
"""Rows may be in lists of lists, of so many levels."""
_DECODER = json.JSONDecoder()

Row = dict[str, Any]


class _Value(NamedTuple):
    """A JSON value, with the number of its line, or of its place in a list; None for what is no JSON."""

    number: int
    value: Any
    raw: str


class JsonReader:
    """A JSON file that was read once from end to end.

    Attributes:
        columns: the keys of all objects, in the order of their first appearance.
        schema: types of the columns; lists and objects are JSON text.
        rows: number of objects.
        text_column: the column that holds the texts; None if that is not clear.
        notes: what must be said about the file.
        bad_rows: lines that are no objects.
        missing_words: texts that other programs write for a missing value, with their counts.
    """

    untyped = False

    def __init__(self, source: ByteSource, options: ReadOptions) -> None:
        """Read the whole file.

        Raises:
            InputError: the file is empty, holds no objects, lacks the text column, or has bad lines, which are refused.
        """
        self._source = source
        self._limits = options.limits
        self._encoding, self.notes = find_encoding(source, options.encoding)
        self.bad_rows = BadRowReport()
        self.rows = 0
        self._mended: list[int] = []
        types = ColumnTypes(source.name, options.limits)
        words: dict[str, Counter[str]] = defaultdict(Counter)
        for _, row in self._objects(self.bad_rows):
            types.add(row)
            self.rows += 1
            for column, value in row.items():
                if type(value) is str and value in MISSING_WORDS:
                    words[column][value] += 1
        self.schema = types.schema()
        self._check(options, bool(self.schema.names))
        self.columns: list[str] = self.schema.names
        self.text_column, note = find_text_column(source.name, self.columns, options.text_column)
        self.notes += [note] if note else []
        self.missing_words = words[self.text_column] if self.text_column else Counter[str]()

    def batches(self, size: int, start: int = 0) -> Iterator[pa.RecordBatch]:
        """Yield the rows from number `start` on, `size` at a time."""
        rows = (row for _, row in islice(self._objects(), start, None))
        for chunk in chunks(rows, size):
            yield to_batch(chunk, self.schema)

    def rejected(self) -> Iterator[BadRow]:
        """Yield the lines that are no objects."""
        for item in self._values():
            if _objects_in(item.value) is None:
                yield _bad_row(item)

    def _check(self, options: ReadOptions, has_columns: bool) -> None:
        report = self.bad_rows
        where = lines_in_words([row.line for row in report.rows], report.count)
        if report.count and (options.bad_rows is BadRowPolicy.REFUSE or not self.rows):
            raise InputError(
                f"{self._source.name} can't be read as JSON: {where} "
                f"{'is' if report.count == 1 else 'are'} not one JSON object.",
                "--bad-rows reject FILE leaves such lines out.",
            )
        if not self.rows or not has_columns:
            raise InputError(f"{self._source.name} is empty: it holds no JSON objects with content.")
        if report.count:
            self.notes.append(Note(f"{count_of(report.count, 'bad row')} left out ({where}): {_NOT_AN_OBJECT}."))
        if self._mended:
            self.notes.append(
                Note(
                    f"{count_of(len(self._mended), 'row')} had half a character (an unpaired surrogate), where U+FFFD "
                    f"stands now ({lines_in_words(self._mended, len(self._mended))})."
                )
            )

    def _objects(self, report: BadRowReport | None = None) -> Iterator[tuple[int, Row]]:
        """Yield the objects; the first reading reports what is none, and which had unpaired surrogates."""
        for item in self._values():
            rows = _objects_in(item.value)
            if rows is None:
                if report:
                    report.add(_bad_row(item))
                continue
            if report is not None:
                for row in rows:
                    self._limits.check_nesting(self._source.name, row)
            has_surrogates = "\\ud" in item.raw or "\\uD" in item.raw
            for row in rows:
                if has_surrogates:
                    clean = _without_surrogates(row)
                    if report is not None and clean != row:
                        self._mended.append(item.number)
                    row = clean
                yield item.number, row

    def _values(self) -> Iterator[_Value]:
        with self._encoding.reading(self._source) as text:
            lines = list(islice((line for line in text if line.strip()), 2))
        by_line = bool(lines) and lines[0].lstrip().startswith("{") and any(_parsed(line) is not None for line in lines)
        with self._encoding.reading(self._source) as text:
            yield from _lines(text) if by_line else _documents(text, self._source.name)


def _lines(text: TextIO) -> Iterator[_Value]:
    for number, line in enumerate(text, start=1):
        if line.strip():
            yield _Value(number, _parsed(line), line)


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _documents(text: TextIO, name: str) -> Iterator[_Value]:
    """Yield the elements of a list, or values one behind the other, whatever their lines; memory stays small.

    `window.YTD.tweets.part0 =` may stand in front, as in an X archive.
    """
    buffer = text.read(_CHUNK)
    assignment = _ASSIGNMENT.match(buffer)
    position = assignment.end() if assignment else 0
    position = _SPACE.match(buffer, position).end()  # type: ignore[union-attr]
    is_list = buffer.startswith("[", position)
    position += is_list
    number = 0
    while True:
        position = _SPACE.match(buffer, position).end()  # type: ignore[union-attr]
        if is_list and buffer.startswith("]", position):
            return
        try:
            value, end = _DECODER.raw_decode(buffer, position)
        except (ValueError, RecursionError) as error:
            more = text.read(max(_CHUNK, len(buffer) - position))  # twice as much each time: a long value stays linear
            if more:
                buffer = buffer[position:] + more
                position = 0
                continue
            if position == len(buffer) and not is_list:
                return
            raise InputError(f"{name} can't be read as JSON: {_reason(error, number)}.") from None
        number += 1
        yield _Value(number, value, buffer[position:end])
        position = end


def _reason(error: Exception, number: int) -> str:
    what = "it is nested too deeply" if isinstance(error, RecursionError) else str(error).partition(":")[0].lower()
    return f"{what}, behind {count_of(number, 'object')}"


def _objects_in(value: Any, lists: int = _NESTED_LISTS) -> list[Row] | None:
    """Return the objects of a value that are rows, as of a page of the X API; None for no object."""
    if isinstance(value, list):
        inner = [_objects_in(element, lists - 1) for element in value] if lists else [None]
        return None if None in inner else list(chain.from_iterable(rows for rows in inner if rows))
    if isinstance(value, str):
        return [{"text": value}]
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("tweet"), dict) and len(value) == 1:  # an X archive
        return [value["tweet"]]
    page = value.get("data")
    if isinstance(page, list) and all(isinstance(row, dict) for row in page):
        return page
    if "data" not in value and isinstance(value.get("meta"), dict) and "result_count" in value["meta"]:
        return []  # the last page of a search
    return [value]


def _bad_row(item: _Value) -> BadRow:
    return BadRow(item.number, _NOT_AN_OBJECT, (item.raw.strip(),))


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, dict):
        return {without_surrogates(key): _without_surrogates(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(inner) for inner in value]
    return value
