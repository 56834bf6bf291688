"""The comparison of systems: the default model and VADER on labeled texts."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from twitter_sentiment.errors import InputError
from twitter_sentiment.evaluation.compare import compare
from twitter_sentiment.evaluation.data_sets import DataSet
from twitter_sentiment.evaluation.systems import ClassifierSystem, VaderSystem, classifier_systems
from twitter_sentiment.inference import SentimentClassifier

from ..examples import labeled


def data_set(rows: Sequence[tuple[str, str]]) -> DataSet:
    return DataSet("tweets", Path("tweets.csv"), [text for text, _ in rows], [label for _, label in rows])


@pytest.fixture
def model(classifier: SentimentClassifier) -> ClassifierSystem:
    return ClassifierSystem("model", classifier)


def test_compare_measures_the_predictions(model: ClassifierSystem) -> None:
    data = data_set(labeled(300))
    three_classes, _ = compare([model], data)
    (measurement,) = three_classes.measurements
    predictions = model.classifier.predict(data.texts, neutral=True)
    correct = [prediction.sentiment == target for prediction, target in zip(predictions, data.targets, strict=True)]
    assert measurement.metrics.accuracy == round(float(np.mean(correct)), 4)
    assert np.array(measurement.metrics.confusion_matrix).sum() == 300
    assert measurement.metrics.expected_calibration_error is not None
    assert 0 <= measurement.metrics.expected_calibration_error < 0.3
    assert len(measurement.mistakes) == min(50, correct.count(False))
    assert measurement.rows_per_second > 0


def test_compare_without_neutral_uses_two_classes(model: ClassifierSystem) -> None:
    (comparison,) = compare([model, VaderSystem()], data_set(labeled(100, ("negative", "positive"))))
    assert comparison.labels == ("negative", "positive")
    of_model, of_vader = comparison.measurements
    assert of_model.metrics.labels == of_vader.metrics.labels == ("negative", "positive")
    assert of_model.metrics.accuracy > 0.9
    assert of_vader.metrics.expected_calibration_error is None
    assert of_vader.metrics.calibration_bins is None


def test_compare_with_neutral_measures_both_views(model: ClassifierSystem) -> None:
    data = data_set(labeled(300))
    three_classes, two_classes = compare([model, VaderSystem()], data)
    assert (three_classes.title, two_classes.title) == ("tweets", "tweets, two classes")
    assert (three_classes.neutral_rows, two_classes.neutral_rows) == (0, 100)
    assert set(two_classes.data.targets) == {"negative", "positive"}
    of_model, of_vader = two_classes.measurements
    predictions = model.classifier.predict(data.texts)
    rows = list(zip(data.targets, predictions, strict=True))
    polar = [prediction.confidence for target, prediction in rows if target != "neutral"]
    neutral = [prediction.confidence for target, prediction in rows if target == "neutral"]
    correct = [prediction.sentiment == target for target, prediction in rows if target != "neutral"]
    assert of_model.metrics.accuracy == round(float(np.mean(correct)), 4)
    assert of_model.metrics.mean_confidence == pytest.approx(np.mean(polar), abs=1e-4)
    assert of_model.neutral_confidence == pytest.approx(np.mean(neutral), abs=1e-4)
    assert of_vader.neutral_confidence is None
    assert three_classes.measurements[0].neutral_confidence is None


def test_compare_subtracts_from_the_first(model: ClassifierSystem) -> None:
    for comparison in compare([model, VaderSystem()], data_set(labeled(90))):
        (difference,) = comparison.differences
        of_model, of_vader = (measurement.metrics for measurement in comparison.measurements)
        assert (difference.system, difference.other) == ("model", "VADER")
        assert difference.accuracy == pytest.approx(of_model.accuracy - of_vader.accuracy, abs=1e-4)
        assert difference.macro_recall == pytest.approx(of_model.macro_recall - of_vader.macro_recall, abs=1e-4)


def test_compare_leaves_out_rows_without_text(model: ClassifierSystem) -> None:
    rows = [*labeled(30), ("", "positive"), ("\u200b", "negative")]
    comparison, _ = compare([model, VaderSystem()], data_set(rows))
    assert comparison.without_text == 2
    assert {measurement.metrics.rows for measurement in comparison.measurements} == {30}


def test_compare_without_any_text_is_an_error() -> None:
    with pytest.raises(InputError, match="no row with both a text and a label"):
        compare([VaderSystem()], data_set([("", "positive"), (" ", "negative")]))


def test_compare_lists_certain_mistakes_first(model: ClassifierSystem) -> None:
    wrong = [("I love it so much, wonderful!", "negative"), ("The shop opens at nine on Monday.", "positive")]
    comparison, _ = compare([model], data_set([*labeled(60), *wrong]), max_mistakes=2)
    (measurement,) = comparison.measurements
    first, second = measurement.mistakes
    assert first.confidence is not None
    assert second.confidence is not None
    assert first.confidence >= second.confidence > 0.5
    assert first.sentiment != first.label


def test_compare_advances_by_rows(model: ClassifierSystem) -> None:
    advanced: list[int] = []
    compare([model, VaderSystem()], data_set(labeled(30)), advance=advanced.append)
    assert advanced == [30, 30]


def test_compare_neutral_needs_three_classes(two_class_folder: Path) -> None:
    systems = classifier_systems([SentimentClassifier.load(two_class_folder)])
    with pytest.raises(InputError, match=r"tweets.csv has neutral texts, but the model model knows"):
        compare(systems, data_set(labeled(30)))
