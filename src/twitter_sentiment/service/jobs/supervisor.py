"""Has a runner at work on the jobs of a folder: in one process of the service at a time, for as long as jobs wait."""

import json
import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from itertools import chain, repeat
from pathlib import Path
from typing import BinaryIO, cast

from ...bulk.file_lock import FileLock
from ...settings import ServingSettings
from ..logs import describe_unexpected
from .store import JobStore

logger = logging.getLogger(__name__)

NOTHING_TO_DO = 3
"""Exit code of a runner that found no job to work on."""

_RUNNER_SETTINGS = {
    "job_max_bytes",
    "job_retention",
    "model_path",
    "languages",
    "multilingual_path",
    "max_len",
    "batch_size",
    "log_level",
    "log_format",
}
_POLL_SECS = 2.0
"""How often a process looks for jobs that another one has accepted or left behind."""

_SWEEP_SECS = 60.0
_STOP_SECS = 1.0
"""Time for a runner to put its job back; one that gets no core meanwhile is killed, and the next one goes on."""

_RETRY_SECS = (0.5, 1, 2, 4, 8, 16, 32, 60)
"""Pauses after runners that have failed one after the other; the last one repeats."""

_SECRETS = ("API_KEYS", "API_KEYS_FILE")
_PACKAGE_PARENT = Path(__file__).resolve().parents[3]


class RunnerSupervisor:
    """Starts a runner for one job after the other, in a thread of the service, and removes expired jobs.

    The kernel frees the lock of the folder if this process is killed, and its runner ends with it: then another process
    of the service, or the next start, goes on.
    """

    def __init__(self, store: JobStore, settings: ServingSettings) -> None:
        self._store = store
        # Without defaults: LANGUAGES means more where it is set.
        values = settings.model_dump(mode="json", include=_RUNNER_SETTINGS, exclude_unset=True)
        self._settings = json.dumps(values | {"jobs_dir": str(store.folder)}).encode() + b"\n"
        self._woken = threading.Event()
        self._stopping = False
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._pauses = chain(_RETRY_SECS, repeat(_RETRY_SECS[-1]))
        self._swept_at = -_SWEEP_SECS

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._run, name="job-supervisor", daemon=True)
        self._thread.start()

    def notify(self) -> None:
        """Say that there is a job."""
        self._woken.set()

    def stop(self) -> None:
        """End the runner and the thread; the job is continued by the next one."""
        self._stopping = True
        self._woken.set()
        if process := self._process:
            process.terminate()
        if self._thread:
            self._thread.join(_STOP_SECS)
        if (process := self._process) and process.poll() is None:
            process.kill()
            process.wait()

    def _run(self) -> None:
        while not self._stopping:
            pause_secs = _POLL_SECS
            try:
                pause_secs = self._look()
            except Exception as error:  # a thread that ends would leave all jobs waiting
                logger.error("Jobs can't be looked at: unexpected %s", describe_unexpected(error))
            self._woken.wait(pause_secs)
            self._woken.clear()

    def _look(self) -> float:
        """Have the next job worked on, if there is one; return how long to wait then, in seconds."""
        if not self._store.folder.is_dir():
            return _POLL_SECS
        if time.monotonic() - self._swept_at > _SWEEP_SECS:
            self._store.remove_expired()
            self._swept_at = time.monotonic()
        if not any(self._store.unfinished()):
            return _POLL_SECS
        try:
            lock = FileLock(self._store.folder / "runner.lock")
        except BlockingIOError:  # another process has a runner
            return _POLL_SECS
        try:
            exit_code = self._run_one()
        finally:
            lock.release()
        if exit_code == NOTHING_TO_DO:
            return _POLL_SECS
        if exit_code and not self._stopping:
            logger.warning("The process that runs a job has ended with %d: another one goes on.", exit_code)
            return next(self._pauses)
        self._pauses = chain(_RETRY_SECS, repeat(_RETRY_SECS[-1]))
        return 0

    def _run_one(self) -> int:
        """Run one job to its end; return the exit code of its process."""
        environment = {name: value for name, value in os.environ.items() if name not in _SECRETS}
        path = os.pathsep.join([str(_PACKAGE_PARENT), *filter(None, [os.environ.get("PYTHONPATH")])])
        # Its end of the pipe is closed when this process ends, however that happens: the runner then ends too.
        with subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-m", f"{__package__}.runner"],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=environment | {"PYTHONPATH": path, "TOKENIZERS_PARALLELISM": "false"},
        ) as process:
            self._process = process
            if self._stopping:
                process.terminate()
            with suppress(BrokenPipeError):  # it has ended already
                cast(BinaryIO, process.stdin).write(self._settings)
            exit_code = process.wait()
        self._process = None
        return exit_code
