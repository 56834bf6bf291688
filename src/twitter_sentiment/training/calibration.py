"""Temperature scaling: one number that makes confidence mean what it says."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from ..model.probabilities import probabilities_of

_RANGE = (0.05, 20.0)


def fit_temperature(
    logits: NDArray[np.floating[Any]], targets: NDArray[np.integer[Any]], known: NDArray[np.bool_]
) -> float:
    """The temperature T for which softmax(logits / T) has the least negative log-likelihood (Guo et al. 2017).

    Args:
        logits: (rows, classes) of validation data the model was not trained on.
        targets: (rows,), class indices.
        known: (rows, classes), the classes each row's data set can tell apart.
    """

    def loss(log_temperature: float) -> float:
        probabilities = probabilities_of(logits, float(np.exp(log_temperature)), known)
        return float(-np.log(probabilities[np.arange(len(targets)), targets] + 1e-12).mean())

    found = minimize_scalar(loss, bounds=tuple(np.log(_RANGE)), method="bounded")
    return float(np.exp(found.x))
