"""`twitter-sentiment preprocess`: write train.csv and test.csv from a data set."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from ..data.labeled import Columns
from ..data.preprocess import DataReport
from ..data.preprocess import preprocess as preprocess_data
from ..data.sources import Source
from ..files.options import ReadOptions
from ..labels import parse_mapping
from ..settings import TrainingSettings
from .options import LabelColumnOption, LabelsOption, SeedOption, TextColumnOption
from .reading import takes_read_options


@takes_read_options
def preprocess(
    source: Annotated[
        str,
        typer.Option(
            help="imdb or tweets (from the Hugging Face hub), an aclImdb folder or .tar.gz, or a labeled table "
            "(CSV, TSV, JSON, Parquet, XLSX …)."
        ),
    ] = "imdb",
    sample_size: Annotated[
        int | None, typer.Option(min=2, help="Rows to keep for training, balanced; at most as many for testing.")
    ] = None,
    text_column: TextColumnOption = None,
    label_column: LabelColumnOption = None,
    labels: LabelsOption = None,
    test_file: Annotated[Path | None, typer.Option(help="A separate table for testing.")] = None,
    test_size: Annotated[
        float, typer.Option(min=0.01, max=0.9, help="Share set aside for testing where there is no test part.")
    ] = 0.2,
    seed: SeedOption = 42,
    output_dir: Annotated[
        Path | None, typer.Option(help="Folder for train.csv and test.csv.", show_default="PROCESSED_DATA_DIR")
    ] = None,
    *,
    reading: ReadOptions,
) -> None:
    """Clean a labeled data set and split it into train.csv and test.csv.

    Empty and repeated texts are dropped, and texts of the test part are removed from the training part.
    """
    columns = Columns(text_column, label_column, parse_mapping(labels) if labels else None, reading)
    settings = TrainingSettings.load()
    folder = output_dir or settings.processed_data_dir
    report = preprocess_data(
        Source(source, test_file, columns),
        output_dir=folder,
        results_dir=settings.results_dir,
        sample_size=sample_size,
        test_size=test_size,
        seed=seed,
    )
    _show(report, folder)


def _show(report: DataReport, folder: Path) -> None:
    table = Table("rows", "train", "test", title=f"Data from {report.source}")
    for column in table.columns[1:]:
        column.justify = "right"
    rows = {
        "read": "read",
        "empty": "empty, dropped",
        "duplicates": "repeated, dropped",
        "also_in_test": "also in test, dropped",
        "set_aside": "set aside for testing",
        "not_sampled": "left out by sampling",
        "kept": "kept",
    }
    for name, title in rows.items():
        table.add_row(title, f"{getattr(report.train, name):,}", f"{getattr(report.test, name):,}")
    for label in report.train.labels:
        table.add_row(f"  {label}", *(f"{part.labels.get(label, 0):,}" for part in (report.train, report.test)))
    table.add_row("words a text (mean)", f"{report.train.mean_words}", f"{report.test.mean_words}")
    Console().print(table)
    typer.echo(f"Written: {folder / 'train.csv'}, {folder / 'test.csv'}")
