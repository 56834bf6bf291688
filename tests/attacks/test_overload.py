"""A service with more work than it can do: queued texts whose clients leave, floods, too many connections."""

import asyncio
import socket
from collections import Counter
from contextlib import ExitStack

import httpx2
import pytest

from ..running import free_port, running_api
from ..service.processes import TEXTS, address, assert_healthy, raw_request, read_metric
from ..waiting import wait_until

pytestmark = [pytest.mark.anyio, pytest.mark.e2e]


@pytest.mark.stress
def test_disconnected_clients_leave_queue_empty() -> None:
    with running_api(free_port(), QUEUE_SIZE="100000") as api:
        with ExitStack() as connections:
            for client in range(200):
                whole = raw_request({"texts": TEXTS[20 * client : 20 * client + 20]})
                connection = connections.enter_context(socket.create_connection(address(api)))
                connection.sendall(whole if client % 4 else whole[: len(whole) // 2])
            wait_until(lambda: read_metric(api, "sentiment_queue_size") > 0, "no text was queued")
        wait_until(lambda: read_metric(api, "sentiment_queue_size") == 0, "the queue did not empty")
        assert_healthy(api)
        assert read_metric(api, 'http_requests_total{method="POST",path="/predict/batch",status="499"}') > 100
        assert read_metric(api, "sentiment_batch_size_sum") < 1500  # of the 3,000 texts of complete requests


@pytest.mark.stress
async def test_flood_gets_200_or_503_only() -> None:
    with running_api(free_port(), QUEUE_SIZE="40") as api:
        async with httpx2.AsyncClient(base_url=api.url, timeout=60, limits=httpx2.Limits(max_connections=None)) as http:
            batches = [TEXTS[4 * client : 4 * client + 4] for client in range(400)]
            requests = [http.post("/predict/batch", json={"texts": texts}) for texts in batches]
            responses = await asyncio.gather(*requests)
        counts = Counter(response.status_code for response in responses)
        assert set(counts) == {200, 503}
        refused = [response for response in responses if response.status_code == 503]
        assert all(int(response.headers["Retry-After"]) >= 1 for response in refused)
        assert all("busy" in response.json()["detail"] for response in refused)
        assert_healthy(api)
