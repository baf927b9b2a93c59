"""The plan of ten months: seventeen défis, forty-one EIG of five métiers, six coaches who have much else."""

import random
import time
from datetime import date, datetime, timedelta

from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.dates.paris import PARIS
from bot.dates.phases import phase_bounds
from bot.planning.year import confirming, picture, service
from bot.programme.model import Actor, Membership, Phase
from bot.programme.roles import Metier, Role
from storage.agenda import appointments
from storage.agenda.claims import claim
from storage.database import Database, Transaction
from storage.programme import people, promotions
from tests.bot.agenda.promises import statements

from .measure import Row, timing
from .world import BACKENDS, NAMES, opened

DEFIS, EIG, COACHES, EACH = 17, 41, 6, 300
STARTS, ENDS = date(2026, 9, 7), date(2027, 7, 6)
NOW = datetime(2026, 8, 24, 9, 0, tzinfo=PARIS)
SECONDS, ROUNDS = 5.0, 5
QUERIES = 18  # of a plan that is read, whatever its size


def measure() -> list[Row]:
    """Give the rows: a plan read and confirmed on each database, and its picture with the start of the process."""
    rows = [row for backend in BACKENDS for row in _on(backend)]
    return [*rows, _picture()]


def _on(backend: str) -> list[Row]:
    read, confirmed, asked = [], [], 0
    for _ in range(ROUNDS):
        with opened(backend) as (database,):
            actor, promotion = _fill(database)
            with database.transaction() as tx, statements(tx) as seen:
                started = time.perf_counter()
                service.read_plan(tx, actor, promotion, now=NOW)
                read.append(time.perf_counter() - started)
                asked = len(seen)
            with database.transaction() as tx:
                started = time.perf_counter()
                confirming.confirm_plan(tx, actor, promotion, seen_revision=0, visio_url=None, now=NOW)
            confirmed.append(time.perf_counter() - started)
    size, name = f"{DEFIS} défis, {COACHES} coaches", NAMES[backend]
    met = max(read) < SECONDS and asked <= QUERIES
    told = f"{asked} queries"
    return [
        Row(f"a plan of ten months, {size}, {name}", timing(read), None, "", told, f"< {SECONDS:g} s", met),
        Row(
            f"confirmed, {size}, {name}",
            timing(confirmed),
            None,
            "",
            f"slowest {max(confirmed):.1f} s",
            f"< {SECONDS:g} s",
            max(confirmed) < SECONDS,
        ),
    ]


def _picture() -> Row:
    seconds = []
    with opened(BACKENDS[0]) as (database,):
        actor, promotion = _fill(database)
        with database.reading() as reading:
            sheet = service.read_plan(reading, actor, promotion, now=NOW)
        for _ in range(ROUNDS):
            started = time.perf_counter()
            if picture.draw_sheet(sheet, title="EIG 7", names=lambda one: one.key) is None:
                raise RuntimeError("no picture")
            seconds.append(time.perf_counter() - started)
    slowest = max(seconds)
    told = f"slowest {slowest:.1f} s"
    return Row("its picture, process and all", timing(seconds), None, "", told, f"< {SECONDS:g} s", slowest < SECONDS)


def _fill(database: Database) -> tuple[Actor, int]:
    """Write the promotion; give a coach of it."""
    with database.transaction() as tx:
        promotion = promotions.save_promotion(tx, "EIG 7", starts_on=STARTS.isoformat(), ends_on=ENDS.isoformat())
        phases = [Phase(number, f"Phase {number}", *days) for number, *days in phase_bounds(STARTS, ENDS)]
        promotions.save_phases(tx, promotion, phases)
        defis = [promotions.save_defi(tx, promotion, f"Défi {one:02}", administration="Bureau") for one in range(DEFIS)]
        for number in range(EIG):
            metier = list(Metier)[number % len(Metier)].value
            _add(tx, f"eig{number}", Membership(Role.EIG, promotion, defis[number % DEFIS], metier))
        coaches = [_add(tx, f"coach{number}", Membership(Role.COACH, promotion)) for number in range(COACHES)]
        for coach in coaches:
            _occupy(tx, coach)
        return Actor("Ucoach0", people.by_id(tx, coaches[0])), promotion


def _add(tx: Transaction, key: str, membership: Membership) -> int:
    person = people.add(tx, name=key, email=f"{key}@example.org", slack_id=f"U{key}")
    people.add_membership(tx, person, membership)
    return person


def _occupy(tx: Transaction, coach: int) -> None:
    """Claim an hour of a coach's on most days of the year."""
    chance = random.Random(coach)
    at = datetime(2026, 8, 25, 9, 0, tzinfo=PARIS)
    plan = AgendaPlan("bureau-aide", None, None, at, 60, (Participant(coach, Part.HOST),))
    one = appointments.add(tx, plan, uid=f"uid-{coach}", state=State.CONFIRMED, now=NOW)
    for day in chance.sample(range(320), EACH):
        at = datetime(2026, 8, 25, tzinfo=PARIS) + timedelta(days=day, hours=chance.randrange(9, 17))
        claim(tx, one, [coach], first=int(at.timestamp()) // 900, length=4)
