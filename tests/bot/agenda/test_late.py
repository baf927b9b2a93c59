"""« Je serai en retard »: the appointment whose start is nearest, not one that lasts the whole day."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.agenda import changes, late, parts
from bot.agenda.facts import AgendaDelay
from bot.agenda.pending import UNDO
from storage.agenda import appointments
from storage.database import Database
from storage.notices.ledger import notices
from tests.bot.agenda.meetings import NINE, NOW, actor, add_hosts, book


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(-240, None), (-170, "day"), (5, "day"), (29, "day"), (45, "hour"), (125, "hour"), (200, "hour"), (226, None)],
)
def test_it_is_the_one_about_to_begin_or_just_begun(database: Database, minutes: int, expected: str | None) -> None:
    with database.transaction() as tx:
        ana, dov, eve = add_hosts(tx, "Ana", "Dov", "Eve")
        day = book(tx, ana, starts=NINE, minutes=480, guests=[dov], batch="day", by_host=True)
        hour = book(tx, eve, starts=NINE + timedelta(minutes=195), guests=[dov], batch="hour", by_host=True)
        for batch in ("day", "hour"):
            changes.settle(tx, batch, now=NOW + timedelta(minutes=2))
        found, told = late.announce_delay(tx, actor(tx, dov), 10, now=NINE + timedelta(minutes=minutes))
        names = {day.id: "day", hour.id: "hour"}
        assert (names[found.appointment.id] if found else None, told) == (expected, expected is not None)


def test_one_appointment_is_meant_by_its_button_and_each_delay_is_told_once(database: Database) -> None:
    with database.transaction() as tx:
        ana, dov, eve = add_hosts(tx, "Ana", "Dov", "Eve")
        first = book(tx, ana, starts=NINE, minutes=60, guests=[dov], batch="first", by_host=True)
        then = book(tx, eve, starts=NINE + timedelta(minutes=75), guests=[dov], batch="then", by_host=True)
        for batch in ("first", "then"):
            changes.settle(tx, batch, now=NOW + timedelta(minutes=2))
        now = NINE - timedelta(minutes=10)

        def tell(who: int, minutes: int, appointment: int) -> tuple[int | None, bool]:
            found, told = late.announce_delay(tx, actor(tx, who), minutes, appointment_id=appointment, now=now)
            return found.appointment.id if found else None, told

        assert [tell(dov, 5, then.id), tell(dov, 5, then.id), tell(dov, 10, then.id)] == [
            (then.id, True),
            (then.id, False),
            (then.id, True),
        ]
        assert tell(dov, 5, first.id) == (first.id, True)
        assert tell(eve, 5, first.id) == (None, False)  # not theirs


def test_a_delay_that_is_put_right_twice_is_told_each_time(database: Database) -> None:
    """Otherwise the others would keep the second delay."""
    with database.transaction() as tx:
        ana, dov, eve = add_hosts(tx, "Ana", "Dov", "Eve")
        book(tx, ana, starts=NINE, minutes=60, guests=[dov, eve], batch="one", by_host=True)
        changes.settle(tx, "one", now=NOW + timedelta(minutes=2))
        now = NINE - timedelta(minutes=10)
        several = [(dov, 10), (dov, 20), (eve, 10), (dov, 20), (dov, 10), (dov, 10), (eve, 10), (dov, 20)]
        said = [late.announce_delay(tx, actor(tx, who), minutes, now=now)[1] for who, minutes in several]
        assert said == [True, True, True, False, True, False, False, True]


def test_once_it_was_moved_the_same_delay_is_told_again(database: Database) -> None:
    with database.transaction() as tx:
        ana, dov = add_hosts(tx, "Ana", "Dov")
        book(tx, ana, starts=NINE, minutes=60, guests=[dov], batch="one", by_host=True)
        changes.settle(tx, "one", now=NOW + timedelta(minutes=2))
        now = NINE - timedelta(minutes=10)
        said = []
        for by in (0, 0, 30):
            (at,) = late.list_near_appointments(tx, actor(tx, dov), now=now)
            if by:
                appointments.change(tx, at.id, now=now, starts=at.starts + timedelta(minutes=by))
            said.append(late.announce_delay(tx, actor(tx, dov), 5, now=now)[1])
        assert said == [True, False, True]


def test_it_is_not_said_of_what_is_cancelled_or_left(database: Database) -> None:
    with database.transaction() as tx:
        ana, dov = add_hosts(tx, "Ana", "Dov")
        left = book(tx, ana, starts=NINE, minutes=60, guests=[dov], batch="left", by_host=True)
        changes.settle(tx, "left", now=NOW + timedelta(minutes=2))
        parts.leave(tx, actor(tx, dov), [left.id], person_id=dov, now=NOW)
        now = NINE - timedelta(minutes=10)
        assert late.find_near_appointment(tx, actor(tx, dov), left.id, now=now) is None
        changes.cancel(tx, actor(tx, ana), [left.id], batch="gone", now=NOW + timedelta(minutes=3))
        assert late.find_near_appointment(tx, actor(tx, ana), left.id, now=now) is None


def test_a_delay_waits_for_a_new_start_that_can_still_be_undone(database: Database) -> None:
    """The others would read the new start before they know of it, and nothing would correct it after an undo."""
    with database.transaction() as tx:
        ana, dov = add_hosts(tx, "Ana", "Dov")
        at = book(tx, ana, starts=NINE, minutes=60, guests=[dov], batch="one", by_host=True)
        changes.settle(tx, "one", now=NOW + timedelta(minutes=2))
        now, moved = NINE - timedelta(hours=2), {at.id: NINE + timedelta(minutes=30)}
        changes.move(tx, actor(tx, ana), moved, batch="two", by_host=True, now=now)
        late.announce_delay(tx, actor(tx, ana), 10, now=now)
        due = tx.execute(sa.select(notices.c.due).where(notices.c.kind == AgendaDelay.kind)).scalar_one()
        assert due == now + UNDO
