"""A process that confines itself: real processes, and a real server that it must not reach."""

import signal
import socket
import subprocess
import sys

import pytest

from twitter_sentiment.files.confinement import ENVIRONMENT

from ..conftest import REPOSITORY

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")]

START = """
from twitter_sentiment.files.confinement import ProcessLimits, confine
confine(ProcessLimits(memory_bytes=200_000_000, cpu_secs=1, file_bytes=1_000_000))
"""


def run_confined(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", START + code],
        env=ENVIRONMENT | {"PYTHONPATH": str(REPOSITORY / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_confined_process_runs() -> None:
    assert run_confined("import pyarrow\nprint(pyarrow.array([1])[0])").stdout == "1\n"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("bytes(300_000_000)", "MemoryError"),
        ("open('large', 'wb').write(bytes(2_000_000))", "File too large"),
        ("import subprocess; subprocess.run(['true'])", "PermissionError"),
        ("import os; os.system('true')", "PermissionError"),
        ("import os; os.fork()", "PermissionError"),
    ],
)
def test_confined_process_is_refused(code: str, error: str) -> None:
    done = run_confined(code)
    assert done.returncode == 1
    assert error in done.stderr


def test_confined_process_ends_after_its_time() -> None:
    assert run_confined("while True: pass").returncode == -signal.SIGXCPU


def test_confined_process_has_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = run_confined(f"import socket; socket.create_connection(('127.0.0.1', {port}))")
    assert "PermissionError: socket" in done.stderr
