"""Texts as weighted points for the estimate of shares: near-copies folded, and random weights for resamples."""

import numpy as np
from numpy.typing import NDArray

PRIOR_TEXTS = 0.5
"""How much of a text of each class is added to every resample."""

TINY = 1e-9

# Where a part has many texts, those of about the same log-odds count as one point: fewer numbers, the same estimate.
_MANY_POINTS = 300
_LOG_ODDS_LIMIT = 5.0
_LOG_ODDS_STEPS = {2: 64, 3: 20}

Floats = NDArray[np.float64]


def fold_points(probabilities: Floats, copies: NDArray[np.int64] | None) -> tuple[Floats, Floats, Floats]:
    """Fold near-copies, and texts of about the same probabilities where there are many.

    Returns:
        Points (points, classes), the number of copies of their texts (points,), and how many such texts there are.
    """
    points = probabilities
    weights = np.ones(len(points))
    if copies is not None:
        _, index, sizes = np.unique(copies, return_inverse=True, return_counts=True)
        points = _sums(index, points) / sizes[:, np.newaxis]
        weights = sizes.astype(float)
    if len(points) <= _MANY_POINTS:
        return points, weights, np.ones(len(points))
    steps = _LOG_ODDS_STEPS[points.shape[1]]
    clipped = np.clip(points[:, :-1], TINY, 1 - TINY)
    log_odds = np.clip(np.log(clipped / (1 - clipped)), -_LOG_ODDS_LIMIT, _LOG_ODDS_LIMIT)
    cells = np.rint((log_odds / _LOG_ODDS_LIMIT + 1) / 2 * steps).astype(np.int64)
    key = weights.astype(np.int64)
    for column in cells.T:
        key = key * (steps + 1) + column
    _, index, numbers = np.unique(key, return_inverse=True, return_counts=True)
    return (
        _sums(index, points) / numbers[:, np.newaxis],
        _sums(index, weights[:, np.newaxis])[:, 0] / numbers,
        numbers.astype(float),
    )


def _sums(index: NDArray[np.intp], rows: Floats) -> Floats:
    """Sum the rows of each index."""
    return np.column_stack([np.bincount(index, column) for column in rows.T])


def draw_weights(points: Floats, weights: Floats, numbers: Floats, resamples: int, seed: int) -> Floats:
    """Draw the weights of points, and of the added texts of each class behind them: (resamples, points + classes).

    The added texts count half a text, or half of a mean cluster where there are near-copies.
    """
    rng = np.random.default_rng(seed)
    shape = (resamples, len(numbers))
    single = bool(np.all(numbers == 1))
    of_points = rng.standard_exponential(shape) if single else rng.standard_gamma(numbers, shape)
    of_classes = rng.standard_gamma(PRIOR_TEXTS, (resamples, points.shape[1]))
    cluster = (weights**2 @ numbers) / (weights @ numbers)
    return np.hstack([of_points * weights, of_classes * cluster + TINY])
