"""Threads that run the model, with a watchdog: a thread that ends is replaced, a batch that never ends is detected."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Generic

import numpy as np
from numpy.typing import NDArray

from .queue import Ids, QueuedText, RequestT

logger = logging.getLogger(__name__)

Logits = NDArray[np.float32]
Model = Callable[[Sequence[Ids]], Logits]
"""Token ids of some texts to their logits (rows, classes)."""

STUCK_SECS = 60.0
"""After how long a batch counts as stuck; a batch of 512 tokens takes some hundredths of a second."""

CLOSE_SECS = 1.0
"""How long closing waits for the batches that are in flight."""


@dataclass(frozen=True, slots=True)
class BatchResult(Generic[RequestT]):
    """What the model returned for one batch.

    Attributes:
        batch: the texts.
        outcomes: for each text its logits (classes), or the exception that the model raised for it.
        started: when the batch started, on the monotonic clock.
        ended: when it ended.
    """

    batch: Sequence[QueuedText[RequestT]]
    outcomes: Sequence[Logits | Exception]
    started: float
    ended: float


@dataclass(slots=True, eq=False)
class _Job(Generic[RequestT]):
    """A submitted batch, and the timer that fires if it never ends."""

    batch: Sequence[QueuedText[RequestT]]
    watchdog: asyncio.TimerHandle


class ModelWorkers(Generic[RequestT]):
    """Threads that run the model on batches.

    Create and use it in one event loop: it owns all state, so that nothing has to be locked, and all callbacks are
    called in it. The threads only run the model.

    Attributes:
        broken: whether a batch got stuck, and a thread with it: only a new process helps.
    """

    def __init__(
        self,
        model: Model,
        *,
        threads: int,
        on_result: Callable[[BatchResult[RequestT]], None],
        on_lost: Callable[[Sequence[QueuedText[RequestT]]], None],
        on_broken: Callable[[], None],
        stuck_secs: float = STUCK_SECS,
    ) -> None:
        """Start the threads.

        Args:
            model: called from several threads at once.
            threads: number of threads.
            on_result: called with the result of each batch.
            on_lost: called instead with the batch whose thread has ended, after the thread was replaced.
            on_broken: called once, when a batch is stuck.
            stuck_secs: after how long a batch counts as stuck.
        """
        self.broken = False
        self._model = model
        self._thread_count = threads
        self._on_result = on_result
        self._on_lost = on_lost
        self._on_broken = on_broken
        self._stuck_secs = stuck_secs
        self._loop = asyncio.get_running_loop()
        self._in_flight: set[_Job[RequestT]] = set()
        self._jobs: SimpleQueue[_Job[RequestT] | None] = SimpleQueue()
        self._threads: list[Thread] = []
        for _ in range(threads):
            self._start_thread()

    @property
    def has_room(self) -> bool:
        """Whether to submit a batch now: one for each thread, and one more, so that none waits for the event loop."""
        return len(self._in_flight) <= self._thread_count

    def submit(self, batch: Sequence[QueuedText[RequestT]]) -> None:
        """Hand a batch to the next free thread."""
        job = _Job(batch, self._loop.call_later(self._stuck_secs, self._break))
        self._in_flight.add(job)
        self._jobs.put(job)

    async def close(self) -> None:
        """End the threads after the batches that were submitted, but wait no longer than `CLOSE_SECS` for them.

        A thread must not run the model while the interpreter shuts down: that would abort the process.
        """
        for _ in self._threads:
            self._jobs.put(None)
        await asyncio.to_thread(self._join)

    def _join(self) -> None:
        deadline = time.monotonic() + CLOSE_SECS
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _start_thread(self) -> None:
        thread = Thread(target=self._work, name="model", daemon=True)  # a stuck one must not keep the process alive
        self._threads = [*filter(Thread.is_alive, self._threads), thread]
        thread.start()

    def _work(self) -> None:
        """Run batches until `None` comes. This is all that happens outside of the event loop."""
        while (job := self._jobs.get()) is not None:
            started = time.monotonic()
            try:
                outcomes = self._run([text.ids for text in job.batch])
            except BaseException:  # this thread ends, for whatever reason
                self._loop.call_soon_threadsafe(self._replace_thread, job)
                raise
            result = BatchResult(job.batch, outcomes, started, time.monotonic())
            self._loop.call_soon_threadsafe(self._finish, job, result)

    def _run(self, texts: Sequence[Ids]) -> Sequence[Logits | Exception]:
        """Run the model; if it fails on a batch, run each text by itself, so that only the faulty one fails."""
        try:
            return list(self._model(texts))
        except Exception as error:
            if len(texts) == 1:
                return [error]
            return [outcome for ids in texts for outcome in self._run([ids])]

    def _finish(self, job: _Job[RequestT], result: BatchResult[RequestT]) -> None:
        self._remove(job)
        self._on_result(result)

    def _replace_thread(self, job: _Job[RequestT]) -> None:
        logger.critical("A thread that runs the model has ended; its callers get an error, and another takes over.")
        self._remove(job)
        self._start_thread()
        self._on_lost(job.batch)

    def _remove(self, job: _Job[RequestT]) -> None:
        self._in_flight.discard(job)
        job.watchdog.cancel()

    def _break(self) -> None:
        if self.broken:
            return
        self.broken = True
        logger.critical("A batch of the model did not end within %.0f s: only a new process helps.", self._stuck_secs)
        self._on_broken()
