"""A gathering in calendars: what it is about, where, who leads it; never the addresses of all who come."""

import pytest

from bot.agenda.calendars import calendars
from bot.agenda.calendars.ics import make_feed
from bot.agenda.model import Part
from bot.gatherings.kinds import CONFERENCE, PORTEURS
from bot.gatherings.series import overview
from storage.agenda import appointments
from storage.database import Database
from storage.gatherings import occurrences
from tests.bot.gatherings.rig import EIG, Rig


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill()


def test_entry_names_what_where_and_who_leads_it(rig: Rig) -> None:
    made = rig.make(rig.series(CONFERENCE, title="Les conférences", place="Ségur, salle 12"))
    with rig.database.transaction() as tx:
        occurrences.change(tx, made.id, title="Le RGAA")
        for key in EIG:
            appointments.set_participant(tx, made.appointment_id, rig.ids[key], part=Part.GUEST)
    with rig.database.reading() as tx:
        entry = calendars.entry_of(tx, made.appointment_id, person_id=rig.ids["lea"])
        [outline] = calendars.list_upcoming(tx, rig.actor("lea"), now=rig.now)
    assert entry
    assert entry.summary.replace("\u00a0", " ") == "Conférence « Le RGAA »"
    assert entry.place == "Ségur, salle 12"
    assert [(one.name, one.organiser) for one in entry.attendees] == [("Claire", True), ("Lea", False)]
    assert "Sami" not in entry.description
    assert outline.others(rig.ids["lea"]) == ("Claire",)
    assert b"LOCATION" in make_feed([entry], name="Agenda")


def test_next_dates_are_those_of_ones_promotion(rig: Rig) -> None:
    rig.make(rig.series(CONFERENCE))
    rig.make(rig.series(PORTEURS))
    with rig.database.reading() as tx:
        for who in ("lea", "claire", "paul"):
            found = overview.list_next(tx, rig.actor(who), CONFERENCE, now=rig.now)
            assert [one.series.dispositif for one in found] == [CONFERENCE]
