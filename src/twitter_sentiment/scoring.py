"""Metrics of a classifier from its probabilities, for training and evaluation.

Computed with numpy alone: scikit-learn is not installed where a model is evaluated (the web interface, `evaluate`).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .labels import BINARY_LABELS
from .metrics import CalibrationBin, ClassificationMetrics, ClassMetrics, Interval

CALIBRATION_BINS = 15

NORMAL_QUANTILE = 1.959964
"""Of the standard normal distribution at 97.5 %."""

Probabilities = NDArray[np.floating[Any]]
Targets = NDArray[np.integer[Any]]


def calibration_bins(
    probabilities: Probabilities, targets: Targets, bins: int = CALIBRATION_BINS
) -> list[CalibrationBin]:
    """Group rows by confidence into equal-width bins; empty ones are left out.

    Args:
        probabilities: (rows, classes).
        targets: (rows,), class indices.
        bins: number of bins over the interval from 0 to 1.
    """
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == targets
    index = calibration_index(probabilities, bins)
    return [
        CalibrationBin(
            share=round(float(inside.mean()), 6),
            confidence=round(float(confidence[inside].mean()), 6),
            accuracy=round(float(correct[inside].mean()), 6),
        )
        for inside in (index == number for number in range(bins))
        if inside.any()
    ]


def calibration_index(probabilities: Probabilities, bins: int = CALIBRATION_BINS) -> NDArray[np.int64]:
    """Return the bin of each row, (rows,), by its confidence."""
    index = np.ceil(probabilities.max(axis=1) * bins).astype(np.int64) - 1
    return np.asarray(index.clip(0, bins - 1))


def expected_calibration_error(probabilities: Probabilities, targets: Targets) -> float:
    """Compute the mean gap between confidence and accuracy over equal-width bins; 0 is perfect.

    Guo et al. 2017, "On Calibration of Modern Neural Networks".
    """
    return sum(part.share * abs(part.accuracy - part.confidence) for part in calibration_bins(probabilities, targets))


def classification_metrics(
    probabilities: Probabilities, targets: Targets, labels: Sequence[str]
) -> ClassificationMetrics:
    """Compute all metrics; a ratio of nothing to nothing counts as 0.

    Args:
        probabilities: (rows, classes), in the order of `labels`.
        targets: (rows,), class indices.
        labels: class names.
    """
    metrics = label_metrics(probabilities.argmax(axis=1), targets, labels)
    return metrics.model_copy(
        update={
            "expected_calibration_error": round(expected_calibration_error(probabilities, targets), 4),
            "calibration_bins": calibration_bins(probabilities, targets),
            "mean_confidence": round(float(probabilities.max(axis=1).mean()), 4),
        }
    )


def label_metrics(predicted: Targets, targets: Targets, labels: Sequence[str]) -> ClassificationMetrics:
    """Compute the metrics that need no probabilities; those of calibration are None.

    Args:
        predicted: (rows,), class indices.
        targets: (rows,), class indices.
        labels: class names.
    """
    confusion = np.zeros((len(labels), len(labels)), dtype=int)
    np.add.at(confusion, (targets, predicted), 1)
    correct = confusion.diagonal()
    support = confusion.sum(axis=1)
    precision = correct / np.maximum(confusion.sum(axis=0), 1)
    recall = correct / np.maximum(support, 1)
    f1 = 2 * correct / np.maximum(confusion.sum(axis=0) + support, 1)
    headline = (lambda values: values[1]) if tuple(labels) == BINARY_LABELS else np.mean
    return ClassificationMetrics(
        accuracy=round(float(correct.sum() / max(1, len(targets))), 4),
        precision=round(float(headline(precision)), 4),
        recall=round(float(headline(recall)), 4),
        f1_score=round(float(headline(f1)), 4),
        macro_recall=round(float(np.mean(recall)), 4),
        macro_f1=round(float(np.mean(f1)), 4),
        expected_calibration_error=None,
        rows=len(targets),
        labels=tuple(labels),
        per_class={
            label: ClassMetrics(
                precision=round(float(precision[index]), 4),
                recall=round(float(recall[index]), 4),
                f1_score=round(float(f1[index]), 4),
                support=int(support[index]),
            )
            for index, label in enumerate(labels)
        },
        confusion_matrix=confusion.tolist(),
        calibration_bins=None,
        accuracy_interval=_mean_interval(correct.sum(keepdims=True), support.sum(keepdims=True)),
        macro_recall_interval=_mean_interval(correct, support),
    )


def wilson_interval(count: ArrayLike, total: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute the 95 % interval of each share (Wilson 1927), which holds for few rows and shares near 1 too."""
    rows = np.asarray(total)
    share = np.asarray(count) / rows
    square = NORMAL_QUANTILE**2
    scale = 1 + square / rows
    center = (share + square / (2 * rows)) / scale
    half_width = np.sqrt(share * (1 - share) * square / rows + (square / (2 * rows)) ** 2) / scale
    return center - half_width, center + half_width


def _mean_interval(correct: NDArray[np.integer[Any]], rows: NDArray[np.integer[Any]]) -> Interval:
    """Return the 95 % interval of the mean of independent shares.

    Their intervals are joined by the squares of their distances (Zou and Donner 2008).

    Args:
        correct: (shares,), the counts of correct rows.
        rows: (shares,), the counts of all rows.
    """
    total = np.maximum(rows, 1)
    share = correct / total
    low, high = wilson_interval(correct, total)
    below = np.sqrt(np.sum((share - low) ** 2)) / len(rows)
    above = np.sqrt(np.sum((high - share) ** 2)) / len(rows)
    return round(max(0.0, float(share.mean() - below)), 4), round(min(1.0, float(share.mean() + above)), 4)
