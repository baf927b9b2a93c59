"""What an answer from a calendar program does in each dispositif is what that person's own buttons do."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.agenda.model import Appointment
from bot.mentoring.cycle import SessionState
from bot.planning import replying
from storage.agenda import appointments
from storage.database import Database
from storage.programme import people
from tests.bot.evaluation.rig import Committees
from tests.bot.mentoring.rig import make_rig, paris
from tests.replies import entry, mail

MX = "mx.dispositifs.example.org"


class Postman:
    """Has somebody of a rig answer by mail."""

    def __init__(self, database: Database, person_id: int) -> None:
        self.database, self.person_id, self.turns = database, person_id, 0
        self.address = f"p{person_id}@example.org"
        with database.transaction() as tx:
            people.change(tx, person_id, email=self.address)

    def answer(self, one: Appointment, partstat: str, *, now: datetime) -> str:
        """Answer what an appointment is now, and give what came of it."""
        self.turns += 1
        with self.database.transaction() as tx:
            sequence = self.read(one).revision
            file = entry(one.uid, self.address, partstat, sequence=sequence, at=now + timedelta(seconds=self.turns))
            (outcome,) = replying.process_mail(tx, replying.read_mail(mail(self.address, file), authserv=MX), now=now)
            return outcome

    def read(self, one: Appointment) -> Appointment:
        with self.database.reading() as tx:
            found = appointments.read(tx, one.id)
        assert found is not None
        return found

    def comes(self, one: Appointment) -> bool:
        return self.read(one).part_of(self.person_id) is not None

    def notes(self) -> int:
        with self.database.reading() as tx:
            return int(tx.execute(text("SELECT count(*) FROM notices WHERE kind = 'agenda.replied'")).scalar_one())


def test_mentor_puts_off_a_seance_and_who_asked_chooses_another(database: Database) -> None:
    rig = make_rig(database)
    sheet = rig.running(guest_ids=(rig.ids["sami"],))
    one = sheet.sessions[1].appointment
    maya = Postman(database, rig.ids["maya"])
    assert maya.answer(one, "ACCEPTED", now=rig.now) == "done"
    assert rig.sheet(sheet).sessions[1].state is SessionState.CONFIRMED
    assert maya.answer(one, "DECLINED", now=rig.now) == "done"
    states = {each.appointment.id: each.state for each in rig.sheet(sheet).sessions}
    assert (states.pop(one.id), set(states.values())) == (SessionState.OPEN, {SessionState.CONFIRMED})
    assert [who for kind, who in rig.owed() if kind == "missed"] == ["lea"]
    assert maya.answer(one, "ACCEPTED", now=rig.now) == "over"  # it has no time any more


def test_one_of_a_team_misses_a_seance_and_comes_after_all_and_who_asked_cannot(database: Database) -> None:
    rig = make_rig(database)
    one = rig.running(guest_ids=(rig.ids["sami"],)).sessions[0].appointment
    sami, lea = Postman(database, rig.ids["sami"]), Postman(database, rig.ids["lea"])
    assert (sami.answer(one, "DECLINED", now=rig.now), sami.comes(one)) == ("done", False)
    assert (sami.answer(one, "ACCEPTED", now=rig.now), sami.comes(one)) == ("done", True)
    assert (lea.answer(one, "DECLINED", now=rig.now), lea.comes(one)) == ("kept", True)
    assert lea.notes() == 1


@pytest.mark.parametrize("agreed", [True, False])
def test_mentor_gives_their_word_for_a_date_past_the_month(database: Database, agreed: bool) -> None:
    rig = make_rig(database)
    sheet = rig.running()
    last = rig.past(sheet, 0)
    rig.miss(last.appointment.id)
    held = rig.replan(sheet, last.appointment.id, paris("2026-06-16 14:00"))
    (late,) = [each for each in held.sessions if each.state is SessionState.LATE]
    maya = Postman(database, rig.ids["maya"])
    assert maya.answer(late.appointment, "ACCEPTED" if agreed else "DECLINED", now=rig.now) == "done"
    states = {each.appointment.id: each.state for each in rig.sheet(sheet).sessions}
    assert states[late.appointment.id] is (SessionState.CONFIRMED if agreed else SessionState.OPEN)


def test_porteur_leaves_a_committee_and_only_its_coach_takes_them_in_again(database: Database) -> None:
    rig = Committees(database).open()
    one = rig.one().appointment
    paul = Postman(database, rig.ids["paul"])
    assert (paul.answer(one, "DECLINED", now=rig.now), paul.comes(one)) == ("done", False)
    assert (paul.answer(one, "ACCEPTED", now=rig.now), paul.comes(one), paul.notes()) == ("kept", False, 1)
