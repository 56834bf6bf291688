"""Class shares with intervals that hold for another mixture of classes than that of the calibration rows.

Calibrated probabilities are right on average for the class shares of the rows they were calibrated on; elsewhere their
mean is pulled toward these. Under the assumption that the texts of a class look alike in both places (label shift), the
shares that make the probabilities of the texts most likely are found by the EM of Saerens, Latinne and Decaestecker
(2002), "Adjusting the Outputs of a Classifier to New a Priori Probabilities". The probabilities first get a factor for
each class (`class_factors`). benchmarks/shares.py compares it with counting, the plain mean and the adjusted soft
confusion matrix of Bella et al. (2010).

The interval is a Bayesian bootstrap (Rubin 1981): each resample gives every text a random weight. Half a text of each
class is added, so that a class without any text gets an interval too; with a perfect classifier it is the interval of
Jeffreys (Brown, Cai and DasGupta 2001). Near-copies share one weight. Each resample also draws the confusion matrix of
the calibration rows anew, and an error of the size that shares of another kind of text have; both are the same for all
parts of a file, so that they cancel where parts are compared.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..labels import NEGATIVE, POSITIVE
from ..metrics import Interval, ViewCalibration
from .class_factors import class_factors, has_enough_rows
from .points import PRIOR_TEXTS, TINY, Floats, draw_weights, fold_points

MIN_TEXTS = 30
"""Fewer texts get counts, no shares."""

RESAMPLES = 400

CAUTION = {2: 0.03, 3: 0.4}
"""By number of classes: how much the plain mean of the probabilities counts beside the EM, which believes that texts of
a class look as those of the calibration rows. Chosen by the error on labeled data of 36 domains (docs/insight.md); the
line around neutral is drawn elsewhere in each of them."""

DOMAIN_SPREAD = {2: 0.04, 3: 0.09}
"""By number of classes: standard deviation of the error of a share in another domain, which the intervals hold.
Fitted on the same data, so that the intervals hold the truth of other domains at their own class shares."""

_LEVELS = (0.025, 0.975)
_ROUNDS = 40
_ROUNDS_FROM_ESTIMATE = 4
_CONVERGED = 1e-12
"""Shares that change by less in a round don't change any more; Newton's steps come there in about six rounds."""


@dataclass(frozen=True)
class Share:
    """A share or a difference of shares, with its 95 % interval.

    Attributes:
        value: between 0 and 1; net sentiment and differences between -1 and 1.
        interval: low and high end.
    """

    value: float
    interval: Interval


@dataclass(frozen=True, eq=False)
class Shares:
    """The class shares of some texts.

    Attributes:
        labels: the classes.
        texts: number of texts, near-copies included.
        counts: (classes,), texts by their predicted class.
        estimate: (classes,), the estimated shares; None below `MIN_TEXTS` texts.
        draws: (resamples, classes), shares of each resample; None as `estimate`.
        draws_within_file: the same without what another domain shifts in all parts of a file alike.
        corrected: whether the shares are corrected for the class shares of the calibration rows; False: they are the
            plain mean of the probabilities, since the model folder does not describe its calibration.
    """

    labels: tuple[str, ...]
    texts: int
    counts: NDArray[np.int64]
    estimate: Floats | None
    draws: Floats | None
    draws_within_file: Floats | None
    corrected: bool

    @property
    def within_file(self) -> "Shares":
        """The same shares with narrower intervals, for comparing the parts of one file with each other."""
        return replace(self, draws=self.draws_within_file)

    def share(self, label: str) -> Share | None:
        """Return the share of a class; None below `MIN_TEXTS` texts."""
        return self._share({label: 1.0})

    @property
    def net(self) -> Share | None:
        """Net sentiment: the positive share less the negative one; None below `MIN_TEXTS` texts."""
        return self._share({POSITIVE: 1.0, NEGATIVE: -1.0})

    def _share(self, weights: Mapping[str, float]) -> Share | None:
        if self.estimate is None or self.draws is None:
            return None
        factors = np.array([weights.get(label, 0.0) for label in self.labels])
        return share_of(float(self.estimate @ factors), self.draws @ factors)


def share_of(value: float, draws: Floats) -> Share:
    """Return a value with the interval of its resamples (resamples,)."""
    low, high = np.quantile(draws, _LEVELS)
    return Share(value, (min(float(low), value), max(float(high), value)))


class ShareEstimator:
    """Estimates the class shares of any part of a file; equal parts always get equal shares.

    Attributes:
        labels: the classes.
        corrected: whether shares are corrected for the class shares of the calibration rows.
    """

    def __init__(
        self,
        labels: Sequence[str],
        probabilities: Floats,
        calibration: ViewCalibration | None,
        resamples: int = RESAMPLES,
        domain_spread: float | None = None,
    ) -> None:
        """Prepare the resamples of the calibration rows.

        Args:
            labels: the classes.
            probabilities: (texts, classes), calibrated, of the whole file.
            calibration: that of the view with these classes; None if the model folder has none.
            resamples: number of resamples.
            domain_spread: that of `DOMAIN_SPREAD`; 0 for texts of the same kind as the calibration rows.
        """
        self.labels = tuple(labels)
        classes = len(self.labels)
        spread = DOMAIN_SPREAD[classes] if domain_spread is None else domain_spread
        # The same for all parts of a file, so that it cancels where parts are compared.
        rng = np.random.default_rng(1)
        # For each resample another caution, often almost none, since the EM may be right here.
        self._caution = np.append(1.0, 3 * rng.random(resamples) ** 2) * CAUTION[classes]
        errors = rng.standard_normal((resamples, classes))
        errors -= errors.mean(axis=1, keepdims=True)
        self._domain_errors = spread * errors / np.sqrt(1 - 1 / classes)
        self._resamples = resamples
        self._factors: Floats | None = None
        if calibration is not None and has_enough_rows(calibration):
            self._factors = class_factors(calibration, probabilities, resamples)
        self.corrected = self._factors is not None

    def estimate(
        self, probabilities: Floats, copies: NDArray[np.int64] | None = None, factors: Floats | None = None
    ) -> Shares:
        """Estimate the shares of a part.

        Args:
            probabilities: (texts, classes).
            copies: (texts,), the number of the near-copies' cluster of each text; None: each is its own.
            factors: (texts, classes), by what to multiply the probabilities of models other than that of the
                calibration (`relative_factors`), with products that sum to 1; None for nothing.
        """
        texts = len(probabilities)
        counts = np.bincount(probabilities.argmax(axis=1), minlength=len(self.labels))
        if texts < MIN_TEXTS:
            return Shares(self.labels, texts, counts, None, None, None, self.corrected)
        if factors is not None and self.corrected:
            probabilities = probabilities * factors
        points, weights, numbers = fold_points(probabilities, copies)
        # Seeded by the texts, so that the resamples of two parts are independent and those of one part stay the same.
        drawn = draw_weights(points, weights, numbers, self._resamples, zlib.crc32(points.tobytes()))
        classes = len(self.labels)
        if self._factors is None:
            estimate = (weights * numbers) @ points / texts
            draws = drawn @ np.vstack([points, np.eye(classes)]) / drawn.sum(axis=1, keepdims=True)
        else:
            once = np.append(weights * numbers, np.full(classes, TINY))[np.newaxis]
            once = _with_mean(once, points, self._caution[:1])
            start = np.full((1, classes), 1 / classes)
            (estimate,) = most_likely_shares(points, self._factors[:1], once, start, _ROUNDS)
            start = np.maximum(estimate, PRIOR_TEXTS / texts) + np.zeros((self._resamples, 1))
            drawn = _with_mean(drawn, points, self._caution[1:])
            draws = most_likely_shares(points, self._factors[1:], drawn, start, _ROUNDS_FROM_ESTIMATE)
        shifted = np.maximum(draws + self._domain_errors, TINY)
        shifted = shifted / shifted.sum(axis=1, keepdims=True)
        return Shares(self.labels, texts, counts, estimate, shifted, draws, self.corrected)


def _with_mean(weights: Floats, points: Floats, caution: Floats) -> Floats:
    """Add the sum of the probabilities, times the caution (weightings,), to the texts of one class for certain."""
    classes = points.shape[1]
    of_texts = weights[:, :-classes]
    return np.hstack([of_texts, weights[:, -classes:] + caution[:, np.newaxis] * (of_texts @ points)])


def most_likely_shares(points: Floats, factors: Floats, weights: Floats, start: Floats, rounds: int) -> Floats:
    """Find the shares that make texts most likely, for several weightings at once: steps of EM and Newton in turn.

    Args:
        points: (texts, classes), probabilities.
        factors: (weightings, classes), by what to multiply the probabilities to get class densities.
        weights: (weightings, texts + classes); the last are those of texts that belong to one class for certain.
        start: (weightings, classes), shares to begin with.
        rounds: how often to step.

    Returns:
        (weightings, classes)
    """
    classes = points.shape[1]
    shares = start
    weights = weights / weights.sum(axis=1, keepdims=True)
    of_texts = weights[:, :-classes]
    certain = weights[:, -classes:]
    for _ in range(rounds):
        before = shares
        scaled = shares * factors
        ratios = of_texts / np.maximum(scaled @ points.T, TINY)
        shares = scaled * (ratios @ points) + certain  # EM
        shares = shares / shares.sum(axis=1, keepdims=True)
        shares = _newton_step(points, factors, of_texts, certain, shares)
        if np.abs(shares - before).max() < _CONVERGED:
            break
    return shares


def _newton_step(
    points: Floats,
    factors: Floats,
    of_texts: Floats,
    certain: Floats,
    shares: Floats,
) -> Floats:
    """Step to the maximum of the quadratic approximation, where that is inside of the simplex."""
    classes = points.shape[1]
    first, second = np.triu_indices(classes)
    inverse = 1 / np.maximum((shares * factors) @ points.T, TINY)
    weighted = of_texts * inverse
    slope = factors * (weighted @ points) + certain / shares
    entries = (weighted * inverse) @ (points[:, first] * points[:, second]) * factors[:, first] * factors[:, second]
    curvature = np.empty((len(shares), classes, classes))
    curvature[:, first, second] = entries
    curvature[:, second, first] = entries
    diagonal = np.arange(classes)
    curvature[:, diagonal, diagonal] += certain / shares**2 + TINY
    # The last share is 1 less the others.
    slope = slope[:, :-1] - slope[:, -1:]
    reduced = curvature[:, :-1, :-1] - curvature[:, :-1, -1:] - curvature[:, -1:, :-1] + curvature[:, -1:, -1:]
    step = np.linalg.solve(reduced, slope[:, :, np.newaxis])[:, :, 0]
    stepped = np.column_stack([shares[:, :-1] + step, shares[:, -1] - step.sum(axis=1)])
    inside = np.all(stepped > TINY, axis=1, keepdims=True)
    return np.where(inside, stepped, shares)
