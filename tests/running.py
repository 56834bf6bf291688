"""Our own servers, really running: processes on free ports."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from types import TracebackType

import httpx2

from .conftest import REPOSITORY
from .waiting import wait_until


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


class Running:
    """A module of Python that serves until it is stopped.

    What it writes goes to a file, since a pipe that nobody empties would stop it when it is full.
    """

    def __init__(self, *arguments: str, ready: str, **variables: str) -> None:
        """Takes the module with its arguments, and the address that answers 200 when it is ready."""
        self._line = [sys.executable, "-m", *arguments]
        self._environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src")} | variables
        self._ready = ready
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this object
        self.url = "/".join(ready.split("/")[:3])
        self.process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        """All that it wrote so far."""
        return os.pread(self._output.fileno(), os.fstat(self._output.fileno()).st_size, 0).decode()

    def start(self) -> "Running":
        """Starts it and waits until it is ready; fails after a minute."""
        self.process = subprocess.Popen(
            self._line, env=self._environment, stdout=self._output, stderr=subprocess.STDOUT
        )
        wait_until(lambda: self._is_ready() or self.process.poll() is not None, "it was not ready")
        assert self.process.poll() is None, self.log
        return self

    def _is_ready(self) -> bool:
        try:
            return httpx2.get(self._ready, timeout=5).is_success
        except httpx2.TransportError:
            return False

    def stop(self, number: int = signal.SIGINT) -> str:
        """Stops it, by Ctrl-C unless told otherwise, and returns what it wrote."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(timeout=30)
        return self.log

    def __enter__(self) -> "Running":
        return self.start()

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()
        self._output.close()


def running_api(port: int, **variables: str) -> Running:
    """The API with the embedded model."""
    url = f"http://127.0.0.1:{port}"
    return Running(
        "twitter_sentiment",
        "serve",
        "--port",
        str(port),
        ready=f"{url}/ready",
        MODEL_PATH="no_such_folder",
        **variables,
    )


def running_page(port: int, api_url: str, **variables: str) -> Running:
    """The web interface alone."""
    page = str(REPOSITORY / "src" / "ui.py")
    address = ("--server.address", "127.0.0.1", "--server.port", str(port))
    ready = f"http://127.0.0.1:{port}/_stcore/health"
    return Running("streamlit", "run", page, *address, ready=ready, API_URL=api_url, **variables)
