"""What « Ouvrir » shows whom, read from the database: each feature by the one table, at a constant price."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.agenda import parts
from bot.agenda.model import Part
from bot.errors import NotAllowed, NotFound
from bot.evaluation.model import COMMITTEE, TALK, CommitteeSheet
from bot.gatherings import answers
from bot.gatherings.kinds import CONFERENCE, KINDS, MIXED
from bot.gatherings.model import Reply
from bot.helpdesk import hosting
from bot.helpdesk.model import BUREAU as DESK
from bot.logbook.model import LOGBOOK
from bot.mentoring.model import MENTORING
from bot.polls.model import KEY as MEETING
from bot.programme.model import Actor, Membership
from bot.programme.roles import Role
from bot.workshops.model import WORKSHOP
from handlers.agenda import views
from handlers.kit.told import opened_modal
from storage import personal
from storage.agenda import appointments
from storage.database import Database, Reading
from tests.architecture.house import routes
from tests.bot.evaluation.rig import Committees
from tests.bot.gatherings.groups.test_formation import come, form
from tests.bot.gatherings.rig import EIG, Rig
from tests.bot.mentoring.rig import make_rig
from tests.handlers.notices.test_reminder_news import STARTS, Desk, desk
from tests.journeys.mentors import DESIGN
from tests.journeys.promotion import NEED, NOW

__all__ = ["desk"]
OPENINGS = routes().openings
MOVE, COME = "Changer la date", "Je viens"


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database).fill({"promotion": "Cpromo"})


@contextmanager
def counted(reading: Reading) -> Iterator[list[str]]:
    """Give the queries that are made meanwhile."""
    told: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        told.append(sql)

    event.listen(reading, "after_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(reading, "after_cursor_execute", note)


def drawn(reading: Reading, actor: Actor, key: str, appointment_id: int) -> tuple[str, int]:
    """Open an appointment as `agenda.open` does; give the modal as JSON, and how many queries it took."""
    with counted(reading) as told:
        thing_id = OPENINGS[key].find(reading, appointment_id)
        blocks = OPENINGS[key].read(reading, actor, thing_id=thing_id, now=NOW)()
    shown = json.dumps(opened_modal(OPENINGS[key].title, blocks, metadata=f"{key} {thing_id}"), ensure_ascii=False)
    return shown.replace("\u00a0", " "), len(told)


def test_all_that_can_be_on_a_calendar_can_be_opened() -> None:
    assert set(OPENINGS) == {DESK, MENTORING, COMMITTEE, MEETING, WORKSHOP, TALK, LOGBOOK, *KINDS}


def test_a_need_is_for_those_concerned(desk: Desk) -> None:
    one = desk.one.id
    for key in ("lea", "sami", "claire"):
        assert NEED in drawn(desk.tx, desk.actor(key), DESK, one)[0]
    shown, _ = drawn(desk.tx, desk.actor("david"), DESK, one)
    assert (NEED in shown, MOVE in shown) == (False, True)  # a coach sees to it, and reads no need
    for actor in (desk.actor("ines"), Actor("U0")):
        with pytest.raises(NotAllowed):
            drawn(desk.tx, actor, DESK, one)


def test_past_says_who_did_what_and_no_word_of_theirs_in_as_many_queries_for_more(desk: Desk) -> None:
    parts.leave(desk.tx, desk.actor("sami"), [desk.one.id], person_id=desk.ids["sami"], now=NOW)
    hosting.leave_note(desk.tx, desk.actor("claire"), desk.request_id, text="Un mot secret", now=NOW)
    shown, one = past(desk, DESK, desk.request_id)
    assert "départ de Sami Haddad." in shown
    assert "créneau réservé, par Léa Martin." in shown
    assert ("secret" in shown, NEED in shown, "séance du" in shown) == (False, False, False)
    personal.erase(desk.tx, desk.ids["sami"], now=NOW)
    desk.book_more(STARTS + timedelta(days=7))
    shown, two = past(desk, DESK, desk.request_id)
    assert "départ d’une personne (séance du mercredi 6 mai à 9 h)." in shown
    assert ("Sami" in shown, two) == (False, one)


def past(desk: Desk, key: str, thing_id: int) -> tuple[str, int]:
    """Give « Historique » as JSON, and how many queries it took."""
    read = OPENINGS[key].past
    assert read is not None
    with counted(desk.tx) as told:
        found = read(desk.tx, thing_id)
    return json.dumps(views.history_modal(found, now=NOW), ensure_ascii=False).replace("\u00a0", " "), len(told)


def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    for key in OPENINGS:
        with pytest.raises(NotFound):
            OPENINGS[key].find(desk.tx, 10**9)


def test_helpdesk_takes_as_many_queries_for_four_sessions_as_for_one(desk: Desk) -> None:
    _, one = drawn(desk.tx, desk.actor("lea"), DESK, desk.one.id)
    desk.book_more(STARTS + timedelta(days=7))
    for number in range(3):
        desk.book(batch=f"more{number}", starts=STARTS + timedelta(days=12 + number))
    assert drawn(desk.tx, desk.actor("lea"), DESK, desk.one.id)[1] == one


def test_cycle_takes_as_many_queries_beside_others(database: Database) -> None:
    rig = make_rig(database)
    first = rig.running(guest_ids=(rig.ids["sami"],)).sessions[0].appointment.id
    actor = rig.actor("lea")
    with database.reading() as reading:
        shown, one = drawn(reading, actor, MENTORING, first)
    assert "Changer la date" in shown
    rig.asked(mentor="maya", domain=DESIGN)
    with database.reading() as reading:
        assert drawn(reading, actor, MENTORING, first)[1] == one
    with database.reading() as reading, pytest.raises(NotAllowed):
        drawn(reading, rig.actor("ines"), MENTORING, first)


def test_gathering_takes_as_many_queries_for_twelve_as_for_one(rig: Rig) -> None:
    made = rig.talk()
    rig.use(answers.answer, "lea", made.id, reply=Reply.COMES)
    with rig.database.reading() as reading:
        _, one = drawn(reading, rig.actor("lea"), CONFERENCE, made.appointment_id)
    for key in EIG[1:]:
        rig.use(answers.answer, key, made.id, reply=Reply.COMES)
    with rig.database.reading() as reading:
        shown, all_of_them = drawn(reading, rig.actor("lea"), CONFERENCE, made.appointment_id)
    assert (all_of_them, "12 personnes viennent" in shown) == (one, True)


def test_a_gathering_is_answered_by_who_is_invited_and_changed_by_who_plans_it(rig: Rig) -> None:
    made = rig.talk()
    said = {}
    with rig.database.reading() as reading:
        for key in ("lea", "claire", "david"):
            said[key], _ = drawn(reading, rig.actor(key), CONFERENCE, made.appointment_id)
        for other in (Actor("Unobody"), rig.actor("paul")):
            with pytest.raises(NotAllowed):
                drawn(reading, other, CONFERENCE, made.appointment_id)
    found = {key: (f'"{COME}"' in one, f'"{MOVE}"' in one) for key, one in said.items()}
    assert found == {"lea": (True, False), "claire": (False, True), "david": (False, True)}
    assert {key: "Annonce prévue" in one for key, one in said.items()} == {"lea": False, "claire": True, "david": True}


def test_a_specialist_who_speaks_opens_it_and_changes_nothing(rig: Rig) -> None:
    made = rig.talk()
    rig.add("nora", Membership(Role.EXPERT))
    rig.do(lambda tx: appointments.set_participant(tx, made.appointment_id, rig.ids["nora"], part=Part.EXPERT))
    with rig.database.reading() as reading:
        shown, _ = drawn(reading, rig.actor("nora"), CONFERENCE, made.appointment_id)
    assert ("visio.example.org" in shown, f'"{COME}"' in shown, f'"{MOVE}"' in shown) == (True, False, False)


def test_a_small_group_opens_its_gathering_with_one_s_own_group_alone(rig: Rig) -> None:
    made = rig.make(rig.series(MIXED), (rig.now + timedelta(days=23)).replace(hour=14))
    come(rig, made, *EIG)
    first, *_, other = form(rig, made)
    mine = next(key for key in EIG if rig.ids[key] in {each.id for each in first.members})
    with rig.database.reading() as reading:
        shown, _ = drawn(reading, rig.actor(mine), MIXED, first.appointment.id)
    assert (str(first.appointment.link) in shown, str(other.appointment.link) in shown) == (True, False)


def test_a_committee_without_a_host_is_offered_to_coaches_alone(database: Database) -> None:
    rig = Committees(database).open()
    led, unled = rig.one(coach="emma"), rig.one("2026-06-03 09:00", coach="emma", defi="defi1")
    rig.do(
        lambda tx: parts.leave(tx, rig.actor("emma"), [unled.appointment.id], person_id=rig.ids["emma"], now=rig.now)
    )
    with rig.database.reading() as reading:
        offered = {
            (key, sheet is unled)
            for key in ("claire", "david", "lea", "sami", "paul")
            for sheet in (led, unled)
            if "Je m’en occupe" in opened(reading, rig.actor(key), sheet)
        }
    assert offered == {("claire", True), ("david", True)}


def opened(reading: Reading, actor: Actor, sheet: CommitteeSheet) -> str:
    """Open a committee. Return an empty text for a person who may not open it."""
    try:
        return drawn(reading, actor, COMMITTEE, sheet.appointment.id)[0]
    except NotAllowed:
        return ""
