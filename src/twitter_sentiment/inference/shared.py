"""One classifier for many callers at once: what the API asks."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from .batching import Batcher
from .cache import AnswerCache
from .classifier import SentimentClassifier
from .prediction import Prediction

INLINE_CHARACTERS = 2_000
"""Up to here, reading texts in the event loop (about 1 ms) delays others less than handing them to a thread does."""

T = TypeVar("T")


class SharedClassifier:
    """Answers like `SentimentClassifier.predict_rows`, but waits without blocking and shares its runs.

    Attributes:
        classifier: the model.
        batcher: its queue.
        cache: the answers that were given before.
    """

    def __init__(self, classifier: SentimentClassifier, batcher: Batcher, cache: AnswerCache) -> None:
        self.classifier = classifier
        self.batcher = batcher
        self.cache = cache
        # One thread: most of reading is Python, and more of them would only keep the event loop waiting.
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="reader")

    async def close(self) -> None:
        """Gives up what still waits, and ends the threads."""
        self._reader.shutdown(wait=False, cancel_futures=True)
        await self.batcher.close()

    async def predict_rows(self, texts: Sequence[str], *, neutral: bool = False) -> list[Prediction | None]:
        """One answer for each text, in their order; None for a text without content.

        Raises:
            InputError: the model has no neutral class.
            BusyError: too many texts wait already.
            StoppedError: the model stopped answering.
        """
        view, encoder = self.classifier.view(neutral), self.classifier.encoder
        normalised = await self._apart(lambda texts: [encoder.normaliser(text) for text in texts], texts)
        rows = {text: row for text in set(normalised) if (row := self.cache.get(text))}
        missing = [text for text in dict.fromkeys(normalised) if text not in rows]
        tokens = zip(missing, await self._apart(encoder.tokenise, missing), strict=True)
        unread = {text: read for text, read in tokens if not read.blank}
        answers = await self.batcher.logits([read.ids for read in unread.values()])
        for (text, read), logits in zip(unread.items(), answers, strict=True):
            rows[text] = logits, read.reading
            self.cache.put(text, rows[text])
        told = [rows[text] for text in normalised if text in rows]
        if not told:
            return [None] * len(texts)
        logits_of_all = np.stack([logits for logits, _ in told])
        predictions = iter(view.predictions(logits_of_all, [reading for _, reading in told]))
        return [next(predictions) if text in rows else None for text in normalised]

    async def _apart(self, read: Callable[[Sequence[str]], T], texts: Sequence[str]) -> T:
        """Reads texts without keeping the event loop from others."""
        if sum(map(len, texts)) <= INLINE_CHARACTERS:
            return read(texts)
        return await asyncio.get_running_loop().run_in_executor(self._reader, read, texts)
