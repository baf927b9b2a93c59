"""Why the machine or the database did not do it, as the command line says it: in French where it is known."""

import errno
import sqlite3
from collections.abc import Mapping
from socket import gaierror
from urllib.error import URLError

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_ERRNO: Mapping[int | None, str] = {
    errno.EACCES: "ce compte n’en a pas le droit",
    errno.EPERM: "ce compte n’en a pas le droit",
    errno.ENOENT: "le dossier n’existe pas",
    errno.ENOTDIR: "ce qui devrait être un dossier est un fichier",
    errno.EISDIR: "c’est un dossier",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le disque est plein",
    errno.EROFS: "le disque est en lecture seule",
    errno.EIO: "le disque est en panne",
    errno.EADDRINUSE: "un autre programme s’y trouve",
    errno.EADDRNOTAVAIL: "cette machine n’a pas cette adresse",
    errno.ECONNREFUSED: "connexion refusée",
    errno.ECONNRESET: "connexion coupée",
    errno.EHOSTUNREACH: "pas de chemin jusque-là",
    errno.ENETUNREACH: "pas de réseau",
    errno.ETIMEDOUT: "le délai est passé",
}
_SQLITE: Mapping[int, str] = {
    sqlite3.SQLITE_BUSY: "un autre programme tient la base",
    sqlite3.SQLITE_LOCKED: "un autre programme tient la base",
    sqlite3.SQLITE_CANTOPEN: "ce compte ne peut pas ouvrir le fichier",
    sqlite3.SQLITE_CORRUPT: "le fichier est abîmé",
    sqlite3.SQLITE_NOTADB: "ce n’est pas une base SQLite",
    sqlite3.SQLITE_FULL: "le disque est plein",
    sqlite3.SQLITE_IOERR: "le disque est plein, ou en panne",
    sqlite3.SQLITE_PERM: "ce compte n’en a pas le droit",
    sqlite3.SQLITE_READONLY: "ce compte ne peut que lire le fichier",
}
_PRIMARY = 0xFF  # the lowest byte of an extended code is its family
_SPOILT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def because(error: BaseException | None) -> str:
    """Give the cause, « (…) » behind a space; nothing where there is no word for it.

    What the drivers say in words of their own is on one line; it names the server and never the password.
    """
    words = _words(_beneath(error))
    return f" ({words})" if words else ""


def is_spoilt(error: BaseException | None) -> bool:
    """Say whether SQLite found no whole database in the file: only a backup helps."""
    return _family(_beneath(error)) in _SPOILT


def _beneath(error: BaseException | None) -> BaseException | None:
    match error:
        case DBAPIError():
            return error.orig
        case URLError(reason=OSError() as reason):
            return reason
    return error


def _family(error: BaseException | None) -> int:
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


def _words(error: BaseException | None) -> str:
    known = None
    match error:
        case sqlite3.Error():
            known = _SQLITE.get(_family(error))
        case PoolTimeout():
            known = "toutes les connexions sont prises"
        case gaierror():
            known = "ce nom de serveur n’a pas d’adresse"
        case TimeoutError():
            known = _ERRNO[errno.ETIMEDOUT]
        case OSError():
            known = _ERRNO.get(error.errno, error.strerror)
    return known or " ".join(str(error or "").split())
