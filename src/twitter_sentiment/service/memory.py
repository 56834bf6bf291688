"""How the process gives memory back to the system."""

import ctypes
import sys

_M_MMAP_THRESHOLD = -3  # of glibc's malloc.h
_LARGE_BYTES = 128 * 1024


def return_freed_memory() -> None:
    """Let glibc return every large block to the system once it is freed.

    By default, freeing a large block raises the threshold up to 32 MB: after the first large body, the memory of all
    that follow would stay with the process. Does nothing where the C library is another one.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
