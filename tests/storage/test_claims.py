"""A host's quarter-hours: whatever is booked and cancelled, they are the live appointments' own, each once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from bot.agenda import service as agenda
from bot.agenda.model import Part, Participant, Plan, State
from bot.dates.hours import WeeklyHours
from bot.errors import SlotTaken
from bot.programme.model import Actor
from storage import agenda as table
from storage import hours, people
from storage.database import Database
from storage.tables import metadata
from tests.databases import fresh

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Europe/Paris"))
NINE = NOW + timedelta(days=1, hours=1)
QUARTER = 900


def add_hosts(database: Database, number: int) -> list[int]:
    """Add hosts who can be met from 9 h to 18 h."""
    with database.transaction() as tx:
        hosts = [people.add(tx, name=f"Host {one}") for one in range(number)]
        for host in hosts:
            hours.replace_weekly(tx, host, [WeeklyHours(day, "09:00", "18:00", None, None) for day in range(5)])
    return hosts


def plan(*hosts: int, starts: datetime = NINE, minutes: int = 60) -> Plan:
    parts = tuple(Participant(host, Part.HOST) for host in hosts)
    return Plan("bureau-aide", None, None, starts, minutes, parts)


def claimed(database: Database) -> Counter[tuple[int, int]]:
    """Give every claimed (host, quarter)."""
    with database.reading() as reading:
        rows = reading.execute(select(table.claims.c.person_id, table.claims.c.quarter)).all()
    return Counter((host, quarter) for host, quarter in rows)


class Agenda(RuleBasedStateMachine):
    """Books and cancels at random for three hosts, beside a model that holds whole minutes."""

    database: ClassVar[Database]

    def __init__(self) -> None:
        super().__init__()
        with self.database.transaction() as tx:
            for one in reversed(metadata.sorted_tables):
                tx.execute(delete(one))
        self.hosts = add_hosts(self.database, 3)
        self.live: dict[int, tuple[frozenset[int], datetime, int]] = {}

    @rule(
        chosen=st.sets(st.integers(0, 2), min_size=1),
        quarter=st.integers(0, 14),
        minutes=st.sampled_from((15, 20, 45, 60, 75, 90, 240)),
    )
    def book(self, chosen: set[int], quarter: int, minutes: int) -> None:
        hosts = frozenset(self.hosts[one] for one in chosen)
        starts = NINE + timedelta(minutes=15 * quarter)
        is_free = not any(
            hosts & others and starts < ends_of(begins, long) and begins < ends_of(starts, minutes)
            for others, begins, long in self.live.values()
        )
        try:
            with self.database.transaction() as tx:
                booked = agenda.book(tx, Actor("U0"), plan(*hosts, starts=starts, minutes=minutes), now=NOW)
        except SlotTaken:
            assert not is_free
        else:
            assert is_free
            self.live[booked.id] = (hosts, starts, minutes)

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        appointment = data.draw(st.sampled_from(sorted(self.live)))
        with self.database.transaction() as tx:
            assert agenda.cancel(tx, Actor("U0"), appointment, now=NOW).state is State.CANCELLED
        del self.live[appointment]

    @invariant()
    def claims_are_the_live_appointments_quarters(self) -> None:
        wanted: Counter[tuple[int, int]] = Counter()
        for hosts, starts, minutes in self.live.values():
            first, end = int(starts.timestamp()), int(ends_of(starts, minutes).timestamp())
            wanted.update((host, second // QUARTER) for host in hosts for second in range(first, end, QUARTER))
        assert claimed(self.database) == wanted
        assert set(wanted.values()) <= {1}


def ends_of(starts: datetime, minutes: int) -> datetime:
    """Give the end of an appointment's buffer, at the quarter-hour."""
    quarters = -(-(minutes + 15) // 15)
    return starts + timedelta(minutes=15 * quarters)


@contextmanager
def opened(backend: str) -> Iterator[Database]:
    with TemporaryDirectory() as folder:
        database = Database(fresh(backend, Path(folder)))
        yield database
        database.close()


@pytest.mark.parametrize(("backend", "examples"), [("sqlite", 25), ("postgresql", 8)])
def test_claims_are_always_the_live_appointments_quarters(backend: str, examples: int) -> None:
    with opened(backend) as database:
        Agenda.database = database
        steps = settings(
            max_examples=examples, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        )
        run_state_machine_as_test(
            Agenda,
            settings=steps,
        )


def test_a_claim_is_all_or_nothing_for_two_hosts(database: Database) -> None:
    first, second = add_hosts(database, 2)
    with database.transaction() as tx:
        agenda.book(tx, Actor("U0"), plan(second), now=NOW)
    before = claimed(database)
    with pytest.raises(SlotTaken), database.transaction() as tx:
        agenda.book(tx, Actor("U0"), plan(first, second), now=NOW)
    assert claimed(database) == before
    with database.reading() as reading:
        assert len(reading.execute(select(table.appointments.c.id)).all()) == 1


def test_the_length_stands_on_the_first_quarter(database: Database) -> None:
    (host,) = add_hosts(database, 1)
    with database.transaction() as tx:
        agenda.book(tx, Actor("U0"), plan(host), now=NOW)
    first = int(NINE.timestamp()) // QUARTER
    with database.reading() as reading:
        assert table.busy(reading, [host], first=first - 10, last=first + 10) == [(host, first, 5)]
        assert table.busy(reading, [host], first=first + 1, last=first + 10) == []
        assert table.busy(reading, [], first=first - 10, last=first + 10) == []


def test_a_claim_says_when_a_quarter_was_taken(database: Database) -> None:
    (host,) = add_hosts(database, 1)
    with database.transaction() as tx:
        one = table.add(tx, plan(host), uid="a" * 36, state=State.HELD)
        other = table.add(tx, plan(host), uid="b" * 36, state=State.HELD)
        assert table.claim(tx, one, [host], first=100, length=5)
        assert table.claim(tx, other, [host], first=105, length=5)
        assert not table.claim(tx, other, [host], first=104, length=1)
        table.release(tx, one)
        assert table.claim(tx, other, [host], first=100, length=5)
