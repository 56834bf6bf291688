"""Predicting many texts in the background, over HTTP."""

import time
from collections.abc import Callable, Iterator

import pytest

from twitter_sentiment.dashboard import api_client, file_job
from twitter_sentiment.dashboard.api_client import ApiClient
from twitter_sentiment.dashboard.file_job import FileJob, shortened
from twitter_sentiment.inference import SentimentClassifier

from ..examples import mixed_lengths
from ..running import Running, free_port, running_api
from ..waiting import wait_until


@pytest.fixture
def own_api(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Running, str]]:
    """An API that a test may stop."""
    monkeypatch.setattr(file_job, "LONGEST_WAIT_SECS", 0.2)
    port = free_port()
    with running_api(port) as running:
        yield running, f"http://127.0.0.1:{port}"


def test_every_row_gets_the_answer_of_the_model_in_its_place(
    client: ApiClient, classifier: SentimentClassifier
) -> None:
    texts = [*mixed_lengths(600), "", "\u200b", "last"]
    job = FileJob(client, texts, neutral=True).start()
    wait_until(lambda: not job.running)
    assert job.failure is None
    assert len(job.answers) == job.total == len(texts)
    expected = classifier.predict_rows(texts, neutral=True)
    assert [answer and answer.sentiment for answer in job.answers] == [row and row.sentiment for row in expected]
    assert job.rate > 0
    assert job.remaining_seconds == 0


def test_a_cancelled_job_keeps_what_it_has(client: ApiClient) -> None:
    job = FileJob(client, ["a text of some length, to keep it busy"] * 20_000, neutral=False).start()
    wait_until(lambda: len(job.answers) > 0)
    job.cancel()
    assert not job.running
    wait_until(lambda: not job._thread.is_alive())
    done = len(job.answers)
    assert 0 < done < 20_000
    assert job.failure is None
    assert 0 < job.seconds < 60
    assert job.rate == pytest.approx(done / job.seconds)
    seconds = job.seconds
    time.sleep(0.05)
    assert job.seconds == seconds


def test_a_job_waits_for_a_service_that_is_away_and_goes_on(
    own_api: tuple[Running, str], connect: Callable[[str], ApiClient]
) -> None:
    running, url = own_api
    texts = ["this is wonderful", "this is terrible"] * 1500
    job = FileJob(connect(url), texts, neutral=False).start()
    wait_until(lambda: len(job.answers) > 0)
    running.process.kill()
    wait_until(lambda: job.waiting_for is not None)
    assert "does not answer" in str(job.waiting_for)
    assert job.running
    running.stop()
    running.start()
    wait_until(lambda: not job.running)
    assert job.failure is None
    assert [answer.sentiment for answer in job.answers if answer] == ["positive", "negative"] * 1500


def test_a_waiting_job_can_be_cancelled(connect: Callable[[str], ApiClient], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_job, "LONGEST_WAIT_SECS", 0.2)
    job = FileJob(connect(f"http://127.0.0.1:{free_port()}"), ["a"], neutral=False).start()
    wait_until(lambda: job.waiting_for is not None)
    job.cancel()
    wait_until(lambda: not job._thread.is_alive())
    assert (job.answers, job.failure) == ([], None)


def test_batches_shrink_until_a_slow_service_can_answer_them_in_time(
    client: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_job, "LONGEST_WAIT_SECS", 0.2)
    monkeypatch.setattr(file_job, "FIRST_BATCH_TEXTS", 256)
    monkeypatch.setattr(file_job, "BATCH_SECS", 0.1)
    monkeypatch.setattr(api_client, "ANSWER_SECS", 1.0)
    texts = ["a review so long that all the model can read of it is used up " * 40] * 300  # some 5 s a batch of 256
    job = FileJob(client, texts, neutral=False).start()
    wait_until(lambda: not job.running)
    assert job.failure is None
    assert len(job.answers) == 300


def test_a_refused_batch_ends_the_job_with_its_reason(client: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_job, "FIRST_BATCH_TEXTS", 300)  # more than the service takes
    job = FileJob(client, ["a"] * 300, neutral=False).start()
    wait_until(lambda: not job.running)
    assert "256" in str(job.failure)


def test_a_text_longer_than_the_service_takes_is_sent_with_both_its_ends(client: ApiClient) -> None:
    long = "bad " * 5_000 + "good " * 5_000
    assert shortened(long) == long[:5_000] + long[-5_000:]
    assert shortened("a" * 10_000) == "a" * 10_000
    job = FileJob(client, [long, "short"], neutral=False).start()
    wait_until(lambda: not job.running)
    assert all(job.answers)
    assert job.shortened == 1
