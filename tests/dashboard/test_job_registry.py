"""The jobs of all pages."""

from collections.abc import Iterator
from contextlib import suppress

import pandas as pd
import pyarrow as pa
import pytest

from twitter_sentiment.dashboard.bulk_job import BulkJob
from twitter_sentiment.dashboard.job_registry import BulkJobFile, JobKey, JobRegistry
from twitter_sentiment.errors import InputError

from .conftest import Connect
from .fake_service import FakeClock, FakeService

BULK = JobKey("mine", "bulk")


class BlockedJobs:
    """Files whose jobs run until they are released; one of them at most gets a prediction before."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._services: list[FakeService] = []
        self._jobs: list[BulkJob] = []

    def file(self, batches: int = 0) -> BulkJobFile:
        service = FakeService(batches=batches)
        job = BulkJob(self._connect(service), ["good"], neutral=False)
        self._services.append(service)
        self._jobs.append(job)
        return BulkJobFile("mine.csv", pa.table({"text": ["good"]}), "text", job)

    def release(self, registry: JobRegistry) -> None:
        registry.close()
        for service in self._services:
            service.batches.release()
        for job in self._jobs:
            with suppress(RuntimeError):  # it was never started
                job.join()


@pytest.fixture
def registry() -> JobRegistry:
    return JobRegistry(max_jobs=2)


@pytest.fixture
def blocked(connect: Connect, registry: JobRegistry) -> Iterator[BlockedJobs]:
    jobs = BlockedJobs(connect)
    yield jobs
    jobs.release(registry)


def test_registry_keeps_the_first_job_of_a_key(registry: JobRegistry, blocked: BlockedJobs) -> None:
    first, second = blocked.file(), blocked.file()
    registry.start(BULK, first)
    registry.start(BULK, second)
    assert registry.get(BULK) is first
    assert first.job.running
    assert not second.job.running
    assert registry.get(JobKey("yours", "bulk")) is None
    assert registry.get(JobKey("mine", "measure")) is None


def test_registry_remove_cancels_the_job(registry: JobRegistry, blocked: BlockedJobs) -> None:
    file = blocked.file()
    registry.start(BULK, file)
    registry.remove(BULK)
    registry.remove(BULK)
    assert registry.get(BULK) is None
    assert not file.job.running


def test_registry_full_drops_ended_jobs_only(registry: JobRegistry, blocked: BlockedJobs) -> None:
    running, ended = blocked.file(), blocked.file(batches=1)
    registry.start(JobKey("first", "bulk"), running)
    registry.start(JobKey("second", "bulk"), ended)
    ended.job.join()
    registry.start(JobKey("third", "bulk"), blocked.file())
    assert registry.get(JobKey("second", "bulk")) is None
    assert registry.get(JobKey("first", "bulk")) is running
    with pytest.raises(InputError, match="2 files must be predicted first"):
        registry.start(JobKey("fourth", "bulk"), blocked.file())
    assert registry.get(JobKey("fourth", "bulk")) is None


def test_registry_drops_what_nobody_looks_at(connect: Connect) -> None:
    clock = FakeClock()
    registry = JobRegistry(max_idle_secs=100, clock=clock)
    keys = [JobKey(name, "bulk") for name in ("seen", "forgotten")]
    for key in keys:
        job = BulkJob(connect(FakeService()), ["good"], neutral=False)
        registry.start(key, BulkJobFile("mine.csv", pa.table({"text": ["good"]}), "text", job))
        job.join()
    clock.secs += 90
    assert registry.get(keys[0])
    clock.secs += 90
    assert registry.get(keys[0])
    assert registry.get(keys[1]) is None


def test_registry_shares_ended_jobs_by_their_ids(connect: Connect, blocked: BlockedJobs) -> None:
    clock = FakeClock()
    registry = JobRegistry(max_idle_secs=100, clock=clock)
    ended, running = blocked.file(batches=1), blocked.file()
    registry.start(BULK, ended)
    registry.start(JobKey("yours", "bulk"), running)
    ended.job.join()
    assert registry.shared(ended.share_id, "bulk") is ended
    assert registry.shared(ended.share_id, "measure") is None
    assert registry.shared(running.share_id, "bulk") is None
    assert registry.shared("", "bulk") is None
    clock.secs += 90
    assert registry.shared(ended.share_id, "bulk") is ended  # whoever looks at it keeps it
    clock.secs += 90
    assert registry.shared(ended.share_id, "bulk") is ended
    clock.secs += 101
    assert registry.shared(ended.share_id, "bulk") is None
    assert registry.get(BULK) is None
    registry.close()


def test_registry_drops_ended_jobs_for_large_ones(blocked: BlockedJobs) -> None:
    running, ended, new, refused = (blocked.file(batches=number == 1) for number in range(4))
    registry = JobRegistry(max_bytes=2 * running.nbytes)
    registry.start(JobKey("first", "bulk"), running)
    registry.start(JobKey("second", "bulk"), ended)
    ended.job.join()
    registry.start(JobKey("third", "bulk"), new)
    assert registry.get(JobKey("second", "bulk")) is None
    with pytest.raises(InputError, match="2 files must be predicted first"):
        registry.start(JobKey("fourth", "bulk"), refused)
    registry.close()


def test_registry_close_cancels_all_jobs(registry: JobRegistry, blocked: BlockedJobs) -> None:
    file = blocked.file()
    registry.start(BULK, file)
    registry.close()
    assert not file.job.running
    assert registry.get(BULK) is None


def predicted(connect: Connect, table: pa.Table) -> pd.DataFrame:
    """Return the results of a table whose texts are in the column body."""
    job = BulkJob(connect(FakeService()), table["body"].to_pylist(), neutral=False).start()
    job.join()
    return BulkJobFile("mine.csv", table, "body", job).results()


def test_results_keep_the_other_columns(connect: Connect) -> None:
    table = pa.table({"sentiment": ["mine", "yours"], "body": ["good", ""], "id": [7, 8]})
    results = predicted(connect, table)
    assert list(results.columns) == ["text", "sentiment", "confidence", "input_sentiment", "id"]
    assert results["sentiment"][0] == "positive"
    assert pd.isna(results["sentiment"][1])
    assert list(results["id"]) == [7, 8]
    assert results["confidence"].dtype == float


def test_results_have_unique_columns(connect: Connect) -> None:
    results = predicted(connect, pa.table({"body": ["good"], "text": ["x"], "input_text": ["y"]}))
    assert list(results.columns) == ["text", "sentiment", "confidence", "input_text", "input_text.1"]


def ended(connect: Connect) -> BulkJobFile:
    """Return a file whose job has ended once it was started and joined."""
    return BulkJobFile(
        "mine.csv", pa.table({"text": ["good"]}), "text", BulkJob(connect(FakeService()), ["good"], neutral=False)
    )


def test_registry_second_file_ends_with_the_first(
    registry: JobRegistry, blocked: BlockedJobs, connect: Connect
) -> None:
    first, second = ended(connect), blocked.file()
    registry.start(BULK, first)
    first.job.join()
    registry.start_second(BULK, second)
    registry.start_second(BULK, blocked.file())
    assert first.second is second
    assert registry.get(BULK) is first
    assert registry.shared(first.share_id, "bulk") is first  # while the second is predicted too
    registry.remove(BULK)
    assert not second.job.running
    with pytest.raises(InputError, match="upload it again"):
        registry.start_second(BULK, second)


def test_registry_remove_second_keeps_the_first(registry: JobRegistry, blocked: BlockedJobs, connect: Connect) -> None:
    first, second = ended(connect), blocked.file()
    registry.start(BULK, first)
    first.job.join()
    registry.remove_second(BULK)
    registry.start_second(BULK, second)
    registry.remove_second(BULK)
    assert first.second is None
    assert not second.job.running
    assert registry.get(BULK) is first


def test_registry_counts_second_files(blocked: BlockedJobs, connect: Connect) -> None:
    registry = JobRegistry(max_jobs=3)
    forgotten, first = ended(connect), ended(connect)
    for name, file in (("forgotten", forgotten), ("mine", first)):
        registry.start(JobKey(name, "bulk"), file)
        file.job.join()
    running = blocked.file()
    registry.start(JobKey("running", "bulk"), running)
    registry.start_second(BULK, blocked.file())
    assert registry.get(JobKey("forgotten", "bulk")) is None
    with pytest.raises(InputError, match="2 files must be predicted first"):  # the first one stays for its second
        registry.start(JobKey("fourth", "bulk"), blocked.file())
    assert registry.get(BULK) is first
    registry.close()


def test_registry_two_large_files_have_no_room_together(connect: Connect) -> None:
    first, second = ended(connect), ended(connect)
    registry = JobRegistry(max_bytes=2 * first.nbytes)
    registry.start(BULK, first)
    first.job.join()
    with pytest.raises(InputError, match="too large for this page.*--compare"):
        registry.start_second(BULK, second)
    assert first.second is None
    assert registry.get(BULK) is first
