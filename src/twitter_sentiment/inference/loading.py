"""Loading the model that the settings name: the same for the service and for every command."""

from pathlib import Path

from ..model.cores import available_cores
from ..model.folder import folder_to_serve
from ..settings import ServingSettings
from .classifier import SentimentClassifier


def load_classifier(settings: ServingSettings, model: Path | None = None, *, processes: int = 1) -> SentimentClassifier:
    """Load a model.

    Args:
        settings: MODEL_PATH, MAX_LEN and BATCH_SIZE.
        model: the model folder; None is MODEL_PATH, or the default model while there is no such folder.
        processes: how many processes like this one share the cores.

    Raises:
        ModelError: the folder is missing, foreign or damaged.
    """
    folder = model if model is not None else folder_to_serve(settings.model_path)
    return SentimentClassifier.load(
        folder,
        max_len=settings.max_len,
        batch_size=settings.batch_size,
        threads=max(1, available_cores() // processes),
    )
