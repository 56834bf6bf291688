"""What is noted of requests, and what never is."""

import json
import logging
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from twitter_sentiment.service.app import create_app
from twitter_sentiment.service.logs import configure_logs
from twitter_sentiment.settings import Settings

from ..waiting import wait_until_loaded


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(model_path="no_such_folder"))) as client:
        yield wait_until_loaded(client)


def figures(client: TestClient) -> dict[str, float]:
    """The samples of /metrics, by name and labels."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        f"{sample.name} {' '.join(value for _, value in sorted(sample.labels.items()))}".strip(): sample.value
        for family in families
        for sample in family.samples
    }


def test_metrics_count_requests_runs_answers_and_cache(client: TestClient) -> None:
    texts = ["I love it", "I love it", "I hate it"]
    client.post("/predict/batch", json={"texts": texts})
    client.post("/predict", json={"text": "I hate it"})
    client.post("/predict", json={"text": " "})
    found = figures(client)
    assert found["http_requests_total POST /predict 200"] == 1
    assert found["http_requests_total POST /predict 422"] == 1
    assert found["http_request_seconds_count /predict"] == 2
    assert found["sentiment_predictions_total positive"] == 2
    assert found["sentiment_predictions_total negative"] == 2
    assert found["sentiment_confidence_count positive"] == 2
    assert found["sentiment_cache_lookups_total hit"] == 1
    assert found["sentiment_cache_lookups_total miss"] == 2
    assert found["sentiment_run_texts_sum"] == 2
    assert found["sentiment_run_tokens_sum"] == 10  # [CLS] I love it [SEP], twice
    assert found["sentiment_queue_texts"] == 0
    (model,) = [name for name in found if name.startswith("sentiment_model_info")]
    assert "negative,neutral,positive" in model


def test_paths_that_we_do_not_serve_share_one_series(client: TestClient) -> None:
    for path in ("/a", "/b", "/c/d"):
        client.get(path)
    assert figures(client)["http_requests_total GET (no such path) 404"] == 3


def test_a_request_id_is_taken_over_or_made_and_harmful_ones_are_replaced(client: TestClient) -> None:
    assert client.get("/health", headers={"X-Request-ID": "order-66.a_B"}).headers["X-Request-ID"] == "order-66.a_B"
    made = {client.get("/health").headers["X-Request-ID"] for _ in range(2)}
    assert len(made) == 2
    for harmful in ("a b", "x" * 129, 'evil"}{"', "%0a"):
        assert client.get("/health", headers={"X-Request-ID": harmful}).headers["X-Request-ID"] != harmful


def test_every_answer_carries_the_headers_that_keep_browsers_safe(client: TestClient) -> None:
    for response in (client.get("/health"), client.get("/nowhere"), client.post("/predict", json={})):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["Cache-Control"] == "no-store"


@pytest.fixture
def _log_restored() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before


@pytest.mark.usefixtures("_log_restored")
def test_a_json_log_has_one_object_a_line_with_the_request_id(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(Settings(log_format="JSON", log_level="Info"))
    client.post("/predict", json={"text": "my private words"}, headers={"X-Request-ID": "id-7"})
    client.get("/private/words?text=private")
    client.get("/health")
    lines = [line for line in capsys.readouterr().err.splitlines() if "httpx2" not in line]  # that is the client's
    first, second = map(json.loads, lines)
    assert {"method", "path", "status", "ms", "request_id", "time", "level"} <= set(first)
    assert (first["path"], first["status"], first["request_id"]) == ("/predict", 200, "id-7")
    assert second["path"] == "(no such path)"
    assert "private" not in "".join(lines)


@pytest.mark.usefixtures("_log_restored")
def test_a_text_log_is_for_people_and_the_level_holds(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(Settings())
    client.post("/predict", json={"text": "good"}, headers={"X-Request-ID": "id-8"})
    assert "POST /predict 200" in capsys.readouterr().err.partition("[id-8]")[0]
    configure_logs(Settings(log_level="warning"))
    client.post("/predict", json={"text": "good"})
    assert capsys.readouterr().err == ""
