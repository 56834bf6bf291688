"""The figures of a training, as PNG files."""

from pathlib import Path

from matplotlib.figure import Figure

from ..figures import BLUE, ORANGE, confusion, empty_axes, reliability, save
from .summary import TrainingResult


def write_figures(result: TrainingResult, results_dir: Path) -> None:
    """Writes loss_curves.png, confusion_matrix.png and reliability.png."""
    figures = {
        "loss_curves": loss_curves(result.summary["history"]),
        "confusion_matrix": confusion(result.metrics["confusion_matrix"], result.metrics["labels"]),
        "reliability": reliability(result.metrics["calibration_bins"], result.metrics["expected_calibration_error"]),
    }
    for name, figure in figures.items():
        save(figure, results_dir / f"{name}.png")


def loss_curves(history: list[dict[str, float]]) -> Figure:
    """Training and validation loss over the epochs."""
    figure, axes = empty_axes("Loss", "epoch", "cross-entropy")
    for key, color in (("train_loss", BLUE), ("validation_loss", ORANGE)):
        points = [(entry["epoch"], entry[key]) for entry in history if key in entry]
        if points:
            axes.plot(*zip(*points, strict=True), marker="o", color=color, label=key.replace("_loss", ""))
    axes.set_xticks([entry["epoch"] for entry in history])
    axes.legend(frameon=False)
    return figure
