"""Contenders: whatever says what a text expresses and can be measured, our models and VADER."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..inference import SentimentClassifier
from ..labels import NEGATIVE, NEUTRAL, POSITIVE
from ..model.folder import embedded_model
from ..text import normalise
from .behaviour import CapabilityResult, check_behaviour

VADER_THRESHOLD = 0.05
"""From this compound score on a text is positive, and negative from its opposite on (Hutto & Gilbert 2014)."""


class Verdict(NamedTuple):
    """What a contender says of one text.

    Attributes:
        sentiment: the class.
        strength: by which its verdicts can be put in order, the surest first.
        scores: the probability of each class; None for a contender that has none.
    """

    sentiment: str
    strength: float
    scores: dict[str, float] | None


class Contender(Protocol):
    """Something that can be measured.

    Attributes:
        name: what reports call it.
        has_neutral: whether it knows the neutral class.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - said above
    @property
    def has_neutral(self) -> bool: ...  # noqa: D102

    def judge(self, texts: Sequence[str], neutral: bool) -> list[Verdict | None]:
        """A verdict for each text, of three classes or of two; None for a text without content."""


class Model:
    """A model folder of ours."""

    def __init__(self, name: str, classifier: SentimentClassifier) -> None:
        self.name = name
        self.classifier = classifier

    @property
    def has_neutral(self) -> bool:
        """Whether the model knows the neutral class."""
        return self.classifier.has_neutral

    def judge(self, texts: Sequence[str], neutral: bool) -> list[Verdict | None]:
        """The answers of the model."""
        return [
            None if found is None else Verdict(found.sentiment, found.confidence, found.scores)
            for found in self.classifier.predict_rows(texts, neutral=neutral)
        ]

    def behave(self) -> list[CapabilityResult]:
        """How the model does in the behavioural tests, with all the classes it knows."""
        labels = self.classifier.manifest.labels

        def predict(texts: list[str]) -> NDArray[np.floating]:
            answers = self.classifier.predict(texts, neutral=self.has_neutral)
            return np.array([[answer.scores[label] for label in labels] for answer in answers])

        return check_behaviour(predict, labels)


class Vader:
    """VADER, a list of words with rules (Hutto & Gilbert 2014): what a model has to be better than.

    It reads the text as it was written. Of two classes it names the one its compound score has the sign of; 0, where it
    found no word it knows, counts as positive.
    """

    name = "VADER"
    has_neutral = True

    def __init__(self) -> None:
        """Loads its list of words.

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

    def judge(self, texts: Sequence[str], neutral: bool) -> list[Verdict | None]:
        """The verdicts of the compound score; it is no probability."""
        return [self._verdict(text, neutral) if normalise(text) else None for text in texts]

    def _verdict(self, text: str, neutral: bool) -> Verdict:
        compound: float = self._analyzer.polarity_scores(text)["compound"]
        if neutral and abs(compound) < VADER_THRESHOLD:
            return Verdict(NEUTRAL, VADER_THRESHOLD - abs(compound), None)
        return Verdict(POSITIVE if compound >= 0 else NEGATIVE, abs(compound), None)


def models(classifiers: Sequence[SentimentClassifier]) -> list[Model]:
    """The models as contenders: each is called like its folder, or by its whole path where two are called alike."""
    folders = [classifier.folder.path for classifier in classifiers]
    names = [_name(folder) for folder in folders]
    return [
        Model(name if names.count(name) == 1 else str(folder), classifier)
        for name, folder, classifier in zip(names, folders, classifiers, strict=True)
    ]


def _name(folder: Path) -> str:
    resolved = folder.resolve()
    return "embedded" if resolved == embedded_model().resolve() else resolved.name
