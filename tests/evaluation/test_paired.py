"""The difference between two systems on the same rows."""

import numpy as np
import pytest

from twitter_sentiment.evaluation.paired import Difference, paired_difference


def draw(accuracies: tuple[float, float], rows: int, seed: int) -> Difference:
    """Two systems that are right by chance, on rows of two classes."""
    rng = np.random.default_rng(seed)
    first, second = (rng.random(rows) < accuracy for accuracy in accuracies)
    return paired_difference(("first", "second"), (first, second), rng.integers(2, size=rows))


def test_difference_counts_rows_and_classes() -> None:
    correct = np.array([True, True, False, True]), np.array([True, False, False, False])
    difference = paired_difference(("new", "old"), correct, np.array([0, 0, 1, 1]))
    assert (difference.system, difference.other) == ("new", "old")
    assert (difference.only_system, difference.only_other) == (2, 0)
    assert (difference.accuracy, difference.macro_recall) == (0.5, 0.5)
    low, high = difference.accuracy_interval
    assert 0 <= low < 0.5 < high <= 1


def test_difference_of_equals_is_zero() -> None:
    correct = np.array([True, False])
    difference = paired_difference(("a", "b"), (correct, correct), np.array([0, 1]))
    assert difference.accuracy_interval == difference.macro_recall_interval == (0.0, 0.0)


def test_difference_is_the_same_again() -> None:
    assert draw((0.9, 0.8), 500, seed=1) == draw((0.9, 0.8), 500, seed=1)


def test_interval_is_as_wide_as_theory_says() -> None:
    rows = 2_000
    difference = draw((0.9, 0.8), rows, seed=2)
    discordant = (difference.only_system + difference.only_other) / rows
    half = 1.96 * np.sqrt((discordant - difference.accuracy**2) / rows)
    expected = (difference.accuracy - half, difference.accuracy + half)
    assert difference.accuracy_interval == pytest.approx(expected, abs=0.001)


def test_interval_holds_the_truth_in_95_percent() -> None:
    intervals = [draw((0.85, 0.8), 400, seed).macro_recall_interval for seed in range(200)]
    assert sum(low <= 0.05 <= high for low, high in intervals) >= 184
