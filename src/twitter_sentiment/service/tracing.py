"""Traces for OpenTelemetry: FastAPI's own, switched on by the standard variables (OTEL_EXPORTER_OTLP_ENDPOINT, …).

https://opentelemetry.io/docs/specs/otel/protocol/exporter/
"""

import logging
import os
from importlib.util import find_spec

from fastapi.telemetry import TelemetryConfig

from .route_table import RouteTable

logger = logging.getLogger(__name__)

_ENDPOINT_VARIABLES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def telemetry_config(routes: RouteTable) -> TelemetryConfig:
    """Configure FastAPI to export spans of requests if a collector is set, without anything that a client sent.

    Args:
        routes: the routes to trace.
    """
    enabled = any(map(os.environ.get, _ENDPOINT_VARIABLES))
    if enabled and find_spec("opentelemetry.sdk") is None:
        logger.warning("%s has no effect: traces need `pip install 'fastapi[opentelemetry]'`.", _ENDPOINT_VARIABLES[0])
        enabled = False
    return {
        "auto_configure": enabled,
        "tracing": enabled,
        "metrics": False,  # /metrics has them
        "logs": False,  # error messages, and with them perhaps texts
        # A span holds the URL; an unknown path or a query string may contain a text.
        "exclude": lambda scope: routes.template(scope["path"]) is None or bool(scope["query_string"]),
    }
