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
        manifest: what is recorded about the first model.
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
        self.manifest = Manifest.read(find_folder(choice.first))
        second = () if choice.multilingual is None else Manifest.read(choice.multilingual).languages
        self.languages = tuple(dict.fromkeys([*self.manifest.languages, *second]))
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
