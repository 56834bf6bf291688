"""The errors of endpoints, as the OpenAPI schema describes them."""

from typing import Any

from ..api_types import Problem, ValidationProblem

Responses = dict[int | str, dict[str, Any]]


def describe_problem(description: str) -> dict[str, Any]:
    """Describe a response with problem details."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


UNAVAILABLE: Responses = {
    503: {"model": Problem, "description": "The model is not loaded, the queue is full, or the service is stopping"}
}
REFUSALS: Responses = UNAVAILABLE | {
    400: describe_problem("The body is not text in UTF-8, or nested too deeply"),
    408: describe_problem("The body did not arrive in time"),
    413: describe_problem("The body is too large"),
    415: describe_problem("The body is not declared as JSON"),
    422: {"model": ValidationProblem, "description": "A text or option is invalid"},
    504: describe_problem("The response was not ready in time"),
}
UNKNOWN_MODEL: Responses = {404: describe_problem("The model has another name: SERVED_MODEL_NAME")}
UNAUTHORIZED: Responses = {401: describe_problem("The key is missing or unknown")}
TOO_MANY_REQUESTS: Responses = {429: describe_problem("Too many requests of this client")}
