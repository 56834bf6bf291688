"""Requests as bytes on a socket, for what no client library sends."""

import re
import socket
from contextlib import suppress
from dataclasses import dataclass

import psutil

from ..running import Running
from ..service.processes import address

BODY = b'{"text": "I love it"}'
POST = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
LENGTH = b"Content-Length: %d\r\n\r\n" % len(BODY)
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
CHUNK = b"%x\r\n%s\r\n" % (len(BODY), BODY)
GET = b"GET /health HTTP/1.1\r\nHost: x\r\n"


@dataclass(frozen=True)
class Reply:
    """What came back on a connection.

    Attributes:
        statuses: status codes of the responses, in their order.
        text: all that was received.
        closed: whether the service closed the connection.
    """

    statuses: list[int]
    text: str
    closed: bool


def connect(api: Running) -> socket.socket:
    """Open a connection to a service."""
    return socket.create_connection(address(api), timeout=30)


def exchange(api: Running, *parts: bytes, responses: int = 1) -> Reply:
    """Send parts one after the other, and read until so many responses are complete or the connection is closed."""
    with connect(api) as connection:
        with suppress(ConnectionError):  # refused while it still sends
            for part in parts:
                connection.sendall(part)
        return read_reply(connection, responses)


def read_reply(connection: socket.socket, responses: int = 1) -> Reply:
    """Read until so many responses with a declared length are complete, or the connection is closed."""
    received = b""
    closed = False
    while not closed and _complete_responses(received) < responses:
        try:
            part = connection.recv(1_000_000)
        except ConnectionError:
            part = b""
        received += part
        closed = not part
    text = received.decode()
    return Reply([int(status) for status in re.findall(r"HTTP/1\.1 (\d{3}) ", text)], text, closed)


def _complete_responses(received: bytes) -> int:
    count = 0
    while b"\r\n\r\n" in received:
        head, _, received = received.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().splitlines() if line.startswith(b"content-length:")]
        length = int(lengths[0].partition(b":")[2]) if lengths else 0
        count += len(received) >= length and not head.startswith(b"HTTP/1.1 100")
        received = received[length:]
    return count


def memory_of(api: Running) -> int:
    """Return the memory of a service in bytes."""
    return int(psutil.Process(api.process.pid).memory_info().rss)
