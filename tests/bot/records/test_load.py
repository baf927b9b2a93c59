"""Load: hours hosted, to come and free, by host and week; hours alone, and coaches alone read it."""

import csv
from datetime import date
from io import StringIO

import pytest
from sqlalchemy import text

from bot.agenda.model import AgendaPlan, Part, Participant, State
from bot.dates.hours import WeeklyHours
from bot.errors import NotAllowed
from bot.programme.model import Membership
from bot.programme.roles import Role
from bot.records import export, load
from bot.records.load import Load
from storage.agenda import appointments, hours
from storage.database import Database
from storage.programme import people, promotions
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
    parts = (Participant(rig.ids[who], Part.HOST), Participant(rig.ids["paul"], Part.BOOKER))
    plan = AgendaPlan(key, rig.ids["promotion"], rig.ids["defi0"], paris(at), 60, parts)
    rig.do(lambda tx: appointments.add(tx, plan, uid=f"{who} {at}", state=state, now=rig.now))


def loads(rig: Committees) -> dict[tuple[str, date], Load]:
    with rig.database.reading() as tx:
        return {(each.host.name, each.monday): each for each in load.list_coached(tx, rig.actor("claire"), now=rig.now)}


def test_hours_are_counted_by_week_and_those_left(rig: Committees) -> None:
    name = rig.actor("claire").person.name  # type: ignore[union-attr] # she is of the promotion
    host(rig, "2026-05-12 09:00")
    host(rig, "2026-05-14 14:00")
    host(rig, "2026-05-15 14:00", state=State.CANCELLED)
    found = loads(rig)
    this, after = found[name, MONDAY], found[name, NEXT]
    assert (this.over, this.ahead, this.free, this.phase) == (60, 60, 0, 2)
    assert (after.over, after.ahead, after.free) == (0, 0, 180)  # Tuesday of this week is over
    assert {each for each, _ in found} == {name}


def test_who_stopped_hosting_keeps_their_past(rig: Committees) -> None:
    host(rig, "2026-05-12 09:00")
    host(rig, "2026-05-12 14:00", who="emma")
    before = loads(rig)
    rig.do(lambda tx: people.end_all_memberships(tx, rig.ids["emma"], now=rig.now))
    emma = "Emma", MONDAY
    assert (before[emma].over, loads(rig)[emma].over, loads(rig)[emma].free) == (60, 60, None)


def test_what_did_not_take_place_is_in_hours_that_are_over_and_not_said_to_be_held(rig: Committees) -> None:
    """Défi by défi it counts as well: a sum of hours without it would give away what the account masks."""
    host(rig, "2026-05-12 09:00")
    said = "INSERT INTO outcomes (appointment_id, outcome, at) SELECT id, 'postponed', 0 FROM appointments"
    rig.do(lambda tx: tx.execute(text(said)))
    assert loads(rig)["Claire", MONDAY].over == 60
    assert not any("tenu" in column for column in export.LOAD_COLUMNS)


def test_an_eig_is_in_no_table(rig: Committees) -> None:
    host(rig, "2026-05-12 09:00", who="lea")
    assert {name for name, _ in loads(rig)} == {"Claire"}


def test_free_hours_of_a_coach_of_two_promotions_are_counted_once(rig: Committees) -> None:
    before = sum(each.free or 0 for each in loads(rig).values())
    with rig.database.transaction() as tx:
        other = promotions.save_promotion(tx, "EIG 10", starts_on="2026-01-12", ends_on="2026-11-11")
        people.add_membership(tx, rig.ids["claire"], Membership(Role.COACH, other))
    with rig.database.reading() as tx:
        found = load.list_coached(tx, rig.actor("claire"), now=rig.now)
    assert sum(each.free or 0 for each in found) == before > 0


def test_coaches_alone_read_it_and_a_name_computes_nothing(rig: Committees) -> None:
    host(rig, "2026-05-12 09:00")
    with rig.database.reading() as tx, pytest.raises(NotAllowed):
        load.list_coached(tx, rig.actor("lea"), now=rig.now)
    rename = text("UPDATE people SET name = :name WHERE id = :who")
    rig.do(lambda tx: tx.execute(rename, {"name": HOSTILE, "who": rig.ids["claire"]}))
    table = export.write_load(list(loads(rig).values())).decode("utf-8-sig")
    row = next(csv.DictReader(StringIO(table), delimiter=";"))
    assert row == {
        "promotion": "EIG 9",
        "phase": "2",
        "semaine_du": "2026-05-11",
        "anime": f"'{HOSTILE}",
        "heures_passees": "1,00",
        "heures_a_venir": "0,00",
        "heures_libres": "0,00",
    }


def test_mentoring_is_left_out(rig: Committees) -> None:
    before = loads(rig)
    host(rig, "2026-05-12 09:00", key="mentorat")
    assert loads(rig) == before


def test_a_coach_reads_the_hours_of_one_promotion_on_its_page(rig: Committees) -> None:
    host(rig, "2026-05-12 09:00")
    promotion = rig.ids["promotion"]
    with rig.database.reading() as tx:
        of, lines = load.read_promotion(tx, rig.actor("claire"), promotion, now=rig.now)
        assert (of.id, lines) == (promotion, load.list_coached(tx, rig.actor("claire"), now=rig.now))
        with pytest.raises(NotAllowed):
            load.read_promotion(tx, rig.actor("lea"), promotion, now=rig.now)
