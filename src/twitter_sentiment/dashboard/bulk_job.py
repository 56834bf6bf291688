"""A background job that predicts many texts batch by batch, while the page shows its progress."""

import threading
import time
from collections.abc import Callable, Sequence

import stamina

from ..api_types import MAX_BATCH_TEXTS, MAX_CHARACTERS
from ..client import SentimentClient
from ..errors import SentimentError, ServiceUnavailableError
from .predictions import Predictions
from .service_client import ScoredPrediction, predict_rows

BATCH_SECS = 1.0
"""Target duration of a batch: long enough to be worth a request, short enough to show progress."""
FIRST_BATCH_TEXTS = 32
MAX_RETRY_SECS = 5.0


class BulkJob:
    """Sends texts to the service, batch by batch. While the service is unavailable it retries.

    The batch size follows the measured speed: a batch takes about `batch_secs`, whatever the model and the machine.

    Attributes:
        neutral: whether the predictions choose from three classes.
        total: number of texts.
        predictions: one for each text done so far, in their order; None for a text without content.
        outage: why the service is unavailable now; None while it answers.
        error: why the job ended before its last text, other than by `cancel`.
        shortened_texts: how many texts so far are longer than the service accepts; their two ends are sent.
    """

    def __init__(
        self,
        client: SentimentClient,
        texts: Sequence[str],
        *,
        neutral: bool,
        batch_secs: float = BATCH_SECS,
        first_batch_texts: int = FIRST_BATCH_TEXTS,
        max_retry_secs: float = MAX_RETRY_SECS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare a job; `start` starts it.

        Args:
            client: sends the batches, each once.
            texts: what to predict.
            neutral: choose from three classes instead of two.
            batch_secs: target duration of a batch.
            first_batch_texts: size of the first batch.
            max_retry_secs: longest pause between two attempts while the service is unavailable.
            clock: returns the time in seconds.
        """
        self.neutral = neutral
        self.total = len(texts)
        self.shortened_texts = 0
        self.predictions = Predictions()
        self.outage: str | None = None
        self.error: str | None = None
        self._client = client
        self._texts = texts
        self._batch_secs = batch_secs
        self._batch_texts = first_batch_texts
        self._max_retry_secs = max_retry_secs
        self._clock = clock
        self._canceled = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bulk-job", daemon=True)
        self._started_at = clock()
        self._ended_at: float | None = None

    def start(self) -> "BulkJob":
        """Start the job in its own thread."""
        self._started_at = self._clock()
        self._thread.start()
        return self

    def cancel(self) -> None:
        """End the job after the batch in flight, whose predictions are dropped; the others are kept."""
        self._ended_at = self._ended_at or self._clock()
        self._canceled.set()

    def join(self, timeout_secs: float | None = None) -> None:
        """Wait until the thread has ended, at most for `timeout_secs`."""
        self._thread.join(timeout_secs)

    @property
    def running(self) -> bool:
        """Whether more predictions will come."""
        return self._thread.is_alive() and not self._canceled.is_set()

    @property
    def elapsed_secs(self) -> float:
        """Seconds since the start; until the end for a job that has ended."""
        return (self._ended_at or self._clock()) - self._started_at

    @property
    def texts_per_sec(self) -> float:
        """Mean speed so far; 0 before the end of the first batch."""
        return len(self.predictions) / max(self.elapsed_secs, 1e-3)

    @property
    def remaining_secs(self) -> float | None:
        """Estimated time to the end at the mean speed; None before the end of the first batch."""
        return (self.total - len(self.predictions)) / self.texts_per_sec if self.predictions else None

    def _run(self) -> None:
        try:
            while len(self.predictions) < self.total and not self._canceled.is_set():
                for attempt in stamina.retry_context(
                    self._retry_after, attempts=None, timeout=None, wait_max=self._max_retry_secs
                ):
                    with attempt:
                        predictions = self._predict_next_batch()
                if not self._canceled.is_set():
                    self.outage = None
                    self._count_shortened(len(predictions))
                    self.predictions.extend(predictions)
        except SentimentError as error:
            self.error = None if self._canceled.is_set() else str(error)
        except Exception as error:  # an exception of a thread would reach nobody
            self.error = f"An unexpected error stopped the job: {error}"
            raise
        finally:
            self.outage = None
            self._ended_at = self._ended_at or self._clock()

    def _count_shortened(self, rows: int) -> None:
        done = len(self.predictions)
        self.shortened_texts += sum(len(text) > MAX_CHARACTERS for text in self._texts[done : done + rows])

    def _predict_next_batch(self) -> list[ScoredPrediction | None]:
        done = len(self.predictions)
        batch = [shorten(text) for text in self._texts[done : done + self._batch_texts]]
        started_at = self._clock()
        predictions = predict_rows(self._client, batch, neutral=self.neutral)
        elapsed_secs = max(self._clock() - started_at, 1e-3)
        target_texts = round(len(batch) * self._batch_secs / elapsed_secs)
        self._batch_texts = max(1, min(target_texts, 2 * self._batch_texts, MAX_BATCH_TEXTS))
        return predictions

    def _retry_after(self, error: Exception) -> bool | float:
        """Decide for stamina whether to retry after an error: True or False, or the seconds to wait first."""
        if self._canceled.is_set() or not isinstance(error, ServiceUnavailableError):
            return False
        self.outage = str(error)
        if error.slow:
            self._batch_texts = max(1, self._batch_texts // 2)
        return True if error.retry_after is None else min(error.retry_after, self._max_retry_secs)


def shorten(text: str) -> str:
    """Cut a text to the length that the service accepts: both ends are kept, which is what a model reads."""
    half = MAX_CHARACTERS // 2
    return text if len(text) <= MAX_CHARACTERS else text[:half] + text[-half:]
