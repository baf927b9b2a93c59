"""What surrounds a time in somebody's day: their calendar's busy times without a title, what else they come to."""

from dataclasses import replace
from datetime import timedelta

from bot.agenda.around import BusyDay, BusyTime, days_around
from bot.agenda.model import State
from bot.dates.paris import day_of
from storage.agenda import busy
from storage.database import Database
from tests.bot.agenda.meetings import HOUR, NINE, NOW, actor, add_hosts, book
from tests.bot.agenda.promises import statements

DAY = timedelta(days=1)


def test_day_has_what_is_busy_and_what_else_is_booked_and_nothing_of_others(database: Database) -> None:
    with database.transaction() as tx:
        ana, bob = add_hosts(tx, "Ana", "Bob")
        meant = book(tx, ana)
        book(tx, ana, starts=NINE + 2 * HOUR, batch="another")
        book(tx, bob, starts=NINE + 2 * HOUR, batch="of another")
        night = [
            (NINE - 11 * HOUR, NINE - 8 * HOUR),
            (NINE + 6 * HOUR, NINE + 7 * HOUR),
            (NINE + 40 * HOUR, NINE + 41 * HOUR),
        ]
        busy.replace_blocks(tx, ana, [(int(one.timestamp()), int(other.timestamp())) for one, other in night])
    midnight = NINE.replace(hour=0)
    with database.reading() as reading:
        assert days_around(reading, actor(reading, ana), [meant], now=NOW) == (
            BusyDay(
                day_of(NINE),
                (
                    BusyTime(midnight, NINE - 8 * HOUR, None),
                    BusyTime(NINE + 2 * HOUR, NINE + 3 * HOUR, "Bureau d’aide"),
                    BusyTime(NINE + 6 * HOUR, NINE + 7 * HOUR, None),
                ),
            ),
        )
        assert days_around(reading, actor(reading, bob), [meant], now=NOW) == ()
        assert days_around(reading, actor(reading, ana), [meant], now=NINE + DAY) == ()


def test_day_of_what_is_cancelled_is_not_looked_at(database: Database) -> None:
    with database.transaction() as tx:
        (ana,) = add_hosts(tx, "Ana")
        stands, cancelled = book(tx, ana), book(tx, ana, starts=NINE + DAY, batch="another")
        found = days_around(tx, actor(tx, ana), [stands, replace(cancelled, state=State.CANCELLED)], now=NOW)
    assert [one.day for one in found] == [day_of(NINE)]


def test_six_days_are_read_as_one(database: Database) -> None:
    with database.transaction() as tx:
        (ana,) = add_hosts(tx, "Ana")
        week = [0, 1, 2, 6, 7, 8, 14, 15]
        booked = [book(tx, ana, starts=NINE + day * DAY, batch=str(day)) for day in week]
        book(tx, ana, starts=NINE + 2 * HOUR, batch="another")
        who, counts = actor(tx, ana), []
        for about in (booked[:1], booked):
            with statements(tx) as said:
                found = days_around(tx, who, about, now=NOW)
            counts.append((len(found), len(said)))
    assert [days for days, _ in counts] == [1, 6]
    assert counts[0][1] == counts[1][1]
