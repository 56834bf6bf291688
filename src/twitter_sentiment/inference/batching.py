"""Many callers, one model: texts that wait together are answered together.

A bounded queue after the example of text-embeddings-inference (core/src/queue.rs). There is no waiting time: a run
takes what came in while the model was busy. The event loop owns all state, so that nothing has to be locked; the
threads only run the model.

* Requests take turns, so that a large one does not starve the small ones behind it.
* A run holds texts of about the same length: a text joins only where its padding costs less than a run of its own.
* Letting in counts texts, not requests, and never waits: it is now or `BusyError`. A text counts from before it is read
  until it is answered.
* A text the model fails on fails alone. A thread that ends fails its callers and is replaced. A run that never ends
  fails all callers, and `broken` says that only a new process helps.
"""

import asyncio
import logging
import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from queue import SimpleQueue
from threading import Thread

import numpy as np
from numpy.typing import NDArray

from ..errors import BusyError, StoppedError

logger = logging.getLogger(__name__)

Ids = Sequence[int]
Run = Callable[[Sequence[Ids]], NDArray[np.float32]]

TOKENS_PER_RUN = 512
"""Most tokens of one run, padding included. Larger runs gain nothing on a CPU, they only delay their neighbours."""

MOST_PADDING = 8
"""Tokens of padding that cost about as much as a run of its own would."""

LOOKAHEAD = 64
"""How many waiting requests are searched for texts of the same length."""

