"""The comparison of systems: each one predicts every text of a data set."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..labels import BINARY_LABELS, LABELS
from ..metrics import ClassificationMetrics, LanguageMetrics, SliceMetrics
from ..scoring import classification_metrics, label_metrics
from .checklist import Behavior
from .data_sets import DataSet
from .paired import Difference, paired_difference
from .slices import slice_masks, slice_metrics
from .systems import System, SystemPrediction

CHUNK_ROWS = 1024
"""Rows predicted in one call: enough for a model to sort by length, few enough for the progress bar to move."""


@dataclass(frozen=True)
class Mistake:
    """A text whose prediction is wrong.

    Attributes:
        text: the text.
        label: the true class.
        sentiment: the predicted class.
        confidence: probability of the predicted class; None for a system without probabilities.
    """

    text: str
    label: str
    sentiment: str
    confidence: float | None


@dataclass(frozen=True)
class Measurement:
    """The performance of one system on one data set in one view.

    Attributes:
        system: the system.
        metrics: its metrics; those of calibration are None for a system without probabilities.
        probabilities: (rows, classes); None for a system without them.
        neutral_confidence: mean probability of the predicted class of the neutral rows that the view leaves out; None
            if there are none, or for a system without probabilities.
        slices: the metrics of each slice.
        seconds: time to predict all rows of the data set, in all views.
        rows_per_second: the same as a rate.
        mistakes: the wrong predictions, the most certain first.
    """

    system: System
    metrics: ClassificationMetrics
    probabilities: NDArray[np.float64] | None
    neutral_confidence: float | None
    slices: dict[str, SliceMetrics]
    seconds: float
    rows_per_second: float
    mistakes: list[Mistake]


@dataclass(frozen=True)
class Comparison:
    """Systems compared on the same rows of a data set, in one view.

    Attributes:
        data: the rows that were evaluated.
        labels: the classes that the systems chose from.
        without_text: number of rows that were left out because they have no text.
        neutral_rows: number of rows that were left out because two classes were to choose from.
        measurements: one for each system.
        differences: between the first system and each of the others.
    """

    data: DataSet
    labels: tuple[str, ...]
    without_text: int
    neutral_rows: int
    measurements: list[Measurement]
    differences: list[Difference]

    @property
    def title(self) -> str:
        """The name of the data set; with the view, where the data set has another one."""
        return f"{self.data.name}, two classes" if self.neutral_rows else self.data.name


@dataclass(frozen=True)
class Report:
    """The results of an evaluation.

    Attributes:
        systems: the systems that were evaluated.
        comparisons: one or two for each data set.
        behavior: the challenge set and the behavioral tests, by the name of the model; empty if they were not run.
        by_language: the metrics of each language, by the name of the model; empty if they were not measured.
    """

    systems: Sequence[System]
    comparisons: Sequence[Comparison]
    behavior: Mapping[str, Behavior] = field(default_factory=dict)
    by_language: Mapping[str, Mapping[str, LanguageMetrics]] = field(default_factory=dict)


def check_classes(systems: Sequence[System], data_sets: Sequence[DataSet]) -> None:
    """Check that the systems can predict the classes of the data sets.

    Raises:
        InputError: a data set has neutral texts, and a system can't predict that class.
    """
    for data in data_sets:
        for system in systems:
            if data.has_neutral and not system.has_neutral:
                raise InputError(
                    f"{data.path} has neutral texts, but the model {system.name} knows negative and positive only: "
                    "evaluate it on data with these two classes."
                )


class _Run(NamedTuple):
    """What a system predicts: for each view a prediction for each row; and the seconds that it took."""

    system: System
    views: list[list[SystemPrediction | None]]
    seconds: float


def compare(
    systems: Sequence[System],
    data: DataSet,
    *,
    max_mistakes: int = 50,
    advance: Callable[[int], None] = lambda _: None,
) -> list[Comparison]:
    """Evaluate each system on a data set: in two classes, and before that in three if it has neutral texts.

    Args:
        systems: the systems.
        data: the data set.
        max_mistakes: number of wrong predictions to keep of each system and view.
        advance: called with the number of rows after each chunk.

    Raises:
        InputError: no row has text, or a system lacks the neutral class.
    """
    check_classes(systems, [data])
    views = (LABELS, BINARY_LABELS) if data.has_neutral else (BINARY_LABELS,)
    runs = [_run(system, data, [labels == LABELS for labels in views], advance) for system in systems]
    # A row that is blank to one system is left out for all, so that all are evaluated on the same rows.
    rows = [row for row in range(len(data.texts)) if all(run.views[0][row] is not None for run in runs)]
    return [_compare_view(runs, view, data, labels, rows, max_mistakes) for view, labels in enumerate(views)]


def _run(system: System, data: DataSet, views: Sequence[bool], advance: Callable[[int], None]) -> _Run:
    started = time.perf_counter()
    predictions: list[list[SystemPrediction | None]] = [[] for _ in views]
    for start in range(0, len(data.texts), CHUNK_ROWS):
        texts = data.texts[start : start + CHUNK_ROWS]
        for of_view, of_chunk in zip(predictions, system.predict(texts, views), strict=True):
            of_view += of_chunk
        advance(len(texts))
    return _Run(system, predictions, time.perf_counter() - started)


def _compare_view(
    runs: Sequence[_Run],
    view: int,
    data: DataSet,
    labels: tuple[str, ...],
    rows: Sequence[int],
    max_mistakes: int,
) -> Comparison:
    measured = [row for row in rows if data.targets[row] in labels]
    neutral = [row for row in rows if data.targets[row] not in labels]
    if not measured:
        raise InputError(f"{data.path} has no row with both a text and a label.")
    kept = data.part(measured)
    masks = slice_masks(kept.texts)
    measurements = []
    for run in runs:
        predictions = _pick(run.views[view], measured)
        probabilities = _probabilities(labels, predictions)
        measurements.append(
            Measurement(
                system=run.system,
                metrics=_overall_metrics(kept, labels, predictions, probabilities),
                probabilities=probabilities,
                neutral_confidence=_mean_confidence(_pick(run.views[view], neutral)),
                slices=_slice_metrics(kept, labels, predictions, masks),
                seconds=round(run.seconds, 3),
                rows_per_second=round(len(data.texts) / run.seconds, 1),
                mistakes=_mistakes(kept, predictions)[:max_mistakes],
            )
        )
    return Comparison(
        data=kept,
        labels=labels,
        without_text=len(data.texts) - len(rows),
        neutral_rows=len(neutral),
        measurements=measurements,
        differences=_differences(kept, labels, [(run.system, _pick(run.views[view], measured)) for run in runs]),
    )


def _pick(predictions: Sequence[SystemPrediction | None], rows: Sequence[int]) -> list[SystemPrediction]:
    return [prediction for row in rows if (prediction := predictions[row]) is not None]


def _mean_confidence(predictions: Sequence[SystemPrediction]) -> float | None:
    confidences = [prediction.certainty for prediction in predictions if prediction.scores is not None]
    return round(float(np.mean(confidences)), 4) if confidences else None


def _differences(
    data: DataSet, labels: tuple[str, ...], predictions: Sequence[tuple[System, Sequence[SystemPrediction]]]
) -> list[Difference]:
    targets = np.array([labels.index(target) for target in data.targets])
    (first, correct), *others = [
        (system.name, np.array([row.sentiment == target for row, target in zip(of_system, data.targets, strict=True)]))
        for system, of_system in predictions
    ]
    return [paired_difference((first, other), (correct, of_other), targets) for other, of_other in others]


def _probabilities(labels: tuple[str, ...], predictions: Sequence[SystemPrediction]) -> NDArray[np.float64] | None:
    scores = [prediction.scores for prediction in predictions if prediction.scores is not None]
    return np.array([[of_text[label] for label in labels] for of_text in scores]) if scores else None


def _overall_metrics(
    data: DataSet,
    labels: tuple[str, ...],
    predictions: Sequence[SystemPrediction],
    probabilities: NDArray[np.float64] | None,
) -> ClassificationMetrics:
    targets = np.array([labels.index(target) for target in data.targets])
    if probabilities is not None:
        return classification_metrics(probabilities, targets, labels)
    predicted = np.array([labels.index(prediction.sentiment) for prediction in predictions])
    return label_metrics(predicted, targets, labels)


def _slice_metrics(
    data: DataSet,
    labels: tuple[str, ...],
    predictions: Sequence[SystemPrediction],
    masks: Mapping[str, NDArray[np.bool_]],
) -> dict[str, SliceMetrics]:
    targets = np.array([labels.index(target) for target in data.targets])
    predicted = np.array([labels.index(prediction.sentiment) for prediction in predictions])
    return {name: slice_metrics(predicted[mask], targets[mask]) for name, mask in masks.items()}


def _mistakes(data: DataSet, predictions: Sequence[SystemPrediction]) -> list[Mistake]:
    rows = zip(data.texts, data.targets, predictions, strict=True)
    wrong = [row for row in rows if row[2].sentiment != row[1]]
    wrong.sort(key=lambda row: -row[2].certainty)
    return [
        Mistake(text, target, prediction.sentiment, round(prediction.certainty, 4) if prediction.scores else None)
        for text, target, prediction in wrong
    ]
