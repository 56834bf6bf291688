"""One job on the disk: what was asked for, how far it has come, and its files."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from ...bulk.file_lock import FileLock
from ...files.atomic import atomic_file
from ...job_types import Job, JobCounts, JobOptions, JobStatus

CANCELLED = "The job was cancelled."

EndStatus = Literal["completed", "failed", "cancelled"]


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

    def locked(self) -> FileLock:
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

        Raises:
            InputError: the state can't be written.
        """
        if status != "completed":  # first: where the disk is full, the state needs the room
            self._remove_content()
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

    def _remove_content(self) -> None:
        """Remove all texts; the folder that tells that the job has not ended stays."""
        self.result.unlink(missing_ok=True)
        for path in self.work.glob("*"):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

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
