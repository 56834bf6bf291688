"""Metrics, logs, request ids and security headers."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from twitter_sentiment.service.logs import configure_logs
from twitter_sentiment.settings import ServingSettings

from ..waiting import wait_until
from .clients import HeldModel, load_wrapped

StartClient = Callable[..., TestClient]


def read_metrics(client: TestClient) -> dict[str, float]:
    """Return the samples of /metrics by name and labels."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        f"{sample.name} {' '.join(value for _, value in sorted(sample.labels.items()))}".strip(): sample.value
        for family in families
        for sample in family.samples
    }


def test_metrics_count_everything(start_client: StartClient) -> None:
    client = start_client()
    texts = ["I love it", "I love it", "I hate it"]
    client.post("/predict/batch", json={"texts": texts})
    client.post("/predict", json={"text": "I hate it"})
    client.post("/predict", json={"text": " "})
    metrics = read_metrics(client)
    assert metrics["http_requests_total POST /predict 200"] == 1
    assert metrics["http_requests_total POST /predict 422"] == 1
    assert metrics["http_request_duration_seconds_count /predict"] == 2
    assert metrics["http_requests_in_progress"] == 1  # the request for the metrics
    assert metrics["sentiment_predictions_total positive"] == 2
    assert metrics["sentiment_predictions_total negative"] == 2
    assert metrics["sentiment_confidence_count positive"] == 2
    assert metrics["sentiment_cache_lookups_total fast hit"] == 1
    assert metrics["sentiment_cache_lookups_total fast miss"] == 2
    assert metrics["sentiment_batch_size_sum fast"] == 2
    assert metrics["sentiment_batch_tokens_sum fast"] == 10  # [CLS] I love it [SEP], twice
    assert metrics["sentiment_batch_duration_seconds_count fast"] == metrics["sentiment_batch_size_count fast"]
    assert metrics["sentiment_queue_wait_seconds_count fast"] == metrics["sentiment_batch_size_count fast"]
    (model,) = [name for name in metrics if name.startswith("sentiment_model_info")]
    assert "negative,neutral,positive" in model


def test_queue_size_follows_the_queue(start_client: StartClient) -> None:
    gate = threading.Event()
    gate.set()
    client = start_client(load=load_wrapped(lambda model: HeldModel(model, gate)))
    texts = ["word " * length for length in range(20, 120, 20)]  # too different in length to share a batch
    gate.clear()
    with ThreadPoolExecutor(1) as caller:
        response = caller.submit(client.post, "/predict/batch", json={"texts": texts})
        try:
            wait_until(lambda: read_metrics(client)["sentiment_queue_size fast"] > 0, "no text was queued")
        finally:
            gate.set()
        assert response.result().status_code == 200
    assert read_metrics(client)["sentiment_queue_size fast"] == 0


def test_unknown_paths_share_one_label(start_client: StartClient) -> None:
    client = start_client()
    for path in ("/a", "/b", "/c/d", "/predict/", "/health/x"):
        client.get(path, follow_redirects=False)
    metrics = read_metrics(client)
    assert sum(value for name, value in metrics.items() if name.startswith("http_requests_total GET (no such")) == 5


def test_refused_requests_have_their_path(start_client: StartClient) -> None:
    client = start_client(api_keys="first-key")
    client.post("/predict", json={"text": "good"})
    client.post("/health")
    client.get("/docs")
    metrics = {name for name in read_metrics_with_key(client) if name.startswith("http_requests_total")}
    assert {
        "http_requests_total POST /predict 401",
        "http_requests_total POST /health 405",
        "http_requests_total GET /docs 200",
    } <= metrics


def read_metrics_with_key(client: TestClient) -> dict[str, float]:
    client.headers["X-API-Key"] = "first-key"
    return read_metrics(client)


def test_request_id_is_kept_or_made(client: TestClient) -> None:
    assert client.get("/health", headers={"X-Request-ID": "order-66.a_B"}).headers["X-Request-ID"] == "order-66.a_B"
    made = {client.get("/health").headers["X-Request-ID"] for _ in range(2)}
    assert len(made) == 2


@pytest.mark.parametrize("request_id", ["a b", "x" * 129, 'evil"}{"', "%0a"])
def test_harmful_request_id_is_replaced(client: TestClient, request_id: str) -> None:
    assert client.get("/health", headers={"X-Request-ID": request_id}).headers["X-Request-ID"] != request_id


def test_responses_have_security_headers(client: TestClient) -> None:
    for response in (client.get("/health"), client.get("/nowhere"), client.post("/predict", json={})):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["Cache-Control"] == "no-store"


@pytest.fixture
def _restore_log() -> Iterator[None]:
    root = logging.getLogger()
    handlers = root.handlers[:]
    level = root.level
    yield
    root.handlers[:] = handlers
    root.level = level


@pytest.mark.usefixtures("_restore_log")
def test_json_log_has_one_object_per_line(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(ServingSettings(log_format="JSON", log_level="Info"))
    client.post("/predict", json={"text": "my private words"}, headers={"X-Request-ID": "id-7"})
    client.get("/private/words?text=private")
    client.get("/health")
    lines = [line for line in capsys.readouterr().err.splitlines() if "httpx2" not in line]  # those are of the client
    first, second = map(json.loads, lines)
    assert {"method", "path", "status", "ms", "request_id", "time", "level"} <= set(first)
    assert (first["path"], first["status"], first["request_id"]) == ("/predict", 200, "id-7")
    assert second["path"] == "(no such path)"
    assert "private" not in "".join(lines)


@pytest.mark.usefixtures("_restore_log")
def test_text_log_obeys_level(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(ServingSettings())
    client.post("/predict", json={"text": "good"}, headers={"X-Request-ID": "id-8"})
    assert "POST /predict 200" in capsys.readouterr().err.partition("[id-8]")[0]
    configure_logs(ServingSettings(log_level="warning"))
    client.post("/predict", json={"text": "good"})
    assert capsys.readouterr().err == ""
