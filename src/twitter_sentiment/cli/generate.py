"""`twitter-sentiment generate`: training texts made from templates."""

from pathlib import Path
from typing import Annotated

import typer

from .app import app


@app.command()
def generate(
    rows: Annotated[int, typer.Option(min=1, help="Texts to write, as many of each class.")] = 12_000,
    seed: Annotated[int, typer.Option(help="Seed of the choice of templates and words.")] = 42,
    output_file: Annotated[Path, typer.Option(help="CSV file to write, with the columns text and label.")] = Path(
        "data/generated.csv"
    ),
) -> None:
    """Write labelled texts made from templates: what collected data has too little of.

    Negation, feelings told by an emoji, contrasts, opinions of others, plain statements and questions. The same seed
    gives the same texts.
    """
    from ..bulk.csv_file import csv_writer, whole_file
    from ..data.generated import generate as run

    texts = run(rows, seed)
    with whole_file(output_file) as file:
        writer = csv_writer(file, output_file)
        writer.writerow(("text", "label"))
        for row in texts:
            writer.writerow(row)
    typer.echo(f"Written: {output_file} ({len(texts):,} texts)")
