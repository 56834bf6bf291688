"""Reads files of strangers in a process of their own, whose crash, memory and time nobody else notices."""

import json
import logging
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO, cast

from ..errors import InputError
from .confinement import ENVIRONMENT, NO_MEMORY_LIMIT, NO_NETWORK_NAMESPACE, NO_TIME_LIMIT, ProcessLimits
from .options import ReadOptions
from .stored_table import StoredTable, map_table

logger = logging.getLogger(__name__)

_PACKAGE_PARENT = Path(__file__).resolve().parents[2]
_PREFIX = "reading-"
_LEFTOVER_SECS = 24 * 3600.0
_MAX_ANSWER = 1 << 16
_WATCH_SECS = 0.5
_INHERITED = ("LANG", "LC_ALL", "PATH", "SYSTEMROOT", "PYTHONDONTWRITEBYTECODE")

_MISSING_SENTENCES = {
    NO_MEMORY_LIMIT: "This system can't limit the memory of the process that reads an upload.",
    NO_TIME_LIMIT: "This system can't limit the processor time of the process that reads an upload.",
    NO_NETWORK_NAMESPACE: "The process that reads an upload can't get a network namespace of its own here: its Python "
    "code is refused the network, native code is not.",
}


@dataclass(frozen=True)
class Task:
    """What the child process reads.

    Attributes:
        path: the file.
        name: what messages call it.
        options: how to read it.
        output: the Arrow file to write.
        max_bytes: its largest size.
        require_rows: whether a table without rows is refused.
    """

    path: Path
    name: str
    options: ReadOptions
    output: Path
    max_bytes: int
    require_rows: bool = True


class IsolatedReader:
    """Reads files of strangers, each in a process of its own, a few at a time."""

    def __init__(
        self,
        folder: Path,
        *,
        memory_bytes: int,
        table_bytes: int,
        cpu_secs: float = 30,
        cpu_secs_per_mb: float = 1,
        slots: int = 2,
        wait_secs: float = 60,
        patience: float = 4,
    ) -> None:
        """Remove what a killed process has left in the folder.

        Args:
            folder: for the files while they are read, and for their tables; it is created when it is needed.
            memory_bytes: most memory of a child process.
            table_bytes: largest size of a table, and of each file that a child process writes.
            cpu_secs: processor time of a child process, for the smallest file.
            cpu_secs_per_mb: what is added for each megabyte of the file.
            slots: most child processes at a time.
            wait_secs: how long a file waits for one.
            patience: how many times its processor time a child process may take.
        """
        self._folder = folder.absolute()  # the child process runs in another folder
        self._memory_bytes = memory_bytes
        self._table_bytes = table_bytes
        self._cpu_secs = cpu_secs
        self._cpu_secs_per_mb = cpu_secs_per_mb
        self._slots = threading.BoundedSemaphore(slots)
        self._wait_secs = wait_secs
        self._patience = patience
        for path in folder.glob(f"{_PREFIX}*"):
            if time.time() - path.stat().st_mtime > _LEFTOVER_SECS:
                shutil.rmtree(path, ignore_errors=True)

    def read(self, name: str, content: bytes | memoryview, options: ReadOptions) -> StoredTable:
        """Read a file in a child process, and map its table.

        Args:
            name: name of the file.
            content: all of it; it is written to a file and not looked at.
            options: how to read it.

        Raises:
            InputError: it can't be read, is beyond a limit, or has ended the process that read it.
        """
        with self.slot():
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                # The file, what it is unpacked to, and its table; also what others have mapped from here counts.
                if shutil.disk_usage(self._folder).free < len(content) + 2 * self._table_bytes:
                    raise InputError("There is no room for more files at the moment: try again in an hour.")
                # The mapped table outlives its file. Windows keeps both until the next start.
                with tempfile.TemporaryDirectory(
                    prefix=_PREFIX, dir=self._folder, ignore_cleanup_errors=True
                ) as temporary:
                    folder = Path(temporary)
                    task = Task(folder / "upload", name, options, folder / "table.arrow", self._table_bytes)
                    task.path.write_bytes(content)
                    self._run(task, lambda: None)
                    return map_table(task.output)
            except OSError as error:
                raise InputError(f"{name} can't be stored: {error.strerror}. Tell whoever runs this page.") from None

    def store(self, task: Task, watch: Callable[[], object] = lambda: None) -> None:
        """Read a file that is on the disk in a child process.

        Args:
            task: the file, and where to write its table; the child process leaves temporary files beside the upload.
            watch: called about twice a second; what it raises ends the child process.

        Raises:
            InputError: it can't be read, is beyond a limit, or has ended the process that read it.
        """
        with self.slot():
            self._run(task, watch)

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Take the place of a child process.

        Raises:
            InputError: none has become free in time.
        """
        if not self._slots.acquire(timeout=self._wait_secs):
            raise InputError("Other files are being read at the moment: try again in a minute.")
        try:
            yield
        finally:
            self._slots.release()

    def _run(self, task: Task, watch: Callable[[], object]) -> None:
        """Run the child process.

        Raises:
            InputError: it could not read the file.
        """
        size = task.path.stat().st_size
        cpu_secs = round(self._cpu_secs + self._cpu_secs_per_mb * size / 1e6)
        limits = ProcessLimits(self._memory_bytes, cpu_secs, self._table_bytes)
        folder = task.path.parent
        with tempfile.TemporaryFile(dir=folder) as question:
            pickle.dump(task, question)
            question.seek(0)
            with subprocess.Popen(  # noqa: S603 - our own code
                [sys.executable, "-m", f"{__package__}.isolated_child", *map(str, astuple(limits))],
                stdin=question,
                stdout=subprocess.PIPE,  # which holds the answer even where the disk is full
                stderr=subprocess.DEVNULL,  # a traceback could hold texts
                cwd=folder,
                env=_environment(folder),
            ) as process:
                deadline = time.monotonic() + self._patience * cpu_secs + self._wait_secs
                try:
                    while not _has_ended(process):
                        watch()
                        if time.monotonic() > deadline:
                            raise InputError(f"{task.name} takes too long to be read: split it.")
                finally:
                    process.kill()
                answer = json.loads(cast(BinaryIO, process.stdout).read(_MAX_ANSWER) or b"{}")
        for missing in answer.get("missing", ()):
            _log_missing(missing)
        if process.returncode or "missing" not in answer:
            logger.warning("A file of %d bytes has ended the process that read it: %d.", size, process.returncode)
            raise InputError(
                f"{task.name} can't be read: it takes more than {self._memory_bytes / 1e6:,.0f} MB of memory or "
                f"{cpu_secs:,} seconds, or is damaged. Split it, or save it as CSV."
            )
        if "error" in answer:
            raise InputError(answer["error"], answer.get("hint", ""))


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Wait a little for the end of a process."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(_WATCH_SECS)
    return process.returncode is not None


def _environment(folder: Path) -> dict[str, str]:
    """Make the variables of a child process: none with a secret, and temporary files in its folder."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return inherited | ENVIRONMENT | {"PYTHONPATH": str(_PACKAGE_PARENT), "TMPDIR": str(folder), "TEMP": str(folder)}


@cache
def _log_missing(missing: str) -> None:
    logger.warning("%s SECURITY.md says what that means.", _MISSING_SENTENCES[missing])
