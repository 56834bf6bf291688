"""Streams: every line has its response in its place, whatever is in it, and a stream takes its turn with others."""

import json
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
from fastapi.testclient import TestClient
from numpy.typing import NDArray

from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.model.onnx_model import OnnxModel

from ..examples import labeled
from ..waiting import wait_until
from .clients import HeldModel, load_wrapped
from .test_observability import read_metrics

StartClient = Callable[..., TestClient]
TEXTS = [row.text for row in labeled(200)]
NDJSON = {"Content-Type": "application/x-ndjson"}


def post(client: TestClient, body: bytes | Iterator[bytes], query: str = "") -> httpx2.Response:
    return client.post(f"/predict/stream{query}", content=body, headers=NDJSON)


def lines_of(response: httpx2.Response) -> list[dict[str, Any]]:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/x-ndjson"
    assert response.text.endswith("\n")
    return [json.loads(line) for line in response.text.splitlines()]


def body_of(texts: Sequence[str]) -> bytes:
    return b"".join(json.dumps(text).encode() + b"\n" for text in texts)


def test_stream_answers_as_predict_does_in_order(client: TestClient) -> None:
    body = b"".join(json.dumps({"text": text, "id": number}).encode() + b"\r\n" for number, text in enumerate(TEXTS))
    lines = lines_of(post(client, body, "?neutral=true&scores=true&tokens=true&language=true"))
    assert [line.pop("id") for line in lines] == list(range(200))
    request = {"texts": TEXTS, "neutral": True, "scores": True, "tokens": True, "language": True}
    assert lines == client.post("/predict/batch", json=request).json()["predictions"]


def test_body_that_arrives_byte_by_byte_and_ends_without_newline(client: TestClient) -> None:
    body = '"good"\n\n  \n{"text": "schön 🙂", "id": "ü"}\n"last"'.encode()
    lines = lines_of(post(client, iter([bytes([byte]) for byte in body])))
    assert [(line["text"], line.get("id")) for line in lines] == [("good", None), ("schön 🙂", "ü"), ("last", None)]


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        (b"{", 422, "json_invalid"),
        (b'"half', 422, "json_invalid"),
        (b"text", 422, "json_invalid"),
        (b'"caf\xe9"', 422, "json_invalid"),
        (b'"\\ud800"', 422, "json_invalid"),
        (b"7", 422, "model_type"),
        (b"null", 422, "model_type"),
        (b"[]", 422, "model_type"),
        (b"{}", 422, "missing"),
        (b'{"text": 7}', 422, "string_type"),
        (b'""', 422, "string_too_short"),
        (b'" "', 422, "text_empty"),
        ('"\u200b"'.encode(), 422, "text_empty"),
        (b'"%s"' % (b"x" * 10_001), 422, "string_too_long"),
        (b'"%s"' % (b"x" * 1_000_000), 413, "The line is too long"),
        (b'{"text": "good", "id": 1.5}', 422, "string_type"),
        (b'{"text": "good", "id": "%s"}' % (b"x" * 129), 422, "string_too_long"),
        (b'{"text": "good", "neutral": true}', 422, "extra_forbidden"),
        (b"[" * 2_000, 422, "too_complex"),
        (json.dumps(dict.fromkeys("abcdefghijklmnopqrstuvwxyz")).encode(), 422, "too_many_fields"),
    ],
)
def test_broken_line_has_its_error_in_its_place(client: TestClient, content: bytes, status: int, reason: str) -> None:
    first, broken, last = lines_of(post(client, b'\n"good"\n' + content + b'\n"bad"'))
    assert (first["text"], last["text"]) == ("good", "bad")
    assert broken["line"] == 3
    assert broken["error"]["status"] == status
    assert reason in str(broken["error"]["detail"])


def test_error_of_a_line_names_its_id(client: TestClient) -> None:
    (line,) = lines_of(post(client, b'{"text": "", "id": "a-7"}'))
    assert line["id"] == "a-7"


