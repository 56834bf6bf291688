"""The metrics of a model by language, of all data sets together."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..labels import BINARY_LABELS
from ..metrics import Interval, LanguageMetrics
from ..scoring import NORMAL_QUANTILE, calibration_index, label_metrics, wilson_interval
from .compare import Comparison
from .systems import System

MIN_ROWS = 30
"""A language with fewer negative and positive rows is left out: a share of so few says next to nothing."""

_RESAMPLES = 1_000
_SEED = 0


class _Rows(NamedTuple):
    """The rows of one view: (rows, classes), and (rows,) class indices and languages."""

    probabilities: NDArray[np.float64]
    targets: NDArray[np.int64]
    languages: NDArray[Any]

    def of(self, language: str) -> "_Rows":
        chosen = self.languages == language
        return _Rows(self.probabilities[chosen], self.targets[chosen], self.languages[chosen])


def language_metrics(system: System, comparisons: Iterable[Comparison]) -> dict[str, LanguageMetrics]:
    """Measure a system with probabilities by language; a language with few rows is left out.

    Args:
        system: the system.
        comparisons: its results on data sets whose texts have a language.
    """
    comparisons = list(comparisons)
    two = _collect(system, [each for each in comparisons if each.labels == BINARY_LABELS])
    three = _collect(system, [each for each in comparisons if each.labels != BINARY_LABELS])
    if two is None:
        return {}
    measured: dict[str, LanguageMetrics] = {}
    for language in sorted(set(two.languages.tolist())):
        poles = two.of(language)
        if len(poles.targets) >= MIN_ROWS and len(set(poles.targets.tolist())) == len(BINARY_LABELS):
            rows = poles if three is None else three.of(language)
            measured[language] = _measure(poles, rows if len(rows.targets) >= MIN_ROWS else poles)
    return measured


def _collect(system: System, comparisons: Sequence[Comparison]) -> _Rows | None:
    """Put the rows of data sets together, those of one view; None if there are none."""
    parts = [
        _Rows(
            measurement.probabilities,
            np.array([comparison.labels.index(target) for target in comparison.data.targets]),
            np.array(comparison.data.languages, dtype=object),
        )
        for comparison in comparisons
        for measurement in comparison.measurements
        if measurement.system is system and measurement.probabilities is not None
    ]
    return _Rows(*map(np.concatenate, zip(*parts, strict=True))) if parts else None


def _measure(two: _Rows, rows: _Rows) -> LanguageMetrics:
    """Measure one language.

    Args:
        two: its rows in two classes.
        rows: its rows in as many classes as there are.
    """
    classes = rows.probabilities.shape[1]
    predicted = rows.probabilities.argmax(axis=1)
    correct = int((two.probabilities.argmax(axis=1) == two.targets).sum())
    low, high = wilson_interval(correct, len(two.targets))
    cells = rows.targets * classes + predicted
    bins = calibration_index(rows.probabilities)
    gaps = rows.probabilities.max(axis=1) - (predicted == rows.targets)
    rng = np.random.default_rng(_SEED)
    f1_draws = []
    error_draws = []
    for _ in range(_RESAMPLES):
        draw = rng.integers(len(cells), size=len(cells))
        f1_draws.append(_macro_f1(cells[draw], classes))
        error_draws.append(_calibration_error(bins[draw], gaps[draw]))
    macro_f1 = label_metrics(predicted, rows.targets, [str(label) for label in range(classes)]).macro_f1
    error = round(_calibration_error(bins, gaps), 4)
    return LanguageMetrics(
        classes=classes,
        rows=len(rows.targets),
        macro_f1=macro_f1,
        macro_f1_interval=_interval(macro_f1, f1_draws),
        expected_calibration_error=error,
        expected_calibration_error_interval=_interval(error, error_draws),
        two_class_rows=len(two.targets),
        two_class_accuracy=round(correct / len(two.targets), 4),
        two_class_accuracy_interval=(round(float(low), 4), round(float(high), 4)),
    )


def _macro_f1(cells: NDArray[np.int64], classes: int) -> float:
    """Return the macro F1 of rows, given the cell of the confusion matrix in which each lies."""
    confusion = np.bincount(cells, minlength=classes**2).reshape(classes, classes)
    total = confusion.sum(axis=0) + confusion.sum(axis=1)
    return float(np.mean(2 * confusion.diagonal() / np.maximum(total, 1)))


def _calibration_error(bins: NDArray[np.int64], gaps: NDArray[np.float64]) -> float:
    """Return the calibration error of rows, given their bins, and their confidence minus 1 where they are correct."""
    return float(np.abs(np.bincount(bins, weights=gaps)).sum() / len(gaps))


def _interval(value: float, resampled: Sequence[float]) -> Interval:
    """Return the normal interval of a bootstrap: its percentiles are biased for a mean of distances such as the ECE."""
    half = NORMAL_QUANTILE * float(np.std(resampled))
    return round(max(0.0, value - half), 4), round(min(1.0, value + half), 4)
