"""Streams of a real server: both directions at once, back-pressure, pauses, lost clients, and its end."""

import json
import signal
from collections.abc import Iterator
from contextlib import suppress

import pytest

from ..attacks.wire import memory_of
from ..examples import labeled, mixed_lengths
from ..running import Running, free_port, running_api
from ..waiting import wait_until
from .open_streams import OpenStream
from .processes import assert_healthy, read_metric

pytestmark = pytest.mark.e2e

LONG_LINE = json.dumps("word " * 1_900).encode() + b"\n"


@pytest.fixture(scope="module")
def api() -> Iterator[Running]:
    with running_api(free_port(), REQUEST_TIMEOUT="2") as api:
        yield api
        assert_healthy(api)


def test_lines_are_answered_while_the_body_is_open_and_a_pause_ends_it(api: Running) -> None:
    with OpenStream(api) as stream:
        for text in ("I love it", "I hate it"):
            stream.send(json.dumps(text).encode()[:4])
            stream.send(json.dumps(text).encode()[4:] + b"\n")
            assert stream.read()["text"] == text
        last = stream.read()
        assert (last["line"], last["error"]["status"]) == (3, 408)
        assert stream.read() == {}


def test_many_lines_keep_their_order(api: Running) -> None:
    texts = mixed_lengths(300)
    with OpenStream(api) as stream:
        stream.send(b"".join(json.dumps({"text": text, "id": row}).encode() + b"\n" for row, text in enumerate(texts)))
        stream.end()
        assert [stream.read()["id"] for _ in texts] == list(range(300))
        assert stream.read() == {}


def test_client_that_does_not_read_is_not_read_from(api: Running) -> None:
    before = memory_of(api)
    sent_bytes = 0
    with OpenStream(api) as stream, suppress(ConnectionError):  # dropped after two seconds
        while sent_bytes < 50_000_000:
            stream.send(LONG_LINE)
            sent_bytes += len(LONG_LINE)
    assert sent_bytes < 50_000_000
    assert memory_of(api) - before < 30_000_000
    wait_until(lambda: "POST /predict/stream 499" in api.log)
    wait_until(lambda: read_metric(api, "http_requests_in_progress") == 1)


def test_client_that_leaves_takes_its_texts_with_it(api: Running) -> None:
    ended = api.log.count("POST /predict/stream 499")
    with OpenStream(api) as stream:
        stream.send(b'"good"\n' * 10_000)
        assert stream.read()["text"] == "good"
    wait_until(lambda: api.log.count("POST /predict/stream 499") > ended)


def test_stop_ends_streams_with_503() -> None:
    texts = [row.text for row in labeled(2_000)]
    with running_api(free_port()) as api, OpenStream(api) as idle, OpenStream(api) as busy:
        for stream in (idle, busy):
            stream.send(b'"I love it"\n')
            assert stream.read()["sentiment"] == "positive"
        busy.send(b"".join(json.dumps(text).encode() + b"\n" for text in texts))
        log = api.stop(signal.SIGTERM)
        last = idle.read()
        assert (last["line"], last["error"]["status"], last["error"]["retry_after"]) == (2, 503, 2)
        assert idle.read() == {}
        while "error" not in (last := busy.read()):
            assert last["text"]
        assert last["error"]["status"] == 503
        assert busy.read() == {}
    assert "Traceback" not in log
    assert "STOP_TIMEOUT is over" not in log
