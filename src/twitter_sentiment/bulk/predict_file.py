"""Bulk prediction: every row of a CSV file gets a sentiment and a confidence."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import InputError
from ..inference import Prediction, SentimentClassifier
from ..table_files import ANSWER_COLUMNS, name_beside_answers
from .chunks import chunks
from .csv_file import CsvTable, csv_writer, whole_file

CHUNK_ROWS = 1024
"""Rows predicted together: enough to sort by length, little enough to stay small in memory."""


@dataclass
class BulkSummary:
    """What was done: rows in all, rows of each sentiment, rows without text, seconds."""

    rows: int = 0
    sentiments: Counter[str] = field(default_factory=Counter)
    without_text: int = 0
    seconds: float = 0.0

    def add(self, prediction: Prediction | None) -> None:
        """Counts one row."""
        self.rows += 1
        if prediction is None:
            self.without_text += 1
        else:
            self.sentiments[prediction.sentiment] += 1

    def share(self, sentiment: str) -> float:
        """Share of a sentiment among the rows with text; 0 without any."""
        return self.sentiments[sentiment] / max(1, self.rows - self.without_text)


def predict_file(
    classifier: SentimentClassifier,
    table: CsvTable,
    output: Path,
    *,
    neutral: bool = False,
    keep_columns: bool = False,
    advance: Callable[[int], None] = lambda _: None,
) -> BulkSummary:
    """Writes one row of text, sentiment and confidence for each row of the table, in its order.

    A row without text keeps its place with an empty sentiment and confidence. The output appears whole or not at all.

    Args:
        keep_columns: put the other columns of the table behind the three.
        advance: called with the number of rows after each chunk.

    Raises:
        InputError: the output can't be written, or the model has no neutral class.
    """
    if output.exists() and output.samefile(table.path):
        raise InputError(f"{output} is the input: choose another --output-file.")
    others = [i for i in range(len(table.columns)) if i != table.text_index] if keep_columns else []
    summary, started = BulkSummary(), time.monotonic()
    with whole_file(output) as file:
        writer = csv_writer(file, output)
        writer.writerow([*ANSWER_COLUMNS, *(name_beside_answers(table.columns[i]) for i in others)])
        for chunk in chunks(table, CHUNK_ROWS):
            predictions = classifier.predict_rows([row[table.text_index] for row in chunk], neutral=neutral)
            for row, prediction in zip(chunk, predictions, strict=True):
                summary.add(prediction)
                writer.writerow([row[table.text_index], *_cells(prediction), *(row[i] for i in others)])
            advance(len(chunk))
    summary.seconds = time.monotonic() - started
    return summary


def _cells(prediction: Prediction | None) -> tuple[str, str]:
    return (prediction.sentiment, f"{prediction.confidence:.4f}") if prediction else ("", "")
