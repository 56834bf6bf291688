"""An engine that keeps the scores of the rows it predicts, for the analysis of a file."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from ..files.table import Table
from ..inference.routed import Classifier
from .engine import WINDOW_ROWS, LocalEngine, PredictedRows, Rows
from .regroup import regroup

Scores = NDArray[np.float64]


class ScoreKeeper:
    """Predicts as `LocalEngine`, and keeps the scores of each row in the view of the analysis.

    They have four digits, as in files, so that an analysis of the output gives the same.

    Attributes:
        labels: the classes of that view.
    """

    def __init__(
        self, classifier: Classifier, *, neutral: bool, analyzed_neutral: bool, languages: bool = False
    ) -> None:
        """Prepare the engine.

        Args:
            classifier: the model.
            neutral: choose from three classes instead of two, in the predictions.
            analyzed_neutral: the same in the scores that are kept.
            languages: look at the language of each text.
        """
        self.labels = classifier.decoder(analyzed_neutral).labels
        self._engine = LocalEngine(classifier, neutral=neutral, second_neutral=analyzed_neutral, languages=languages)
        self._kept: list[Scores] = []

    def predict(self, windows: Iterable[Rows], advance: Callable[[int], object]) -> Iterator[PredictedRows]:
        """Predict rows, in their order."""
        for predicted in self._engine.predict(windows, advance):
            self._kept.append(self._scores(predicted))
            yield predicted

    def predict_first(self, table: Table, rows: int, advance: Callable[[int], object]) -> None:
        """Predict the first rows of a table again, in front of those that are kept: those of an earlier run.

        Args:
            table: the table.
            rows: number of rows.
            advance: called with the number of rows that were done since the last call, from any thread.
        """
        predicted = self._engine.predict(first_windows(table, rows), advance)
        self._kept[:0] = [self._scores(window) for window in predicted]

    def scores(self) -> Mapping[str, Scores]:
        """Return the scores of each class, (rows,); NaN for a row without text."""
        rows = np.concatenate([np.empty((0, len(self.labels))), *self._kept])
        return dict(zip(self.labels, rows.T, strict=True))

    def _scores(self, predicted: PredictedRows) -> Scores:
        missing = [np.nan] * len(self.labels)
        rows = [missing if one is None else [*one.rounded().scores.values()] for one in predicted.second_view]
        return np.array(rows, dtype=np.float64).reshape(-1, len(self.labels))


def first_windows(table: Table, rows: int) -> Iterator[Rows]:
    """Yield the first rows of a table, in the windows that `predict` gets."""
    left = rows
    for batch in regroup(table.batches(WINDOW_ROWS), WINDOW_ROWS):
        part = batch.slice(0, left)
        if part.num_rows:
            yield Rows(part, table.texts(part))
        left -= part.num_rows
        if left <= 0:
            return
