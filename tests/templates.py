"""Migrated databases that a machine keeps, so that no worker of no run migrates again what another one has.

Each is named by what it was made of: a changed revision, or another SQLAlchemy, never meets an old one.
"""

import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from bot.clock import machine_now

ROOT = Path(__file__).parent.parent
# One fixed folder of each user's, whatever the checkout: what stands there is made once on a machine and used again.
FOLDER = Path(tempfile.gettempdir()) / f"dispositifs-tests-{os.getuid()}"
MADE_OF = ("storage/**/*.py", "tests/databases.py", "tests/templates.py")  # revisions read no module of another folder
LEFT_AFTER = 24 * 3600.0  # seconds: one that nobody has asked for in so long is of a checkout that has gone on
_TURN = FOLDER / "templates.lock"


def key_of(root: Path = ROOT) -> str:
    """Name the schema of this checkout by all that could make it another one."""
    made_of = sha256(
        "\n".join([sys.version, sqlite3.sqlite_version, version("sqlalchemy"), version("alembic")]).encode()
    )
    for file in sorted({one for pattern in MADE_OF for one in root.glob(pattern)}):
        made_of.update(f"\n{file.relative_to(root)}\n".encode() + file.read_bytes())
    return made_of.hexdigest()[:16]


@contextmanager
def turn() -> Iterator[None]:
    """Wait until no other worker makes a template, or throws one away."""
    FOLDER.mkdir(exist_ok=True)
    with _TURN.open("a") as file:
        flock(file, LOCK_EX)  # given back when the file is closed, or its process killed
        yield


def kept(key: str, make: Callable[[Path], None], *, folder: Path = FOLDER) -> Path:
    """Give the file of this key, which `make` writes where there is none yet. Call it in one's `turn`.

    It stands at its place when it is whole. Those that nobody asks for any more are thrown away.
    """
    file = folder / f"template_{key}.db"
    if not file.exists():
        with tempfile.TemporaryDirectory(dir=folder) as apart:
            made = Path(apart) / "made.db"
            make(made)
            made.rename(file)
    os.utime(file)
    for other in folder.glob("template_*.db"):
        if machine_now().timestamp() - other.stat().st_mtime > LEFT_AFTER:
            other.unlink()
    return file


def is_kept(key: str, *, folder: Path = FOLDER) -> bool:
    """Say whether somebody still asks for what has this key."""
    return (folder / f"template_{key}.db").exists()
