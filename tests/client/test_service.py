"""Both clients against the real API: predictions, streams, keys, limits, restarts."""

import asyncio
import queue
from collections.abc import Iterator

import pytest

from twitter_sentiment.client import (
    PredictionResponse,
    RefusedText,
    RequestRefusedError,
    SentimentClient,
    ServiceUnavailableError,
)
from twitter_sentiment.client.base import Config
from twitter_sentiment.client.messages import Options, Service
from twitter_sentiment.client.stream import TextStream

from ..examples import labeled
from ..running import Running, free_port, running_api
from ..waiting import wait_until
from .conftest import Connect

pytestmark = pytest.mark.e2e

KEY = "key-of-the-client"
TEXTS = [row.text for row in labeled(300)]


@pytest.fixture(scope="module")
def api() -> Iterator[Running]:
    with running_api(free_port(), API_KEYS=KEY) as api:
        yield api


def sentiments(results: object) -> list[str]:
    assert isinstance(results, list)
    return [result.sentiment if isinstance(result, PredictionResponse) else result.error.type for result in results]


def test_prediction_has_what_was_requested(api: Running, open_client: Connect) -> None:
    client = open_client(api.url, KEY)
    assert client.is_ready()
    assert client.model().labels == ["negative", "neutral", "positive"]
    prediction = client.predict("I love it", neutral=True, scores=True, tokens=True, explain=True)
    assert prediction.sentiment == "positive"
    assert prediction.scores is not None
    assert prediction.tokens is not None
    assert prediction.explanation is not None
    assert [part.text for part in prediction.explanation.parts] == ["I", "love", "it"]
    assert client.predict("I love it").scores is None


def test_many_and_stream_give_every_text_its_result(api: Running, open_client: Connect) -> None:
    client = open_client(api.url, KEY)
    texts = [*TEXTS, "", "\u200b", "x" * 200_000, "\ud800", "I love it"]
    many = list(client.predict_many(texts, neutral=True))
    streamed = list(client.stream(iter(texts), neutral=True))
    assert [result.text for result in streamed] == texts
    assert sentiments(streamed) == sentiments(many)
    assert sentiments(many)[300:] == ["text_empty", "text_empty", "string_too_long", "string_unicode", "positive"]


def test_stream_answers_before_the_next_text(api: Running, open_client: Connect) -> None:
    texts: queue.SimpleQueue[str] = queue.SimpleQueue()
    results = open_client(api.url, KEY).stream(iter(texts.get, "the end"), scores=True)
    for text in ("I love it", "", "I hate it"):
        texts.put(text)
        result = next(results)
        assert result.text == text
        assert isinstance(result, RefusedText) if not text else isinstance(result, PredictionResponse)
    texts.put("the end")
    assert list(results) == []
    wait_until(lambda: "POST /predict/stream 200" in api.log)  # the service has seen a complete request


@pytest.mark.anyio
async def test_idle_stream_gives_its_connection_back(api: Running) -> None:
    config = Config(Service(api.url), {"X-API-Key": KEY}, None, 5, 5, 60, attempts=1, max_wait_secs=1)
    stream = TextStream(config, Options(), idle_secs=0.1)
    ended = api.log.count("POST /predict/stream 200")
    await stream.add("I love it")
    assert [result.text for result in await stream.next_results()] == ["I love it"]
    waiting = asyncio.create_task(stream.next_results())
    await asyncio.to_thread(wait_until, lambda: api.log.count("POST /predict/stream 200") > ended)
    await stream.add("I hate it")
    assert [result.text for result in await waiting] == ["I hate it"]
    await stream.close()


def test_stream_hands_on_what_its_texts_raise(api: Running, open_client: Connect) -> None:
    def texts() -> Iterator[str]:
        yield "I love it"
        raise KeyError("of the source")

    results = open_client(api.url, KEY).stream(texts())
    assert next(results).text == "I love it"
    with pytest.raises(KeyError, match="of the source"):
        next(results)


def test_stream_can_be_left_early(api: Running, open_client: Connect) -> None:
    taken: list[str] = []

    def endless() -> Iterator[str]:
        while True:
            taken.append("good")
            yield "good"

    results = open_client(api.url, KEY).stream(endless())
    assert next(results).text == "good"
    del results
    assert len(taken) < 2_000


@pytest.mark.parametrize("method", ["predict_many", "stream"])
def test_wrong_key_and_wrong_address_are_named(method: str, api: Running, open_client: Connect) -> None:
    with pytest.raises(ServiceUnavailableError, match="requires a key"):
        list(getattr(open_client(api.url), method)(["good"]))
    with pytest.raises(ServiceUnavailableError, match="is not the sentiment service"):
        list(getattr(open_client(f"{api.url}/nowhere", KEY), method)(["good"]))


def test_real_refusals_are_sentences(api: Running, open_client: Connect) -> None:
    client = open_client(api.url, KEY)
    with pytest.raises(RequestRefusedError, match=r"^The text is empty\.$"):
        client.predict("\u200b")
    with pytest.raises(ServiceUnavailableError, match="API_URL"):
        open_client(f"{api.url}/nowhere", KEY).check_ready()


def test_stream_outlives_restarts_and_its_rate_limit() -> None:
    texts = TEXTS[:50]  # at most 20 before the restart, so that those after it need two streams
    with (
        running_api(free_port(), RATE_LIMIT="20/3second") as api,
        SentimentClient(api.url, attempts=1000) as client,
    ):
        results = client.stream(texts)
        streamed = [next(results) for _ in range(5)]
        api.process.kill()
        api.stop()
        api.start()
        streamed += list(results)
        assert api.log.count("POST /predict/stream 200") > 1
    assert [result.text for result in streamed] == texts
