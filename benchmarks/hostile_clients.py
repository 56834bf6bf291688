"""Clients of a service that mean harm, on 127.0.0.1 for a bounded time: `soak.py --hostile` runs them beside its load.

They are the kinds of attack that tests/attacks keeps out, one at a time there and all at once here. As a program it
prints how many attacks of each kind were carried out, as JSON.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress

SEED = 42
MEGABYTE = 1_000_000
REPLY_SECS = 30.0
"""Time that an attacker waits for a response or to be cut off."""

POST = "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
COSTLY = ["ﷺ", "㍿", "😀\u200d", "#a", "\\u005c", ":) ", "⭐⭐ ", "a\u0301\u0327"]


class Connection:
    """A connection on which an attacker sends what it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, content: str | bytes) -> None:
        """Send bytes and wait until they have left."""
        self._writer.write(content.encode() if isinstance(content, str) else content)
        await self._writer.drain()

    async def drip(self, content: str, pause_secs: float) -> None:
        """Send a byte at a time."""
        for letter in content:
            await self.send(letter)
            await asyncio.sleep(pause_secs)

    async def read(self) -> None:
        """Wait for a response, or for the service to close the connection."""
        await asyncio.wait_for(self._reader.read(65_536), REPLY_SECS)

    def close(self) -> None:
        """Cut the connection without a word."""
        self._writer.transport.abort()


Attack = Callable[[Connection], Awaitable[None]]


def _request(path: str, body: bytes) -> bytes:
    return f"{POST.format(path=path)}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def slow_head(connection: Connection) -> None:
    """Never finish the headers."""
    await connection.drip("GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: " + "a" * 100, 1)


async def large_head(connection: Connection) -> None:
    """Send a megabyte of headers."""
    await connection.send("GET /health HTTP/1.1\r\nHost: x\r\n" + "X-Large: aaaaaaaa\r\n" * 50_000)
    await connection.read()


async def large_trailers(connection: Connection) -> None:
    """Send a megabyte of trailers behind a body."""
    await connection.send(POST.format(path="/predict") + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n")
    await connection.send("X-Large: aaaaaaaa\r\n" * 50_000)
    await connection.read()


async def held_body(connection: Connection) -> None:
    """Send 8 MB but for the last bytes, and wait."""
    await connection.send(POST.format(path="/predict/batch") + f"Content-Length: {8 * MEGABYTE}\r\n\r\n")
    await connection.send('{"texts": ["' + "x" * (8 * MEGABYTE - 100))
    await connection.read()


async def slow_body(connection: Connection) -> None:
    """Send a body of 100 KB at 10 bytes a second."""
    await connection.send(POST.format(path="/predict/batch") + "Content-Length: 100000\r\n\r\n")
    await connection.drip("x" * 300, 0.1)


async def many_parts(connection: Connection) -> None:
    """Send 8 MB of empty lists."""
    await connection.send(_request("/predict/batch", b'{"texts": [' + b"[]," * 2_600_000 + b"[]]}"))
    await connection.read()


async def one_string(connection: Connection) -> None:
    """Send a text of 8 MB."""
    await connection.send(_request("/predict/batch", b'{"texts": ["' + b"\\u0061" * 1_300_000 + b'"]}'))
    await connection.read()


async def costly_texts(connection: Connection) -> None:
    """Ask for texts that are built to cost time, the longest that are accepted, explained."""
    for piece in COSTLY:
        body = json.dumps({"text": (piece * 10_000)[:10_000], "explain": True}).encode()
        await connection.send(_request("/predict", body))
        await connection.read()


async def unread_pipeline(connection: Connection) -> None:
    """Send a thousand requests at once and read nothing."""
    await connection.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" * 1_000)
    await asyncio.sleep(5)


async def vanish(connection: Connection) -> None:
    """Ask for a batch and be gone."""
    await connection.send(_request("/predict/batch", json.dumps({"texts": ["I love it"] * 32}).encode()))


async def garbage(connection: Connection) -> None:
    """Send random bytes."""
    await connection.send(random.Random(SEED).randbytes(10_000))
    await connection.read()


async def odd_requests(connection: Connection) -> None:
    """Send requests that contradict themselves."""
    await connection.send("POST /predict HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 1\r\n\r\n")
    await connection.read()


async def idle(connection: Connection) -> None:
    """Hold a connection open and say nothing."""
    await connection.read()


CLIENTS: dict[Attack, tuple[int, float]] = {
    slow_head: (20, 1),
    large_head: (1, 1),
    large_trailers: (1, 1),
    held_body: (4, 2),
    slow_body: (10, 1),
    many_parts: (1, 2),
    one_string: (1, 2),
    costly_texts: (1, 2),
    unread_pipeline: (1, 2),
    vanish: (1, 1),
    garbage: (1, 0.5),
    odd_requests: (1, 0.5),
    idle: (200, 1),
}
"""Clients of each kind at a time, and the seconds between two attacks of each of them."""


async def attack(port: int, seconds: float) -> Counter[str]:
    """Run all kinds of attacks for some seconds.

    Returns:
        How many of each kind ended, in whatever way.
    """
    counts = Counter[str]()
    deadline = time.monotonic() + seconds

    async def client(kind: Attack, pause_secs: float) -> None:
        while time.monotonic() < deadline:
            with suppress(OSError, TimeoutError):
                connection = Connection(*await asyncio.open_connection("127.0.0.1", port))
                try:
                    await kind(connection)
                finally:
                    connection.close()
            counts[getattr(kind, "__name__", "")] += 1
            await asyncio.sleep(pause_secs)

    clients = [
        asyncio.create_task(client(kind, pause_secs))
        for kind, (number, pause_secs) in CLIENTS.items()
        for _ in range(number)
    ]
    await asyncio.wait(clients, timeout=seconds)
    for task in clients:
        task.cancel()
    await asyncio.gather(*clients, return_exceptions=True)
    return counts


if __name__ == "__main__":
    print(json.dumps(asyncio.run(attack(int(sys.argv[1]), float(sys.argv[2])))))  # noqa: T201 - its result
