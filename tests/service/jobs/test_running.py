"""Jobs from their upload to their result, with the process that works on them, and through restarts."""

import os
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest
from fastapi.testclient import TestClient

from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.service.jobs.store import OPEN_CLIENT

from ...bulk.runs import write_table
from ...running import free_port, running_api
from ...waiting import wait_until
from ..clients import open_client
from .sending import JOB_PATIENCE_SECS, batch_result, job_store, send, wait_for_end


def runners(service: int) -> list[psutil.Process]:
    """Return the processes that work on jobs, of a service or one of its workers."""
    children = psutil.Process(service).children(recursive=True)
    return [child for child in children if "twitter_sentiment.service.jobs.runner" in child.cmdline()]


def done_rows(client: TestClient | httpx2.Client, job: dict[str, Any]) -> int:
    """Return how many rows of a job are done, while it is in progress."""
    current = client.get(f"/jobs/{job['id']}").json()
    assert current["status"] in ("queued", "in_progress"), current
    return int(current["counts"]["completed"])


def wait_for_progress(client: TestClient | httpx2.Client, job: dict[str, Any]) -> None:
    """Wait until more rows of a job are done."""
    before = done_rows(client, job)
    wait_until(lambda: done_rows(client, job) > before, "the job got no further", JOB_PATIENCE_SECS)


@pytest.mark.e2e
@pytest.mark.slow
def test_stopped_service_goes_on_and_gives_the_result_of_batch(
    classifier: SentimentClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A runner takes what cores are left: beside other tests, it may need longer than a service gives it.
    monkeypatch.setattr("twitter_sentiment.service.jobs.supervisor._STOP_SECS", JOB_PATIENCE_SECS)
    write_table("in.csv", 20_000)  # some seconds, so that a stop finds it at work
    options = {"scores": "true", "keep_columns": "true"}

    @contextmanager
    def service() -> Iterator[TestClient]:
        with open_client(load=lambda _: classifier, jobs_dir=Path("jobs")) as client:
            yield client

    with service() as client:
        job = send(client, Path("in.csv").read_bytes(), options).json()
        wait_for_progress(client, job)
        (runner,) = runners(os.getpid())
        assert runner.nice() == 19
        if sys.platform == "linux":
            assert os.sched_getscheduler(runner.pid) == os.SCHED_IDLE
    assert not runner.is_running()
    stored = job_store().find(OPEN_CLIENT, job["id"])
    assert stored
    assert (stored.state.status, stored.state.attempts) == ("queued", 0)
    assert (stored.work / ".result.csv.unfinished" / "journal.jsonl").exists()
    with service() as client:
        ended = wait_for_end(client, job)
        assert ended["status"] == "completed"
        assert ended["counts"] == {"total": 20_000, "completed": 18_000, "failed": 2_000}
        result = client.get(f"/jobs/{job['id']}/result").content
    assert result == batch_result(classifier, Path("in.csv"), "out.csv", scores=True)


@pytest.fixture
def one_core() -> Iterator[None]:
    """Run what the test starts on one core, so that a job takes about as long on every machine."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    yield
    os.sched_setaffinity(0, cores)


@pytest.mark.stress
@pytest.mark.usefixtures("one_core")
def test_killed_ten_times_gives_the_bytes_of_an_unbroken_run(classifier: SentimentClassifier) -> None:
    draw = random.Random(10)
    write_table("in.csv", 40_000)
    variables = {"JOBS_DIR": str(Path("jobs").absolute()), "WORKERS": "2"}
    job: dict[str, Any] = {}
    for kill in range(10):
        with running_api(free_port(), **variables) as api, httpx2.Client(base_url=api.url, timeout=60) as http:
            if not job:
                job = send(http, Path("in.csv").read_bytes(), {"keep_columns": "true"}).json()
            wait_for_progress(http, job)
            time.sleep(draw.uniform(0, 2))  # a moment of the second between two commits
            done_rows(http, job)
            service = psutil.Process(api.process.pid)
            victims = runners(service.pid)
            if kill % 3:  # the others also lose the service, which otherwise has another runner go on
                victims += [*service.children(), service]
            for victim in victims:
                victim.kill()
            psutil.wait_procs(victims, timeout=30)
            if not kill % 3:
                wait_for_progress(http, job)
    with running_api(free_port(), **variables) as api, httpx2.Client(base_url=api.url, timeout=60) as http:
        assert wait_for_end(http, job)["status"] == "completed"
        result = http.get(f"/jobs/{job['id']}/result").content
    assert result == batch_result(classifier, Path("in.csv"), "out.csv")
