"""« Je serai en retard »: the appointment whose start is nearest, not one that lasts the whole day."""

from datetime import timedelta

import pytest

from bot.agenda import changes, late
from storage.database import Database
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
        found, told = late.tell(tx, actor(tx, dov), 10, now=NINE + timedelta(minutes=minutes))
        names = {day.id: "day", hour.id: "hour"}
        assert (names[found.appointment.id] if found else None, told) == (expected, expected is not None)
