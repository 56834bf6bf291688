"""Giving requests up: when their time is over, and when nobody waits for the answer any more."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .problems import problem

PATIENCE_SECS = 0.1
"""Most answers come sooner; only after this time it pays to watch whether the client is still there."""

GONE = "twitter_sentiment.gone"
"""Set in the scope of a request whose client went away before the answer."""


class Deadline:
    """One time limit from the first byte to the answer, and none of it spent on clients that have left.

    What a cancelled request still has in the queue of the model is dropped with it.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the application; answers 408 or 504 in its place if it takes too long."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = _Watched(scope, receive, send)
        try:
            async with asyncio.timeout(self._seconds):
                await self._app(scope, request.receive, request.send)
        except TimeoutError:
            if request.started:
                raise
            await request.too_late(self._seconds)
        except asyncio.CancelledError:
            if not scope.get(GONE):
                raise
        finally:
            request.unwatch()


class _Watched:
    """A request under way: how far it is, and whether its client is still there."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._complete = self.started = False
        self._task = asyncio.current_task()
        self._watcher: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body"):
            self._complete = True
            self._timer = asyncio.get_running_loop().call_later(PATIENCE_SECS, self._watch)
        return message

    async def send(self, message: Message) -> None:
        self.started = True
        self.unwatch()
        await self._send(message)

    async def too_late(self, seconds: float) -> None:
        status, what = (504, "answered") if self._complete else (408, "sent in full")
        response = problem(status, f"The request was not {what} within {seconds:g} s.", {"Connection": "close"})
        await response(self._scope, self._receive, self._send)

    def unwatch(self) -> None:
        if self._timer:
            self._timer.cancel()
        if self._watcher:
            self._watcher.cancel()

    def _watch(self) -> None:
        self._watcher = asyncio.create_task(self._cancel_when_gone())

    async def _cancel_when_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._scope[GONE] = True
        if self._task:
            self._task.cancel()
