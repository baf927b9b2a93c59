"""Load: hours hosted, to come and free, by host and week; hours alone, and coaches alone read it."""

import csv
from datetime import date
from io import StringIO

import pytest
from sqlalchemy import text

from bot.agenda.model import Part, Participant, Plan, State
from bot.dates.hours import WeeklyHours
from bot.errors import NotAllowed
from bot.records import export, load
from bot.records.load import Load
from storage.agenda import appointments, hours
from storage.database import Database
from tests.bot.evaluation.rig import Committees, paris

MONDAY, NEXT = date(2026, 5, 11), date(2026, 5, 18)
HOSTILE = '=HYPERLINK("https://x";"Cliquez")'


@pytest.fixture
def rig(database: Database) -> Committees:
    opened = Committees(database).open()
    opened.now = paris("2026-05-13 08:00")
    opened.do(lambda tx: hours.replace_weekly(tx, opened.ids["claire"], [WeeklyHours(1, "09:00", "12:00")]))
    opened.do(lambda tx: hours.replace_weekly(tx, opened.ids["emma"], []))
    return opened


def host(
    rig: Committees, at: str, *, who: str = "claire", state: State = State.CONFIRMED, key: str = "bureau-aide"
) -> None:
    """Write an hour that somebody hosts."""
    parts = (Participant(rig.ids[who], Part.HOST), Participant(rig.ids["lea"], Part.BOOKER))
    plan = Plan(key, rig.ids["promotion"], rig.ids["defi0"], paris(at), 60, parts)
    rig.do(lambda tx: appointments.add(tx, plan, uid=f"{who} {at}", state=state, now=rig.now))


def loads(rig: Committees) -> dict[tuple[str, date], Load]:
    with rig.database.reading() as tx:
        return {(each.host.name, each.monday): each for each in load.coached(tx, rig.actor("claire"), now=rig.now)}


def test_hours_are_counted_by_week_and_those_left(rig: Committees) -> None:
    name = rig.actor("claire").person.name  # type: ignore[union-attr] # she is of the promotion
    host(rig, "2026-05-12 09:00")
    host(rig, "2026-05-14 14:00")
    host(rig, "2026-05-15 14:00", state=State.CANCELLED)
    found = loads(rig)
    this, after = found[name, MONDAY], found[name, NEXT]
    assert (this.held, this.ahead, this.free, this.phase) == (60, 60, 0, 2)
    assert (after.held, after.ahead, after.free) == (0, 0, 180)  # Tuesday of this week is over
    assert {each for each, _ in found} == {name}


def test_coaches_alone_read_it_and_a_name_computes_nothing(rig: Committees) -> None:
    host(rig, "2026-05-12 09:00")
    with rig.database.reading() as tx, pytest.raises(NotAllowed):
        load.coached(tx, rig.actor("lea"), now=rig.now)
    rename = text("UPDATE people SET name = :name WHERE id = :who")
    rig.do(lambda tx: tx.execute(rename, {"name": HOSTILE, "who": rig.ids["claire"]}))
    table = export.write_load(list(loads(rig).values())).decode("utf-8-sig")
    row = next(csv.DictReader(StringIO(table), delimiter=";"))
    assert row == {
        "promotion": "EIG 9",
        "phase": "2",
        "semaine_du": "2026-05-11",
        "anime": f"'{HOSTILE}",
        "heures_tenues": "1,00",
        "heures_a_venir": "0,00",
        "heures_libres": "0,00",
    }


def test_mentoring_is_left_out(rig: Committees) -> None:
    before = loads(rig)
    host(rig, "2026-05-12 09:00", key="mentorat")
    assert loads(rig) == before
