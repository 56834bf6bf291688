"""One classifier for many callers gives each the answer the classifier alone would give."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from twitter_sentiment.errors import BusyError, InputError, StoppedError
from twitter_sentiment.inference import Prediction, SentimentClassifier, explain
from twitter_sentiment.inference.batching import Batcher, RunReport
from twitter_sentiment.inference.cache import AnswerCache
from twitter_sentiment.inference.shared import SharedClassifier

from ..examples import mixed_lengths

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def shared(
    classifier: SentimentClassifier, cache_size: int = 0, runs: list[RunReport] | None = None
) -> AsyncIterator[SharedClassifier]:
    noted = [] if runs is None else runs
    batcher = Batcher(classifier.model.logits, threads=2, batch_size=10, capacity=10_000, on_run=noted.append)
    model = SharedClassifier(classifier, batcher, AnswerCache(cache_size))
    try:
        yield model
    finally:
        await model.close()


def assert_same(answers: list[Prediction | None], expected: list[Prediction | None]) -> None:
    for answer, other in zip(answers, expected, strict=True):
        assert (answer is None) == (other is None)
        if answer and other:
            assert (answer.sentiment, answer.reading) == (other.sentiment, other.reading)
            assert answer.scores == pytest.approx(other.scores, abs=1e-9)


async def test_many_callers_get_the_answers_of_the_classifier(classifier: SentimentClassifier) -> None:
    texts = mixed_lengths(300)
    groups = [texts[start : start + size] for start, size in zip(range(0, 300, 7), [1, 7, 3] * 15, strict=False)]
    async with shared(classifier) as model:
        answers = await asyncio.gather(*(model.predict_rows(group, neutral=True) for group in groups))
    for group, own in zip(groups, answers, strict=True):
        assert_same(own, classifier.predict_rows(group, neutral=True))


async def test_texts_without_content_get_none_in_their_places(classifier: SentimentClassifier) -> None:
    texts = ["good", "\u200b", "bad", " ", "good"]
    async with shared(classifier, cache_size=10) as model:
        for _ in range(2):
            answers = await model.predict_rows(texts)
            assert_same(answers, classifier.predict_rows(texts))
        assert await model.predict_rows([" "]) == [None]
        assert await model.predict_rows([]) == []


async def test_a_repeated_text_is_read_once_while_the_cache_holds_it(classifier: SentimentClassifier) -> None:
    runs: list[RunReport] = []
    async with shared(classifier, cache_size=10, runs=runs) as model:
        first = await model.predict_rows(["I love it", "I  love it"])  # the same once it is normalised
        assert sum(run.texts for run in runs) == 1
        again = await model.predict_rows(["I love it"], neutral=True)
        assert sum(run.texts for run in runs) == 1
    assert first[0] == first[1]
    assert_same(again, classifier.predict_rows(["I love it"], neutral=True))


async def test_neutral_is_refused_by_a_model_without_it(two_class_folder: str) -> None:
    async with shared(SentimentClassifier.load(two_class_folder)) as model:
        with pytest.raises(InputError, match="neutral"):
            await model.predict_rows(["good"], neutral=True)


async def test_long_texts_are_read_in_turns_so_that_one_request_does_not_hold_up_another(
    classifier: SentimentClassifier,
) -> None:
    order: list[str] = []
    async with shared(classifier) as model:

        async def ask(name: str, texts: list[str]) -> None:
            assert all(await model.predict_rows(texts))
            order.append(name)

        large = asyncio.create_task(ask("large", [f"{number} " + "good " * 1900 for number in range(40)]))
        await asyncio.sleep(0.01)
        await asyncio.gather(large, ask("small", ["bad " * 600]))
    assert order == ["small", "large"]


async def test_too_many_texts_are_refused_before_any_is_read(classifier: SentimentClassifier) -> None:
    async with shared(classifier) as model:
        with model.batcher.admitted(9_999), pytest.raises(BusyError):
            await model.predict_rows(["good", "bad"])


async def test_an_explanation_is_that_of_the_classifier(classifier: SentimentClassifier) -> None:
    text = "The food was bad but the view was beautiful"
    async with shared(classifier) as model:
        prediction, explanation = await model.explain(text)
        assert await model.explain("\u200b") == (None, None)
    assert prediction is not None
    assert explanation is not None
    own = explain(classifier, text)
    assert [(part.start, part.end) for part in explanation.parts] == [(part.start, part.end) for part in own.parts]
    assert [part.weight for part in explanation.parts] == pytest.approx([part.weight for part in own.parts], abs=1e-6)


async def test_what_is_being_read_when_the_service_stops_is_given_up(classifier: SentimentClassifier) -> None:
    async with shared(classifier) as model:
        reading = asyncio.create_task(model.predict_rows(["good " * 1900 + str(number) for number in range(200)]))
        await asyncio.sleep(0.05)
        model.batcher.stop("over")
        with pytest.raises(StoppedError, match="over"):
            await reading
        assert model.batcher.let_in == 0
