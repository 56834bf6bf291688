"""Waiting for the model of a service under test."""

import time

from fastapi.testclient import TestClient


def wait_until_loaded(client: TestClient) -> TestClient:
    """Returns the client once predictions are answered; fails after a minute."""
    for _ in range(600):
        if client.get("/ready").status_code == 200:
            return client
        time.sleep(0.1)
    raise AssertionError("the model was not loaded within a minute")
