"""The load generator: clients that keep a connection open and send the next text after each response.

It shares the cores with the server it measures, so it does as little as it can: the requests are bytes made beforehand,
and of a response it reads only the status and the length.
"""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import cast

DRAIN_SECS = 60.0
"""Time limit for responses that are outstanding at the end of a measurement."""

RETRY_SECS = 0.1
"""Pause before a reconnect, so that a dead server costs no core."""


@dataclass(frozen=True, slots=True)
class Load:
    """Result of one measurement.

    Attributes:
        requests: responses with status 200.
        errors: everything else: counts by status, and of broken connections and missing responses.
        seconds: from the first request to the last response.
        p50: median latency of the responses with status 200, in seconds; None if there was none.
        p99: 99th percentile of the same.
    """

    requests: int
    errors: dict[str, int]
    seconds: float
    p50: float | None
    p99: float | None

    @property
    def per_second(self) -> float:
        """Responses with status 200 per second."""
        return self.requests / self.seconds

    @property
    def rate(self) -> float:
        """Responses of any status per second."""
        return (self.requests + sum(self.errors.values())) / self.seconds


def run_load(
    port: int, requests: Sequence[bytes], *, clients: int, seconds: float, per_second: float | None = None
) -> Load:
    """Send requests to 127.0.0.1 for some seconds; responses that are outstanding then still count.

    Args:
        port: port of the service.
        requests: whole requests, sent in turn.
        clients: connections at a time.
        seconds: duration.
        per_second: requests of all clients together in a second; None sends the next one after each response. The
            latency counts from when a request was due, so that a service that is late does not slow its clients down.
    """
    interval = clients / per_second if per_second else 0
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(_run(port, cycle(requests), clients, seconds, interval))


async def _run(port: int, requests: Iterator[bytes], clients: int, seconds: float, interval: float) -> Load:
    latencies: list[float] = []
    errors = Counter[str]()
    start = time.perf_counter()
    deadline = start + seconds

    async def client(number: int) -> None:
        await asyncio.sleep(interval * number / clients)
        while time.perf_counter() < deadline:
            try:
                await _converse(port, _Client(requests, deadline, interval, latencies, errors))
            except OSError:
                errors["not connected"] += 1
            await asyncio.sleep(RETRY_SECS if time.perf_counter() < deadline else 0)

    running = [asyncio.create_task(client(number)) for number in range(clients)]
    _, pending = await asyncio.wait(running, timeout=seconds + DRAIN_SECS)
    spent = time.perf_counter() - start
    for task in pending:
        errors["no response"] += 1
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    latencies.sort()
    return Load(len(latencies), dict(errors), spent, _percentile(latencies, 0.5), _percentile(latencies, 0.99))


async def _converse(port: int, client: "_Client") -> None:
    """Connect a client and wait until it ends."""
    transport, _ = await asyncio.get_running_loop().create_connection(lambda: client, "127.0.0.1", port)
    try:
        await client.ended
    finally:
        transport.abort()


class _Client(asyncio.Protocol):
    """One connection: sends a request, reads the response, and repeats until the time is over."""

    def __init__(
        self,
        requests: Iterator[bytes],
        deadline: float,
        interval: float,
        latencies: list[float],
        errors: Counter[str],
    ) -> None:
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._deadline = deadline
        self._interval = interval
        self._latencies = latencies
        self._errors = errors
        self._received = b""
        self._length = 0  # of the whole response; 0 until its head is read
        self._due = time.perf_counter()
        self._waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._length:
            head = self._received.find(b"\r\n\r\n")
            if head < 0:
                return
            length = _content_length(self._received[:head])
            if length is None:
                self._errors["unreadable response"] += 1
                self._end()
                return
            self._length = head + 4 + length
        if len(self._received) >= self._length:
            self._record_response(time.perf_counter())

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio fixes the signature
        if not self.ended.done():
            if self._waiting:  # a service may close a connection that it owes no response
                self._errors["connection lost"] += 1
            self._end()

    def _send(self) -> None:
        if self.ended.done():
            return
        self._received = b""
        self._length = 0
        self._waiting = True
        self._transport.write(next(self._requests))

    def _record_response(self, now: float) -> None:
        self._waiting = False
        status = self._received[9:12]
        if status == b"200":
            self._latencies.append(now - self._due)
        else:
            self._errors[status.decode("ascii", "replace")] += 1
        self._due = self._due + self._interval if self._interval else now
        if self._due >= self._deadline:
            self._end()
        elif self._due > now:
            asyncio.get_running_loop().call_later(self._due - now, self._send)
        else:
            self._send()

    def _end(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


def _content_length(head: bytes) -> int | None:
    """Return the length of the body. No server sends chunked responses."""
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0]) if found else None


def _percentile(ordered: Sequence[float], share: float) -> float | None:
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else None


def _loop_factory() -> "type[asyncio.AbstractEventLoop] | None":
    """Return the faster event loop if it is installed."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.Loop
