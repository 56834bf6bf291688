"""What a process that reads a stranger's file may take: memory, processor time, disk, and no network.

The limits are set by the process itself, before it imports what reads files, so that nothing runs between fork and exec
in a parent with threads. Only the standard library is imported here.
"""

import ctypes
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_REFUSED_EVENTS = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.startfile")
_NICENESS = 5

NO_MEMORY_LIMIT = "memory"
NO_TIME_LIMIT = "processor time"
NO_NETWORK_NAMESPACE = "network"

ENVIRONMENT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
"""Variables of a confined process: Arrow's own allocator would reserve 1 GB that it does not use, so that no limit of
memory could be told from it; with these, 110 MB are counted after the imports."""


@dataclass(frozen=True)
class ProcessLimits:
    """The most that a process may take.

    Attributes:
        memory_bytes: private memory (RLIMIT_DATA): what is allocated, not what is mapped from files or only reserved.
        cpu_secs: processor time.
        file_bytes: size of each file that it writes.
    """

    memory_bytes: int
    cpu_secs: int
    file_bytes: int


def confine(limits: ProcessLimits) -> list[str]:
    """Limit this process for the rest of its life.

    Returns:
        What this system can't limit, of the constants above. The network is then refused to Python code only.
    """
    missing = []
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # ends with the parent
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")  # if memory runs out, this process ends first
        separated = libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    else:
        missing.append(NO_MEMORY_LIMIT)
        separated = False
    if not separated:
        missing.append(NO_NETWORK_NAMESPACE)
    if sys.platform == "win32":
        missing.append(NO_TIME_LIMIT)
    else:
        import resource

        os.nice(_NICENESS)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold users' texts
        resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_secs, limits.cpu_secs + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))
        resource.setrlimit(resource.RLIMIT_DATA, (limits.memory_bytes, limits.memory_bytes))
    sys.addaudithook(_refuse)
    return missing


def _refuse(event: str, _: Any) -> None:
    if event.startswith(_REFUSED_EVENTS):
        raise PermissionError(f"{event} is not allowed in a process that reads a file.")
