"""From logits to an answer: calibration, the binary and the neutral view, the label."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..labels import BINARY_LABELS, NEUTRAL
from ..model.encoding import Reading
from ..model.probabilities import probabilities_of


@dataclass(frozen=True, slots=True)
class Prediction:
    """The answer for one text.

    Attributes:
        sentiment: the most probable class.
        confidence: its calibrated probability, from 0 to 1.
        scores: the probability of each class of the view; they sum to 1.
        reading: how much of the text was read; the middle of a long one is left out.
    """

    sentiment: str
    confidence: float
    scores: dict[str, float]
    reading: Reading

    def rounded(self) -> "Prediction":
        """The same with probabilities of four digits, as answers tell them."""
        scores = {label: round(score, 4) for label, score in self.scores.items()}
        return replace(self, confidence=round(self.confidence, 4), scores=scores)


class View:
    """Which classes an answer chooses from.

    The binary view of a three-class model leaves the neutral share out and renormalises the other two.
    """

    def __init__(self, labels: Sequence[str], temperature: float, neutral: bool) -> None:
        """Chooses the classes shown.

        Raises:
            InputError: the neutral class is asked of a model that has none.
        """
        if neutral and NEUTRAL not in labels:
            raise InputError(
                f"This model knows {' and '.join(labels)} only: it can't show neutral. Ask without it, or serve a "
                "model with three classes."
            )
        self.labels = tuple(labels) if neutral else BINARY_LABELS
        self._columns = [list(labels).index(label) for label in self.labels]
        self._temperature = temperature

    def predictions(self, logits: NDArray[np.float32], readings: Sequence[Reading]) -> list[Prediction]:
        """One answer for each row of logits (rows, classes of the model)."""
        probabilities = probabilities_of(logits[:, self._columns], self._temperature)
        best = probabilities.argmax(axis=1)
        return [
            Prediction(self.labels[top], row[top], dict(zip(self.labels, row, strict=True)), reading)
            for top, row, reading in zip(best.tolist(), probabilities.tolist(), readings, strict=True)
        ]
