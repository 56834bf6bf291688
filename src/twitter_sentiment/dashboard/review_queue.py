"""Which texts to review: those of a history or of a predicted file that the model was least sure of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..insight.near_copies import cluster_near_copies
from .bulk_job import shorten
from .history_store import HistoryStore
from .job_registry import BulkJobFile
from .uploads import ColumnTexts

MAX_CANDIDATES = 2_000
"""Predictions that are looked at, the least sure ones: finding the near-copies of so many takes 0.3 seconds."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A predicted text that a person may review.

    Attributes:
        text: the text, as far as the model read it.
        sentiment: the predicted class.
        confidence: its probability.
        classes: the number of classes between which the model chose; None where it is unknown.
        copies: how many texts it stands for, itself included.
    """

    text: str
    sentiment: str
    confidence: float
    classes: int | None
    copies: int = 1


def candidates_of_history(store: HistoryStore, history: str) -> list[Candidate]:
    """Return the least sure predictions of a history, least sure first.

    Raises:
        HistoryError: it can't be read.
    """
    entries = store.least_sure(history, MAX_CANDIDATES)
    return [Candidate(entry.text, entry.sentiment, entry.confidence, entry.classes) for entry in entries]


def candidates_of_file(file: BulkJobFile) -> list[Candidate]:
    """Return the least sure predictions of a file, least sure first; rows without content are left out."""
    confidences = file.job.predictions.confidences()
    rows = np.argsort(confidences, kind="stable")[:MAX_CANDIDATES]  # rows without a prediction are last
    texts = ColumnTexts(file.table, file.text_column)
    return [
        Candidate(shorten(texts[row]), prediction.sentiment, prediction.confidence, len(prediction.scores))
        for row in rows.tolist()
        if (prediction := file.job.predictions[row])
    ]


def texts_to_review(candidates: Sequence[Candidate], reviewed: Sequence[str]) -> list[Candidate]:
    """Fold near-copies, and leave out the texts that were reviewed and their near-copies.

    Args:
        candidates: predictions in the order of the list; the first one stands for its near-copies.
        reviewed: the texts that a person has reviewed.
    """
    texts = [*reviewed, *(candidate.text for candidate in candidates)]
    first_of = cluster_near_copies(texts)[len(reviewed) :].tolist()  # a reviewed one, if the text is a copy of one
    copies = Counter(first_of)
    return [
        replace(candidate, copies=copies[first])
        for number, (candidate, first) in enumerate(zip(candidates, first_of, strict=True), len(reviewed))
        if first == number
    ]
