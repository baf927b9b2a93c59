"""Hosts and appointments for the agenda's tests, in few words."""

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.agenda import agenda
from bot.agenda.model import AgendaPlan, Appointment, Part, Participant
from bot.agenda.slots import QUARTER
from bot.dates.hours import WeeklyHours
from bot.programme.model import Actor
from storage.agenda import hours
from storage.agenda.claims import claims
from storage.database import Reading, Transaction
from storage.programme import people

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=PARIS)  # a Monday; 8 May is a holiday
NINE = NOW + timedelta(days=1, hours=1)
HOUR = timedelta(hours=1)


def add_hosts(tx: Transaction, *names: str) -> list[int]:
    """Add people who can be met every morning from 9 h to 12 h 30."""
    ids = [people.add(tx, name=name) for name in names]
    for host in ids:
        hours.replace_weekly(tx, host, [WeeklyHours(day, "09:00", "12:30", None, None) for day in range(5)])
    return ids


def actor(tx: Reading, person_id: int) -> Actor:
    """Give somebody as who acts."""
    return Actor("U0", people.by_id(tx, person_id))


def plan(*hosts: int, starts: datetime = NINE, minutes: int = 60, guests: Collection[int] = ()) -> AgendaPlan:
    """Plan an appointment."""
    parts = [Participant(one, Part.HOST) for one in hosts] + [Participant(one, Part.GUEST) for one in guests]
    return AgendaPlan("bureau-aide", None, None, starts, minutes, tuple(parts))


def book(
    tx: Transaction,
    *hosts: int,
    starts: datetime = NINE,
    minutes: int = 60,
    guests: Collection[int] = (),
    batch: str = "booked",
    by_host: bool = False,
    now: datetime = NOW,
) -> Appointment:
    """Book one appointment, by its first host."""
    planned = plan(*hosts, starts=starts, minutes=minutes, guests=guests)
    (booked,) = agenda.book(tx, actor(tx, hosts[0]), [planned], batch=batch, by_host=by_host, now=now)
    return booked


def claimed(tx: Reading, person_id: int) -> list[tuple[datetime, int]]:
    """Give the spans claimed of somebody's time, each (start, number of quarter-hours), joined where they touch."""
    rows = tx.execute(select(claims.c.quarter).where(claims.c.person_id == person_id).order_by(claims.c.quarter))
    spans: list[list[int]] = []
    for quarter in rows.scalars():
        if spans and sum(spans[-1]) == quarter:
            spans[-1][1] += 1
        else:
            spans.append([quarter, 1])
    return [(datetime.fromtimestamp(first * QUARTER, PARIS), number) for first, number in spans]
