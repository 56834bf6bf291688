"""Two models for many concurrent callers: `AsyncClassifier` and `RoutedClassifier` in one."""

import asyncio
from collections.abc import Callable, Sequence

from cachetools import LRUCache

from ..model.folder import ModelFolder
from ..text.language import is_not_english, languages_of
from .async_classifier import AsyncClassifier, inline_detector
from .cache import text_digest
from .explanation import Explanation, Occlusion
from .prediction import Prediction, TextLanguage
from .text_reader import TextReader


class AsyncRouter:
    """Sends each text to the model that reads its language; has the methods of `AsyncClassifier`.

    What is not about a text, such as the folder, is that of the first model. Each model has a queue of its own.
    """

    def __init__(
        self,
        first: AsyncClassifier,
        multilingual: AsyncClassifier,
        *,
        cached_texts: int = 0,
        on_language: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Combine two models of the same classes.

        Args:
            first: reads English and what may be English.
            multilingual: reads what is surely not English.
            cached_texts: of how many texts the language is remembered, as a digest of each; 0 for none.
            on_language: called with the language of each text.
        """
        self._first = first
        self._multilingual = multilingual
        self._cache: LRUCache[bytes, str] = LRUCache(cached_texts)
        self._on_language = on_language
        self._reader = TextReader(first.batcher.require_running)

    @property
    def folder(self) -> ModelFolder:
        """The folder of the first model."""
        return self._first.folder

    @property
    def folders(self) -> tuple[ModelFolder, ...]:
        """The folders of both models, the first one first."""
        return (self._first.folder, self._multilingual.folder)

    @property
    def max_len(self) -> int:
        """Most tokens of a text that the first model reads, special tokens included."""
        return self._first.max_len

    def labels(self, neutral: bool) -> tuple[str, ...]:
        """Return the classes of predictions, as `AsyncClassifier.labels` does."""
        return self._first.labels(neutral)

    def resolve_neutral(self, requested: bool | None, default: bool) -> bool:
        """Choose between three classes and binary mode, as `Pipeline.resolve_neutral` does."""
        return self._first.resolve_neutral(requested, default)

    def stop(self, reason: str) -> None:
        """Fail all callers, now and from now on, with `ModelUnavailableError` and this reason."""
        self._first.stop(reason)
        self._multilingual.stop(reason)

    async def close(self) -> None:
        """Fail all callers, and end the threads."""
        self._reader.close()
        await self._first.close()
        await self._multilingual.close()

    async def predict_rows(
        self, texts: Sequence[str], *, neutral: bool = False, share: float = 1.0
    ) -> list[Prediction | None]:
        """Classify texts, each with its model, as `AsyncClassifier.predict_rows` does.

        Raises:
            InputError: the models have no neutral class.
            OverloadedError: too many texts of one of the models are in flight.
            ModelUnavailableError: a model has failed or was stopped.
        """
        found = await self._codes(texts)
        for code in found:
            self._on_language(code)
        foreign = [is_not_english(code) for code in found]
        if len({*foreign}) < 2:
            reader = self._reader_of(any(foreign))
            return await reader.predict_rows(texts, neutral=neutral, share=share, languages=found)
        tasks = [
            asyncio.create_task(
                self._reader_of(side).predict_rows(
                    _of_side(texts, foreign, side),
                    neutral=neutral,
                    share=share,
                    languages=_of_side(found, foreign, side),
                )
            )
            for side in (False, True)
        ]
        try:
            first, multilingual = map(iter, await asyncio.gather(*tasks))
        finally:
            for task in tasks:
                task.cancel()  # what the other model does for a request that has failed
        return [next(multilingual if other else first) for other in foreign]

    async def languages(self, texts: Sequence[str]) -> list[TextLanguage]:
        """Return the language of each text, and whether the model that reads it was trained for it."""
        return [
            TextLanguage(code, self._reader_of(is_not_english(code)).folder.manifest.supports(code))
            for code in await self._codes(texts)
        ]

    async def occlude(self, text: str) -> Occlusion:
        """Make the variants of a text that `explain` classifies, for the model that reads the text."""
        (code,) = await self._codes([text])
        return await self._reader_of(is_not_english(code)).occlude(text)

    async def explain(
        self, occlusion: Occlusion, *, neutral: bool = False
    ) -> tuple[Prediction | None, Explanation | None]:
        """Classify a text and attribute its prediction to its words, all by the model that reads the whole text."""
        (code,) = await self._codes(occlusion.texts[:1])
        self._on_language(code)
        return await self._reader_of(is_not_english(code)).explain(occlusion, neutral=neutral, language=code)

    def _reader_of(self, foreign: bool) -> AsyncClassifier:
        return self._multilingual if foreign else self._first

    async def _codes(self, texts: Sequence[str]) -> list[str]:
        """Return the language of each text; it is remembered, since one request needs it several times."""
        digests = {text: text_digest(text) for text in texts}
        found = {text: self._cache.get(digest) for text, digest in digests.items()}
        missing = [text for text, code in found.items() if code is None]
        if missing:
            codes = await self._reader.read(languages_of, missing, inline=inline_detector())
            for text, code in zip(missing, codes, strict=True):
                found[text] = code
                if self._cache.maxsize:
                    self._cache[digests[text]] = code
        return [found[text] or "" for text in texts]


def _of_side(values: Sequence[str], foreign: Sequence[bool], side: bool) -> list[str]:
    return [value for value, other in zip(values, foreign, strict=True) if other is side]
