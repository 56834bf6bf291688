"""Clients of the service that its tests share."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi.testclient import TestClient

from .clients import open_client


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A client of one service with the default model, for all tests that leave it as it was."""
    with open_client(max_body_bytes=100_000) as client:
        yield client


@pytest.fixture
def start_client() -> Iterator[Callable[..., TestClient]]:
    """Start services with settings of their own; they stop at the end of the test."""
    with ExitStack() as stack:

        def start(**arguments: Any) -> TestClient:
            return stack.enter_context(open_client(**arguments))

        yield start
