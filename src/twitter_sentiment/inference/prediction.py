"""From logits to a prediction: three classes or binary mode, calibration, label."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..labels import BINARY_LABELS, NEUTRAL
from ..model.softmax import softmax
from ..model.tokenization import TokenCounts


@dataclass(frozen=True, slots=True)
class Prediction:
    """The sentiment of one text.

    Attributes:
        sentiment: the most probable class.
        confidence: its calibrated probability, from 0 to 1.
        scores: the probability of each class, two in binary mode and three otherwise; they sum to 1.
        token_counts: how much of the text was read; the middle of a long one is left out.
    """

    sentiment: str
    confidence: float
    scores: dict[str, float]
    token_counts: TokenCounts

    def rounded(self) -> "Prediction":
        """Return the same prediction with probabilities of four digits, as responses and files show them."""
        scores = {label: round(score, 4) for label, score in self.scores.items()}
        return replace(self, confidence=round(self.confidence, 4), scores=scores)


@dataclass(frozen=True, slots=True)
class TextLanguage:
    """The language of one text.

    Attributes:
        code: as `text.language.languages_of` names it.
        supported: whether the model that reads the text was trained for it; None for `und`.
    """

    code: str
    supported: bool | None


class LabelDecoder:
    """Turns the logits of a model into predictions, of three classes or in binary mode.

    Binary mode of a three-class model leaves the neutral class out and renormalizes the other two.

    Attributes:
        labels: the classes that predictions choose from.
    """

    def __init__(
        self,
        labels: Sequence[str],
        temperature: float,
        neutral: bool,
        language_temperatures: Mapping[str, float] | None = None,
    ) -> None:
        """Choose the classes.

        Args:
            labels: the classes of the model, in the order of its logits.
            temperature: logits are divided by it before the softmax.
            neutral: choose from three classes; False is binary mode.
            language_temperatures: the same for texts in languages that have their own.

        Raises:
            InputError: `neutral` is true, but the model has no neutral class.
        """
        if neutral and NEUTRAL not in labels:
            raise InputError(
                f"This model predicts {' and '.join(labels)} only, not neutral. Turn neutral off, or use a model with "
                "three classes."
            )
        self.labels = tuple(labels) if neutral else BINARY_LABELS
        self._columns = [list(labels).index(label) for label in self.labels]
        self._temperature = temperature
        self._language_temperatures = language_temperatures or {}

    def decode(
        self, logits: NDArray[np.float32], counts: Sequence[TokenCounts], languages: Sequence[str] | None = None
    ) -> list[Prediction]:
        """Turn logits into predictions; their labels do not depend on temperatures.

        Args:
            logits: (texts, classes of the model).
            counts: (texts,), the token counts.
            languages: (texts,), the language of each text; None where none has its own temperature.
        """
        chosen = logits[:, self._columns]
        best = chosen.argmax(axis=1)  # not of the probabilities, which a temperature may round to the same
        probabilities = softmax(chosen, self._temperature_of(languages))
        return [
            Prediction(self.labels[top], row[top], dict(zip(self.labels, row, strict=True)), count)
            for top, row, count in zip(best.tolist(), probabilities.tolist(), counts, strict=True)
        ]

    def _temperature_of(self, languages: Sequence[str] | None) -> float | NDArray[np.float64]:
        """Return the temperature of all texts, or that of each, (texts, 1)."""
        if not self._language_temperatures or languages is None:
            return self._temperature
        of_texts = [self._language_temperatures.get(language, self._temperature) for language in languages]
        return np.array(of_texts, dtype=np.float64).reshape(-1, 1)
