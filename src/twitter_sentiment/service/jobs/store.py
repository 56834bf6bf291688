"""Jobs on the disk: a folder each, and no database, so that every process of the service sees the same.

data/jobs/runner.lock                   held by the process of the service that has the runner
data/jobs/admission.lock                held while a job is admitted
data/jobs/.staging                      uploads on their way, and what is being removed
data/jobs/open                          the jobs of all clients where no keys are set
data/jobs/3f2a9c01                      the jobs of a client with a key
data/jobs/3f2a9c01/ID/options.json      what was asked for
data/jobs/3f2a9c01/ID/state.json        how far it has come
data/jobs/3f2a9c01/ID/lock              held by whoever changes the job
data/jobs/3f2a9c01/ID/cancel            exists if the runner has to cancel it
data/jobs/3f2a9c01/ID/work              the upload, its table and the predicted rows; removed at the end
data/jobs/3f2a9c01/ID/result.csv        the predictions; the ending tells the format
"""

import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from ...api_types import Job, JobCounts, JobOptions, JobStatus
from ...bulk.file_lock import FileLock
from ...files.atomic import atomic_file

OPEN_CLIENT = "open"
"""Owner of all jobs where no keys are set; the name of a key has digits and the letters a to f."""

CANCELLED = "The job was cancelled."

EndStatus = Literal["completed", "failed", "cancelled"]

_STAGING = ".staging"
_STALE_SECS = 600.0
"""Age after which nobody works on what was left in the staging folder: no upload pauses for so long."""

_LOCK_POLL_SECS = 0.02
_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


class JobRequest(BaseModel):
    """What was asked for; it never changes.

    Attributes:
        name: name of the file.
        size: its size in bytes.
        sha256: its hash.
        options: what to do.
        neutral: whether to choose from three classes, as it was decided when the job was admitted.
        created_at: when that was.
    """

    name: str
    size: int
    sha256: str
    options: JobOptions
    neutral: bool
    created_at: datetime


class JobState(BaseModel):
    """How far a job has come.

    Attributes:
        status: as clients see it.
        counts: rows of the file.
        error: why there is no result.
        ended_at: when it has ended.
        result_sha256: hash of the result.
        attempts: times that a runner began without getting further than one before it.
        furthest: how far one has got, in rows and steps.
    """

    status: JobStatus = "queued"
    counts: JobCounts = JobCounts()
    error: str | None = None
    ended_at: datetime | None = None
    result_sha256: str | None = None
    attempts: int = 0
    furthest: int = 0

    @property
    def ended(self) -> bool:
        """Whether the job will not change any more."""
        return self.status not in ("queued", "in_progress")


@dataclass(frozen=True)
class StoredJob:
    """The folder of a job.

    Attributes:
        folder: where it is; its name is the id.
        request: what was asked for.
        state: how far it had come when it was read.
    """

    folder: Path
    request: JobRequest
    state: JobState

    @classmethod
    def read(cls, folder: Path) -> "StoredJob | None":
        """Read the folder of a job; None if there is none, or not a complete one."""
        try:
            request = JobRequest.model_validate_json((folder / "options.json").read_bytes())
            return cls(folder, request, JobState.model_validate_json((folder / "state.json").read_bytes()))
        except (OSError, ValidationError):
            return None

    @property
    def id(self) -> str:
        """The id that clients use."""
        return self.folder.name

    @property
    def log_name(self) -> str:
        """A name for the log; where no keys are set, whoever knows the id may read the job."""
        return self.id[:6]

    @property
    def work(self) -> Path:
        """The folder of what is needed until the end."""
        return self.folder / "work"

    @property
    def upload(self) -> Path:
        """The file as it was sent."""
        return self.work / "upload"

    @property
    def result(self) -> Path:
        """The file of predictions."""
        return self.folder / f"result.{self.request.options.format}"

    @property
    def cancel_requested(self) -> bool:
        """Whether the runner has to cancel it."""
        return (self.folder / "cancel").exists()

    def locked(self) -> "FileLock":
        """Lock the job.

        Raises:
            BlockingIOError: somebody else has.
        """
        return FileLock(self.folder / "lock")

    def write_state(self, state: JobState) -> None:
        """Replace the state; only for whoever holds the lock.

        Raises:
            InputError: it can't be written.
        """
        with atomic_file(self.folder / "state.json") as file:
            file.write(state.model_dump_json() + "\n")

    def end(self, status: EndStatus, error: str | None = None, **known: object) -> None:
        """Record the end, and remove what is not needed any more; only for whoever holds the lock.

        Args:
            status: how it has ended.
            error: why there is no result.
            known: what else is known by now, as in `JobState`.
        """
        state = (StoredJob.read(self.folder) or self).state
        self.write_state(
            state.model_copy(update={"status": status, "error": error, "ended_at": datetime.now(UTC), **known})
        )
        if status == "completed" and self.cancel_requested:  # meanwhile: whoever asked for it does not look again
            self.end("cancelled", CANCELLED)
        else:
            self.clean()

    def clean(self) -> None:
        """Remove what a job that has ended does not need."""
        shutil.rmtree(self.work, ignore_errors=True)
        current = StoredJob.read(self.folder)
        if current and current.state.status != "completed":
            self.result.unlink(missing_ok=True)

    def view(self, retention: timedelta) -> Job:
        """Describe the job for clients.

        Args:
            retention: how long it is kept after its end.
        """
        state = self.state
        canceled = not state.ended and self.cancel_requested
        return Job(
            id=self.id,
            status="cancelled" if canceled else state.status,
            counts=state.counts,
            created_at=self.request.created_at,
            expires_at=state.ended_at + retention if state.ended_at else None,
            error=CANCELLED if canceled else state.error,
        )


