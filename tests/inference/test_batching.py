"""The queue: what shares a run, who comes first, and that nobody waits for ever."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest

from twitter_sentiment.errors import BusyError, StoppedError
from twitter_sentiment.inference.batching import MOST_PADDING, TOKENS_PER_RUN, Batcher, Ids, RunReport

pytestmark = pytest.mark.anyio

Rows = list[list[int]]


def echo(texts: Sequence[Ids]) -> np.ndarray:
    """Logits that tell whose they are: the first token and the length."""
    return np.array([[ids[0], len(ids)] for ids in texts], dtype=np.float32)


class Gate:
    """A model that notes its runs, and holds the first of them until it is opened."""

    def __init__(self) -> None:
        self.runs: list[Rows] = []
        self.opened = threading.Event()

    def __call__(self, texts: Sequence[Ids]) -> np.ndarray:
        self.runs.append([list(ids) for ids in texts])
        assert self.opened.wait(30)
        return echo(texts)


@asynccontextmanager
async def batcher(run: Callable[[Sequence[Ids]], np.ndarray], **changed: Any) -> AsyncIterator[Batcher]:
    options = {"threads": 1, "batch_size": 4, "capacity": 100} | changed
    made = Batcher(run, **options)
    try:
        yield made
    finally:
        await made.close()


async def let_run() -> None:
    for _ in range(5):
        await asyncio.sleep(0.01)


async def answered(request: Awaitable[list[np.ndarray]]) -> list[tuple[float, ...]]:
    return [tuple(row.tolist()) for row in await request]


async def test_answers_come_in_the_order_of_the_texts() -> None:
    texts = [[number] * length for number, length in enumerate((3, 9, 1, 30, 2, 8, 8, 60))]
    async with batcher(echo, threads=2) as queue:
        assert await answered(queue.logits(texts)) == [(ids[0], len(ids)) for ids in texts]
        assert await queue.logits([]) == []
        assert queue.waiting == 0


async def test_what_waits_while_the_model_is_busy_is_answered_together() -> None:
    gate = Gate()
    async with batcher(gate) as queue:
        # The first and the second are handed out at once: one runs, one is ready for the thread.
        requests = [asyncio.create_task(answered(queue.logits([[number] * 5]))) for number in range(6)]
        await let_run()
        gate.opened.set()
        assert await asyncio.gather(*requests) == [[(number, 5)] for number in range(6)]
    assert [[ids[0] for ids in run] for run in gate.runs] == [[0], [1], [2, 3, 4, 5]]


async def test_a_lone_text_does_not_wait_for_company() -> None:
    gate = Gate()
    async with batcher(gate) as queue:
        request = asyncio.create_task(queue.logits([[1]]))
        await let_run()
        assert gate.runs == [[[1]]]
        gate.opened.set()
        await request


async def test_a_run_keeps_to_texts_of_about_the_same_length_and_to_its_budget() -> None:
    gate = Gate()
    lengths = [200, 199, 198, 100, 30, 29, 10, 5, 4, 3]
    async with batcher(gate) as queue:
        request = asyncio.create_task(queue.logits([[7] * length for length in lengths]))
        await let_run()
        gate.opened.set()
        await request
    assert sorted((len(ids) for run in gate.runs for ids in run), reverse=True) == lengths
    for run in gate.runs:
        sizes = [len(ids) for ids in run]
        assert max(sizes) - min(sizes) <= MOST_PADDING
        assert len(run) <= 4
        assert max(sizes) * len(sizes) <= TOKENS_PER_RUN or len(sizes) == 1


async def test_a_large_request_does_not_starve_a_small_one() -> None:
    gate = Gate()
    async with batcher(gate) as queue:
        large = asyncio.create_task(queue.logits([[1] * 20] * 200))
        await let_run()
        small = asyncio.create_task(queue.logits([[2] * 50]))
        await let_run()
        gate.opened.set()
        await asyncio.gather(small, large)
    place = next(number for number, run in enumerate(gate.runs) if run[0][0] == 2)
    assert place <= 3
    assert len(gate.runs) == 51


async def test_the_queue_is_bounded_in_texts_and_says_so_at_once() -> None:
    async with batcher(echo, capacity=10) as queue:
        with queue.admitted(8):
            with pytest.raises(BusyError) as refusal, queue.admitted(3):
                raise AssertionError
            assert refusal.value.retry_after >= 1
            with queue.admitted(2):
                assert queue.let_in == 10
        with queue.admitted(50):  # larger than the queue, but alone
            assert queue.let_in == 50
            with pytest.raises(BusyError), queue.admitted(1):
                raise AssertionError
        assert queue.let_in == 0


async def test_a_caller_who_leaves_takes_his_waiting_texts_along() -> None:
    gate = Gate()
    async with batcher(gate) as queue:
        stays = asyncio.create_task(queue.logits([[1], [1]]))
        leaves = asyncio.create_task(queue.logits([[9] * 40] * 20))
        await let_run()
        leaves.cancel()
        await let_run()
        assert queue.waiting == 0
        gate.opened.set()
        await stays
    assert sum(ids[0] == 9 for run in gate.runs for ids in run) <= 4  # the run that was handed out already


async def test_one_bad_text_fails_alone() -> None:
    def picky(texts: Sequence[Ids]) -> np.ndarray:
        if any(ids[0] == 13 for ids in texts):
            raise ValueError("unlucky")
        return echo(texts)

    async with batcher(picky) as queue:
        requests = [asyncio.create_task(queue.logits([[number] * 5])) for number in (1, 2, 3, 13, 4)]
        results = await asyncio.gather(*requests, return_exceptions=True)
        assert [isinstance(result, ValueError) for result in results] == [False, False, False, True, False]
        assert queue.waiting == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
async def test_a_thread_that_ends_fails_its_callers_and_is_replaced() -> None:
    def deadly(texts: Sequence[Ids]) -> np.ndarray:
        if texts[0][0] == 13:
            raise SystemExit
        return echo(texts)

    async with batcher(deadly) as queue:
        with pytest.raises(StoppedError):
            await asyncio.wait_for(queue.logits([[13]]), 30)
        assert await asyncio.wait_for(answered(queue.logits([[5]])), 30) == [(5, 1)]
        assert not queue.broken


async def test_a_run_that_never_ends_fails_all_callers_and_is_told() -> None:
    gate, told = Gate(), asyncio.Event()
    async with batcher(gate, stuck_secs=0.2, on_broken=told.set) as queue:
        requests = [asyncio.create_task(queue.logits([[number] * 5])) for number in range(9)]
        results = await asyncio.wait_for(asyncio.gather(*requests, return_exceptions=True), 30)
        assert all(isinstance(result, StoppedError) for result in results)
        assert told.is_set()
        assert queue.broken
        with pytest.raises(StoppedError):
            await queue.logits([[1]])
        gate.opened.set()


async def test_closing_gives_up_what_waits_and_ends_the_threads() -> None:
    gate = Gate()
    async with batcher(gate) as queue:
        requests = [asyncio.create_task(queue.logits([[number] * 5])) for number in range(9)]
        await let_run()
        closing = asyncio.create_task(queue.close())
        await let_run()
        gate.opened.set()
        await asyncio.wait_for(closing, 30)
        results = await asyncio.gather(*requests, return_exceptions=True)
    assert all(isinstance(result, StoppedError) for result in results)
    with pytest.raises(StoppedError):
        await queue.logits([[1]])


async def test_each_run_is_reported() -> None:
    reports: list[RunReport] = []
    async with batcher(echo, on_run=reports.append) as queue:
        await queue.logits([[1] * 6, [1] * 5])
    (report,) = reports
    assert (report.texts, report.tokens, report.waiting) == (2, 11, 0)
    assert report.seconds >= 0
    assert report.waited >= 0


async def test_many_callers_all_get_their_own_answers() -> None:
    async with batcher(echo, threads=3) as queue:
        requests = [queue.logits([[caller] * (1 + (caller * text) % 70) for text in range(9)]) for caller in range(300)]
        for caller, rows in enumerate(await asyncio.gather(*requests)):
            assert [row.tolist() for row in rows] == [[caller, 1 + (caller * text) % 70] for text in range(9)]
        assert queue.waiting == 0
