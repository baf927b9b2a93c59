"""The memory that the process keeps beside what is in use: settings of the C library and the collector."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

POOLS = 2
LARGE = 128 * 1024  # bytes: what is larger is given back to the system as soon as it is free
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3  # of <malloc.h>


def bound_pools() -> None:
    """Share POOLS among all threads, to be called before there are any; nothing happens with another C library.

    Python's own allocator serves small objects under one lock. What is larger, and all of SQLite's and OpenSSL's, is
    the C library's: glibc gives threads pools of their own, up to eight a processor, and each keeps what its threads
    once needed. Measured after 16,000 requests of all kinds: 12 MB kept and free instead of 54.
    """
    with suppress(AttributeError):  # it is glibc's alone
        library = ctypes.CDLL(None)
        library.mallopt(_ARENA_MAX, POOLS)
        library.mallopt(_MMAP_THRESHOLD, LARGE)


@contextmanager
def unsearched() -> Iterator[None]:
    """Look for no garbage until `settle`, or the end of the block: to be begun before all is loaded.

    Python looks through all that is there again and again while it grows: a quarter of a start, which makes none.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def settle() -> None:
    """Leave what is there for good out of the search for garbage, to be called when all is built.

    Python looks through all objects once those that survived are a quarter of them: beside 200,000 that stay for ever,
    what a request leaves in circles would pile up to some 20 MB first.
    """
    gc.collect()
    gc.freeze()
    gc.enable()
