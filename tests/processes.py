"""`bot …` as a process of its own: a fork of one that has imported it, since importing is nearly all of starting.

The tests of the command line and of `bot run` start `python -m bot` itself once each.
"""

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

FORKS = get_context("forkserver")
LATER = ("bot.agenda.writing.writer", "bot.door.addresses", "handlers.notices.renderers", "handlers.pages.desk")
# `bot.app` by name: the command line imports it no sooner than it runs, which each of a test's bots would do anew.
FORKS.set_forkserver_preload(["bot.command.cli", "bot.app", *LATER, "tests.databases", "tests.patience"])
NOBODY = 65534  # as systems number it
NOWHERE = Path(os.devnull)
LOWEST_PORT, PORTS = 10_000, 20_160  # below those that systems give to who asks for any, as all other tests do
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
WORKERS = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
# Two workers of a run have no port in common (PORTS is a multiple of their number), else one would be given what the
# other’s bot is about to listen on.
_numbers = count(os.getpid() * 101 * WORKERS + WORKER, WORKERS)  # two runs are far apart


class Forked:
    """A process as `subprocess.Popen` has it, so far as tests ask."""

    def __init__(self, target: Callable[..., object], *given: object) -> None:
        import_first()
        self._process: BaseProcess = FORKS.Process(target=target, args=given, daemon=True)
        self._process.start()

    @property
    def pid(self) -> int | None:
        """The number of the process, as the machine knows it."""
        return self._process.pid

    def poll(self) -> int | None:
        """Give its status, None while it goes on."""
        return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int:
        """Wait for its end; give its status. Raises TimeoutError."""
        self._process.join(seconds)
        if (status := self.poll()) is None:
            raise TimeoutError(f"it goes on after {seconds} seconds")
        return status

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it has not ended."""
        if self.poll() is None and self._process.pid is not None:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to stop."""
        self.send_signal(signal.SIGTERM)


@cache
def import_first() -> None:
    """Wait until the process from which others are forked has imported the bot: no start's seconds go by meanwhile."""
    nothing = FORKS.Process(target=int)
    nothing.start()
    nothing.join()


def fork(
    *arguments: str, folder: Path, environment: Mapping[str, str], out: Path = NOWHERE, log: Path = NOWHERE
) -> Forked:
    """Start `bot` with these arguments, in this folder, with these variables and no others; its outputs go to files."""
    return Forked(live, arguments, folder, dict(environment), out, log)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Do what is within as an account that is refused what is not its own: root, who may run the tests, never is."""
    us = os.geteuid()
    if us == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(us)


def free_port() -> int:
    """Give a port of this machine that nobody listens on, nor is given before it is used by asking for any."""
    for number in _numbers:
        port = LOWEST_PORT + number % PORTS
        with suppress(OSError), socket.socket() as door:
            door.bind(("127.0.0.1", port))
            return port
    raise AssertionError  # they never end


def live(arguments: tuple[str, ...], folder: Path, environment: dict[str, str], out: Path, log: Path) -> None:
    """Be `bot` with these arguments, in a process that was forked for it, and as patient as the tests."""
    from bot.command.cli import main
    from tests.patience import be_patient

    be_patient()
    os.chdir(folder)
    faked = {name: value for name, value in os.environ.items() if name.startswith("FAKETIME")}  # libfaketime reads them
    os.environ.clear()
    os.environ.update(faked | environment)
    for number, file in ((1, out), (2, log)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    sys.argv = ["bot", *arguments]
    main()
