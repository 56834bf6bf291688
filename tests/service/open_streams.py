"""A stream as a client on a socket has it: lines are sent and responses read whenever the test wants to."""

import json
import socket
from http.client import HTTPResponse
from typing import Any

from ..running import Running
from .processes import address

HEAD = (
    b"POST /predict/stream HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
RECEIVE_BYTES = 65_536


class OpenStream:
    """A stream whose body has not ended."""

    def __init__(self, api: Running) -> None:
        """Connect and send the headers; the system receives no more than `RECEIVE_BYTES` that were not read."""
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        self._socket.settimeout(30)
        self._socket.connect(address(api))
        self._socket.sendall(HEAD)
        self._response: HTTPResponse | None = None

    def send(self, content: bytes) -> None:
        """Send a part of the body."""
        self._socket.sendall(b"%x\r\n%s\r\n" % (len(content), content))

    def end(self) -> None:
        """End the body."""
        self._socket.sendall(b"0\r\n\r\n")

    def read(self) -> dict[str, Any]:
        """Wait for a line of the response; empty at its end."""
        if self._response is None:
            self._response = HTTPResponse(self._socket, method="POST")
            self._response.begin()
            assert self._response.status == 200
        line: dict[str, Any] = json.loads(self._response.readline() or b"{}")
        return line

    def __enter__(self) -> "OpenStream":
        return self

    def __exit__(self, *_: object) -> None:
        if self._response:
            self._response.close()
        self._socket.close()
