"""How the process gives memory back to the system, where its C library is glibc."""

import ctypes
import sys

_M_MMAP_THRESHOLD = -3  # of glibc's malloc.h
_LARGE_BYTES = 32 * 1024  # less than what is read from a connection at once


def return_large_blocks() -> None:
    """Let every large block go back to the system once it is freed.

    By default, freeing a large block raises the threshold up to 32 MB: after the first large body, the memory of all
    that follow would stay with the process.
    """
    if libc := _glibc():
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


def return_free_memory() -> None:
    """Give back what is free now, for example after a model was loaded."""
    if libc := _glibc():
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    return libc if hasattr(libc, "malloc_trim") else None
