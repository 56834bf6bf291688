"""`twitter-sentiment card`: the figures of a model into its card."""

from pathlib import Path
from typing import Annotated

import typer

from .app import app


@app.command()
def card(model: Annotated[Path, typer.Option(help="Model folder.")]) -> None:
    """Write the figures that `evaluate --record` measured into the model's README.md, between two marks.

    Whatever else stands in that file stays.
    """
    from ..evaluation.card import write_card

    typer.echo(f"Written: {write_card(model)}")
