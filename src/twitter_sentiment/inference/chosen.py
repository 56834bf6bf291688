"""The classifier that the settings choose: the same for the API and for every command."""

from pathlib import Path

from ..model.folder import folder_to_serve
from ..settings import Settings
from .classifier import SentimentClassifier
from .cores import available_cores


def chosen_classifier(settings: Settings, model: Path | None = None, *, processes: int = 1) -> SentimentClassifier:
    """Loads a model.

    Args:
        model: its folder; None is the one that serves: MODEL_PATH, or else the embedded model.
        processes: how many processes like this one share the cores.

    Raises:
        ModelError: the folder is missing, foreign or damaged.
    """
    folder = model if model is not None else folder_to_serve(settings.model_path)
    return SentimentClassifier.load(
        folder,
        max_len=settings.max_len_if_set,
        batch_size=settings.batch_size,
        threads=max(1, available_cores() // processes),
    )
