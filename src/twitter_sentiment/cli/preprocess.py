"""`twitter-sentiment preprocess`: a data set to train.csv and test.csv."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..labels import parse_mapping
from ..settings import settings
from .app import app

if TYPE_CHECKING:
    from ..data.preprocess import DataReport


@app.command()
def preprocess(
    source: Annotated[
        str,
        typer.Option(
            help="imdb or tweets (from the Hugging Face hub), an aclImdb folder or .tar.gz, or a labelled table "
            "(.csv, .tsv, .xlsx, .parquet, .jsonl)."
        ),
    ] = "imdb",
    sample_size: Annotated[
        int | None, typer.Option(min=2, help="Rows to keep for training, balanced; at most as many for testing.")
    ] = None,
    text_column: Annotated[str, typer.Option(help="Column of a table that holds the text.")] = "text",
    label_column: Annotated[str, typer.Option(help="Column of a table that holds the label.")] = "label",
    labels: Annotated[
        str | None, typer.Option(help="Classes of the label values, for example 0=negative,4=positive.")
    ] = None,
    test_file: Annotated[Path | None, typer.Option(help="A table of its own for testing.")] = None,
    test_size: Annotated[
        float, typer.Option(min=0.01, max=0.9, help="Share set aside for testing where there is no test part.")
    ] = 0.2,
    encoding: Annotated[str, typer.Option(help="Encoding of the table.")] = "utf-8",
    seed: Annotated[int, typer.Option(help="Seed of sampling and splitting.")] = 42,
    output_dir: Annotated[
        Path | None, typer.Option(help="Folder for train.csv and test.csv.", show_default="PROCESSED_DATA_DIR")
    ] = None,
) -> None:
    """Clean a labelled data set and split it into train.csv and test.csv.

    Empty and repeated texts are dropped, and what stands in the test part is removed from the training part.
    """
    from ..data.preprocess import preprocess as run
    from ..data.sources import Source
    from ..data.tables import Columns

    columns = Columns(text_column, label_column, parse_mapping(labels) if labels else None, encoding)
    folder = output_dir or settings().processed_data_dir
    report = run(Source(source, test_file, columns), folder, settings().results_dir, sample_size, test_size, seed)
    _show(report, folder)


def _show(report: "DataReport", folder: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("rows", "train", "test", title=f"Data from {report.source}")
    for column in table.columns[1:]:
        column.justify = "right"
    rows = {"read": "read", "empty": "empty, dropped", "duplicates": "repeated, dropped"} | {
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
