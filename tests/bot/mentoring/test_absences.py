"""One séance of four missed by one of the team, and come back to: the cycle goes on, two minutes pass before news."""

from datetime import timedelta

import pytest

from bot.errors import AlreadyAnswered, AlreadyCancelled, AlreadyStarted, NotAllowed
from bot.mentoring import absences, changes, lapses
from bot.mentoring.cycle import CycleState
from bot.mentoring.model import CycleSheet
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.database import Database
from storage.programme import people

from .rig import Rig, make_rig

LATER = timedelta(minutes=3)


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


@pytest.fixture
def sheet(rig: Rig) -> CycleSheet:
    """A cycle that runs, Léa's and Sami's with Maya."""
    found = rig.running(guest_ids=(rig.ids["sami"],))
    hear(rig)
    return found


def hear(rig: Rig) -> None:
    """Let what is owed count as sent."""
    rig.do(lambda tx: tx.exec_driver_sql("UPDATE notices SET state = 'sent' WHERE state = 'owed'"))


def told(rig: Rig, kind: str) -> list[tuple[str, int]]:
    """Give the state of each piece of news of a kind, and how long after now it is due, in seconds."""
    rows = rig.do(lambda tx: tx.exec_driver_sql(f"SELECT state, due FROM notices WHERE kind = '{kind}'").all())
    return [(state, due - int(rig.now.timestamp())) for state, due in rows]


def comes(rig: Rig, sheet: CycleSheet) -> list[bool]:
    sessions = rig.sheet(sheet).sessions
    return [one.appointment.part_of(rig.ids["sami"]) is not None for one in sessions]


def skip(rig: Rig, sheet: CycleSheet, *which: int, who: str = "sami") -> None:
    ids = [sheet.sessions[one].appointment.id for one in which]
    rig.use(absences.skip_sessions, who, sheet.cycle.id, appointment_ids=ids)


def back(rig: Rig, sheet: CycleSheet, *which: int, who: str = "sami") -> None:
    ids = [sheet.sessions[one].appointment.id for one in which]
    rig.use(absences.rejoin_sessions, who, sheet.cycle.id, appointment_ids=ids)


def test_one_is_missed_and_come_back_to_and_nobody_hears_within_two_minutes(rig: Rig, sheet: CycleSheet) -> None:
    skip(rig, sheet, 1)
    assert comes(rig, sheet) == [True, False, True, True]
    assert told(rig, "mentoring.away") == [("owed", 120)] * 2
    back(rig, sheet, 1)
    assert (comes(rig, sheet), rig.sheet(sheet).cycle.state) == ([True] * 4, CycleState.RUNNING)
    assert [state for state, _ in told(rig, "mentoring.away")] == ["dropped"] * 2
    assert told(rig, "mentoring.back") == []
    before, after = sheet.sessions[1].appointment, rig.sheet(sheet).sessions[1].appointment
    assert (after.uid, after.revision) == (before.uid, before.revision + 2)


def test_who_heard_of_it_hears_that_they_come(rig: Rig, sheet: CycleSheet) -> None:
    skip(rig, sheet, 0, 1)
    hear(rig)
    rig.now += LATER
    back(rig, sheet)
    assert comes(rig, sheet) == [True] * 4
    assert told(rig, "mentoring.back") == [("owed", 120)] * 2


def test_what_is_over_dropped_or_not_theirs_is_refused(rig: Rig, sheet: CycleSheet) -> None:
    with pytest.raises(AlreadyAnswered):
        back(rig, sheet, 0)
    skip(rig, sheet, 0)
    with pytest.raises(AlreadyAnswered):
        skip(rig, sheet, 0)
    for who in ("lea", "maya", "ines"):
        with pytest.raises(NotAllowed):
            skip(rig, sheet, 0, who=who)
        with pytest.raises(NotAllowed):
            back(rig, sheet, 0, who=who)
    moment, rig.now = rig.now, sheet.sessions[0].appointment.starts
    with pytest.raises(AlreadyStarted):
        back(rig, sheet, 0)
    rig.now = moment
    rig.do(
        lambda tx: tx.exec_driver_sql(
            f"UPDATE mentoring_sessions SET state = 'open' WHERE appointment_id = {sheet.sessions[0].appointment.id}"
        )
    )
    with pytest.raises(AlreadyCancelled):
        back(rig, sheet, 0)
    rig.use(changes.end_cycle, "lea", sheet.cycle.id, reason="")
    with pytest.raises(AlreadyAnswered):
        back(rig, sheet, 0)


