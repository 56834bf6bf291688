"""The service keeps to its own OpenAPI description, whatever is sent."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("schemathesis")

import schemathesis
from hypothesis import settings as given
from schemathesis.specs.openapi.checks import positive_data_acceptance, unsupported_method

from twitter_sentiment.service.app import create_app
from twitter_sentiment.settings import Settings

from ..conftest import REPOSITORY
from ..running import free_port, running_api

KEY = "schema-key"


schema = schemathesis.openapi.from_dict(create_app(Settings(api_keys=KEY, rate_limit="1000000/hour")).openapi())


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A service of this description that really runs."""
    with running_api(free_port(), API_KEYS=KEY, RATE_LIMIT="1000000/hour") as api:
        yield api.url


@schema.parametrize()
@given(max_examples=60)
def test_every_answer_fits_the_description(case: "schemathesis.Case[Any]", url: str) -> None:
    response = case.call(base_url=url, headers={"X-API-Key": KEY})
    excluded = [unsupported_method]
    if "text_empty" in response.text:
        excluded.append(positive_data_acceptance)  # which texts show nothing, a schema can't say
    case.validate_response(response, excluded_checks=excluded)


def test_the_committed_description_is_that_of_the_service() -> None:
    committed = json.loads((REPOSITORY / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert committed == create_app(Settings()).openapi(), "write it anew with `make openapi`"
