"""Stand-ins for the model, which batch tests can hold and observe."""

import asyncio
import threading
from collections.abc import Callable, Sequence

import numpy as np

from twitter_sentiment.inference.queue import Ids

from ..waiting import PATIENCE_SECS


def echo(texts: Sequence[Ids]) -> np.ndarray:
    """Return as logits of each text its first token and its length, which identify it."""
    return np.array([[ids[0], len(ids)] for ids in texts], dtype=np.float32)


class GatedModel:
    """A model that records its batches and holds them until it is opened."""

    def __init__(self) -> None:
        self.batches: list[list[list[int]]] = []
        self._open = threading.Event()

    def __call__(self, texts: Sequence[Ids]) -> np.ndarray:
        self.batches.append([list(ids) for ids in texts])
        assert self._open.wait(PATIENCE_SECS)
        return echo(texts)

    def open(self) -> None:
        self._open.set()


async def reached(condition: Callable[[], bool]) -> None:
    """Let the event loop run until the condition is true; fail after a minute."""
    async with asyncio.timeout(PATIENCE_SECS):
        while not condition():
            await asyncio.sleep(0.001)
