"""One classifier for many concurrent callers: what the endpoints of the service use."""

from collections.abc import Callable, Sequence

import numpy as np

from ..model.folder import ModelFolder
from ..text.language import is_detector_loaded, languages_of
from .batcher import Batcher
from .cache import CacheEntry, PredictionCache
from .explanation import Explanation, Occlusion
from .pipeline import Pipeline
from .prediction import LabelDecoder, Prediction, TextLanguage
from .text_reader import MAX_INLINE_CHARS, TextReader


class AsyncClassifier:
    """Predicts like `SentimentClassifier.predict_rows`, but without blocking, and its callers share batches.

    Attributes:
        batcher: the queue and the threads of the model.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        batcher: Batcher,
        cache: PredictionCache,
        on_language: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Combine a model with what its callers share.

        Args:
            pipeline: the model; a `SentimentClassifier` is one.
            batcher: batches the calls of the same model.
            cache: logits of earlier texts.
            on_language: called with the language of each text that is told.
        """
        self.batcher = batcher
        self._pipeline = pipeline
        self._cache = cache
        self._on_language = on_language
        self._reader = TextReader(batcher.require_running)

    @property
    def folder(self) -> ModelFolder:
        """The folder of the model, with what is recorded about it."""
        return self._pipeline.folder

    def resolve_neutral(self, requested: bool | None, default: bool) -> bool:
        """Choose between three classes and binary mode, as `Pipeline.resolve_neutral` does."""
        return self._pipeline.resolve_neutral(requested, default)

    def labels(self, neutral: bool) -> tuple[str, ...]:
        """Return the classes of predictions, in the order of their scores.

        Raises:
            InputError: the model has no neutral class.
        """
        return self._pipeline.decoder(neutral).labels

    @property
    def max_len(self) -> int:
        """Most tokens of a text that are read, special tokens included."""
        return self._pipeline.tokenizer.max_len

    @property
    def folders(self) -> tuple[ModelFolder, ...]:
        """The folders of all models: this one."""
        return (self.folder,)

    def stop(self, reason: str) -> None:
        """Fail all callers, now and from now on, with `ModelUnavailableError` and this reason."""
        self.batcher.stop(reason)

    async def close(self) -> None:
        """Fail all callers, and end the threads."""
        self._reader.close()
        await self.batcher.close()

    async def predict_rows(
        self,
        texts: Sequence[str],
        *,
        neutral: bool = False,
        share: float = 1.0,
        languages: Sequence[str] | None = None,
    ) -> list[Prediction | None]:
        """Classify texts: one prediction for each, in their order; None for a text without content.

        Args:
            texts: the texts.
            neutral: choose from three classes instead of two.
            share: part of the room for texts in flight that may be in use; see `Batcher.admit`.
            languages: (texts,), the language of each text, where it is known; None to tell it if it is needed.

        Raises:
            InputError: the model has no neutral class.
            OverloadedError: too many texts are in flight.
            ModelUnavailableError: the model has failed or was stopped.
        """
        decoder = self._pipeline.decoder(neutral)
        with self.batcher.admit(len(texts), share=share):
            if languages is None and self._pipeline.needs_languages:
                languages = await self._reader.read(languages_of, texts, inline=inline_detector())
            normalized = await self._reader.read(self._pipeline.normalize, texts)
            entries = {text: entry for text in set(normalized) if (entry := self._cache.get(text))}
            missing = [text for text in dict.fromkeys(normalized) if text not in entries]
            encoded = zip(missing, await self._reader.read(self._pipeline.tokenize, missing), strict=True)
            non_empty = {text: encoding for text, encoding in encoded if not encoding.is_empty}
            computed = await self.batcher.logits([encoding.ids for encoding in non_empty.values()])
        for (text, encoding), logits in zip(non_empty.items(), computed, strict=True):
            entries[text] = CacheEntry(logits, encoding.counts)
            self._cache.put(text, entries[text])
        return _decode(decoder, [entries.get(text) for text in normalized], languages)

    async def languages(self, texts: Sequence[str]) -> list[TextLanguage]:
        """Return the language of each text, and whether the model was trained for it."""
        languages = await self._reader.read(self._pipeline.languages, texts, inline=inline_detector())
        for language in languages:
            self._on_language(language.code)
        return languages

    async def occlude(self, text: str) -> Occlusion:
        """Make the variants of a text that `explain` classifies."""
        unread_middle = self._pipeline.tokenizer.unread_middle
        (occlusion,) = await self._reader.read(
            lambda part: [Occlusion(text, unread_middle(text)) for text in part],
            [text],
            inline=len(text) <= MAX_INLINE_CHARS,  # it reads a long text several times
        )
        return occlusion

    async def explain(
        self, occlusion: Occlusion, *, neutral: bool = False, language: str | None = None
    ) -> tuple[Prediction | None, Explanation | None]:
        """Classify a text and attribute its prediction to its words; None, None for a text without content.

        Its variants count and raise as those of `predict_rows`.

        Args:
            occlusion: the text and its variants, which all count as texts in its language.
            neutral: choose from three classes instead of two.
            language: the language of the text, where it is known; None to tell it if it is needed.
        """
        if language is None and self._pipeline.needs_languages:
            (language,) = await self._reader.read(languages_of, occlusion.texts[:1], inline=inline_detector())
        languages = None if language is None else [language] * len(occlusion.texts)
        predictions = await self.predict_rows(occlusion.texts, neutral=neutral, languages=languages)
        return predictions[0], occlusion.explain(predictions) if predictions[0] else None


def inline_detector() -> bool | None:
    """Return False while the detector has to be loaded, which would block the event loop."""
    return None if is_detector_loaded() else False


def _decode(
    decoder: LabelDecoder, entries: Sequence[CacheEntry | None], languages: Sequence[str] | None
) -> list[Prediction | None]:
    """Decode the logits of all texts at once; None stays None."""
    non_empty = [entry for entry in entries if entry]
    if not non_empty:
        return [None] * len(entries)
    logits = np.stack([entry.logits for entry in non_empty])
    if languages is not None:
        languages = [language for language, entry in zip(languages, entries, strict=True) if entry]
    predictions = iter(decoder.decode(logits, [entry.token_counts for entry in non_empty], languages))
    return [next(predictions) if entry else None for entry in entries]
