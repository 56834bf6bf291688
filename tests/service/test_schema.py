"""The service conforms to its own OpenAPI schema, whatever is sent."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("schemathesis")

import schemathesis
from hypothesis import settings as hypothesis_settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
)
from schemathesis.transport.serialization import Binary

from twitter_sentiment.bulk.file_lock import FileLock
from twitter_sentiment.service.app import create_app
from twitter_sentiment.settings import ServingSettings

from ..conftest import REPOSITORY
from ..running import free_port, running_api

KEY = "schema-key"
STREAM = "POST /predict/stream"


SCHEMA = schemathesis.openapi.from_dict(create_app(ServingSettings(api_keys=KEY, rate_limit="1000000/hour")).openapi())


@schemathesis.serializer("application/x-ndjson")
def ndjson_body(_: Any, value: Any) -> bytes:
    """Send a file or a line as it is, and anything else as a line of JSON."""
    if isinstance(value, Binary):
        return value.data
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running service with this schema; its jobs stay queued."""
    folder = tmp_path_factory.mktemp("jobs")
    lock = FileLock(folder / "runner.lock")
    jobs = {"JOBS_DIR": str(folder), "JOB_QUEUE_SIZE": "1000", "JOB_QUEUE_PER_KEY": "1000"}
    with running_api(free_port(), API_KEYS=KEY, RATE_LIMIT="1000000/hour", **jobs) as api:
        yield api.url
    lock.release()


EXAMPLES = {"compatible": 15, "jobs": 10}
"""Tags whose operations get fewer examples than others."""


def check_operation(case: "schemathesis.Case[Any]", url: str) -> None:
    if "name" in case.path_parameters:
        case.path_parameters["name"] = "default"  # another name is 404 before anything else is read
    response = case.call(base_url=url, headers={"X-API-Key": KEY})
    excluded = [unsupported_method]
    if "text_empty" in response.text or "shape_mismatch" in response.text:
        # A schema can't say which texts are invisible, nor how many texts fit a shape.
        excluded.append(positive_data_acceptance)
    if case.operation.label == STREAM:
        excluded.append(negative_data_rejection)  # what is wrong with a line is said in its place
    case.validate_response(response, excluded_checks=excluded)


def make_operation_test(operation: Any) -> Any:
    limit = 10 if operation.label == STREAM else 60
    examples = min([limit, *(EXAMPLES[tag] for tag in operation.tags if tag in EXAMPLES)])

    @pytest.mark.e2e
    @SCHEMA.include(name=operation.label).parametrize()
    @hypothesis_settings(max_examples=examples)
    def test_responses_match_schema(case: "schemathesis.Case[Any]", url: str) -> None:
        check_operation(case, url)

    return test_responses_match_schema


# One test function for each operation. `SCHEMA.parametrize()` alone makes one item for each too, but all with the same
# node id: pytest builds it from the name of the function and its parameters, and schemathesis writes the operation
# into the name of the item only. pytest-xdist then keeps one result of all.
OPERATIONS = [operation.ok() for operation in SCHEMA.get_all_operations() if isinstance(operation, Ok)]
for operation in OPERATIONS:
    globals()[f"test_responses_match_schema[{operation.label}]"] = make_operation_test(operation)


def test_schema_has_all_operations() -> None:
    assert len(OPERATIONS) == 27


def test_openapi_json_is_up_to_date() -> None:
    committed = json.loads((REPOSITORY / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert committed == create_app(ServingSettings()).openapi(), "write it with `make openapi`"
