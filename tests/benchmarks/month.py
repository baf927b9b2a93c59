"""The month of twenty series: made for the first time, asked for, posted; and shown without writing."""

import time
from datetime import timedelta
from functools import partial

from sqlalchemy import delete

from bot.agenda.model import State
from bot.gatherings.kinds import CONFERENCE, KINDS
from bot.gatherings.model import Series
from bot.planning import lines, month
from bot.programme.model import Actor
from storage.agenda import appointments
from storage.agenda.claims import claims
from storage.database import Database
from storage.gatherings import gathering_series
from storage.gatherings.occurrences import gatherings
from storage.programme import people, promotions
from storage.programme.history import receipts

from .measure import Row, timing
from .world import BACKENDS, NAMES, NOW, opened, settle

SERIES, EIG, COACHES = 20, 50, 4
TIMES = 12  # months run; one takes half a second, and the goal is of the slowest
GOAL = 1000.0  # milliseconds
VISIO = "https://visio.example.org/{room}"
POSTED = NOW + timedelta(hours=2)  # after 9 h of the first working day: all steps are due at once


def measure() -> list[Row]:
    """Give two rows for each database."""
    return [row for backend in BACKENDS for row in _measure(backend)]


def _measure(backend: str) -> list[Row]:
    with opened(backend) as (database,):
        promotion, coach = _settle(database)
        runs, shown = [], []
        for _ in range(TIMES):
            started = time.perf_counter()
            steps = _run(database)
            runs.append(time.perf_counter() - started)
            if steps != SERIES + 2:
                raise RuntimeError(f"{steps} steps were due, not one a series and two")
            started = time.perf_counter()
            with database.reading() as reading:
                actor = Actor("", people.by_id(reading, coach))
                told = lines.preview_month(reading, actor, promotion, now=POSTED)
            shown.append(time.perf_counter() - started)
            if len(told.lines) != SERIES:
                raise RuntimeError(f"{len(told.lines)} lines are shown, not one a series")
            _forget(database)
    name = NAMES[backend]
    ours, dry = timing(runs), timing(shown)
    made = f"the month of {SERIES} series, 50 EIG: three dates each made, asked, posted, {name}"
    looked = f"« Le mois prochain » of {SERIES} series, {name}"
    goal = f"≤ {GOAL:g} ms"
    return [
        Row(made, ours, None, "", f"{ours.p99:.0f} ms at most", goal, ours.p99 <= GOAL),
        Row(looked, dry, None, "", f"{dry.p50:.1f} ms", "", None),
    ]


def _settle(database: Database) -> tuple[int, int]:
    """Write the promotion with its series at different hours; give it and a coach."""
    with database.transaction() as tx:
        cast = settle(tx, eig=EIG, hosts=COACHES)
        promotion = promotions.all_promotions(tx)[0].id
        promotions.change_promotion(tx, promotion, channel_promotion="Cpromotion")
        for number in range(SERIES):
            day, hour = 1 + number // COACHES % 4, 9 + 2 * (number // (COACHES * 4))
            given = partial(Series, 0, promotion, CONFERENCE, f"P1M {day}TU T{hour:02}:00", KINDS[CONFERENCE].minutes)
            series = given(cast.hosts[number % COACHES], title=f"Série {number}", place="Salle 3")
            gathering_series.add(tx, series, draft_id=f"bench-{number}", now=NOW)
    return promotion, cast.hosts[0]


def _run(database: Database) -> int:
    """Do what the clock's job does, a transaction a step; give how many steps."""
    with database.reading() as reading:
        steps = month.list_due(reading, now=POSTED)
    for step in steps:
        with database.transaction() as tx:
            month.run_step(tx, step, visio_url=VISIO, now=POSTED)
    return len(steps)


def _forget(database: Database) -> None:
    """Let everything be as if no month had been run."""
    with database.transaction() as tx:
        found = tx.execute(gatherings.select()).all()
        tx.execute(delete(gatherings))
        tx.execute(delete(claims))
        tx.execute(delete(receipts))
        for row in found:
            appointments.change(tx, row.appointment_id, now=NOW, state=State.CANCELLED.value)
