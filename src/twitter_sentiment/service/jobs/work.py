"""What is done for a job: read its file in a process of its own, then predict it with the bulk engine."""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from ...bulk.engine import Engine, LocalEngine, PredictedRows, Rows
from ...bulk.identity import RunIdentity
from ...bulk.options import BulkOptions
from ...bulk.predict_file import open_run
from ...bulk.summary import WITHOUT_TEXT
from ...bulk.workspace import has_other_run
from ...errors import BulkError, InputError
from ...files.atomic import DISK_FULL
from ...files.isolated import IsolatedReader, Task
from ...files.limits import ReadLimits
from ...files.options import ReadOptions
from ...files.stored_table import open_stored_table
from ...files.table import Table
from ...inference.loading import load_classifiers
from ...job_types import JobCounts
from ...settings import ServingSettings
from .record import CANCELLED, StoredJob

logger = logging.getLogger(__name__)

TABLE_FACTOR = 4
"""How many times as large as the largest upload its table may be, which is unpacked."""

READER_MEMORY_BYTES = 400_000_000
READER_PATIENCE = 100
"""How many times its processor time a file may take to be read: a busy service leaves little to its jobs."""

_MAX_ROWS = 50_000_000
_MAX_CELLS = 500_000_000
_MAX_SHEET_CELLS = 5_000_000
_REPORT_SECS = 1.0
_NO_ROOM = "The disk of the service is full: send the file again later."


class _Cancelled(Exception):  # noqa: N818 - it says that nothing is wrong
    pass


def work_on(job: StoredJob, settings: ServingSettings) -> None:
    """Work on a job until it has ended, going on where an earlier runner was; only for whoever holds its lock.

    Args:
        job: the job.
        settings: which model to use.

    Raises:
        ModelError: the model can't be loaded.
    """
    try:
        counts = _predict(job, _read(job, settings), settings)
        with job.result.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except _Cancelled:
        job.end("cancelled", CANCELLED)
    except BulkError:
        job.end("failed", _NO_ROOM)
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        job.end("failed", _NO_ROOM)
    except InputError as error:
        job.end("failed", str(error).replace(f"{job.work}/", ""))
    else:
        job.end("completed", counts=counts, result_sha256=digest)
    ended = StoredJob.read(job.folder)
    logger.info("Job %s has ended: %s.", job.log_name, ended.state.status if ended else "removed")


def _read(job: StoredJob, settings: ServingSettings) -> Table:
    """Read the upload, unless an earlier runner has."""
    path = job.work / "table.arrow"
    if not path.exists():
        if not job.upload.exists():  # a runner was killed while it ended the job
            raise InputError("The file is gone: send it again.")
        table_bytes = TABLE_FACTOR * settings.job_max_bytes
        limits = ReadLimits(rows=_MAX_ROWS, cells=_MAX_CELLS, sheet_cells=_MAX_SHEET_CELLS, unpacked_bytes=table_bytes)
        options = ReadOptions(text_column=job.request.options.text_column, limits=limits)
        partial = job.work / "table.partial"
        task = Task(job.upload, job.request.name, options, partial, table_bytes, require_rows=False)
        reader = IsolatedReader(
            job.work, memory_bytes=READER_MEMORY_BYTES, table_bytes=table_bytes, patience=READER_PATIENCE
        )
        reader.store(task, lambda: _require_wanted(job))
        partial.rename(path)
        job.upload.unlink()
    return open_stored_table(path, job.request.name)


def _predict(job: StoredJob, table: Table, settings: ServingSettings) -> JobCounts:
    """Predict the table, going on where an earlier runner was, and write the result."""
    table.require_text_column()
    if not job.state.counts.total:
        _report(job, JobCounts(total=table.rows))
    asked = job.request.options
    options = BulkOptions(neutral=job.request.neutral, scores=asked.scores, keep_columns=asked.keep_columns)
    classifier = load_classifiers(settings, processes=2)  # half of the cores: requests find the others idle
    engine = _WatchedEngine(LocalEngine(classifier, neutral=options.neutral))
    output = job.work / job.result.name
    restart = has_other_run(output, lambda: RunIdentity.of(table, classifier, options))
    with open_run(classifier, table, output, options, restart=restart, engine=engine) as run:
        reported_at = time.monotonic()

        def watch() -> None:
            nonlocal reported_at
            _require_wanted(job)
            if time.monotonic() - reported_at > _REPORT_SECS:
                _report(job, _counts(table.rows, run.progress.counts))
                reported_at = time.monotonic()

        engine.watch = watch
        summary = run.predict()
    output.rename(job.result)
    return _counts(table.rows, summary.counts)


class _WatchedEngine:
    """An engine whose run is watched: it calls `watch` between windows of rows, and what that raises ends the run."""

    def __init__(self, engine: Engine) -> None:
        self.watch: Callable[[], None] = lambda: None
        self._engine = engine

    def predict(self, windows: Iterable[Rows], advance: Callable[[int], object]) -> Iterator[PredictedRows]:
        """Predict rows, in their order."""
        for predicted in self._engine.predict(windows, advance):
            yield predicted
            self.watch()


def _counts(total: int, sentiments: Counter[str]) -> JobCounts:
    failed = sentiments[WITHOUT_TEXT]
    return JobCounts(total=total, completed=sentiments.total() - failed, failed=failed)


def _report(job: StoredJob, counts: JobCounts) -> None:
    current = StoredJob.read(job.folder) or job
    with suppress(InputError):  # the disk is full: the run itself ends for that, or not at all
        job.write_state(current.state.model_copy(update={"counts": counts}))


def _require_wanted(job: StoredJob) -> None:
    if job.cancel_requested:
        raise _Cancelled
