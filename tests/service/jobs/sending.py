"""Sending jobs to a service, and looking at what it keeps of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from fastapi.testclient import TestClient

from twitter_sentiment.bulk.file_lock import FileLock
from twitter_sentiment.bulk.options import BulkOptions
from twitter_sentiment.bulk.predict_file import predict_file
from twitter_sentiment.files.table import open_table
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.job_types import JobOptions
from twitter_sentiment.service.jobs.record import JobRequest, StoredJob
from twitter_sentiment.service.jobs.store import OPEN_CLIENT, JobStore

from ...waiting import wait_until

JOB_PATIENCE_SECS = 300
"""A job gets what other processes leave of the cores: tests that run beside it may leave little."""

TABLE = b"id,text\n1,I love it\n2,I hate it\n"


@contextmanager
def held_runner(folder: Path) -> Iterator[None]:
    """Hold the lock of the runner, so that all jobs of a folder stay queued."""
    lock = FileLock(folder / "runner.lock")
    try:
        yield
    finally:
        lock.release()


def send(
    client: TestClient | httpx2.Client,
    content: bytes = TABLE,
    fields: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx2.Response:
    """Send a file as a form."""
    return client.post("/jobs", files={"file": ("in.csv", content)}, data=fields, headers=headers)


def wait_for_end(client: TestClient | httpx2.Client, job: dict[str, Any]) -> dict[str, Any]:
    """Return a job once it has ended."""
    ended = job

    def has_ended() -> bool:
        nonlocal ended
        ended = client.get(f"/jobs/{job['id']}").json()
        return ended["status"] not in ("queued", "in_progress")

    wait_until(has_ended, "the job did not end", JOB_PATIENCE_SECS)
    return ended


def batch_result(classifier: SentimentClassifier, path: Path, output: str, *, scores: bool = False) -> bytes:
    """Return what `batch --keep-columns` writes for a file."""
    predict_file(classifier, open_table(path), Path(output), BulkOptions(keep_columns=True, scores=scores))
    return Path(output).read_bytes()


def stored_job(
    store: JobStore, content: bytes = TABLE, name: str = "in.csv", options: JobOptions | None = None
) -> StoredJob:
    """Put a job into a store, without a service."""
    staged = store.stage()
    (staged / "work" / "upload").write_bytes(content)
    request = JobRequest(
        name=name,
        size=len(content),
        sha256="",
        options=options or JobOptions(),
        neutral=False,
        created_at=datetime.now(UTC),
    )
    return store.add(staged, OPEN_CLIENT, request, None)


def job_store(retention: timedelta = timedelta(hours=24)) -> JobStore:
    """Return a store in the working folder."""
    return JobStore(Path("jobs"), retention)


def files_below(folder: Path) -> set[str]:
    """Return the names of all files in a folder and those below."""
    return {path.name for path in folder.rglob("*") if path.is_file()}
