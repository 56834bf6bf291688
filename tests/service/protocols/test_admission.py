"""Each protocol has the limits, the metrics and the errors of the service's own endpoints."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from twitter_sentiment.api_types import MAX_BATCH_TEXTS, MAX_CHARACTERS

from ..test_observability import read_metrics
from .requests import MODEL, PATHS, body_of


@pytest.mark.parametrize("path", PATHS)
def test_largest_batch_is_served(named_client: TestClient, path: str) -> None:
    assert named_client.post(path, json=body_of(path, ["good"] * MAX_BATCH_TEXTS)).status_code == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("texts", [["good"] * (MAX_BATCH_TEXTS + 1), ["x" * (MAX_CHARACTERS + 1)], [" "], []])
def test_text_or_batch_beyond_limits_is_422(named_client: TestClient, path: str, texts: list[str]) -> None:
    response = named_client.post(path, json=body_of(path, texts))
    assert response.status_code == 422
    assert len(response.content) < 1_000


@pytest.mark.parametrize("path", PATHS)
def test_error_names_invisible_text(named_client: TestClient, path: str) -> None:
    response = named_client.post(path, json=body_of(path, ["good", "\u200b"]))
    assert [(error["type"], error["loc"][-1]) for error in response.json()["detail"]] == [("text_empty", 1)]


@pytest.mark.parametrize("path", PATHS)
def test_unknown_fields_are_ignored_but_counted(named_client: TestClient, path: str) -> None:
    body = body_of(path, ["good"]) | {"parameters": {}, "truncate": True, "raw_scores": True, "user": "me"}
    assert named_client.post(path, json=body).status_code == 200
    response = named_client.post(path, json=body | {f"field {number}": 1 for number in range(30)})
    assert response.json()["detail"][0]["type"] == "too_many_fields"


@pytest.mark.parametrize("path", PATHS)
def test_undeclared_format_is_415(named_client: TestClient, path: str) -> None:
    response = named_client.post(path, content=b"good", headers={"Content-Type": "text/plain"})
    assert (response.status_code, "application/json" in response.json()["detail"]) == (415, True)


def test_all_texts_count_for_limit_and_metrics(start_client: Callable[..., TestClient]) -> None:
    client = start_client(rate_limit=f"{3 * len(PATHS) + 1}/hour", served_model_name=MODEL)
    statuses = [client.post(path, json=body_of(path, ["good", "bad", "ok"])).status_code for path in PATHS]
    metrics = read_metrics(client)
    assert statuses == [200] * len(PATHS)
    assert client.post("/classify", json={"input": "good"}).status_code == 429
    assert sum(value for name, value in metrics.items() if name.startswith("sentiment_predictions_total")) == 3 * len(
        PATHS
    )
    assert metrics["http_requests_total POST /v2/models/{name}/infer 200"] == 1
