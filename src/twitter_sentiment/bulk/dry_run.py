"""What a run would do, and how long it would take."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from ..files.table import Table
from ..inference import Prediction
from .engine import Engine, Rows

SAMPLE_ROWS = 512
"""Rows that are predicted to measure the speed."""


@dataclass(frozen=True)
class DryRun:
    """The first rows of a table, predicted.

    Attributes:
        texts: their texts.
        predictions: their predictions; None for a row without text.
        rows_per_sec: how fast they were predicted.
        expected_secs: how long the whole table takes at this speed, in seconds.
    """

    texts: Sequence[str]
    predictions: Sequence[Prediction | None]
    rows_per_sec: float
    expected_secs: float


def dry_run(engine: Engine, table: Table, sample_rows: int = SAMPLE_ROWS) -> DryRun:
    """Predict the first rows of a table, and write nothing.

    Args:
        engine: what predicts them.
        table: the input.
        sample_rows: how many rows to predict.
    """
    sample = [Rows(batch, table.texts(batch)) for batch in islice(table.batches(sample_rows), 1)]
    started = time.monotonic()
    predicted = list(engine.predict(sample, lambda _: None))
    elapsed = max(time.monotonic() - started, 1e-6)
    texts = [text for rows in sample for text in rows.texts]
    predictions = [prediction for rows in predicted for prediction in rows.predictions]
    rows_per_sec = max(1, len(texts)) / elapsed
    return DryRun(texts, predictions, rows_per_sec, table.rows / rows_per_sec)
