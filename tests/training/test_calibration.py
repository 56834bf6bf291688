"""Temperature scaling."""

import numpy as np
import pytest

from twitter_sentiment.model.probabilities import probabilities_of
from twitter_sentiment.training.calibration import fit_temperature


def test_the_temperature_of_overconfident_logits_is_found() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(20_000, 3))
    targets = np.array([rng.choice(3, p=row) for row in probabilities_of(logits)])
    known = np.ones((20_000, 3), dtype=bool)
    assert fit_temperature(logits * 3, targets, known) == pytest.approx(3, rel=0.05)
