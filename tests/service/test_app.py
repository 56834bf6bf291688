"""The API beyond the two documented endpoints, and without a model."""

import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from twitter_sentiment.errors import ModelError
from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.inference.routed import Classifier
from twitter_sentiment.service.app import create_app
from twitter_sentiment.service.model_holder import load_worker_classifier
from twitter_sentiment.settings import ServingSettings

from ..models import FAST
from ..waiting import wait_until, wait_until_loaded
from .clients import fast_model_settings

StartClient = Callable[..., TestClient]


def test_scores_on_request_sum_to_one(client: TestClient) -> None:
    body = client.post("/predict", json={"text": "fine", "scores": True}).json()
    assert set(body["scores"]) == {"negative", "positive"}
    assert sum(body["scores"].values()) == pytest.approx(1, abs=2e-4)
    assert body["confidence"] == max(body["scores"].values())


def test_neutral_on_request_adds_a_class(client: TestClient) -> None:
    body = client.post(
        "/predict", json={"text": "The shop opens at nine on Monday.", "neutral": True, "scores": True}
    ).json()
    assert set(body["scores"]) == {"negative", "neutral", "positive"}
    assert body["sentiment"] == "neutral"


def test_language_on_request_is_told_and_counted(start_client: StartClient) -> None:
    client = start_client()
    texts = ["I love this phone so much", "das ist leider nicht so gut wie das alte", "这部电影太好看了", "ok"]
    body = client.post("/predict/batch", json={"texts": texts, "language": True}).json()
    found = [(one["language"], one.get("supported")) for one in body["predictions"]]
    assert found == [("en", True), ("de", False), ("zh", False), ("und", None)]
    single = client.post("/predict", json={"text": texts[1], "language": True}).json()
    assert single == body["predictions"][1]
    assert "language" not in client.post("/predict", json={"text": texts[1]}).json()
    counts = [line for line in client.get("/metrics").text.splitlines() if line.startswith("sentiment_texts_total")]
    assert counts == [
        f'sentiment_texts_total{{language="{name}"}} {n}.0' for name, n in (("en", 1), ("other", 3), ("und", 1))
    ]


def test_request_overrides_neutral_setting(start_client: StartClient) -> None:
    client = start_client(neutral=True)
    text = {"text": "The shop opens at nine on Monday."}
    assert client.post("/predict", json=text).json()["sentiment"] == "neutral"
    assert client.post("/predict", json=text | {"neutral": False}).json()["sentiment"] != "neutral"


def test_batch_equals_single_requests(client: TestClient) -> None:
    texts = ["I love it", "I hate it so much that I would rather walk", "ok", "I love it"]
    predictions = client.post("/predict/batch", json={"texts": texts}).json()["predictions"]
    assert predictions == [client.post("/predict", json={"text": text}).json() for text in texts]


@pytest.mark.parametrize("count", [0, 257])
def test_batch_of_invalid_size_is_422(client: TestClient, count: int) -> None:
    assert client.post("/predict/batch", json={"texts": ["a"] * count}).status_code == 422


def test_batch_of_256_texts_is_served(client: TestClient) -> None:
    response = client.post("/predict/batch", json={"texts": ["good"] * 256})
    assert len(response.json()["predictions"]) == 256


def test_batch_error_names_index_of_text(client: TestClient) -> None:
    response = client.post("/predict/batch", json={"texts": ["good", " "]})
    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["body", "texts", 1]


def test_batch_error_names_all_invisible_texts(client: TestClient) -> None:
    response = client.post("/predict/batch", json={"texts": ["good", "\u200b", "bad", "\u2060"]})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", "texts", 1], ["body", "texts", 3]]


def test_batch_with_explain_is_422(client: TestClient) -> None:
    assert client.post("/predict/batch", json={"texts": ["a"], "explain": True}).status_code == 422


def test_error_does_not_repeat_input(client: TestClient) -> None:
    assert "secret" not in client.post("/predict", json={"text": "secret " * 2000}).text


def test_model_has_labels_and_metrics(client: TestClient) -> None:
    body = client.get("/model").json()
    assert body["name"] == FAST.name
    assert body["labels"] == ["negative", "neutral", "positive"]
    assert body["metrics"]["macro_recall"] > 0.6
    assert body["quantization"]["label_agreement"] >= 0.975


def test_first_request_finds_the_model_loaded() -> None:
    def load(settings: ServingSettings) -> Classifier:
        time.sleep(0.2)
        return load_worker_classifier(settings)

    with TestClient(create_app(fast_model_settings(), load=load)) as client:
        assert client.post("/predict", json={"text": "I love it"}).json()["sentiment"] == "positive"


@pytest.mark.slow  # waits for the model first
def test_endpoints_before_load_are_503() -> None:
    released = threading.Event()

    def load(_: ServingSettings) -> SentimentClassifier:
        released.wait(60)
        raise ModelError("the end of the test")

    with TestClient(create_app(ServingSettings(), load=load)) as client:
        try:
            assert client.get("/health").json()["model_loaded"] is False
            unavailable = [client.get(path) for path in ("/ready", "/model", "/ping", "/v2/health/ready", "/v1/models")]
            for response in (*unavailable, client.post("/predict", json={"text": "hi"})):
                assert response.status_code == 503
                assert response.headers["Retry-After"]
                assert "not loaded yet" in response.json()["detail"]
        finally:
            released.set()


def test_damaged_model_is_logged_and_503(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "model_output"
    shutil.copytree(FAST, folder)
    (folder / "model.int8.onnx").write_bytes(b"damaged")
    with TestClient(create_app(ServingSettings(model_path=folder))) as client:
        wait_until(lambda: "No model is served" in caplog.text)
        response = client.post("/predict", json={"text": "hi"})
        assert response.status_code == 503
        assert "log" in response.json()["detail"]
        assert client.get("/health").json()["model_loaded"] is False
    assert "SHA-256" in caplog.text


def test_unexpected_load_error_is_logged_and_503(caplog: pytest.LogCaptureFixture) -> None:
    def load(_: ServingSettings) -> SentimentClassifier:
        raise RuntimeError("unexpected")

    with TestClient(create_app(ServingSettings(), load=load)) as client:
        wait_until(lambda: "No model is served: unexpected" in caplog.text)
        assert "could not be loaded" in client.post("/predict", json={"text": "hi"}).json()["detail"]


def test_neutral_of_two_class_model_is_422(two_class_folder: Path) -> None:
    with TestClient(create_app(ServingSettings(model_path=two_class_folder, neutral=True))) as client:
        wait_until_loaded(client)
        assert client.post("/predict", json={"text": "hi"}).status_code == 200
        response = client.post("/predict", json={"text": "hi", "neutral": True})
        assert response.status_code == 422
        assert "neutral" in response.json()["detail"][0]["msg"]


def test_log_contains_no_text(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        client.post("/predict", json={"text": "my private words"})
        client.post("/predict", json={"text": "my private words" * 1000})
    assert "private" not in caplog.text


def test_predict_equals_classifier(client: TestClient, classifier: SentimentClassifier) -> None:
    for text in ("I love it", "@you http://example.org 😡", "x" * 9000):
        prediction = classifier.predict(text)
        body = client.post("/predict", json={"text": text}).json()
        assert body == {"sentiment": prediction.sentiment, "confidence": round(prediction.confidence, 4), "text": text}


def test_openapi_examples_are_valid(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    examples = schema["components"]["schemas"]["PredictRequest"]["examples"]
    for example in examples:
        assert client.post("/predict", json=example).status_code == 200


def test_tokens_show_how_much_was_read(client: TestClient) -> None:
    short, long = ({"text": "good " * words, "tokens": True} for words in (3, 900))
    assert client.post("/predict", json=short).json()["tokens"] == {"total": 3, "first": 3, "last": 0}
    assert client.post("/predict", json=long).json()["tokens"] == {"total": 900, "first": 64, "last": 190}


def test_explanation_splits_text_into_words(client: TestClient) -> None:
    text = "I really  love this 😍!\nnot"
    body = client.post("/predict", json={"text": text, "explain": True}).json()
    assert body["explanation"]["unit"] == "word"
    parts = body["explanation"]["parts"]
    assert [part["text"] for part in parts] == ["I", "really", "love", "this", "😍", "!", "not"]
    assert all(text[part["start"] : part["end"]] == part["text"] for part in parts)
