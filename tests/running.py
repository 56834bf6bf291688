"""Our own servers, really running: processes on free ports."""

import os
import signal
import socket
import subprocess
import sys
import time
from types import TracebackType

import httpx2

from .conftest import REPOSITORY


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


class Running:
    """A module of Python that serves until it is stopped; `log` holds what it wrote once it is."""

    def __init__(self, *arguments: str, ready: str, **variables: str) -> None:
        """Takes the module with its arguments, and the address that answers 200 when it is ready."""
        self._line = [sys.executable, "-m", *arguments]
        self._environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src")} | variables
        self._ready = ready
        self.url = "/".join(ready.split("/")[:3])
        self.log = ""
        self.process: subprocess.Popen[str]

    def start(self) -> "Running":
        """Starts it and waits until it is ready; fails after a minute."""
        self.process = subprocess.Popen(
            self._line, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if httpx2.get(self._ready, timeout=5).is_success:
                    return self
            except httpx2.TransportError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"it was not ready within a minute: {self.stop()}")

    def stop(self, number: int = signal.SIGINT) -> str:
        """Stops it, by Ctrl-C unless told otherwise, and returns what it wrote."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.log += self.process.communicate(timeout=30)[0] or ""
        return self.log

    def __enter__(self) -> "Running":
        return self.start()

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()


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
