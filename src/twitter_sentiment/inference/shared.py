"""One classifier for many callers at once: what the API asks."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from .batching import Batcher
from .cache import AnswerCache
from .classifier import SentimentClassifier
from .explanation import Explanation, Occlusion
from .prediction import Prediction

INLINE_CHARACTERS = 2_000
"""Up to here, reading texts in the event loop (about 1 ms) delays others less than handing them to a thread does."""

SLICE_CHARACTERS = 5_000
"""About 5 ms of reading, after which other requests have their turn."""

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
        with self.batcher.admitted(len(texts)):
            normalised = await self._read(lambda part: [encoder.normaliser(text) for text in part], texts)
            rows = {text: row for text in set(normalised) if (row := self.cache.get(text))}
            missing = [text for text in dict.fromkeys(normalised) if text not in rows]
            tokens = zip(missing, await self._read(encoder.tokenise, missing), strict=True)
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

    async def explain(self, text: str, *, neutral: bool = False) -> tuple[Prediction | None, Explanation | None]:
        """The answer for a text and the weight of its parts; raises and counts as `predict_rows` for all variants."""
        (occlusion,) = await self._read(lambda part: [Occlusion(text) for text in part], [text])
        found = await self.predict_rows(occlusion.texts, neutral=neutral)
        return found[0], occlusion.explanation(found) if found[0] else None

    async def _read(self, read: Callable[[Sequence[str]], Sequence[T]], texts: Sequence[str]) -> list[T]:
        """Reads texts without keeping the event loop from others: many or long ones slice by slice, in turns."""
        if sum(map(len, texts)) <= INLINE_CHARACTERS:
            return list(read(texts))
        results: list[T] = []
        for part in _slices(texts):
            self.batcher.require_running()
            results += await asyncio.get_running_loop().run_in_executor(self._reader, read, part)
        return results


def _slices(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Neighbouring texts of together about `SLICE_CHARACTERS`."""
    start = characters = 0
    for end, text in enumerate(texts):
        if characters > SLICE_CHARACTERS:
            yield texts[start:end]
            start, characters = end, 0
        characters += len(text)
    yield texts[start:]
