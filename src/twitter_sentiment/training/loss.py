"""The losses of training data whose parts have different classes."""

import math
from collections.abc import Sequence

import pandas as pd
import torch
from torch.nn import functional

from .config import ClassWeights
from .dataset import UNLABELED


def masked_cross_entropy(
    logits: torch.Tensor, targets: torch.Tensor, class_mask: torch.Tensor, class_weights: torch.Tensor
) -> torch.Tensor:
    """Compute the cross-entropy over the classes of each row's data set.

    A review is labeled negative or positive; neutral was not an option there, so neutral takes no part in its softmax:
    neither pushed up nor down. This is the same renormalization as the binary mode of serving.

    Args:
        logits: (rows, classes).
        targets: (rows,), class indices, or UNLABELED.
        class_mask: (rows, classes), True for the classes of the row's data set.
        class_weights: (classes,), for the rows whose data set has all classes; the others, whose classes are in other
            proportions, have weight 1.

    Returns:
        (rows,), weighted by the class of each row; 0 for an unlabeled row.
    """
    masked = logits.float().masked_fill(~class_mask, -torch.inf)
    losses = functional.cross_entropy(masked, targets, reduction="none", ignore_index=UNLABELED)
    return losses * class_weights[targets.clamp(min=0)].where(class_mask.all(dim=1), 1.0)


def distillation_loss(
    logits: torch.Tensor, teacher: torch.Tensor, class_mask: torch.Tensor, temperature: float
) -> torch.Tensor:
    """Compute the divergence of the student's probabilities from the teacher's, over the classes of row and teacher.

    The Kullback-Leibler divergence of softmax(logits / T) from softmax(teacher / T), times T² so that its gradients
    stay as large as those of the labels (Hinton, Vinyals and Dean 2015, section 2.1).

    Args:
        logits: (rows, classes) of the student.
        teacher: (rows, classes), logits; -inf where the teacher lacks a class.
        class_mask: (rows, classes), True for the classes of the row's data set.
        temperature: T.

    Returns:
        (rows,).
    """
    excluded = ~class_mask | teacher.isinf()
    student_log = _masked_log_softmax(logits, excluded, temperature)
    teacher_log = _masked_log_softmax(teacher, excluded, temperature)
    teacher_probabilities = teacher_log.exp().masked_fill(excluded, 0.0)
    return (teacher_probabilities * (teacher_log - student_log)).sum(dim=1) * temperature**2


def neutral_loss(logits: torch.Tensor, poles: Sequence[int]) -> torch.Tensor:
    """Compute how far the two-class view is from being unsure: the divergence of its probabilities from one half each.

    The term for rows whose text is neutral, so that a low confidence in binary mode means "neutral".

    Args:
        logits: (rows, classes).
        poles: indices of negative and positive.

    Returns:
        (rows,), 0 where both have the same logit.
    """
    return -functional.log_softmax(logits[:, poles].float(), dim=1).mean(dim=1) - math.log(2)


def twin_loss(logits: torch.Tensor, twins: torch.Tensor) -> torch.Tensor:
    """Compute how far the logits of texts and of their twins are apart (counterfactual logit pairing).

    Garg et al. 2019, "Counterfactual Fairness in Text Classification through Robustness", with the squared distance.
    The mean of the logits is taken out, since it has no effect on probabilities.

    Args:
        logits: (rows, classes).
        twins: (rows, classes), of the same texts about other groups of people.

    Returns:
        (rows,).
    """
    difference = (logits - twins).float()
    return (difference - difference.mean(dim=1, keepdim=True)).square().mean(dim=1)


def _masked_log_softmax(logits: torch.Tensor, excluded: torch.Tensor, temperature: float) -> torch.Tensor:
    """Compute the log-probabilities over the classes that are not excluded; 0 for the others."""
    masked = logits.float().masked_fill(excluded, -torch.inf)
    return functional.log_softmax(masked / temperature, dim=1).masked_fill(excluded, 0.0)


def class_weights(table: pd.DataFrame, labels: Sequence[str], choice: ClassWeights) -> torch.Tensor:
    """Compute weights, (classes,), from the class counts of the rows whose data set has all classes.

    The mean weight of such a row is 1.
    """
    if choice is ClassWeights.NONE:
        return torch.ones(len(labels))
    complete = table[table["classes"].map(len) == len(labels)]
    counts = torch.tensor([max(1, int((complete["label"] == label).sum())) for label in labels], dtype=torch.float)
    weights = counts ** (-0.5 if choice is ClassWeights.SQRT else -1.0)
    return weights * counts.sum() / (weights * counts).sum()