STUCK_SECS = 60.0  # a run of 512 tokens takes some hundredths of a second
CLOSE_SECS = 1.0  # for runs that are under way


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one run was, for the metrics.

    Attributes:
        texts: rows of the run.
        tokens: their tokens, without padding.
        waited: seconds the oldest of them had waited.
        seconds: how long the run took.
        waiting: texts that wait now.
    """

    texts: int
    tokens: int
    waited: float
    seconds: float
    waiting: int


@dataclass(slots=True, eq=False)
class _Request:
    """The texts of one caller: those that wait, by place and with the longest last, and the answers so far."""

    waiting: list[tuple[int, Ids]]
    answered: "asyncio.Future[list[NDArray[np.float32]]]"
    rows: list[NDArray[np.float32]]
    missing: int
    arrived: float = field(default_factory=time.monotonic)


@dataclass(slots=True, eq=False)
class _Batch:
    """One run: which text of which request each row is."""

    rows: list[tuple[_Request, int, Ids]]
    watchdog: asyncio.TimerHandle


class Batcher:
    """Runs a model for many callers; to be made and used in one event loop.

    Attributes:
        waiting: texts that wait for a run.
        let_in: texts whose callers were let in and have no answer yet.
        broken: whether a run got stuck: nothing will be answered any more.
    """

    def __init__(
        self,
        run: Run,
        *,
        threads: int,
        batch_size: int,
        capacity: int,
        on_run: Callable[[RunReport], None] = lambda _: None,
        on_broken: Callable[[], None] = lambda: None,
        stuck_secs: float = STUCK_SECS,
    ) -> None:
        """Starts the threads.

        Args:
            run: token ids of some texts to their logits (rows, classes); called from several threads at once.
            threads: runs that go on at the same time.
            batch_size: most texts of a run.
            capacity: most texts that are let in at a time. A request is let in if it fits, or if there is no other.
            on_run, on_broken: told of each run, and of the end.
            stuck_secs: after how long a run counts as stuck.
        """
        self.waiting = self.let_in = 0
        self.broken = False
        self._stopped: str | None = None
        self._run, self._on_run, self._on_broken = run, on_run, on_broken
        self._threads, self._batch_size, self._capacity, self._stuck_secs = threads, batch_size, capacity, stuck_secs
        self._loop = asyncio.get_running_loop()
        self._turns: deque[_Request] = deque()
        self._running: set[_Batch] = set()
        self._batches: SimpleQueue[_Batch | None] = SimpleQueue()
        self._secs_per_text = 0.0
        self._workers: list[Thread] = []
        for _ in range(threads):
            self._start_thread()

    @contextmanager
    def admitted(self, texts: int) -> Iterator[None]:
        """Lets some texts in, for as long as the block lasts.

        Raises:
            BusyError: too many are let in already.
        """
        if self.let_in and self.let_in + texts > self._capacity:
            raise BusyError(max(1, math.ceil(self.let_in * self._secs_per_text / self._threads)))
        self.let_in += texts
        try:
            yield
        finally:
            self.let_in -= texts

    async def logits(self, texts: Sequence[Ids]) -> list[NDArray[np.float32]]:
        """The logits of each text, in their order. Whoever cancels this gives up the texts that still wait.

        Raises:
            StoppedError: what ran the model has failed or was stopped.
            Exception: whatever the model raised for one of the texts.
        """
        self.require_running()
        if not texts:
            return []
        by_length, unknown = sorted(enumerate(texts), key=lambda item: len(item[1])), np.empty(0, dtype=np.float32)
        request = _Request(by_length, self._loop.create_future(), [unknown] * len(texts), len(texts))
        self._turns.append(request)
        self.waiting += len(texts)
        self._dispatch()
        try:
            return await request.answered
        finally:
            self._forget(request)

    def require_running(self) -> None:
        """Raises `StoppedError` once it was stopped."""
        if self._stopped:
            raise StoppedError(self._stopped)

    def stop(self, reason: str) -> None:
        """Gives up all that waits and runs, now and later: callers get `StoppedError` with the reason."""
        self._stopped = reason
        running = [request for batch in self._running for request, _, _ in batch.rows]
        for request in [*running, *self._turns]:
            self._fail(request, StoppedError(reason))

    async def close(self) -> None:
        """Stops, and ends the threads once they have done what was handed to them.

        A thread must not run the model while the interpreter goes down: that would abort the process.
        """
        self.stop("The service has stopped.")
        for _ in self._workers:
            self._batches.put(None)
        await asyncio.to_thread(self._join)

    def _join(self) -> None:
        deadline = time.monotonic() + CLOSE_SECS
        for worker in self._workers:
            worker.join(max(0.0, deadline - time.monotonic()))

    def _forget(self, request: _Request) -> None:
        """Takes back the texts of a request that still wait."""
        self.waiting -= len(request.waiting)
        request.waiting.clear()

    def _dispatch(self) -> None:
        """Hands out runs: one for each thread, and one more, so that none waits for the event loop."""
        while len(self._running) <= self._threads and (rows := self._next_rows()):
            batch = _Batch(rows, self._loop.call_later(self._stuck_secs, self._break))
            self._running.add(batch)
            self._batches.put(batch)

    def _next_rows(self) -> list[tuple[_Request, int, Ids]]:
        """The longest text of the request whose turn it is, and those that wait nearest to it in length."""
        while self._turns and not self._turns[0].waiting:
            self._turns.popleft()
        if not self._turns:
            return []
        first = self._turns.popleft()
        length = len(first.waiting[-1][1])
        own = [(first, ids) for _, ids in first.waiting[-1 : -self._batch_size - 1 : -1]]
        others = [(other, other.waiting[-1][1]) for other in islice(self._turns, LOOKAHEAD) if other.waiting]
        near = [pair for pair in own[1:] + others if abs(len(pair[1]) - length) <= MOST_PADDING]
        near.sort(key=lambda pair: abs(len(pair[1]) - length))
        rows, longest = [(first, *first.waiting.pop())], length
        for request, ids in near:
            longest = max(longest, len(ids))
            if len(rows) == self._batch_size or longest * (len(rows) + 1) > TOKENS_PER_RUN:
                break
            rows.append((request, *request.waiting.pop()))
        if first.waiting:
            self._turns.append(first)
        self.waiting -= len(rows)
        return rows

    def _start_thread(self) -> None:
        worker = Thread(target=self._work, name="model", daemon=True)  # a stuck one must not keep the process
        self._workers = [*filter(Thread.is_alive, self._workers), worker]
        worker.start()

    def _work(self) -> None:
        """What a thread does: runs until it is told to end."""
        while (batch := self._batches.get()) is not None:
            started = time.monotonic()
            try:
                outcomes = self._outcomes([ids for _, _, ids in batch.rows])
            except BaseException:  # this thread ends, for whatever reason
                self._loop.call_soon_threadsafe(self._thread_ended, batch)
                raise
            self._loop.call_soon_threadsafe(self._settle, batch, outcomes, started, time.monotonic())

    def _outcomes(self, texts: list[Ids]) -> Sequence[NDArray[np.float32] | Exception]:
        """The logits of each text, or what the model raised for it."""
        try:
            return list(self._run(texts))
        except Exception as error:
            if len(texts) == 1:
                return [error]
            return [outcome for ids in texts for outcome in self._outcomes([ids])]

    def _settle(
        self, batch: _Batch, outcomes: Sequence[NDArray[np.float32] | Exception], started: float, ended: float
    ) -> None:
        """Gives the answers to those who wait, and hands out the next run."""
        self._finish(batch)
        self._dispatch()  # first, so that the thread has work while the answers are told
        for (request, place, _), outcome in zip(batch.rows, outcomes, strict=True):
            if isinstance(outcome, Exception):
                self._fail(request, outcome)
                continue
            request.rows[place] = outcome
            request.missing -= 1
            if not request.missing and not request.answered.done():
                request.answered.set_result(request.rows)
        secs_per_text = (ended - started) / len(batch.rows)
        self._secs_per_text += (secs_per_text - self._secs_per_text) / 16 if self._secs_per_text else secs_per_text
        waited = started - min(request.arrived for request, _, _ in batch.rows)
        tokens = sum(len(ids) for _, _, ids in batch.rows)
        self._on_run(RunReport(len(batch.rows), tokens, waited, ended - started, self.waiting))

    def _finish(self, batch: _Batch) -> None:
        self._running.discard(batch)
        batch.watchdog.cancel()

    def _fail(self, request: _Request, error: Exception) -> None:
        self._forget(request)
        if not request.answered.done():
            request.answered.set_exception(error)

    def _thread_ended(self, batch: _Batch) -> None:
        logger.critical("A thread that runs the model has ended; its callers get an error, and another takes over.")
        self._finish(batch)
        for request, _, _ in batch.rows:
            self._fail(request, StoppedError("The model stopped while it read this text: try again."))
        self._start_thread()
        self._dispatch()

    def _break(self) -> None:
        """A run is stuck, and the thread with it: nobody may wait for it."""
        if self.broken:
            return
        self.broken = True
        logger.critical("A run of the model did not end within %.0f s: only a new process helps.", self._stuck_secs)
        self.stop("The model does not answer any more: try again in a few seconds.")
        self._on_broken()
