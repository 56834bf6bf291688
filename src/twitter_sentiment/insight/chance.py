"""What could be chance: a test of parts against the rest, and Holm's correction for looking at many."""

import math

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.05
"""Two-sided, over everything that was looked at."""

Floats = NDArray[np.float64]


def holm(p_values: Floats, level: float = LEVEL) -> NDArray[np.bool_]:
    """Return which hypotheses to reject, so that one that holds is rejected with at most this chance (Holm 1979).

    Args:
        p_values: of any shape.
        level: the chance that any of the rejections is wrong.
    """
    flat = p_values.ravel()
    order = np.argsort(flat, kind="stable")
    passes = flat[order] * np.arange(flat.size, 0, -1) <= level
    rejected = np.zeros(flat.size, dtype=bool)
    rejected[order] = np.logical_and.accumulate(passes)
    return rejected.reshape(p_values.shape)


def two_sided_p(z_values: Floats) -> Floats:
    """Return the chance of values of the normal distribution at least as far from 0."""
    flat = np.array([math.erfc(abs(z) / math.sqrt(2)) for z in z_values.ravel().tolist()])
    return flat.reshape(z_values.shape)


def part_z(values: Floats, parts: NDArray[np.int64], count: int) -> Floats:
    """Return by how many standard deviations the mean of each part is off, if the parts were drawn at random.

    This is the permutation test of a part against the rest, with the first three moments of its distribution exact: the
    third one, the skewness, is taken out by the cube root of Wilson and Hilferty (1931). That matters for rare
    classes: a plain z of 30 texts is too often far above 0.

    Args:
        values: (units,), one number of each text.
        parts: (units,), the number of each text's part, from 0.
        count: number of parts.

    Returns:
        (parts,), about normally distributed if chance alone made the parts; 0 where there is nothing to compare.
    """
    total = len(values)
    sizes = np.bincount(parts, minlength=count)
    centered = values - values.mean() if total else values
    variance = float(np.mean(centered**2)) if total else 0.0
    comparable = (sizes > 0) & (sizes < total)
    if total < 3 or variance < 1e-12:
        return np.zeros(count)
    size = np.where(comparable, sizes, 1)
    rest = total - size
    means = np.bincount(parts, centered, minlength=count) / size
    z = means / np.sqrt(variance / size * rest / (total - 1))
    skewness = float(np.mean(centered**3)) / variance**1.5
    skew = skewness * (rest - size) * math.sqrt(total - 1) / ((total - 2) * np.sqrt(size * rest))
    return np.where(comparable, _without_skewness(z, skew), 0.0)


def _without_skewness(z: Floats, skew: Floats) -> Floats:
    """Turn values of a gamma distribution with mean 0, deviation 1 and some skewness into normal ones."""
    safe = np.where(np.abs(skew) < 1e-3, 1.0, skew)
    straight = 6 / safe * (np.cbrt(np.maximum(safe * z / 2 + 1, 0)) - 1) + safe / 6
    return np.where(np.abs(skew) < 1e-3, z, straight)
