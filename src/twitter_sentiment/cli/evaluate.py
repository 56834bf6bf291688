"""`twitter-sentiment evaluate`: models compared on labeled data."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from .. import evaluation
from ..data.labeled import Columns
from ..evaluation.checklist import Behavior
from ..evaluation.checklist.challenge import ALL
from ..evaluation.compare import Comparison
from ..evaluation.report import COLUMNS, describe_difference, table_row
from ..evaluation.systems import ClassifierSystem
from ..files.options import ReadOptions
from ..labels import parse_mapping
from ..settings import ServingSettings
from .options import LabelColumnOption, LabelsOption, TextColumnOption
from .progress import row_progress
from .reading import takes_read_options


@takes_read_options
def evaluate(
    data: Annotated[
        list[Path] | None,
        typer.Option(help="Labeled table (CSV, TSV, JSON, Parquet, XLSX …); give it again for another data set."),
    ] = None,
    model: Annotated[
        list[Path] | None,
        typer.Option(
            help="Model: accurate, fast, or a folder; give it again to compare.",
            show_default="MODEL_PATH, or the default model while there is no such folder",
        ),
    ] = None,
    vader: Annotated[bool, typer.Option("--vader", help="Compare with VADER, a sentiment lexicon with rules.")] = False,
    behavior: Annotated[
        bool,
        typer.Option(
            "--behavior", help="Run the challenge set and behavioral tests: negation, sarcasm, typos, names …"
        ),
    ] = False,
    name: Annotated[
        list[str] | None,
        typer.Option(help="Name of a data set, once for each --data.", show_default="the name of its file"),
    ] = None,
    text_column: TextColumnOption = None,
    label_column: LabelColumnOption = None,
    labels: LabelsOption = None,
    mistakes: Annotated[int, typer.Option(min=0, help="Most wrong predictions to list, the most certain first.")] = 50,
    record: Annotated[
        bool, typer.Option("--record", help="Write the metrics into the model folder too, for GET /model and `card`.")
    ] = False,
    output_dir: Annotated[
        Path | None, typer.Option(help="Folder of the report.", show_default="RESULTS_DIR/evaluation")
    ] = None,
    *,
    reading: ReadOptions,
) -> None:
    """Evaluate models on labeled data: accuracy, recall, calibration, speed, slices.

    Data with neutral texts is evaluated in three classes, and without these texts in two; other data in two. Slices are
    parts of the data such as the texts with an emoji. The report is written when everything is measured.
    """
    settings = ServingSettings.load()
    options = evaluation.EvaluationOptions(
        output_dir=output_dir or settings.results_dir / "evaluation",
        data=tuple(data or ()),
        names=tuple(name or ()),
        columns=Columns(text_column, label_column, parse_mapping(labels) if labels else None, reading),
        models=tuple(model or ()),
        vader=vader,
        behavior=behavior,
        max_mistakes=mistakes,
        record=record,
        settings=settings,
    )
    report = evaluation.evaluate(options, row_progress)
    for comparison in report.comparisons:
        _print_comparison(comparison)
    for system_name, results in report.behavior.items():
        _print_behavior(system_name, results)
    typer.echo(f"Written: {options.output_dir / 'evaluation.md'}, with evaluation.json, plots and mistakes beside it")
    if record:
        for system in report.systems:
            if isinstance(system, ClassifierSystem):
                typer.echo(f"Recorded in {system.classifier.folder.path}")


def _print_comparison(comparison: Comparison) -> None:
    # Without lines and with the longer headers in two rows, so that it fits into 80 columns.
    table = Table(
        *COLUMNS, title=comparison.title, title_justify="left", box=None, padding=(0, 1, 0, 0), pad_edge=False
    )
    for column in table.columns[1:]:
        column.justify = "right"
        column.no_wrap = len(str(column.header)) <= len("macro F1")
    for measurement in comparison.measurements:
        table.add_row(*table_row(measurement))
    Console().print(table)
    for difference in comparison.differences:
        typer.echo(describe_difference(difference))
    if comparison.without_text:
        typer.echo(f"Rows without text, left out: {comparison.without_text:,}.")


def _print_behavior(name: str, behavior: Behavior) -> None:
    challenge = behavior.challenge[ALL]
    shares = [f"{challenge.two_classes.share:.1%} of {challenge.two_classes.rows} in two classes"]
    if challenge.three_classes:
        shares.append(f"{challenge.three_classes.share:.1%} of {challenge.three_classes.rows} in three")
    typer.echo(f"Challenge set, {name}: {', '.join(shares)} are correct.")
    passed = sum(result.passed for result in behavior.tests)
    cases = sum(result.cases for result in behavior.tests)
    weakest = min(behavior.tests, key=lambda result: result.pass_rate)
    typer.echo(
        f"Behavior of {name}: {passed:,} of {cases:,} cases passed ({passed / cases:.1%}); "
        f"the weakest is {weakest.name} ({weakest.pass_rate:.0%})."
    )
