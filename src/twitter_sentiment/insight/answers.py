"""The table that everything here works on: texts with the probabilities of their classes, and filters on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..labels import BINARY_LABELS, NEGATIVE, POSITIVE
from .groups import GroupColumn
from .near_copies import cluster_near_copies

_LEAST_SCORE = 5e-5  # files have four digits

Mask = NDArray[np.bool_]
"""(texts,), True for the texts that are chosen."""


@dataclass(frozen=True, eq=False)
class Answers:
    """Predicted texts.

    Attributes:
        labels: the classes.
        texts: the texts.
        probabilities: (texts, classes), calibrated; they sum to 1.
        rows: (texts,), the number of each text's row in its file, from 0.
        copies: (texts,), equal numbers for near-copies.
        factors: (texts, classes), by what the estimate of shares multiplies the probabilities; None for nothing.
    """

    labels: tuple[str, ...]
    texts: tuple[str, ...]
    probabilities: NDArray[np.float64]
    rows: NDArray[np.int64]
    copies: NDArray[np.int64]
    factors: NDArray[np.float64] | None = None

    @classmethod
    def of_columns(cls, texts: Sequence[str | None], scores: Mapping[str, ArrayLike]) -> "Answers":
        """Make the table from the columns of a file; rows without text or scores are left out.

        Args:
            texts: the texts.
            scores: for each class (rows,) the probabilities, NaN for none.
        """
        columns = np.column_stack([np.asarray(column, dtype=np.float64) for column in scores.values()])
        total = columns.sum(axis=1)
        has_text = np.fromiter((bool(text) for text in texts), dtype=bool, count=len(texts))
        rows = np.flatnonzero(has_text & (total > 0) & np.all(columns >= 0, axis=1))
        kept = tuple(texts[row] or "" for row in rows.tolist())
        probabilities = columns[rows] / total[rows, np.newaxis]
        return cls(tuple(scores), kept, probabilities, rows, cluster_near_copies(kept))

    @cached_property
    def predicted(self) -> NDArray[np.int64]:
        """(texts,), index of the most probable class."""
        return np.asarray(self.probabilities.argmax(axis=1))

    @cached_property
    def confidence(self) -> NDArray[np.float64]:
        """(texts,), probability of the most probable class."""
        return np.asarray(self.probabilities.max(axis=1))

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The texts without their case, to search in."""
        return tuple(text.casefold() for text in self.texts)

    def part(self, chosen: Mask) -> "Answers":
        """Return the table of the chosen texts only."""
        indices = np.flatnonzero(chosen)
        texts = tuple(self.texts[index] for index in indices.tolist())
        probabilities, copies, factors = self.share_inputs(indices)
        return Answers(self.labels, texts, probabilities, self.rows[indices], copies, factors)

    def share_inputs(
        self, chosen: Mask | NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64] | None]:
        """Return what `ShareEstimator.estimate` takes of the chosen texts."""
        factors = None if self.factors is None else self.factors[chosen]
        return self.probabilities[chosen], self.copies[chosen], factors

    def of_class(self, label: str) -> Mask:
        """Return the texts whose most probable class this is."""
        return np.equal(self.predicted, self.labels.index(label))

    def two_classes(self, scale: float | NDArray[np.float64] = 1.0) -> "Answers":
        """Return the two-class view of three-class answers without predicting again, as binary mode would give it.

        Args:
            scale: the temperature of three classes divided by that of two, or (texts,) that of each text.
        """
        poles = [self.labels.index(NEGATIVE), self.labels.index(POSITIVE)]
        powers = np.maximum(self.probabilities[:, poles], _LEAST_SCORE) ** np.reshape(scale, (-1, 1))
        probabilities = powers / powers.sum(axis=1, keepdims=True)
        return Answers(BINARY_LABELS, self.texts, probabilities, self.rows, self.copies)


@dataclass(frozen=True)
class Filter:
    """Which texts to look at; the default is all.

    Attributes:
        labels: predicted classes; empty for all.
        confidence: lowest and highest confidence.
        since, until: first moment, and the first one after the last, in the wall-clock time of the texts.
        groups: the wanted value of columns.
        search: what texts must contain, in any case.
    """

    labels: frozenset[str] = frozenset()
    confidence: tuple[float, float] = (0.0, 1.0)
    since: np.datetime64 | None = None
    until: np.datetime64 | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    search: str = ""


def select(
    answers: Answers,
    wanted: Filter,
    times: NDArray[np.datetime64] | None = None,
    groups: Mapping[str, GroupColumn] | None = None,
) -> Mask:
    """Return which texts a filter chooses.

    Args:
        answers: the texts.
        wanted: the filter.
        times: (texts,), when each text was written; NaT, where unknown, is outside of every range.
        groups: the columns of `wanted.groups`.
    """
    low, high = wanted.confidence
    chosen = (answers.confidence >= low) & (answers.confidence <= high)
    if wanted.labels:
        chosen &= np.isin(answers.predicted, [answers.labels.index(label) for label in wanted.labels])
    if times is not None and wanted.since is not None:
        chosen &= times >= wanted.since
    if times is not None and wanted.until is not None:
        chosen &= times < wanted.until
    for name, value in wanted.groups.items():
        chosen &= (groups or {})[name].is_value(value)
    if wanted.search:
        needle = wanted.search.casefold()
        found = (needle in text for text in answers.folded)
        chosen &= np.fromiter(found, dtype=bool, count=len(answers.texts))
    return chosen


def distinct(answers: Answers, chosen: Mask) -> NDArray[np.int64]:
    """Return the index of the first text of each cluster of near-copies among the chosen ones."""
    indices = np.flatnonzero(chosen)
    _, first = np.unique(answers.copies[indices], return_index=True)
    return np.sort(indices[first])
