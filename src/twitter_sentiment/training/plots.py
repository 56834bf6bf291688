"""The plots of a training, as PNG files."""

from pathlib import Path

from matplotlib.figure import Figure

from ..metrics import ClassificationMetrics
from ..plots import BLUE, ORANGE, confusion, empty_axes, reliability, save


def write_plots(metrics: ClassificationMetrics, history: list[dict[str, float]], results_dir: Path) -> None:
    """Write loss_curves.png, confusion_matrix.png and reliability.png.

    Args:
        metrics: measured on the test rows.
        history: from `summary.epoch_history`.
        results_dir: the folder to write to.
    """
    save(loss_curves(history), results_dir / "loss_curves.png")
    save(confusion(metrics), results_dir / "confusion_matrix.png")
    save(reliability(metrics), results_dir / "reliability.png")


def loss_curves(history: list[dict[str, float]]) -> Figure:
    """Plot training and validation loss over the epochs."""
    figure, axes = empty_axes("Loss", "epoch", "cross-entropy")
    for key, color in (("train_loss", BLUE), ("validation_loss", ORANGE)):
        entries = [entry for entry in history if key in entry]
        if entries:
            epochs = [entry["epoch"] for entry in entries]
            losses = [entry[key] for entry in entries]
            axes.plot(epochs, losses, marker="o", color=color, label=key.replace("_loss", ""))
    axes.set_xticks([entry["epoch"] for entry in history])
    axes.legend(frameon=False)
    return figure
