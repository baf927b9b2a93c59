"""The checks of `bot doctor` on the database's files: owner, access by other accounts, and a test of writing."""

from datetime import datetime
from shlex import quote

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from bot.command.causes import cause_suffix
from bot.command.doctor_slack import Trouble
from bot.dates.words import join_words
from bot.errors import Unavailable
from bot.programme.history import renew_receipt
from storage.database import Database
from storage.database_file import exposed_files, foreign_files

_RECEIPT = "doctor"


def look_at_files(url: URL, *, account: int) -> Trouble | None:
    """Return the trouble if a SQLite file belongs to another account, or if other accounts can open it.

    `account` is the user id of the bot. For root (0), the owner is not checked: root can open any file."""
    if account and (others := foreign_files(url, account)):
        names, paths = join_words([file.name for file in others]), " ".join(quote(str(file)) for file in others)
        return Trouble(f"{names} n’est pas à ce compte", f"En root : `chown {account} {paths}`.")
    if readable := exposed_files(url):
        names, paths = join_words([file.name for file in readable]), " ".join(quote(str(file)) for file in readable)
        return Trouble(f"d’autres comptes de la machine peuvent ouvrir {names}", f"Lancez `chmod go= {paths}`.")
    return None


def try_writing(database: Database, now: datetime) -> Trouble | None:
    """Write a row into a database with the newest schema. Return the trouble if this fails."""
    try:
        with database.transaction() as tx:
            renew_receipt(tx, _RECEIPT, now=now)
    except (Unavailable, DBAPIError) as error:
        cause = error.__cause__ if isinstance(error, Unavailable) else error
        mend = "Faites de la place sur le disque, ou rendez au bot le droit d’écrire : rien n’est perdu entre-temps."
        return Trouble(f"rien ne s’écrit{cause_suffix(cause)}", mend)
    return None
