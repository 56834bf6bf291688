"""`twitter-sentiment start`: the API and the web interface as real processes."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

pytest.importorskip("streamlit")

from ..running import Running, free_port
from ..waiting import wait_until
from .commands import command

pytestmark = pytest.mark.e2e


@pytest.fixture
def ports() -> dict[str, str]:
    return {"API_PORT": str(free_port()), "UI_PORT": str(free_port())}


def start_command(ports: dict[str, str]) -> Running:
    return Running("twitter_sentiment", "start", ready=f"http://127.0.0.1:{ports['UI_PORT']}/_stcore/health", **ports)


def responds(port: str) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/", timeout=5).status_code < 500
    except httpx2.TransportError:
        return False


def children_of(process: int) -> dict[str, int]:
    """Return the command line and the id of each child process."""
    listing = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process)], capture_output=True, text=True, check=True
    )
    lines = [line.strip().partition(" ") for line in listing.stdout.splitlines()]
    return {command_line: int(pid) for pid, _, command_line in lines}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_start_stops_both_on_a_signal(ports: dict[str, str], number: int) -> None:
    with start_command(ports) as both:
        wait_until(lambda: all(responds(port) for port in ports.values()))
        log = both.stop(number)
        assert both.process.returncode == 0
    assert not any(responds(port) for port in ports.values())
    assert "Traceback" not in log


@pytest.fixture(scope="module")
def started() -> Iterator[tuple[Running, dict[str, str]]]:
    """Both with keys, and their ports."""
    ports = {"API_PORT": str(free_port()), "UI_PORT": str(free_port())}
    with start_command(ports | {"API_KEYS": "first-key,second-key"}) as both:
        wait_until(lambda: "Ready" in both.log)
        yield both, ports


def test_start_passes_a_key_to_the_page(started: tuple[Running, dict[str, str]]) -> None:
    both, _ = started
    (page,) = (pid for line, pid in children_of(both.process.pid).items() if "streamlit run" in line)
    environment = Path(f"/proc/{page}/environ").read_bytes().split(b"\0")
    assert b"API_KEY=first-key" in environment


def test_start_prints_both_addresses(started: tuple[Running, dict[str, str]]) -> None:
    both, ports = started
    assert f"Starting the API at http://localhost:{ports['API_PORT']} (documentation:" in both.log
    assert f"Ready: open http://localhost:{ports['UI_PORT']} in a browser." in both.log


@pytest.mark.parametrize("taken", ["API_PORT", "UI_PORT"])
def test_start_with_a_taken_port_is_an_error(ports: dict[str, str], taken: str) -> None:
    with socket.create_server(("127.0.0.1", int(ports[taken]))):
        done = command("start", **ports)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"Error: Port {ports[taken]} on 127.0.0.1 can't be used (Address already in use): set {taken} to another."
    ]


def test_start_listens_on_ipv6(ports: dict[str, str]) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    ready = f"http://[::1]:{ports['UI_PORT']}/_stcore/health"
    with Running("twitter_sentiment", "start", "--host", "::1", ready=ready, **ports) as both:
        wait_until(lambda: f"open http://[::1]:{ports['UI_PORT']} in a browser" in both.log)


def test_start_needs_two_ports() -> None:
    done = command("start", API_PORT="8765", UI_PORT="8765")
    assert done.returncode == 2
    assert "set one of them to another" in done.stderr


def test_start_stops_the_page_when_the_api_dies(ports: dict[str, str]) -> None:
    with start_command(ports) as both:
        (api,) = (pid for line, pid in children_of(both.process.pid).items() if " serve" in line)
        os.kill(api, signal.SIGKILL)
        both.process.wait(timeout=30)
        assert both.process.returncode == 1
        assert "The API has stopped" in both.log
    assert not responds(ports["UI_PORT"])
