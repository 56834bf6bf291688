"""A service of several worker processes."""

import asyncio
import os
import signal
import subprocess
from contextlib import suppress

import httpx2
import pytest

from ..running import free_port, running_api
from ..waiting import wait_until
from .processes import LONG_TEXTS, read_metric, wait_for_arrival

pytestmark = [pytest.mark.anyio, pytest.mark.e2e]


def test_workers_report_metrics_together() -> None:
    with running_api(free_port(), WORKERS="2", LOG_FORMAT="json") as api:
        for _ in range(20):
            assert httpx2.post(f"{api.url}/predict", json={"text": "good"}, timeout=30).status_code == 200
        assert {read_metric(api, 'http_requests_total{method="POST",path="/predict"') for _ in range(5)} == {20}
        assert api.log.count("Serving") == 2
        api.stop(signal.SIGTERM)
        assert api.process.returncode == 0


@pytest.mark.stress
async def test_killed_workers_are_replaced() -> None:
    with running_api(free_port(), WORKERS="2") as api:
        wait_until(lambda: api.log.count("Serving") == 2)  # the first of them is enough for /ready
        async with httpx2.AsyncClient(base_url=api.url, timeout=60) as http:
            body = {"texts": LONG_TEXTS[:200]}
            requests = [asyncio.create_task(http.post("/predict/batch", json=body)) for _ in range(4)]
            await wait_for_arrival(http, requests)
            workers = subprocess.check_output(["pgrep", "-P", str(api.process.pid)]).split()
            for pid in workers:
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
            await asyncio.gather(*requests, return_exceptions=True)
        wait_until(lambda: api.log.count("Serving") >= 4)
        assert httpx2.post(f"{api.url}/predict", json={"text": "good"}, timeout=30).status_code == 200
        assert read_metric(api, "http_requests_in_progress") == 1  # the request for the metrics
        assert read_metric(api, "sentiment_queue_size") == 0
