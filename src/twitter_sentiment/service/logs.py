"""How the service writes its log: text for people, or one JSON object a line; always to standard error."""

import logging
import sys

from asgi_correlation_id import CorrelationIdFilter
from pythonjsonlogger.json import JsonFormatter

from ..settings import Settings

_QUIET = ("uvicorn.access", "asgi_correlation_id")
"""Our own line for each request has all they tell."""


def configure_logs(settings: Settings) -> None:
    """Sets the log up for the whole process; each line within a request carries its id."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(CorrelationIdFilter(default_value="-"))
    if settings.log_format == "json":
        fields = "{asctime}{levelname}{name}{message}{correlation_id}"
        renamed = {"asctime": "time", "levelname": "level", "name": "logger", "correlation_id": "request_id"}
        handler.setFormatter(JsonFormatter(fields, style="{", rename_fields=renamed))
    else:
        handler.setFormatter(logging.Formatter("{asctime} {levelname:<7} {message} [{correlation_id}]", style="{"))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
