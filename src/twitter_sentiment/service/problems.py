"""Errors in one shape: problem details (RFC 9457).

The members `type`, `title`, `status`, `detail` and `request_id` are in every response from 400 up. The documented 422
and 503 keep what their clients rely on: `detail` is a list of FastAPI's validation errors or a sentence, and the
content type is `application/json`.
"""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Any

from asgi_correlation_id import correlation_id
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from ..errors import InputError, ModelUnavailableError, OverloadedError
from ..inference import Prediction
from .media_types import READ_AS_JSON, is_json
from .route_table import RouteTable

RETRY_AFTER_SECS = 2

MAX_VALIDATION_ERRORS = 256
"""Validation errors listed in one response: as many as a batch may have texts."""

MAX_NAME_CHARACTERS = 64
"""Characters of a field's name that are repeated in a response."""

_PLAIN_JSON_STATUSES = (422, 503)
_JSON_REQUIRED = "Send the body as JSON, with the header Content-Type: application/json."


def problem_details(status: int, detail: str | list[dict[str, Any]]) -> dict[str, Any]:
    """Return the members of a problem."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "request_id": correlation_id.get(),
    }


def problem_response(
    status: int, detail: str | list[dict[str, Any]], headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Build the response to a request that failed."""
    return JSONResponse(
        problem_details(status, detail),
        status_code=status,
        headers=headers,
        media_type="application/json" if status in _PLAIN_JSON_STATUSES else "application/problem+json",
    )


def service_unavailable(detail: str, retry_after_secs: int = RETRY_AFTER_SECS) -> HTTPException:
    """Return a 503 error that says when to try again."""
    return HTTPException(503, detail, {"Retry-After": str(retry_after_secs)})


def validation_problem(errors: Iterable[Mapping[str, Any]]) -> JSONResponse:
    """Build a 422 response without a copy of the input, which may be long, private, or impossible to encode."""
    return problem_response(422, validation_details(errors))


def validation_details(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the `detail` of a 422 problem, without what was sent."""
    return [_error_detail(error) for error in islice(errors, MAX_VALIDATION_ERRORS)]


def _error_detail(error: Mapping[str, Any]) -> dict[str, Any]:
    location = [part[:MAX_NAME_CHARACTERS] if isinstance(part, str) else part for part in error["loc"]]
    return {"type": error["type"], "loc": location, "msg": error["msg"]}


def require_content(
    predictions: Sequence[Prediction | None], *field: str | int, is_list: bool = False
) -> list[Prediction]:
    """Return the predictions if every text had one.

    A text that passes the schema may still hold nothing but invisible characters; its prediction is None.

    Args:
        predictions: one for each text of the request.
        field: path of the request's field that holds the text or texts.
        is_list: whether the field is a list; an error then names the index of the text too.

    Raises:
        RequestValidationError: some texts are empty.
    """
    locations = [
        ("body", *field, index) if is_list else ("body", *field)
        for index, prediction in enumerate(predictions)
        if prediction is None
    ]
    if locations:
        raise RequestValidationError(
            [{"type": "text_empty", "loc": location, "msg": "The text is empty"} for location in locations]
        )
    return [prediction for prediction in predictions if prediction is not None]


def add_exception_handlers(app: FastAPI, routes: RouteTable) -> None:
    """Make the application return all errors as problem details.

    Args:
        app: the application.
        routes: all its routes.
    """

    @app.exception_handler(StarletteHTTPException)
    async def http_error(request: Request, error: StarletteHTTPException) -> JSONResponse:
        headers = error.headers
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and (methods := routes.methods(request.scope["path"])):
            headers = {"Allow": ", ".join(methods)}
        return problem_response(error.status_code, error.detail, headers)

    @app.exception_handler(RequestValidationError)
    async def request_validation_error(request: Request, error: RequestValidationError) -> JSONResponse:
        errors = error.errors()
        read_as_json = is_json(request.headers) or request.scope.get(READ_AS_JSON)
        if not read_as_json and any(each["loc"][0] == "body" for each in errors):
            return problem_response(415, _JSON_REQUIRED)
        return validation_problem(errors)

    @app.exception_handler(InputError)
    async def input_error(_: Request, error: InputError) -> JSONResponse:
        return validation_problem([{"type": "unusable_input", "loc": ["body"], "msg": str(error)}])

    @app.exception_handler(OverloadedError)
    async def overloaded_error(_: Request, error: OverloadedError) -> JSONResponse:
        return problem_response(503, str(error), {"Retry-After": str(error.retry_after)})

    @app.exception_handler(ModelUnavailableError)
    async def model_unavailable_error(_: Request, error: ModelUnavailableError) -> JSONResponse:
        return problem_response(503, str(error), {"Retry-After": str(RETRY_AFTER_SECS)})
