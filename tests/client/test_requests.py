"""Requests, retries and errors of both clients, against responses made up here."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx2
import pytest

from twitter_sentiment.api_types import MAX_CHARACTERS
from twitter_sentiment.client import RefusedText, RequestRefusedError, ServiceUnavailableError, TextError
from twitter_sentiment.client.base import Config
from twitter_sentiment.client.messages import Service

from ..conftest import REPOSITORY
from ..dashboard.fake_service import FakeService, predict
from ..waiting import wait_until
from .conftest import URL, Connect

MakeResponse = Callable[[], httpx2.Response]


def responding(status: int, **content: Any) -> MakeResponse:
    """Return what makes a response: one can be read once only."""
    return partial(httpx2.Response, status, **content)


BUSY = responding(503, json={"detail": "The service is busy."}, headers={"Retry-After": "0"})
GOOD = responding(200, json=predict("good").model_dump())


class Responses:
    """Gives one response after the other, the last one for good, and keeps the requests."""

    def __init__(self, *responses: MakeResponse | Exception) -> None:
        self.requests: list[httpx2.Request] = []
        self._responses = responses

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        response = self._responses[min(len(self.requests), len(self._responses) - 1)]
        self.requests.append(request)
        if isinstance(response, Exception):
            raise response
        return response()


def test_predict_sends_what_is_asked_for(connect: Connect) -> None:
    service = Responses(GOOD)
    prediction = connect(service, key="my-key").predict("good", neutral=False, explain=True)
    assert (prediction.sentiment, prediction.text) == ("positive", "good")
    (request,) = service.requests
    assert (request.method, str(request.url)) == ("POST", f"{URL}/predict")
    assert request.headers["X-API-Key"] == "my-key"
    assert request.headers["Content-Type"] == "application/json"
    assert json.loads(request.content) == {"text": "good", "neutral": False, "explain": True}


@pytest.mark.parametrize("text", ["", " \n", "a" * (MAX_CHARACTERS + 1), "\ud800", float("nan")])
def test_unusable_text_is_not_sent(text: str, connect: Connect) -> None:
    service = Responses(GOOD)
    client = connect(service)
    with pytest.raises(RequestRefusedError):
        client.predict(text)
    (result,) = client.predict_batch([text])
    assert isinstance(result, RefusedText)
    assert service.requests == []


def test_busy_service_is_tried_again(connect: Connect) -> None:
    service = Responses(BUSY, BUSY, GOOD)
    assert connect(service).predict("good").sentiment == "positive"
    assert len(service.requests) == 3


@pytest.mark.parametrize(
    "response",
    [
        responding(401, json={"detail": "no"}),
        responding(404, content=b"<h1>Welcome</h1>"),
        responding(200, content=b"<h1>Welcome</h1>"),
        responding(429, json={"detail": "Tomorrow."}, headers={"Retry-After": "86400"}),
        responding(504, json={"detail": "Not answered within 30 s."}),
        httpx2.ReadTimeout("slow"),
    ],
    ids=["key", "path", "content", "tomorrow", "slow", "timeout"],
)
def test_no_second_attempt_where_it_is_of_no_use(response: MakeResponse | Exception, connect: Connect) -> None:
    service = Responses(response)
    with pytest.raises(ServiceUnavailableError):
        connect(service).predict("good")
    assert len(service.requests) == 1


def test_attempts_end_with_the_last_error(connect: Connect) -> None:
    service = Responses(BUSY)
    with pytest.raises(ServiceUnavailableError, match="busy") as caught:
        connect(service, attempts=3).predict("good")
    assert caught.value.retry_after == 0
    assert len(service.requests) == 3


@pytest.mark.parametrize(
    ("error", "retry"),
    [
        (ServiceUnavailableError("busy", 7.0), 7.0),
        (ServiceUnavailableError("busy", 61.0), False),
        (ServiceUnavailableError("gone"), True),
        (ServiceUnavailableError("no key", permanent=True), False),
        (ServiceUnavailableError("slow", slow=True), False),
        (RequestRefusedError("no"), False),
        (KeyError("bug"), False),
    ],
)
def test_retry_waits_as_long_as_the_service_says(error: Exception, retry: bool | float) -> None:
    config = Config(Service(URL), {}, None, 1, 1, 1, attempts=5, max_wait_secs=60)
    assert config.retry_after(error) == retry
    assert isinstance(config.retry_after(error), type(retry))  # True is no second


def test_no_connection_names_the_address(connect: Connect) -> None:
    client = connect(Responses(httpx2.ConnectError("refused")))
    with pytest.raises(ServiceUnavailableError, match=f"does not answer at {URL}") as caught:
        client.check_ready()
    assert not caught.value.slow
    assert not client.is_ready()


def test_timeouts_are_reported_as_slow(open_client: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = open_client(f"http://127.0.0.1:{silent.getsockname()[1]}", status_secs=0.05, predict_secs=0.1)
        with pytest.raises(ServiceUnavailableError, match=r"takes longer than 0\.05 seconds") as caught:
            client.check_ready()
        assert caught.value.slow
        with pytest.raises(ServiceUnavailableError, match=r"takes longer than 0\.1 seconds"):
            client.predict("hi")


@pytest.mark.parametrize(
    ("status", "body"), [(500, b"oops"), (502, b"<html>"), (504, b'["odd"]'), (503, b'{"detail": 5}')]
)
def test_server_error_is_unavailability(status: int, body: bytes, connect: Connect) -> None:
    with pytest.raises(ServiceUnavailableError, match=f"status {status}"):
        connect(Responses(responding(status, content=body))).check_ready()


@pytest.mark.parametrize("status", [200, 404, 422])
def test_other_server_is_recognized(status: int, connect: Connect) -> None:
    with pytest.raises(ServiceUnavailableError, match="API_URL"):
        connect(Responses(responding(status, content=b"<h1>Welcome</h1>"))).check_ready()


def test_401_names_the_keys(connect: Connect) -> None:
    with pytest.raises(ServiceUnavailableError, match="requires a key: use one of its API_KEYS"):
        connect(Responses(responding(401, json={"detail": "no"}))).model()


def test_batch_gives_faulty_texts_their_own_result(connect: Connect) -> None:
    service = FakeService()
    texts = ["good", "", "\u200b", "bad", "a" * (MAX_CHARACTERS + 1), "\u2060", "🙂"]
    results = connect(service).predict_batch(texts)
    assert [result.text for result in results] == texts
    refused = {row: result.error.type for row, result in enumerate(results) if isinstance(result, RefusedText)}
    assert refused == {1: "text_empty", 2: "text_empty", 4: "string_too_long", 5: "text_empty"}
    assert service.batch_texts == [3]


def test_batch_refused_as_a_whole_is_an_error(connect: Connect) -> None:
    with pytest.raises(RequestRefusedError, match="256"):
        connect(FakeService()).predict_batch(["a"] * 300)


def test_batch_too_large_is_split(connect: Connect) -> None:
    service = FakeService()

    def handler(request: httpx2.Request) -> httpx2.Response:
        if len(request.content) > 200:
            return httpx2.Response(413, json={"detail": "The body is too large."})
        return service(request)

    results = connect(handler).predict_batch(["good"] * 50 + ["b" * 200] + ["bad"])
    assert [isinstance(result, RefusedText) for result in results] == [False] * 50 + [True] + [False]
    too_large = TextError(type="too_large", msg="The body is too large")
    assert results[50] == RefusedText(error=too_large, text="b" * 200)


def test_many_keeps_the_order_over_batches(connect: Connect) -> None:
    service = FakeService()
    texts = [f"{'good' if number % 3 else 'bad'} {number}" for number in range(2000)] + ["", "last"]
    results = list(connect(service).predict_many(iter(texts), scores=True))
    assert [result.text for result in results] == texts
    assert isinstance(results[2000], RefusedText)
    assert sorted(service.batch_texts) == [209, *[256] * 7]


def test_many_takes_no_more_texts_than_are_on_their_way(connect: Connect) -> None:
    service = FakeService(batches=0)
    taken: list[int] = []

    def texts() -> Iterator[str]:
        for number in range(1000):
            taken.append(number)
            yield "good"

    results = connect(service).predict_many(texts(), batch_texts=10, concurrency=3)
    with ThreadPoolExecutor(1) as reader:
        first = reader.submit(next, results)
        wait_until(lambda: bool(service.batch_texts))
        service.batches.release(1000)
        assert first.result()
    assert len(taken) == 40  # three batches, and one that waits for the first


def test_many_sends_fewer_texts_after_a_timeout(connect: Connect) -> None:
    service = FakeService()
    service.max_texts = 64
    assert len(list(connect(service).predict_many(["good"] * 300, concurrency=1))) == 300
    assert service.batch_texts == [256, 128, 64, 64, 64, 64, 44]


def test_many_ends_with_an_error_in_its_place(connect: Connect) -> None:
    service = FakeService()

    def handler(request: httpx2.Request) -> httpx2.Response:
        return BUSY() if b"bad" in request.content else service(request)

    results = connect(handler, attempts=2).predict_many(["good", "good", "bad", "good"], batch_texts=1)
    assert [next(results).text, next(results).text] == ["good", "good"]
    with pytest.raises(ServiceUnavailableError, match="busy"):
        next(results)


@pytest.mark.parametrize("method", ["predict_many", "stream"])
def test_one_text_is_not_taken_for_many(method: str, connect: Connect) -> None:
    with pytest.raises(TypeError, match="use `predict`"):
        getattr(connect(FakeService()), method)("good")


def test_client_imports_nothing_of_the_serving_stack() -> None:
    program = "import sys, twitter_sentiment.client; print(*{name.partition('.')[0] for name in sys.modules})"
    line = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(REPOSITORY / 'src')!r}); {program}"]
    loaded = subprocess.run(line, capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "onnxruntime", "fastapi", "starlette", "uvicorn", "pandas", "pyarrow"} & set(loaded)
