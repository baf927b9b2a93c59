"""Translate the drivers' errors to Unavailable, Conflict or a fault. The messages never quote the values of a query."""

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
# PostgreSQL's temporary errors: lost connection (08), lack of disk, memory or connections (53), shutdown, start or
# time-out (57), error of the system (58), time-out of a lock (55P03), transaction that was idle too long (25P03).
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
_QUIET = 10.0  # The same message is logged again only after this many seconds.
_told: dict[str, float] = {}  # for each message, when it was last logged
_PRIMARY = 0xFF  # The lowest byte of an extended code is the code of its family.


@contextmanager
def translate_errors(*, writes: bool) -> Iterator[None]:
    """Translate temporary errors of the drivers to Conflict or Unavailable. Other errors stay faults.

    `writes`: writing is allowed. If it is not, a write is a fault of our code, not a temporary error."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable from error
    except (DBAPIError, sqlite3.Error) as error:  # Our own BEGIN and PRAGMA raise the driver's error.
        cause = error.orig if isinstance(error, DBAPIError) else error
        if getattr(cause, "sqlstate", None) in _CONFLICTS:
            raise Conflict from error
        cut = isinstance(error, DBAPIError) and error.connection_invalidated
        if cut or _is_temporary(cause, writes=writes):
            _log_once(_driver_error_name(cause))
            raise Unavailable from error
        # Only the first line of PostgreSQL's message is logged, as the second line may quote private data of a row.
        for fault in (error, cause or error):
            fault.args = tuple(str(part).partition("\n")[0] for part in fault.args)
        raise


def error_name(error: Exception) -> str:
    """Return the name of the driver's error that caused an error of `translate_errors`, without its message."""
    cause = error.__cause__ or error if isinstance(error, Unavailable) else error
    return _driver_error_name(cause.orig if isinstance(cause, DBAPIError) else cause)


def _log_once(name: str) -> None:
    """Log a database error once for all threads. If the server is down, there would be hundreds of lines a minute."""
    now = monotonic()
    if now - _told.get(name, -_QUIET) >= _QUIET:
        _told[name] = now
        log.warning("the database failed temporarily (%s); the request is refused or retried", name)


def _is_temporary(cause: BaseException | None, *, writes: bool) -> bool:
    match cause:
        case sqlite3.Error():
            # The attribute is missing if Python's sqlite3 module, and not SQLite, found the error.
            code = getattr(cause, "sqlite_errorcode", 0)
            if code & _PRIMARY == sqlite3.SQLITE_READONLY:
                # Only our own `query_only` raises this code unextended: our code wrote in a read transaction.
                return writes or code != sqlite3.SQLITE_READONLY
            return code & _PRIMARY in _SQLITE_NOT_NOW
    psycopg = sys.modules.get("psycopg")  # It is not imported on SQLite, where it would take a tenth of the start.
    if psycopg is None or not isinstance(cause, psycopg.Error):
        return False
    state = getattr(cause, "sqlstate", None)
    if state is None:  # An error without a state means that the connection is lost.
        return isinstance(cause, psycopg.OperationalError)
    return state.startswith(_NOT_NOW) or (writes and state == _READ_ONLY)


def _driver_error_name(cause: BaseException | None) -> str:
    """Return the name of the driver's error without its message, which may quote a row."""
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return f"{type(cause).__name__} ({code})" if code else type(cause).__name__
