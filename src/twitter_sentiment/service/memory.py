"""How the process gives memory back to the system."""

import ctypes
import sys

_M_MMAP_THRESHOLD = -3  # of glibc's malloc.h
_LARGE_BYTES = 32 * 1024  # less than what is read from a connection at once


def return_large_blocks() -> None:
    """Let every large block go back to the system once it is freed, where the C library is glibc.

    By default, freeing a large block raises the threshold up to 32 MB: after the first large body, the memory of all
    that follow would stay with the process.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
