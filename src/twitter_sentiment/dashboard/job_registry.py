"""The files that are being predicted, or were, of all pages."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd
import pyarrow as pa

from ..errors import InputError
from ..files.columns import unique_names
from ..files.conventions import PREDICTION_COLUMNS, input_column_name
from ..files.options import count_of
from ..insight.file_columns import ColumnChoice
from ..service_types import ModelInfo
from .bulk_job import BulkJob
from .uploads import text_column

MAX_JOBS = 40
MAX_BYTES = 1_000_000_000
MAX_IDLE_SECS = 12 * 3600.0


class JobKey(NamedTuple):
    """What identifies a job: the history in the address of the page, and what the file is for."""

    history_id: str
    purpose: str


def _new_share_id() -> str:
    return secrets.token_urlsafe(16)


@dataclass(eq=False)
class BulkJobFile:
    """One file and its job.

    Attributes:
        name: name of the file.
        table: its rows, mapped from a file.
        text_column: the column whose texts the job predicts, in the order of the rows.
        job: the job.
        true_labels: the class of each row, where the model is to be measured.
        columns: where its dates and its groups are, for an analysis.
        model: the model that predicts it, whose calibration corrects the shares of an analysis; None if not known.
        share_id: names its analysis in an address; nobody can guess it.
        second: the file that it is compared with, which ends with it; None without one.
    """

    name: str
    table: pa.Table
    text_column: str
    job: BulkJob
    true_labels: list[str] = field(default_factory=list)
    columns: ColumnChoice = field(default_factory=ColumnChoice)
    model: ModelInfo | None = None
    share_id: str = field(default_factory=_new_share_id)
    second: "BulkJobFile | None" = None

    @property
    def files(self) -> "list[BulkJobFile]":
        """This file, and the one that it is compared with."""
        return [self] if self.second is None else [self, self.second]

    @property
    def nbytes(self) -> int:
        """What it takes of disk and memory, with the file that it is compared with."""
        table_bytes: int = sum(file.table.nbytes for file in self.files)
        return table_bytes + sum(file.job.predictions.nbytes for file in self.files)

    @property
    def running(self) -> bool:
        """Whether more predictions of any of its files will come."""
        return any(file.job.running for file in self.files)

    def cancel(self) -> None:
        """End its jobs."""
        for file in self.files:
            file.job.cancel()

    def results(self) -> pd.DataFrame:
        """Return a row for each text done so far: text, sentiment, confidence, and the other columns of the file."""
        sentiments = self.job.predictions.sentiments()
        confidences = self.job.predictions.confidences()[: len(sentiments)]
        rows = self.table.slice(0, len(sentiments))
        predicted = pd.DataFrame(
            {
                "text": text_column(rows, self.text_column).fill_null("").to_pandas(),
                "sentiment": sentiments,
                "confidence": confidences,
            },
            columns=list(PREDICTION_COLUMNS),
        )
        other_columns = rows.drop_columns(self.text_column)
        others = other_columns.to_pandas(date_as_object=False, integer_object_nulls=True)
        results: pd.DataFrame = pd.concat([predicted, others.rename(columns=input_column_name)], axis=1)
        return results.set_axis(unique_names(results.columns), axis=1)


class JobRegistry:
    """Holds the jobs of all pages. Each belongs to the address of a page, and so survives a reload of the page."""

    def __init__(
        self,
        max_jobs: int = MAX_JOBS,
        max_bytes: int = MAX_BYTES,
        max_idle_secs: float = MAX_IDLE_SECS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start without jobs.

        Args:
            max_jobs: most jobs at a time; of those that have ended, the one that was not looked at for longest is
                dropped for a new one.
            max_bytes: most disk and memory of all jobs, likewise.
            max_idle_secs: a job that has ended is dropped when it was not looked at for so long.
            clock: returns the time in seconds.
        """
        self._max_jobs = max_jobs
        self._max_bytes = max_bytes
        self._max_idle_secs = max_idle_secs
        self._clock = clock
        self._files: dict[JobKey, BulkJobFile] = {}
        self._used_at: dict[JobKey, float] = {}
        self._lock = threading.Lock()

    def get(self, key: JobKey) -> BulkJobFile | None:
        """Return the file of a key, or None. Jobs that nobody looks at any more are dropped."""
        with self._lock:
            self._drop_idle(key)
            if key in self._files:
                self._used_at[key] = self._clock()
            return self._files.get(key)

    def shared(self, share_id: str, purpose: str) -> BulkJobFile | None:
        """Return the file with this id and purpose, whose job has ended; None if there is none any more."""
        with self._lock:
            self._drop_idle()
            for key, file in self._files.items():
                if key.purpose == purpose and file.share_id == share_id and not file.job.running:
                    self._used_at[key] = self._clock()
                    return file
        return None

    def start(self, key: JobKey, file: BulkJobFile) -> None:
        """Start the job of a file, unless the key has one already.

        Raises:
            InputError: the running jobs leave no room.
        """
        with self._lock:
            if key in self._files:
                return
            self._make_room(file)
            self._files[key] = file
            self._used_at[key] = self._clock()
            file.job.start()

    def start_second(self, key: JobKey, file: BulkJobFile) -> None:
        """Start the job of a file to compare with that of a key, unless it has one already.

        Raises:
            InputError: the first file is gone, or there is no room beside it.
        """
        with self._lock:
            first = self._files.get(key)
            if first is None:
                raise InputError("The first file was replaced or dropped: upload it again.")
            if first.second is not None:
                return
            self._make_room(file, beside=key)
            first.second = file
            self._used_at[key] = self._clock()
            file.job.start()

    def remove_second(self, key: JobKey) -> None:
        """Cancel the job of the file that is compared with that of a key, if there is one, and drop it."""
        with self._lock:
            first = self._files.get(key)
            second = first.second if first else None
            if first:
                first.second = None
        if second:
            second.cancel()

    def remove(self, key: JobKey) -> None:
        """Cancel the job of a key, if there is one, and drop it."""
        with self._lock:
            file = self._drop(key)
        if file:
            file.cancel()

    def close(self) -> None:
        """Cancel and drop all jobs."""
        for key in list(self._files):
            self.remove(key)

    def _drop_idle(self, wanted: JobKey | None = None) -> None:
        """Drop the jobs that have ended and that nobody looks at any more, but the wanted one."""
        now = self._clock()
        for key in self._ended():
            if key != wanted and now - self._used_at[key] > self._max_idle_secs:
                self._drop(key)

    def _make_room(self, file: BulkJobFile, beside: JobKey | None = None) -> None:
        """Drop jobs that have ended until there is room for one more.

        Args:
            file: the file of that job.
            beside: a job to keep.

        Raises:
            InputError: there is no room without those that run.
        """
        while self._files and not self._has_room(file):
            ended = [key for key in self._ended() if key != beside]
            if ended:
                self._drop(ended[0])
                continue
            running = sum(other.job.running for other in self._all_files())
            if not running:
                raise InputError(
                    "Both files together are too large for this page: compare them with "
                    "`twitter-sentiment analyze FILE --compare OTHER`."
                )
            raise InputError(f"{count_of(running, 'file')} must be predicted first: try again in a few minutes.")

    def _has_room(self, file: BulkJobFile) -> bool:
        used = sum(other.nbytes for other in self._files.values())
        return len(self._all_files()) < self._max_jobs and used + file.nbytes <= self._max_bytes

    def _all_files(self) -> list[BulkJobFile]:
        return [file for first in self._files.values() for file in first.files]

    def _ended(self) -> list[JobKey]:
        """Return the jobs that have ended, first the one that was not looked at for longest."""
        ended = [key for key, file in self._files.items() if not file.running]
        return sorted(ended, key=self._used_at.__getitem__)

    def _drop(self, key: JobKey) -> BulkJobFile | None:
        self._used_at.pop(key, None)
        return self._files.pop(key, None)
