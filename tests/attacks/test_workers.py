"""Attacks on the processes of the service: what they lose, and who kills them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from twitter_sentiment.model.folder import default_model

from ..cli.commands import source_environment
from ..running import Running, free_port, running_api
from ..waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.e2e]


@pytest.fixture
def folder() -> Path:
    return Path(shutil.copytree(default_model(), "model"))


def workers_of(api: Running) -> list[int]:
    """Return the workers of a service, without multiprocessing's resource tracker."""
    lines = subprocess.check_output(["pgrep", "-a", "-P", str(api.process.pid)], text=True).splitlines()
    return [int(line.split()[0]) for line in lines if "spawn_main" in line]


def is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def all_statuses(url: str, requests: int = 60) -> set[tuple[int, int]]:
    """Return the statuses of /ready and /predict, each in a connection of its own, so that all workers get some."""
    body = {"text": "good"}
    return {
        (httpx2.get(f"{url}/ready").status_code, httpx2.post(f"{url}/predict", json=body, timeout=30).status_code)
        for _ in range(requests)
    }


def test_worker_without_model_takes_no_requests_and_recovers(folder: Path) -> None:
    with running_api(free_port(), WORKERS="2", MODEL_PATH=str(folder)) as api:
        wait_until(lambda: api.log.count("Serving") == 2)
        graph = (folder / "model.int8.onnx").rename("elsewhere")
        os.kill(workers_of(api)[0], signal.SIGKILL)
        wait_until(lambda: "No model is served" in api.log)
        assert all_statuses(api.url) == {(200, 200)}
        graph.rename(folder / "model.int8.onnx")
        wait_until(lambda: api.log.count("Serving") == 3)
        assert all_statuses(api.url, 10) == {(200, 200)}
        assert "Traceback" not in api.stop(signal.SIGTERM)
        assert api.process.returncode == 0


def test_single_process_serves_once_its_model_can_be_loaded(folder: Path) -> None:
    graph = (folder / "model.int8.onnx").rename("elsewhere")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    arguments = ("twitter_sentiment", "serve", "--port", str(port))
    with Running(*arguments, ready=f"{url}/health", MODEL_PATH=str(folder)) as api:
        wait_until(lambda: "No model is served" in api.log)
        assert all_statuses(url, 1) == {(503, 503)}
        graph.rename(folder / "model.int8.onnx")
        wait_until(lambda: httpx2.get(f"{url}/ready").status_code == 200)
        assert all_statuses(url, 1) == {(200, 200)}


def test_workers_that_wait_for_a_model_stop_at_once(folder: Path) -> None:
    (folder / "model.int8.onnx").unlink()
    line = [sys.executable, "-m", "twitter_sentiment", "serve", "--port", str(free_port())]
    environment = source_environment(MODEL_PATH=str(folder), WORKERS="2")
    log = Path("log")
    with log.open("wb") as file, subprocess.Popen(line, env=environment, stderr=file) as service:
        wait_until(lambda: log.read_text().count("Next attempt in 4 s") == 2 or service.poll() is not None)
        service.terminate()
        assert service.wait(30) == 0
    assert "Traceback" not in log.read_text()


def test_workers_end_with_their_parent() -> None:
    Path("tmp").mkdir()
    port = free_port()
    with running_api(port, WORKERS="2", TMPDIR=str(Path("tmp").resolve())) as api:
        wait_until(lambda: api.log.count("Serving") == 2)
        workers = workers_of(api)
        assert len(workers) == 2
        api.process.kill()
        wait_until(lambda: not any(map(is_running, workers)), "the workers did not end")
        assert "Traceback" not in api.log
    assert not list(Path("tmp").glob("sentiment-metrics-*"))
    socket.create_server(("127.0.0.1", port)).close()


@pytest.fixture
def started() -> Iterator[Running]:
    ports = {"API_PORT": str(free_port()), "UI_PORT": str(free_port())}
    ready = f"http://127.0.0.1:{ports['UI_PORT']}/_stcore/health"
    with Running("twitter_sentiment", "start", "--no-open", ready=ready, **ports) as both:
        yield both


def test_api_and_page_end_with_start(started: Running) -> None:
    children = [int(pid) for pid in subprocess.check_output(["pgrep", "-P", str(started.process.pid)]).split()]
    assert len(children) == 2
    started.process.kill()
    wait_until(lambda: not any(map(is_running, children)), "the API and the page did not end")
