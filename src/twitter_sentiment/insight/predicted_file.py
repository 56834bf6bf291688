"""A file with the probabilities of its texts, ready to be analyzed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..errors import InputError
from ..files.table import Table
from ..labels import BINARY_LABELS
from ..metrics import ViewCalibration
from ..text.language import languages_of
from .analysis import Analysis, NotEnglish, analyze
from .answers import Answers
from .file_columns import FileColumns
from .readers import Readers
from .trend import Period


@dataclass(frozen=True, eq=False)
class PredictedFile:
    """A file with the probabilities of its rows.

    Attributes:
        table: the file.
        columns: its columns.
        answers: its texts.
        not_english: those of them that are probably not English.
    """

    table: Table
    columns: FileColumns
    answers: Answers
    not_english: NotEnglish

    @classmethod
    def of_scores(
        cls, table: Table, columns: FileColumns, scores: Mapping[str, NDArray[np.float64]], *, english_only: bool
    ) -> "PredictedFile":
        """Put the scores beside the texts, and say how many are probably not English.

        Args:
            table: the file.
            columns: its columns.
            scores: for each class the probability of each row.
            english_only: leave out texts that are probably not English.

        Raises:
            InputError: no text is left.
        """
        answers = Answers.of_columns(columns.texts, scores)
        if not answers.texts:
            raise nothing_to_analyze(table)
        foreign = columns.not_english_of(answers)
        found = NotEnglish(int(foreign.sum()), english_only)
        if english_only:
            answers = answers.part(~foreign)
        if not answers.texts:
            raise InputError(
                f"All texts of {table.name} are probably not English: run it without --english-only to analyze them."
            )
        return cls(table, columns, answers, found)

    def read_by(self, readers: Readers, *, two_classes: bool = False) -> "PredictedFile":
        """Return it with what follows from the models that have predicted it.

        Args:
            readers: the models.
            two_classes: leave the neutral class out.
        """
        answers = self.answers
        languages = languages_of(answers.texts) if readers.need_languages else []
        if two_classes and len(answers.labels) > len(BINARY_LABELS):
            answers = readers.two_classes(answers, languages)
        return replace(self, answers=readers.with_factors(answers, languages))

    def analyze(self, calibration: ViewCalibration | None, period: Period | None) -> Analysis:
        """Analyze the file.

        Args:
            calibration: that of the view with its classes; None if the model folder has none.
            period: length of the periods; None chooses it.

        Raises:
            InputError: there would be too many periods.
        """
        times = self.columns.times_of(self.answers)
        return analyze(self.answers, calibration, times, self.columns.groups_of(self.answers), period, self.not_english)


def require_texts(table: Table, columns: FileColumns) -> None:
    """Raise `InputError` for a file without a single text."""
    if not any(map(str.strip, columns.texts)):
        raise nothing_to_analyze(table)


def nothing_to_analyze(table: Table) -> InputError:
    """Make the error of a file without a single text."""
    return InputError(f"{table.name} has no row with a text: there is nothing to analyze.")
