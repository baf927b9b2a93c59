"""Many hosts with many appointments, for the slot search: made up from a seed, the same in each run."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, insert, select

from bot.agenda.model import State
from bot.agenda.slots import QUARTER
from bot.dates.hours import DayHours, WeeklyHours
from bot.dates.paris import day_of, from_epoch
from storage.agenda import hours
from storage.agenda.appointments import appointments
from storage.agenda.claims import claims
from storage.database import Database, Transaction
from storage.programme import people

from .world import NOW

DAYS = 60
QUARTERS = DAYS * 96
WEEK = [WeeklyHours(day, *part) for day in range(5) for part in (("09:00", "12:00"), ("14:00", "18:00"))]
EXCEPTIONS = 20  # days of each host: half closed, half with other hours


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many hosts have how many appointments together within 60 days, and how much each claims, in quarters."""

    hosts: int
    appointments: int
    claimed: int


def settle_crowd(database: Database, crowd: Crowd) -> list[int]:
    """Write a crowd and give its hosts' ids."""
    chance = random.Random(crowd.hosts)
    with database.transaction() as tx:
        hosts = [_host(tx, chance, number) for number in range(crowd.hosts)]
        first_id = int(tx.execute(select(func.coalesce(func.max(appointments.c.id), 0))).scalar_one()) + 1
        booked = list(enumerate(_booked(chance, crowd, hosts), first_id))
        tx.execute(insert(appointments), [_appointment(at, first, crowd.claimed) for at, (_, first) in booked])
        rows = [
            {"person_id": host, "quarter": first + i, "length": 0 if i else crowd.claimed, "appointment_id": at}
            for at, (host, first) in booked
            for i in range(crowd.claimed)
        ]
        tx.execute(insert(claims), rows)
    return hosts


def _host(tx: Transaction, chance: random.Random, number: int) -> int:
    host = people.add(tx, name=f"Hôte {number}")
    hours.replace_weekly(tx, host, WEEK)
    today = day_of(NOW)
    for at, offset in enumerate(chance.sample(range(DAYS), EXCEPTIONS)):
        other = ("10:00", "16:00") if at % 2 else (None, None)
        hours.add_day_hours(tx, host, DayHours(today + timedelta(days=offset), *other))
    return host


def _booked(chance: random.Random, crowd: Crowd, hosts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give (host, first quarter), spread over days and nights: that many do not fit into opening hours."""
    origin = int(NOW.timestamp()) // QUARTER
    each = crowd.appointments // len(hosts)
    for host in hosts:
        # Appointments and free quarters in any order, one after the other: so none overlap.
        row = [crowd.claimed] * each + [1] * (QUARTERS - each * crowd.claimed)
        kinds = [True] * each + [False] * (len(row) - each)
        order = list(zip(row, kinds, strict=True))
        chance.shuffle(order)
        at = origin
        for length, taken in order:
            if taken:
                yield host, at
            at += length


def _appointment(at: int, first: int, claimed: int) -> dict[str, object]:
    return {
        "id": at,
        "uid": f"bench-{at}",
        "dispositif": "bureau-aide",
        "starts": from_epoch(first * QUARTER),
        "ends": from_epoch((first + claimed - 1) * QUARTER),
        "state": State.CONFIRMED.value,
    }
