"""The model while the service runs: loading, serving, failed, or broken."""

import asyncio
import gc
import logging
import time
from collections.abc import Callable, Sequence
from itertools import chain, repeat

from ..errors import SentimentError
from ..inference import SentimentClassifier
from ..inference.async_classifier import AsyncClassifier
from ..inference.batcher import Batcher
from ..inference.cache import PredictionCache
from ..inference.loading import load_classifier
from ..inference.workers import STUCK_SECS
from ..settings import ServingSettings
from .prometheus import PrometheusMetrics

logger = logging.getLogger(__name__)

Loader = Callable[[ServingSettings], SentimentClassifier]

RETRY_SECS = (1, 2, 4, 8, 16, 32, 60)
"""Times between attempts to load a model that can't be loaded; the last one repeats."""


def load_worker_classifier(settings: ServingSettings) -> SentimentClassifier:
    """Load the model of the settings for one of WORKERS processes.

    Raises:
        ModelError: the model folder is missing, foreign or damaged.
    """
    return load_classifier(settings, processes=settings.workers)


class ModelHolder:
    """Holds the classifier once it is loaded, so that the service can start without it.

    Attributes:
        classifier: None while it is being loaded, and also if loading failed.
        failed: whether the last attempt to load it failed.
        on_broken: called when a batch is stuck and only a new process helps; set it before `load`.
    """

    def __init__(
        self,
        settings: ServingSettings,
        metrics: PrometheusMetrics,
        *,
        load: Loader = load_worker_classifier,
        stuck_secs: float = STUCK_SECS,
        retry_secs: Sequence[float] = RETRY_SECS,
    ) -> None:
        """Create an empty holder.

        Args:
            settings: which model to load, and the sizes of queue and cache.
            metrics: record batches, queue and cache.
            load: loads the classifier; called in a thread.
            stuck_secs: time after which a batch counts as stuck.
            retry_secs: times between attempts to load; the last one repeats.
        """
        self.classifier: AsyncClassifier | None = None
        self.failed = False
        self.on_broken: Callable[[], None] = lambda: None
        self._settings = settings
        self._metrics = metrics
        self._load_classifier = load
        self._stuck_secs = stuck_secs
        self._retry_secs = retry_secs

    @property
    def attempted(self) -> bool:
        """Whether loading has succeeded or failed once."""
        return self.failed or self.classifier is not None

    async def load(self) -> None:
        """Load the model; on failure, log the reason and try again until it is there."""
        retries = chain(self._retry_secs, repeat(self._retry_secs[-1]))
        while not self.classifier:
            try:
                await self._load_once()
            except Exception as error:
                self.failed = True  # on any error: requests must not wait for a model that may never come
                wait_secs = next(retries)
                known = isinstance(error, SentimentError)
                logger.error("No model is served: %s (Next attempt in %g s.)", error, wait_secs, exc_info=not known)
                await asyncio.sleep(wait_secs)

    async def _load_once(self) -> None:
        started = time.monotonic()
        classifier = await asyncio.to_thread(self._load)
        self._report(classifier, time.monotonic() - started)
        batcher = Batcher(
            classifier.model.logits,
            threads=classifier.threads,
            batch_size=classifier.batch_size,
            max_in_flight=self._settings.queue_size,
            on_batch=self._metrics.record_batch,
            on_queue_size=self._metrics.set_queue_size,
            on_broken=self.on_broken,
            stuck_secs=self._stuck_secs,
        )
        cache = PredictionCache(self._settings.cache_size, self._metrics.record_cache_lookup)
        self.classifier = AsyncClassifier(classifier, batcher, cache, self._metrics.record_language)

    def cancel_pending(self) -> None:
        """End all requests in flight with 503."""
        if self.classifier:
            self.classifier.batcher.stop("The service has stopped: ask again, and another will answer.")

    async def close(self) -> None:
        """End the threads of the model."""
        if self.classifier:
            await self.classifier.close()

    def _load(self) -> SentimentClassifier:
        classifier = self._load_classifier(self._settings)
        classifier.predict("warm up")
        gc.collect()
        gc.freeze()  # what is loaded stays: later collections need not scan it while requests are in flight
        return classifier

    def _report(self, classifier: SentimentClassifier, duration_secs: float) -> None:
        manifest = classifier.manifest
        logger.info(
            "Serving %s (%s, %s), loaded in %.1f s.",
            classifier.folder.path,
            manifest.base_model,
            manifest.serve,
            duration_secs,
        )
        self._metrics.record_model(manifest)
        max_len = self._settings.max_len
        if max_len and max_len < manifest.max_len:
            logger.info("MAX_LEN=%d shortens what the model reads; it was made for %d.", max_len, manifest.max_len)
        if self._settings.neutral and not classifier.has_neutral:
            logger.warning("NEUTRAL=true has no effect: the model has only %s.", " and ".join(manifest.labels))
