"""Tables to predict, and runs that are interrupted at a row of choice."""

import csv
import random
from collections.abc import Callable
from pathlib import Path

from twitter_sentiment.bulk.options import BulkOptions
from twitter_sentiment.bulk.predict_file import open_run
from twitter_sentiment.bulk.summary import BulkSummary
from twitter_sentiment.files.table import open_table
from twitter_sentiment.inference import SentimentClassifier

WINDOW_ROWS = 16
WORDS = ("good", "bad", "awful", "lovely", "fine", "late", "never again", "😍", "so so", "broken", "great")


def write_table(path: str, rows: int, seed: int = 1) -> None:
    """Write a table of different short texts, with an id, a number, and every tenth row without text."""
    draw = random.Random(seed)
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "text", "number"])
        for row in range(rows):
            text = f"{draw.choice(WORDS)}, {draw.choice(WORDS)} {draw.randrange(10_000)}" if row % 10 else ""
            writer.writerow([f"{row:05}", text, row])


def run(
    classifier: SentimentClassifier,
    output: str,
    options: BulkOptions | None = None,
    *,
    table: str = "in.csv",
    restart: bool = False,
    advance: Callable[[int], object] = lambda _: None,
) -> BulkSummary:
    """Predict a table in small windows, each of which is committed at once."""
    with open_run(
        classifier,
        open_table(table),
        Path(output),
        options or BulkOptions(),
        restart=restart,
        commit_secs=0,
        window_rows=WINDOW_ROWS,
    ) as bulk_run:
        return bulk_run.predict(advance)


class Interruption:
    """Ctrl-C when a number of rows is predicted: pass it as `advance`."""

    def __init__(self, rows: int) -> None:
        self._rows = rows

    def __call__(self, rows: int) -> None:
        self._rows -= rows
        if self._rows <= 0:
            raise KeyboardInterrupt
