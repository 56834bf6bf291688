"""Graceful shutdown: refuse new requests, finish those in flight, then let the server exit."""

import asyncio
import logging
import math
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

logger = logging.getLogger(__name__)

ABORT_DELAY_SECS = 1.0
"""Time for error responses to leave before a process that can't continue exits."""

FLUSH_TIMEOUT_SECS = 2
"""Time that uvicorn gives finished responses to leave; GracefulShutdown has waited for the requests before that."""

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_POLL_SECS = 0.05


def end_with_parent(grace_secs: float) -> None:
    """Stop this process when the one that started it is killed, as a worker that nobody would stop or replace.

    Args:
        grace_secs: time for requests in flight; after it, the process ends at once.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def stop() -> None:
        parent.join()
        logger.critical("The parent process has died: this worker stops.")
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(grace_secs)
        os._exit(1)

    threading.Thread(target=stop, name="parent-watch", daemon=True).start()


class GracefulShutdown:
    """Drains the service on SIGTERM and Ctrl-C before the server handles the signal.

    Uvicorn's own drain does not do: its first step is to close the listening socket, so that a load balancer gets
    "connection refused" instead of a 503 from /ready, and requests that are on their way are lost. Here the socket
    stays open while requests in flight are finished, and only then the signal is handed on to uvicorn.

    Attributes:
        stopping: whether new requests for predictions are refused; /ready then returns 503.
        stop_event: set soon after that, for what waits in the event loop.
        in_flight: requests for predictions that have no response yet.
    """

    def __init__(
        self,
        timeout_secs: float,
        *,
        on_timeout: Callable[[], None],
        abort_delay_secs: float = ABORT_DELAY_SECS,
        exit_process: Callable[[int], object] = os._exit,
    ) -> None:
        """Prepare for the signals; `install_signal_handlers` then handles them.

        Args:
            timeout_secs: time to finish the requests in flight.
            on_timeout: called when that time is over; must end the requests that are left.
            abort_delay_secs: time between `abort` and the exit of the process.
            exit_process: ends the process at once with an exit code.
        """
        self.stopping = False
        self.stop_event = asyncio.Event()
        self.in_flight = 0
        self._timeout_secs = timeout_secs
        self._on_timeout = on_timeout
        self._abort_delay_secs = abort_delay_secs
        self._exit_process = exit_process
        self._signal = 0
        self._server_handlers: dict[int, Any] = {}
        self._drain_task: asyncio.Task[None] | None = None

    @contextmanager
    def track_request(self) -> Iterator[None]:
        """Count a request as in flight for as long as the block lasts."""
        self.in_flight += 1
        try:
            yield
        finally:
            self.in_flight -= 1

    def install_signal_handlers(self) -> None:
        """Handle the signals from now on; call this once the server has installed its own handlers."""
        if threading.current_thread() is not threading.main_thread():
            return  # the server runs inside another program, which handles its own signals
        loop = asyncio.get_running_loop()

        def handle_signal(number: int, _: FrameType | None) -> None:
            if not self.stopping:
                self.stopping = True
                self._signal = number
                loop.call_soon_threadsafe(self._start_drain)
            elif number == self._signal:
                # A second signal of the same kind means "at once". Another kind comes from the parent process, after
                # the terminal has sent Ctrl-C to the whole process group.
                self._restore_and_reraise()

        for number in _SIGNALS:
            self._server_handlers[number] = signal.signal(number, handle_signal)

    async def wait_unless_stopping(self, is_done: Callable[[], bool], timeout_secs: float = math.inf) -> None:
        """Wait until something is done, the time is over or the service is stopping."""
        deadline = time.monotonic() + timeout_secs
        while not (is_done() or self.stopping or time.monotonic() > deadline):
            await asyncio.sleep(_POLL_SECS)

    def abort(self) -> None:
        """Exit with code 1 after the last responses have left, for a process that can't continue.

        The supervisor (uvicorn's parent process, Docker, Kubernetes) starts a new one.
        """
        self.stopping = True
        self.stop_event.set()
        logger.critical("The service ends: it has to be started again.")
        asyncio.get_running_loop().call_later(self._abort_delay_secs, self._exit_process, 1)

    def _start_drain(self) -> None:
        self.stop_event.set()
        self._drain_task = asyncio.create_task(self._drain())

    async def _drain(self) -> None:
        logger.info("Stopping: requests in flight are finished within %g s, new ones are refused.", self._timeout_secs)
        try:
            async with asyncio.timeout(self._timeout_secs):
                while self.in_flight:
                    await asyncio.sleep(_POLL_SECS)
        except TimeoutError:
            logger.warning("STOP_TIMEOUT is over: %d requests in flight get 503.", self.in_flight)
            self._on_timeout()
        self._restore_and_reraise()

    def _restore_and_reraise(self) -> None:
        """Restore the server's handlers and raise the signal again, once."""
        handlers = self._server_handlers
        self._server_handlers = {}
        for number, handler in handlers.items():
            signal.signal(number, handler)
        if handlers:
            signal.raise_signal(self._signal)
