"""`twitter-sentiment batch`: the predictions of a table."""

import time
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ..bulk.dry_run import dry_run
from ..bulk.engine import LocalEngine
from ..bulk.kept_scores import ScoreKeeper
from ..bulk.language_count import LanguageCounter
from ..bulk.options import STANDARD_OUTPUT, BulkOptions, EngineName
from ..bulk.output_table import OutputTable
from ..bulk.predict_file import BulkRun, open_run
from ..bulk.ray_data import predict_blocks, require_ray
from ..bulk.ray_run import RayRun, open_ray_run
from ..bulk.summary import BulkSummary
from ..bulk.unique_ids import require_unique_ids
from ..errors import InputError
from ..files.options import ReadOptions, count_of
from ..files.table import Table, open_table
from ..files.urls import is_url
from ..inference import Prediction
from ..inference.loading import load_classifiers
from ..inference.routed import Classifier
from ..insight.file_columns import count_not_english, find_language_column
from ..insight.predicted_file import PredictedFile
from ..insight.readers import Readers
from ..labels import LABELS, POSITIVE
from ..settings import ServingSettings
from .analysis import AnalysisOptions, finish_analysis, prepare_analysis, takes_analysis_options
from .options import LanguagesOption, ModelOption, NeutralOption, TextColumnOption
from .progress import row_progress
from .reading import show_notes, takes_read_options

SHOWN_ROWS = 5
SHOWN_CHARACTERS = 80


@takes_read_options
@takes_analysis_options
def batch(
    input_file: Annotated[
        str,
        typer.Option(
            help="Table with a column of texts (CSV, TSV, JSON, JSON Lines, Parquet, XLSX, .txt with a text a line, an "
            "X archive), also compressed; a folder or pattern of tables, a URL (s3://, gs://), or - for standard input."
        ),
    ],
    output_file: Annotated[
        str,
        typer.Option(
            help="Table to write: text, sentiment, confidence; its ending tells the format. - is standard output; "
            "--engine ray also writes to a URL."
        ),
    ] = "results/predictions.csv",
    text_column: TextColumnOption = None,
    id_column: Annotated[
        str | None,
        typer.Option(
            help="Column that becomes the first one of the output; its values must differ.", show_default="none"
        ),
    ] = None,
    keep_columns: Annotated[bool, typer.Option("--keep-columns", help="Copy the other columns too.")] = False,
    scores: Annotated[bool, typer.Option("--scores", help="Write the probability of each class too.")] = False,
    language: Annotated[
        bool,
        typer.Option(
            "--language", help="Write the language of each text too, and whether the model was trained for it."
        ),
    ] = False,
    safe_csv: Annotated[
        bool,
        typer.Option(
            "--safe-csv", help="Put an apostrophe in front of cells of CSV that a spreadsheet would run as formulas."
        ),
    ] = False,
    neutral: NeutralOption = None,
    model: ModelOption = None,
    languages: LanguagesOption = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Begin again instead of continuing an unfinished run.")
    ] = False,
    dry: Annotated[
        bool,
        typer.Option("--dry-run", help="Only say what would be done, the first predictions, and how long it takes."),
    ] = False,
    engine: Annotated[
        EngineName, typer.Option(help="What predicts: the cores of this machine, or the workers of Ray.")
    ] = EngineName.LOCAL,
    ray_address: Annotated[
        str | None,
        typer.Option(help="Ray cluster, such as auto or head:6379.", show_default="workers on this machine"),
    ] = None,
    *,
    reading: ReadOptions,
    analysis: AnalysisOptions,
) -> None:
    """Predict every row of a table.

    Rows keep their order, and a row without text stays, with an empty prediction. The output file appears when it is
    complete. If the command is stopped, by whatever, the same command goes on where it was. --summary and --drivers
    also analyze the predictions, in three classes unless --binary is given; they hold the texts in memory.
    """
    started = time.monotonic()
    _check_engine(engine, ray_address, output_file, analysis)
    reading = replace(reading, text_column=text_column)
    table = open_table(input_file, replace(reading, reject_file=None) if dry else reading)
    table.require_text_column()
    read_secs = time.monotonic() - started
    show_notes(table.notes)
    settings = ServingSettings.load()
    classifier = load_classifiers(settings, model, languages)
    options = BulkOptions(
        neutral=classifier.resolve_neutral(neutral, settings.neutral),
        scores=scores,
        language=language,
        keep_columns=keep_columns,
        id_column=id_column,
        safe_csv=safe_csv,
        reading=reading,
        engine=engine,
    )
    columns = prepare_analysis(table, analysis, with_scores=False) if analysis.is_wanted else None
    if dry:
        _show_dry_run(classifier, table, read_secs, Path(output_file), options)
        return
    analysis.check_files({*table.paths, output_file})
    to_standard_output = output_file == STANDARD_OUTPUT
    if to_standard_output or not table.paths:
        what = "standard output" if to_standard_output else table.name
        typer.echo(f"Note: {what} can't be resumed: if the run is stopped, it must begin again.", err=True)
    keeper = None
    if columns is not None:
        keeper = ScoreKeeper(
            classifier,
            neutral=options.neutral,
            analyzed_neutral=classifier.has_neutral and neutral is not False,
            languages=True,
        )
    language_column = find_language_column(table)
    counter = LanguageCounter(
        keeper or LocalEngine(classifier, neutral=options.neutral, languages=language or language_column is None),
        table,
        language_column,
    )
    opened: AbstractContextManager[BulkRun | RayRun] = (
        open_ray_run(
            classifier, table, output_file, options, partial(predict_blocks, address=ray_address), restart=restart
        )
        if engine is EngineName.RAY
        else open_run(classifier, table, Path(output_file), options, restart=restart, engine=counter)
    )
    with opened as run:
        if run.done_before:
            typer.echo(f"{run.done_before:,} of {table.rows:,} rows are done: the run goes on behind them.", err=True)
        with row_progress("Predicting", table.rows, run.done_before) as advance:
            summary = run.predict(advance)
    foreign = None
    if engine is EngineName.LOCAL:
        foreign = counter.not_english + count_not_english(table, run.done_before, language_column)
    typer.echo(_described(summary, foreign), err=to_standard_output)
    if not to_standard_output:
        typer.echo(f"Written: {output_file}")
    if keeper is not None and columns is not None:
        if run.done_before:
            with row_progress("Predicting the rows of the earlier run again", run.done_before) as advance:
                keeper.predict_first(table, run.done_before, advance)
        predicted = PredictedFile.of_scores(table, columns, keeper.scores(), english_only=analysis.english_only)
        readers = Readers(*classifier.manifests)
        finish_analysis(predicted.read_by(readers), readers, analysis)


def _check_engine(engine: EngineName, ray_address: str | None, output_file: str, analysis: AnalysisOptions) -> None:
    """Check that the engine can do what is asked for."""
    if analysis.is_chosen and not analysis.is_wanted:
        raise InputError("An analysis needs a file to write: add --summary FILE or --drivers FILE.")
    if engine is EngineName.RAY:
        if analysis.is_wanted:
            raise InputError(
                "--engine ray writes no --summary and no --drivers: run it with --neutral --scores --keep-columns, "
                "and `analyze` on its output."
            )
        require_ray(ray_address)
    elif ray_address or is_url(output_file):
        raise InputError(f"--engine local can't use {ray_address or output_file}: add --engine ray.")


def _described(summary: BulkSummary, not_english: int | None) -> str:
    counts = ", ".join(f"{summary.counts[label]:,} {label}" for label in reversed(LABELS) if summary.counts[label])
    foreign = f" Texts probably not English: {not_english:,}." if not_english else ""
    return (
        f"{count_of(summary.rows, 'row')} in {summary.seconds:.1f} s ({summary.rows_per_sec:,.0f} rows/s): "
        f"{counts or 'no predictions'}.\n"
        f"Share positive: {summary.share(POSITIVE):.1%}. Rows without text: {summary.without_text:,}.{foreign}"
    )


def _show_dry_run(classifier: Classifier, table: Table, read_secs: float, output: Path, options: BulkOptions) -> None:
    """Print rows, columns, the first predictions and the expected time."""
    output_table = OutputTable(table, output, classifier.decoder(options.neutral).labels, options)
    if output_table.id_column:
        require_unique_ids(table, output_table.id_column)
    sample = dry_run(LocalEngine(classifier, neutral=options.neutral), table)
    lines = [
        f"{table.name}: {count_of(table.rows, 'row')}, read in {read_secs:.1f} s. "
        f"Columns: {', '.join(table.columns)}; the texts are in {table.require_text_column()}.",
        *map(_answer, sample.texts[:SHOWN_ROWS], sample.predictions[:SHOWN_ROWS]),
        f"Would be written: {output}, with the columns {', '.join(output_table.schema.names)}.",
        f"Expected time: {timedelta(seconds=round(sample.expected_secs))} ({sample.rows_per_sec:,.0f} rows/s).",
    ]
    typer.echo("\n".join(lines))


def _answer(text: str, prediction: Prediction | None) -> str:
    shown = " ".join(text.split())
    if len(shown) > SHOWN_CHARACTERS:
        shown = f"{shown[:SHOWN_CHARACTERS]}…"
    if prediction is None:
        return f"  {'no text':<8}          {shown}".rstrip()
    return f"  {prediction.sentiment:<8}  {prediction.confidence:.4f}  {shown}"
