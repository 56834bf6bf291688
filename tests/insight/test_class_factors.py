"""Factors of the classes, from the calibration rows of a model."""

import numpy as np
import pytest

from twitter_sentiment.insight.class_factors import (
    calibration_of,
    class_factors,
    has_enough_rows,
    relative_factors,
)

from .simulation import THREE_CLASSES, TWO_CLASSES, SimulatedClassifier


def test_calibration_of_the_view_is_found() -> None:
    view = TWO_CLASSES.calibration(np.random.default_rng(7))
    assert calibration_of({"binary": view}, ("negative", "positive")) is view
    assert calibration_of({"binary": view}, ("negative", "neutral", "positive")) is None


def test_factors_of_unbiased_probabilities_are_one_over_the_share() -> None:
    rng = np.random.default_rng(1)
    calibration = THREE_CLASSES.calibration(rng)
    probabilities, _ = THREE_CLASSES.draw(rng, THREE_CLASSES.shares, 1_000)
    factors = class_factors(calibration, probabilities, 20)
    shares = np.array([calibration.class_shares[label] for label in calibration.labels])
    assert factors.shape == (21, 3)
    assert factors[0] * shares == pytest.approx(1, abs=0.2)


def test_factors_undo_a_bias() -> None:
    rng = np.random.default_rng(1)
    biased = SimulatedClassifier((0.5, 0.5), bias=1.0)
    probabilities, _ = biased.draw(rng, (0.5, 0.5), 20_000)
    multiplied = probabilities * class_factors(biased.calibration(rng), probabilities, 1)[0]
    corrected = multiplied / multiplied.sum(axis=1, keepdims=True)
    assert probabilities.mean(axis=0)[1] > 0.55
    assert corrected.mean(axis=0) == pytest.approx(0.5, abs=0.02)


def test_model_needs_no_factors_beside_itself() -> None:
    calibration = TWO_CLASSES.calibration(np.random.default_rng(2))
    assert relative_factors(calibration, calibration) == pytest.approx(1)


def test_few_rows_of_a_class_are_too_few() -> None:
    calibration = TWO_CLASSES.calibration(np.random.default_rng(3))
    assert has_enough_rows(calibration)
    few = calibration.effective_rows | {calibration.labels[0]: 9.0}
    assert not has_enough_rows(calibration.model_copy(update={"effective_rows": few}))
