"""The systems that can be evaluated: our models, and VADER as a baseline."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..inference import SentimentClassifier
from ..labels import BINARY_LABELS, LABELS, NEGATIVE, NEUTRAL, POSITIVE
from ..text import normalize
from .checklist import Behavior, check_behavior

VADER_THRESHOLD = 0.05
"""Compound scores from here on are positive, and those down from its negative are negative (Hutto & Gilbert 2014)."""


class SystemPrediction(NamedTuple):
    """The prediction of a system for one text.

    Attributes:
        sentiment: the predicted class.
        certainty: a value that ranks the predictions of a system; higher is more certain.
        scores: the probability of each class; None for a system without probabilities.
    """

    sentiment: str
    certainty: float
    scores: dict[str, float] | None


class System(Protocol):
    """A system that predicts sentiment and can be evaluated.

    Attributes:
        name: name in reports.
        has_neutral: whether it can predict the neutral class.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - see the class
    @property
    def has_neutral(self) -> bool: ...  # noqa: D102

    def predict(self, texts: Sequence[str], views: Sequence[bool]) -> list[list[SystemPrediction | None]]:
        """Predict the class of each text in each view.

        Args:
            texts: the texts.
            views: for each view, whether to choose from three classes rather than from two.

        Returns:
            For each view a prediction for each text; None for a text without content.
        """


class ClassifierSystem:
    """A model folder as a system."""

    def __init__(self, name: str, classifier: SentimentClassifier) -> None:
        self.name = name
        self.classifier = classifier

    @property
    def has_neutral(self) -> bool:
        """Whether the model has the neutral class."""
        return self.classifier.has_neutral

    def predict(self, texts: Sequence[str], views: Sequence[bool]) -> list[list[SystemPrediction | None]]:
        """Predict the class of each text in each view, from one pass of the model."""
        return [
            [
                None
                if prediction is None
                else SystemPrediction(prediction.sentiment, prediction.confidence, prediction.scores)
                for prediction in predictions
            ]
            for predictions in self.classifier.predict_views(texts, views)
        ]

    def run_checklist(self) -> Behavior:
        """Run the challenge set and the behavioral tests, in two classes and, if the model knows neutral, in three."""

        def predict(texts: list[str], labels: tuple[str, ...]) -> NDArray[np.floating]:
            predictions = self.classifier.predict(texts, neutral=labels == LABELS)
            return np.array([[prediction.scores[label] for label in labels] for prediction in predictions])

        return check_behavior(predict, [BINARY_LABELS, LABELS] if self.has_neutral else [BINARY_LABELS])


class VaderSystem:
    """VADER, a sentiment lexicon with rules (Hutto & Gilbert 2014), as a baseline.

    It reads the text as it was written. With two classes, the sign of the compound score decides; 0, which it gives to
    a text with none of its words, counts as positive.
    """

    name = "VADER"
    has_neutral = True

    def __init__(self) -> None:
        """Load the lexicon.

        Raises:
            InputError: the package is not installed.
        """
        try:
            from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
        except ModuleNotFoundError as error:
            raise InputError(
                f'--vader needs the package {error.name}: install it with pip install "vaderSentiment>=3.3,<4".'
            ) from None
        self._analyzer = SentimentIntensityAnalyzer()

    def predict(self, texts: Sequence[str], views: Sequence[bool]) -> list[list[SystemPrediction | None]]:
        """Predict the class of each text in each view. The compound score is no probability."""
        return [[self._predict_one(text, neutral) if normalize(text) else None for text in texts] for neutral in views]

    def _predict_one(self, text: str, neutral: bool) -> SystemPrediction:
        compound: float = self._analyzer.polarity_scores(text)["compound"]
        if neutral and abs(compound) < VADER_THRESHOLD:
            return SystemPrediction(NEUTRAL, VADER_THRESHOLD - abs(compound), None)
        return SystemPrediction(POSITIVE if compound >= 0 else NEGATIVE, abs(compound), None)


def classifier_systems(classifiers: Sequence[SentimentClassifier]) -> list[ClassifierSystem]:
    """Wrap classifiers as systems, named after their folders; where two names are equal, after their whole paths."""
    names = [classifier.folder.name for classifier in classifiers]
    return [
        ClassifierSystem(name if names.count(name) == 1 else str(classifier.folder.path), classifier)
        for name, classifier in zip(names, classifiers, strict=True)
    ]
