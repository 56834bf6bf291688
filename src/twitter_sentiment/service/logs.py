"""The service's log: plain text or one JSON object a line, always on standard error, with the id of the request."""

import logging
import re
import sys
import traceback

from asgi_correlation_id import CorrelationIdFilter
from pythonjsonlogger.json import JsonFormatter

from ..settings import ServingSettings

_SAFE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")

_SILENCED_LOGGERS = ("uvicorn.access", "asgi_correlation_id", "python_multipart")
"""AccessLogMiddleware logs the same facts; the parser of forms would repeat what is wrong with them."""


def configure_logs(settings: ServingSettings) -> None:
    """Configure logging for the whole process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(CorrelationIdFilter(default_value="-"))
    if settings.log_format == "json":
        fields = "{asctime}{levelname}{name}{message}{correlation_id}"
        renamed = {"asctime": "time", "levelname": "level", "name": "logger", "correlation_id": "request_id"}
        handler.setFormatter(JsonFormatter(fields, style="{", rename_fields=renamed))
    else:
        handler.setFormatter(logging.Formatter("{asctime} {levelname:<7} {message} [{correlation_id}]", style="{"))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for name in _SILENCED_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)


def is_safe_request_id(request_id: str) -> bool:
    """Return whether a client's request id is short and harmless; others are replaced, to prevent log injection."""
    return _SAFE_REQUEST_ID.fullmatch(request_id) is not None


def describe_unexpected(error: Exception) -> str:
    """Return the type and the stack of an error, without its message, which may repeat a text or name a file."""
    return f"{type(error).__name__}:\n{''.join(traceback.format_tb(error.__traceback__))}"
