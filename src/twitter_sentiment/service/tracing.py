"""Traces for OpenTelemetry, as an extra and by its own standard variables (OTEL_EXPORTER_OTLP_ENDPOINT and others)."""

import logging
import os

from fastapi import FastAPI

from .access import OPEN_PATHS

logger = logging.getLogger(__name__)

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def trace(app: FastAPI) -> None:
    """Sends a span for each request where a collector is named; the library reads all other OTEL_ variables itself."""
    if not any(map(os.environ.get, _ENDPOINTS)) or os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.util.http import parse_excluded_urls
    except ImportError:
        logger.warning(
            "OTEL_EXPORTER_OTLP_ENDPOINT has no effect: traces need `pip install 'twitter-sentiment[tracing]'`."
        )
        return
    os.environ.setdefault("OTEL_SERVICE_NAME", "twitter-sentiment")
    provider = TracerProvider(resource=Resource.create())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    app.add_middleware(
        OpenTelemetryMiddleware,
        tracer_provider=provider,
        excluded_urls=parse_excluded_urls(",".join(f"{path}$" for path in OPEN_PATHS)),
        exclude_spans=["receive", "send"],
    )
    logger.info("Traces are sent to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names.")
