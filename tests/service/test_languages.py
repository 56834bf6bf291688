"""A service of two models, each of which reads its languages."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.model.folder import shipped_model

from .clients import open_client
from .test_observability import read_metrics

ENGLISH = "I love this phone so much"
GERMAN = "das ist leider nicht so gut wie das alte"


@pytest.fixture(scope="module")
def routed() -> Iterator[TestClient]:
    """A client of a service whose second model is another one of the package."""
    with open_client(languages="auto", multilingual_path=shipped_model("accurate")) as client:
        yield client


@pytest.mark.slow  # it loads two models
def test_each_text_is_answered_by_its_model(routed: TestClient, classifier: SentimentClassifier) -> None:
    accurate = SentimentClassifier.load("accurate", threads=1)
    texts = [ENGLISH, GERMAN, "ok", GERMAN, ENGLISH]
    expected = [(accurate if text is GERMAN else classifier).predict(text).rounded() for text in texts]
    body = routed.post("/predict/batch", json={"texts": texts, "scores": True, "language": True}).json()
    assert [one["scores"] for one in body["predictions"]] == [one.scores for one in expected]
    assert [one["language"] for one in body["predictions"]] == ["en", "de", "und", "de", "en"]
    for text, prediction in zip(texts, body["predictions"], strict=True):
        assert routed.post("/predict", json={"text": text, "scores": True, "language": True}).json() == prediction
    parts = routed.post("/predict", json={"text": GERMAN, "explain": True}).json()["explanation"]["parts"]
    assert [part["text"] for part in parts] == GERMAN.split()
    model = routed.get("/model").json()
    assert (model["name"], model["multilingual"]["name"]) == ("fast", "accurate")
    metrics = read_metrics(routed)
    assert metrics["sentiment_texts_total en"] == 4
    assert metrics["sentiment_texts_total other"] == 5  # two and their repeats, and the explained one
    assert metrics["sentiment_texts_total und"] == 2
    assert metrics["sentiment_cache_lookups_total accurate hit"] >= 2
    assert metrics["sentiment_batch_size_sum fast"] == 2


@pytest.mark.slow
def test_text_without_content_keeps_its_index(routed: TestClient) -> None:
    response = routed.post("/predict/batch", json={"texts": [GERMAN, "\u200b", ENGLISH]})
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["body", "texts", 1]
