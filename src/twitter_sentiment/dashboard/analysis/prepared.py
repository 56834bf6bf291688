"""What every view of a predicted file needs, computed when it is first needed and kept for a few files at a time."""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ...insight.answers import Answers, Mask
from ...insight.dates import Dates, parse_dates
from ...insight.file_columns import LANGUAGE_GROUP, choose_language_column
from ...insight.groups import GroupColumn
from ...insight.readers import Readers
from ...insight.shares import ShareEstimator
from ...insight.terms import Terms, find_terms
from ...labels import BINARY_LABELS, LABELS
from ...metrics import ViewCalibration
from ...text.language import is_not_english, named_language
from ..job_registry import BulkJobFile
from ..uploads import ColumnTexts

MAX_TEXTS = 100_000
"""Of a larger file, so many texts are drawn at random: an analysis takes 7 kB of memory a text at its peak."""

MAX_FILES = 3
"""Files whose analysis is kept in memory; another one is computed again when it is looked at."""

_MAX_RESULTS = 60
"""Results of views that are kept of a file, such as its shares, its trend, its groups."""

_LANGUAGE_SAMPLE_ROWS = 200
"""Rows by whose cells a column of languages is found."""

_TIE_BREAK = 1e-6
"""The service rounds to four digits: of equal scores, that of the class that it chose counts as the larger one."""

ResultT = TypeVar("ResultT")


