"""The C library's pools of memory: few, however many threads there are."""

import ctypes
import gc
import re
import subprocess
import sys

import pytest

from bot.memory import POOLS, pause_collection
from tests.bot.command.test_run import ROOT

THREADS = 24
# Each thread needs what is too large for Python's own allocator, at the same time as all others.
NEEDED = f"""
import ctypes
from threading import Barrier, Thread
{{prelude}}
together = Barrier({THREADS})
def need():
    kept = []
    for _ in range(20):
        together.wait()
        kept.append(bytearray(20_000))
threads = [Thread(target=need) for _ in range({THREADS})]
for one in threads:
    one.start()
for one in threads:
    one.join()
ctypes.CDLL(None).malloc_stats()
"""


def pools(prelude: str) -> int:
    """Run the threads in a process of their own; give how many pools the library counts there."""
    code = NEEDED.format(prelude=prelude)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return len(re.findall(r"^Arena \d+:", done.stderr, re.MULTILINE))


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_stats"), reason="not glibc")
def test_threads_share_few_pools() -> None:
    assert pools("from bot.memory import limit_pools; limit_pools()") <= POOLS
    assert pools("") > POOLS  # as the library has it


def test_garbage_is_looked_for_again_whatever_becomes_of_a_start() -> None:
    searched = []

    def start() -> None:
        with pause_collection():
            searched.append(gc.isenabled())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        start()
    assert (searched, gc.isenabled()) == ([False], True)
