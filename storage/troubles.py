"""Translate the drivers' errors to Unavailable, Conflict or a fault. Never quote a value."""

import logging
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import Conflict, Unavailable

log = logging.getLogger(__name__)

_CONFLICTS = {"40P01", "40001"}  # deadlock_detected, serialization_failure
# PostgreSQL's classes and states: connection, resources (disk, memory, connections), shutdown, start or time-out,
# errors of the server itself; lock_timeout, and a transaction that idled too long.
_NOT_NOW = ("08", "53", "57", "58", "55P03", "25P03")
_READ_ONLY = "25006"  # read_only_sql_transaction: the server has become a standby
_SQLITE_NOT_NOW = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PROTOCOL,
}
_QUIET = 10.0  # seconds
_told: dict[str, float] = {}  # message → when it was last logged
_PRIMARY = 0xFF  # the lowest byte of an extended code is its family


@contextmanager
def translated(*, writes: bool) -> Iterator[None]:
    """Translate temporary errors of the drivers to Conflict or Unavailable; other errors stay faults.

    `writes`: whether writing is allowed; without it, a write is a fault of ours, not a temporary error."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable from error
    except (DBAPIError, sqlite3.Error) as error:  # DBAPIError, or the driver's own error, from our BEGIN and PRAGMA
        cause = error.orig if isinstance(error, DBAPIError) else error
        if getattr(cause, "sqlstate", None) in _CONFLICTS:
            raise Conflict from error
        cut = isinstance(error, DBAPIError) and error.connection_invalidated
        if cut or _is_not_now(cause, writes=writes):
            _log_once(_name(cause))
            raise Unavailable from error
        # The second line of PostgreSQL's message may quote private data of a row, so it is not logged.
        for fault in (error, cause or error):
            fault.args = tuple(str(part).partition("\n")[0] for part in fault.args)
        raise


def name_of(error: Exception) -> str:
    """Return the name of the driver's error beneath an error that `translated` raised, without its message."""
    cause = error.__cause__ or error if isinstance(error, Unavailable) else error
    return _name(cause.orig if isinstance(cause, DBAPIError) else cause)


def _log_once(name: str) -> None:
    """Log a database error, once for all threads: without the server, there would be hundreds a minute."""
    now = monotonic()
    if now - _told.get(name, -_QUIET) >= _QUIET:
        _told[name] = now
        log.warning("the database failed temporarily (%s); the request is refused or retried", name)


def _is_not_now(cause: BaseException | None, *, writes: bool) -> bool:
    match cause:
        case sqlite3.Error():
            code = getattr(cause, "sqlite_errorcode", 0)  # missing if Python's module raised it
            if code & _PRIMARY == sqlite3.SQLITE_READONLY:
                return writes or code != sqlite3.SQLITE_READONLY  # the plain code comes from our own `query_only`
            return code & _PRIMARY in _SQLITE_NOT_NOW
    psycopg = sys.modules.get("psycopg")  # loaded only with PostgreSQL: it is a tenth of the start on SQLite
    if psycopg is None or not isinstance(cause, psycopg.Error):
        return False
    state = getattr(cause, "sqlstate", None)
    if state is None:  # without a state, the connection is lost
        return isinstance(cause, psycopg.OperationalError)
    return state.startswith(_NOT_NOW) or (writes and state == _READ_ONLY)


def _name(cause: BaseException | None) -> str:
    """Return the name of the driver's error, without its message, which may quote a row."""
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__} ({code})" if code else type(cause).__name__
