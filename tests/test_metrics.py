"""Figures of merit, against values worked out by hand and against scikit-learn."""

import numpy as np
import pytest

from twitter_sentiment.labels import BINARY_LABELS
from twitter_sentiment.metrics import calibration_bins, classification_metrics, expected_calibration_error


def test_two_classes_are_measured_by_the_positive_one() -> None:
    # truth 0 0 0 1 1, predicted 0 0 1 1 0
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.2, 0.8], [0.6, 0.4]])
    metrics = classification_metrics(probabilities, np.array([0, 0, 0, 1, 1]), ("negative", "positive"))
    assert metrics["accuracy"] == 0.6
    assert (metrics["precision"], metrics["recall"], metrics["f1_score"]) == (0.5, 0.5, 0.5)
    assert metrics["macro_recall"] == pytest.approx((2 / 3 + 1 / 2) / 2, abs=1e-4)
    assert metrics["confusion_matrix"] == [[2, 1], [1, 1]]


def test_three_classes_are_measured_by_their_mean() -> None:
    predicted = np.array([0, 1, 1, 2, 0])
    metrics = classification_metrics(
        np.eye(3)[predicted], np.array([0, 1, 1, 2, 2]), ("negative", "neutral", "positive")
    )
    assert metrics["recall"] == metrics["macro_recall"] == pytest.approx(2.5 / 3, abs=1e-4)
    assert metrics["per_class"]["positive"] == {"precision": 1.0, "recall": 0.5, "f1_score": 0.6667, "support": 2}


def test_calibration_error_is_the_gap_weighted_by_rows() -> None:
    probabilities = np.array([[0.9, 0.1]] * 10 + [[0.4, 0.6]] * 10)
    targets = np.array([0] * 9 + [1] + [1] * 3 + [0] * 7)
    assert expected_calibration_error(probabilities, targets) == pytest.approx(0.5 * 0.0 + 0.5 * 0.3)
    assert [part["share"] for part in calibration_bins(probabilities, targets)] == [0.5, 0.5]


@pytest.mark.parametrize("classes", [2, 3])
def test_the_figures_are_those_of_scikit_learn(classes: int) -> None:
    reference = pytest.importorskip("sklearn.metrics")
    draw, labels = np.random.default_rng(3), ("negative", "neutral", "positive") if classes == 3 else BINARY_LABELS
    probabilities, targets = draw.dirichlet(np.ones(classes), 500), draw.integers(classes, size=500)
    metrics, predicted = classification_metrics(probabilities, targets, labels), probabilities.argmax(axis=1)
    assert metrics["confusion_matrix"] == reference.confusion_matrix(targets, predicted).tolist()
    assert metrics["accuracy"] == pytest.approx(reference.accuracy_score(targets, predicted), abs=1e-4)
    for name in ("precision", "recall", "f1"):
        expected = getattr(reference, f"{name}_score")(targets, predicted, average=None)
        ours = [metrics["per_class"][label]["f1_score" if name == "f1" else name] for label in labels]
        assert ours == pytest.approx(expected, abs=1e-4)


def test_a_class_that_never_occurs_counts_as_zero() -> None:
    metrics = classification_metrics(np.array([[0.9, 0.1]]), np.array([0]), BINARY_LABELS)
    assert metrics["per_class"]["positive"] == {"precision": 0.0, "recall": 0.0, "f1_score": 0.0, "support": 0}
