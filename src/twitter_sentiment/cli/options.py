"""Options that several commands share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..settings import settings

if TYPE_CHECKING:
    from ..inference import SentimentClassifier

NeutralOption = Annotated[
    bool | None,
    typer.Option("--neutral/--binary", help="Choose from three classes or from two.", show_default="NEUTRAL"),
]
ModelOption = Annotated[
    Path | None,
    typer.Option(help="Model folder.", show_default="MODEL_PATH, or the embedded model while there is no such folder"),
]


def load_classifier(model: Path | None) -> "SentimentClassifier":
    """Loads the model a command is to use: the folder it was given, else the one that would serve."""
    from ..inference.chosen import chosen_classifier

    return chosen_classifier(settings(), model)
