"""The predictions of a job in little memory: 19 bytes a row, without the text."""

from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple, overload

import numpy as np

from ..labels import LABELS
from ..text.language import UNDETERMINED
from .service_client import ScoredPrediction

_DECIMALS = 4
"""The service rounds to so many; that is what single precision holds."""
_ABSENT = -1.0


class RowPrediction(NamedTuple):
    """The prediction of a row: its class, the confidence, and the probability of each class that was chosen from."""

    sentiment: str
    confidence: float
    scores: dict[str, float]


class Predictions(Sequence[RowPrediction | None]):
    """Predictions in the order of their rows; None for a text without content."""

    def __init__(self) -> None:
        self._sentiments = bytearray()
        self._numbers = array("f")
        self._languages = array("H")
        self._language_ids: dict[tuple[str, bool | None], int] = {}

    def extend(self, predictions: Iterable[ScoredPrediction | None]) -> None:
        """Append predictions."""
        for prediction in predictions:
            language: tuple[str, bool | None] = (UNDETERMINED, None)
            if prediction is not None and prediction.language is not None:
                language = (prediction.language, prediction.supported)
            self._languages.append(self._language_ids.setdefault(language, len(self._language_ids)))
            if prediction is None:
                self._numbers.extend([_ABSENT] * (1 + len(LABELS)))
                self._sentiments.append(len(LABELS))
            else:
                scores = (prediction.scores.get(label, _ABSENT) for label in LABELS)
                self._numbers.extend([prediction.confidence, *scores])
                self._sentiments.append(LABELS.index(prediction.sentiment))

    def sentiments(self) -> list[str | None]:
        """Return the class of each row; None for a text without content."""
        names = [*LABELS, None]
        return [names[index] for index in bytes(self._sentiments)]

    def confidences(self) -> np.ndarray:
        """Return the confidence of each row as float64; NaN for a text without content."""
        column = np.array(self._numbers, dtype=np.float32).reshape(-1, 1 + len(LABELS))[:, 0].astype(float)
        return np.where(column == _ABSENT, np.nan, column.round(_DECIMALS))

    def languages(self, rows: np.ndarray) -> list[str]:
        """Return the languages of some rows; `und` for a text without content."""
        return [code for code, _ in self._told(rows)]

    def guesses(self, rows: np.ndarray) -> np.ndarray:
        """Return which of some rows have a language that the model that read them was not trained for."""
        return np.array([supported is False for _, supported in self._told(rows)], dtype=bool)

    def score_columns(self, labels: Sequence[str], rows: np.ndarray, tie_break: float = 0.0) -> dict[str, np.ndarray]:
        """Return the probabilities of some rows, as float64; NaN for a text without content.

        Args:
            labels: the classes; each has a column.
            rows: numbers of the rows.
            tie_break: what is added to the class that the service has chosen: rounded scores may be equal.
        """
        numbers = np.array(self._numbers, dtype=np.float32).reshape(-1, 1 + len(LABELS))[rows, 1:].astype(float)
        chosen = np.frombuffer(bytes(self._sentiments), dtype=np.uint8)[rows]
        return {
            label: np.where(
                chosen == len(LABELS), np.nan, numbers[:, index].round(_DECIMALS) + tie_break * (chosen == index)
            )
            for index, label in enumerate(LABELS)
            if label in labels
        }

    def _told(self, rows: np.ndarray) -> list[tuple[str, bool | None]]:
        languages = list(self._language_ids)
        return [languages[number] for number in np.array(self._languages)[rows].tolist()]

    @property
    def nbytes(self) -> int:
        """Memory of all."""
        return len(self) * (1 + self._languages.itemsize + self._numbers.itemsize * (1 + len(LABELS)))

    def __len__(self) -> int:
        return len(self._sentiments)

    @overload
    def __getitem__(self, index: int) -> RowPrediction | None: ...
    @overload
    def __getitem__(self, index: slice) -> list[RowPrediction | None]: ...
    def __getitem__(self, index: int | slice) -> RowPrediction | list[RowPrediction | None] | None:
        if isinstance(index, slice):
            return [self[row] for row in range(len(self))[index]]
        row = range(len(self))[index]
        sentiment = self._sentiments[row]
        if sentiment == len(LABELS):
            return None
        start = row * (1 + len(LABELS))
        confidence, *scores = (round(number, _DECIMALS) for number in self._numbers[start : start + 1 + len(LABELS)])
        present = {label: score for label, score in zip(LABELS, scores, strict=True) if score != _ABSENT}
        return RowPrediction(LABELS[sentiment], confidence, present)
