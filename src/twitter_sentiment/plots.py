"""Plots of metrics, as PNG files. This module imports matplotlib."""

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")  # needs no screen

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .metrics import ClassificationMetrics

BLUE = "#2a6fbb"
ORANGE = "#d9762b"
GRAY = "#9aa0a6"


def save(figure: Figure, path: Path) -> None:
    """Write a figure and close it."""
    figure.savefig(path, dpi=120, bbox_inches="tight")
    plt.close(figure)


def confusion(metrics: ClassificationMetrics) -> Figure:
    """Plot the counts of true class against predicted class, shaded by their share of the true class."""
    matrix = metrics.confusion_matrix
    labels = metrics.labels
    figure, axes = empty_axes("Confusion matrix", "predicted", "true")
    shares = [[count / max(1, sum(row)) for count in row] for row in matrix]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.grid(visible=False)
    axes.set_xticks(range(len(labels)), labels)
    axes.set_yticks(range(len(labels)), labels)
    for row, counts in enumerate(matrix):
        for column, count in enumerate(counts):
            share = shares[row][column]
            color = "white" if share > 0.5 else "black"
            axes.text(column, row, f"{count:,}\n{share:.0%}", ha="center", va="center", color=color)
    return figure


def reliability(metrics: ClassificationMetrics) -> Figure:
    """Plot accuracy against confidence, for metrics with calibration; both are equal on the diagonal."""
    bins = metrics.calibration_bins or []
    error = metrics.expected_calibration_error
    figure, axes = empty_axes(f"Reliability (expected calibration error {error:.3f})", "confidence", "accuracy")
    axes.plot([0, 1], [0, 1], color=GRAY, linestyle="--", label="perfect")
    confidence = [part.confidence for part in bins]
    accuracy = [part.accuracy for part in bins]
    sizes = [20 + 600 * part.share for part in bins]
    axes.scatter(confidence, accuracy, s=sizes, color=BLUE, alpha=0.8, label="test data (area: share of rows)")
    lowest = min([*confidence, *accuracy, 0.5])
    axes.set_xlim(lowest - 0.05, 1.02)
    axes.set_ylim(lowest - 0.05, 1.05)
    axes.legend(frameon=False, loc="upper left")
    return figure


def empty_axes(title: str, x: str, y: str) -> tuple[Figure, Axes]:
    """Make a figure with one pair of axes in the style of all plots."""
    figure, axes = plt.subplots(figsize=(5.2, 4.2))
    axes.set_title(title)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes
