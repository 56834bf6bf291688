"""The service keeps to its own OpenAPI description, whatever is sent."""

from typing import Any

import pytest

pytest.importorskip("schemathesis")

import schemathesis
from fastapi.testclient import TestClient
from hypothesis import settings
from schemathesis.specs.openapi.checks import positive_data_acceptance, unsupported_method

from twitter_sentiment.service.app import create_app
from twitter_sentiment.settings import Settings

from ..waiting import wait_until_loaded

app = create_app(Settings(model_path="no_such_folder"))
schema = schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.fixture(scope="module", autouse=True)
def _loaded_model() -> None:
    """The state is the application's, so that it is there for every later request."""
    with TestClient(app) as client:
        wait_until_loaded(client)


@schema.parametrize()
@settings(max_examples=60)
def test_every_answer_fits_the_description(case: "schemathesis.Case[Any]") -> None:
    response = case.call()
    excluded = [unsupported_method]
    if "text_empty" in response.text:
        excluded.append(positive_data_acceptance)  # which texts show nothing, a schema can't say
    case.validate_response(response, excluded_checks=excluded)
