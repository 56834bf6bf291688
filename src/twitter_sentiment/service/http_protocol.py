"""A stricter HTTP protocol for uvicorn: limits of time and size where uvicorn has none."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from .problems import problem_details

WRITTEN_AGAINST = "0.54"

OVER_CONNECTION_LIMIT = "twitter_sentiment.over_connection_limit"
"""Set in the scope of a request that arrived while there were more connections than MAX_CONNECTIONS."""

ABORT_CONNECTION = "twitter_sentiment.abort_connection"
"""Set in the scope of a request: drops its connection, whose client does not read; closing would wait for it."""


def require_attributes(cls: type, names: Iterable[str]) -> None:
    """Check that a class defines some methods, or sets some attributes in its constructor.

    Raises:
        ImportError: some are missing.
    """
    defined = {*dir(cls), *cls.__init__.__code__.co_names}  # type: ignore[misc]  # names used in the constructor
    if missing := sorted(set(names) - defined):
        raise ImportError(
            f"uvicorn {uvicorn.__version__} does not fit: its {cls.__name__} has no {', '.join(missing)}. "
            f"Install uvicorn {WRITTEN_AGAINST}."
        )


# None of these is documented by uvicorn: an update fails here, not in the first request.
require_attributes(
    HttpToolsProtocol,
    [
        "_unset_keepalive_if_required",
        "client",
        "connection_lost",
        "connection_made",
        "connections",
        "cycle",
        "data_received",
        "headers",
        "limit_concurrency",
        "loop",
        "on_body",
        "on_header",
        "on_headers_complete",
        "on_message_begin",
        "on_message_complete",
        "on_url",
        "parser",
        "scope",
        "send_400_response",
        "timeout_keep_alive_handler",
        "timeout_keep_alive_task",
        "transport",
    ],
)
require_attributes(RequestResponseCycle, ["more_body", "response_complete", "response_started"])

SPARE_SHARE = 20
"""At the connection limit, one of so many connections is closed beyond what is necessary."""

HEADER_OVERHEAD_BYTES = 32
"""Memory that a header costs beside its name and value; HTTP/2 counts the same (RFC 9113, section 6.5.2)."""


class _RefusedError(Exception):
    """Stops the parser; the protocol knows the reason."""


class StrictHttpToolsProtocol(HttpToolsProtocol):
    """Uvicorn's protocol with limits for connections, since no proxy that would have them is assumed in front of it.

    * A connection without complete headers, at its start or after whatever followed a response, is closed in time.
    * Headers and trailers are limited together, however they arrive; trailers are dropped.
    * A connection whose client does not read the last response is aborted; closing alone would wait for the client.
    * At the connection limit, connections that wait for their client are closed, those of the address with the most
      connections first. A request over the limit is marked, for the application to refuse; probes are still served.
    * An upgrade, such as to HTTP/2 (`h2c`), is ignored, and its request answered; uvicorn would drop its body.
    * A request with several `Host` headers or without any is refused (RFC 9112, section 3.2).
    * Errors have the shape of all errors (RFC 9457).

    Written against uvicorn 0.54. It overrides and uses methods and attributes that uvicorn does not document; the check
    above names them all and fails at import if one is gone.

    Attributes:
        header_timeout_secs: time in which a client has to send the headers of a request, or to read some of a response.
            TimeoutMiddleware limits the time for bodies.
        max_header_bytes: largest size of the address, headers and trailers of a request.
    """

    header_timeout_secs = 10.0
    max_header_bytes = 65_536

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._max_connections = self.limit_concurrency
        self.limit_concurrency = None  # the application refuses instead, with problem details
        self._header_timer: asyncio.TimerHandle | None = None
        self._in_headers = False
        self._header_bytes = 0
        self._unparsed_bytes = 0
        self._refusal: tuple[int, str] | None = None
        self._last_received = self.loop.time()

    @property
    def waits_for_client(self) -> bool:
        """Whether there is no complete request that has no response yet."""
        return self.cycle is None or self.cycle.response_complete or self.cycle.more_body

    def connection_made(self, transport: Any) -> None:
        """Start the timer for the first request, and make room for the connection."""
        super().connection_made(transport)
        self._start_header_timer()
        if self._max_connections is not None and len(self.connections) > self._max_connections:
            self._close_waiting(self._max_connections)

    def data_received(self, data: bytes) -> None:
        """Parse data, and restart the timer if no other one is active."""
        self._unset_keepalive_if_required()
        self._last_received = self.loop.time()
        self._unparsed_bytes += len(data)
        try:
            self._feed_parser(data)
            if self._unparsed_bytes > self.max_header_bytes:  # of a header that does not end
                self._stop_parser(431, "The headers of the request are too large.")
        except (httptools.HttpParserError, _RefusedError):
            self.send_400_response("The request is not valid HTTP.")
            return
        is_idle = self.cycle is None or self.cycle.response_complete
        if is_idle and self._header_timer is None and self.timeout_keep_alive_task is None:
            self._start_header_timer()

    def on_message_begin(self) -> None:
        """Begin to count the bytes of headers."""
        super().on_message_begin()
        self._in_headers = True
        self._header_bytes = 0

    def on_url(self, url: bytes) -> None:
        """Count the address as a header."""
        self._count_header_bytes(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header, or a trailer after the body, and drop the trailer."""
        self._count_header_bytes(len(name) + len(value) + HEADER_OVERHEAD_BYTES)
        if not self._in_headers:
            return
        if name.lower() == b"expect" and value.lower() != b"100-continue":
            self._stop_parser(417, "Of the header Expect, only 100-continue is supported.")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop the timer, and check the headers."""
        if self._ignores_upgrade:
            return
        self._stop_header_timer()
        self._in_headers = False
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            self._stop_parser(400, f"The request has {hosts} Host headers instead of one.")
        if self._max_connections is not None and len(self.connections) > self._max_connections:
            self.scope[OVER_CONNECTION_LIMIT] = True  # type: ignore[literal-required]
        self.scope[ABORT_CONNECTION] = self.transport.abort  # type: ignore[literal-required]
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Note that what was received is no header."""
        self._unparsed_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Complete a request."""
        if not self._ignores_upgrade:
            super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._stop_header_timer()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP, or what a callback of the parser has refused."""
        status, detail = self._refusal or (400, msg)
        self._stop_header_timer()
        if self._in_headers or not (self.cycle and self.cycle.response_started):
            body = json.dumps(problem_details(status, detail)).encode()
            head = (
                f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: application/problem+json\r\n"
                f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
        self.transport.close()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection; abort it later if its client does not read what was sent."""
        super().timeout_keep_alive_handler()
        if unread_bytes := self.transport.get_write_buffer_size():
            self.loop.call_later(self.header_timeout_secs, self._abort_if_stalled, unread_bytes)

    def _abort_if_stalled(self, unread_bytes_before: int) -> None:
        unread_bytes = self.transport.get_write_buffer_size()
        if 0 < unread_bytes < unread_bytes_before:
            self.loop.call_later(self.header_timeout_secs, self._abort_if_stalled, unread_bytes)
        elif unread_bytes:
            self.transport.abort()

    def _start_header_timer(self) -> None:
        self._header_timer = self.loop.call_later(self.header_timeout_secs, self.transport.abort)

    def _stop_header_timer(self) -> None:
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None

    @property
    def _ignores_upgrade(self) -> bool:
        """Whether the parser takes all that follows for another protocol; CONNECT has no request to answer."""
        return bool(self.parser.should_upgrade()) and self.parser.get_method() != b"CONNECT"

    def _feed_parser(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            try:
                self.parser.feed_data(rest)
                return
            except httptools.HttpParserUpgrade as upgrade:
                rest = rest[upgrade.args[0] :]
                self._repeat_without_upgrade()

    def _repeat_without_upgrade(self) -> None:
        """Parse the headers again without the upgrade, for the parser to expect a body behind them."""
        version = self.parser.get_http_version().encode()
        lines = [b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, version)]
        lines += [b"%s: %s" % (name, value) for name, value in self.headers if name != b"upgrade"]
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn does
        self.parser.feed_data(b"\r\n".join([*lines, b"", b""]))

    def _count_header_bytes(self, size: int) -> None:
        self._unparsed_bytes = 0
        self._header_bytes += size
        if self._header_bytes > self.max_header_bytes:
            self._stop_parser(431, "The headers of the request are too large.")

    def _stop_parser(self, status: int, detail: str) -> None:
        self._refusal = (status, detail)
        raise _RefusedError

    def _close_waiting(self, limit: int) -> None:
        """Close connections that wait for their client, some more than necessary, since this takes a while."""
        connections = [other for other in self.connections if isinstance(other, StrictHttpToolsProtocol)]
        hosts = Counter(other.client and other.client[0] for other in connections)
        waiting = [other for other in connections if other is not self and other.waits_for_client]
        waiting.sort(key=lambda other: (-hosts[other.client and other.client[0]], other._last_received))
        for other in waiting[: len(connections) - limit + limit // SPARE_SHARE]:
            self.connections.discard(other)  # at once; `connection_lost` comes later
            other.transport.abort()
