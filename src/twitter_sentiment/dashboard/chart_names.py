"""Names of the charts of metrics for screen readers: what each shows, with its most important numbers."""

from collections.abc import Mapping, Sequence

from ..metrics import CalibrationBin, ClassificationMetrics


def name_of_metrics(values: Mapping[str, float]) -> str:
    """Name the bars of metrics."""
    return f"Metrics: {', '.join(f'{name} {value:.3f}' for name, value in values.items())}"


def name_of_loss(history: Sequence[Mapping[str, float]]) -> str:
    """Name the curves of the loss, with what it is after the last epoch."""
    last = history[-1]
    losses = [
        f"{part} {last[key]:.3f}"
        for key, part in (("train_loss", "training"), ("validation_loss", "validation"))
        if key in last
    ]
    return ", ".join([f"Loss, after epoch {last['epoch']:g}", *losses])


def name_of_matrix(metrics: ClassificationMetrics) -> str:
    """Name a confusion matrix, with the number of right predictions of each class."""
    right = [
        f"{counts[at]:,} of {sum(counts):,} {label}"
        for at, (label, counts) in enumerate(zip(metrics.labels, metrics.confusion_matrix, strict=True))
    ]
    return f"Confusion matrix: right on {', '.join(right)}"


def name_of_reliability(bins: Sequence[CalibrationBin]) -> str:
    """Name the chart of accuracy against confidence, with its ends."""
    ends = list(dict.fromkeys(f"{part.accuracy:.0%} at {part.confidence:.0%}" for part in (bins[0], bins[-1])))
    return f"Accuracy by confidence: {', '.join(ends)}"
