"""From logits to probabilities."""

import numpy as np
import pytest

from twitter_sentiment.model.probabilities import probabilities_of


def test_probabilities_leave_out_classes_that_are_not_known() -> None:
    logits = np.log(np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]))
    known = np.array([[True, True, True], [True, False, True]])
    assert probabilities_of(logits, known=known) == pytest.approx(np.array([[1 / 6, 2 / 6, 3 / 6], [0.25, 0, 0.75]]))
