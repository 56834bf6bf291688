"""What the page requests: scores with every prediction, rows without text, and no second attempt."""

import httpx2
import pytest

from twitter_sentiment.api_types import MAX_CHARACTERS
from twitter_sentiment.client import SentimentClient
from twitter_sentiment.dashboard.service_client import predict_rows, predict_scored
from twitter_sentiment.errors import RequestRefusedError, ServiceUnavailableError

from .conftest import Connect
from .fake_service import FakeService, predict


def test_prediction_has_scores_and_tokens(connect: Connect) -> None:
    contents: list[bytes] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        contents.append(request.content)
        return httpx2.Response(200, json=predict("good", neutral=True).model_dump())

    prediction = predict_scored(connect(handler), "good", neutral=True)
    assert set(prediction.scores) == {"negative", "neutral", "positive"}
    assert contents == [b'{"neutral":true,"scores":true,"tokens":true,"language":true,"text":"good"}']


def test_rows_without_text_get_none(connect: Connect) -> None:
    service = FakeService()
    texts = ["good", "", "\u200b", "bad", " \n", "\u2060", "🙂"]
    predictions = predict_rows(connect(service), texts, neutral=False)
    sentiments = [prediction and prediction.sentiment for prediction in predictions]
    assert sentiments == ["positive", None, None, "negative", None, None, "negative"]
    assert service.batch_texts == [3]


def test_rows_all_empty_send_nothing(connect: Connect) -> None:
    service = FakeService()
    assert predict_rows(connect(service), ["", " "], neutral=False) == [None, None]
    assert service.batch_texts == []


def test_rows_share_the_text_in_memory(connect: Connect) -> None:
    text = "good " * 10
    (prediction,) = predict_rows(connect(FakeService()), [text], neutral=False)
    assert prediction is not None
    assert prediction.text is text


def test_rows_too_long_are_refused(connect: Connect) -> None:
    with pytest.raises(RequestRefusedError, match="10000 characters"):
        predict_rows(connect(FakeService()), ["a" * (MAX_CHARACTERS + 1)], neutral=False)


def test_page_does_not_wait_to_try_again(connect: Connect) -> None:
    requests: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(503, json={"detail": "The model is not loaded yet."}, headers={"Retry-After": "2"})

    with pytest.raises(ServiceUnavailableError, match="not loaded yet") as caught:
        predict_scored(connect(handler), "good", neutral=False)
    assert caught.value.retry_after == 2
    assert len(requests) == 1


@pytest.mark.e2e
def test_real_rows_without_text_get_none(client: SentimentClient) -> None:
    texts = ["I love it", "", "\u200b", "I hate it", " \n", "\u2060", "🙂"]
    predictions = predict_rows(client, texts, neutral=False)
    assert [prediction is not None for prediction in predictions] == [True, False, False, True, False, False, True]
