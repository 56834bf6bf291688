"""Disks that are full or can't be written; they are small file systems in memory, which only root can mount."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class SmallDisk:
    """A file system in memory."""

    def __init__(self, path: Path) -> None:
        path.mkdir()
        self._path = path
        self._mount("-t", "tmpfs", "tmpfs", "-o", "size=256k")

    def remount(self, options: str) -> None:
        self._mount("-o", f"remount,{options}")

    def unmount(self) -> None:
        subprocess.run(["umount", self._path], check=True)

    def _mount(self, *arguments: str) -> None:
        subprocess.run(["mount", *arguments, self._path], check=True, capture_output=True)


@contextmanager
def mounted_disk(path: Path) -> Iterator[SmallDisk]:
    """Mount a small disk at a path; the test is skipped where that is not allowed."""
    if sys.platform != "linux" or os.getuid() != 0:
        pytest.skip("only root can mount a file system")
    try:
        mounted = SmallDisk(path)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this container is not allowed to mount a file system")
    try:
        yield mounted
    finally:
        mounted.unmount()
