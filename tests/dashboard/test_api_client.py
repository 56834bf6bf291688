"""The HTTP client: against responses made up here, and against the real API."""

import json
import socket
from contextlib import closing

import httpx2
import pytest

from twitter_sentiment.api_types import MAX_CHARACTERS
from twitter_sentiment.dashboard.api_client import ApiClient
from twitter_sentiment.errors import RequestRefusedError, ServiceUnavailableError

from ..running import free_port, running_api
from .conftest import FAKE_URL, Connect
from .fake_service import FakeService, predict


def test_predict_requests_scores_and_tokens(connect: Connect) -> None:
    requests: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(200, json=predict("good", neutral=True).model_dump())

    prediction = connect(handler, key="page-key").predict("good", neutral=True)
    assert prediction.sentiment == "positive"
    assert set(prediction.scores) == {"negative", "neutral", "positive"}
    (request,) = requests
    assert (request.method, str(request.url)) == ("POST", f"{FAKE_URL}/predict")
    assert request.headers["X-API-Key"] == "page-key"
    assert json.loads(request.content) == {
        "text": "good",
        "neutral": True,
        "explain": False,
        "scores": True,
        "tokens": True,
    }


def test_rows_without_text_get_none(connect: Connect) -> None:
    service = FakeService()
    texts = ["good", "", "\u200b", "bad", " \n", "\u2060", "🙂"]
    predictions = connect(service).predict_rows(texts, neutral=False)
    assert [prediction and prediction.sentiment for prediction in predictions] == [
        "positive",
        None,
        None,
        "negative",
        None,
        None,
        "negative",
    ]
    assert service.batch_texts == [3]


def test_rows_all_empty_send_nothing(connect: Connect) -> None:
    service = FakeService()
    assert connect(service).predict_rows(["", " "], neutral=False) == [None, None]
    assert service.batch_texts == []


def test_rows_share_the_text_in_memory(connect: Connect) -> None:
    text = "good " * 10
    (prediction,) = connect(FakeService()).predict_rows([text], neutral=False)
    assert prediction is not None
    assert prediction.text is text


def test_rows_too_long_are_refused(connect: Connect) -> None:
    with pytest.raises(RequestRefusedError, match="10000 characters"):
        connect(FakeService()).predict_rows(["a" * (MAX_CHARACTERS + 1)], neutral=False)


def test_no_connection_names_the_address(connect: Connect) -> None:
    service = FakeService()
    service.error = httpx2.ConnectError("refused")
    with pytest.raises(ServiceUnavailableError, match=f"does not answer at {FAKE_URL}") as caught:
        connect(service).check_ready()
    assert not caught.value.slow


def test_timeouts_are_reported_as_slow() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with closing(ApiClient(url, status_secs=0.05, predict_secs=0.1)) as client:
            with pytest.raises(ServiceUnavailableError, match=r"takes longer than 0\.05 seconds") as caught:
                client.check_ready()
            assert caught.value.slow
            with pytest.raises(ServiceUnavailableError, match=r"takes longer than 0\.1 seconds"):
                client.predict("hi", neutral=False)


def test_503_keeps_its_message_and_retry_after(connect: Connect) -> None:
    response = httpx2.Response(503, json={"detail": "The model is not loaded yet."}, headers={"Retry-After": "2"})
    with pytest.raises(ServiceUnavailableError, match="not loaded yet") as caught:
        connect(lambda _: response).check_ready()
    assert caught.value.retry_after == 2


@pytest.mark.parametrize(("status", "body"), [(500, b"oops"), (502, b"<html>"), (504, b'["odd"]')])
def test_server_error_is_unavailability(status: int, body: bytes, connect: Connect) -> None:
    with pytest.raises(ServiceUnavailableError, match=f"status {status}"):
        connect(lambda _: httpx2.Response(status, content=body)).check_ready()


@pytest.mark.parametrize("status", [200, 404])
def test_other_server_is_recognized(status: int, connect: Connect) -> None:
    with pytest.raises(ServiceUnavailableError, match="set API_URL"):
        connect(lambda _: httpx2.Response(status, content=b"<h1>Welcome</h1>")).check_ready()


@pytest.mark.parametrize("method", ["model", "predict"])
def test_401_names_the_setting(method: str, connect: Connect) -> None:
    client = connect(lambda _: httpx2.Response(401, json={"detail": "no"}))
    with pytest.raises(ServiceUnavailableError, match="requires a key: set API_KEY"):
        client.model() if method == "model" else client.predict("good", neutral=False)


@pytest.mark.e2e
def test_real_prediction_has_all_parts(client: ApiClient) -> None:
    prediction = client.predict("I love it", neutral=True, explain=True)
    assert prediction.sentiment == "positive"
    assert set(prediction.scores) == {"negative", "neutral", "positive"}
    assert prediction.tokens is not None
    assert prediction.tokens.total == prediction.tokens.first
    assert prediction.explanation is not None
    assert [part.text for part in prediction.explanation.parts] == ["I", "love", "it"]


@pytest.mark.e2e
def test_real_rows_without_text_get_none(client: ApiClient) -> None:
    texts = ["I love it", "", "\u200b", "I hate it", " \n", "\u2060", "🙂"]
    predictions = client.predict_rows(texts, neutral=False)
    assert [prediction is not None for prediction in predictions] == [True, False, False, True, False, False, True]


@pytest.mark.e2e
def test_real_refusals_are_sentences(client: ApiClient) -> None:
    with pytest.raises(RequestRefusedError, match="The text is empty"):
        client.predict("\u200b", neutral=False)
    with pytest.raises(RequestRefusedError, match="10000 characters"):
        client.predict_rows(["a" * 10_001], neutral=False)


@pytest.mark.e2e
def test_real_model_info_is_typed(client: ApiClient) -> None:
    model = client.model()
    assert model.labels == ["negative", "neutral", "positive"]
    assert model.metrics is not None
    assert model.evaluations[0].accuracy > 0


@pytest.mark.e2e
def test_real_api_on_another_path_is_recognized(api_url: str) -> None:
    with (
        closing(ApiClient(f"{api_url}/nowhere")) as client,
        pytest.raises(ServiceUnavailableError, match="set API_URL"),
    ):
        client.check_ready()


@pytest.mark.e2e
def test_real_key_is_sent() -> None:
    with running_api(free_port(), API_KEYS="page-key") as api:
        with closing(ApiClient(api.url, "page-key")) as client:
            assert client.predict("I love it", neutral=False).sentiment == "positive"
            assert client.model().labels
        with closing(ApiClient(api.url)) as client:
            client.check_ready()
            with pytest.raises(ServiceUnavailableError, match="requires a key"):
                client.model()
