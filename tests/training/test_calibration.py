"""Temperature scaling."""

import numpy as np
import pytest

from twitter_sentiment.labels import BINARY_LABELS, LABELS
from twitter_sentiment.model.probabilities import probabilities_of
from twitter_sentiment.training.calibration import fit_temperature, fit_temperatures


def test_the_temperature_of_overconfident_logits_is_found() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(20_000, 3))
    targets = np.array([rng.choice(3, p=row) for row in probabilities_of(logits)])
    known = np.ones((20_000, 3), dtype=bool)
    assert fit_temperature(logits * 3, targets, known) == pytest.approx(3, rel=0.05)


def test_two_classes_and_three_have_temperatures_of_their_own() -> None:
    rng = np.random.default_rng(1)
    three, two = rng.normal(size=(2, 20_000, 3))
    known = np.repeat([[True, True, True], [True, False, True]], 20_000, axis=0)
    targets = np.array([rng.choice(3, p=row) for row in probabilities_of(np.concatenate([three, two]), known=known)])
    logits = np.concatenate([three * 3, two * 2])
    found = fit_temperatures(logits, targets, known, LABELS)
    assert found.full == pytest.approx(3, rel=0.05)
    assert found.binary is not None
    assert 2 < found.binary < 3  # fitted to the reviews, and to the tweets that are not neutral
    assert np.unique(found.of_rows(known)[:20_000]) == found.full
    assert np.unique(found.of_rows(known)[20_000:]) == found.binary
    reviews = fit_temperatures(logits[20_000:, [0, 2]], targets[20_000:] // 2, known[20_000:, [0, 2]], BINARY_LABELS)
    assert reviews.full == pytest.approx(2, rel=0.05)
    assert reviews.binary is None
