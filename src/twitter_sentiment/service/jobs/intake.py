"""Which jobs are accepted: limits of their number and of the disk, and one job for each Idempotency-Key."""

import hashlib
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import HTTPException

from .form import CLOSE
from .record import JobRequest, StoredJob
from .store import JobStore, exclusive

MAX_KEPT_JOBS = 1_000
"""Most jobs of a client, with those that have ended and were not removed."""

MAX_UPLOADS = 16
"""Most uploads at a time to one process of the service."""

RESERVED_BYTES = 100_000_000
"""What uploads leave free on the disk."""

DISK_PER_BYTE = 3
"""The upload, its table, and the predicted rows with the result need about as much as the upload each."""

RETRY_SECS = 60
_LOCK_SECS = 10.0
_RETRY = CLOSE | {"Retry-After": str(RETRY_SECS)}


@dataclass(frozen=True)
class IntakeLimits:
    """How many jobs are accepted.

    Attributes:
        queue_size: most jobs that have not ended.
        queue_per_key: most jobs of one key that have not ended.
        max_bytes: largest file.
    """

    queue_size: int
    queue_per_key: int
    max_bytes: int


@dataclass(frozen=True)
class Sender:
    """Who sends a job.

    Attributes:
        client: whose job it is.
        has_key: whether it is a client with an API key; all others share one name.
        idempotency_key: hash of the Idempotency-Key of this client.
    """

    client: str
    has_key: bool
    idempotency_key: str | None


class JobIntake:
    """Accepts jobs; each process of the service has one."""

    def __init__(self, store: JobStore, limits: IntakeLimits) -> None:
        self.limits = limits
        self._store = store
        self._uploads = threading.BoundedSemaphore(MAX_UPLOADS)

    @contextmanager
    def uploading(self) -> Iterator[None]:
        """Count an upload for as long as the block lasts.

        Raises:
            HTTPException: 503, since there are too many.
        """
        if not self._uploads.acquire(blocking=False):
            raise HTTPException(503, f"{MAX_UPLOADS} files are being sent: try again in a minute.", _RETRY)
        try:
            yield
        finally:
            self._uploads.release()

    def stage(self, sender: Sender, declared_bytes: int) -> Path:
        """Make the folder for an upload, unless it would be refused at its end.

        Args:
            sender: who sends it.
            declared_bytes: its size as far as it is known, 0 otherwise.

        Raises:
            HTTPException: 429, 503 or 507, since there is no room; 501, since the folder of jobs can't be used.
        """
        try:
            staged = self._store.stage()
        except OSError as error:
            detail = f"This service takes no jobs: its folder can't be written ({error.strerror})."
            raise HTTPException(501, detail, CLOSE) from None
        try:
            if not (sender.idempotency_key and self._store.find_by_key(sender.client, sender.idempotency_key)):
                self._require_room(sender)
            self.require_disk(staged, DISK_PER_BYTE * declared_bytes)
        except BaseException:
            shutil.rmtree(staged)
            raise
        return staged

    def admit(self, staged: Path, sender: Sender, request: JobRequest) -> StoredJob:
        """Add a job whose upload is complete, or return the earlier one with the same Idempotency-Key.

        Args:
            staged: the folder of its upload.
            sender: who sends it.
            request: what is asked for.

        Raises:
            HTTPException: 409, since the earlier job was another one; 429, 503 or 507, since there is no room.
        """
        try:
            with exclusive(self._store.folder / "admission.lock", _LOCK_SECS):
                if sender.idempotency_key and (
                    earlier := self._store.find_by_key(sender.client, sender.idempotency_key)
                ):
                    return _require_same(earlier, request)
                self._require_room(sender)
                self.require_disk(staged, (DISK_PER_BYTE - 1) * request.size)
                return self._store.add(staged, sender.client, request, sender.idempotency_key)
        except BlockingIOError:
            raise HTTPException(503, "Too many jobs arrive: try again in a minute.", _RETRY) from None

    def require_disk(self, folder: Path, needed_bytes: int) -> None:
        """Check that the disk has room.

        Raises:
            HTTPException: 507, since it has not.
        """
        if shutil.disk_usage(folder).free < needed_bytes + RESERVED_BYTES:
            raise disk_full()

    def _require_room(self, sender: Sender) -> None:
        waiting = sum(1 for _ in self._store.unfinished(sender.client))
        if sender.has_key and waiting >= self.limits.queue_per_key:
            detail = f"{waiting} jobs of this key have not ended, the most there may be: try again when one has."
            raise HTTPException(429, detail, _RETRY)
        if sum(1 for _ in self._store.unfinished()) >= self.limits.queue_size:
            raise HTTPException(503, "Too many jobs are waiting: try again in a minute.", _RETRY)
        if sum(1 for _ in self._store.folders(sender.client)) >= MAX_KEPT_JOBS:
            detail = f"{MAX_KEPT_JOBS:,} jobs are kept, the most there may be: delete those whose results you have."
            raise HTTPException(429, detail, _RETRY)


def disk_full() -> HTTPException:
    """Return the error of an upload that the disk has no room for."""
    return HTTPException(507, "The disk of the service has no room for this file: try again later.", CLOSE)


def key_hash(client: str, key: str) -> str:
    """Hash an Idempotency-Key, so that the keys of different clients differ."""
    return hashlib.sha256(f"{client} {key}".encode()).hexdigest()


def _require_same(earlier: StoredJob, request: JobRequest) -> StoredJob:
    """Return the earlier job.

    Raises:
        HTTPException: 409, since another file or other options were sent with the same key.
    """
    ignored = {"neutral", "created_at"}  # decided by the service
    if earlier.request.model_dump(exclude=ignored) != request.model_dump(exclude=ignored):
        raise HTTPException(409, "This Idempotency-Key was sent with another file or other options: use a new one.")
    return earlier
