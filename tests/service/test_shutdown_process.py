"""Stopping a service that runs as a process: no accepted request is lost, and no new one is accepted."""

import asyncio
import os
import signal
import subprocess
import sys
import time

import httpx2
import pytest

from ..conftest import REPOSITORY
from ..running import free_port, running_api
from ..waiting import wait_until
from .processes import LONG_TEXTS, wait_for_arrival, wait_for_queue

pytestmark = [pytest.mark.anyio, pytest.mark.e2e]


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_sigterm_finishes_all_requests_in_flight(workers: str) -> None:
    with running_api(free_port(), WORKERS=workers, STOP_TIMEOUT="60") as api:
        async with httpx2.AsyncClient(base_url=api.url, timeout=60, limits=httpx2.Limits(max_connections=None)) as http:
            batches = [LONG_TEXTS[2 * client : 2 * client + 2] for client in range(64)]
            requests = [asyncio.create_task(http.post("/predict/batch", json={"texts": texts})) for texts in batches]
            await wait_for_arrival(http, requests)
            api.process.send_signal(signal.SIGTERM)
            responses = await asyncio.gather(*requests)
        assert {response.status_code for response in responses} == {200}
        log = api.stop(signal.SIGTERM)
        assert api.process.returncode == 0
        assert "Traceback" not in log
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{api.url}/ready")


async def test_stopping_service_refuses_new_requests() -> None:
    with running_api(free_port(), STOP_TIMEOUT="60") as api:
        async with httpx2.AsyncClient(base_url=api.url, timeout=60) as http:
            large = asyncio.create_task(http.post("/predict/batch", json={"texts": LONG_TEXTS[:100]}))
            await wait_for_queue(http)
            api.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(wait_until, lambda: "Stopping:" in api.log)
            statuses = [(await http.get(path)).status_code for path in ("/health", "/ready")]
            refused = await http.post("/predict", json={"text": "good"})
            assert (statuses, refused.status_code) == ([200, 503], 503)
            assert "stopping" in refused.json()["detail"]
            assert (await large).status_code == 200


async def test_stop_timeout_answers_the_rest_with_503() -> None:
    with running_api(free_port(), STOP_TIMEOUT="0.5") as api:
        async with httpx2.AsyncClient(base_url=api.url, timeout=60) as http:
            large = asyncio.create_task(http.post("/predict/batch", json={"texts": LONG_TEXTS[:256]}))
            await wait_for_queue(http)
            started = time.monotonic()
            log = await asyncio.to_thread(api.stop, signal.SIGTERM)
            assert time.monotonic() - started < 10
            assert api.process.returncode == 0
            assert "STOP_TIMEOUT is over: 1 requests" in log
            response = await large
            assert (response.status_code, "stopped" in response.json()["detail"]) == (503, True)


async def test_sigint_to_group_stops_workers_in_order() -> None:
    with running_api(free_port(), WORKERS="2", STOP_TIMEOUT="60") as api:
        async with httpx2.AsyncClient(base_url=api.url, timeout=60) as http:
            large = asyncio.create_task(http.post("/predict/batch", json={"texts": LONG_TEXTS[:150]}))
            await wait_for_queue(http)
            workers = subprocess.check_output(["pgrep", "-P", str(api.process.pid)]).split()
            for pid in [api.process.pid, *map(int, workers)]:  # as a terminal does on Ctrl-C
                os.kill(pid, signal.SIGINT)
            assert (await large).status_code == 200
            log = await asyncio.to_thread(api.stop)
        assert "Traceback" not in log
        assert log.count("Application shutdown complete") == 2


@pytest.mark.parametrize("line", ["The API starts at", "Waiting for application startup"])
def test_sigterm_during_startup_stops(line: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "twitter_sentiment", "serve", "--port", str(free_port())],
        env=os.environ | {"PYTHONPATH": str(REPOSITORY / "src")},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    with process, process.stderr as log:
        assert any(line in written for written in log)
        process.send_signal(signal.SIGTERM)
        assert "Traceback" not in log.read()
        assert process.wait(timeout=20) == 0
