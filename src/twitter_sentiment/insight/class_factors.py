"""Factors that make the mean of probabilities on the calibration rows what it should be, one for each class.

As in Alexandari et al. (2020), "Maximum Likelihood with Bias-Corrected Calibration is Hard-To-Beat at Label Shift
Adaptation"; they come from the soft confusion matrix of these rows in the manifest of the model.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from ..metrics import ViewCalibration
from .points import TINY, Floats

_MIN_CALIBRATION_ROWS = 10
_MAX_LOG_FACTOR = 3.0


def calibration_of(views: Mapping[str, ViewCalibration], labels: Sequence[str]) -> ViewCalibration | None:
    """Return the calibration of the view that has these classes, or None.

    Args:
        views: `calibration` of the manifest or of `GET /model`.
        labels: the classes.
    """
    return next((view for view in views.values() if view.labels == tuple(labels)), None)


def has_enough_rows(calibration: ViewCalibration) -> bool:
    """Return whether there are enough calibration rows of each class to correct shares by them."""
    return min(calibration.effective_rows.values()) >= _MIN_CALIBRATION_ROWS


def relative_factors(calibration: ViewCalibration, reference: ViewCalibration) -> Floats:
    """Return by what to multiply probabilities of one model to get those of another, (classes,).

    Texts of both can then be counted together: the products, summing to 1, are the probabilities that the model would
    give if its calibration rows had the class shares of the other's.

    Args:
        calibration: that of the model.
        reference: that of the other model, with the same classes.
    """
    return _factors_of_rows(calibration) / _factors_of_rows(reference)


def class_factors(calibration: ViewCalibration, probabilities: Floats, resamples: int) -> Floats:
    """Return by what to multiply the probabilities of each class to get class densities, (1 + resamples, classes).

    The first are those of the calibration rows, the others those of resamples of them. For probabilities whose mean is
    the share of their class, it is 1 / share. The difference of mean and share is undone to first order, with the soft
    confusion matrix as second moments of the probabilities.
    """
    rows = np.array([calibration.effective_rows[label] for label in calibration.labels])
    shares, confusion = _shares_and_confusion(calibration)
    certainty = rows / _spread(probabilities)
    rng = np.random.default_rng(0)
    drawn = np.stack(
        [rng.dirichlet(np.maximum(row * size, 1e-3), resamples) for row, size in zip(confusion, certainty, strict=True)]
    )
    means = np.vstack([shares @ confusion, np.einsum("c,cri->ri", shares, drawn)])
    return _factors_of_means(means, shares, confusion)


def _factors_of_rows(calibration: ViewCalibration) -> Floats:
    """Return the class factors of the calibration rows, (classes,)."""
    shares, confusion = _shares_and_confusion(calibration)
    return _factors_of_means(shares @ confusion, shares, confusion)


def _factors_of_means(means: Floats, shares: Floats, confusion: Floats) -> Floats:
    """Return the class factors where the probabilities have these means, (…, classes)."""
    joint = shares[:, np.newaxis] * confusion
    between = (joint + joint.T) / 2
    inverse = np.linalg.pinv(np.diag(between.sum(axis=1)) - between, rcond=1e-6)
    excess = np.clip((means - shares) @ inverse, -_MAX_LOG_FACTOR, _MAX_LOG_FACTOR)
    return np.asarray(np.exp(-excess) / shares)


def _shares_and_confusion(calibration: ViewCalibration) -> tuple[Floats, Floats]:
    shares = np.array([calibration.class_shares[label] for label in calibration.labels])
    confusion = np.array(calibration.confusion)
    return shares, confusion / confusion.sum(axis=1, keepdims=True)


def _spread(probabilities: Floats) -> Floats:
    """Return for each class the variance of its probabilities, as a part of that of labels with the same mean.

    The manifest has no variances; those of the file's own texts stand for them.
    """
    weights = probabilities / np.maximum(probabilities.sum(axis=0), TINY)
    means = weights.T @ probabilities  # (true class, class)
    variance = weights.T @ probabilities**2 - means**2
    ratio = variance.sum(axis=1) / np.maximum((means * (1 - means)).sum(axis=1), TINY)
    return np.asarray(np.clip(ratio, 0.05, 1.0))
