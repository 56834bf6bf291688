"""Streams that never end a line, never hold a text, or never stop: bounded memory, and others get their answers."""

import pytest

from ..running import Running
from ..service.open_streams import HEAD, OpenStream
from .test_bodies import longest_wait
from .wire import connect, memory_of

pytestmark = pytest.mark.e2e


def test_line_without_end_takes_no_memory(target_api: Running) -> None:
    before = memory_of(target_api)
    with OpenStream(target_api) as stream:
        for _ in range(1_000):
            stream.send(b"[" * 100_000)
        stream.send(b'\n"good"\n')
        stream.end()
        assert stream.read()["error"]["status"] == 413
        assert stream.read()["text"] == "good"
    assert memory_of(target_api) - before < 10_000_000


@pytest.mark.parametrize("line", [b"\n", b"7\n", b'"","",' * 300 + b"\n", b'{"text": "\\ud800"}\n'])
def test_flood_of_lines_holds_nobody_up(target_api: Running, line: bytes) -> None:
    lines = line * (1_000_000 // len(line)) if line == b"\n" else line * 2_000
    with longest_wait(target_api) as waits, OpenStream(target_api) as stream:
        stream.send(lines + b'"good"\n')
        stream.end()
        while "error" in (response := stream.read()):
            assert response["error"]["status"] == 422
    assert response["text"] == "good"
    assert max(waits) < 5


def test_nonsense_within_a_stream_closes_it(target_api: Running) -> None:
    with connect(target_api) as connection:
        connection.sendall(HEAD + b'7\r\n"good"\n\r\n')
        received = b""
        while b'"sentiment"' not in received:
            received += connection.recv(100_000)
        connection.sendall(b"nonsense\r\n")
        while connection.recv(100_000):
            pass
