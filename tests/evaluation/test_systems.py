"""The systems that are evaluated: names of models, and VADER's thresholds."""

from pathlib import Path

import pytest

from twitter_sentiment.evaluation.systems import VaderSystem, classifier_systems
from twitter_sentiment.inference import SentimentClassifier

TEXTS = ["I love it", "I hate it", "The bus goes north", ""]


@pytest.mark.parametrize(
    ("neutral", "expected"),
    [
        (True, ["positive", "negative", "neutral", None]),
        (False, ["positive", "negative", "positive", None]),
    ],
)
def test_vader_predicts_by_compound_score(neutral: bool, expected: list[str | None]) -> None:
    (predictions,) = VaderSystem().predict(TEXTS, (neutral,))
    assert [prediction and prediction.sentiment for prediction in predictions] == expected
    assert all(prediction.scores is None for prediction in predictions if prediction)


def test_systems_are_named_after_their_folders(classifier: SentimentClassifier, two_class_folder: Path) -> None:
    other = SentimentClassifier.load(two_class_folder)
    assert [system.name for system in classifier_systems([classifier, other])] == ["fast", "model"]
    assert [system.name for system in classifier_systems([other, other])] == [str(two_class_folder)] * 2
