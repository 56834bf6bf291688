"""A server process: starting it, waiting for its first response, watching its memory, stopping all its processes."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import psutil

from servers import ServerSpec

START_SECS = 120.0
STOP_SECS = 5.0
_PROBE_SECS = 0.05
_MEMORY_SECS = 1.0
_LAST_LINES = 5


class StartError(Exception):
    """A server did not respond; the message has the last lines of its output."""


class RunningServer:
    """A running server.

    Attributes:
        port: port on 127.0.0.1.
        startup: seconds from its start to its first response with status 200.
    """

    def __init__(self, process: subprocess.Popen[bytes], port: int, startup: float) -> None:
        self.port = port
        self.startup = startup
        self._process = psutil.Process(process.pid)
        self._peak = 0
        self._stopped = Event()
        self._watch = Thread(target=self._watch_memory, daemon=True)
        self._watch.start()

    def memory(self) -> int:
        """Return the memory of all its processes in bytes."""
        return sum(map(_memory, _tree(self._process)))

    def processor_secs(self) -> float:
        """Return the CPU time of all its processes in seconds."""
        times = [process.cpu_times() for process in _tree(self._process)]
        return sum(spent.user + spent.system for spent in times)

    def peak_memory(self) -> int:
        """Stop watching and return the peak memory of all its processes in bytes."""
        self._stopped.set()
        self._watch.join()
        return self._peak

    def _watch_memory(self) -> None:
        while True:
            last = self._stopped.wait(_MEMORY_SECS)
            with suppress(psutil.NoSuchProcess):
                self._peak = max(self._peak, self.memory())
            if last:
                return


@contextmanager
def running(spec: ServerSpec, python: str, models: Path | None, text: str) -> Iterator[RunningServer]:
    """Start a server, and stop it at the end in any case.

    Raises:
        StartError: it exited, or did not respond in time.
    """
    port = _free_port()
    command = [part.replace("{port}", str(port)).replace("{models}", str(models)) for part in spec.command]
    with tempfile.TemporaryDirectory(prefix="benchmark-") as empty, tempfile.TemporaryFile() as log:
        folder = Path(empty) if spec.folder is None or models is None else models / spec.folder
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - our own commands
            [python, *command],
            cwd=folder,
            env=os.environ | spec.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that Ctrl-C reaches this process only, which then stops the server
        )
        try:
            if not _responds(process, port, spec.request(text, port), start + START_SECS):
                log.seek(0)
                lines = log.read().decode("utf-8", "replace").strip().splitlines()[-_LAST_LINES:]
                raise StartError(f"{spec.name} did not start: " + " / ".join(lines))
            server = RunningServer(process, port, time.perf_counter() - start)
            try:
                yield server
            finally:
                server.peak_memory()
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def _responds(process: subprocess.Popen[bytes], port: int, request: bytes, deadline: float) -> bool:
    """Send a request repeatedly until the first response with status 200."""
    while process.poll() is None and time.perf_counter() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=START_SECS) as connection:
            connection.settimeout(max(deadline - time.perf_counter(), _PROBE_SECS))
            connection.sendall(request)
            if connection.recv(4096)[9:12] == b"200":
                return True
        time.sleep(_PROBE_SECS)
    return False


def _tree(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def _memory(process: psutil.Process) -> int:
    """Return the memory of a process in bytes; shared pages are divided among their processes (on Linux)."""
    try:
        memory = process.memory_full_info()
    except psutil.NoSuchProcess:
        return 0
    return int(getattr(memory, "pss", memory.rss))


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Terminate it, then kill what is left: workers may outlive their parent."""
    left: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):
        left = _tree(psutil.Process(process.pid))
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECS)
    for part in left:
        with suppress(psutil.NoSuchProcess):
            part.kill()
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
