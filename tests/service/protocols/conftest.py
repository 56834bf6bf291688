"""A service whose model has a name, for the clients of several protocols."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from ..clients import open_client
from .requests import MODEL


@pytest.fixture(scope="package")
def named_client() -> Iterator[TestClient]:
    """A client of a service that predicts three classes, with a name of its own for the model."""
    with open_client(served_model_name=MODEL, neutral=True) as client:
        yield client
