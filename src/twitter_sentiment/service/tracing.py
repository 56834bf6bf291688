"""Traces for OpenTelemetry: FastAPI's own, switched on by the standard variables (OTEL_EXPORTER_OTLP_ENDPOINT, …).

https://opentelemetry.io/docs/specs/otel/protocol/exporter/
"""

import logging
import os
from importlib.util import find_spec

from fastapi.telemetry import TelemetryConfig
from starlette.types import Scope

from .route_table import RouteTable

logger = logging.getLogger(__name__)

_ENDPOINT_VARIABLES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def telemetry_config(routes: RouteTable, model_name: str) -> TelemetryConfig:
    """Configure FastAPI to export spans of requests if a collector is set, without anything that a client sent.

    Args:
        routes: the routes to trace.
        model_name: the only name in a path that is traced.
    """
    enabled = any(map(os.environ.get, _ENDPOINT_VARIABLES))
    if enabled and find_spec("opentelemetry.sdk") is None:
        logger.warning("%s has no effect: traces need `pip install 'fastapi[opentelemetry]'`.", _ENDPOINT_VARIABLES[0])
        enabled = False

    def is_excluded(scope: Scope) -> bool:
        # A span holds the URL; an unknown path, another name or a query string may contain a text.
        expected = (routes.template(scope["path"]) or "").replace("{name}", model_name)
        return scope["path"] != expected or bool(scope["query_string"])

    return {
        "auto_configure": enabled,
        "tracing": enabled,
        "metrics": False,  # /metrics has them
        "logs": False,  # error messages, and with them perhaps texts
        "exclude": is_excluded,
    }
