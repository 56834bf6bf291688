"""The load generator: clients that keep a connection open and send the next text when the last one was answered.

It shares the cores with the server it measures, so it does as little as it can: the requests are bytes made beforehand,
and of an answer it reads the status and where it ends.
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
"""How long answers may take that are under way when the time is over."""

RETRY_SECS = 0.1
"""Pause before a broken connection is made anew, so that a dead server costs no core."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of clients saw.

    Attributes:
        requests: answers with status 200.
        errors: everything else: how often which status came, and how often a connection broke or no answer came.
        seconds: from the first request to the last answer.
        p50: median latency of the answers with status 200 in seconds; None where there was none.
        p99: 99 % of them came within this time.
    """

    requests: int
    errors: dict[str, int]
    seconds: float
    p50: float | None
    p99: float | None

    @property
    def per_second(self) -> float:
        """Requests answered with 200 in a second."""
        return self.requests / self.seconds


def run_load(port: int, requests: Sequence[bytes], *, clients: int, seconds: float) -> Load:
    """Sends requests to 127.0.0.1 for some seconds; what is under way then is still waited for and counted."""
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(_run(port, cycle(requests), clients, seconds))


async def _run(port: int, requests: Iterator[bytes], clients: int, seconds: float) -> Load:
    latencies, errors = list[float](), Counter[str]()
    start = time.perf_counter()
    deadline = start + seconds

    async def client() -> None:
        while time.perf_counter() < deadline:
            try:
                await _converse(port, _Client(requests, deadline, latencies, errors))
            except OSError:
                errors["not connected"] += 1
            await asyncio.sleep(RETRY_SECS if time.perf_counter() < deadline else 0)

    running = [asyncio.create_task(client()) for _ in range(clients)]
    _, unanswered = await asyncio.wait(running, timeout=seconds + DRAIN_SECS)
    spent = time.perf_counter() - start
    for task in unanswered:
        errors["no answer"] += 1
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    latencies.sort()
    return Load(len(latencies), dict(errors), spent, _percentile(latencies, 0.5), _percentile(latencies, 0.99))


async def _converse(port: int, client: "_Client") -> None:
    """Connects a client and lets it send and receive until it ends."""
    transport, _ = await asyncio.get_running_loop().create_connection(lambda: client, "127.0.0.1", port)
    try:
        await client.ended
    finally:
        transport.abort()


class _Client(asyncio.Protocol):
    """One connection: sends a request, reads its answer, and so on until the time is over."""

    def __init__(
        self, requests: Iterator[bytes], deadline: float, latencies: list[float], errors: Counter[str]
    ) -> None:
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._deadline = deadline
        self._latencies = latencies
        self._errors = errors
        self._received = b""
        self._length = 0  # of the whole answer; 0 until its head is read
        self._sent = 0.0

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
                self._errors["unreadable answer"] += 1
                self._end()
                return
            self._length = head + 4 + length
        if len(self._received) >= self._length:
            self._answered(time.perf_counter())

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio fixes the signature
        if not self.ended.done():
            self._errors["connection lost"] += 1
            self._end()

    def _send(self) -> None:
        self._received, self._length = b"", 0
        self._sent = time.perf_counter()
        self._transport.write(next(self._requests))

    def _answered(self, now: float) -> None:
        status = self._received[9:12]
        if status == b"200":
            self._latencies.append(now - self._sent)
        else:
            self._errors[status.decode("ascii", "replace")] += 1
        if now < self._deadline:
            self._send()
        else:
            self._end()

    def _end(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


def _content_length(head: bytes) -> int | None:
    """The length of the body. No contender sends its answers in chunks."""
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0]) if found else None


def _percentile(ordered: Sequence[float], share: float) -> float | None:
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else None


def _loop_factory() -> "type[asyncio.AbstractEventLoop] | None":
    """The faster event loop where it is installed."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.Loop
