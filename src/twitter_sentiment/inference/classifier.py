"""The classifier: what the API, bulk prediction and the command line all call."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..labels import NEUTRAL
from ..model.encoding import Tokens
from ..model.folder import ModelFolder, embedded_model
from ..model.manifest import Manifest
from .batching import TOKENS_PER_RUN
from .cores import available_cores
from .prediction import Prediction, View

DEFAULT_BATCH_SIZE = 10


class SentimentClassifier:
    """A loaded model. Safe to use from several threads at once.

    The same text gets the same answer alone, in any batch and from any thread.
    """

    def __init__(
        self,
        folder: ModelFolder,
        *,
        max_len: int | None = None,
        batch_size: int = DEFAULT_BATCH_SIZE,
        threads: int | None = None,
    ) -> None:
        """Loads what the folder holds; `load` is the usual way.

        Args:
            folder: a verified model folder.
            max_len: reads fewer tokens of a text than the model could; None reads what it was trained for.
            batch_size: most texts in one run of the model.
            threads: runs that go on at the same time; None is one for each core.

        Raises:
            ModelError: a file of the folder can't be loaded.
        """
        self.folder = folder
        self.encoder = folder.encoder(max_len)
        self.model = folder.runtime()
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
        """Loads a model folder, the embedded model by default; the arguments are those of the class.

        Raises:
            ModelError: the folder is missing, foreign or damaged.
        """
        folder = ModelFolder.open(Path(path) if path is not None else embedded_model())
        return cls(folder, max_len=max_len, batch_size=batch_size, threads=threads)

    @property
    def manifest(self) -> Manifest:
        """What is known about the model: labels, data, metrics."""
        return self.folder.manifest

    @property
    def has_neutral(self) -> bool:
        """Whether the model knows the neutral class."""
        return NEUTRAL in self.manifest.labels

    def view(self, neutral: bool) -> View:
        """How answers are told: as one of two classes or of three.

        Raises:
            InputError: the model has no neutral class.
        """
        manifest = self.manifest
        temperature = manifest.temperature if neutral else manifest.binary_temperature or manifest.temperature
        return View(manifest.labels, temperature, neutral)

    def shows_neutral(self, asked: bool | None, default: bool) -> bool:
        """What was asked for; where nothing was, the default as far as the model has the class."""
        return default and self.has_neutral if asked is None else asked

    @overload
    def predict(self, texts: str, *, neutral: bool = False) -> Prediction: ...  # type: ignore[overload-overlap]
    @overload
    def predict(self, texts: Sequence[str], *, neutral: bool = False) -> list[Prediction]: ...
    def predict(self, texts: str | Sequence[str], *, neutral: bool = False) -> Prediction | list[Prediction]:
        """Classifies one text or many.

        Args:
            texts: one text, or a sequence of texts; a sequence is always a batch.
            neutral: choose from three classes instead of two.

        Returns:
            one prediction for one text, a list in the same order for a sequence.

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

    def predict_rows(self, texts: Sequence[str], *, neutral: bool = False) -> list[Prediction | None]:
        """Like `predict` for a sequence, but a text without content gets None instead of an error.

        Raises:
            InputError: the model has no neutral class.
        """
        view = self.view(neutral)
        encoded = self.encoder.encode(texts)
        tokens = [token for token in encoded if not token.blank]
        predictions = iter(view.predictions(self._logits(tokens), [token.reading for token in tokens]))
        return [None if token.blank else next(predictions) for token in encoded]

    def _logits(self, tokens: Sequence[Tokens]) -> NDArray[np.float32]:
        """Logits in the order of the texts; the runs are made of texts of about the same length."""
        logits = np.empty((len(tokens), len(self.manifest.labels)), dtype=np.float32)

        def run(rows: list[int]) -> None:
            logits[rows] = self.model.logits([tokens[row].ids for row in rows])

        runs = list(self._runs(tokens))
        if len(runs) == 1:
            run(runs[0])  # no need to change threads for it
        else:
            for _ in self._pool.map(run, runs):  # exhausted, so that an error of a run is raised here
                pass
        return logits

    def _runs(self, tokens: Sequence[Tokens]) -> Iterator[list[int]]:
        """Cuts the texts, ordered by length, into runs within the batch size and the token budget."""
        rows: list[int] = []
        # Longest first: the last runs are short, so that no core waits long for another.
        for row in sorted(range(len(tokens)), key=lambda row: -len(tokens[row].ids)):
            longest = len(tokens[rows[0]].ids) if rows else 0
            if rows and (len(rows) >= self.batch_size or longest * (len(rows) + 1) > TOKENS_PER_RUN):
                yield rows
                rows = []
            rows.append(row)
        if rows:
            yield rows
