"""Write a list of the people whose data was erased, and erase them again after a restore.

The list has ids of people, never names. The same id is another person in another database. So the list also identifies
its database, by the first line of the history."""

import csv
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bot.command.causes import cause_suffix
from bot.command.refusals import Unreadable
from bot.errors import Unavailable
from bot.rights import rights
from storage import personal
from storage.database import Database, Reading
from storage.programme import history

_HEAD = ["personne", "base"]


@dataclass(frozen=True, slots=True)
class Erasures:
    """The ids of erased people, and the database to which these ids belong (`history.database_fingerprint`)."""

    origin: str
    person_ids: tuple[int, ...]


def read_erasures(tx: Reading) -> Erasures:
    """Return the people erased in a database."""
    return Erasures(history.database_fingerprint(tx), tuple(personal.list_erased_people(tx)))


def read_replaced(url: str) -> Erasures | None:
    """Return the people erased in a database that is about to be replaced, or None if it cannot be read."""
    with suppress(DBAPIError, Unavailable, OSError):
        database = Database(url)
        try:
            with database.reading() as reading:
                return read_erasures(reading)
        finally:
            database.close()
    return None


def format_erasures(erasures: Erasures) -> bytes:
    """Format the list as CSV."""
    lines = [_HEAD, *([str(person_id), erasures.origin] for person_id in erasures.person_ids or (0,))]
    return "\n".join(";".join(line) for line in lines).encode() + b"\n"


def parse_erasures_file(path: Path) -> Erasures:
    """Parse a file that `format_erasures` made. Raises Unreadable."""
    try:
        head, *lines = csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter=";")
        origins = {line[1] for line in lines}
        if head != _HEAD or len(origins) != 1:
            raise ValueError(path)
        return Erasures(origins.pop(), tuple(int(line[0]) for line in lines if line[0] != "0"))
    except OSError as error:
        raise Unreadable(why=f"{path} : ce fichier ne peut pas être lu{cause_suffix(error)}.") from error
    except (ValueError, IndexError) as error:
        raise Unreadable(why=f"{path} : ce n’est pas une liste écrite par `bot export effacements`.") from error


def apply_erasures(database: Database, erasures: Erasures | None, *, now: datetime) -> str:
    """Erase the people in `erasures` again, in a restored database. Return a line for the report. Idempotent.

    If `erasures` is None or comes from another database, nobody is erased."""
    if erasures is None:
        return (
            "Les effacements faits depuis cette sauvegarde ne sont pas connus : qui a effacé ses données est peut-être "
            "de retour. Avec la liste que `bot export effacements` avait écrite : `bot restore --after --erased LISTE`."
        )
    with database.transaction() as tx:
        if history.database_fingerprint(tx) != erasures.origin:
            return "Les effacements donnés sont ceux d’une autre base : personne n’a été effacé."
        again = rights.erase_restored(tx, erasures.person_ids, now=now)
    return f"Personnes effacées depuis cette sauvegarde, et effacées à nouveau : {again}."
