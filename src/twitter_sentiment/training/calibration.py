"""Temperature scaling: a number that makes confidence mean what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from ..labels import NEUTRAL
from ..model.probabilities import probabilities_of


@dataclass(frozen=True)
class Temperatures:
    """What logits are divided by before the softmax.

    Of three classes and of two, different things are hard to tell apart: one temperature would leave a model too sure
    of the one answer and not sure enough of the other.

    Attributes:
        full: for the choice between all classes.
        binary: for the choice between negative and positive; None where these are all.
    """

    full: float
    binary: float | None

    def of_rows(self, known: NDArray[np.bool_]) -> NDArray[np.float64]:
        """(rows, 1): the temperature of each row, by the classes (rows, classes) that its data set can tell apart."""
        return np.where(known.all(axis=1, keepdims=True), self.full, self.binary or self.full)


def fit_temperatures(
    logits: NDArray[np.floating[Any]],
    targets: NDArray[np.integer[Any]],
    known: NDArray[np.bool_],
    labels: Sequence[str],
) -> Temperatures:
    """Fits both temperatures to validation data; the arguments are those of `fit_temperature`.

    The binary one is fitted to all negative and positive rows, also to those of data with neutral texts.
    """
    complete = known.all(axis=1) if known.all(axis=1).any() else np.ones(len(targets), dtype=bool)
    full = fit_temperature(logits[complete], targets[complete], known[complete])
    if NEUTRAL not in labels:
        return Temperatures(full, None)
    neutral = list(labels).index(NEUTRAL)
    poles, polar = np.arange(len(labels)) != neutral, targets != neutral
    return Temperatures(full, fit_temperature(logits[polar], targets[polar], known[polar] & poles))


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
