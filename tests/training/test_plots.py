"""The plots of a training."""

import numpy as np
from matplotlib import pyplot as plt

from twitter_sentiment.training.plots import loss_curves


def test_loss_curves_show_both_losses() -> None:
    history = [
        {"epoch": 1, "train_loss": 0.9, "validation_loss": 0.8},
        {"epoch": 2, "train_loss": 0.5, "validation_loss": 0.6},
        {"epoch": 3, "train_loss": 0.3},
    ]
    figure = loss_curves(history)
    (axes,) = figure.axes
    curves = {line.get_label(): np.asarray(line.get_xydata()).tolist() for line in axes.lines}
    plt.close(figure)
    assert curves == {"train": [[1, 0.9], [2, 0.5], [3, 0.3]], "validation": [[1, 0.8], [2, 0.6]]}
