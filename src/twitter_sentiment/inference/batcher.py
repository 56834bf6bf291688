"""Many callers, one model: texts that are queued together share a batch.

After the example of text-embeddings-inference: `RequestQueue` decides which texts share a batch, `ModelWorkers` runs
batches, and `Batcher` admits callers and hands each of them the logits of its texts. There is no delay to collect
texts: a batch takes what came in while the model was busy.

* Admission counts texts, not requests, and never waits: it succeeds at once or raises `OverloadedError`. A text counts
  from before it is tokenized until its caller has the result.
* A text that the model fails on fails alone. A thread that ends fails its callers and is replaced. A batch that never
  ends fails all callers, and `broken` tells that only a new process helps.
"""

import asyncio
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..errors import ModelUnavailableError, OverloadedError
from .queue import Ids, QueuedText, RequestQueue
from .workers import STUCK_SECS, BatchResult, Logits, Model, ModelWorkers


@dataclass(frozen=True, slots=True)
class BatchStats:
    """Size and times of one batch, for the metrics.

    Attributes:
        texts: number of texts.
        tokens: their tokens, without padding.
        queued_secs: how long the oldest of them was queued, in seconds.
        duration_secs: how long the model took, in seconds.
    """

    texts: int
    tokens: int
    queued_secs: float
    duration_secs: float


@dataclass(slots=True, eq=False)
class _Request:
    """The texts of one caller: how many, the logits so far by position, and the future that the caller awaits."""

    texts: int
    result: "asyncio.Future[list[Logits]]"
    logits: dict[int, Logits] = field(default_factory=dict)
    queued_at: float = field(default_factory=time.monotonic)


class Batcher:
    """Admits callers and batches their texts. Create and use it in one event loop, which owns all state.

    Attributes:
        in_flight: texts that are admitted and have no result yet.
    """

    def __init__(
        self,
        model: Model,
        *,
        threads: int,
        batch_size: int,
        max_in_flight: int,
        on_batch: Callable[[BatchStats], None] = lambda _: None,
        on_queue_size: Callable[[int], None] = lambda _: None,
        on_broken: Callable[[], None] = lambda: None,
        stuck_secs: float = STUCK_SECS,
    ) -> None:
        """Start the threads.

        Args:
            model: token ids of some texts to their logits (rows, classes); called from several threads at once.
            threads: batches that run at the same time.
            batch_size: most texts of a batch.
            max_in_flight: most texts that are admitted at a time. A larger request is admitted if it is the only one.
            on_batch: called after each batch.
            on_queue_size: called with the number of queued texts whenever it changes.
            on_broken: called once, when a batch is stuck.
            stuck_secs: after how long a batch counts as stuck.
        """
        self.in_flight = 0
        self._threads = threads
        self._max_in_flight = max_in_flight
        self._on_batch = on_batch
        self._on_queue_size = on_queue_size
        self._on_broken = on_broken
        self._queue: RequestQueue[_Request] = RequestQueue(batch_size)
        self._reported_size = 0
        self._pending: set[_Request] = set()
        self._stop_reason: str | None = None
        self._secs_per_text = 0.0
        self._workers: ModelWorkers[_Request] = ModelWorkers(
            model,
            threads=threads,
            on_result=self._settle,
            on_lost=self._fail_batch,
            on_broken=self._break,
            stuck_secs=stuck_secs,
        )

    @property
    def queued(self) -> int:
        """Texts that are in no batch yet."""
        return len(self._queue)

    @property
    def broken(self) -> bool:
        """Whether a batch got stuck: every caller gets an error from then on."""
        return self._workers.broken

    @contextmanager
    def admit(self, texts: int, *, share: float = 1.0) -> Iterator[None]:
        """Admit a number of texts for as long as the block lasts.

        Args:
            texts: their number.
            share: part of the room that may be in use with them; less than 1 for a caller who can wait for others.

        Raises:
            OverloadedError: too many texts are in flight.
        """
        if self.in_flight and self.in_flight + texts > share * self._max_in_flight:
            raise OverloadedError(max(1, math.ceil(self.in_flight * self._secs_per_text / self._threads)))
        self.in_flight += texts
        try:
            yield
        finally:
            self.in_flight -= texts

    async def logits(self, texts: Sequence[Ids]) -> list[Logits]:
        """Compute the logits (classes) of each text, in their order. Canceling drops the texts that are still queued.

        Raises:
            ModelUnavailableError: what runs the model has failed or was stopped.
            Exception: whatever the model raised for one of the texts.
        """
        self.require_running()
        if not texts:
            return []
        request = _Request(len(texts), asyncio.get_running_loop().create_future())
        self._pending.add(request)
        self._queue.push(request, texts)
        self._report_queue_size()
        self._dispatch()
        try:
            return await request.result
        finally:
            self._pending.discard(request)
            self._drop_queued(request)

    def require_running(self) -> None:
        """Raise `ModelUnavailableError` after `stop`."""
        if self._stop_reason:
            raise ModelUnavailableError(self._stop_reason)

    def stop(self, reason: str) -> None:
        """Fail all callers, now and from now on, with `ModelUnavailableError` and this reason."""
        self._stop_reason = reason
        for request in self._pending:
            self._fail(request, ModelUnavailableError(reason))

    async def close(self) -> None:
        """Stop, and end the threads after the batches that are in flight."""
        self.stop("The service has stopped.")
        await self._workers.close()

    def _dispatch(self) -> None:
        """Submit batches as long as the workers have room."""
        while self._workers.has_room and (batch := self._queue.next_batch()):
            self._report_queue_size()
            self._workers.submit(batch)

    def _settle(self, result: BatchResult[_Request]) -> None:
        """Hand the logits of a batch to its callers, and submit the next one."""
        self._dispatch()  # first, so that the thread has work in the meantime
        for (request, position, _), outcome in zip(result.batch, result.outcomes, strict=True):
            if isinstance(outcome, Exception):
                self._fail(request, outcome)
                continue
            request.logits[position] = outcome
            if len(request.logits) == request.texts and not request.result.done():
                request.result.set_result([request.logits[place] for place in range(request.texts)])
        self._record(result)

    def _record(self, result: BatchResult[_Request]) -> None:
        texts = len(result.batch)
        tokens = sum(len(text.ids) for text in result.batch)
        queued_secs = result.started - min(text.request.queued_at for text in result.batch)
        duration_secs = result.ended - result.started
        secs_per_text = duration_secs / texts
        self._secs_per_text += (secs_per_text - self._secs_per_text) / 16 if self._secs_per_text else secs_per_text
        self._on_batch(BatchStats(texts, tokens, queued_secs, duration_secs))

    def _fail_batch(self, batch: Sequence[QueuedText[_Request]]) -> None:
        for text in batch:
            self._fail(
                text.request, ModelUnavailableError("The model stopped while it processed this text: try again.")
            )
        self._dispatch()

    def _fail(self, request: _Request, error: Exception) -> None:
        self._drop_queued(request)
        if not request.result.done():
            request.result.set_exception(error)

    def _drop_queued(self, request: _Request) -> None:
        self._queue.remove(request)
        self._report_queue_size()

    def _report_queue_size(self) -> None:
        if len(self._queue) != self._reported_size:
            self._reported_size = len(self._queue)
            self._on_queue_size(self._reported_size)

    def _break(self) -> None:
        self.stop("The model no longer responds: try again in a few seconds.")
        self._on_broken()
