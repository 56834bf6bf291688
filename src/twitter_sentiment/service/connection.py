"""HTTP connections that can't be held open for nothing, and whose errors have our shape."""

import asyncio
import json
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .problems import as_problem

HEADER_SECS = 10.0
"""In which a client has to send the headers of a request. Bodies are the business of `deadline`."""

MAX_HEADER_BYTES = 65_536

CROWDED = "twitter_sentiment.crowded"
"""Set in the scope of a request that came while there were more connections than allowed."""


class PromptHttpProtocol(HttpToolsProtocol):
    """Uvicorn's protocol, with limits of time and size where it has none.

    * A connection that waits for headers, at its start or after whatever came behind an answer, is closed in time.
    * One whose last answer nobody reads is ended, not only asked to end.
    * Too many connections are told to the application, which refuses them but still answers probes.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._most_connections = self.limit_concurrency
        self.limit_concurrency = None  # the application refuses, in the shape of all errors
        self._header_timer: asyncio.TimerHandle | None = None
        self._in_headers, self._header_bytes = False, 0

    def connection_made(self, transport: Any) -> None:
        """Starts the clock for the first request."""
        super().connection_made(transport)
        self._await_headers()

    def data_received(self, data: bytes) -> None:
        """Counts the bytes of headers, and starts the clock again if nothing else limits the time."""
        if self._in_headers:
            self._header_bytes += len(data)
            if self._header_bytes > MAX_HEADER_BYTES:
                self._refuse(431, "The headers of the request are too large.")
                return
        super().data_received(data)
        answered = self.cycle is None or self.cycle.response_complete
        if answered and self._header_timer is None and self.timeout_keep_alive_task is None:
            self._await_headers()

    def on_message_begin(self) -> None:
        """Begins to count the bytes of the headers."""
        super().on_message_begin()
        self._in_headers, self._header_bytes = True, 0

    def on_headers_complete(self) -> None:
        """Stops the clock and the counting."""
        self._stop_clock()
        self._in_headers = False
        if self._most_connections is not None and len(self.connections) > self._most_connections:
            self.scope[CROWDED] = True  # type: ignore[literal-required]
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stops the clock."""
        self._stop_clock()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Answers what is no HTTP at all."""
        self._refuse(400, msg)

    def timeout_keep_alive_handler(self) -> None:
        """Closes an idle connection, in the end also one whose client does not read what was sent."""
        super().timeout_keep_alive_handler()
        if unread := self.transport.get_write_buffer_size():
            self.loop.call_later(HEADER_SECS, self._end_unless_read, unread)

    def _end_unless_read(self, before: int) -> None:
        """Ends a connection whose client has read nothing since `before` bytes were left."""
        unread = self.transport.get_write_buffer_size()
        if 0 < unread < before:
            self.loop.call_later(HEADER_SECS, self._end_unless_read, unread)
        elif unread:
            self.transport.abort()

    def _await_headers(self) -> None:
        self._header_timer = self.loop.call_later(HEADER_SECS, self.transport.abort)

    def _stop_clock(self) -> None:
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None

    def _refuse(self, status: int, detail: str) -> None:
        self._stop_clock()
        body = json.dumps(as_problem(status, detail)).encode()
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
