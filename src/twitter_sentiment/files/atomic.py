"""Writing files and folders that appear under their name only when they are complete."""

import errno
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO
from uuid import uuid4

from ..errors import InputError

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
"""Error numbers of a full disk."""


@contextmanager
def atomic_file(path: Path, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Open a text file that appears under its name only when the block ends without an error.

    Of two processes that write the same file, the last to end wins. A link stays, and its target is replaced.

    Raises:
        InputError: the file can't be written.
    """
    with _partial(path) as partial, partial.open("w", encoding=encoding, newline="") as file:
        yield file


@contextmanager
def atomic_binary_file(path: Path) -> Iterator[BinaryIO]:
    """Open a binary file that appears under its name only when the block ends without an error.

    Raises:
        InputError: the file can't be written.
    """
    with _partial(path) as partial, partial.open("wb") as file:
        yield file


class _Discarded(Exception):  # noqa: N818 - it says that nothing is wrong
    pass


def require_writable(path: Path) -> None:
    """Check that a file can be written, before long work; its folder is made, its content stays.

    Raises:
        InputError: it can't be written.
    """
    with suppress(_Discarded), _partial(path) as partial:
        partial.touch()
        raise _Discarded


@contextmanager
def _partial(path: Path) -> Iterator[Path]:
    if path.exists() and not path.is_file():  # a device such as /dev/null would be replaced by a file
        raise InputError(f"{path} can't be written: it is {'a folder' if path.is_dir() else 'not a regular file'}.")
    target = path.resolve()
    partial = _beside(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        partial.replace(target)
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}.") from None
    finally:
        partial.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    """Return a name beside a file or folder that no other process has, not much longer than its own."""
    return path.with_name(f".{path.name[:100]}.{uuid4().hex[:8]}.partial")


@contextmanager
def staging_dir(folder: Path) -> Iterator[Path]:
    """Create an empty folder beside `folder` to write to; it is removed at the end, also after an error.

    Move its content to the final place before: with `replace_dir`, or file by file.
    """
    staging = _beside(folder)
    staging.mkdir(parents=True)
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def replace_dir(folder: Path, staging: Path) -> None:
    """Move the folder `staging` to `folder`, whose old content stays until the new one is complete.

    Its files become readable to all: safetensors writes files that only their owner can read.
    """
    for path in staging.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as old:
        if folder.exists():
            folder.rename(Path(old) / "old")
        staging.rename(folder)


def sha256(path: Path) -> str:
    """Compute the SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
