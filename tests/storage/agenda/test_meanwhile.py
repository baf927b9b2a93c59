"""What some people have meanwhile is read by who they are, however much all others have (SQLite)."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.agenda.model import AgendaPlan, Part, Participant, State
from storage.agenda import appointments
from storage.database import Database, Reading
from storage.polls import times
from storage.programme import people
from tests.databases import fresh
from tests.promotion import NOW, found
from tests.storage.asked import asked_of

PEOPLE, EACH = 150, 10
UNTIL = NOW + timedelta(days=60)
ASKED: dict[str, Callable[[Reading, int], object]] = {
    "clashes": lambda tx, who: appointments.spans_of(tx, [who], since=NOW, until=UNTIL, states=[State.CONFIRMED]),
    "dates": lambda tx, who: times.busy_times(tx, [who], since=int(NOW.timestamp()), until=int(UNTIL.timestamp())),
}


@pytest.mark.parametrize("asked", ASKED)
def test_sqlite_begins_with_who_is_asked_about(tmp_path: Path, asked: str) -> None:
    database = Database(fresh("sqlite", tmp_path))
    with database.transaction() as tx:
        promotion = found(tx)["promotion"]
        ids = [people.add(tx, name=f"Ana {number}") for number in range(PEOPLE)]
        for number in range(PEOPLE * EACH):
            starts = NOW + timedelta(hours=number)
            mine = (Participant(ids[number % PEOPLE], Part.HOST),)
            plan = AgendaPlan("bureau-aide", promotion, None, starts, 60, mine)
            appointments.add(tx, plan, uid=str(number), state=State.CONFIRMED, now=NOW)
        tx.exec_driver_sql("ANALYZE")
    with asked_of(database.url) as told, database.reading() as reading:
        assert ASKED[asked](reading, ids[0])
    (sql, values) = told[-1]
    with database.reading() as reading:
        plan_of_it = [row[3] for row in reading.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
    read = [one for one in plan_of_it if "participants" in one or "appointments" in one]
    assert read == [
        "SEARCH participants USING INDEX ix_participants_person_id (person_id=?)",
        "SEARCH appointments USING INTEGER PRIMARY KEY (rowid=?)",
    ]
    database.close()
