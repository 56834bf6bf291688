"""The model while the service runs: loading, serving, failed, or broken."""

import asyncio
import gc
import logging
import time
from collections.abc import Callable

from ..errors import SentimentError
from ..inference import SentimentClassifier
from ..inference.batching import Batcher
from ..inference.cache import AnswerCache
from ..inference.chosen import chosen_classifier
from ..inference.shared import SharedClassifier
from ..settings import Settings
from .metrics import Metrics

logger = logging.getLogger(__name__)


class ModelHolder:
    """Holds the classifier once it is loaded, so that the service can start without it.

    Attributes:
        shared: the classifier; None while it loads, and for good if it could not be loaded.
        failed: whether it could not be loaded.
    """

    def __init__(self, settings: Settings, metrics: Metrics, on_broken: Callable[[], None]) -> None:
        self._settings, self._metrics, self._on_broken = settings, metrics, on_broken
        self.shared: SharedClassifier | None = None
        self.failed = False

    async def load(self) -> None:
        """Loads the model to serve; a model that can't be loaded is logged, and the service stays without."""
        started = time.monotonic()
        try:
            classifier = await asyncio.to_thread(self._load)
        except Exception as error:
            self.failed = True  # whatever it was: requests must not wait for a model that will not come
            logger.error("No model is served: %s", error, exc_info=not isinstance(error, SentimentError))
            return
        self._report(classifier, time.monotonic() - started)
        batcher = Batcher(
            classifier.model.logits,
            threads=classifier.threads,
            batch_size=classifier.batch_size,
            capacity=self._settings.queue_size,
            on_run=self._metrics.ran,
            on_broken=self._on_broken,
        )
        self.shared = SharedClassifier(
            classifier, batcher, AnswerCache(self._settings.cache_size, self._metrics.looked_up)
        )

    def give_up(self) -> None:
        """Answers all requests that are under way with 503."""
        if self.shared:
            self.shared.batcher.stop("The service has stopped: ask again, and another will answer.")

    async def close(self) -> None:
        """Ends the threads of the model."""
        if self.shared:
            await self.shared.close()

    def _load(self) -> SentimentClassifier:
        classifier = chosen_classifier(self._settings, processes=self._settings.workers)
        classifier.predict("warm up")
        gc.collect()
        gc.freeze()  # what is there now stays: the collector need not look at it again while requests wait
        return classifier

    def _report(self, classifier: SentimentClassifier, seconds: float) -> None:
        manifest, folder = classifier.manifest, classifier.folder.path
        logger.info("Serving %s (%s, %s), loaded in %.1f s.", folder, manifest.base_model, manifest.serve, seconds)
        self._metrics.serves(manifest)
        shorter = self._settings.max_len_if_set
        if shorter and shorter < manifest.max_len:
            logger.info("MAX_LEN=%d shortens what the model reads; it was made for %d.", shorter, manifest.max_len)
        if self._settings.neutral and not classifier.has_neutral:
            logger.warning("NEUTRAL=true has no effect: the model knows %s only.", " and ".join(manifest.labels))
