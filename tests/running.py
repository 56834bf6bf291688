"""Servers of the project as real processes on free ports."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType

import httpx2

from .waiting import wait_until

REPOSITORY = Path(__file__).resolve().parents[1]
STOP_SECS = 30


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


class Running:
    """A Python module that serves until it is stopped.

    Its output goes to a file: a pipe that nobody reads would block it when the pipe is full.

    Attributes:
        url: scheme, host and port of the server.
        process: the process, after `start`.
    """

    def __init__(self, *arguments: str, ready: str, **variables: str) -> None:
        """Prepare a server.

        Args:
            arguments: the module and its arguments.
            ready: URL that responds with 200 when the server is ready.
            variables: environment variables.
        """
        self._line = [sys.executable, "-m", *arguments]
        self._environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src")} | variables
        self._ready = ready
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this object
        self.url = "/".join(ready.split("/")[:3])
        self.process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        """The output so far."""
        return os.pread(self._output.fileno(), os.fstat(self._output.fileno()).st_size, 0).decode()

    def start(self) -> "Running":
        """Start the process and wait until it is ready; one that is not ready within a minute is killed."""
        self.process = subprocess.Popen(
            self._line, env=self._environment, stdout=self._output, stderr=subprocess.STDOUT
        )
        try:
            wait_until(lambda: self._is_ready() or self.process.poll() is not None, "it was not ready")
            assert self.process.poll() is None, self.log
        except BaseException:
            self._kill()
            raise
        return self

    def _is_ready(self) -> bool:
        try:
            return httpx2.get(self._ready, timeout=5).is_success
        except httpx2.TransportError:
            return False

    def stop(self, number: int = signal.SIGINT) -> str:
        """Stop the process with a signal, Ctrl-C by default, and return its output; kill it if it does not stop."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.process.wait(STOP_SECS)
        except BaseException:
            self._kill()
            raise
        return self.log

    def _kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> "Running":
        return self.start()

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()
        self._output.close()


def running_api(port: int, **variables: str) -> Running:
    """Return the API, with the fast model alone unless MODEL_PATH or LANGUAGES is among the variables."""
    return Running(
        "twitter_sentiment",
        "serve",
        "--port",
        str(port),
        ready=f"http://127.0.0.1:{port}/ready",
        **{"MODEL_PATH": "fast", "LANGUAGES": "default"} | variables,
    )


def running_page(port: int, api_url: str, script: str = "src/ui.py", **variables: str) -> Running:
    """Return the web interface alone."""
    page = str(REPOSITORY / script)
    address = ("--server.address", "127.0.0.1", "--server.port", str(port))
    ready = f"http://127.0.0.1:{port}/_stcore/health"
    return Running("streamlit", "run", page, *address, ready=ready, API_URL=api_url, **variables)
