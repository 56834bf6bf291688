"""Errors in one shape: problem details (RFC 9457).

The members `type`, `title`, `status`, `detail` and `request_id` are in every answer from 400 up. For the clients of
the documented 422 and 503, `detail` stays what it was, a list of FastAPI's problems or a sentence, and the content type
stays `application/json`.
"""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from itertools import islice
from typing import Any

from asgi_correlation_id import correlation_id
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from ..errors import BusyError, InputError, StoppedError

RETRY_AFTER_SECS = 2

MOST_PROBLEMS = 256
"""Faults that are named in one answer: as many as a batch may have texts."""

LONGEST_NAME = 64
"""Characters of a field's name that are repeated."""

_AS_BEFORE = (422, 503)
_JSON_WANTED = "Send the body as JSON, with the header Content-Type: application/json."


def as_problem(status: int, detail: str | list[dict[str, Any]]) -> dict[str, Any]:
    """The members of a problem."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "request_id": correlation_id.get(),
    }


def problem(status: int, detail: str | list[dict[str, Any]], headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer to a request that failed."""
    return JSONResponse(
        as_problem(status, detail),
        status_code=status,
        headers=headers,
        media_type="application/json" if status in _AS_BEFORE else "application/problem+json",
    )


def unavailable(detail: str, retry_after: int = RETRY_AFTER_SECS) -> HTTPException:
    """503, and when to ask again."""
    return HTTPException(503, detail, {"Retry-After": str(retry_after)})


def unusable(problems: Iterable[Mapping[str, Any]]) -> JSONResponse:
    """422, without a copy of what was sent: it may be long, private, or impossible to encode."""
    return problem(422, [_told(found) for found in islice(problems, MOST_PROBLEMS)])


def _told(found: Mapping[str, Any]) -> dict[str, Any]:
    place = [part[:LONGEST_NAME] if isinstance(part, str) else part for part in found["loc"]]
    return {"type": found["type"], "loc": place, "msg": found["msg"]}


def empty_text(*place: str | int) -> dict[str, Any]:
    """The problem of a text that looked like one, but holds invisible characters only."""
    return {"type": "text_empty", "loc": ("body", *place), "msg": "The text is empty"}


def tell_problems(app: FastAPI) -> None:
    """Lets the application answer all errors in this shape."""

    @app.exception_handler(StarletteHTTPException)
    async def refused(_: Request, error: StarletteHTTPException) -> JSONResponse:
        return problem(error.status_code, error.detail, error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if not (kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))):
            return problem(415, _JSON_WANTED)
        return unusable(error.errors())

    @app.exception_handler(InputError)
    async def unfit(_: Request, error: InputError) -> JSONResponse:
        return unusable([{"type": "unusable_input", "loc": ["body"], "msg": str(error)}])

    @app.exception_handler(BusyError)
    async def busy(_: Request, error: BusyError) -> JSONResponse:
        return problem(503, str(error), {"Retry-After": str(error.retry_after)})

    @app.exception_handler(StoppedError)
    async def stopped(_: Request, error: StoppedError) -> JSONResponse:
        return problem(503, str(error), {"Retry-After": str(RETRY_AFTER_SECS)})
