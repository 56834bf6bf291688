"""Metrics and the access log: what is recorded of each request, never with anything that the client sent."""

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..prometheus import PrometheusMetrics
from ..route_table import RouteTable
from .auth import PROBE_PATHS
from .timeout import CLIENT_DISCONNECTED

logger = logging.getLogger("twitter_sentiment.access")

UNKNOWN_PATH = "(no such path)"
"""Label of all paths without a route: they may contain anything, and their number is unlimited."""

OTHER_METHOD = "other"
"""Label of all methods that are not in HTTP_METHODS."""

HTTP_METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})

CLIENT_CLOSED_REQUEST = 499
"""Status that nginx logs for a request whose client closed the connection before the response."""

_QUIET_PATHS = PROBE_PATHS | {"/metrics"}
"""Requested by machines every few seconds; logged at level debug."""


class PrometheusMiddleware:
    """Counts and times requests."""

    def __init__(self, app: ASGIApp, *, metrics: PrometheusMetrics, routes: RouteTable) -> None:
        self._app = app
        self._metrics = metrics
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the application and record the request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = _Request(scope, send)
        self._metrics.begin_request()
        try:
            await self._app(scope, receive, request.send)
        finally:
            self._metrics.end_request(
                request.method, request.path(self._routes), request.final_status, request.duration_secs
            )


class AccessLogMiddleware:
    """Writes a line in the log for each request."""

    def __init__(self, app: ASGIApp, *, routes: RouteTable) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the application and log the request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = _Request(scope, send)
        try:
            await self._app(scope, receive, request.send)
        finally:
            self._log(request)

    def _log(self, request: "_Request") -> None:
        path = request.path(self._routes)
        level = logging.DEBUG if path in _QUIET_PATHS else logging.INFO
        if not logger.isEnabledFor(level):
            return
        method = request.method
        status = request.final_status
        duration_ms = 1000 * request.duration_secs
        fields = {"method": method, "path": path, "status": status, "ms": round(duration_ms, 2)}
        logger.log(level, "%s %s %d %.1f ms", method, path, status, duration_ms, extra=fields)


class _Request:
    """What may be recorded of a request and its response."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._started = time.perf_counter()
        self._status = 0

    async def send(self, message: Message) -> None:
        """Send a message of the response and note its status."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
        await self._send(message)

    @property
    def method(self) -> str:
        """The method, if it is one of HTTP's usual ones."""
        method: str = self._scope["method"]
        return method if method in HTTP_METHODS else OTHER_METHOD

    @property
    def final_status(self) -> int:
        """The status of the response; 499 if the client disconnected before, 0 if there was none."""
        return CLIENT_CLOSED_REQUEST if self._scope.get(CLIENT_DISCONNECTED) else self._status

    @property
    def duration_secs(self) -> float:
        """Time since the request began."""
        return time.perf_counter() - self._started

    def path(self, routes: RouteTable) -> str:
        """Return the path template of the request's route."""
        return routes.template(self._scope["path"]) or UNKNOWN_PATH
