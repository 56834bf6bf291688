"""The classifier that bulk prediction, evaluation and the command line use."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..model.cores import available_cores
from ..model.folder import ModelFolder, default_model
from ..model.manifest import Manifest
from ..model.tokenization import EncodedText
from ..text.language import languages_of
from .pipeline import Pipeline
from .prediction import Prediction
from .queue import QueuedText, RequestQueue

DEFAULT_BATCH_SIZE = 10


class SentimentClassifier(Pipeline):
    """A pipeline with a thread pool. Safe to use from several threads at once.

    It reads every text itself; `RoutedClassifier` has the same methods and two models.

    The same text gets the same prediction alone, in any batch and from any thread.

    Attributes:
        batch_size: most texts of a batch.
        threads: batches that run at the same time.
    """

    def __init__(
        self,
        folder: ModelFolder,
        *,
        max_len: int | None = None,
        batch_size: int = DEFAULT_BATCH_SIZE,
        threads: int | None = None,
    ) -> None:
        """Load a verified model folder; `load` is the usual way.

        Args:
            folder: a verified model folder.
            max_len: read at most this many tokens of a text; the default and the most is what the model was made for.
            batch_size: most texts of a batch.
            threads: batches that run at the same time; None is one for each core.

        Raises:
            ModelError: a file of the folder can't be loaded.
        """
        super().__init__(folder, max_len=max_len)
        self.batch_size = batch_size
        self.threads = threads or available_cores()
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="model")

    @classmethod
    def load(
        cls,
        path: Path | str | None = None,
        *,
        max_len: int | None = None,
        batch_size: int = DEFAULT_BATCH_SIZE,
        threads: int | None = None,
    ) -> "SentimentClassifier":
        """Load a model folder, by default the default model.

        Args:
            path: the model folder.
            max_len: read at most this many tokens of a text; the default and the most is what the model was made for.
            batch_size: most texts of a batch.
            threads: batches that run at the same time; None is one for each core.

        Raises:
            ModelError: the folder is missing, foreign or damaged.
        """
        folder = ModelFolder.open(Path(path) if path is not None else default_model())
        return cls(folder, max_len=max_len, batch_size=batch_size, threads=threads)

    @overload
    def predict(self, texts: str, *, neutral: bool = False) -> Prediction: ...  # type: ignore[overload-overlap]
    @overload
    def predict(self, texts: Sequence[str], *, neutral: bool = False) -> list[Prediction]: ...
    def predict(self, texts: str | Sequence[str], *, neutral: bool = False) -> Prediction | list[Prediction]:
        """Classify one text or many.

        Args:
            texts: one text, or a sequence of texts; a sequence is always a batch.
            neutral: choose from three classes instead of two.

        Returns:
            One prediction for one text, a list in the same order for a sequence.

        Raises:
            InputError: a text has no content, or the model has no neutral class.
        """
        if isinstance(texts, str):
            return self.predict([texts], neutral=neutral)[0]
        predictions = self.predict_rows(texts, neutral=neutral)
        for position, prediction in enumerate(predictions, start=1):
            if prediction is None:
                raise InputError(f"Text {position} of {len(texts)} is empty: there is nothing to classify.")
        return [prediction for prediction in predictions if prediction is not None]

    def predict_rows(
        self, texts: Sequence[str], *, neutral: bool = False, languages: Sequence[str] | None = None
    ) -> list[Prediction | None]:
        """Classify many texts; a text without content gets None instead of an error.

        Args:
            texts: the texts.
            neutral: choose from three classes instead of two.
            languages: as `predict_views` takes them.

        Raises:
            InputError: the model has no neutral class.
        """
        return self.predict_views(texts, (neutral,), languages)[0]

    @property
    def max_len(self) -> int:
        """Most tokens of a text that are read."""
        return self.tokenizer.max_len

    @property
    def first(self) -> "SentimentClassifier":
        """The classifier that reads English: this one."""
        return self

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """The manifests of all models: this one's."""
        return (self.manifest,)

    def reader(self, language: str) -> "SentimentClassifier":  # noqa: ARG002 - as that of two models
        """Return the classifier that reads texts of a language: this one."""
        return self

    def predict_views(
        self, texts: Sequence[str], views: Sequence[bool], languages: Sequence[str] | None = None
    ) -> list[list[Prediction | None]]:
        """Classify many texts in several views at the cost of one.

        Args:
            texts: the texts; one without content gets None instead of an error.
            views: for each view, whether to choose from three classes instead of two.
            languages: (texts,), the language of each text, where it is known; None to tell it if it is needed.

        Raises:
            InputError: the model has no neutral class.
        """
        if languages is None and self.needs_languages:
            languages = languages_of(texts)
        decoders = [self.decoder(neutral) for neutral in views]
        encoded = self.tokenizer.encode(texts)
        non_empty = [text for text in encoded if not text.is_empty]
        logits = self._logits(non_empty)
        counts = [text.counts for text in non_empty]
        if languages is not None:
            languages = [language for language, text in zip(languages, encoded, strict=True) if not text.is_empty]
        decoded = [iter(decoder.decode(logits, counts, languages)) for decoder in decoders]
        return [[None if text.is_empty else next(predictions) for text in encoded] for predictions in decoded]

    def start(
        self, texts: Sequence[EncodedText], on_batch: Callable[[Sequence[int]], object] = lambda _: None
    ) -> "PendingLogits":
        """Start to compute the logits of texts that have content, in batches of about the same length.

        The batches depend on the texts alone, not on the number of threads or on what else is in flight.

        Args:
            texts: tokenized texts.
            on_batch: called with the indices of the texts of each finished batch, in the thread that ran it.
        """
        logits = np.empty((len(texts), len(self.manifest.labels)), dtype=np.float32)
        queue: RequestQueue[None] = RequestQueue(self.batch_size)
        queue.push(None, [text.ids for text in texts])

        def run(batch: list[QueuedText[None]]) -> None:
            positions = [text.position for text in batch]
            logits[positions] = self.model.logits([text.ids for text in batch])
            on_batch(positions)

        # Longest first: the last batches are short, so that no core waits long for another.
        batches = list(iter(queue.next_batch, []))
        return PendingLogits(logits, [self._pool.submit(run, batch) for batch in batches])

    def _logits(self, texts: Sequence[EncodedText]) -> NDArray[np.float32]:
        """Compute the logits (texts, classes)."""
        if len(texts) == 1:
            return self.model.logits([texts[0].ids])  # no need to change threads for it
        return self.start(texts).result()


class PendingLogits:
    """Logits that the threads of a classifier compute."""

    def __init__(self, logits: NDArray[np.float32], batches: Sequence[Future[None]]) -> None:
        self._logits = logits
        self._batches = batches

    def result(self) -> NDArray[np.float32]:
        """Wait for the logits (texts, classes) of all texts; an error of a batch is raised here."""
        try:
            for batch in self._batches:
                batch.result()
        except BaseException:
            self.cancel()
            raise
        return self._logits

    def cancel(self) -> None:
        """Drop the batches that have not started."""
        for batch in self._batches:
            batch.cancel()
