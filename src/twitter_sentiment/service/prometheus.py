"""Metrics for Prometheus, served at /metrics."""

import multiprocessing
import os
import shutil
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from ..inference import Prediction
from ..inference.batcher import BatchStats
from ..model.manifest import Manifest
from ..text.language import UNDETERMINED

DURATION_BUCKETS_SECS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
BATCH_SIZE_BUCKETS = (1, 2, 4, 8, 16, 32)
BATCH_TOKENS_BUCKETS = (8, 16, 32, 64, 128, 256, 512)
CONFIDENCE_BUCKETS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1)

OTHER_LANGUAGE = "other"
"""Label of all languages that no model was trained for, so that the number of series is bounded."""

MULTIPROCESS_DIR_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder that workers share their metrics in, so that each can report the sum; read by the library."""

MULTIPROCESS_DIR_PREFIX = "sentiment-metrics-"
"""Begins the name of such a folder that the service made itself."""

disable_created_metrics()  # type: ignore[no-untyped-call]  # they double the number of series, and no panel uses them


class PrometheusMetrics:
    """The metrics of one service, in a registry of their own."""

    def __init__(self) -> None:
        _remove_dead_workers()
        registry = CollectorRegistry()
        self._registry = registry
        self._requests = Counter(
            "http_requests",
            "Requests, by path and status",
            ["method", "path", "status"],
            registry=registry,
        )
        self._request_duration = Histogram(
            "http_request_duration_seconds",
            "Time from the first byte of a request to its response",
            ["path"],
            buckets=DURATION_BUCKETS_SECS,
            registry=registry,
        )
        self._requests_in_progress = Gauge(
            "http_requests_in_progress",
            "Requests without a response yet",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._queue_size = Gauge(
            "sentiment_queue_size",
            "Texts queued for a model",
            ["model"],
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._queue_wait = Histogram(
            "sentiment_queue_wait_seconds",
            "Longest time in the queue among the texts of a batch",
            ["model"],
            buckets=DURATION_BUCKETS_SECS,
            registry=registry,
        )
        self._batch_size = Histogram(
            "sentiment_batch_size",
            "Texts in a batch",
            ["model"],
            buckets=BATCH_SIZE_BUCKETS,
            registry=registry,
        )
        self._batch_tokens = Histogram(
            "sentiment_batch_tokens",
            "Tokens in a batch, without padding",
            ["model"],
            buckets=BATCH_TOKENS_BUCKETS,
            registry=registry,
        )
        self._batch_duration = Histogram(
            "sentiment_batch_duration_seconds",
            "Time of the model for a batch",
            ["model"],
            buckets=DURATION_BUCKETS_SECS,
            registry=registry,
        )
        self._cache_lookups = Counter(
            "sentiment_cache_lookups",
            "Texts looked up in the cache, by result",
            ["model", "result"],
            registry=registry,
        )
        self._predictions = Counter(
            "sentiment_predictions",
            "Predictions, by class",
            ["sentiment"],
            registry=registry,
        )
        self._confidence = Histogram(
            "sentiment_confidence",
            "Confidence of the predictions, by class",
            ["sentiment"],
            buckets=CONFIDENCE_BUCKETS,
            registry=registry,
        )
        self._texts = Counter(
            "sentiment_texts",
            "Texts whose language was looked at, by language; other are those that no model was trained for",
            ["language"],
            registry=registry,
        )
        self._languages = {UNDETERMINED}
        self._model_info = Gauge(
            "sentiment_model_info",
            "The models that serve",
            ["model", "base_model", "file", "sha256", "labels"],
            registry=registry,
            multiprocess_mode="max",
        )

    def begin_request(self) -> None:
        """Count a request as in progress."""
        self._requests_in_progress.inc()

    def end_request(self, method: str, path: str, status: int, duration_secs: float) -> None:
        """Record a request that is no longer in progress."""
        self._requests_in_progress.dec()
        self._requests.labels(method, path, status).inc()
        self._request_duration.labels(path).observe(duration_secs)

    def set_queue_size(self, model: str, texts: int) -> None:
        """Set how many texts are queued for a model."""
        self._queue_size.labels(model).set(texts)

    def record_batch(self, model: str, stats: BatchStats) -> None:
        """Record a batch of a model."""
        self._batch_size.labels(model).observe(stats.texts)
        self._batch_tokens.labels(model).observe(stats.tokens)
        self._queue_wait.labels(model).observe(stats.queued_secs)
        self._batch_duration.labels(model).observe(stats.duration_secs)

    def record_cache_lookup(self, model: str, hit: bool) -> None:
        """Record whether the cache of a model held a prediction."""
        self._cache_lookups.labels(model, "hit" if hit else "miss").inc()

    def record_prediction(self, prediction: Prediction) -> None:
        """Record a prediction: a shift of classes or confidence shows that the texts have changed."""
        self._predictions.labels(prediction.sentiment).inc()
        self._confidence.labels(prediction.sentiment).observe(prediction.confidence)

    def record_language(self, code: str) -> None:
        """Record the language of a text."""
        self._texts.labels(code if code in self._languages else OTHER_LANGUAGE).inc()

    def record_model(self, model: str, manifest: Manifest) -> None:
        """Record that a model serves."""
        self._queue_size.labels(model).set(0)
        self._languages |= manifest.language_codes
        sha256 = manifest.files[manifest.serve]
        self._model_info.labels(model, manifest.base_model, manifest.serve, sha256, ",".join(manifest.labels)).set(1)

    def render(self) -> bytes:
        """Return all series in the text format of Prometheus, summed over the workers."""
        if MULTIPROCESS_DIR_VARIABLE not in os.environ:
            return generate_latest(self._registry)
        all_workers = CollectorRegistry()
        MultiProcessCollector(all_workers)  # type: ignore[no-untyped-call]
        return generate_latest(all_workers)

    def close(self) -> None:
        """Remove this worker from the gauges that sum over live workers, and the folder if its owner was killed."""
        if MULTIPROCESS_DIR_VARIABLE not in os.environ:
            return
        mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]
        folder = Path(os.environ[MULTIPROCESS_DIR_VARIABLE])
        parent = multiprocessing.parent_process()
        if parent and not parent.is_alive() and folder.name.startswith(MULTIPROCESS_DIR_PREFIX):
            shutil.rmtree(folder, ignore_errors=True)


def _remove_dead_workers() -> None:
    """Remove workers that were killed from the gauges that sum over live workers."""
    folder = os.environ.get(MULTIPROCESS_DIR_VARIABLE)
    for file in Path(folder).glob("gauge_live*_*.db") if folder else ():
        pid = int(file.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            mark_process_dead(pid)  # type: ignore[no-untyped-call]
        except PermissionError:
            pass
