"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from ..settings import Languages

NeutralOption = Annotated[
    bool | None,
    typer.Option("--neutral/--binary", help="Choose from three classes or from two.", show_default="NEUTRAL"),
]
ModelOption = Annotated[
    Path | None,
    typer.Option(
        help="Model: accurate, fast, or a folder.",
        show_default="MODEL_PATH, or the default model while there is no such folder",
    ),
]
LanguagesOption = Annotated[
    Languages | None,
    typer.Option(
        help="Which model reads a text: auto lets the multilingual one, where there is one, read what is surely not "
        "English; default and multilingual let one model read all texts.",
        show_default="LANGUAGES",
    ),
]
HostOption = Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 accepts connections from other machines.")]
TextColumnOption = Annotated[
    str | None,
    typer.Option(help="Column that holds the text.", show_default="text, or the only one that is named like it"),
]
LabelColumnOption = Annotated[
    str | None,
    typer.Option(help="Column that holds the label.", show_default="label, or the only one that is like it"),
]
LabelsOption = Annotated[
    str | None,
    typer.Option(
        help="Classes of the label values, for example 0=negative,4=positive; rows of a value without a class, as in "
        "irrelevant=, are left out."
    ),
]
SeedOption = Annotated[int, typer.Option(help="Random seed.")]
