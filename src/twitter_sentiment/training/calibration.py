"""Temperature scaling: a divisor of the logits that makes confidence match accuracy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from ..labels import NEUTRAL
from ..metrics import LanguageTemperatures, ViewCalibration
from ..model.softmax import softmax

_TEMPERATURE_RANGE = (0.05, 20.0)

MIN_LANGUAGE_ROWS = 300
"""A language with fewer validation rows has no temperatures of its own: they would be off by more than they correct."""

MIN_LANGUAGE_VIEW_ROWS = 150
"""The same for one view of a language, which has only some of the rows."""


@dataclass(frozen=True)
class Temperatures:
    """The divisors of the logits before the softmax.

    Telling three classes apart and telling two apart differ in difficulty: with a single temperature a model would be
    overconfident in one of the modes and underconfident in the other.

    Attributes:
        full: for the choice between all classes.
        binary: for the choice between negative and positive; None where these are all classes.
    """

    full: float
    binary: float | None

    def of_rows(self, class_mask: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the temperature of each row, (rows, 1), by the classes of its data set, (rows, classes)."""
        return np.where(class_mask.all(axis=1, keepdims=True), self.full, self.binary or self.full)


@dataclass(frozen=True)
class Calibration:
    """What the validation rows tell.

    Attributes:
        temperatures: the fitted temperatures.
        languages: the temperatures of languages with enough rows.
        views: for each view, the class shares and the soft confusion matrix.
        ece_before, ece_after: the expected calibration error without and with the temperatures.
    """

    temperatures: Temperatures
    languages: dict[str, LanguageTemperatures]
    views: dict[str, ViewCalibration]
    ece_before: float
    ece_after: float


class LabeledLogits(NamedTuple):
    """The logits of labeled rows.

    Attributes:
        logits: (rows, classes).
        targets: (rows,), class indices.
        class_mask: (rows, classes), True for the classes of the row's data set.
    """

    logits: NDArray[np.float64]
    targets: NDArray[np.int64]
    class_mask: NDArray[np.bool_]


class _View(NamedTuple):
    """The validation rows of one view, the domain of each row, and which of the classes (classes,) the view has."""

    rows: LabeledLogits
    domains: NDArray[Any]
    classes: NDArray[np.bool_]


def fit_temperatures(rows: LabeledLogits, domains: NDArray[Any], labels: Sequence[str]) -> Temperatures:
    """Fit both temperatures to validation rows; in each of them, every domain weighs the same.

    The binary one is fitted to all negative and positive rows, also to those of data with neutral texts.

    Args:
        rows: validation rows that the model was not trained on.
        domains: (rows,), the name of each row's domain.
        labels: the classes, in the order of the logits.
    """
    views = _views(rows, domains, labels)
    fitted = {name: fit_temperature(view.rows, domain_weights(view.domains)) for name, view in views.items()}
    return Temperatures(fitted["full"], fitted.get("binary"))


def fit_language_temperatures(
    rows: LabeledLogits, domains: NDArray[Any], languages: NDArray[Any], labels: Sequence[str]
) -> dict[str, LanguageTemperatures]:
    """Fit temperatures to the rows of each language that has enough of them, as `fit_temperatures` does to all.

    Args:
        rows, domains, labels: those of `fit_temperatures`.
        languages: (rows,), the language of each row, None where it is not known.
    """
    fitted: dict[str, LanguageTemperatures] = {}
    for language in sorted({language for language in languages if language is not None}):
        chosen = languages == language
        if chosen.sum() < MIN_LANGUAGE_ROWS:
            continue
        of_language = LabeledLogits(rows.logits[chosen], rows.targets[chosen], rows.class_mask[chosen])
        views = _views(of_language, domains[chosen], labels)
        if not of_language.class_mask.all(axis=1).any():
            del views["full"]  # its rows say nothing about neutral
        temperatures = {
            name: round(fit_temperature(view.rows, domain_weights(view.domains)), 6)
            for name, view in views.items()
            if len(view.domains) >= MIN_LANGUAGE_VIEW_ROWS
        }
        fitted[language] = LanguageTemperatures(
            rows=int(chosen.sum()), temperature=temperatures.get("full"), binary_temperature=temperatures.get("binary")
        )
    return fitted


