"""Clients of a service in the same process, and models that tests can hold or break."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from fastapi.testclient import TestClient
from numpy.typing import NDArray

from twitter_sentiment.inference import SentimentClassifier
from twitter_sentiment.model.onnx_model import OnnxModel
from twitter_sentiment.service.app import create_app
from twitter_sentiment.service.model_holder import Loader, load_worker_classifier
from twitter_sentiment.settings import ServingSettings

from ..models import FAST
from ..waiting import wait_until_loaded


def fast_model_settings(**settings: Any) -> ServingSettings:
    """Settings that serve the fast model alone, unless they say otherwise."""
    return ServingSettings(**{"model_path": "fast", "languages": "default"} | settings)


@contextmanager
def open_client(*, load: Loader = load_worker_classifier, **settings: Any) -> Iterator[TestClient]:
    """Start a service with the fast model and yield a client of it once predictions are served."""
    with TestClient(create_app(fast_model_settings(**settings), load=load)) as client:
        yield wait_until_loaded(client)


def load_wrapped(wrap: Callable[[OnnxModel], OnnxModel]) -> Loader:
    """Return a loader of the default model, on one thread and with its ONNX model wrapped."""

    def load(_: ServingSettings) -> SentimentClassifier:
        classifier = SentimentClassifier.load(FAST, threads=1)
        classifier.model = wrap(classifier.model)
        return classifier

    return load


class HeldModel(OnnxModel):
    """A model that computes nothing while a gate is closed."""

    def __init__(self, model: OnnxModel, gate: threading.Event) -> None:
        self.model = model
        self.gate = gate

    def logits(self, batch: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        assert self.gate.wait(60)
        return self.model.logits(batch)


class FailingModel(OnnxModel):
    """A model that fails once a switch is set."""

    def __init__(self, model: OnnxModel, failing: threading.Event, message: str) -> None:
        self.model = model
        self.failing = failing
        self.message = message

    def logits(self, batch: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        if self.failing.is_set():
            raise RuntimeError(self.message)
        return self.model.logits(batch)
