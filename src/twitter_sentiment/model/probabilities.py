"""Logits to calibrated probabilities: the one place where that happens."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def probabilities_of(
    logits: NDArray[np.floating[Any]],
    temperature: float | NDArray[np.floating[Any]] = 1.0,
    known: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """The softmax of logits / temperature, row by row.

    Args:
        logits: (rows, classes).
        temperature: above 1 it lowers confidence, below 1 it raises it; the order of the classes stays.
        known: (rows, classes), True for the classes that take part; all of them by default.
    """
    scores = np.asarray(logits, dtype=np.float64) / temperature
    if known is not None:
        scores = np.where(known, scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
