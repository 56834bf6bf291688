"""The difference between two systems on the same rows, with an interval."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..metrics import Interval

_RESAMPLES = 10_000
_SEED = 0


@dataclass(frozen=True)
class Difference:
    """By how much one system is better than another on the same rows.

    Attributes:
        system: name of the one.
        other: name of the other.
        accuracy, macro_recall: of the one minus those of the other.
        accuracy_interval, macro_recall_interval: 95 % intervals; a difference whose interval holds 0 could be chance.
        only_system: how many rows the one alone predicts correctly.
        only_other: how many rows the other alone predicts correctly.
    """

    system: str
    other: str
    accuracy: float
    accuracy_interval: Interval
    macro_recall: float
    macro_recall_interval: Interval
    only_system: int
    only_other: int


def paired_difference(
    names: tuple[str, str],
    correct: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    targets: NDArray[np.integer[Any]],
) -> Difference:
    """Compare two systems row by row; the intervals are those of a paired bootstrap, always with the same draws.

    Resampling rows is the same as drawing from a multinomial distribution how many of each kind there are: of each
    class, those that the one, the other, or neither of the two alone predicts correctly.

    Args:
        names: names of the systems.
        correct: for each system (rows,), whether its prediction is correct.
        targets: (rows,), class indices.
    """
    gain = correct[0].astype(int) - correct[1]
    kinds = np.zeros((int(targets.max()) + 1, 3), dtype=int)  # (classes, the other alone | neither | the one alone)
    np.add.at(kinds, (targets, gain + 1), 1)
    rng = np.random.default_rng(_SEED)
    drawn = rng.multinomial(len(targets), kinds.ravel() / len(targets), _RESAMPLES).reshape(-1, *kinds.shape)
    accuracy, macro_recall = _differences(kinds[np.newaxis])
    accuracies, macro_recalls = _differences(drawn)
    return Difference(
        *names,
        accuracy=round(float(accuracy[0]), 4),
        accuracy_interval=_interval(accuracies),
        macro_recall=round(float(macro_recall[0]), 4),
        macro_recall_interval=_interval(macro_recalls),
        only_system=int(kinds[:, 2].sum()),
        only_other=int(kinds[:, 0].sum()),
    )


def _differences(kinds: NDArray[np.integer[Any]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the differences of accuracy and of macro recall, (resamples,), from (resamples, classes, 3)."""
    gains = kinds[:, :, 2] - kinds[:, :, 0]
    rows = kinds.sum(axis=2)
    return gains.sum(axis=1) / rows.sum(axis=1), (gains / np.maximum(rows, 1)).mean(axis=1)


def _interval(values: NDArray[np.float64]) -> Interval:
    low, high = np.quantile(values, (0.025, 0.975))
    return round(float(low), 4), round(float(high), 4)
