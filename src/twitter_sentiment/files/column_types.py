"""Numbers and dates in CSV: a column is typed only if each of its cells is the same text again afterwards."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from .table import BATCH_ROWS, Table
from .values import cells_as_text

_CANDIDATES = (pa.int64(), pa.float64(), pa.date32(), pa.timestamp("s"))


def typed_schema(table: Table) -> pa.Schema:
    """Find the types of the columns of a CSV file by reading it once more; another format has types already.

    `00123` and `1.10` are text, since as numbers they would be written as 123 and 1.1. An empty cell is a missing
    value. The column of texts stays text.
    """
    if not table.untyped:
        return table.schema
    candidates = {name: list(_CANDIDATES) for name in table.columns if name != table.text_column}
    filled = dict.fromkeys(candidates, False)
    for batch in table.batches(BATCH_ROWS):
        for name, kinds in candidates.items():
            cells = _present(batch.column(name))
            if cells.null_count < len(cells):
                filled[name] = True
                kinds[:] = [kind for kind in kinds if _survives(cells, kind)]
    types = {name: kinds[0] for name, kinds in candidates.items() if kinds and filled[name]}
    return pa.schema([(name, types.get(name, pa.string())) for name in table.columns])


def typed_batches(table: Table, schema: pa.Schema, size: int = BATCH_ROWS, start: int = 0) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a table with the types of `typed_schema`."""
    for batch in table.batches(size, start):
        columns = [
            column if column.type == field.type else pc.cast(_present(column), field.type)
            for column, field in zip(batch.columns, schema, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _present(cells: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(cells, ""), None, cells)


def _survives(cells: pa.Array, kind: pa.DataType) -> bool:
    try:
        converted = pc.cast(cells, kind)
    except pa.ArrowInvalid:
        return False
    if pa.types.is_floating(kind) and not pc.all(pc.is_finite(converted)).as_py():
        return False
    return cells_as_text(converted) == cells_as_text(cells)
