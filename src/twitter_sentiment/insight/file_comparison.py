"""Two files beside each other: how far their shares differ, and the terms that set one apart from the other."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..metrics import ViewCalibration
from .answers import Answers
from .drivers import Driver, drivers
from .groups import Difference, compare
from .near_copies import cluster_near_copies
from .shares import ShareEstimator, Shares
from .terms import find_terms


@dataclass(frozen=True, eq=False)
class FileComparison:
    """How two files differ.

    Attributes:
        names: their names, which are different.
        shares: those of each.
        differences: the first less the second, for each class and for `net`; empty if one has too few texts.
        drivers: terms of the first, then of the second; `toward` is the name of the file.
        texts: the texts of the first, then of the second, which the examples of the drivers are indices of.
    """

    names: tuple[str, str]
    shares: tuple[Shares, Shares]
    differences: Mapping[str, Difference]
    drivers: tuple[Driver, ...]
    texts: tuple[str, ...]

    @property
    def surest(self) -> list[Driver]:
        """The drivers to show: those beyond chance."""
        return [one for one in self.drivers if not one.could_be_chance]


def compare_files(
    first: Answers, second: Answers, calibration: ViewCalibration | None, names: tuple[str, str] = ("first", "second")
) -> FileComparison:
    """Compare two files that the same models have predicted.

    Args:
        first, second: the texts of each.
        calibration: that of the view with their classes; None if the model folder has none.
        names: their names; if they are equal, numbers tell them apart.

    Raises:
        InputError: one has two classes, the other three.
    """
    if first.labels != second.labels:
        raise InputError(f"{names[0]} and {names[1]} have different classes: compare them in two classes.")
    if names[0] == names[1]:
        names = (f"{names[0]} (1)", f"{names[1]} (2)")
    # One estimator, so that the error of the calibration cancels in the difference.
    estimator = ShareEstimator(first.labels, first.probabilities, calibration)
    shares = (
        estimator.estimate(first.probabilities, first.copies, first.factors),
        estimator.estimate(second.probabilities, second.copies, second.factors),
    )
    both = _joined(first, second)
    of_first = np.arange(len(both.texts)) < len(first.texts)
    found = drivers(both, find_terms(both.texts, both.copies), (of_first, ~of_first), names)
    return FileComparison(names, shares, compare(*shares), tuple(found), both.texts)


def _joined(first: Answers, second: Answers) -> Answers:
    texts = first.texts + second.texts
    return Answers(
        first.labels,
        texts,
        np.vstack([first.probabilities, second.probabilities]),
        np.concatenate([first.rows, second.rows]),
        cluster_near_copies(texts),
    )
