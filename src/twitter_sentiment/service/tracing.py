"""Traces for OpenTelemetry: FastAPI's own, switched on by the standard variables (OTEL_EXPORTER_OTLP_ENDPOINT, …).

https://opentelemetry.io/docs/specs/otel/protocol/exporter/
"""

import logging
import os
from importlib.util import find_spec

from fastapi.telemetry import TelemetryConfig

from .access import GUARDED_PATHS

logger = logging.getLogger(__name__)

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def telemetry() -> TelemetryConfig:
    """What FastAPI is to tell a collector: spans of requests if one is named, and never what was sent."""
    wanted = any(map(os.environ.get, _ENDPOINTS))
    if wanted and find_spec("opentelemetry.sdk") is None:
        logger.warning("%s has no effect: traces need `pip install 'fastapi[opentelemetry]'`.", _ENDPOINTS[0])
        wanted = False
    return {
        "auto_configure": wanted,
        "tracing": wanted,
        "metrics": False,  # Prometheus reads ours
        "logs": False,  # they would hold messages of errors, and so perhaps texts
        # A span holds the address, which on any other path, or behind a question mark, may be a text.
        "exclude": lambda scope: scope["path"] not in GUARDED_PATHS or bool(scope["query_string"]),
    }
