"""Metrics, against values computed by hand and by scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twitter_sentiment.labels import BINARY_LABELS, LABELS
from twitter_sentiment.scoring import (
    calibration_bins,
    classification_metrics,
    expected_calibration_error,
    label_metrics,
    wilson_interval,
)


def test_binary_metrics_are_of_the_positive_class() -> None:
    # targets 0 0 0 1 1, predicted 0 0 1 1 0
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.2, 0.8], [0.6, 0.4]])
    metrics = classification_metrics(probabilities, np.array([0, 0, 0, 1, 1]), ("negative", "positive"))
    assert metrics.accuracy == 0.6
    assert (metrics.precision, metrics.recall, metrics.f1_score) == (0.5, 0.5, 0.5)
    assert metrics.macro_recall == pytest.approx((2 / 3 + 1 / 2) / 2, abs=1e-4)
    assert metrics.confusion_matrix == [[2, 1], [1, 1]]


def test_three_class_metrics_are_means() -> None:
    predicted = np.array([0, 1, 1, 2, 0])
    metrics = classification_metrics(
        np.eye(3)[predicted], np.array([0, 1, 1, 2, 2]), ("negative", "neutral", "positive")
    )
    assert metrics.recall == metrics.macro_recall == pytest.approx(2.5 / 3, abs=1e-4)
    assert metrics.per_class["positive"].model_dump() == {
        "precision": 1.0,
        "recall": 0.5,
        "f1_score": 0.6667,
        "support": 2,
    }


def test_calibration_error_weights_gaps_by_rows() -> None:
    probabilities = np.array([[0.9, 0.1]] * 10 + [[0.4, 0.6]] * 10)
    targets = np.array([0] * 9 + [1] + [1] * 3 + [0] * 7)
    assert expected_calibration_error(probabilities, targets) == pytest.approx(0.5 * 0.0 + 0.5 * 0.3)
    assert [part.share for part in calibration_bins(probabilities, targets)] == [0.5, 0.5]


@pytest.mark.parametrize("classes", [2, 3])
def test_metrics_equal_scikit_learn(classes: int) -> None:
    reference = pytest.importorskip("sklearn.metrics")
    labels = LABELS if classes == 3 else BINARY_LABELS
    rng = np.random.default_rng(3)
    probabilities = rng.dirichlet(np.ones(classes), 500)
    targets = rng.integers(classes, size=500)
    predicted = probabilities.argmax(axis=1)
    metrics = classification_metrics(probabilities, targets, labels)
    assert metrics.confusion_matrix == reference.confusion_matrix(targets, predicted).tolist()
    assert metrics.accuracy == pytest.approx(reference.accuracy_score(targets, predicted), abs=1e-4)
    for name in ("precision", "recall", "f1"):
        expected = getattr(reference, f"{name}_score")(targets, predicted, average=None)
        ours = [getattr(metrics.per_class[label], "f1_score" if name == "f1" else name) for label in labels]
        assert ours == pytest.approx(expected, abs=1e-4)


def test_absent_class_counts_as_zero() -> None:
    metrics = classification_metrics(np.array([[0.9, 0.1]]), np.array([0]), BINARY_LABELS)
    assert metrics.per_class["positive"].model_dump() == {
        "precision": 0.0,
        "recall": 0.0,
        "f1_score": 0.0,
        "support": 0,
    }


def test_intervals_are_wilsons() -> None:
    # 8 of 10: the textbook interval is 0.4902 to 0.9433
    predicted, targets = np.array([0] * 5 + [1] * 5), np.array([0] * 4 + [1] * 5 + [0])
    metrics = label_metrics(predicted, targets, BINARY_LABELS)
    assert metrics.accuracy_interval == (0.4902, 0.9433)
    assert metrics.mean_confidence is None


def test_intervals_of_perfect_rows_are_not_empty() -> None:
    targets = np.repeat([0, 1, 2], 10)
    metrics = label_metrics(targets, targets, LABELS)
    assert metrics.accuracy == metrics.macro_recall == 1
    assert metrics.accuracy_interval is not None
    assert metrics.macro_recall_interval is not None
    assert metrics.accuracy_interval == pytest.approx((0.8865, 1.0), abs=1e-3)
    assert 0.8 < metrics.macro_recall_interval[0] < metrics.macro_recall_interval[1] == 1


def test_macro_recall_interval_holds_the_truth() -> None:
    rng = np.random.default_rng(4)
    recalls = np.array([0.9, 0.6, 0.8])
    held = 0
    for _ in range(300):
        targets = np.repeat([0, 1, 2], [30, 80, 300])
        predicted = np.where(rng.random(len(targets)) < recalls[targets], targets, (targets + 1) % 3)
        interval = label_metrics(predicted, targets, LABELS).macro_recall_interval
        assert interval is not None
        held += interval[0] <= recalls.mean() <= interval[1]
    assert held >= 278


def test_mean_confidence_is_of_the_predicted_class() -> None:
    metrics = classification_metrics(np.array([[0.9, 0.1], [0.3, 0.7]]), np.array([0, 0]), BINARY_LABELS)
    assert metrics.mean_confidence == 0.8


def test_wilson_interval_has_known_values() -> None:
    # R: prop.test(15, 20, correct = FALSE)
    assert wilson_interval(15, 20) == pytest.approx((0.5313, 0.8881), abs=1e-4)


@given(st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_wilson_interval_holds_the_share(counts: tuple[int, int]) -> None:
    count, total = counts
    low, high = wilson_interval(count, total)
    assert -1e-9 <= low <= count / total + 1e-9
    assert count / total - 1e-9 <= high <= 1 + 1e-9
