"""Figures of merit of a classifier, from its probabilities."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support

from ..labels import BINARY_LABELS

CALIBRATION_BINS = 15


def calibration_bins(
    probabilities: NDArray[np.floating[Any]], targets: NDArray[np.integer[Any]], bins: int = CALIBRATION_BINS
) -> list[dict[str, float]]:
    """Rows grouped by confidence: per non-empty bin its share of rows, mean confidence and accuracy."""
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == targets
    index = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    return [
        {
            "share": float(inside.mean()),
            "confidence": float(confidence[inside].mean()),
            "accuracy": float(correct[inside].mean()),
        }
        for inside in (index == number for number in range(bins))
        if inside.any()
    ]


def expected_calibration_error(probabilities: NDArray[np.floating[Any]], targets: NDArray[np.integer[Any]]) -> float:
    """Mean gap between confidence and accuracy over equal-width bins (Guo et al. 2017, "On Calibration of Modern
    Neural Networks"); 0 is perfect."""
    return sum(
        part["share"] * abs(part["accuracy"] - part["confidence"]) for part in calibration_bins(probabilities, targets)
    )


def classification_metrics(
    probabilities: NDArray[np.floating[Any]], targets: NDArray[np.integer[Any]], labels: Sequence[str]
) -> dict[str, Any]:
    """All figures of metrics.json.

    Args:
        probabilities: (rows, classes), in the order of `labels`.
        targets: (rows,), class indices.

    Returns:
        accuracy, precision, recall and f1_score (of the positive class where there are two classes, macro averages
        where there are three), macro_recall, macro_f1, expected_calibration_error, rows, labels, per_class, and
        confusion_matrix (rows: the truth).
    """
    predicted = probabilities.argmax(axis=1)
    indices = list(range(len(labels)))
    precision, recall, f1, support = precision_recall_fscore_support(
        targets, predicted, labels=indices, average=None, zero_division=0
    )
    headline = (lambda values: values[1]) if tuple(labels) == BINARY_LABELS else np.mean
    return {
        "accuracy": round(float(accuracy_score(targets, predicted)), 4),
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
        "confusion_matrix": confusion_matrix(targets, predicted, labels=indices).tolist(),
    }
