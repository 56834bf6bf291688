"""The classifier for concurrent callers: the predictions of the classifier, shared work, and turns."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from twitter_sentiment.errors import InputError, ModelUnavailableError, OverloadedError
from twitter_sentiment.inference import Prediction, SentimentClassifier, explain
from twitter_sentiment.inference.async_classifier import AsyncClassifier
from twitter_sentiment.inference.batcher import Batcher, BatchStats
from twitter_sentiment.inference.cache import PredictionCache

from ..examples import mixed_lengths
from .models import reached

pytestmark = pytest.mark.anyio

MAX_IN_FLIGHT = 10_000


class Batches:
    """Counts the texts that went through the model."""

    def __init__(self) -> None:
        self.texts = 0

    def record(self, stats: BatchStats) -> None:
        self.texts += stats.texts


@asynccontextmanager
async def running_classifier(
    classifier: SentimentClassifier, cache_size: int = 0, batches: Batches | None = None
) -> AsyncIterator[AsyncClassifier]:
    batcher = Batcher(
        classifier.model.logits,
        threads=2,
        batch_size=10,
        max_in_flight=MAX_IN_FLIGHT,
        on_batch=(batches or Batches()).record,
    )
    concurrent = AsyncClassifier(classifier, batcher, PredictionCache(cache_size))
    try:
        yield concurrent
    finally:
        await concurrent.close()


def assert_same(predictions: Sequence[Prediction | None], expected: Sequence[Prediction | None]) -> None:
    for prediction, other in zip(predictions, expected, strict=True):
        assert (prediction is None) == (other is None)
        if prediction and other:
            assert (prediction.sentiment, prediction.token_counts) == (other.sentiment, other.token_counts)
            # Not exactly: padding can turn a rounding of int8, in about one text of 2,000.
            assert prediction.scores == pytest.approx(other.scores, abs=1e-4)


@pytest.mark.slow
async def test_concurrent_callers_get_same_predictions(classifier: SentimentClassifier) -> None:
    texts = mixed_lengths(300)
    groups = [texts[start : start + size] for start, size in zip(range(0, 300, 7), [1, 7, 3] * 15, strict=False)]
    async with running_classifier(classifier) as concurrent:
        results = await asyncio.gather(*(concurrent.predict_rows(group, neutral=True) for group in groups))
    for group, result in zip(groups, results, strict=True):
        assert_same(result, classifier.predict_rows(group, neutral=True))


async def test_texts_without_content_get_none(classifier: SentimentClassifier) -> None:
    texts = ["good", "\u200b", "bad", " ", "good"]
    async with running_classifier(classifier, cache_size=10) as concurrent:
        for _ in range(2):
            assert_same(await concurrent.predict_rows(texts), classifier.predict_rows(texts))
        assert await concurrent.predict_rows([" "]) == [None]
        assert await concurrent.predict_rows([]) == []


async def test_cached_text_is_not_computed_again(classifier: SentimentClassifier) -> None:
    batches = Batches()
    async with running_classifier(classifier, cache_size=10, batches=batches) as concurrent:
        first = await concurrent.predict_rows(["I love it", "I  love it"])  # the same text after normalization
        again = await concurrent.predict_rows(["I love it"], neutral=True)
    assert batches.texts == 1
    assert first[0] == first[1]
    assert_same(again, classifier.predict_rows(["I love it"], neutral=True))


async def test_two_class_model_refuses_neutral(two_class_folder: Path) -> None:
    async with running_classifier(SentimentClassifier.load(two_class_folder)) as concurrent:
        with pytest.raises(InputError, match="neutral"):
            await concurrent.predict_rows(["good"], neutral=True)


@pytest.mark.slow
async def test_long_request_lets_short_one_pass(classifier: SentimentClassifier) -> None:
    order: list[str] = []
    async with running_classifier(classifier) as concurrent:

        async def predict(name: str, texts: list[str]) -> None:
            assert all(await concurrent.predict_rows(texts))
            order.append(name)

        long = asyncio.create_task(predict("long", [f"{number} " + "good " * 1900 for number in range(40)]))
        await reached(lambda: concurrent.batcher.in_flight == 40)
        await asyncio.gather(long, predict("short", ["bad " * 600]))
    assert order == ["short", "long"]


async def test_overloaded_before_texts_are_read(classifier: SentimentClassifier) -> None:
    async with running_classifier(classifier) as concurrent:
        with concurrent.batcher.admit(MAX_IN_FLIGHT - 1), pytest.raises(OverloadedError):
            await concurrent.predict_rows(["good", "bad"])


async def test_explain_equals_that_of_classifier(classifier: SentimentClassifier) -> None:
    text = "The food was bad but the view was beautiful"
    async with running_classifier(classifier) as concurrent:
        prediction, explanation = await concurrent.explain(await concurrent.occlude(text))
        assert await concurrent.explain(await concurrent.occlude("\u200b")) == (None, None)
    assert_same([prediction], [classifier.predict(text)])
    assert explanation is not None
    expected = explain(classifier, text)
    assert explanation.unit == expected.unit
    for attribution, other in zip(explanation.attributions, expected.attributions, strict=True):
        assert (attribution.start, attribution.end) == (other.start, other.end)
        assert attribution.score == pytest.approx(other.score, abs=1e-3)


async def test_stop_fails_request_that_is_being_read(classifier: SentimentClassifier) -> None:
    async with running_classifier(classifier) as concurrent:
        texts = ["good " * 1900 + str(number) for number in range(200)]
        reading = asyncio.create_task(concurrent.predict_rows(texts))
        await reached(lambda: concurrent.batcher.in_flight == 200)
        concurrent.batcher.stop("over")
        with pytest.raises(ModelUnavailableError, match="over"):
            await reading
        assert concurrent.batcher.in_flight == 0
