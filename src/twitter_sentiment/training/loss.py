"""The losses of training data whose parts know different classes."""

from collections.abc import Sequence

import pandas as pd
import torch
from torch.nn import functional

from .dataset import UNLABELLED
from .options import ClassWeights


def known_class_cross_entropy(
    logits: torch.Tensor, targets: torch.Tensor, known: torch.Tensor, class_weights: torch.Tensor
) -> torch.Tensor:
    """Cross-entropy over the classes that each row's data set can tell apart.

    A review is labelled negative or positive; that says nothing about neutral, so neutral takes no part in its softmax:
    neither pushed up nor down. This is the same renormalisation as the binary view of serving.

    Args:
        logits: (rows, classes).
        targets: (rows,), class indices, or UNLABELLED.
        known: (rows, classes), True for the classes of the row's data set.
        class_weights: (classes,), for the rows that know all classes; the others, whose classes are in other
            proportions, weigh 1 each.

    Returns:
        (rows,), weighted by the class of each row; 0 for an unlabelled row.
    """
    masked = logits.float().masked_fill(~known, -torch.inf)
    losses = functional.cross_entropy(masked, targets, reduction="none", ignore_index=UNLABELLED)
    return losses * class_weights[targets.clamp(min=0)].where(known.all(dim=1), 1.0)


def distillation_loss(
    logits: torch.Tensor, teacher: torch.Tensor, known: torch.Tensor, temperature: float
) -> torch.Tensor:
    """How far the student's probabilities are from the teacher's, over the classes that row and teacher know.

    The Kullback-Leibler divergence of softmax(logits / T) from softmax(teacher / T), times T² so that its gradients
    stay as large as those of the labels (Hinton, Vinyals and Dean 2015, section 2.1).

    Args:
        logits, teacher: (rows, classes); `teacher` is -inf where the teacher lacks a class.
        known: (rows, classes), True for the classes of the row's data set.
        temperature: T.

    Returns:
        (rows,).
    """
    left_out = ~known | teacher.isinf()
    student, soft = (
        functional.log_softmax(side.float().masked_fill(left_out, -torch.inf) / temperature, dim=1).masked_fill(
            left_out, 0.0
        )
        for side in (logits, teacher)
    )
    shares = soft.exp().masked_fill(left_out, 0.0)
    return (shares * (soft - student)).sum(dim=1) * temperature**2


def class_weights(table: pd.DataFrame, labels: Sequence[str], choice: ClassWeights) -> torch.Tensor:
    """Weights by the class counts of the rows that know all classes; a row of them weighs 1 on average."""
    if choice is ClassWeights.NONE:
        return torch.ones(len(labels))
    complete = table[table["known"].map(len) == len(labels)]
    counts = torch.tensor([max(1, int((complete["label"] == label).sum())) for label in labels], dtype=torch.float)
    weights = counts ** (-0.5 if choice is ClassWeights.SQRT else -1.0)
    return weights * counts.sum() / (weights * counts).sum()
