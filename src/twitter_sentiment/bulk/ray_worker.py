"""What a Ray worker does: predict blocks of rows with a model of its own. It needs no Ray itself."""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pyarrow as pa

from ..files.column_types import typed_batches
from ..files.table import Table
from ..inference.loading import ModelChoice, load_models
from .engine import WINDOW_ROWS, LocalEngine, Rows
from .identity import RunIdentity
from .output_table import OutputTable
from .regroup import regroup
from .row_stream import to_stream

BLOCK_COLUMN = "id"
ROWS_COLUMN = "rows"


@dataclass(frozen=True)
class BlockJob:
    """All that a worker must know.

    Attributes:
        table: the input, which every worker reads by itself.
        output_table: makes the rows of the output.
        models: the model folders.
        max_len: most tokens of a text.
        batch_size: most texts of a batch of the model.
        neutral: choose from three classes instead of two.
        language: look at the language of each text.
        identity: what the run was begun with.
        block_rows: rows of a block, a multiple of `WINDOW_ROWS`: so the windows, and with them the predictions, are
            those of the local engine.
    """

    table: Table
    output_table: OutputTable
    models: ModelChoice
    max_len: int
    batch_size: int
    neutral: bool
    language: bool
    identity: RunIdentity
    block_rows: int

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return -(-self.table.rows // self.block_rows)


class BlockWorker:
    """Predicts blocks of the rows of a table; Ray creates one in each of its worker processes.

    It keeps its place in the table, since the number of its next block is most often higher than that of the last one.
    """

    def __init__(self, job: bytes) -> None:
        """Load the model.

        Args:
            job: a pickled `BlockJob`.

        Raises:
            ModelError: there is no such model on this machine.
            InputError: it is another model, or of another version.
        """
        self._job: BlockJob = pickle.loads(job)  # noqa: S301 - made by the program that started this worker
        # One thread: there is a worker for each core.
        self._classifier = load_models(
            self._job.models, max_len=self._job.max_len, batch_size=self._job.batch_size, threads=1
        )
        self._job.identity.require_same_program(self._classifier)
        self._engine = LocalEngine(self._classifier, neutral=self._job.neutral, languages=self._job.language)
        self._windows: Iterator[Rows] = iter(())
        self._next_block = self._job.blocks

    def __call__(self, batch: pa.Table) -> pa.Table:
        """Predict the block that the only row of a batch names; return it with its rows of the output as one cell."""
        (block,) = batch[BLOCK_COLUMN].to_pylist()
        predicted = self._engine.predict(self._windows_of(block), lambda _: None)
        output_table = self._job.output_table
        stream = to_stream(map(output_table.batch, predicted), output_table.schema)
        for file in self._job.identity.files:
            file.require_unchanged()
        return batch.append_column(ROWS_COLUMN, pa.array([stream.to_pybytes()], pa.large_binary()))

    def _windows_of(self, block: int) -> Iterator[Rows]:
        windows_per_block = self._job.block_rows // WINDOW_ROWS
        if block < self._next_block:
            self._windows = self._read_windows(block * self._job.block_rows)
        else:
            for _ in islice(self._windows, (block - self._next_block) * windows_per_block):
                pass
        self._next_block = block + 1
        return islice(self._windows, windows_per_block)

    def _read_windows(self, start: int) -> Iterator[Rows]:
        table = self._job.table
        batches = typed_batches(table, self._job.output_table.input_schema, WINDOW_ROWS, start)
        for batch in regroup(batches, WINDOW_ROWS):
            yield Rows(batch, table.texts(batch))
