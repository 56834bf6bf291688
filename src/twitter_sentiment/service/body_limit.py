"""The largest request body. Starlette's own limit answers in plain text, and from outside of all middleware."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import problem


class LimitBody:
    """Answers 413 to a body that is too large: at once where its length is declared, else as soon as it shows."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        """Takes the limit in bytes."""
        self._app = app
        self._largest = largest
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
            read += len(message.get("body", b""))
            if read > self._largest:
                raise HTTPException(413, self._detail, {"Connection": "close"})
            return message

        await self._app(scope, receive_counted, send)
