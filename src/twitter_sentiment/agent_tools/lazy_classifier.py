"""Models that are loaded when the first tool needs them, so that a client gets the list of tools at once."""

import threading
from functools import cached_property, partial
from pathlib import Path

from ..inference.loading import choose_models, load_classifiers
from ..inference.routed import Classifier
from ..model.folder import find_folder
from ..model.manifest import Manifest
from ..settings import Languages, ServingSettings


class LazyClassifier:
    """Holds one model or two for all threads.

    Attributes:
        manifests: what is recorded about the models, the first one first.
        manifest: the first of them.
        languages: codes of the languages that the models were trained for.
        neutral: whether the setting NEUTRAL asks for three classes.
    """

    def __init__(
        self, settings: ServingSettings, model: Path | None = None, languages: Languages | None = None
    ) -> None:
        """Find the models, without loading them.

        Args:
            settings: of the models, and NEUTRAL.
            model, languages: as `choose_models` takes them.

        Raises:
            InputError: two models are named for all texts.
            ModelError: a folder is missing or foreign.
        """
        self._load = partial(load_classifiers, settings, model, languages)
        self._lock = threading.Lock()
        choice = choose_models(settings, model, languages)
        folders = [find_folder(choice.first), choice.multilingual]
        self.manifests = tuple(Manifest.read(folder) for folder in folders if folder is not None)
        self.manifest = self.manifests[0]
        self.languages = tuple(dict.fromkeys(code for manifest in self.manifests for code in manifest.languages))
        self.neutral = settings.neutral

    def get(self) -> Classifier:
        """Return what predicts; the first call loads it, and others wait for that.

        Raises:
            ModelError: a folder is damaged.
        """
        with self._lock:
            return self._classifier

    @cached_property
    def _classifier(self) -> Classifier:
        return self._load()
