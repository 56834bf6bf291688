"""Waiting for what happens in other threads and processes."""

import time
from collections.abc import Callable

from fastapi.testclient import TestClient

PATIENCE_SECS = 60


def wait_until(
    happened: Callable[[], bool], complaint: str = "it did not happen", timeout: float = PATIENCE_SECS
) -> None:
    """Returns once it has happened; fails after a minute, or another number of seconds."""
    deadline = time.monotonic() + timeout
    while not happened():
        assert time.monotonic() < deadline, f"{complaint} within {timeout} seconds"
        time.sleep(0.05)


def wait_until_loaded(client: TestClient) -> TestClient:
    """Returns the client once predictions are answered."""
    wait_until(lambda: client.get("/ready").status_code == 200, "the model was not loaded")
    return client
