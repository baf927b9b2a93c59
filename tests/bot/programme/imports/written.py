"""A small promotion as files, and how tests import them and look at what is kept."""

from datetime import UTC, datetime

from sqlalchemy import select

from bot.programme.files.kind import read_file
from bot.programme.imports.outcome import ImportResult
from bot.programme.imports.service import NamedFile, apply_import
from bot.programme.model import Actor
from storage.database import Database, Reading, Transaction
from storage.programme.history import history
from storage.programme.people import memberships, people
from storage.programme.promotions import defis, promotions

NOW = datetime(2026, 10, 5, 7, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 5, 7, 0, tzinfo=UTC)
PHASE_NAMES = ("Un", "Deux", "Trois", "Quatre")
HEADER = "email,nom,role,defi,metier,expertises,slack_id,cycles_max"
PROMOTION = """name = "EIG 7"
starts_on = 2026-09-01
ends_on = 2027-06-30
[canaux]
coachs = "C0COACHS"
[[defis]]
name = "Écho"
administration = "Bureau des échos"
canal = "C0ECHO"
jours_fermes = ["mercredi"]
[[defis]]
name = "Relais"
administration = "Bureau des relais"
canal = "C0RELAIS"
"""
OTHER_PROMOTION = 'name = "EIG 8"\nstarts_on = 2027-01-01\nends_on = 2027-10-31\n'
EIG = (
    "lea@exemple.fr,Léa,EIG,Écho,design,,,",
    "sami@exemple.fr,Sami,EIG,Écho,développement,,,",
    "ines@exemple.fr,Inès,EIG,Relais,design,,,",
)


def csv(*lines: str) -> str:
    return "\n".join((HEADER, *lines)) + "\n"


def hours_csv(*lines: str) -> str:
    return "\n".join(("email,jour,debut,fin,du,au", *lines)) + "\n"


def imported(
    tx: Transaction, *texts: str, promotion: str | None = None, confirmed: bool = False, now: datetime = NOW
) -> ImportResult:
    files = [
        NamedFile(f"fichier-{number}", read_file(f"fichier-{number}", text.encode()))
        for number, text in enumerate(texts, start=1)
    ]
    return apply_import(
        tx,
        files,
        promotion_name=promotion,
        phase_names=PHASE_NAMES,
        confirmed=confirmed,
        actor=Actor(""),
        now=now,
    )


def run(
    database: Database, *texts: str, promotion: str | None = None, confirmed: bool = False, now: datetime = NOW
) -> ImportResult:
    with database.transaction() as tx:
        return imported(tx, *texts, promotion=promotion, confirmed=confirmed, now=now)


def held(tx: Reading, *, ended: bool = False) -> list[tuple[str, str, str | None, str | None]]:
    """Give (e-mail's mailbox, role, promotion, défi) of each membership that holds now, or has ended, in order."""
    joined = memberships.join(people).outerjoin(promotions, memberships.c.promotion_id == promotions.c.id)
    joined = joined.outerjoin(defis, memberships.c.defi_id == defis.c.id)
    rows = tx.execute(
        select(people.c.email, memberships.c.role, promotions.c.name, defis.c.name)
        .select_from(joined)
        .where(memberships.c.ended_at.is_not(None) if ended else memberships.c.ended_at.is_(None))
    )
    found = [(email.partition("@")[0], role, promotion, defi) for email, role, promotion, defi in rows]
    return sorted(found, key=lambda row: tuple(part or "" for part in row))


def memberships_of(database: Database, *, ended: bool = False) -> list[tuple[str, str, str | None, str | None]]:
    with database.reading() as reading:
        return held(reading, ended=ended)


def history_of(database: Database) -> list[tuple[int | None, str, str, str]]:
    with database.reading() as reading:
        rows = reading.execute(select(history).order_by(history.c.id))
        return [(row.actor_id, row.action, row.thing, row.detail) for row in rows]
