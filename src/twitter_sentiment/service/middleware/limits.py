"""Limits of what is accepted at a time: each body, large bodies together, and the number of connections."""

import asyncio
from collections.abc import Collection, Mapping

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..http_protocol import OVER_CONNECTION_LIMIT
from ..json_structure import TOO_COMPLEX, JsonStructure
from ..media_types import is_parsed_as_json
from ..problems import RETRY_AFTER_SECS, problem_response
from .auth import OPEN_PATHS

MAX_LARGE_BODIES = 4
"""Bodies of the largest size that are held in memory together; small ones are not counted."""

SMALL_BODY_BYTES = 65_536
"""Uvicorn buffers as much of every request anyway."""

MIN_BYTES_PER_SEC = 16_384
"""Least speed of a large body; a modem of 1996 sent half as much, a telephone with a bad connection sends more."""

PATIENCE_SECS = 5.0
"""Longest pause of a large body."""

_CLOSE = {"Connection": "close"}
_OVERLOADED_HEADERS = {"Retry-After": str(RETRY_AFTER_SECS), "Connection": "close"}


class ConnectionLimitMiddleware:
    """Refuses requests over MAX_CONNECTIONS with 503, except probes: the service is healthy."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope.get(OVER_CONNECTION_LIMIT) and scope["path"] not in OPEN_PATHS:
            response = problem_response(503, "The service has too many connections.", _OVERLOADED_HEADERS)
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class BodyLimitMiddleware:
    """Limits the size, structure and time of bodies, and the memory of large ones together.

    * A body over the limit of its path gets 413: at once where its length is declared, else as soon as it exceeds it.
    * A body that holds too much JSON structure gets 422, before it is parsed. Who reads another format limits it there.
    * Small bodies are read whatever else is read.
    * A large body that arrives more slowly than `MIN_BYTES_PER_SEC` gets 408.
    * Where large bodies together are too much, the one that has held the most for the longest gets 503.

    Streamed paths limit their bodies themselves, since they hold only a part of them at a time.

    Starlette's own limit responds in plain text and from outside of all middleware.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        max_body_bytes: int,
        max_path_bytes: Mapping[str, int] | None = None,
        streamed_paths: Collection[str] = (),
        max_large_bodies: int = MAX_LARGE_BODIES,
        small_body_bytes: int = SMALL_BODY_BYTES,
    ) -> None:
        """Set the limits.

        Args:
            app: the application behind this middleware.
            max_body_bytes: largest body.
            max_path_bytes: largest body of paths that need less.
            streamed_paths: paths whose bodies pass without any limit.
            max_large_bodies: bodies of the largest size that are held in memory together.
            small_body_bytes: up to this size, a body does not count among them.
        """
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._max_path_bytes = max_path_bytes or {}
        self._streamed_paths = streamed_paths
        self._max_total_bytes = max_large_bodies * max_body_bytes
        self._small_body_bytes = small_body_bytes
        self._large: set[_LargeBody] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or scope["path"] in self._streamed_paths:
            await self._app(scope, receive, send)
            return
        limit = min(self._max_body_bytes, self._max_path_bytes.get(scope["path"], self._max_body_bytes))
        too_large = HTTPException(413, f"The body is too large: at most {limit:,} bytes are read.", _CLOSE)
        headers = Headers(scope=scope)
        declared = headers.get("Content-Length", "")
        if declared.isdigit() and int(declared) > limit:
            await problem_response(413, too_large.detail, _CLOSE)(scope, receive, send)
            return
        structure = JsonStructure() if is_parsed_as_json(headers) else None
        body_bytes = 0
        large: _LargeBody | None = None

        async def receive_limited() -> Message:
            nonlocal body_bytes, large
            message = await (large.receive(receive) if large and not large.complete else receive())
            part = message.get("body", b"")
            body_bytes += len(part)
            if body_bytes > limit:
                raise too_large
            if structure and structure.is_too_large(part):
                raise HTTPException(422, TOO_COMPLEX)
            if large is None and body_bytes > self._small_body_bytes:
                large = _LargeBody()
                self._large.add(large)
            if large:
                large.add(body_bytes, complete=not message.get("more_body"))
                self._make_room(large)
                large.require_room()
            return message

        try:
            await self._app(scope, receive_limited, send)
        finally:
            if large:
                self._large.discard(large)

    def _make_room(self, newest: "_LargeBody") -> None:
        """Refuse bodies that are incomplete, the one that has held the most for the longest first; else the newest."""
        total = sum(body.size for body in self._large)
        while total > self._max_total_bytes:
            candidates = (body for body in self._large if not body.complete or body is newest)
            worst = max(candidates, key=_LargeBody.occupancy)
            total -= worst.size
            worst.refuse()
            self._large.discard(worst)


class _LargeBody:
    """A large body that is being read or in use."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._started = self._loop.time()
        self._deadline = self._started + PATIENCE_SECS
        self._timeout: asyncio.Timeout | None = None
        self._refused = False
        self.size = 0
        self.complete = False

    def occupancy(self) -> float:
        """Bytes times seconds that it has been held; 0 for a complete body, since its client has done its part."""
        return 0 if self.complete else self.size * (self._loop.time() - self._started)

    async def receive(self, receive: Receive) -> Message:
        """Receive the next part.

        Raises:
            HTTPException: it came too late, or the body was refused meanwhile.
        """
        try:
            async with asyncio.timeout_at(self._deadline) as self._timeout:
                return await receive()
        except TimeoutError:
            self.require_room()
            detail = f"The body was sent too slowly: at least {MIN_BYTES_PER_SEC:,} bytes per second are necessary."
            raise HTTPException(408, detail, _CLOSE) from None
        finally:
            self._timeout = None

    def add(self, size: int, *, complete: bool) -> None:
        """Note how much was received by now; every byte gives the next ones a little more time."""
        more_secs = (size - self.size) / MIN_BYTES_PER_SEC
        self._deadline = min(self._deadline + more_secs, self._loop.time() + PATIENCE_SECS)
        self.size = size
        self.complete = complete

    def refuse(self) -> None:
        """Make `receive` and `require_room` raise."""
        self._refused = True
        if self._timeout and not self._timeout.expired():
            self._timeout.reschedule(self._loop.time())

    def require_room(self) -> None:
        """Check that the body was not refused.

        Raises:
            HTTPException: it was refused.
        """
        if self._refused:
            detail = "The service reads too many large requests: try again in a moment."
            raise HTTPException(503, detail, _OVERLOADED_HEADERS)
