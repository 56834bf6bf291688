"""A lock that one process at a time can hold, and that ends with it, even if it is killed."""

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP)


class FileLock:
    """An exclusive lock on a file, without waiting; on Windows and file systems without `flock` it excludes nobody."""

    def __init__(self, path: Path) -> None:
        """Lock a file, which is created if need be, and the folder above it too.

        Raises:
            BlockingIOError: another process holds the lock.
            OSError: the file can't be created.
        """
        self._path = path
        while not self._acquire():
            pass

    def _acquire(self) -> bool:
        """Lock the file; return whether it is still there: whoever held the lock before may have removed it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        except FileNotFoundError:  # the folder was removed in the meantime
            return False
        try:
            _lock(self._descriptor)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(self._descriptor), self._path.stat()):
                    return True
        except OSError:
            os.close(self._descriptor)
            raise
        os.close(self._descriptor)
        return False

    def release(self) -> None:
        """End the lock; the file stays."""
        os.close(self._descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform != "win32":
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
