"""What a test leaves behind: threads, child processes, and sockets that listen, which the next test would meet.

The test that left it fails.
"""

import os
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import enumerate as threads_of
from time import monotonic, sleep

import pytest

SECONDS = 5.0  # until what a fixture has ended must be gone
# What lives longer than the test that first asks for it, by its fixture; the rest of this process for all.
# Some tests restart the stage.
KEPT = {
    "stage": r"thread (listener|ThreadPoolExecutor|APScheduler|waitress|dispatcher|bot-http|Thread-)|socket",
    "wire": r"thread listener",
    "crowded": r"thread listener",
    "browser": r"process .*(chrom|playwright|node)|thread ",
    "world": r"thread ",
}
ALWAYS = re.compile(r"process .*(multiprocessing|postgres|pgserver|<defunct>)|thread (asyncio_|Thread-.*_monitor)")


def left() -> set[str]:
    """Return what there is, each in a few words."""
    return {*_threads(), *_children(), *_sockets()}


def _threads() -> Iterator[str]:
    for one in threads_of():
        yield f"thread {one.name} ({one.ident})"


def _children() -> Iterator[str]:
    for task in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            for child in task.read_text().split():
                command = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ").strip()
                yield f"process {child} {command[:80] or '<defunct>'}"


def _sockets() -> Iterator[str]:
    for number in os.listdir("/proc/self/fd"):  # noqa: PTH208 - at each test
        with suppress(OSError):
            if (name := os.readlink(f"/proc/self/fd/{number}")).startswith("socket:"):  # noqa: PTH115
                with socket.socket(fileno=os.dup(int(number))) as one:
                    if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                        yield f"{name} that listens at {one.getsockname()}"


@pytest.fixture(autouse=True)
def _leaves_nothing(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves something behind. Fixtures of a wider scope were made before."""
    before = left()
    yield
    kept = [re.compile(KEPT[name]) for name in request.fixturenames if name in KEPT]
    until = monotonic() + SECONDS
    while found := {one for one in left() - before if not any(rule.match(one) for rule in (ALWAYS, *kept))}:
        if monotonic() > until:
            pytest.fail(f"left behind: {', '.join(sorted(found))}")
        sleep(0.01)