def test_of_several_missed_one_is_chosen(rig: Rig, sheet: CycleSheet) -> None:
    skip(rig, sheet, 0)
    assert rig.use(absences.rejoinable_sessions, "sami", sheet.cycle.id) == []  # of one there is nothing to choose
    skip(rig, sheet, 2)
    missed = [one.appointment.id for at, one in enumerate(sheet.sessions) if at in (0, 2)]
    assert [one.id for one in rig.use(absences.rejoinable_sessions, "sami", sheet.cycle.id)] == missed
    back(rig, sheet, 2)
    assert comes(rig, sheet) == [False, True, True, True]


def test_of_one_that_is_left_the_form_asks_nothing(rig: Rig, sheet: CycleSheet) -> None:
    skip(rig, sheet, 0, 1, 2)
    skip(rig, sheet)
    assert comes(rig, sheet) == [False] * 4
    with pytest.raises(AlreadyAnswered):
        skip(rig, sheet)


def test_who_misses_the_same_one_is_neither_named_nor_told(rig: Rig) -> None:
    carte = Membership(Role.EIG, rig.ids["promotion"], rig.ids["carte"])
    rig.do(lambda tx: people.add_membership(tx, rig.ids["ines"], carte))
    sheet = rig.running(guest_ids=(rig.ids["sami"], rig.ids["ines"]))
    hear(rig)
    skip(rig, sheet, 0)
    first, second = (session.appointment for session in rig.sheet(sheet).sessions[:2])
    others = {rig.ids[name] for name in ("lea", "maya")}
    assert absences.other_participants(rig.sheet(sheet), [first], without_id=rig.ids["ines"]) == others
    assert absences.other_participants(rig.sheet(sheet), [first, second], without_id=rig.ids["ines"]) == {
        *others,
        rig.ids["sami"],
    }
    skip(rig, sheet, 0, who="ines")
    rows = rig.do(lambda tx: tx.exec_driver_sql("SELECT person_id FROM notices WHERE kind = 'mentoring.away'").all())
    assert sorted(row[0] for row in rows).count(rig.ids["sami"]) == 0


def test_who_left_the_whole_cycle_comes_back_to_what_is_to_come(rig: Rig, sheet: CycleSheet) -> None:
    rig.use(lapses.leave_cycle, "sami", sheet.cycle.id)
    hear(rig)
    assert (comes(rig, sheet), rig.sheet(sheet).cycle.guest_ids) == ([False] * 4, ())
    for who in ("ines", "lea", "maya"):  # of another team, and who never left
        with pytest.raises(NotAllowed):
            rig.use(absences.rejoin_cycle, who, sheet.cycle.id)
    rig.use(absences.rejoin_cycle, "sami", sheet.cycle.id)
    assert (comes(rig, sheet), rig.sheet(sheet).cycle.guest_ids) == ([True] * 4, (rig.ids["sami"],))
    assert told(rig, "mentoring.back") == [("owed", 120)] * 2
    with pytest.raises(AlreadyAnswered):
        rig.use(absences.rejoin_cycle, "sami", sheet.cycle.id)


def test_nobody_comes_back_to_a_cycle_that_has_ended(rig: Rig, sheet: CycleSheet) -> None:
    rig.use(lapses.leave_cycle, "sami", sheet.cycle.id)
    rig.use(changes.end_cycle, "lea", sheet.cycle.id)
    with pytest.raises(AlreadyAnswered):
        rig.use(absences.rejoin_cycle, "sami", sheet.cycle.id)
