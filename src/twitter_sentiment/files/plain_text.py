"""Plain text: each line is a text."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pyarrow as pa

from ..errors import InputError
from .byte_source import ByteSource
from .chunks import chunks
from .columns import find_text_column
from .encodings import find_encoding
from .options import MISSING_WORDS, BadRow, BadRowReport, ReadOptions

_SCHEMA = pa.schema([("text", pa.string())])


class PlainTextReader:
    """A text file with a text a line; an empty line is a row without text.

    Attributes:
        columns: `text` alone.
        schema: its type.
        rows: number of lines.
        text_column: `text`.
        notes: what must be said about the file.
        bad_rows: none.
        missing_words: texts that other programs write for a missing value, with their counts.
    """

    untyped = False

    def __init__(self, source: ByteSource, options: ReadOptions) -> None:
        """Read the whole file.

        Raises:
            InputError: it is empty, can't be read, or another text column is wanted.
        """
        self._source = source
        self._encoding, self.notes = find_encoding(source, options.encoding)
        self.columns = ["text"]
        self.schema = _SCHEMA
        self.text_column, _ = find_text_column(source.name, self.columns, options.text_column)
        self.bad_rows = BadRowReport()
        self.missing_words: Counter[str] = Counter()
        self.rows = 0
        for line in self._lines():
            self.rows += 1
            if line in MISSING_WORDS:
                self.missing_words[line] += 1
        if not self.rows:
            raise InputError(f"{source.name} is empty.")

    def batches(self, size: int, start: int = 0) -> Iterator[pa.RecordBatch]:
        """Yield the rows from number `start` on, `size` at a time."""
        for chunk in chunks(islice(self._lines(), start, None), size):
            yield pa.RecordBatch.from_arrays([pa.array(chunk, pa.string())], schema=_SCHEMA)

    def rejected(self) -> Iterator[BadRow]:
        """Yield nothing: every line is a text."""
        return iter(())

    def _lines(self) -> Iterator[str]:
        with self._encoding.reading(self._source) as text:
            for line in text:
                yield line.rstrip("\r\n")