def describe_views(
    rows: LabeledLogits, domains: NDArray[Any], labels: Sequence[str], temperatures: Temperatures
) -> dict[str, ViewCalibration]:
    """Measure class shares and soft confusion on the rows that the temperatures were fitted to.

    Args:
        rows, domains, labels: those of `fit_temperatures`.
        temperatures: what it returned.
    """
    divisors = {"full": temperatures.full, "binary": temperatures.binary or temperatures.full}
    views = _views(rows, domains, labels)
    return {name: _describe_view(view, labels, divisors[name]) for name, view in views.items()}


def domain_weights(domains: NDArray[Any]) -> NDArray[np.float64]:
    """Return the weight of each row, (rows,): they sum to 1, and so that each domain has the same share of it."""
    _, domain_of_row, counts = np.unique(domains, return_inverse=True, return_counts=True)
    return np.asarray(1 / (counts[domain_of_row] * len(counts)))


def fit_temperature(rows: LabeledLogits, weights: NDArray[np.floating[Any]]) -> float:
    """Find the T for which softmax(logits / T) has the least negative log-likelihood (Guo et al. 2017).

    Args:
        rows: validation rows that the model was not trained on.
        weights: (rows,), their weights, which sum to 1.
    """

    def loss(log_temperature: float) -> float:
        probabilities = softmax(rows.logits, float(np.exp(log_temperature)), rows.class_mask)
        of_targets = probabilities[np.arange(len(rows.targets)), rows.targets]
        return float(-np.log(of_targets + 1e-12) @ weights)

    best = minimize_scalar(loss, bounds=tuple(np.log(_TEMPERATURE_RANGE)), method="bounded")
    return float(np.exp(best.x))


def _views(rows: LabeledLogits, domains: NDArray[Any], labels: Sequence[str]) -> dict[str, _View]:
    """Choose the rows of each view: `full` of all classes, and `binary` of two where these are three."""
    complete = np.asarray(rows.class_mask.all(axis=1))
    if not complete.any():
        complete = np.ones(len(rows.targets), dtype=bool)
    views = {"full": _view(rows, domains, complete, np.ones(len(labels), dtype=bool))}
    if NEUTRAL in labels:
        is_pole = np.array([label != NEUTRAL for label in labels])
        views["binary"] = _view(rows, domains, is_pole[rows.targets], is_pole)
    return views


def _view(rows: LabeledLogits, domains: NDArray[Any], chosen: NDArray[np.bool_], classes: NDArray[np.bool_]) -> _View:
    masked = LabeledLogits(rows.logits[chosen], rows.targets[chosen], rows.class_mask[chosen] & classes)
    return _View(masked, domains[chosen], classes)


def _describe_view(view: _View, labels: Sequence[str], temperature: float) -> ViewCalibration:
    weights = domain_weights(view.domains)
    probabilities = softmax(view.rows.logits, temperature, view.rows.class_mask)[:, view.classes]
    of_class = np.flatnonzero(view.classes) == view.rows.targets[:, np.newaxis]  # (rows, classes)
    shares = weights @ of_class
    above_zero = np.maximum(shares, np.finfo(float).tiny)  # a class may have no rows
    names = tuple(label for label, included in zip(labels, view.classes, strict=True) if included)
    return ViewCalibration(
        labels=names,
        rows=dict(zip(names, of_class.sum(axis=0).tolist(), strict=True)),
        effective_rows=dict(zip(names, _effective_rows(of_class, weights), strict=True)),
        class_shares=dict(zip(names, shares.round(6).tolist(), strict=True)),
        confusion=((weights * of_class.T) @ probabilities / above_zero[:, np.newaxis]).round(6).tolist(),
    )


def _effective_rows(of_class: NDArray[np.bool_], weights: NDArray[np.float64]) -> list[float]:
    """Return for each class how many equally weighted rows tell as much as its weighted ones (Kish 1965)."""
    squares = np.maximum(weights**2 @ of_class, np.finfo(float).tiny)
    return [round(value, 1) for value in ((weights @ of_class) ** 2 / squares).tolist()]
