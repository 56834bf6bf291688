"""The plots of metrics: what they show."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot as plt

from twitter_sentiment.metrics import ClassificationMetrics
from twitter_sentiment.plots import confusion, reliability, save
from twitter_sentiment.scoring import classification_metrics


@pytest.fixture
def metrics() -> ClassificationMetrics:
    """Four rows of two classes, one of them wrong."""
    probabilities = np.array([[0.9, 0.1], [0.2, 0.8], [0.3, 0.7], [0.1, 0.9]])
    return classification_metrics(probabilities, np.array([0, 0, 1, 1]), ("negative", "positive"))


def test_confusion_shows_counts_and_shares(metrics: ClassificationMetrics) -> None:
    figure = confusion(metrics)
    (axes,) = figure.axes
    cells = {tuple(int(value) for value in text.get_position()): text.get_text() for text in axes.texts}
    ticks = [label.get_text() for label in axes.get_xticklabels()]
    plt.close(figure)
    assert cells == {(0, 0): "1\n50%", (1, 0): "1\n50%", (0, 1): "0\n0%", (1, 1): "2\n100%"}
    assert ticks == ["negative", "positive"]


def test_reliability_shows_every_bin(metrics: ClassificationMetrics) -> None:
    figure = reliability(metrics)
    (axes,) = figure.axes
    (points,) = axes.collections
    shown = np.asarray(points.get_offsets()).tolist()
    title = axes.get_title()
    plt.close(figure)
    assert metrics.calibration_bins is not None
    assert shown == [[part.confidence, part.accuracy] for part in metrics.calibration_bins]
    assert f"{metrics.expected_calibration_error:.3f}" in title


def test_save_writes_an_image_and_closes_it(metrics: ClassificationMetrics, tmp_path: Path) -> None:
    figure = confusion(metrics)
    save(figure, tmp_path / "confusion.png")
    height, width, _ = plt.imread(tmp_path / "confusion.png").shape
    assert width > 400
    assert height > 300
    assert not plt.fignum_exists(figure.number)
