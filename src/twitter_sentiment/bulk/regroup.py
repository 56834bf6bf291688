"""Record batches of one size."""

from collections.abc import Iterable, Iterator

import pyarrow as pa


def regroup(batches: Iterable[pa.RecordBatch], size: int) -> Iterator[pa.RecordBatch]:
    """Join and cut record batches, so that each but the last has `size` rows.

    Where a file is cut must depend on the number of the row alone: readers also end a batch where a file or a row group
    ends, or where they were told to start.
    """
    parts: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        rest = batch
        while rest.num_rows:
            parts.append(rest.slice(0, size - rows))
            rows += parts[-1].num_rows
            rest = rest.slice(parts[-1].num_rows)
            if rows == size:
                yield pa.concat_batches(parts)
                parts = []
                rows = 0
    if parts:
        yield pa.concat_batches(parts)
