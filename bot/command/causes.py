"""Explain causes of failures of the machine, the database or Slack, for the command line.

A known cause is explained in French. For other causes, the original message is shown."""

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
_PRIMARY = 0xFF  # The lowest byte of an extended code of SQLite is its primary code.
_SPOILT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def cause_suffix(error: BaseException | None) -> str:
    """Return the cause of an error in brackets with a leading space, or "" if there is nothing to say about it.

    A database driver's message is put on one line. It may name the server, but never the password."""
    words = _cause_words(_underlying_error(error))
    return f" ({words})" if words else ""


def is_spoilt(error: BaseException | None) -> bool:
    """Return whether the SQLite file is damaged, so that only a backup helps."""
    return _error_code(_underlying_error(error)) in _SPOILT


def _underlying_error(error: BaseException | None) -> BaseException | None:
    match error:
        case DBAPIError():
            return error.orig
        case URLError(reason=OSError() as reason):
            return reason
    return error


def _error_code(error: BaseException | None) -> int:
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


def _cause_words(error: BaseException | None) -> str:
    known = None
    match error:
        case sqlite3.Error():
            known = _SQLITE.get(_error_code(error))
        case PoolTimeout():
            known = "toutes les connexions sont prises"
        case gaierror():
            known = "ce nom de serveur n’a pas d’adresse"
        case TimeoutError():
            known = _ERRNO[errno.ETIMEDOUT]
        case OSError():
            known = _ERRNO.get(error.errno, error.strerror)
    return known or " ".join(str(error or "").split())


# Each reason, a code of Slack or of the bot, has a sentence that says how to repair the failure.
UNKNOWN_REASON = "Cherchez ce code dans la documentation de Slack et dans le journal du bot."
_SEND_AGAIN = "l’équipe le sait ; un autre fichier, ou un lien, fera l’affaire."
OWNERS = "C’est l’agenda d’une personne : elle l’a appris, et elle seule peut y remédier."
MENDS = {
    "access_denied": f"Le bot n’a pas accès à ce fichier : {_SEND_AGAIN}",
    "account_inactive": "Le compte est désactivé : mettez personnes.csv à jour.",
    "bad_address": "Cet e-mail ne peut pas servir : corrigez-le dans personnes.csv.",
    "channel_not_found": "Vérifiez l’identifiant du canal dans promotion.toml ; s’il est privé, invitez-y le bot.",
    "empty_file": f"Le fichier est vide : {_SEND_AGAIN}",
    "external_file": f"Ce fichier est un lien vers un autre service : {_SEND_AGAIN}",
    "fault": "C’est une erreur du bot : cherchez la référence dans son journal.",
    "file_deleted": f"Le fichier a été supprimé de Slack : {_SEND_AGAIN}",
    "file_not_found": f"Slack ne trouve plus ce fichier : {_SEND_AGAIN}",
    "gave_up": "Slack, ou le serveur d’e-mail, n’a pas répondu en 24 heures : vérifiez réseau, jetons et SMTP_URL.",
    "is_archived": "Le canal est archivé : donnez-en un autre dans promotion.toml.",
    "mail_bounced": "L’e-mail est revenu : corrigez l’adresse dans personnes.csv. Les coachs le savent.",
    "mail_refused": "Le serveur refuse ce message : son journal dit pourquoi.",
    "mail_unknown": "Le serveur ne connaît pas l’adresse : corrigez-la dans personnes.csv. Les coachs le savent.",
    "mail_unsure": "Le serveur n’a jamais confirmé : voyez avec la personne si l’e-mail est arrivé.",
    "messages_tab_disabled": "Collez `bot manifest` dans « App Manifest » : l’onglet Messages doit être ouvert.",
    "no_account": "Cette personne n’a pas de compte Slack : vérifiez son e-mail, et prévenez-la autrement.",
    "no_mail": "Cette personne n’a pas d’e-mail : ajoutez-le dans personnes.csv.",
    "no_smtp": "Donnez SMTP_URL et MAIL_FROM : sans eux, aucun e-mail ne part.",
    "not_enabled": "Collez `bot manifest` dans « App Manifest » : l’onglet Accueil (Home) doit être ouvert.",
    "not_in_channel": "Invitez le bot dans le canal (`/invite`).",
    "not_visible": f"Slack cache ce fichier, trop ancien pour la formule de l’espace de travail : {_SEND_AGAIN}",
    "restored": "Une sauvegarde a été rendue : ce message était peut-être déjà parti. Voyez avec la personne.",
    "restricted_action": "Un réglage de l’espace de travail l’interdit : voyez avec la personne qui l’administre.",
    "template_not_visible": f"Ce fichier est un modèle, que le bot ne peut pas lire : {_SEND_AGAIN}",
    "too_large": f"Le fichier dépasse 10 Mo : {_SEND_AGAIN}",
    "user_disabled": "Le compte est désactivé : mettez personnes.csv à jour.",
    "user_not_found": "Ce compte n’existe plus : vérifiez l’e-mail dans personnes.csv.",
}
