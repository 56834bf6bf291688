"""`twitter-sentiment start`: both servers at once, real processes."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import httpx2
import pytest

pytest.importorskip("streamlit")

from ..running import Running, free_port
from ..waiting import wait_until
from .test_commands import command


@pytest.fixture
def ports() -> dict[str, str]:
    return {"API_PORT": str(free_port()), "UI_PORT": str(free_port())}


def starting(ports: dict[str, str]) -> Running:
    return Running("twitter_sentiment", "start", ready=f"http://127.0.0.1:{ports['UI_PORT']}/_stcore/health", **ports)


def answers(port: str) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/", timeout=5).status_code < 500
    except httpx2.TransportError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_both_are_started_and_both_are_stopped(ports: dict[str, str], number: int) -> None:
    with starting(ports) as both:
        wait_until(lambda: all(answers(port) for port in ports.values()))
        log = both.stop(number)
        assert both.process.returncode == 0
    assert not any(answers(port) for port in ports.values())
    assert "Traceback" not in log


def test_the_web_interface_gets_a_key_where_the_api_wants_one(ports: dict[str, str]) -> None:
    with starting(ports | {"API_KEYS": "first,second"}) as both:
        wait_until(lambda: "Ready" in both.log)
        pages = subprocess.run(
            ["pgrep", "-P", str(both.process.pid), "-f", "streamlit"], capture_output=True, text=True, check=True
        )
        environment = Path(f"/proc/{pages.stdout.split()[0]}/environ").read_bytes().split(b"\0")
    assert b"API_KEY=first" in environment


def test_where_to_look_is_told_when_both_are_ready(ports: dict[str, str]) -> None:
    with starting(ports) as both:
        wait_until(lambda: "Ready" in both.log)
        log = both.log
    assert f"Starting the API at http://localhost:{ports['API_PORT']} (documentation:" in log
    assert f"Ready: open http://localhost:{ports['UI_PORT']} in a browser." in log


@pytest.mark.parametrize("taken", ["API_PORT", "UI_PORT"])
def test_a_taken_port_is_told_in_a_sentence_and_nothing_is_started(ports: dict[str, str], taken: str) -> None:
    with socket.create_server(("127.0.0.1", int(ports[taken]))):
        done = command("start", **ports)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"Error: Port {ports[taken]} on 127.0.0.1 can't be used (Address already in use): set {taken} to another."
    ]


def test_it_listens_on_ipv6_too(ports: dict[str, str]) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    ready = f"http://[::1]:{ports['UI_PORT']}/_stcore/health"
    with Running("twitter_sentiment", "start", "--host", "::1", ready=ready, **ports) as both:
        wait_until(lambda: f"open http://[::1]:{ports['UI_PORT']} in a browser" in both.log)


def test_one_port_for_both_is_refused() -> None:
    done = command("start", API_PORT="8765", UI_PORT="8765")
    assert done.returncode == 2
    assert "set one of them to another" in done.stderr


def test_when_one_part_dies_the_other_is_stopped_too(ports: dict[str, str]) -> None:
    with starting(ports) as both:
        children = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(both.process.pid)], capture_output=True, text=True, check=True
        )
        api = next(line.split()[0] for line in children.stdout.splitlines() if "serve" in line)
        os.kill(int(api), signal.SIGKILL)
        both.process.wait(timeout=30)
        assert both.process.returncode == 1
        assert "The API has stopped" in both.log
    assert not answers(ports["UI_PORT"])
