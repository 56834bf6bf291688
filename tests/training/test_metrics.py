"""Figures of merit, against values worked out by hand."""

import numpy as np
import pytest

from twitter_sentiment.model.probabilities import probabilities_of
from twitter_sentiment.training.calibration import fit_temperature
from twitter_sentiment.training.metrics import (
    calibration_bins,
    classification_metrics,
    expected_calibration_error,
)


def test_probabilities_leave_out_classes_that_are_not_known() -> None:
    logits = np.log(np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]))
    known = np.array([[True, True, True], [True, False, True]])
    assert probabilities_of(logits, known=known) == pytest.approx(np.array([[1 / 6, 2 / 6, 3 / 6], [0.25, 0, 0.75]]))


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


def test_the_temperature_of_overconfident_logits_is_found() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(20_000, 3))
    targets = np.array([rng.choice(3, p=row) for row in probabilities_of(logits)])
    known = np.ones((20_000, 3), dtype=bool)
    assert fit_temperature(logits * 3, targets, known) == pytest.approx(3, rel=0.05)
