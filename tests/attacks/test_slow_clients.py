"""Clients that send or read too slowly, too much, or no HTTP at all."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx2
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from twitter_sentiment.service.http_protocol import StrictHttpToolsProtocol

from ..running import free_port, running_api
from ..service.processes import LONG_TEXTS, address, assert_healthy, raw_request
from ..waiting import wait_until

LARGE_BYTES = 20_000_000
SMALL_BODY = b"a small body"
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
GET_LARGE = b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"
POST_HEADERS = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"


class ImpatientProtocol(StrictHttpToolsProtocol):
    header_timeout_secs = 1.0


async def respond(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that responds without reading the body."""
    body = b"x" * LARGE_BYTES if scope["path"] == "/large" else SMALL_BODY
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def server() -> Iterator[uvicorn.Server]:
    """A server with our protocol, in a thread."""
    config = uvicorn.Config(
        respond,
        port=free_port(),
        http=ImpatientProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        timeout_keep_alive=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started)
    yield server
    server.should_exit = True
    thread.join()


def connect(server: uvicorn.Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.config.port), timeout=10)


@pytest.mark.slow
@pytest.mark.parametrize(
    "parts",
    [
        [(b"", b"")],
        [(b"GET / HT", b"")],
        [(b"GET / HTTP/1.1\r\nHost: x\r\n", b"")],
        [(GET + b"GET /", SMALL_BODY)],
        [(GET, SMALL_BODY), (b"\r\n", b"")],  # after a response, when only the keep-alive timer would be active
        [(POST_HEADERS, SMALL_BODY), (b"x", b"")],  # a response before the body is complete
    ],
)
def test_connection_without_headers_is_closed(server: uvicorn.Server, parts: list[tuple[bytes, bytes]]) -> None:
    with connect(server) as held:
        for sent, expected in parts:
            held.sendall(sent)
            received = b""
            while expected not in received:
                received += held.recv(10_000)
        assert httpx2.get(f"http://127.0.0.1:{server.config.port}/").status_code == 200
        with suppress(ConnectionResetError):
            while held.recv(10_000):  # fails after ten seconds if the connection stays open
                pass


@pytest.mark.slow
def test_stalled_reader_is_aborted_slow_one_is_not(server: uvicorn.Server) -> None:
    with connect(server) as stalled, connect(server) as slow:
        for connection in (stalled, slow):
            connection.sendall(GET_LARGE)
        read_bytes = 0
        while part := slow.recv(1_000_000):
            read_bytes += len(part)
            time.sleep(0.1)  # a slow client, which needs longer than an idle connection is kept
        assert read_bytes > LARGE_BYTES
        wait_until(lambda: not server.server_state.connections)


@pytest.mark.e2e
def test_request_timeout_covers_body_and_prediction() -> None:
    with running_api(free_port(), REQUEST_TIMEOUT="0.7") as api:
        slow = httpx2.post(f"{api.url}/predict/batch", json={"texts": LONG_TEXTS[:256]}, timeout=30)
        assert slow.status_code == 504
        assert "not answered within 0.7 s" in slow.json()["detail"]
        with socket.create_connection(address(api), timeout=30) as incomplete:
            incomplete.sendall(raw_request({"texts": ["good"]})[:-5])
            assert incomplete.recv(100).startswith(b"HTTP/1.1 408 ")
        wait_until(lambda: "504" in api.log)
        assert_healthy(api)
