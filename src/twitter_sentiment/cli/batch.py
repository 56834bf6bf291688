"""`twitter-sentiment batch`: predicts a CSV file."""

from pathlib import Path
from typing import Annotated

import typer

from ..labels import LABELS, POSITIVE
from ..settings import settings
from .app import app
from .options import ModelOption, NeutralOption, load_classifier
from .progress import row_progress


@app.command()
def batch(
    input_file: Annotated[Path, typer.Option(help="CSV file with a header and a column of texts.")],
    output_file: Annotated[Path, typer.Option(help="CSV file to write: text, sentiment, confidence.")] = Path(
        "results/predictions.csv"
    ),
    text_column: Annotated[str, typer.Option(help="Column that holds the text.")] = "text",
    encoding: Annotated[str, typer.Option(help="Encoding of the input file.")] = "utf-8",
    keep_columns: Annotated[bool, typer.Option("--keep-columns", help="Copy the other columns too.")] = False,
    neutral: NeutralOption = None,
    model: ModelOption = None,
) -> None:
    """Predict every row of a CSV file.

    Rows keep their order, and a row without text stays, with an empty answer. The output file appears when it is whole.
    A name that ends in .tsv is read and written with tabs.
    """
    from ..bulk.csv_file import CsvTable
    from ..bulk.predict_file import predict_file

    table = CsvTable.open(input_file, text_column, encoding)
    classifier = load_classifier(model)
    shown = classifier.shows_neutral(neutral, settings().neutral)
    with row_progress("Predicting", table.rows) as advance:
        summary = predict_file(
            classifier, table, output_file, neutral=shown, keep_columns=keep_columns, advance=advance
        )
    rate = summary.rows / summary.seconds if summary.seconds else 0
    counts = ", ".join(
        f"{summary.sentiments[label]:,} {label}" for label in reversed(LABELS) if summary.sentiments[label]
    )
    typer.echo(f"{summary.rows:,} rows in {summary.seconds:.1f} s ({rate:,.0f} rows/s): {counts or 'no predictions'}.")
    typer.echo(f"Share positive: {summary.share(POSITIVE):.1%}. Rows without text: {summary.without_text:,}.")
    if table.ragged:
        typer.echo(
            f"{table.ragged:,} rows have more cells than the header; the surplus was ignored (unquoted commas?)."
        )
    typer.echo(f"Written: {output_file}")
