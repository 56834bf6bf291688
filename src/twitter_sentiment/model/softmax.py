"""Logits to calibrated probabilities, in training and in serving."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def softmax(
    logits: NDArray[np.floating[Any]],
    temperature: float | NDArray[np.floating[Any]] = 1.0,
    class_mask: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """Compute the softmax of logits / temperature, row by row.

    Args:
        logits: (rows, classes).
        temperature: above 1 it lowers confidence, below 1 it raises it; the order of the classes stays the same.
        class_mask: (rows, classes), True for the classes that take part; all of them by default.
    """
    scores = np.asarray(logits, dtype=np.float64) / temperature
    if class_mask is not None:
        scores = np.where(class_mask, scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
