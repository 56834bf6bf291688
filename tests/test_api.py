"""The API as its documentation promises it, with the default model behind it."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from twitter_sentiment.service.app import create_app
from twitter_sentiment.settings import ServingSettings as Settings

from .waiting import wait_until_loaded


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(model_path="no_such_folder"))) as client:
        yield wait_until_loaded(client)


def test_health_answers_200_with_its_three_fields(client: TestClient) -> None:
    response = client.get("/health")
    assert response.status_code == 200
    body = response.json()
    assert set(body) == {"status", "uptime_secs", "model_loaded"}
    assert body["status"] == "ok"
    assert body["uptime_secs"] >= 0
    assert body["model_loaded"] is True


def test_a_prediction_has_exactly_the_documented_fields(client: TestClient) -> None:
    response = client.post("/predict", json={"text": "I love this product!"})
    assert response.status_code == 200
    assert set(response.json()) == {"sentiment", "confidence", "text"}
    assert response.json()["text"] == "I love this product!"


@pytest.mark.parametrize(
    "text", ["I love this product!", "The customer service was terrible.", "Nothing special.", "😀"]
)
def test_sentiment_is_one_of_two_labels_and_confidence_a_probability(client: TestClient, text: str) -> None:
    body = client.post("/predict", json={"text": text}).json()
    assert body["sentiment"] in {"positive", "negative"}
    assert 0.5 <= body["confidence"] <= 1


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("I love this product!", "positive"),
        ("This movie was absolutely fantastic!", "positive"),
        ("Absolutely loved the experience!", "positive"),
        ("The customer service was terrible.", "negative"),
        ("This is the worst experience ever.", "negative"),
    ],
)
def test_clear_texts_get_the_right_answer(client: TestClient, text: str, sentiment: str) -> None:
    assert client.post("/predict", json={"text": text}).json()["sentiment"] == sentiment


@pytest.mark.parametrize("text", ["", " ", " \t\n ", "\u00a0", "\u200b\u200b"])
def test_a_text_without_content_is_422(client: TestClient, text: str) -> None:
    response = client.post("/predict", json={"text": text})
    assert response.status_code == 422
    assert "empty" in response.text or "at least 1 character" in response.text


@pytest.mark.parametrize("letter", ["a", "é", "😀", " a"])
def test_ten_thousand_characters_are_accepted(client: TestClient, letter: str) -> None:
    text = (letter * 10_000)[:10_000]
    response = client.post("/predict", json={"text": text})
    assert response.status_code == 200
    assert response.json()["text"] == text


def test_one_character_more_is_422(client: TestClient) -> None:
    assert client.post("/predict", json={"text": "a" * 10_001}).status_code == 422


@pytest.mark.parametrize(
    "body", [{}, {"text": None}, {"text": 1}, {"text": ["a"]}, [], "text", {"text": "a", "txet": "b"}]
)
def test_a_body_of_another_shape_is_422(client: TestClient, body: object) -> None:
    assert client.post("/predict", json=body).status_code == 422
