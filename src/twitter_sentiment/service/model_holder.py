"""The model while the service runs: loading, loaded, or failed."""

import logging
import time
from pathlib import Path

from ..errors import SentimentError
from ..inference import SentimentClassifier
from ..model.folder import folder_to_serve
from ..settings import Settings

logger = logging.getLogger(__name__)


class ModelHolder:
    """Holds the classifier once it is loaded, so that the service can start without it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.classifier: SentimentClassifier | None = None
        self.failed = False

    def load(self) -> None:
        """Loads the model to serve; a model that can't be loaded is logged, and the service stays without."""
        settings, started = self._settings, time.monotonic()
        try:
            folder = folder_to_serve(settings.model_path)
            classifier = SentimentClassifier.load(
                folder, max_len=settings.max_len_if_set, batch_size=settings.batch_size
            )
            classifier.predict("warm up")
        except Exception as error:
            self.failed = True  # whatever it was: requests must not wait for a model that will not come
            logger.error("No model is served: %s", error, exc_info=not isinstance(error, SentimentError))
            return
        self._report(classifier, folder, time.monotonic() - started)
        self.classifier = classifier

    def _report(self, classifier: SentimentClassifier, folder: Path, seconds: float) -> None:
        manifest = classifier.manifest
        logger.info("Serving %s (%s, %s), loaded in %.1f s.", folder, manifest.base_model, manifest.serve, seconds)
        shorter = self._settings.max_len_if_set
        if shorter and shorter < manifest.max_len:
            logger.info("MAX_LEN=%d shortens what the model reads; it was made for %d.", shorter, manifest.max_len)
        if self._settings.neutral and not classifier.has_neutral:
            logger.warning("NEUTRAL=true has no effect: the model knows %s only.", " and ".join(manifest.labels))
