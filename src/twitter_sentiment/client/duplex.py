"""An HTTP request whose response is read while its body is still being sent.

HTTP/1.1 allows it, and a stream needs it: its body may never end. httpx2 reads a response only after the body is sent.
"""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress

import h11
import httpx2

READ_BYTES = 65_536


class DuplexRequest:
    """A POST request on a connection of its own.

    All methods may raise OSError or `h11.ProtocolError`, since the connection is lost or the other side speaks no HTTP.

    Attributes:
        status: status of the response, 0 before `read_head`.
        headers: its headers, with names in lower case.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Use an open connection."""
        self.status = 0
        self.headers: dict[str, str] = {}
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.CLIENT)
        self._received = b""

    @classmethod
    async def start(
        cls, url: httpx2.URL, headers: Mapping[str, str], ssl_context: ssl.SSLContext | None
    ) -> "DuplexRequest":
        """Connect and send the headers.

        Args:
            url: the address, with its query.
            headers: headers beside `Host`.
            ssl_context: verifies an https address; None does as httpx2 does.
        """
        is_https = url.scheme == "https"
        verify = (ssl_context or httpx2.create_ssl_context()) if is_https else None
        reader, writer = await asyncio.open_connection(url.host, url.port or (443 if is_https else 80), ssl=verify)
        request = cls(reader, writer)
        host = [("Host", url.netloc.decode()), ("Transfer-Encoding", "chunked")]
        await request._send(h11.Request(method="POST", target=url.raw_path, headers=[*host, *headers.items()]))
        return request

    async def send(self, content: bytes) -> None:
        """Send a part of the body; wait while the other side does not read."""
        await self._send(h11.Data(content))

    async def end(self) -> None:
        """End the body, if it has not ended yet."""
        if self._http.our_state is h11.SEND_BODY:
            await self._send(h11.EndOfMessage())

    async def read_head(self) -> None:
        """Wait for status and headers."""
        while not isinstance(event := await self._next_event(), h11.Response):
            if not isinstance(event, h11.InformationalResponse):
                raise ConnectionResetError
        self.status = event.status_code
        self.headers = {name.decode(): value.decode("latin-1") for name, value in event.headers}

    async def read_lines(self) -> list[bytes]:
        """Wait for lines of the response, and return those that have arrived; none at its end."""
        while b"\n" not in self._received:
            part = await self._read_part()
            if not part:
                return []
            self._received += part
        *lines, self._received = self._received.split(b"\n")
        return lines

    async def read_body(self) -> bytes:
        """Read the rest of the response."""
        while part := await self._read_part():
            self._received += part
        return self._received

    async def close(self) -> None:
        """Drop the connection."""
        self._writer.transport.abort()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def _send(self, event: h11.Event) -> None:
        if content := self._http.send(event):
            self._writer.write(content)
            await self._writer.drain()

    async def _read_part(self) -> bytes:
        event = await self._next_event()
        return bytes(event.data) if isinstance(event, h11.Data) else b""

    async def _next_event(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(await self._reader.read(READ_BYTES))
        return event
