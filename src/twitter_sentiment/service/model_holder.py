"""The model while the service runs: loading, serving, failed, or broken."""

import asyncio
import gc
import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain, repeat

from ..errors import SentimentError
from ..inference import SentimentClassifier
from ..inference.async_classifier import AsyncClassifier
from ..inference.async_router import AsyncRouter
from ..inference.batcher import Batcher
from ..inference.cache import PredictionCache
from ..inference.loading import load_classifiers
from ..inference.routed import Classifier, RoutedClassifier
from ..inference.workers import STUCK_SECS
from ..settings import ServingSettings
from .prometheus import PrometheusMetrics

logger = logging.getLogger(__name__)

Loader = Callable[[ServingSettings], Classifier]

ServingClassifier = AsyncClassifier | AsyncRouter
"""What the endpoints use: one model, or two of which each reads its languages."""

RETRY_SECS = (1, 2, 4, 8, 16, 32, 60)
"""Times between attempts to load a model that can't be loaded; the last one repeats."""


def load_worker_classifier(settings: ServingSettings) -> Classifier:
    """Load the models of the settings for one of WORKERS processes.

    Raises:
        ModelError: the model folder is missing, foreign or damaged.
    """
    return load_classifiers(settings, processes=settings.workers)


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
        self.classifier: ServingClassifier | None = None
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
        models = await asyncio.to_thread(self._load)
        for model in models:
            self._report(model, time.monotonic() - started)
        self.classifier = self._serve(models)

    def _serve(self, models: Sequence[SentimentClassifier]) -> ServingClassifier:
        if len(models) == 1:
            return self._queued(models[0], self._metrics.record_language)
        first, multilingual = map(self._queued, models)
        return AsyncRouter(
            first,
            multilingual,
            cached_texts=self._settings.cache_size,
            on_language=self._metrics.record_language,
        )

    def _queued(
        self, classifier: SentimentClassifier, on_language: Callable[[str], None] = lambda _: None
    ) -> AsyncClassifier:
        """Give a model its queue and its cache."""
        name = classifier.folder.name
        batcher = Batcher(
            classifier.model.logits,
            threads=classifier.threads,
            batch_size=classifier.batch_size,
            max_in_flight=self._settings.queue_size,
            on_batch=partial(self._metrics.record_batch, name),
            on_queue_size=partial(self._metrics.set_queue_size, name),
            on_broken=self.on_broken,
            stuck_secs=self._stuck_secs,
        )
        cache = PredictionCache(self._settings.cache_size, partial(self._metrics.record_cache_lookup, name))
        return AsyncClassifier(classifier, batcher, cache, on_language)

    def cancel_pending(self) -> None:
        """End all requests in flight with 503."""
        if self.classifier:
            self.classifier.stop("The service has stopped: ask again, and another will answer.")

    async def close(self) -> None:
        """End the threads of the model."""
        if self.classifier:
            await self.classifier.close()

    def _load(self) -> list[SentimentClassifier]:
        """Load and warm up the models that read texts, and the detector of languages if they need it."""
        classifier = self._load_classifier(self._settings)
        models = [classifier.first]
        if isinstance(classifier, RoutedClassifier):
            models.append(classifier.multilingual)
        if classifier.needs_languages:
            classifier.languages(["aquí no se está mal"])
        for model in models:
            model.predict("warm up")
        gc.collect()
        gc.freeze()  # what is loaded stays: later collections need not scan it while requests are in flight
        return models

    def _report(self, classifier: SentimentClassifier, duration_secs: float) -> None:
        manifest = classifier.manifest
        logger.info(
            "Serving %s (%s, %s), loaded in %.1f s.",
            classifier.folder.path,
            manifest.base_model,
            manifest.serve,
            duration_secs,
        )
        self._metrics.record_model(classifier.folder.name, manifest)
        max_len = self._settings.max_len
        if max_len and max_len < manifest.max_len:
            logger.info("MAX_LEN=%d shortens what the model reads; it was made for %d.", max_len, manifest.max_len)
        if self._settings.neutral and not classifier.has_neutral:
            logger.warning("NEUTRAL=true has no effect: the model has only %s.", " and ".join(manifest.labels))
