"""The challenge set: 700 texts written for this project, 50 for each of 14 phenomena such as negation or sarcasm."""

import csv
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...labels import BINARY_LABELS, LABELS
from ...metrics import ChallengeResult, MeasuredShare
from ...scoring import wilson_interval

Predict = Callable[[list[str], tuple[str, ...]], NDArray[np.floating]]
"""Maps texts and the classes to choose from to the probabilities of these classes, (texts, classes)."""

ALL = "all"
"""The name under which the result on all phenomena together stands."""


class ChallengeText(NamedTuple):
    """A text of the challenge set.

    Attributes:
        text: the text.
        label: the true class.
        phenomenon: what the text is an example of.
    """

    text: str
    label: str
    phenomenon: str


@cache
def challenge_set() -> tuple[ChallengeText, ...]:
    """Read the challenge set, which is part of the package."""
    with Path(__file__).with_name("challenge.csv").open(encoding="utf-8", newline="") as file:
        return tuple(ChallengeText(**row) for row in csv.DictReader(file))


def measure_challenge(predict: Predict, views: Sequence[tuple[str, ...]]) -> dict[str, ChallengeResult]:
    """Measure the accuracy on the challenge set, on all of it and by phenomenon.

    Args:
        predict: returns the probabilities of the classes for each text.
        views: the classes that the model can choose from; a view is measured on the rows of its classes.
    """
    accuracies = {labels: _accuracies(predict, labels) for labels in views}
    return {
        name: ChallengeResult(
            two_classes=accuracies[BINARY_LABELS][name],
            three_classes=accuracies[LABELS][name] if LABELS in accuracies else None,
        )
        for name in accuracies[BINARY_LABELS]
    }


def _accuracies(predict: Predict, labels: tuple[str, ...]) -> dict[str, MeasuredShare]:
    rows = [row for row in challenge_set() if row.label in labels]
    predicted = predict([row.text for row in rows], labels).argmax(axis=1)
    correct: dict[str, list[bool]] = {ALL: []}
    for row, column in zip(rows, predicted, strict=True):
        is_correct = labels[column] == row.label
        correct[ALL].append(is_correct)
        correct.setdefault(row.phenomenon.replace("_", " "), []).append(is_correct)
    return {name: _share(values) for name, values in correct.items()}


def _share(correct: Sequence[bool]) -> MeasuredShare:
    low, high = wilson_interval(sum(correct), len(correct))
    return MeasuredShare(
        rows=len(correct),
        share=round(sum(correct) / len(correct), 6),
        low=round(float(low), 6),
        high=round(float(high), 6),
    )
