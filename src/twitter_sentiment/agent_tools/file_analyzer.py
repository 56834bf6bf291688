"""From a table to the summary of its analysis, as `twitter-sentiment analyze` makes it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..bulk.kept_scores import ScoreKeeper, first_windows
from ..errors import InputError
from ..files.table import Table
from ..insight.file_columns import ColumnChoice, FileColumns, Scores, read_columns
from ..insight.predicted_file import PredictedFile, require_texts
from ..insight.readers import Readers
from .file_summary import summarize
from .lazy_classifier import LazyClassifier
from .results import FileAnalysis

WAIT_SECS = 60.0
"""How long a file waits for the one before it; the cores and the memory are enough for one at a time."""

OnRows = Callable[[int, int], None]
"""Called with the number of rows that are predicted, and of all rows; may raise, to end the work."""


class FileAnalyzer:
    """Analyzes tables, one at a time."""

    def __init__(self, classifier: LazyClassifier, wait_secs: float = WAIT_SECS) -> None:
        self._classifier = classifier
        self._wait_secs = wait_secs
        self._turn = threading.Lock()

    def analyze(self, table: Table, choice: ColumnChoice, neutral: bool | None, on_rows: OnRows) -> FileAnalysis:
        """Analyze a table; one with the scores of an earlier prediction is not predicted again.

        Args:
            table: the table.
            choice: its columns, and the length of the periods.
            neutral: True for three classes, False for two; None for three if the model has them.
            on_rows: gets the progress.

        Raises:
            InputError: a column can't be used, there is no text, or other files are analyzed for too long.
        """
        with self._own_turn():
            columns = read_columns(table, choice, with_scores=True)
            require_texts(table, columns)
            scores = columns.scores or self._predict(table, neutral, on_rows)
            predicted = PredictedFile.of_scores(table, columns, scores, english_only=False)
            readers = Readers(*self._classifier.manifests)
            predicted = predicted.read_by(readers, two_classes=neutral is False)
            analysis = predicted.analyze(readers.calibration(predicted.answers.labels), choice.period)
        return summarize(analysis, table.name, table.rows, _notes(table, columns))

    def _predict(self, table: Table, neutral: bool | None, on_rows: OnRows) -> Scores:
        classifier = self._classifier.get()
        with_neutral = classifier.has_neutral if neutral is None else neutral
        keeper = ScoreKeeper(classifier, neutral=with_neutral, analyzed_neutral=with_neutral)
        done = 0
        for window in keeper.predict(first_windows(table, table.rows), lambda _: None):
            done += len(window.predictions)
            on_rows(done, table.rows)
        return keeper.scores()

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=self._wait_secs):
            raise InputError("Another file is being analyzed: try again in a minute.")
        try:
            yield
        finally:
            self._turn.release()


def _notes(table: Table, columns: FileColumns) -> list[str]:
    return [note.message for note in [*table.notes, *columns.notes]]