def test_stream_of_no_lines_is_empty(client: TestClient) -> None:
    assert post(client, b"\n \n").content == b""


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-ndjsonp", ""])
def test_other_content_type_is_415(client: TestClient, content_type: str) -> None:
    response = client.post("/predict/stream", content=b'"good"', headers={"Content-Type": content_type})
    assert response.status_code == 415
    assert "application/x-ndjson" in response.json()["detail"]
    assert client.post("/predict", content=b'{"text": "good"}', headers=NDJSON).status_code == 415


@pytest.mark.parametrize("query", ["?neutral=maybe", "?explain=true", "?scores=7"])
def test_wrong_option_is_422_before_the_stream(client: TestClient, query: str) -> None:
    assert post(client, b'"good"', query).status_code == 422


def test_neutral_of_a_two_class_model_is_422(start_client: StartClient, two_class_folder: Path) -> None:
    client = start_client(load=lambda _: SentimentClassifier.load(two_class_folder))
    assert post(client, b'"good"', "?neutral=true").status_code == 422
    assert post(client, b'"good"').status_code == 200


def test_each_line_counts_for_the_rate_limit(start_client: StartClient) -> None:
    client = start_client(rate_limit="5/hour")
    *answered, last = lines_of(post(client, b'"good"\n\n7\n"bad"\n"a"\n"b"\n"c"\n"d"\n'))
    assert [line.get("text") for line in answered] == ["good", None, "bad", "a", "b"]
    assert (last["line"], last["error"]["status"]) == (7, 429)
    assert 0 < last["error"]["retry_after"] <= 3600
    response = post(client, b'"good"')
    assert response.status_code == 429
    assert "Retry-After" in response.headers


def test_stream_is_metered_and_logged_once(start_client: StartClient, caplog: pytest.LogCaptureFixture) -> None:
    client = start_client()
    with caplog.at_level(logging.DEBUG):
        post(client, body_of(["my private words", "I hate it", "", "my private words"]))
    metrics = read_metrics(client)
    assert metrics["http_requests_total POST /predict/stream 200"] == 1
    assert sum(value for name, value in metrics.items() if name.startswith("sentiment_predictions_total")) == 3
    lines = [record.getMessage() for record in caplog.records if record.name == "twitter_sentiment.access"]
    assert [line.partition(" 200 ")[0] for line in lines] == ["POST /predict/stream"]
    assert "private" not in caplog.text


def test_stream_leaves_room_for_single_requests(start_client: StartClient) -> None:
    gate = threading.Event()
    gate.set()
    client = start_client(load=load_wrapped(lambda model: HeldModel(model, gate)), queue_size=10, cache_size=0)
    gate.clear()
    texts = ["word " * length for length in range(20, 240, 10)]  # too different in length to share a batch
    with ThreadPoolExecutor(8) as callers:
        stream = callers.submit(post, client, body_of(texts))
        try:
            wait_until(lambda: read_metrics(client)["sentiment_queue_size fast"] > 0, "no text was queued")
            singles = [callers.submit(client.post, "/predict", json={"text": text}) for text in TEXTS[:5]]
            wait_until(lambda: read_metrics(client)["http_requests_in_progress"] >= 7, "not all requests arrived")
        finally:
            gate.set()
        assert [single.result().status_code for single in singles] == [200] * 5
        assert [line["text"] for line in lines_of(stream.result())] == texts


class LongTextFailsModel(OnnxModel):
    """A model that fails on texts of more than 50 tokens."""

    def __init__(self, model: OnnxModel, message: str) -> None:
        self.model = model
        self.message = message

    def logits(self, batch: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        if any(len(ids) > 50 for ids in batch):
            raise RuntimeError(self.message)
        return self.model.logits(batch)


def test_text_that_the_model_fails_on_fails_alone(start_client: StartClient, caplog: pytest.LogCaptureFixture) -> None:
    message = "the text was: private"
    client = start_client(load=load_wrapped(lambda model: LongTextFailsModel(model, message)))
    texts = ["good", "bad", "word " * 60, "fine", "awful"]
    with caplog.at_level(logging.DEBUG):
        lines = lines_of(post(client, body_of(texts)))
    assert [line.get("text") for line in lines] == ["good", "bad", None, "fine", "awful"]
    assert (lines[2]["line"], lines[2]["error"]["status"]) == (3, 500)
    assert "Unexpected RuntimeError" in caplog.text
    assert "private" not in caplog.text + str(lines)
