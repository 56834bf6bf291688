"""Softmax with masked classes."""

import numpy as np
import pytest

from twitter_sentiment.model.softmax import softmax


def test_softmax_leaves_masked_classes_out() -> None:
    logits = np.log(np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]))
    class_mask = np.array([[True, True, True], [True, False, True]])
    assert softmax(logits, class_mask=class_mask) == pytest.approx(np.array([[1 / 6, 2 / 6, 3 / 6], [0.25, 0, 0.75]]))
