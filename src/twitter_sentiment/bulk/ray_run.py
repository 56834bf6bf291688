"""A table in, the predictions of its rows out, on the workers of a Ray cluster: the same output as on this machine."""

import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Event, Thread

from ..errors import InputError
from ..files.table import Table
from ..inference.loading import ModelChoice
from ..inference.routed import Classifier, RoutedClassifier
from .engine import WINDOW_ROWS
from .identity import RunIdentity
from .options import STANDARD_OUTPUT, BulkOptions
from .output_table import OutputTable
from .parts import Parts
from .predict_file import require_other_output, what_is_kept
from .ray_worker import BlockJob
from .summary import BulkSummary
from .unique_ids import require_unique_ids
from .workspace import as_sentences, locked

BLOCK_ROWS = 8 * WINDOW_ROWS
"""Rows that a worker predicts at a time, and that are lost when it dies: about ten seconds of work of one core."""

BlockPredictor = Callable[[bytes, int, Parts], object]
"""Predicts all blocks that are not done; takes the pickled job, the number of blocks, and where to write them."""

_POLL_SECS = 1.0


class RayRun:
    """A run over one table, which may go on where an earlier one has stopped; `open_ray_run` opens it."""

    def __init__(self, job: BlockJob, parts: Parts, predict_blocks: BlockPredictor) -> None:
        # Pickled here, so that what can't be sent is refused before Ray starts.
        self._payload = pickle.dumps(job)
        self._job = job
        self._parts = parts
        self._predict_blocks = predict_blocks
        self.done_before = self._done_rows()
        """Rows that an earlier run has predicted."""

    def predict(self, advance: Callable[[int], object] = lambda _: None) -> BulkSummary:
        """Predict the rows that are left, and write the output.

        Args:
            advance: called about once a second with the number of rows that were done since the last call.

        Raises:
            InputError: the input has changed, or the output can't be written.
            BulkError: Ray has failed, or not all machines see the folder beside the output.
            KeyboardInterrupt: Ctrl-C; its message says how many rows are kept.
        """
        started = time.monotonic()
        blocks = self._job.blocks
        try:
            if self._parts.done_blocks() < blocks:
                with self._watched(advance):
                    self._predict_blocks(self._payload, blocks, self._parts)
            counts = self._parts.publish(self._job.output_table.schema, blocks)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(what_is_kept(self._done_rows(), self._job.table.rows)) from None
        return BulkSummary(counts, self.done_before, time.monotonic() - started)

    def _done_rows(self) -> int:
        return min(self._parts.done_blocks() * self._job.block_rows, self._job.table.rows)

    @contextmanager
    def _watched(self, advance: Callable[[int], object]) -> Iterator[None]:
        """Report progress from a thread: Ray tells nothing until all is done."""
        stopped = Event()

        def watch() -> None:
            reported = self.done_before
            while not stopped.wait(_POLL_SECS):
                done = self._done_rows()
                advance(done - reported)
                reported = done

        thread = Thread(target=watch, name="ray-progress", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stopped.set()
            thread.join()


@contextmanager
def open_ray_run(
    classifier: Classifier,
    table: Table,
    output: str,
    options: BulkOptions,
    predict_blocks: BlockPredictor,
    *,
    restart: bool = False,
    block_rows: int = BLOCK_ROWS,
) -> Iterator[RayRun]:
    """Prepare a run: check the options, and continue the unfinished run of this output.

    Args:
        classifier: the model; workers load it from the same path, or by its name if it came with the package.
        table: the input, which every worker reads by itself.
        output: path or URL of the file to write, whose ending tells the format.
        options: what to write.
        predict_blocks: `ray_data.predict_blocks` with the address of a cluster.
        restart: drop what an unfinished run has done.
        block_rows: rows that a worker predicts at a time, a multiple of `WINDOW_ROWS`.

    Raises:
        InputError: an option can't be used, the output can't be written, or the unfinished run was begun with something
            else.
        BulkError: another process of this machine writes the same output, or the disk is full.
    """
    if not table.paths or output == STANDARD_OUTPUT:
        name = "standard output" if table.paths else table.name
        raise InputError(f"The workers of Ray can't use {name}: name a file that all machines of the cluster see.")
    require_other_output(table, output)
    parts = Parts(output)
    output_table = OutputTable(table, Path(parts.output), classifier.decoder(options.neutral).labels, options)
    job = BlockJob(
        table=table,
        output_table=output_table,
        models=ModelChoice(
            classifier.folder.path.resolve(),
            classifier.multilingual_path.resolve() if isinstance(classifier, RoutedClassifier) else None,
        ),
        max_len=classifier.max_len,
        batch_size=classifier.batch_size,
        neutral=options.neutral,
        language=options.language,
        identity=RunIdentity.of(table, classifier, options),
        block_rows=block_rows,
    )
    lock = locked(Path(parts.folder), Path(parts.output)) if parts.is_local else nullcontext()
    with as_sentences(output, "it goes on where it stopped"), lock:
        parts.begin(job.identity, block_rows, restart=restart)
        try:
            run = RayRun(job, parts, predict_blocks)
            if output_table.id_column and not run.done_before:
                require_unique_ids(table, output_table.id_column)
            yield run
        except BaseException:
            if not parts.done_blocks():
                parts.remove()
            raise
