"""More connections than the service holds: those that wait for their client make room."""

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from ..examples import mixed_lengths
from ..running import Running, free_port, running_api
from ..service.processes import assert_healthy, raw_request
from ..waiting import wait_until
from .wire import BODY, GET, LENGTH, POST, connect, exchange

pytestmark = pytest.mark.e2e

LIMIT = 20
PREDICT = POST + LENGTH + BODY


@pytest.fixture(scope="module")
def small_api() -> Iterator[Running]:
    with running_api(free_port(), MAX_CONNECTIONS=str(LIMIT), QUEUE_SIZE="100000", CACHE_SIZE="0") as api:
        yield api
        wait_until(lambda: exchange(api, PREDICT).statuses == [200])
        assert_healthy(api)


@pytest.mark.parametrize("sent", [b"", b"GET /health HT", POST + b"Content-Length: 1000\r\n\r\n{"])
def test_waiting_connections_make_room_for_new_ones(small_api: Running, sent: bytes) -> None:
    with ExitStack() as held:
        for _ in range(5 * LIMIT):
            held.enter_context(closing(connect(small_api))).sendall(sent)
            assert exchange(small_api, PREDICT).statuses == [200]


def test_busy_connections_over_the_limit_leave_room_for_probes(small_api: Running) -> None:
    large = raw_request({"texts": mixed_lengths(256)})
    with ExitStack() as busy:

        def is_refused() -> bool:
            busy.enter_context(closing(connect(small_api))).sendall(large)
            reply = exchange(small_api, PREDICT)
            return reply.statuses == [503] and "too many connections" in reply.text

        wait_until(is_refused, "nothing was refused")
        assert exchange(small_api, GET + b"\r\n").statuses == [200]
