"""What is noted of each request: its metrics, a line in the log, headers that keep browsers safe."""

import logging
import time
import traceback

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .access import GUARDED_PATHS, OPEN_PATHS
from .deadline import GONE
from .metrics import Metrics
from .problems import problem

logger = logging.getLogger("twitter_sentiment.access")

UNKNOWN_PATH = "(no such path)"
"""In place of paths that we don't serve: they may hold anything, and are without number."""

CLIENT_GONE = 499
"""As nginx calls a request whose client closed the connection before the answer."""

_PATHS = OPEN_PATHS | GUARDED_PATHS
_METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
_PROBES = ("/health", "/ready", "/metrics")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Observation:
    """Measures and logs requests, never with a word of what was sent; turns unforeseen errors into 500."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the application and notes what came of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0
        self._metrics.under_way.inc()

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.append(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except Exception as error:
            # The message of the error may repeat what a user sent: its kind and its place are enough to find it.
            place = "".join(traceback.format_tb(error.__traceback__))
            logger.error("Unforeseen %s:\n%s", type(error).__name__, place)
            if status:
                raise
            await problem(500, "The service failed on this request. Its log has more.")(scope, receive, send_noted)
        finally:
            self._note(scope, CLIENT_GONE if scope.get(GONE) else status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        path = scope["path"] if scope["path"] in _PATHS else UNKNOWN_PATH
        self._metrics.under_way.dec()
        self._metrics.requests.labels(method, path, status).inc()
        self._metrics.latency.labels(path).observe(seconds)
        level = logging.DEBUG if path in _PROBES else logging.INFO
        if logger.isEnabledFor(level):
            figures = {"method": method, "path": path, "status": status, "ms": round(1000 * seconds, 2)}
            logger.log(level, "%s %s %d %.1f ms", method, path, status, 1000 * seconds, extra=figures)
