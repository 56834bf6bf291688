"""Bodies that are large, slow, or costly to parse, beside ordinary requests."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest

from ..running import Running
from ..service.processes import raw_request
from .wire import BODY, GET, LENGTH, POST, connect, exchange, memory_of, read_reply

pytestmark = pytest.mark.e2e

MAX_BODY_BYTES = 8_388_608
JSON = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


@pytest.mark.slow
def test_four_held_large_bodies_leave_all_others_their_answers(target_api: Running) -> None:
    head = JSON % (b"/predict/batch", MAX_BODY_BYTES)
    large = raw_request({"texts": ["x" * 9_000] * 20, "neutral": True})
    before = memory_of(target_api)
    with ExitStack() as held:
        connections = [held.enter_context(closing(connect(target_api))) for _ in range(4)]
        for connection in connections:
            connection.sendall(head + b'{"texts": ["' + b"x" * (MAX_BODY_BYTES - 100))
        assert [exchange(target_api, POST + LENGTH + BODY).statuses for _ in range(100)] == [[200]] * 100
        assert [exchange(target_api, large).statuses for _ in range(4)] == [[200]] * 4
        replies = [read_reply(connection) for connection in connections]
    assert {tuple(reply.statuses) for reply in replies} <= {(408,), (503,)}
    assert memory_of(target_api) - before < 2 * MAX_BODY_BYTES  # what was freed went back to the system


@contextmanager
def longest_wait(target_api: Running) -> Iterator[list[float]]:
    """Ask for /health all the time, and collect how long each answer took, in seconds."""
    stop = threading.Event()
    waits: list[float] = []

    def ask() -> None:
        with connect(target_api) as connection:
            while not stop.is_set():
                started = time.perf_counter()
                connection.sendall(GET + b"\r\n")
                read_reply(connection)
                waits.append(time.perf_counter() - started)

    thread = threading.Thread(target=ask)
    thread.start()
    yield waits
    stop.set()
    thread.join()


@pytest.mark.parametrize(
    ("path", "piece"),
    [
        (b"/", b'{"inputs": "good", "options": {"a": [%s]}}'),
        (b"/predict", b"[%s]"),
        (b"/predict/batch", b'{"texts": [%s]}'),
        (b"/predict/batch", b"{%s}"),
        (b"/v2/models/default/infer", b'{"inputs": [%s]}'),
    ],
)
@pytest.mark.parametrize("filling", [b"[],", b'"",', b"1,", b'"a":1,', b"[" * 3])
def test_body_of_many_parts_is_refused_unparsed(target_api: Running, path: bytes, piece: bytes, filling: bytes) -> None:
    body = piece % (filling * ((MAX_BODY_BYTES - 200) // len(filling)))
    started = time.perf_counter()
    reply = exchange(target_api, JSON % (path, len(body)), body)
    assert reply.statuses in ([422], [413], [])  # what the client had not sent yet may discard the response
    assert time.perf_counter() - started < 10
    assert exchange(target_api, GET + b"\r\n").statuses == [200]


@pytest.mark.parametrize("letter", [b"a", b"\\n", b"\\u0061", b"\\ud83d\\ude00", "漢".encode()])
def test_largest_body_of_few_strings_holds_nobody_up(target_api: Running, letter: bytes) -> None:
    body = b'{"texts": ["' + letter * ((MAX_BODY_BYTES - 200) // len(letter)) + b'"]}'
    with longest_wait(target_api) as waits:
        assert exchange(target_api, JSON % (b"/predict/batch", len(body)), body).statuses == [422]
    assert len(waits) > 1
