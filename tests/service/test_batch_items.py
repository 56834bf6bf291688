"""A batch with `"on_error": "item"`: faulty texts fail alone."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient


def predict(client: TestClient, texts: list[Any], **options: Any) -> list[dict[str, Any]]:
    body = json.dumps({"texts": texts, "on_error": "item"} | options)  # as ASCII: half a surrogate pair has no UTF-8
    response = client.post("/predict/batch", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 200
    predictions: list[dict[str, Any]] = response.json()["predictions"]
    return predictions


def test_faulty_texts_get_errors_in_their_places(client: TestClient) -> None:
    first, *faulty, last = predict(client, ["good", "", " ", "\u200b", "x" * 10_001, None, "\ud800", {}, "bad"])
    assert (first["sentiment"], last["sentiment"]) == ("positive", "negative")
    assert [each["error"]["type"] for each in faulty] == [
        "text_empty",
        "text_empty",
        "text_empty",
        "string_too_long",
        "string_type",
        "string_unicode",
        "string_type",
    ]
    assert all(set(each) == {"error"} and each["error"]["msg"] for each in faulty)


def test_valid_batch_is_answered_as_without_the_option(client: TestClient) -> None:
    texts = ["good", "bad"]
    options = {"scores": True, "neutral": True, "tokens": True, "language": True}
    answer = client.post("/predict/batch", json={"texts": texts, "on_error": "request"} | options).json()
    assert predict(client, texts, **options) == answer["predictions"]


def test_batch_of_faulty_texts_alone_is_answered(client: TestClient) -> None:
    assert [set(each) for each in predict(client, ["", None])] == [{"error"}, {"error"}]


@pytest.mark.parametrize(
    "body",
    [
        {"texts": ["good", " "]},
        {"texts": ["good", " "], "on_error": "request"},
        {"texts": ["good"], "on_error": "skip"},
        {"texts": [], "on_error": "item"},
        {"texts": ["good"] * 257, "on_error": "item"},
        {"texts": "good", "on_error": "item"},
        {"texts": ["good"], "on_error": "item", "explain": True},
    ],
)
def test_faulty_request_fails_as_a_whole(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post("/predict/batch", json=body).status_code == 422
