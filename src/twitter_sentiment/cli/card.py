"""`twitter-sentiment card`: the metrics of a model in its model card."""

from pathlib import Path
from typing import Annotated

import typer

from ..evaluation.model_card import write_card


def card(
    model: Annotated[Path, typer.Option(help="Model: accurate, fast, or a folder.")],
    license_name: Annotated[
        str | None,
        typer.Option(
            "--license", help="License of the weights, such as mit.", show_default="that of the card, or unknown"
        ),
    ] = None,
) -> None:
    """Write the metrics of a model into its README.md.

    They are those of `evaluate --record`, and stand between two marks; the text around the marks stays. Above them
    stands metadata for the Hugging Face Hub.
    """
    typer.echo(f"Written: {write_card(model, license_name)}")
