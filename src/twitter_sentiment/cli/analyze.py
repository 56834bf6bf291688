"""`twitter-sentiment analyze`: what the texts of a table say together."""

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Annotated

import typer

from ..bulk.kept_scores import ScoreKeeper
from ..errors import InputError
from ..files.options import ReadOptions
from ..files.table import Table, open_table
from ..inference.loading import choose_models, load_classifiers
from ..inference.routed import Classifier
from ..insight.file_columns import FileColumns
from ..insight.predicted_file import PredictedFile
from ..insight.readers import Readers
from ..model.folder import ModelFolder
from ..model.manifest import Manifest
from ..settings import Languages, ServingSettings
from .analysis import (
    AnalysisOptions,
    finish_analysis,
    prepare_analysis,
    prepare_other_file,
    takes_analysis_options,
)
from .analysis_table import print_analysis
from .options import LanguagesOption, ModelOption, TextColumnOption
from .progress import row_progress
from .reading import show_notes, takes_read_options


@takes_read_options
@takes_analysis_options
def analyze(
    file: Annotated[
        str,
        typer.Argument(
            help="Table with a column of texts, or the output of `batch --neutral --scores --keep-columns`; a file, a "
            "folder or pattern of tables, a URL, or - for standard input.",
            show_default=False,
        ),
    ],
    text_column: TextColumnOption = None,
    compare: Annotated[
        str | None,
        typer.Option(
            help="Another table, such as last month's: print how its shares differ and which terms set both apart.",
            show_default="none",
        ),
    ] = None,
    binary: Annotated[bool, typer.Option("--binary", help="Analyze two classes, without neutral.")] = False,
    model: ModelOption = None,
    languages: LanguagesOption = None,
    *,
    reading: ReadOptions,
    analysis: AnalysisOptions,
) -> None:
    """Say what the texts of a table say together: shares, trend, groups, drivers.

    A table with scores is analyzed as it is, by the calibration of the model that made them; another one is predicted
    first. Without --summary, the result is printed. The texts are held in memory.
    """
    reading = replace(reading, text_column=text_column)
    table = _open(file, reading)
    other = None if compare is None else _open(compare, reading)
    analysis.check_files({*table.paths, *(other.paths if other else ())})
    columns = prepare_analysis(table, analysis, with_scores=True)
    other_columns = None if other is None else prepare_other_file(other)
    predicting = _Predicting(model, languages, binary=binary)
    predicted = predicting.predict(table, columns, english_only=analysis.english_only)
    compared = None
    if other is not None and other_columns is not None:
        compared = predicting.predict(other, other_columns, english_only=analysis.english_only)
    two_classes = binary or (compared is not None and compared.answers.labels != predicted.answers.labels)
    predicted = predicted.read_by(predicting.readers, two_classes=two_classes)
    compared = compared and compared.read_by(predicting.readers, two_classes=two_classes)
    result = finish_analysis(predicted, predicting.readers, analysis, compared)
    if not analysis.summaries:
        print_analysis(result, table.name, table.rows)


def _open(file: str, reading: ReadOptions) -> Table:
    table = open_table(file, reading)
    table.require_text_column()
    show_notes(table.notes)
    if not table.rows:
        raise InputError(f"{table.name} has a header, but no rows.")
    return table


class _Predicting:
    """Gives files the scores that they lack; the model is loaded for the first that lacks them."""

    def __init__(self, model: Path | None, languages: Languages | None, *, binary: bool) -> None:
        self._settings = ServingSettings.load()
        self._model = model
        self._languages = languages
        self._binary = binary
        choice = choose_models(self._settings, model, languages)
        multilingual = None if choice.multilingual is None else Manifest.read(choice.multilingual)
        self.readers = Readers(ModelFolder.open(choice.first).manifest, multilingual)

    @cached_property
    def _classifier(self) -> Classifier:
        return load_classifiers(self._settings, self._model, self._languages)

    def predict(self, table: Table, columns: FileColumns, *, english_only: bool) -> PredictedFile:
        scores = columns.scores
        if scores is None:
            neutral = self._classifier.has_neutral and not self._binary
            keeper = ScoreKeeper(self._classifier, neutral=neutral, analyzed_neutral=neutral)
            with row_progress("Predicting", table.rows) as advance:
                keeper.predict_first(table, table.rows, advance)
            scores = keeper.scores()
        return PredictedFile.of_scores(table, columns, scores, english_only=english_only)