class PreparedFile:
    """The texts of a file whose job has ended, with what every view of them needs.

    Attributes:
        name: name of the file.
        rows: (texts before empty ones are left out,), numbers of the rows that are looked at.
        has_neutral: whether the texts were predicted with three classes.
    """

    def __init__(self, file: BulkJobFile, max_texts: int = MAX_TEXTS) -> None:
        """Choose the rows to look at; nothing is computed yet.

        Args:
            file: the file.
            max_texts: most rows to look at.
        """
        done = len(file.job.predictions)
        self.name = file.name
        self.rows = np.arange(done)
        if done > max_texts:
            self.rows = np.sort(np.random.default_rng(0).choice(done, max_texts, replace=False))
        self.has_neutral = file.job.neutral
        self._table = file.table
        self._text_column = file.text_column
        self._predictions = file.job.predictions
        self._readers = Readers(file.model, file.model.multilingual) if file.model else None
        self._lock = threading.RLock()
        self._results: OrderedDict[Hashable, Any] = OrderedDict()

    @property
    def is_sample(self) -> bool:
        """Whether some rows are not looked at."""
        return len(self.rows) < len(self._predictions)

    def answers(self, *, two_classes: bool) -> Answers:
        """Return the texts and the probabilities of their classes.

        Args:
            two_classes: leave the neutral class out, as if the texts were predicted without it.
        """
        with self._lock:
            if not (two_classes and self.has_neutral):
                return self._answers
            return self._two_class_answers

    def file_rows(self, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the rows of the file that chosen texts are in."""
        rows: NDArray[np.int64] = self.rows[self._answers.rows[chosen]]
        return rows

    def row_answers(self, *, two_classes: bool) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the class of each row of the file, -1 for a row without text, and its confidence.

        Unlike the other methods, this one looks at all rows of a large file too.
        """

        def compute() -> tuple[NDArray[np.int64], NDArray[np.float64]]:
            rows = np.arange(len(self._predictions))
            scores = self._predictions.score_columns(self._answers.labels, rows, _TIE_BREAK)
            columns = np.column_stack(list(scores.values()))
            total = columns.sum(axis=1, keepdims=True)
            known = ~np.isnan(total[:, 0])
            answers = Answers(tuple(scores), (), (columns / total)[known], rows[known], rows[known])
            if two_classes and self.has_neutral:
                answers = self._in_two_classes(answers, self._predictions.languages(rows[known]))
            codes = np.full(len(rows), -1)
            confidences = np.full(len(rows), np.nan)
            codes[known] = answers.predicted
            confidences[known] = answers.confidence
            return codes, confidences

        return self.kept(("rows", two_classes), compute)

    def estimator(self, *, two_classes: bool) -> ShareEstimator:
        """Return the estimator of the shares."""
        answers = self.answers(two_classes=two_classes)

        def make() -> ShareEstimator:
            return ShareEstimator(answers.labels, answers.probabilities, self.calibration(answers.labels))

        return self.kept(("estimator", answers.labels), make)

    def calibration(self, labels: tuple[str, ...]) -> ViewCalibration | None:
        """Return how the model that predicted the file was calibrated for these classes; None if that is not known."""
        return self._readers.calibration(labels) if self._readers else None

    @property
    def terms(self) -> Terms:
        """The terms of the texts."""
        with self._lock:
            return self._terms

    @property
    def languages(self) -> GroupColumn:
        """The languages of the texts: those of a column of codes where it has any, otherwise as the service told."""

        def compute() -> GroupColumn:
            told = self._predictions.languages(self.rows[self._answers.rows])
            sample = self._table.slice(0, _LANGUAGE_SAMPLE_ROWS)
            column = choose_language_column(sample.column_names, lambda name: ColumnTexts(sample, name)[:])
            if column is not None:
                told = [named_language(code) or found for code, found in zip(self._cells(column), told, strict=True)]
            return GroupColumn.of_values(LANGUAGE_GROUP, told)

        return self.kept("languages", compute)

    @property
    def guesses(self) -> Mask:
        """(texts,), which texts are in a language that the model that read them was not trained for."""
        return self.kept("guesses", lambda: self._predictions.guesses(self.rows[self._answers.rows]))

    @property
    def not_english(self) -> Mask:
        """(texts,), which texts are probably not English."""
        languages = self.languages
        # The last place is that of -1: a text whose language is none of the most frequent ones is not English either.
        not_english = np.array([*map(is_not_english, languages.values), True])
        return not_english[languages.codes]

    def dates(self, column: str, day_first: bool | None) -> Dates:
        """Return when each text was written.

        Raises:
            AmbiguousDatesError: nothing tells whether the day or the month comes first.
            InputError: no date can be read.
        """
        return self.kept(("dates", column, day_first), lambda: parse_dates(self._cells(column), day_first, column))

    def groups(self, column: str) -> GroupColumn:
        """Return the groups of a column."""
        if column == LANGUAGE_GROUP and column not in self._table.column_names:
            return self.languages
        return self.kept(("groups", column), lambda: GroupColumn.of_values(column, self._cells(column)))

    def kept(self, key: Hashable, compute: Callable[[], ResultT]) -> ResultT:
        """Return a result that was computed before, or compute it now; two pages never compute the same."""
        with self._lock:
            if key not in self._results:
                self._results[key] = compute()
                if len(self._results) > _MAX_RESULTS:
                    self._results.popitem(last=False)
            self._results.move_to_end(key)
            result: ResultT = self._results[key]
            return result

    def _cells(self, column: str) -> list[str]:
        return ColumnTexts(self._table.select([column]).take(self.rows[self._answers.rows]), column)[:]

    @cached_property
    def _answers(self) -> Answers:
        texts = ColumnTexts(self._table.select([self._text_column]).take(self.rows), self._text_column)[:]
        labels = LABELS if self.has_neutral else BINARY_LABELS
        answers = Answers.of_columns(texts, self._predictions.score_columns(labels, self.rows, _TIE_BREAK))
        return self._readers.with_factors(answers, self._detected(answers)) if self._readers else answers

    @cached_property
    def _terms(self) -> Terms:
        return find_terms(self._answers.texts, self._answers.copies)

    @cached_property
    def _two_class_answers(self) -> Answers:
        languages = self._detected(self._answers)
        answers = self._in_two_classes(self._answers, languages)
        return self._readers.with_factors(answers, languages) if self._readers else answers

    def _detected(self, answers: Answers) -> list[str]:
        """Return the languages by which the service chose the models."""
        return self._predictions.languages(self.rows[answers.rows])

    def _in_two_classes(self, answers: Answers, languages: list[str]) -> Answers:
        return self._readers.two_classes(answers, languages) if self._readers else answers.two_classes()


class PreparedFiles:
    """The prepared files of all pages: those that were looked at last, as long as their jobs are kept."""

    def __init__(self, max_files: int = MAX_FILES) -> None:
        """Start without files.

        Args:
            max_files: most files at a time.
        """
        self._max_files = max_files
        self._files: OrderedDict[str, PreparedFile] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._files)

    def get(self, file: BulkJobFile) -> PreparedFile:
        """Return what is prepared of a file."""
        with self._lock:
            if file.share_id not in self._files:
                self._files[file.share_id] = PreparedFile(file)
                weakref.finalize(file, self._files.pop, file.share_id, None)
                while len(self._files) > self._max_files:
                    self._files.popitem(last=False)
            self._files.move_to_end(file.share_id)
            return self._files[file.share_id]
