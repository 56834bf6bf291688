"""`twitter-sentiment analyze`: what the texts of a table say together."""

from dataclasses import replace
from typing import Annotated

import typer

from ..bulk.kept_scores import ScoreKeeper
from ..errors import InputError
from ..files.options import ReadOptions
from ..files.table import open_table
from ..inference.loading import load_classifier
from ..model.folder import ModelFolder, folder_to_serve
from ..settings import ServingSettings
from .analysis import AnalysisOptions, finish_analysis, prepare_analysis, takes_analysis_options
from .analysis_table import print_analysis
from .options import ModelOption, TextColumnOption
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
    binary: Annotated[bool, typer.Option("--binary", help="Analyze two classes, without neutral.")] = False,
    model: ModelOption = None,
    *,
    reading: ReadOptions,
    analysis: AnalysisOptions,
) -> None:
    """Say what the texts of a table say together: shares, trend, groups, drivers.

    A table with scores is analyzed as it is, by the calibration of the model that made them; another one is predicted
    first. Without --summary, the result is printed. The texts are held in memory.
    """
    table = open_table(file, replace(reading, text_column=text_column))
    table.require_text_column()
    show_notes(table.notes)
    if not table.rows:
        raise InputError(f"{table.name} has a header, but no rows.")
    analysis.check_files(table.paths)
    columns = prepare_analysis(table, analysis, with_scores=True)
    settings = ServingSettings.load()
    scores = columns.scores
    if scores is not None:
        manifest = ModelFolder.open(model or folder_to_serve(settings.model_path)).manifest
    else:
        classifier = load_classifier(settings, model)
        manifest = classifier.manifest
        neutral = classifier.has_neutral and not binary
        keeper = ScoreKeeper(classifier, neutral=neutral, analyzed_neutral=neutral)
        with row_progress("Predicting", table.rows) as advance:
            keeper.predict_first(table, table.rows, advance)
        scores = keeper.scores()
    result = finish_analysis(table, columns, scores, manifest, analysis, two_classes=binary)
    if not analysis.summaries:
        print_analysis(result, table.name, table.rows)
