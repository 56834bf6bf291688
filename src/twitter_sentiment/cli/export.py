"""`twitter-sentiment export`: a Hugging Face classifier to a model folder of ours."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from ..labels import parse_mapping
from ..settings import settings
from ..text import NORMALISERS
from .app import app


@app.command()
def export(
    model: Annotated[str, typer.Option(help="Fine-tuned classifier: a folder or a name on the Hugging Face hub.")],
    output: Annotated[Path, typer.Option(help="Model folder to write.")],
    texts: Annotated[
        list[Path] | None,
        typer.Option(
            help="Table of real texts that calibrate and check int8; give it again for more.",
            show_default="train.csv of preprocess",
        ),
    ] = None,
    text_column: Annotated[str, typer.Option(help="Column of that table that holds the text.")] = "text",
    labels: Annotated[
        str | None, typer.Option(help="Classes of the model's labels, for example LABEL_0=negative,LABEL_1=positive.")
    ] = None,
    max_len: Annotated[
        int | None, typer.Option(min=8, help="Most tokens to read.", show_default="what the folder says, else 256")
    ] = None,
    normaliser: Annotated[
        str | None, typer.Option(help=f"Recipe for the text: {', '.join(NORMALISERS)}.", show_default=False)
    ] = None,
    base_model: Annotated[
        str | None, typer.Option(help="Name of the origin, for the manifest.", show_default=False)
    ] = None,
    serving_only: Annotated[
        bool, typer.Option("--serving-only", help="Leave out what only training needs (safetensors, fp32).")
    ] = False,
) -> None:
    """Turn a fine-tuned classifier into a model folder: ONNX, int8, manifest.

    The ONNX file must give the logits of the model within 1e-4, and int8 at least 97 % of its labels.
    """
    if normaliser is not None and normaliser not in NORMALISERS:
        raise InputError(f"There is no normaliser {normaliser!r}; there are: {', '.join(NORMALISERS)}.")
    from ..data.tables import read_texts
    from ..model.convert import export as run

    files = texts or [settings().processed_data_dir / "train.csv"]
    manifest = run(
        model,
        output,
        [text for file in files for text in read_texts(file, text_column)],
        labels=parse_mapping(labels) if labels else None,
        max_len=max_len,
        normaliser=normaliser,
        base_model=base_model,
        serving_only=serving_only,
    )
    typer.echo(f"Written: {output} (serves {manifest.serve})")
