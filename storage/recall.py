"""What was read before, given again while nothing was written since: the same snapshot gives the same answer."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from sqlalchemy import Connection, text

Value = TypeVar("Value")

KEPT = 4096  # answers; past it all are forgotten, which costs one reading each
_SNAPSHOT = text("SELECT CAST(pg_current_snapshot() AS text)")


class Recall:
    """A memory beside a database, in this process.

    Nothing has to be told when something changes, in this process or another: an answer is good for one snapshot only.
    SQLite says by a number of the connection whether others have committed since (`PRAGMA data_version`, 3 µs);
    PostgreSQL names the snapshot itself, and two of the same name see the same rows.
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Hashable, object]] = {}

    def give(self, reading: Connection, key: Hashable, *, read: Callable[[], Value]) -> Value:
        """Give what `read` gave for `key` in this very snapshot, else read; the answer depends on nothing else."""
        place, stamp = _stamp(reading)
        found = self._known.get((place, key))
        if found is not None and found[0] == stamp:
            return found[1]  # type: ignore[return-value] # what `read` of this key gave
        value = read()
        if len(self._known) >= KEPT:
            self._known.clear()
        self._known[place, key] = (stamp, value)
        return value


def _stamp(reading: Connection) -> tuple[Hashable, Hashable]:
    info = reading.info
    if "name" in info:  # SQLite: the number means something on its own connection only
        driver = reading.connection.driver_connection
        return info["name"], driver.execute("PRAGMA data_version").fetchone()[0]  # type: ignore[union-attr]
    return None, reading.execute(_SNAPSHOT).scalar_one()
