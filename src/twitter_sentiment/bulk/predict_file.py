"""A table in, the predictions of its rows out, once and to the end."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

import pyarrow as pa

from ..errors import InputError
from ..files.column_types import typed_batches
from ..files.table import Table
from ..files.urls import is_url
from ..files.writing import TableWriter, table_writer
from ..inference.routed import Classifier
from .engine import WINDOW_ROWS, Engine, LocalEngine, Rows
from .identity import RunIdentity
from .journal import Progress
from .options import STANDARD_OUTPUT, BulkOptions
from .output_table import OutputTable
from .regroup import regroup
from .summary import BulkSummary, count_sentiments
from .unique_ids import require_unique_ids
from .workspace import COMMIT_SECS, open_workspace


class RowSink(Protocol):
    """Takes the rows of the output, in their order.

    Attributes:
        progress: the rows that it has.
    """

    progress: Progress

    def append(self, batch: pa.RecordBatch, counts: Counter[str]) -> None:
        """Add rows, with how many of them have each predicted class."""

    def publish(self) -> None:
        """Complete the output."""


class BulkRun:
    """A run over one table, which may go on where an earlier one has stopped; `open_run` opens it."""

    def __init__(
        self,
        table: Table,
        output_table: OutputTable,
        engine: Engine,
        sink: RowSink,
        identity: RunIdentity | None,
        window_rows: int,
    ) -> None:
        self._table = table
        self._output_table = output_table
        self._engine = engine
        self._sink = sink
        self._files = identity.files if identity else ()
        self._window_rows = window_rows
        self.done_before = sink.progress.rows
        """Rows that an earlier run has predicted."""

    @property
    def progress(self) -> Progress:
        """The rows that are predicted by now."""
        return self._sink.progress

    def predict(self, advance: Callable[[int], object] = lambda _: None) -> BulkSummary:
        """Predict the rows that are left, and write the output.

        Args:
            advance: called with the number of rows that were done since the last call, from any thread.

        Raises:
            InputError: the input has changed, or the output can't be written.
            BulkError: the disk is full.
            KeyboardInterrupt: Ctrl-C; its message says how many rows are kept.
        """
        started = time.monotonic()
        try:
            for predicted in self._engine.predict(self._windows(), advance):
                for file in self._files:
                    file.require_unchanged()
                self._sink.append(self._output_table.batch(predicted), count_sentiments(predicted.predictions))
            if self._sink.progress.rows != self._table.rows:
                raise InputError(f"{self._table.name} has changed while it was read: run the command again.")
            self._sink.publish()
        except KeyboardInterrupt:
            done = self._sink.progress.rows if self._files else 0
            raise KeyboardInterrupt(what_is_kept(done, self._table.rows)) from None
        return BulkSummary(self._sink.progress.counts, self.done_before, time.monotonic() - started)

    def _windows(self) -> Iterator[Rows]:
        batches = typed_batches(self._table, self._output_table.input_schema, self._window_rows, self.done_before)
        for batch in regroup(batches, self._window_rows):
            yield Rows(batch, self._table.texts(batch))


def require_other_output(table: Table, output: str) -> None:
    """Check that the output is not the input.

    Raises:
        InputError: it is.
    """
    files = [Path(path) for path in table.paths if not is_url(path)]
    if output in table.paths or (Path(output).exists() and any(map(Path(output).samefile, files))):
        raise InputError(f"{output} is the input.", "Choose another --output-file.")


def what_is_kept(done: int, rows: int) -> str:
    """Say how much of a stopped run is kept.

    Args:
        done: rows that are done and can be continued.
        rows: rows of the table.
    """
    if not done:
        return "Nothing is kept: the same command begins again."
    return f"{done:,} of {rows:,} rows are kept: the same command goes on behind them."


@contextmanager
def open_run(
    classifier: Classifier,
    table: Table,
    output: Path,
    options: BulkOptions,
    *,
    restart: bool = False,
    engine: Engine | None = None,
    commit_secs: float = COMMIT_SECS,
    window_rows: int = WINDOW_ROWS,
) -> Iterator[BulkRun]:
    """Prepare a run: check the options, lock the output, and continue the unfinished run of this output.

    Args:
        classifier: the model.
        table: the input.
        output: file to write, whose ending tells the format; `-` is standard output.
        options: what to write.
        restart: drop what an unfinished run has done.
        engine: what predicts the rows; None is this machine.
        commit_secs: how often rows are committed, in seconds.
        window_rows: rows that the engine gets at a time; the last digits of a prediction may depend on it.

    Raises:
        InputError: an option can't be used, the output can't be written, or the unfinished run was begun with something
            else.
        BulkError: another process writes the same output, or the disk is full.
    """
    require_other_output(table, str(output))
    labels = classifier.decoder(options.neutral).labels
    engine = engine or LocalEngine(classifier, neutral=options.neutral, languages=options.language)
    output_table = OutputTable(table, output, labels, options)
    if str(output) == STANDARD_OUTPUT:
        with table_writer(sys.stdout.buffer, output, output_table.schema) as writer:
            yield BulkRun(table, output_table, engine, _StreamSink(sys.stdout.buffer, writer), None, window_rows)
        return
    identity = RunIdentity.of(table, classifier, options) if table.paths else None
    with open_workspace(output, output_table.schema, identity, restart=restart, commit_secs=commit_secs) as workspace:
        if output_table.id_column and not workspace.progress.rows:
            require_unique_ids(table, output_table.id_column)
        yield BulkRun(table, output_table, engine, workspace, identity, window_rows)


def predict_file(
    classifier: Classifier,
    table: Table,
    output: Path,
    options: BulkOptions | None = None,
    *,
    restart: bool = False,
    advance: Callable[[int], object] = lambda _: None,
) -> BulkSummary:
    """Write the predictions of a table, row by row in its order.

    A row without text keeps its place with an empty prediction. The arguments and errors are those of `open_run` and
    `BulkRun.predict`.
    """
    with open_run(classifier, table, output, options or BulkOptions(), restart=restart) as run:
        return run.predict(advance)


class _StreamSink:
    """Writes rows to a stream at once."""

    def __init__(self, stream: BinaryIO, writer: TableWriter) -> None:
        self.progress = Progress()
        self._stream = stream
        self._writer = writer

    def append(self, batch: pa.RecordBatch, counts: Counter[str]) -> None:
        self._writer.write(batch)
        self.progress = Progress(0, self.progress.counts + counts)

    def publish(self) -> None:
        self._stream.flush()
