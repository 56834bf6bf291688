"""`twitter-sentiment evaluate`: models compared on labeled data."""

from collections.abc import Iterable, Mapping, Sequence
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
from ..evaluation.report import COLUMNS, LANGUAGE_COLUMNS, describe_difference, language_row, table_row
from ..evaluation.systems import ClassifierSystem
from ..files.options import ReadOptions
from ..labels import parse_mapping
from ..metrics import LanguageMetrics
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
    by_language: Annotated[
        bool,
        typer.Option("--by-language", help="Measure each language too; without the two options below, it is detected."),
    ] = False,
    language: Annotated[
        list[str] | None,
        typer.Option(help="Language of a data set, such as pt, once for each --data; implies --by-language."),
    ] = None,
    language_column: Annotated[
        str | None,
        typer.Option(help="Column with the codes of the languages; implies --by-language.", show_default=False),
    ] = None,
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
        columns=Columns(
            text_column, label_column, parse_mapping(labels) if labels else None, reading, language=language_column
        ),
        models=tuple(model or ()),
        by_language=by_language or bool(language) or language_column is not None,
        languages=tuple(language or ()),
        vader=vader,
        behavior=behavior,
        max_mistakes=mistakes,
        record=record,
        settings=settings,
    )
    report = evaluation.evaluate(options, row_progress)
    for comparison in report.comparisons:
        _print_comparison(comparison)
    for system_name, languages in report.by_language.items():
        _print_languages(system_name, languages)
    for system_name, results in report.behavior.items():
        _print_behavior(system_name, results)
    typer.echo(f"Written: {options.output_dir / 'evaluation.md'}, with evaluation.json, plots and mistakes beside it")
    if record:
        for system in report.systems:
            if isinstance(system, ClassifierSystem):
                typer.echo(f"Recorded in {system.classifier.folder.path}")


def _print_comparison(comparison: Comparison) -> None:
    _print_table(comparison.title, COLUMNS, map(table_row, comparison.measurements))
    for difference in comparison.differences:
        typer.echo(describe_difference(difference))
    if comparison.without_text:
        typer.echo(f"Rows without text, left out: {comparison.without_text:,}.")


def _print_languages(name: str, languages: Mapping[str, LanguageMetrics]) -> None:
    # With codes instead of names and without the interval of ECE, so that it fits into 80 columns.
    rows = [[code, *language_row(code, metrics)[1:]] for code, metrics in languages.items()]
    ece_interval = LANGUAGE_COLUMNS.index("ECE") + 1
    header, *rows = [[*row[:ece_interval], *row[ece_interval + 1 :]] for row in [LANGUAGE_COLUMNS, *rows]]
    _print_table(f"{name} by language", header, rows)


def _print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    # Without lines and with the longer headers in two rows, so that it fits into 80 columns.
    table = Table(*header, title=title, title_justify="left", box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
        column.no_wrap = len(str(column.header)) <= len("macro F1")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


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
