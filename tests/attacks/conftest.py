"""Fixtures of the attacks: a service, and a web interface with a browser."""

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from ..running import Running
from ..service.processes import assert_healthy

if find_spec("streamlit") and find_spec("playwright"):
    from ..e2e.conftest import api, browser, interface, long_visit, page, visit  # noqa: F401


@pytest.fixture(scope="module")
def target_api(shared_api: Running) -> Iterator[Running]:
    """The API as it is started by default; after the attacks of a module, it must be healthy."""
    yield shared_api
    assert_healthy(shared_api)