class JobStore:
    """The jobs of a service; all of its processes have one.

    Attributes:
        folder: where they are.
        retention: how long a job is kept after its end.
    """

    def __init__(self, folder: Path, retention: timedelta) -> None:
        self.folder = folder.absolute()
        self.retention = retention

    def stage(self) -> Path:
        """Make a folder for a job that is on its way, to remove if the job is not added.

        Raises:
            OSError: it can't be made.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = self.folder / _STAGING / secrets.token_urlsafe(12)
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700)
        (folder / "work").mkdir(mode=0o700)
        return folder

    def add(self, staged: Path, client: str, request: JobRequest, key: str | None) -> StoredJob:
        """Add a job.

        Args:
            staged: its folder of `stage`, which holds the upload; it is moved.
            client: whose job it is.
            request: what is asked for.
            key: hash of the Idempotency-Key.
        """
        folder = self.folder / client
        folder.mkdir(mode=0o700, exist_ok=True)
        for name, record in (("options", request), ("state", JobState())):
            (staged / f"{name}.json").write_text(record.model_dump_json() + "\n", encoding="utf-8")
        if key:
            (staged / _key_name(key)).touch()
        job = StoredJob(folder / secrets.token_urlsafe(24), request, JobState())
        staged.rename(job.folder)
        return job

    def find(self, client: str, job_id: str) -> StoredJob | None:
        """Find a job of a client; None if it has no such job."""
        return StoredJob.read(self.folder / client / job_id) if _ID.fullmatch(job_id) else None

    def find_by_key(self, client: str, key: str) -> StoredJob | None:
        """Find the job of a client that was sent with an Idempotency-Key, by the hash of it."""
        folders = (folder for folder in self.folders(client) if (folder / _key_name(key)).exists())
        return next(filter(None, map(StoredJob.read, folders)), None)

    def list(self, client: str) -> list[StoredJob]:
        """List the jobs of a client, the newest first."""
        jobs = filter(None, map(StoredJob.read, self.folders(client)))
        return sorted(jobs, key=lambda job: job.request.created_at, reverse=True)

    def folders(self, client: str = "*") -> Iterator[Path]:
        """Yield the folders of the jobs of a client, or of all clients."""
        for folder in self.folder.glob(f"{client}/*"):
            if folder.parent.name != _STAGING:
                yield folder

    def unfinished(self, client: str = "*") -> Iterator[Path]:
        """Yield the folders of the jobs of a client, or of all, that have not ended, as far as can be told quickly."""
        return (folder for folder in self.folders(client) if (folder / "work").exists())

    def remove(self, job: StoredJob) -> None:
        """Remove a job that has ended, with its result; cancel one that has not, whose state is kept until it expires.

        The runner cancels what it works on, within seconds; until then the state says so already.
        """
        while True:
            try:
                lock = job.locked()
            except BlockingIOError:
                with suppress(FileNotFoundError):
                    (job.folder / "cancel").touch()
                current = StoredJob.read(job.folder)
                if current and not current.state.ended:
                    return
                time.sleep(_LOCK_POLL_SECS)
                continue
            try:
                current = StoredJob.read(job.folder)
                if current and not current.state.ended:
                    current.end("cancelled", CANCELLED)
                else:
                    self._discard(job.folder)
            finally:
                lock.release()
            return

    def remove_expired(self) -> None:
        """Remove the jobs whose time is over, and what processes that were killed have left."""
        for folder in self.folders():
            job = StoredJob.read(folder)
            if job is None:
                if _age_secs(folder) > _STALE_SECS:
                    self._discard(folder)
            elif job.state.ended_at and job.state.ended_at + self.retention < datetime.now(UTC):
                self.remove(job)
        for folder in (self.folder / _STAGING).glob("*"):
            if min(_age_secs(folder), _age_secs(folder / "work" / "upload")) > _STALE_SECS:
                shutil.rmtree(folder, ignore_errors=True)

    def _discard(self, folder: Path) -> None:
        """Remove the folder of a job: at once for whoever reads it."""
        discarded = self.folder / _STAGING / secrets.token_urlsafe(12)
        try:
            folder.rename(discarded)
        except OSError:  # Windows: the lock is open
            discarded = folder
        shutil.rmtree(discarded, ignore_errors=True)


@contextmanager
def exclusive(path: Path, wait_secs: float) -> Iterator[None]:
    """Hold a lock that others hold for moments only.

    Raises:
        BlockingIOError: it has not become free in time.
    """
    deadline = time.monotonic() + wait_secs
    while True:
        try:
            lock = FileLock(path)
            break
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_LOCK_POLL_SECS)
    try:
        yield
    finally:
        lock.release()


def _key_name(key: str) -> str:
    return f"key-{key}"


def _age_secs(path: Path) -> float:
    """Return the seconds since a file was written or a folder changed; endless for one that is not there."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return float("inf")
