"""Predicting many texts in the background, while the page shows how far it is."""

import threading
import time
from collections.abc import Sequence

import stamina

from ..errors import SentimentError
from .api_client import MAX_BATCH_TEXTS, MAX_CHARACTERS, ApiClient, Judgement, ServiceUnavailableError

LONGEST_WAIT_SECS = 5.0
BATCH_SECS = 1.0
"""About how long a batch should take: long enough to be worth a request, short enough to show progress."""
FIRST_BATCH_TEXTS = 32


class FileJob:
    """Sends texts to the service, batch by batch. While the service is away it waits and tries again.

    A batch is as large as the service answers in about `BATCH_SECS`, whatever the model and the machine.

    Attributes:
        answers: one for each text done so far, in their order; None for a text without content.
        waiting_for: why nothing happens at the moment, where that is so.
        failure: why it ended before the last text, other than by `cancel`.
        shortened: how many texts were longer than the service takes; their first and last characters were sent.
    """

    def __init__(self, client: ApiClient, texts: Sequence[str], *, neutral: bool) -> None:
        """Prepares the job; `start` starts it."""
        self.neutral = neutral
        self.total = len(texts)
        self.shortened = sum(len(text) > MAX_CHARACTERS for text in texts)
        self.answers: list[Judgement | None] = []
        self.waiting_for: str | None = None
        self.failure: str | None = None
        self._texts = texts
        self._client = client
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, name="file-job", daemon=True)
        self._batch_texts = FIRST_BATCH_TEXTS
        self._started = time.monotonic()
        self._ended: float | None = None

    def start(self) -> "FileJob":
        """Starts the work in a thread of its own."""
        self._started = time.monotonic()
        self._thread.start()
        return self

    def cancel(self) -> None:
        """Asks the job to end; what is done so far is kept."""
        self._ended = self._ended or time.monotonic()
        self._cancelled.set()

    @property
    def running(self) -> bool:
        """Whether there is more to come."""
        return self._thread.is_alive() and not self._cancelled.is_set()

    @property
    def seconds(self) -> float:
        """How long it has worked so far, or had worked when it ended."""
        return (self._ended or time.monotonic()) - self._started

    @property
    def rate(self) -> float:
        """Texts a second; 0 before the first batch is back."""
        return len(self.answers) / max(self.seconds, 1e-3)

    @property
    def remaining_seconds(self) -> float | None:
        """How long the rest will take at this rate; None before there is one."""
        return (self.total - len(self.answers)) / self.rate if self.answers else None

    def _run(self) -> None:
        try:
            while len(self.answers) < self.total and not self._cancelled.is_set():
                for attempt in stamina.retry_context(
                    self._seconds_to_wait, attempts=None, timeout=None, wait_max=LONGEST_WAIT_SECS
                ):
                    with attempt:
                        answers = self._next_batch()
                if not self._cancelled.is_set():
                    self.waiting_for = None
                    self.answers.extend(answers)
        except SentimentError as error:
            self.failure = None if self._cancelled.is_set() else str(error)
        except Exception as error:  # a thread's error would otherwise be seen by nobody
            self.failure = f"The work stopped for a reason we did not foresee: {error}"
            raise
        finally:
            self.waiting_for = None
            self._ended = self._ended or time.monotonic()

    def _next_batch(self) -> list[Judgement | None]:
        done = len(self.answers)
        batch = [shortened(text) for text in self._texts[done : done + self._batch_texts]]
        started = time.monotonic()
        answers = self._client.predict_rows(batch, neutral=self.neutral)
        fitting = round(len(batch) * BATCH_SECS / max(time.monotonic() - started, 1e-3))
        self._batch_texts = max(1, min(fitting, 2 * self._batch_texts, MAX_BATCH_TEXTS))
        return answers

    def _seconds_to_wait(self, error: Exception) -> bool | float:
        """What stamina asks after an error: whether to try again, or after how many seconds."""
        if self._cancelled.is_set() or not isinstance(error, ServiceUnavailableError):
            return False
        self.waiting_for = str(error)
        if error.slow:
            self._batch_texts = max(1, self._batch_texts // 2)
        return True if error.retry_after is None else min(error.retry_after, LONGEST_WAIT_SECS)


def shortened(text: str) -> str:
    """A text as the service takes it: of a longer one both ends, which is where a model reads."""
    half = MAX_CHARACTERS // 2
    return text if len(text) <= MAX_CHARACTERS else text[:half] + text[-half:]
