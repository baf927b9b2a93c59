"""« Mes données »: all that is kept about one person, of many rows, read and written as a file."""

from datetime import timedelta
from functools import partial

import sqlalchemy as sa

from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.rights import rights
from handlers.rights.views import format_data
from storage.database import Database
from storage.personal import KEPT
from storage.programme import people, promotions
from storage.tables import metadata

from .measure import Row, clocked, in_turns
from .world import BACKENDS, NAMES, NOW, opened

OTHERS, EACH = 200, 50  # people beside the one who asks, and rows of each
TIMES, MOST_MS = 30, 1000.0


def measure() -> list[Row]:
    """Give a row for each database."""
    return [_measure(backend) for backend in BACKENDS]


def _measure(backend: str) -> Row:
    with opened(backend) as (database,):
        actor = _settle(database)
        size = len(_export(database, actor))
        (ours,) = in_turns(clocked(partial(_export, database, actor)), times=TIMES, warm_up=2)
    name = f"export of one person of {OTHERS}, {EACH} words to coaches and as many forms each, {NAMES[backend]}"
    told = f"{size // 1000} kB, of {len(KEPT)} kinds of rows"
    return Row(name, ours, None, "", told, f"{MOST_MS:.0f} ms at most", size > 0 and ours.p50 <= MOST_MS)


def _export(database: Database, actor: Actor) -> bytes:
    with database.reading() as reading:
        return format_data(rights.read(reading, actor), dispositif_name=str, now=NOW)


def _settle(database: Database) -> Actor:
    asked, drafts = metadata.tables["coach_requests"], metadata.tables["drafts"]
    with database.transaction() as tx:
        promotion = promotions.save_promotion(tx, "EIG", starts_on="2026-01-12", ends_on="2026-11-11")
        for number in range(OTHERS):
            person = people.add(tx, name=f"Personne {number}", email=f"p{number}@example.org", slack_id=f"U{number}")
            people.add_membership(tx, person, Membership(Role.EIG, promotion))
            line = {"person_id": person, "dispositif": "atelier", "line": "Un mot " * 20, "asked_at": NOW}
            tx.execute(sa.insert(asked), [line] * EACH)
            until = NOW + timedelta(days=1)
            tx.execute(
                sa.insert(drafts),
                [
                    {"id": f"{person} {at}", "person_id": person, "content": "Un besoin " * 20, "expires_at": until}
                    for at in range(EACH)
                ],
            )
        found = people.by_id(tx, person)
    return Actor("", found)
