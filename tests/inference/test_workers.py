"""The threads that run the model."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import numpy as np
import pytest

from twitter_sentiment.inference.queue import Ids, QueuedText
from twitter_sentiment.inference.workers import BatchResult, Model, ModelWorkers

from .models import GatedModel, echo, reached

pytestmark = pytest.mark.anyio

Batch = Sequence[QueuedText[str]]


class Callbacks:
    """Records what the workers report."""

    def __init__(self) -> None:
        self.results: list[BatchResult[str]] = []
        self.lost: list[Batch] = []
        self.broken = asyncio.Event()


@asynccontextmanager
async def running_workers(
    model: Model, callbacks: Callbacks, stuck_secs: float = 60.0
) -> AsyncIterator[ModelWorkers[str]]:
    workers: ModelWorkers[str] = ModelWorkers(
        model,
        threads=1,
        on_result=callbacks.results.append,
        on_lost=callbacks.lost.append,
        on_broken=callbacks.broken.set,
        stuck_secs=stuck_secs,
    )
    try:
        yield workers
    finally:
        await workers.close()


def make_batch(*first_tokens: int) -> Batch:
    return [QueuedText("request", position, [token]) for position, token in enumerate(first_tokens)]


async def test_workers_report_each_batch() -> None:
    callbacks = Callbacks()
    async with running_workers(echo, callbacks) as workers:
        workers.submit(make_batch(1, 2))
        await reached(lambda: len(callbacks.results) == 1)
    (result,) = callbacks.results
    assert np.array_equal(np.stack([np.asarray(outcome) for outcome in result.outcomes]), [[1, 1], [2, 1]])
    assert result.batch == make_batch(1, 2)
    assert result.started <= result.ended


async def test_workers_have_room_for_one_more_than_threads() -> None:
    model = GatedModel()
    callbacks = Callbacks()
    async with running_workers(model, callbacks) as workers:
        workers.submit(make_batch(1))
        assert workers.has_room
        workers.submit(make_batch(2))
        assert not workers.has_room
        model.open()
        await reached(lambda: workers.has_room)


async def test_workers_fail_only_the_faulty_text() -> None:
    def fails_on_13(texts: Sequence[Ids]) -> np.ndarray:
        if any(ids[0] == 13 for ids in texts):
            raise ValueError("13")
        return echo(texts)

    callbacks = Callbacks()
    async with running_workers(fails_on_13, callbacks) as workers:
        workers.submit(make_batch(1, 13, 2))
        await reached(lambda: len(callbacks.results) == 1)
    outcomes = callbacks.results[0].outcomes
    assert [isinstance(outcome, ValueError) for outcome in outcomes] == [False, True, False]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_workers_replace_thread_that_ends() -> None:
    def ends_on_13(texts: Sequence[Ids]) -> np.ndarray:
        if texts[0][0] == 13:
            raise SystemExit
        return echo(texts)

    callbacks = Callbacks()
    async with running_workers(ends_on_13, callbacks) as workers:
        workers.submit(make_batch(13))
        workers.submit(make_batch(5))
        await reached(lambda: len(callbacks.results) == 1)
        assert callbacks.lost == [make_batch(13)]
        assert not workers.broken


async def test_workers_break_once_when_batches_are_stuck(caplog: pytest.LogCaptureFixture) -> None:
    model = GatedModel()
    callbacks = Callbacks()
    async with running_workers(model, callbacks, stuck_secs=0.05) as workers:
        workers.submit(make_batch(1))
        workers.submit(make_batch(2))
        await asyncio.wait_for(callbacks.broken.wait(), 30)
        assert workers.broken
        model.open()
        await reached(lambda: len(callbacks.results) == 2)
    assert caplog.text.count("only a new process helps") == 1
