"""Simulated classifiers whose truth is known: each class has a normal distribution, and their posterior is exact."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twitter_sentiment.insight.answers import Answers
from twitter_sentiment.labels import BINARY_LABELS, LABELS
from twitter_sentiment.metrics import ViewCalibration
from twitter_sentiment.training.calibration import LabeledLogits, Temperatures, describe_views

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SimulatedClassifier:
    """A classifier that is calibrated at some class shares.

    Attributes:
        shares: (classes,), those of its calibration rows.
        distance: of the class means, in standard deviations: 1.9 of two classes is an accuracy of 0.91.
        bias: added to the logit of the last class, as a temperature leaves it.
    """

    shares: tuple[float, ...]
    distance: float = 1.9
    bias: float = 0.0

    @property
    def labels(self) -> tuple[str, ...]:
        return BINARY_LABELS if len(self.shares) == 2 else LABELS

    def draw(self, rng: np.random.Generator, shares: tuple[float, ...], texts: int) -> tuple[Floats, NDArray[np.int64]]:
        """Draw texts of some class shares: their probabilities and their true classes."""
        targets = rng.choice(len(shares), texts, p=shares)
        position = rng.normal(size=(texts, len(shares)))
        position[np.arange(texts), targets] += self.distance
        logits = self.distance * position + np.log(self.shares)
        logits[:, -1] += self.bias
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True), targets

    def calibration(self, rng: np.random.Generator, rows: int = 1_000) -> ViewCalibration:
        """Describe simulated calibration rows, as the manifest does."""
        probabilities, targets = self.draw(rng, self.shares, rows)
        return describe(self.labels, probabilities, targets)


def describe(labels: tuple[str, ...], probabilities: Floats, targets: NDArray[np.int64]) -> ViewCalibration:
    """Describe calibration rows, as a training does: their class shares and soft confusion matrix."""
    rows = LabeledLogits(np.log(probabilities + 1e-12), targets, np.ones(probabilities.shape, dtype=bool))
    domains = np.full(len(targets), "all")
    return describe_views(rows, domains, labels, Temperatures(1.0, None))["full"]


TWO_CLASSES = SimulatedClassifier((0.5, 0.5))
THREE_CLASSES = SimulatedClassifier((0.3, 0.4, 0.3))


def simulated_answers(
    rng: np.random.Generator, shares: tuple[float, ...] = (0.3, 0.4, 0.3), texts: int = 300
) -> Answers:
    """Draw answers whose texts are all different."""
    classifier = SimulatedClassifier(shares)
    numbers = np.arange(texts)
    names = tuple(f"text {number}" for number in numbers)
    return Answers(classifier.labels, names, classifier.draw(rng, shares, texts)[0], numbers, numbers)


def answers_of(texts: list[str], sentiments: list[str]) -> Answers:
    """Answers that are sure of their classes."""
    scores = {label: [0.96 if sentiment == label else 0.02 for sentiment in sentiments] for label in LABELS}
    return Answers.of_columns(texts, scores)
