"""What coaches look at, over six promotions: as many queries as over one."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.records import export, overview
from storage.agenda import appointments
from storage.database import Database
from storage.programme import people, promotions

from .bare import tell
from .measure import Row, clocked, in_turns
from .world import BACKENDS, NAMES, NOW, SECOND_PHASE, opened

PROMOTIONS, DEFIS, EACH = 6, 17, 40  # défis of a promotion, and appointments of a défi
TIMES = 40
KINDS = ("bureau-aide", "mentorat", "comite", "rapport")


def measure() -> list[Row]:
    """Give a row for each database."""
    return [_measure(backend) for backend in BACKENDS]


def _measure(backend: str) -> Row:
    with opened(backend) as (database,):
        counts: list[int] = []
        for number in range(PROMOTIONS):
            _settle(database, number)
            counts.append(_queries(database, number + 1))
        (ours,) = in_turns(clocked(partial(_write, database)), times=TIMES, warm_up=3)
    told = f"queries: {counts[0]} for one promotion, {counts[-1]} for {PROMOTIONS}"
    size = PROMOTIONS * DEFIS * EACH
    name = f"« Défi par défi » and both tables of {PROMOTIONS} promotions, {size} appointments, {NAMES[backend]}"
    return Row(name, ours, None, "", told, "as many for six as for one", len(set(counts)) == 1)


def _settle(database: Database, number: int) -> None:
    """Write one promotion more, with a coach, its défis and what was booked for each."""
    starts_on, ends_on = "2026-01-12", "2026-11-11"
    with database.transaction() as tx:
        promotion = promotions.save_promotion(tx, f"EIG {number}", starts_on=starts_on, ends_on=ends_on)
        promotions.save_phases(tx, promotion, [SECOND_PHASE])
        coach = people.add(tx, name=f"Coach {number}", email=f"coach{number}@example.org")
        people.add_membership(tx, coach, Membership(Role.COACH, promotion))
        for defi in range(DEFIS):
            at = promotions.save_defi(tx, promotion, f"Défi {defi}", administration="Bureau des cartes")
            for each in range(EACH):
                starts = NOW + timedelta(hours=12 * (each - EACH // 2))
                parts = (Participant(coach, Part.HOST),)
                plan = AgendaPlan(KINDS[each % len(KINDS)], promotion, at, starts, 60, parts)
                appointments.add(tx, plan, uid=str(uuid4()), state=State.CONFIRMED, now=NOW)


def _queries(database: Database, promotions_there: int) -> int:
    with database.reading() as reading:
        statements = tell(reading)
        found = overview.list_all(reading, now=NOW)
        if [len(one.lines) for one in found] != [DEFIS] * promotions_there:
            raise RuntimeError(f"{len(found)} promotions were gathered, not {promotions_there}")
        return len(statements)


def _write(database: Database) -> None:
    with database.reading() as reading:
        found = overview.list_all(reading, now=NOW)
    export.write_defis(found)
    export.write_use(found)
