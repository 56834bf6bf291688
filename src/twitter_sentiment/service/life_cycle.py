"""Stopping without losing an answer: refuse what is new, finish what was let in, then go."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

logger = logging.getLogger(__name__)

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_POLL_SECS = 0.05
_LAST_ANSWERS_SECS = 1.0


class LifeCycle:
    """Puts itself before the server's own handling of SIGTERM and Ctrl-C.

    Attributes:
        stopping: whether the service takes no more requests; /ready says so.
        under_way: requests that were let in and are not answered yet.
    """

    def __init__(self, seconds: float, give_up: Callable[[], None]) -> None:
        """Takes the time there is to finish what was let in, and what answers the rest when it is over."""
        self.stopping = False
        self.under_way = 0
        self._seconds, self._give_up = seconds, give_up
        self._signal = 0
        self._before: dict[int, Any] = {}
        self._drain: asyncio.Task[None] | None = None

    @contextmanager
    def request(self) -> Iterator[None]:
        """Counts a request that was let in."""
        self.under_way += 1
        try:
            yield
        finally:
            self.under_way -= 1

    def take_over(self) -> None:
        """Handles the signals from now on; to be called once the server handles them."""
        if threading.current_thread() is not threading.main_thread():
            return  # a server inside another program: its signals are not ours
        loop = asyncio.get_running_loop()

        def drain(number: int, _: FrameType | None) -> None:
            if not self.stopping:
                self.stopping, self._signal = True, number
                loop.call_soon_threadsafe(self._start_draining)
            elif number == self._signal:  # asked twice: at once. Another one is the parent's, after Ctrl-C told us all.
                self._hand_on()

        for number in _SIGNALS:
            self._before[number] = signal.signal(number, drain)

    def end_now(self) -> None:
        """Ends a process that can't go on, after the last answers have left; whoever started it starts it again."""
        self.stopping = True
        logger.critical("The service ends: it has to be started again.")
        asyncio.get_running_loop().call_later(_LAST_ANSWERS_SECS, os._exit, 1)

    def _start_draining(self) -> None:
        self._drain = asyncio.create_task(self._finish())

    async def _finish(self) -> None:
        logger.info("Stopping: no new requests; what was let in is answered within %g s.", self._seconds)
        try:
            async with asyncio.timeout(self._seconds):
                while self.under_way:
                    await asyncio.sleep(_POLL_SECS)
        except TimeoutError:
            logger.warning("STOP_TIMEOUT is over: %d requests get no answer.", self.under_way)
            self._give_up()
        self._hand_on()

    def _hand_on(self) -> None:
        """Lets the server do what it does on this signal, once."""
        before, self._before = self._before, {}
        for number, handler in before.items():
            signal.signal(number, handler)
        if before:
            signal.raise_signal(self._signal)
