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

States are replaced at once, and locks end with the process that holds them: `kill -9` leaves nothing half done.
"""

import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ...bulk.file_lock import FileLock
from ...errors import InputError
from .record import CANCELLED, JobRequest, JobState, StoredJob

OPEN_CLIENT = "open"
"""Owner of all jobs where no keys are set; the name of a key has digits and the letters a to f."""

_STAGING = ".staging"
_STALE_SECS = 600.0
"""Age after which nobody works on what was left in the staging folder: no upload pauses for so long."""

_LOCK_POLL_SECS = 0.02
_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


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
            except InputError:  # even without room for its state, a job can be removed
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
