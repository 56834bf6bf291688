"""What the API does beyond the two documented endpoints, and when there is no model."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.model.folder import embedded_model
from twitter_sentiment.service.app import create_app
from twitter_sentiment.service.model_holder import ModelHolder
from twitter_sentiment.settings import Settings

from ..waiting import wait_until_loaded


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(model_path="no_such_folder"))) as client:
        yield wait_until_loaded(client)


def test_scores_are_added_on_request_and_sum_to_one(client: TestClient) -> None:
    body = client.post("/predict", json={"text": "fine", "scores": True}).json()
    assert set(body["scores"]) == {"negative", "positive"}
    assert sum(body["scores"].values()) == pytest.approx(1, abs=2e-4)
    assert body["confidence"] == max(body["scores"].values())


def test_neutral_shows_the_third_class(client: TestClient) -> None:
    body = client.post(
        "/predict", json={"text": "The shop opens at nine on Monday.", "neutral": True, "scores": True}
    ).json()
    assert set(body["scores"]) == {"negative", "neutral", "positive"}
    assert body["sentiment"] == "neutral"


def test_the_setting_neutral_is_the_default_that_a_request_can_overrule() -> None:
    with TestClient(create_app(Settings(model_path="no_such_folder", neutral=True))) as client:
        wait_until_loaded(client)
        text = {"text": "The shop opens at nine on Monday."}
        assert client.post("/predict", json=text).json()["sentiment"] == "neutral"
        assert client.post("/predict", json=text | {"neutral": False}).json()["sentiment"] != "neutral"


def test_a_batch_keeps_its_order_and_answers_like_single_requests(client: TestClient) -> None:
    texts = ["I love it", "I hate it so much that I would rather walk", "ok", "I love it"]
    answers = client.post("/predict/batch", json={"texts": texts}).json()["predictions"]
    assert answers == [client.post("/predict", json={"text": text}).json() for text in texts]


@pytest.mark.parametrize("count", [0, 257])
def test_a_batch_of_none_or_too_many_texts_is_422(client: TestClient, count: int) -> None:
    assert client.post("/predict/batch", json={"texts": ["a"] * count}).status_code == 422


def test_the_largest_batch_is_answered(client: TestClient) -> None:
    response = client.post("/predict/batch", json={"texts": ["good"] * 256})
    assert len(response.json()["predictions"]) == 256


def test_a_bad_text_of_a_batch_is_named_by_its_place(client: TestClient) -> None:
    response = client.post("/predict/batch", json={"texts": ["good", " "]})
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["body", "texts", 1]


def test_an_error_does_not_repeat_what_was_sent(client: TestClient) -> None:
    assert "secret" not in client.post("/predict", json={"text": "secret " * 2000}).text


def test_model_tells_labels_and_measured_figures(client: TestClient) -> None:
    body = client.get("/model").json()
    assert body["labels"] == ["negative", "neutral", "positive"]
    assert body["metrics"]["macro_recall"] > 0.6
    assert body["quantisation"]["label_agreement"] >= 0.97


@pytest.mark.parametrize("path", ["/ready", "/model"])
def test_without_a_model_yet_the_service_lives_but_is_not_ready(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(_: ModelHolder) -> None:
        """It stays at the moment before loading."""

    monkeypatch.setattr(ModelHolder, "load", never)
    with TestClient(create_app(Settings())) as client:
        assert client.get("/health").json()["model_loaded"] is False
        for response in (client.get(path), client.post("/predict", json={"text": "hi"})):
            assert response.status_code == 503
            assert response.headers["Retry-After"]
            assert "not loaded yet" in response.json()["detail"]


def test_a_broken_model_folder_is_told_in_the_log_and_answered_with_503(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "model_output"
    shutil.copytree(embedded_model(), folder)
    (folder / "model.int8.onnx").write_bytes(b"damaged")
    with TestClient(create_app(Settings(model_path=folder))) as client:
        deadline = time.monotonic() + 30
        while "No model is served" not in caplog.text and time.monotonic() < deadline:
            time.sleep(0.05)
        response = client.post("/predict", json={"text": "hi"})
        assert response.status_code == 503
        assert "log" in response.json()["detail"]
        assert client.get("/health").json()["model_loaded"] is False
    assert "SHA-256" in caplog.text


def test_a_model_that_fails_in_an_unforeseen_way_is_told_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(SentimentClassifier, "predict", fail)
    with TestClient(create_app(Settings(model_path=tmp_path / "none"))) as client:
        deadline = time.monotonic() + 30
        while "No model is served: unforeseen" not in caplog.text and time.monotonic() < deadline:
            time.sleep(0.05)
        assert "could not be loaded" in client.post("/predict", json={"text": "hi"}).json()["detail"]


def test_a_two_class_model_refuses_neutral_with_422(two_class_folder: Path) -> None:
    with TestClient(create_app(Settings(model_path=two_class_folder, neutral=True))) as client:
        wait_until_loaded(client)
        assert client.post("/predict", json={"text": "hi"}).status_code == 200
        response = client.post("/predict", json={"text": "hi", "neutral": True})
        assert response.status_code == 422
        assert "neutral" in response.json()["detail"][0]["msg"]


def test_no_text_of_a_user_reaches_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        client.post("/predict", json={"text": "my private words"})
        client.post("/predict", json={"text": "my private words" * 1000})
    assert "private" not in caplog.text


def test_the_api_gives_the_answer_of_the_classifier(client: TestClient, classifier: SentimentClassifier) -> None:
    for text in ("I love it", "@you http://example.org 😡", "x" * 9000):
        prediction = classifier.predict(text)
        body = client.post("/predict", json={"text": text}).json()
        assert body == {"sentiment": prediction.sentiment, "confidence": round(prediction.confidence, 4), "text": text}


def test_the_documentation_shows_examples(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    examples = schema["components"]["schemas"]["PredictRequest"]["examples"]
    for example in examples:
        assert client.post("/predict", json=example).status_code == 200
    assert set(schema["paths"]) == {"/", "/health", "/ready", "/model", "/metrics", "/predict", "/predict/batch"}


def test_tokens_tell_which_part_of_a_long_text_was_read(client: TestClient) -> None:
    short, long = ({"text": "good " * words, "tokens": True} for words in (3, 900))
    assert client.post("/predict", json=short).json()["tokens"] == {"total": 3, "first": 3, "last": 0}
    assert client.post("/predict", json=long).json()["tokens"] == {"total": 900, "first": 64, "last": 190}


def test_an_explanation_tiles_the_text_with_weighed_words(client: TestClient) -> None:
    text = "I really  love this 😍!\nnot"
    body = client.post("/predict", json={"text": text, "explain": True}).json()
    assert body["explanation"]["unit"] == "word"
    parts = body["explanation"]["parts"]
    assert [part["text"] for part in parts] == ["I", "really", "love", "this", "😍", "!", "not"]
    assert all(text[part["start"] : part["end"]] == part["text"] for part in parts)


def test_a_batch_is_not_explained(client: TestClient) -> None:
    assert client.post("/predict/batch", json={"texts": ["a"], "explain": True}).status_code == 422


def test_invisible_texts_of_a_batch_are_named_by_their_places(client: TestClient) -> None:
    response = client.post("/predict/batch", json={"texts": ["good", "\u200b", "bad", "\u2060"]})
    assert response.status_code == 422
    assert [problem["loc"] for problem in response.json()["detail"]] == [["body", "texts", 1], ["body", "texts", 3]]
