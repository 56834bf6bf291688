"""The figures of a training, as PNG files."""

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")  # no screen is needed

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .summary import TrainingResult

_BLUE, _ORANGE, _GREY = "#2a6fbb", "#d9762b", "#9aa0a6"


def write_figures(result: TrainingResult, results_dir: Path) -> None:
    """Writes loss_curves.png, confusion_matrix.png and reliability.png."""
    figures = {
        "loss_curves": loss_curves(result.summary["history"]),
        "confusion_matrix": confusion(result.metrics["confusion_matrix"], result.metrics["labels"]),
        "reliability": reliability(result.metrics["calibration_bins"], result.metrics["expected_calibration_error"]),
    }
    for name, figure in figures.items():
        figure.savefig(results_dir / f"{name}.png", dpi=120, bbox_inches="tight")
        plt.close(figure)


def loss_curves(history: list[dict[str, float]]) -> Figure:
    """Training and validation loss over the epochs."""
    figure, axes = _axes("Loss", "epoch", "cross-entropy")
    for key, color in (("train_loss", _BLUE), ("validation_loss", _ORANGE)):
        points = [(entry["epoch"], entry[key]) for entry in history if key in entry]
        if points:
            axes.plot(*zip(*points, strict=True), marker="o", color=color, label=key.replace("_loss", ""))
    axes.set_xticks([entry["epoch"] for entry in history])
    axes.legend(frameon=False)
    return figure


def confusion(matrix: list[list[int]], labels: list[str]) -> Figure:
    """Counts of true class against predicted class, shaded by the share of the true class."""
    figure, axes = _axes("Confusion matrix", "predicted", "true")
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


def reliability(bins: list[dict[str, float]], error: float) -> Figure:
    """Accuracy against confidence; on the diagonal, confidence means what it says."""
    figure, axes = _axes(f"Reliability (expected calibration error {error:.3f})", "confidence", "accuracy")
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle="--", label="perfect")
    confidence, accuracy = ([part[key] for part in bins] for key in ("confidence", "accuracy"))
    sizes = [20 + 600 * part["share"] for part in bins]
    axes.scatter(confidence, accuracy, s=sizes, color=_BLUE, alpha=0.8, label="test data (area: share of rows)")
    lowest = min([*confidence, *accuracy, 0.5])
    axes.set_xlim(lowest - 0.05, 1.02)
    axes.set_ylim(lowest - 0.05, 1.05)
    axes.legend(frameon=False, loc="upper left")
    return figure


def _axes(title: str, x: str, y: str) -> tuple[Figure, Axes]:
    figure, axes = plt.subplots(figsize=(5.2, 4.2))
    axes.set_title(title)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes
