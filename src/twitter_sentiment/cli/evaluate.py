"""`twitter-sentiment evaluate`: measures models on labelled data, beside each other."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError
from ..labels import parse_mapping
from ..settings import settings
from .app import app
from .options import load_classifier
from .progress import row_progress

if TYPE_CHECKING:
    from ..evaluation.measuring import Report


@app.command()
def evaluate(
    data: Annotated[
        list[Path] | None,
        typer.Option(help="Labelled table (.csv, .tsv, .xlsx, .parquet, .jsonl); give it again for another data set."),
    ] = None,
    model: Annotated[
        list[Path] | None,
        typer.Option(
            help="Model folder; give it again to compare.",
            show_default="MODEL_PATH, or the embedded model while there is no such folder",
        ),
    ] = None,
    vader: Annotated[bool, typer.Option("--vader", help="Compare with VADER, a list of words with rules.")] = False,
    behaviour: Annotated[
        bool,
        typer.Option("--behaviour", help="Put the models to behavioural tests: negation, emoji, typos, names …"),
    ] = False,
    name: Annotated[
        list[str] | None,
        typer.Option(help="What to call a data set, once for each --data.", show_default="the name of its file"),
    ] = None,
    text_column: Annotated[str, typer.Option(help="Column that holds the text.")] = "text",
    label_column: Annotated[str, typer.Option(help="Column that holds the label.")] = "label",
    labels: Annotated[
        str | None, typer.Option(help="Classes of the label values, for example 0=negative,4=positive.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="Encoding of the tables.")] = "utf-8",
    mistakes: Annotated[int, typer.Option(min=0, help="Most wrong answers to list, the surest first.")] = 50,
    record: Annotated[
        bool, typer.Option("--record", help="Write the figures into the model folder too: the service tells them.")
    ] = False,
    output_dir: Annotated[
        Path | None, typer.Option(help="Folder of the report.", show_default="RESULTS_DIR/evaluation")
    ] = None,
) -> None:
    """Measure models on labelled data: accuracy, recall, calibration, speed, and parts such as texts with an emoji.

    Data with neutral texts is measured in three classes, other data in two. The report is written when all is measured.
    """
    from ..data.tables import Columns
    from ..evaluation.contenders import Contender, Vader, models
    from ..evaluation.data_sets import read_data_sets
    from ..evaluation.folder import staged, write_report
    from ..evaluation.measuring import Report, check_classes, compare
    from ..evaluation.record import record as record_figures

    columns = Columns(text_column, label_column, parse_mapping(labels) if labels else None, encoding)
    if not data and not behaviour:
        raise InputError("There is nothing to measure with: give a labelled table with --data, or --behaviour.")
    data_sets = read_data_sets(data or [], name or [], columns)
    folders = {folder.resolve(): folder for folder in model or []}  # the same one twice is measured once
    measured = models([load_classifier(folder) for folder in folders.values() or [None]])
    contenders: list[Contender] = [*measured, *([Vader()] if vader else [])]
    check_classes(contenders, data_sets)
    output = output_dir or settings().results_dir / "evaluation"
    total = sum(len(data_set.texts) for data_set in data_sets) * len(contenders)
    with staged(output) as folder:
        with row_progress("Measuring", total) as advance:
            comparisons = [compare(contenders, data_set, mistakes=mistakes, advance=advance) for data_set in data_sets]
        behaved = {one.name: one.behave() for one in measured} if behaviour else {}
        report = Report(contenders, comparisons, behaved)
        write_report(report, folder)
    _show(report)
    typer.echo(f"Written: {output / 'evaluation.md'}, evaluation.json, figures and mistakes beside them")
    if record:
        for one in measured:
            record_figures(one, comparisons, behaved.get(one.name, ()))
            typer.echo(f"Recorded in {one.classifier.folder.path}")


def _show(report: "Report") -> None:
    from rich.console import Console
    from rich.table import Table

    from ..evaluation.report import COLUMNS, table_row

    for comparison in report.comparisons:
        table = Table(*COLUMNS, title=comparison.data.name, title_justify="left")
        for column in table.columns[1:]:
            column.justify = "right"
        for measurement in comparison.measurements:
            table.add_row(*table_row(measurement))
        Console().print(table)
        if comparison.without_text:
            typer.echo(f"Rows without text, left out: {comparison.without_text:,}.")
    for name, results in report.behaviour.items():
        passed, cases = sum(result.passed for result in results), sum(result.cases for result in results)
        weakest = min(results, key=lambda result: result.share)
        typer.echo(
            f"Behaviour of {name}: {passed:,} of {cases:,} cases passed ({passed / cases:.1%}); "
            f"the weakest is {weakest.name} ({weakest.share:.0%})."
        )
