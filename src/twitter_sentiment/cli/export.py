"""`twitter-sentiment export`: write a model folder from a Hugging Face classifier."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from ..labels import parse_mapping
from ..settings import TrainingSettings
from ..text import NORMALIZERS
from .options import TextColumnOption


def export(
    model: Annotated[str, typer.Option(help="Fine-tuned classifier: a folder or a name on the Hugging Face hub.")],
    output: Annotated[Path, typer.Option(help="Model folder to write.")],
    texts: Annotated[
        list[Path] | None,
        typer.Option(
            help="Table of real texts to calibrate and check int8 with; repeatable.",
            show_default="train.csv of preprocess",
        ),
    ] = None,
    text_column: TextColumnOption = None,
    labels: Annotated[
        str | None, typer.Option(help="Classes of the model's labels, for example LABEL_0=negative,LABEL_1=positive.")
    ] = None,
    max_len: Annotated[
        int | None,
        typer.Option(min=8, help="Most tokens to read.", show_default="as in the folder's manifest, else 256"),
    ] = None,
    normalizer: Annotated[
        str | None, typer.Option(help=f"Recipe for the text: {', '.join(NORMALIZERS)}.", show_default=False)
    ] = None,
    base_model: Annotated[
        str | None, typer.Option(help="Name of the origin, for the manifest.", show_default=False)
    ] = None,
    serving_only: Annotated[
        bool, typer.Option("--serving-only", help="Leave out the files that only training needs (safetensors, fp32).")
    ] = False,
    hub_layout: Annotated[
        bool,
        typer.Option(
            "--hub-layout",
            help="Copy the graph to onnx/model_quantized.onnx too, where transformers.js and optimum look for it on "
            "the Hugging Face Hub.",
        ),
    ] = False,
) -> None:
    """Turn a fine-tuned classifier into a model folder: ONNX, int8, manifest.

    The logits of the ONNX file must be within 1e-4 of the model's, and int8 must give at least 97.5 % of its labels.
    """
    if normalizer is not None and normalizer not in NORMALIZERS:
        raise InputError(f"There is no normalizer {normalizer!r}; there are: {', '.join(NORMALIZERS)}.")
    from ..data.labeled import read_texts
    from ..export.hub import export as export_model  # only here: torch takes seconds to import

    files = texts or [TrainingSettings.load().processed_data_dir / "train.csv"]
    manifest = export_model(
        model,
        output,
        [text for file in files for text in read_texts(file, text_column)],
        labels=parse_mapping(labels) if labels else None,
        max_len=max_len,
        normalizer=normalizer,
        base_model=base_model,
        serving_only=serving_only,
        hub_layout=hub_layout,
    )
    typer.echo(f"Written: {output} (serves {manifest.serve})")
