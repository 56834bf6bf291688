"""A model that is loaded when the first tool needs it, so that a client gets the list of tools at once."""

import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.folder import find_folder, folder_to_serve
from ..model.manifest import Manifest
from ..settings import ServingSettings

if TYPE_CHECKING:
    from ..inference import SentimentClassifier


class LazyClassifier:
    """Holds a model for all threads.

    Attributes:
        manifest: what is recorded about it.
        neutral: whether the setting NEUTRAL asks for three classes.
    """

    def __init__(self, settings: ServingSettings, model: Path | None) -> None:
        """Find the model, without loading it.

        Args:
            settings: MODEL_PATH, MAX_LEN, BATCH_SIZE and NEUTRAL.
            model: the model folder; None is that of the settings.

        Raises:
            ModelError: the folder is missing or foreign.
        """
        self._settings = settings
        self._folder = find_folder(model or folder_to_serve(settings.model_path))
        self._lock = threading.Lock()
        self.manifest = Manifest.read(self._folder)
        self.neutral = settings.neutral

    def get(self) -> "SentimentClassifier":
        """Return the model; the first call loads it, and others wait for that.

        Raises:
            ModelError: the folder is damaged.
        """
        with self._lock:
            return self._classifier

    @cached_property
    def _classifier(self) -> "SentimentClassifier":
        from ..inference.loading import load_classifier  # only here: ONNX Runtime takes half a second to import

        return load_classifier(self._settings, self._folder)
