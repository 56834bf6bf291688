"""Measuring: every contender answers every text of a data set."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..labels import BINARY_LABELS, LABELS
from ..metrics import classification_metrics
from ..model.manifest import SliceFigures
from .behaviour import CapabilityResult
from .contenders import Contender, Verdict
from .data_sets import DataSet
from .slices import slice_figures, slices_of

ROWS_TOGETHER = 1024
"""Rows judged together: enough for a model to sort by length, little enough to see the progress."""
NEED_PROBABILITIES = ("expected_calibration_error", "calibration_bins")
"""The figures that only a contender with probabilities has."""


@dataclass(frozen=True)
class Mistake:
    """A text whose sentiment was told wrongly; `confidence` is None where the contender has no probabilities."""

    text: str
    label: str
    sentiment: str
    confidence: float | None


@dataclass(frozen=True)
class Measurement:
    """How good one contender is on one data set.

    Attributes:
        figures: those of `classification_metrics`; what needs probabilities is None where there are none.
        slices: the figures of each slice.
        seconds: how long it took to answer.
        rows_per_second: the same as a speed.
        mistakes: the wrong answers, the surest first.
    """

    contender: Contender
    figures: dict[str, Any]
    slices: dict[str, SliceFigures]
    seconds: float
    rows_per_second: float
    mistakes: list[Mistake]


@dataclass(frozen=True)
class Comparison:
    """Contenders beside each other on the same rows of a data set.

    Attributes:
        data: the rows that were measured.
        labels: the classes they chose from.
        without_text: rows that were left out, since they hold nothing to judge.
    """

    data: DataSet
    labels: tuple[str, ...]
    without_text: int
    measurements: list[Measurement]


@dataclass(frozen=True)
class Report:
    """All that one evaluation found.

    Attributes:
        contenders: who was measured.
        comparisons: one for each data set.
        behaviour: the behavioural tests, by the name of the model that was put to them.
    """

    contenders: Sequence[Contender]
    comparisons: Sequence[Comparison]
    behaviour: Mapping[str, Sequence[CapabilityResult]] = field(default_factory=dict)


def check_classes(contenders: Sequence[Contender], data_sets: Sequence[DataSet]) -> None:
    """Raises `InputError` where a data set has neutral texts and a contender does not know the class."""
    for data in data_sets:
        for contender in contenders:
            if data.has_neutral and not contender.has_neutral:
                raise InputError(
                    f"{data.path} has neutral texts, but the model {contender.name} knows negative and positive only: "
                    "measure it on data with these two classes."
                )


def compare(
    contenders: Sequence[Contender],
    data: DataSet,
    *,
    mistakes: int = 50,
    advance: Callable[[int], None] = lambda _: None,
) -> Comparison:
    """Measures each contender on a data set, in three classes if it has neutral texts, otherwise in two.

    Args:
        mistakes: most wrong answers kept of each.
        advance: called with the number of rows each time some were judged.

    Raises:
        InputError: no row has text, or a contender lacks the neutral class.
    """
    check_classes(contenders, [data])
    judged = [_judge(contender, data, advance) for contender in contenders]
    # A row that is blank to one of them is left out for all, so that all are measured on the same rows.
    rows = [row for row in range(len(data.texts)) if all(verdicts[row] is not None for verdicts, _ in judged)]
    if not rows:
        raise InputError(f"{data.path} has no row with both a text and a label.")
    measured = DataSet(data.name, data.path, [data.texts[row] for row in rows], [data.truths[row] for row in rows])
    labels = LABELS if data.has_neutral else BINARY_LABELS
    slices = slices_of(measured.texts)
    measurements = []
    for contender, (verdicts, seconds) in zip(contenders, judged, strict=True):
        kept = [verdict for row in rows if (verdict := verdicts[row]) is not None]
        figures, by_slice = _figures(measured, labels, kept, slices)
        rate = round(len(data.texts) / seconds, 1)
        wrong = _mistakes(measured, kept)[:mistakes]
        measurements.append(Measurement(contender, figures, by_slice, round(seconds, 3), rate, wrong))
    return Comparison(measured, labels, len(data.texts) - len(rows), measurements)


def _judge(contender: Contender, data: DataSet, advance: Callable[[int], None]) -> tuple[list[Verdict | None], float]:
    """The verdicts of a contender, and the seconds it took."""
    verdicts: list[Verdict | None] = []
    started = time.perf_counter()
    for start in range(0, len(data.texts), ROWS_TOGETHER):
        texts = data.texts[start : start + ROWS_TOGETHER]
        verdicts += contender.judge(texts, data.has_neutral)
        advance(len(texts))
    return verdicts, time.perf_counter() - started


def _figures(
    data: DataSet, labels: tuple[str, ...], verdicts: Sequence[Verdict], slices: dict[str, NDArray[np.bool_]]
) -> tuple[dict[str, Any], dict[str, SliceFigures]]:
    truths = np.array([labels.index(truth) for truth in data.truths])
    answers = np.array([labels.index(verdict.sentiment) for verdict in verdicts])
    scores = [verdict.scores for verdict in verdicts if verdict.scores is not None]
    if scores:
        probabilities = np.array([[row[label] for label in labels] for row in scores])
        figures = classification_metrics(probabilities, truths, labels)
    else:
        figures = classification_metrics(np.eye(len(labels))[answers], truths, labels)
        figures |= dict.fromkeys(NEED_PROBABILITIES)
    by_slice = {name: slice_figures(truths[inside], answers[inside]) for name, inside in slices.items()}
    return figures, by_slice


def _mistakes(data: DataSet, verdicts: Sequence[Verdict]) -> list[Mistake]:
    rows = zip(data.texts, data.truths, verdicts, strict=True)
    wrong = [row for row in rows if row[2].sentiment != row[1]]
    wrong.sort(key=lambda row: -row[2].strength)
    return [
        Mistake(text, truth, verdict.sentiment, round(verdict.strength, 4) if verdict.scores else None)
        for text, truth, verdict in wrong
    ]
