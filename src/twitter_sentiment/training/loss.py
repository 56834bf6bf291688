"""The loss of training data whose parts know different classes."""

from collections.abc import Sequence

import pandas as pd
import torch
from torch.nn import functional

from .options import ClassWeights


def known_class_cross_entropy(
    logits: torch.Tensor, targets: torch.Tensor, known: torch.Tensor, class_weights: torch.Tensor
) -> torch.Tensor:
    """Cross-entropy over the classes that each row's data set can tell apart.

    A review is labelled negative or positive; that says nothing about neutral, so neutral takes no part in its softmax:
    neither pushed up nor down. This is the same renormalisation as the binary view of serving.

    Args:
        logits: (rows, classes).
        targets: (rows,), class indices.
        known: (rows, classes), True for the classes of the row's data set.
        class_weights: (classes,), for the rows that know all classes; the others, whose classes are in other
            proportions, weigh 1 each.

    Returns:
        the mean over the rows, weighted by the class of each row.
    """
    masked = logits.float().masked_fill(~known, -torch.inf)
    losses = functional.cross_entropy(masked, targets, reduction="none")
    return (losses * class_weights[targets].where(known.all(dim=1), 1.0)).mean()


def class_weights(table: pd.DataFrame, labels: Sequence[str], choice: ClassWeights) -> torch.Tensor:
    """Weights by the class counts of the rows that know all classes; a row of them weighs 1 on average."""
    if choice is ClassWeights.NONE:
        return torch.ones(len(labels))
    complete = table[table["known"].map(len) == len(labels)]
    counts = torch.tensor([max(1, int((complete["label"] == label).sum())) for label in labels], dtype=torch.float)
    weights = counts ** (-0.5 if choice is ClassWeights.SQRT else -1.0)
    return weights * counts.sum() / (weights * counts).sum()
