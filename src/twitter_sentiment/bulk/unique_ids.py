"""Checking that the ids of a table differ, in constant memory."""

import sqlite3
from contextlib import closing

from ..errors import InputError
from ..files.table import BATCH_ROWS, Table
from ..files.values import cells_as_text


def require_unique_ids(table: Table, column: str) -> None:
    """Check that no cell of a column occurs twice.

    Raises:
        InputError: one does; the message names the first row that repeats an id.
    """
    rows = 0
    with closing(sqlite3.connect("")) as database:  # a temporary file: a set would grow with the table
        database.execute("CREATE TABLE ids (id TEXT PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID")
        for batch in table.batches(BATCH_ROWS):
            numbered = [(cell, row) for row, cell in enumerate(cells_as_text(batch.column(column)), start=rows + 1)]
            rows += len(numbered)
            database.executemany("INSERT OR IGNORE INTO ids VALUES (?, ?)", numbered)
            if database.total_changes < rows:
                raise _repeated_id(database, table.name, column, numbered)


def _repeated_id(database: sqlite3.Connection, name: str, column: str, numbered: list[tuple[str, int]]) -> InputError:
    for cell, row in numbered:
        (first,) = database.execute("SELECT row FROM ids WHERE id = ?", (cell,)).fetchone()
        if first != row:
            return InputError(
                f"{name} has the same {column!r} in its rows {first:,} and {row:,} ({cell!r}): ids must differ.",
                "Choose another column with --id-column.",
            )
    raise AssertionError("a repeat was counted")
