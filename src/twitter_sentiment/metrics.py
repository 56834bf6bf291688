"""Figures of merit of a classifier, from its probabilities: for training, and for whoever measures a model later."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .labels import BINARY_LABELS

CALIBRATION_BINS = 15

Probabilities = NDArray[np.floating[Any]]
Targets = NDArray[np.integer[Any]]


def calibration_bins(
    probabilities: Probabilities, targets: Targets, bins: int = CALIBRATION_BINS
) -> list[dict[str, float]]:
    """Rows grouped by confidence: per non-empty bin its share of rows, mean confidence and accuracy."""
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == targets
    index = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    return [
        {
            "share": round(float(inside.mean()), 6),
            "confidence": round(float(confidence[inside].mean()), 6),
            "accuracy": round(float(correct[inside].mean()), 6),
        }
        for inside in (index == number for number in range(bins))
        if inside.any()
    ]


def expected_calibration_error(probabilities: Probabilities, targets: Targets) -> float:
    """Mean gap between confidence and accuracy over equal-width bins (Guo et al. 2017, "On Calibration of Modern
    Neural Networks"); 0 is perfect."""
    return sum(
        part["share"] * abs(part["accuracy"] - part["confidence"]) for part in calibration_bins(probabilities, targets)
    )


def classification_metrics(probabilities: Probabilities, targets: Targets, labels: Sequence[str]) -> dict[str, Any]:
    """All figures of metrics.json; a ratio of nothing to nothing counts as 0.

    Args:
        probabilities: (rows, classes), in the order of `labels`.
        targets: (rows,), class indices.

    Returns:
        accuracy, precision, recall and f1_score (of the positive class where there are two classes, macro averages
        where there are three), macro_recall, macro_f1, expected_calibration_error, rows, labels, per_class,
        confusion_matrix (rows: the truth), and calibration_bins.
    """
    confusion = np.zeros((len(labels), len(labels)), dtype=int)
    np.add.at(confusion, (targets, probabilities.argmax(axis=1)), 1)
    correct, support = confusion.diagonal(), confusion.sum(axis=1)
    precision = correct / np.maximum(confusion.sum(axis=0), 1)
    recall = correct / np.maximum(support, 1)
    f1 = 2 * correct / np.maximum(confusion.sum(axis=0) + support, 1)
    headline = (lambda values: values[1]) if tuple(labels) == BINARY_LABELS else np.mean
    return {
        "accuracy": round(float(correct.sum() / max(1, len(targets))), 4),
        "precision": round(float(headline(precision)), 4),
        "recall": round(float(headline(recall)), 4),
        "f1_score": round(float(headline(f1)), 4),
        "macro_recall": round(float(np.mean(recall)), 4),
        "macro_f1": round(float(np.mean(f1)), 4),
        "expected_calibration_error": round(expected_calibration_error(probabilities, targets), 4),
        "rows": len(targets),
        "labels": list(labels),
        "per_class": {
            label: {
                "precision": round(float(precision[index]), 4),
                "recall": round(float(recall[index]), 4),
                "f1_score": round(float(f1[index]), 4),
                "support": int(support[index]),
            }
            for index, label in enumerate(labels)
        },
        "confusion_matrix": confusion.tolist(),
        "calibration_bins": calibration_bins(probabilities, targets),
    }
