"""Cancels requests that take too long, and requests whose client has disconnected."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..http_protocol import ABORT_CONNECTION
from ..problems import problem_response

WATCH_DELAY_SECS = 0.1
"""Most responses come sooner; only after this time it pays to watch whether the client is still connected."""

CLIENT_DISCONNECTED = "twitter_sentiment.client_disconnected"
"""Set in the scope of a request whose client disconnected before the response."""


class TimeoutMiddleware:
    """Limits the time from the first byte of a request to its response, and spends none on clients that have left.

    The texts of a canceled request that are still queued for the model are dropped with it.

    A request of a streamed path may take as long as it likes, but not pause: its client has to send or to read
    something in that time.
    """

    def __init__(
        self, app: ASGIApp, *, timeout_secs: float, is_streamed: Callable[[str], bool] = lambda _: False
    ) -> None:
        """Set the limits.

        Args:
            app: the application behind this middleware.
            timeout_secs: time from the first byte of a request to its response; longest pause of a streamed one.
            is_streamed: returns whether the body or the response of a path has any size.
        """
        self._app = app
        self._timeout_secs = timeout_secs
        self._is_streamed = is_streamed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the application; respond with 408 or 504 instead if it takes too long."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._is_streamed(scope["path"]):
            streamed = _StreamedRequest(scope, receive, send, self._timeout_secs)
            with suppress(_UnreadResponseError):
                await self._app(scope, streamed.receive, streamed.send)
            return
        request = _WatchedRequest(scope, receive, send)
        try:
            async with asyncio.timeout(self._timeout_secs):
                await self._app(scope, request.receive, request.send)
        except TimeoutError:
            if request.response_started:
                raise
            await request.send_timeout(self._timeout_secs)
        except asyncio.CancelledError:
            if not scope.get(CLIENT_DISCONNECTED):
                raise
        finally:
            request.stop_watching()


class _WatchedRequest:
    """A request in flight: whether its body is complete, its response started, and its client still connected."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.response_started = False
        self._scope = scope
        self._receive = receive
        self._send = send
        self._body_complete = False
        self._task = asyncio.current_task()
        self._watcher: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def receive(self) -> Message:
        """Receive a message, and start to watch the connection after the last one of the body."""
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body"):
            self._body_complete = True
            self._timer = asyncio.get_running_loop().call_later(WATCH_DELAY_SECS, self._start_watching)
        return message

    async def send(self, message: Message) -> None:
        """Send a message of the response, which is not canceled from then on."""
        self.response_started = True
        self.stop_watching()
        await self._send(message)

    async def send_timeout(self, timeout_secs: float) -> None:
        """Respond with 504 to a complete request, with 408 to one whose body is incomplete."""
        if self._body_complete:
            response = problem_response(
                504, f"The request was not answered within {timeout_secs:g} s.", {"Connection": "close"}
            )
        else:
            response = problem_response(
                408, f"The request was not sent in full within {timeout_secs:g} s.", {"Connection": "close"}
            )
        await response(self._scope, self._receive, self._send)

    def stop_watching(self) -> None:
        """Stop watching the connection."""
        if self._timer:
            self._timer.cancel()
        if self._watcher:
            self._watcher.cancel()

    def _start_watching(self) -> None:
        self._watcher = asyncio.create_task(self._cancel_on_disconnect())

    async def _cancel_on_disconnect(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._scope[CLIENT_DISCONNECTED] = True
        if self._task:
            self._task.cancel()


class _UnreadResponseError(Exception):
    """Ends a streamed request whose client does not read; its connection is gone."""


class _StreamedRequest:
    """A request whose client must neither stop sending before the end of the body, nor stop reading the response."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, pause_secs: float) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._pause_secs = pause_secs
        self._body_complete = False

    async def receive(self) -> Message:
        """Receive a message; those after the body only tell that the client disconnects, and may come any time.

        Raises:
            HTTPException: 408, since the next part of the body did not come in time.
        """
        if self._body_complete:
            return await self._receive()
        try:
            async with asyncio.timeout(self._pause_secs):
                message = await self._receive()
        except TimeoutError:
            detail = f"Nothing was sent for {self._pause_secs:g} s."
            raise HTTPException(408, detail, {"Connection": "close"}) from None
        self._body_complete = not message.get("more_body")
        return message

    async def send(self, message: Message) -> None:
        """Send a message; drop the connection of a client that has not read for too long.

        Raises:
            _UnreadResponseError: it was dropped.
        """
        try:
            async with asyncio.timeout(self._pause_secs):
                await self._send(message)
        except TimeoutError:
            self._scope[CLIENT_DISCONNECTED] = True
            self._scope[ABORT_CONNECTION]()
            while (await self._receive())["type"] != "http.disconnect":
                pass
            raise _UnreadResponseError from None
