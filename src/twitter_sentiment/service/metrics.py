"""What Prometheus reads at /metrics."""

import os
from collections.abc import Callable
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
from ..inference.batching import RunReport
from ..model.manifest import Manifest

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
TEXTS = (1, 2, 4, 8, 16, 32)
TOKENS = (8, 16, 32, 64, 128, 256, 512)
CONFIDENCES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1)

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, which nobody reads

MULTIPROCESS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where several workers keep their figures, so that each of them can tell the sum; a variable of the library."""


class Metrics:
    """The series of one service."""

    def __init__(self) -> None:
        _forget_dead_workers()
        self._waiting_now: Callable[[], int] = lambda: 0
        self._registry = registry = CollectorRegistry()
        self.requests = Counter(
            "http_requests", "Requests, by path and status", ["method", "path", "status"], registry=registry
        )
        self.latency = Histogram(
            "http_request_seconds",
            "Time from the first byte to the answer",
            ["path"],
            buckets=SECONDS,
            registry=registry,
        )
        self.under_way = Gauge(
            "http_requests_under_way",
            "Requests that are not answered yet",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._waiting = Gauge(
            "sentiment_queue_texts", "Texts that wait for the model", registry=registry, multiprocess_mode="livesum"
        )
        self._wait = Histogram(
            "sentiment_queue_wait_seconds", "Longest wait among the texts of a run", buckets=SECONDS, registry=registry
        )
        self._texts = Histogram("sentiment_run_texts", "Texts of a run", buckets=TEXTS, registry=registry)
        self._tokens = Histogram("sentiment_run_tokens", "Tokens of a run", buckets=TOKENS, registry=registry)
        self._run = Histogram("sentiment_run_seconds", "Time of a run", buckets=SECONDS, registry=registry)
        self._lookups = Counter(
            "sentiment_cache_lookups", "Texts looked up in the cache, by result", ["result"], registry=registry
        )
        self._predictions = Counter("sentiment_predictions", "Answers, by class", ["sentiment"], registry=registry)
        self._confidence = Histogram(
            "sentiment_confidence", "Confidence of the answers, by class", ["sentiment"], buckets=CONFIDENCES,
            registry=registry,
        )  # fmt: skip
        self._model = Gauge(
            "sentiment_model_info", "The model that serves", ["base_model", "file", "sha256", "labels"],
            registry=registry, multiprocess_mode="max",
        )  # fmt: skip

    def watch_queue(self, waiting: Callable[[], int]) -> None:
        """Takes what tells how many texts wait now."""
        self._waiting_now = waiting

    def ran(self, report: RunReport) -> None:
        """Notes a run of the model."""
        self._waiting.set(report.waiting)
        self._texts.observe(report.texts)
        self._tokens.observe(report.tokens)
        self._wait.observe(report.waited)
        self._run.observe(report.seconds)

    def looked_up(self, hit: bool) -> None:
        """Notes whether the cache held an answer."""
        self._lookups.labels("hit" if hit else "miss").inc()

    def answered(self, prediction: Prediction) -> None:
        """Notes an answer: a shift of classes or confidence shows that the texts have changed."""
        self._predictions.labels(prediction.sentiment).inc()
        self._confidence.labels(prediction.sentiment).observe(prediction.confidence)

    def serves(self, manifest: Manifest) -> None:
        """Notes which model serves."""
        sha256 = manifest.files[manifest.serve]
        self._model.labels(manifest.base_model, manifest.serve, sha256, ",".join(manifest.labels)).set(1)

    def close(self) -> None:
        """Takes this worker's share out of figures that only count while it lives."""
        if MULTIPROCESS_FOLDER in os.environ:
            mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]

    def render(self) -> bytes:
        """All series in the text format of Prometheus, summed over the workers."""
        self._waiting.set(self._waiting_now())
        if MULTIPROCESS_FOLDER not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


def _forget_dead_workers() -> None:
    """Takes out what workers that died without a word left of the figures that only count while they live."""
    folder = os.environ.get(MULTIPROCESS_FOLDER)
    for file in Path(folder).glob("gauge_live*_*.db") if folder else ():
        pid = int(file.stem.rpartition("_")[2])
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            mark_process_dead(pid)  # type: ignore[no-untyped-call]
        except PermissionError:
            pass
