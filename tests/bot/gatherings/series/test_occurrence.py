"""An occurrence is made once for its period, with its host's time claimed, or « à arbitrer » where it is taken."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.agenda.agenda import quarter_hour_span
from bot.agenda.model import Part
from bot.gatherings.kinds import CONFERENCE, PAIRS
from bot.gatherings.series import occurrence
from storage.agenda.claims import claims
from storage.database import Database
from tests.bot.gatherings.rig import EIG, VISIO, Rig


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


def claimed(rig: Rig, key: str) -> int:
    query = select(func.count()).where(claims.c.person_id == rig.ids[key])
    return int(rig.do(lambda tx: tx.execute(query).scalar_one()))


def test_it_is_made_once_for_its_period(rig: Rig) -> None:
    series = rig.series()
    made = rig.make(series)
    sheet = rig.sheet(made)
    again = rig.do(
        lambda tx: occurrence.make_occurrence(
            tx, series, period=made.period, starts=sheet.appointment.starts, day_by_rule=made.by_rule, now=rig.now
        )
    )
    assert again is None
    assert claimed(rig, "claire") == quarter_hour_span(sheet.appointment.starts, sheet.appointment.ends)[1]
    assert (sheet.appointment.part_of(rig.ids["claire"]), made.unclaimed) == (Part.HOST, False)
    assert sheet.appointment.link
    assert sheet.appointment.link != VISIO
    assert made.announce_at == sheet.appointment.starts - timedelta(days=14, hours=5)


def test_whose_host_is_taken_it_is_to_be_arbitrated(rig: Rig) -> None:
    first = rig.make(rig.series(CONFERENCE))
    second = rig.make(rig.series(PAIRS))
    sheet = rig.sheet(second)
    assert (first.unclaimed, second.unclaimed) == (False, True)
    assert sheet.appointment.host_ids == ()
    assert claimed(rig, "claire") == quarter_hour_span(sheet.appointment.starts, sheet.appointment.ends)[1]


def test_it_is_for_those_of_its_kind(rig: Rig) -> None:
    pairs, conference = rig.sheet(rig.make(rig.series(PAIRS))), rig.sheet(rig.make(rig.series(CONFERENCE)))
    assert [one.id for one in pairs.invited] == sorted(
        (rig.ids[key] for number, key in enumerate(EIG) if number % 3 == 0), key=lambda one: pairs.people[one].name
    )
    assert len(conference.invited) == len(EIG)
    assert conference.channel == "Cpromo"
