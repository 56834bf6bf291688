"""Requests to, and metrics of, services that run as processes."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable

import httpx2

from ..examples import mixed_lengths
from ..running import Running
from ..waiting import PATIENCE_SECS

TEXTS = mixed_lengths(4000)
LONG_TEXTS = [(text * 100)[:4000] for text in TEXTS[:600]]


def raw_request(body: object, path: str = "/predict/batch") -> bytes:
    """Return a POST request as it is sent over the wire."""
    content = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: {len(content)}"
    return f"{head}\r\n\r\n".encode() + content


def address(api: Running) -> tuple[str, int]:
    """Return host and port of a service."""
    return "127.0.0.1", int(api.url.rpartition(":")[2])


def read_metric(api: Running, name: str) -> float:
    """Return the sum of a series at /metrics."""
    return _sum_series(name, httpx2.get(f"{api.url}/metrics", timeout=30).text)


async def wait_for_arrival(http: httpx2.AsyncClient, requests: "list[asyncio.Task[httpx2.Response]]") -> None:
    """Wait until all of the requests have arrived at the service, and at least one has no response yet."""

    async def all_arrived() -> bool:
        in_progress = await _fetch_metric(http, "http_requests_in_progress") - 1  # the request for the metrics
        return in_progress + sum(request.done() for request in requests) >= len(requests)

    await _wait_until(all_arrived, "not all requests arrived")
    assert not all(request.done() for request in requests)


async def wait_for_queue(http: httpx2.AsyncClient) -> None:
    """Wait until texts are queued: the body of their request was read and the request accepted."""

    async def has_queue() -> bool:
        return await _fetch_metric(http, "sentiment_queue_size") > 0

    await _wait_until(has_queue, "no text was queued")


async def _fetch_metric(http: httpx2.AsyncClient, name: str) -> float:
    return _sum_series(name, (await http.get("/metrics")).text)


async def _wait_until(happened: Callable[[], Awaitable[bool]], error: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECS
    while not await happened():
        assert time.monotonic() < deadline, error
        await asyncio.sleep(0.05)


def _sum_series(name: str, metrics: str) -> float:
    return sum(float(line.rpartition(" ")[2]) for line in metrics.splitlines() if line.startswith(name))


def assert_healthy(api: Running) -> None:
    """Check that the service predicts, that its queue is empty, and that nothing unexpected was logged."""
    response = httpx2.post(f"{api.url}/predict", json={"text": "I love it"}, timeout=30)
    assert (response.status_code, response.json()["sentiment"]) == (200, "positive")
    assert read_metric(api, "sentiment_queue_size") == 0
    assert "Traceback" not in api.log
