"""The memory that the process keeps beside what is in use: settings of the C library and the collector."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

POOLS = 2
LARGE = 128 * 1024  # bytes: what is larger is given back to the system as soon as it is free
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3  # of <malloc.h>


def bound_pools() -> None:
    """Share POOLS among all threads; call it before they start. Without glibc nothing happens.

    Python's own allocator serves small objects under one lock. Larger ones, and all of SQLite's and OpenSSL's, are the
    C library's: glibc gives threads pools of their own, up to eight a processor, and each keeps what its threads once
    needed. Measured after 16,000 requests of all kinds: 12 MB kept and free instead of 54."""
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
    """Exclude permanent objects from garbage collection; call it when all is built.

    Python scans all objects once survivors are a quarter of them: beside 200,000 permanent ones, requests' cycles would
    first pile up to some 20 MB."""
    gc.collect()
    gc.freeze()
    gc.enable()
