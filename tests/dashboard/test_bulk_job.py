"""The background job: batch sizes, outages and cancellation on a fake service, results on the real API."""

import httpx2
import pytest

from twitter_sentiment.client import SentimentClient
from twitter_sentiment.dashboard.bulk_job import BulkJob, shorten
from twitter_sentiment.dashboard.service_client import open_client
from twitter_sentiment.inference import SentimentClassifier

from ..examples import mixed_lengths
from ..running import free_port, running_api
from ..waiting import wait_until
from .conftest import Connect
from .fake_service import FakeClock, FakeService

RETRY_SECS = 0.05


def test_job_keeps_the_order_of_the_rows(connect: Connect) -> None:
    texts = ["good", "bad"] * 50 + ["", "\u200b", "good"]
    job = BulkJob(connect(FakeService()), texts, neutral=True).start()
    job.join()
    assert job.error is None
    assert not job.running
    sentiments = [prediction and prediction.sentiment for prediction in job.predictions]
    assert sentiments == ["positive", "negative"] * 50 + [None, None, "positive"]
    assert job.remaining_secs == 0


def test_batches_grow_to_the_target_duration(connect: Connect) -> None:
    clock = FakeClock()
    service = FakeService(clock)
    service.secs_per_text = 0.01
    job = BulkJob(connect(service), ["good"] * 300, neutral=False, first_batch_texts=20, clock=clock).start()
    job.join()
    assert service.batch_texts == [20, 40, 80, 100, 60]
    assert job.texts_per_sec == pytest.approx(100)


def test_batches_shrink_to_the_target_duration(connect: Connect) -> None:
    clock = FakeClock()
    service = FakeService(clock)
    service.secs_per_text = 0.1
    job = BulkJob(connect(service), ["good"] * 100, neutral=False, first_batch_texts=80, clock=clock).start()
    job.join()
    assert service.batch_texts == [80, 10, 10]


def test_batches_shrink_after_timeouts(connect: Connect) -> None:
    clock = FakeClock()
    service = FakeService(clock)
    service.max_texts = 64
    service.secs_per_text = 1 / 64
    job = BulkJob(
        connect(service),
        ["good"] * 300,
        neutral=False,
        first_batch_texts=256,
        max_retry_secs=RETRY_SECS,
        clock=clock,
    ).start()
    job.join()
    assert service.batch_texts == [256, 128, 64, 64, 64, 64, 44]
    assert job.error is None
    assert len(job.predictions) == 300


def test_cancel_keeps_predictions(connect: Connect) -> None:
    clock = FakeClock()
    service = FakeService(clock, batches=1)
    service.secs_per_text = 0.5
    job = BulkJob(connect(service), ["good"] * 100, neutral=False, first_batch_texts=4, clock=clock).start()
    wait_until(lambda: len(service.batch_texts) == 2)
    assert job.running
    job.cancel()
    assert not job.running
    service.batches.release()
    job.join()
    assert len(job.predictions) == 4
    assert job.error is None
    clock.secs += 1000
    assert job.elapsed_secs == 2
    assert job.texts_per_sec == 2


def test_outage_is_shown_until_the_service_is_back(connect: Connect) -> None:
    service = FakeService()
    service.error = httpx2.ConnectError("refused")
    job = BulkJob(connect(service), ["good"], neutral=False, max_retry_secs=RETRY_SECS).start()
    wait_until(lambda: job.outage is not None)
    assert "does not answer" in str(job.outage)
    assert job.running
    service.error = None
    job.join()
    assert job.outage is None
    assert len(job.predictions) == 1


def test_cancel_ends_an_outage(connect: Connect) -> None:
    service = FakeService()
    service.error = httpx2.ConnectError("refused")
    job = BulkJob(connect(service), ["good"], neutral=False, max_retry_secs=RETRY_SECS).start()
    wait_until(lambda: job.outage is not None)
    job.cancel()
    job.join()
    assert not job.predictions
    assert job.error is None


def test_refused_batch_ends_the_job(connect: Connect) -> None:
    job = BulkJob(connect(FakeService()), ["a"] * 300, neutral=False, first_batch_texts=300).start()
    job.join()
    assert "256" in str(job.error)


def test_shorten_keeps_both_ends(connect: Connect) -> None:
    long = "bad " * 5_000 + "good " * 5_000
    assert shorten(long) == long[:5_000] + long[-5_000:]
    assert shorten("a" * 10_000) == "a" * 10_000
    job = BulkJob(connect(FakeService()), [long, "short"], neutral=False).start()
    job.join()
    assert all(job.predictions)
    assert job.shortened_texts == 1


@pytest.mark.e2e
def test_real_job_predicts_as_the_model(client: SentimentClient, classifier: SentimentClassifier) -> None:
    texts = [*mixed_lengths(200), "", "\u200b", "last"]
    job = BulkJob(client, texts, neutral=True).start()
    job.join()
    assert job.error is None
    expected = classifier.predict_rows(texts, neutral=True)
    assert [row and row.sentiment for row in job.predictions] == [row and row.sentiment for row in expected]


@pytest.mark.e2e
def test_real_job_survives_a_restart_of_the_api() -> None:
    texts = ["this is wonderful", "this is terrible"] * 1500
    with running_api(free_port()) as api, open_client(api.url) as client:
        job = BulkJob(client, texts, neutral=False, max_retry_secs=0.2).start()
        wait_until(lambda: len(job.predictions) > 0)
        api.process.kill()
        wait_until(lambda: job.outage is not None)
        assert "does not answer" in str(job.outage)
        api.stop()
        api.start()
        job.join()
    assert job.error is None
    assert [row.sentiment for row in job.predictions if row] == ["positive", "negative"] * 1500
