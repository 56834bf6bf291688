"""Rows of the output between their prediction and the writing of the output: Arrow streams, compressed."""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from ..files.writing import table_writer
from .regroup import regroup

GROUP_ROWS = 16_384
"""Rows that are written at a time, and rows of a row group of Parquet."""

_COMPRESSION = pa.ipc.IpcWriteOptions(compression="zstd")


def to_stream(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> pa.Buffer:
    """Make an Arrow stream of rows."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema, options=_COMPRESSION) as stream:
        for batch in batches:
            stream.write_batch(batch)
    return sink.getvalue()


def write_output(file: BinaryIO, output: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    """Write rows; the bytes depend on the rows alone, not on how they are grouped.

    Args:
        file: stream to write to, which stays open.
        output: the name of the file, whose ending tells format and compression.
        schema: names and types of the columns.
        batches: the rows.
    """
    with table_writer(file, output, schema) as writer:
        for batch in regroup(batches, GROUP_ROWS):
            writer.write(batch)
