"""Admission, fairness, failures and the end of the batcher, with a model that the tests control."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest

from twitter_sentiment.errors import ModelUnavailableError, OverloadedError
from twitter_sentiment.inference.batcher import Batcher, BatchStats
from twitter_sentiment.inference.queue import Ids
from twitter_sentiment.inference.workers import Model

from .models import GatedModel, echo, reached

pytestmark = pytest.mark.anyio

Rows = list[tuple[float, ...]]


@asynccontextmanager
async def running_batcher(model: Model, **options: Any) -> AsyncIterator[Batcher]:
    batcher = Batcher(model, **({"threads": 1, "batch_size": 4, "max_in_flight": 100} | options))
    try:
        yield batcher
    finally:
        await batcher.close()


async def rows_of(batcher: Batcher, texts: Sequence[Ids]) -> Rows:
    return [tuple(row.tolist()) for row in await batcher.logits(texts)]


def request(batcher: Batcher, texts: Sequence[Ids]) -> "asyncio.Task[Rows]":
    return asyncio.create_task(rows_of(batcher, texts))


async def test_logits_keep_order_of_texts() -> None:
    texts = [[number] * length for number, length in enumerate((3, 9, 1, 30, 2, 8, 8, 60))]
    async with running_batcher(echo, threads=2) as batcher:
        assert await rows_of(batcher, texts) == [(ids[0], len(ids)) for ids in texts]
        assert await batcher.logits([]) == []
        assert batcher.queued == 0


async def test_texts_queued_while_model_is_busy_share_a_batch() -> None:
    model = GatedModel()
    async with running_batcher(model) as batcher:
        # The first two are submitted at once: one is in the model, the other is ready for its thread.
        requests = [request(batcher, [[number] * 5]) for number in range(6)]
        await reached(lambda: batcher.queued == 4)
        model.open()
        assert await asyncio.gather(*requests) == [[(number, 5)] for number in range(6)]
    assert [[ids[0] for ids in batch] for batch in model.batches] == [[0], [1], [2, 3, 4, 5]]


async def test_lone_text_is_not_delayed() -> None:
    model = GatedModel()
    async with running_batcher(model) as batcher:
        only = request(batcher, [[1]])
        await reached(lambda: model.batches == [[[1]]])
        model.open()
        await only


async def test_large_request_does_not_starve_small_one() -> None:
    model = GatedModel()
    async with running_batcher(model) as batcher:
        large = request(batcher, [[1] * 20] * 200)
        await reached(lambda: batcher.queued == 192)
        small = request(batcher, [[2] * 50])
        await reached(lambda: batcher.queued == 193)
        model.open()
        await asyncio.gather(small, large)
    assert [batch[0][0] for batch in model.batches].index(2) <= 3
    assert len(model.batches) == 51


async def test_admit_full_raises_overloaded() -> None:
    async with running_batcher(echo, max_in_flight=10) as batcher:
        with batcher.admit(8):
            with pytest.raises(OverloadedError) as refusal, batcher.admit(3):
                raise AssertionError
            assert refusal.value.retry_after >= 1
            with batcher.admit(2):
                assert batcher.in_flight == 10
        assert batcher.in_flight == 0


async def test_admit_share_leaves_room_to_others() -> None:
    async with running_batcher(echo, max_in_flight=10) as batcher:
        with batcher.admit(2):
            with pytest.raises(OverloadedError), batcher.admit(4, share=0.5):
                raise AssertionError
            with batcher.admit(3, share=0.5), batcher.admit(5):
                assert batcher.in_flight == 10


async def test_admit_larger_request_alone() -> None:
    async with running_batcher(echo, max_in_flight=10) as batcher:
        with batcher.admit(50):
            assert batcher.in_flight == 50
            with pytest.raises(OverloadedError), batcher.admit(1):
                raise AssertionError


async def test_cancelled_request_drops_queued_texts() -> None:
    model = GatedModel()
    async with running_batcher(model) as batcher:
        stays = request(batcher, [[1], [1]])
        leaves = request(batcher, [[9] * 40] * 20)
        await reached(lambda: batcher.queued == 16)
        leaves.cancel()
        await reached(lambda: batcher.queued == 0)
        model.open()
        await stays
    assert sum(ids[0] == 9 for batch in model.batches for ids in batch) == 4  # the batch that was submitted before


async def test_faulty_text_fails_alone() -> None:
    def fails_on_13(texts: Sequence[Ids]) -> np.ndarray:
        if any(ids[0] == 13 for ids in texts):
            raise ValueError("13")
        return echo(texts)

    async with running_batcher(fails_on_13) as batcher:
        requests = [request(batcher, [[number] * 5]) for number in (1, 2, 3, 13, 4)]
        results = await asyncio.gather(*requests, return_exceptions=True)
        assert [isinstance(result, ValueError) for result in results] == [False, False, False, True, False]
        assert batcher.queued == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_lost_thread_fails_its_callers_only() -> None:
    def ends_on_13(texts: Sequence[Ids]) -> np.ndarray:
        if texts[0][0] == 13:
            raise SystemExit
        return echo(texts)

    async with running_batcher(ends_on_13) as batcher:
        with pytest.raises(ModelUnavailableError):
            await asyncio.wait_for(batcher.logits([[13]]), 30)
        assert await asyncio.wait_for(rows_of(batcher, [[5]]), 30) == [(5, 1)]
        assert not batcher.broken


async def test_stuck_batch_fails_all_callers() -> None:
    model = GatedModel()
    reported = asyncio.Event()
    async with running_batcher(model, stuck_secs=0.05, on_broken=reported.set) as batcher:
        requests = [request(batcher, [[number] * 5]) for number in range(9)]
        results = await asyncio.wait_for(asyncio.gather(*requests, return_exceptions=True), 30)
        assert all(isinstance(result, ModelUnavailableError) for result in results)
        assert reported.is_set()
        assert batcher.broken
        with pytest.raises(ModelUnavailableError):
            await batcher.logits([[1]])
        model.open()


async def test_close_fails_callers_and_ends_threads() -> None:
    model = GatedModel()
    async with running_batcher(model) as batcher:
        requests = [request(batcher, [[number] * 5]) for number in range(9)]
        await reached(lambda: len(model.batches) == 1)
        closing = asyncio.create_task(batcher.close())
        results = await asyncio.wait_for(asyncio.gather(*requests, return_exceptions=True), 30)
        model.open()
        await asyncio.wait_for(closing, 30)
        with pytest.raises(ModelUnavailableError):
            await batcher.logits([[1]])
    assert all(isinstance(result, ModelUnavailableError) for result in results)


async def test_each_batch_is_reported() -> None:
    reports: list[BatchStats] = []
    model = GatedModel()
    async with running_batcher(model, on_batch=reports.append) as batcher:
        requests = [request(batcher, texts) for texts in ([[1] * 6, [1] * 5], [[2]], [[3]])]
        await reached(lambda: batcher.queued == 1)
        model.open()
        await asyncio.gather(*requests)
        await reached(lambda: len(reports) == 3)
    assert [(report.texts, report.tokens) for report in reports] == [(2, 11), (1, 1), (1, 1)]
    assert all(report.duration_secs >= 0 for report in reports)
    assert reports[2].queued_secs > 0


async def test_queue_size_is_reported_on_change() -> None:
    model = GatedModel()
    sizes: list[int] = []
    async with running_batcher(model, on_queue_size=sizes.append) as batcher:
        held = request(batcher, [[1], [1] * 30])  # one is in the model, one is ready for its thread
        await reached(lambda: sizes == [2, 1, 0])
        more = request(batcher, [[2]] * 5)
        leaves = request(batcher, [[3]] * 2)
        await reached(lambda: sizes[-1] == 7)
        leaves.cancel()
        await reached(lambda: sizes[-1] == 5)
        model.open()
        await asyncio.gather(held, more)
    assert sizes == [2, 1, 0, 5, 7, 5, 1, 0]


async def test_many_callers_get_their_own_logits() -> None:
    async with running_batcher(echo, threads=3) as batcher:
        groups = [[[caller] * (1 + (caller * text) % 70) for text in range(9)] for caller in range(300)]
        results = await asyncio.gather(*(rows_of(batcher, texts) for texts in groups))
        assert results == [[(ids[0], len(ids)) for ids in texts] for texts in groups]
        assert batcher.queued == 0
