"""What the service takes at a time: the size of a body, of all bodies together, and the number of connections."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .access import OPEN_PATHS
from .connection import CROWDED
from .problems import RETRY_AFTER_SECS, problem

BODIES_AT_A_TIME = 4
"""Bodies of the largest size that are held in memory together; small ones are never so many."""

_BUSY = {"Retry-After": str(RETRY_AFTER_SECS), "Connection": "close"}


class LimitConnections:
    """Answers 503 where there are more connections than allowed, but not to probes: the service is well."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or refuses it."""
        if scope.get(CROWDED) and scope["path"] not in OPEN_PATHS:
            await problem(503, "The service has too many connections.", _BUSY)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class LimitBody:
    """Answers 413 to a body that is too large, and 503 where too many large ones come together.

    At once where the length is declared, else as soon as it shows. Starlette's own limit answers in plain text and from
    outside of all middleware.
    """

    def __init__(self, app: ASGIApp, largest: int) -> None:
        """Takes the limit of one body in bytes."""
        self._app = app
        self._largest = largest
        self._held = 0
        self._detail = f"The body is too large: at most {largest:,} bytes are read."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or refuses it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("Content-Length", "")
        if declared.isdigit() and int(declared) > self._largest:
            await problem(413, self._detail, {"Connection": "close"})(scope, receive, send)
            return
        read = 0

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            size = len(message.get("body", b""))
            read += size
            self._held += size
            if read > self._largest:
                raise HTTPException(413, self._detail, {"Connection": "close"})
            if self._held > BODIES_AT_A_TIME * self._largest:
                raise HTTPException(503, "The service reads too many large requests: try again in a moment.", _BUSY)
            return message

        try:
            await self._app(scope, receive_counted, send)
        finally:
            self._held -= read
