"""The clock's LEFT is not a person's no: a person who left the programme and is back comes again, by a word at most."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.evaluation import teams
from bot.gatherings import answers
from bot.gatherings.kinds import CONFERENCE
from bot.gatherings.model import Reply
from bot.helpdesk import away, returns
from bot.mentoring import absences
from bot.polls import changes as meetings
from bot.polls.sheets import meeting_of
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.agenda import appointments
from storage.database import Database
from storage.programme import people
from tests.bot.evaluation.rig import Committees
from tests.bot.gatherings.rig import Rig
from tests.bot.helpdesk.bureau import opened
from tests.bot.mentoring.rig import make_rig
from tests.bot.polls.rig import TUESDAY, YES, Polls
from tests.promotion import depart

Coming = Callable[[], bool]


def comes(database: Database, appointment_id: int, person_id: int) -> bool:
    with database.reading() as tx:
        one = appointments.read(tx, appointment_id)
    return one is not None and one.part_of(person_id) is not None


def gathering(database: Database) -> tuple[Callable[[], object], Coming]:
    rig = Rig(database).fill()
    made = rig.make(rig.series(CONFERENCE))
    rig.use(answers.answer, "sami", made.id, reply=Reply.COMES)
    rig.do(lambda tx: depart(tx, rig.ids["sami"]))
    rig.do(lambda tx: answers.remove_leaver(tx, made.id, person_id=rig.ids["sami"], now=rig.now))
    rig.do(
        lambda tx: people.add_membership(
            tx, rig.ids["sami"], Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi0"])
        )
    )
    again = lambda: rig.use(answers.answer, "sami", made.id, reply=Reply.COMES)  # noqa: E731
    return again, lambda: comes(database, made.appointment_id, rig.ids["sami"])


def committee(database: Database) -> tuple[Callable[[], object], Coming]:
    """The clock itself invites them again: a committee is for its whole team."""
    rig = Committees(database).open()
    made = rig.one()

    def follow() -> None:
        for number, who in rig.do(lambda tx: teams.list_changed_members(tx, now=rig.now)):
            rig.do(lambda tx, n=number, w=who: teams.update_member(tx, n, person_id=w, now=rig.now))  # type: ignore[misc]

    rig.do(lambda tx: depart(tx, rig.ids["sami"]))
    follow()
    rig.do(
        lambda tx: people.add_membership(
            tx, rig.ids["sami"], Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi0"])
        )
    )
    return follow, lambda: comes(database, made.appointment.id, rig.ids["sami"])


def meeting(database: Database) -> tuple[Callable[[], object], Coming]:
    rig = Polls(database).open()
    sheet = rig.ask()
    for who in ("claire", "paul", "ali", "zoe"):
        rig.answer(sheet, who, YES, YES, YES)
    rig.pick(rig.now_is(sheet), TUESDAY)
    number = sheet.poll.id
    rig.do(lambda tx: depart(tx, rig.ids["ali"]))
    rig.do(lambda tx: meetings.free_place(tx, number, person_id=rig.ids["ali"], now=rig.now))
    rig.do(
        lambda tx: people.add_membership(
            tx, rig.ids["ali"], Membership(Role.EIG, rig.ids["promotion"], rig.ids["defi1"])
        )
    )
    one = rig.do(lambda tx: meeting_of(tx, number)).appointment.id
    return lambda: rig.use(meetings.come_back, "ali", number), lambda: comes(database, one, rig.ids["ali"])


def helpdesk(database: Database) -> tuple[Callable[[], object], Coming]:
    bureau = opened(database)
    number = bureau.book()
    session = bureau.sheet(number).sessions[0].id
    bureau.do(lambda tx: depart(tx, bureau.ids["sami"]))
    bureau.do(lambda tx: away.remove_leaver(tx, session, person_id=bureau.ids["sami"], now=bureau.now))
    team = Membership(Role.EIG, bureau.ids["promotion"], bureau.ids["carte"])
    bureau.do(lambda tx: people.add_membership(tx, bureau.ids["sami"], team))
    again = lambda: bureau.do(lambda tx: returns.rejoin_sessions(tx, bureau.actor("sami"), number, now=bureau.now))  # noqa: E731
    return again, lambda: comes(database, session, bureau.ids["sami"])


def cycle(database: Database) -> tuple[Callable[[], object], Coming]:
    rig = make_rig(database)
    sheet = rig.running(guest_ids=(rig.ids["sami"],))
    rig.depart("sami")
    rig.tick()
    rig.do(
        lambda tx: people.add_membership(
            tx, rig.ids["sami"], Membership(Role.EIG, rig.ids["promotion"], rig.ids["carte"])
        )
    )
    rig.now += timedelta(minutes=1)
    one = sheet.sessions[-1].appointment.id
    return lambda: rig.use(absences.rejoin_cycle, "sami", sheet.cycle.id), lambda: comes(database, one, rig.ids["sami"])


OF = {"gathering": gathering, "committee": committee, "meeting": meeting, "bureau d’aide": helpdesk, "mentorat": cycle}


@pytest.mark.parametrize("what", OF)
def test_who_is_back_in_the_programme_comes_again(database: Database, what: str) -> None:
    again, is_there = OF[what](database)
    assert not is_there()
    again()
    assert is_there()
