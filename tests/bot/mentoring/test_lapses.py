"""What nobody answered in time, and who has left the programme: what is free, who is told, once."""

import pytest

from bot.agenda.model import Part
from bot.dates.working import is_quiet
from bot.errors import AlreadyTaken, NotAllowed
from bot.mentoring import choices, coaches, lapses, running
from bot.mentoring.cycle import CycleState, SessionEvent, SessionState
from bot.mentoring.model import CycleSheet
from bot.programme.model import Membership
from bot.programme.roles import Role
from storage.database import Database
from storage.programme import people

from .rig import COACHES, DAY, HOUR, Rig, make_rig, paris, times_of

YES, NO = SessionEvent.CONFIRM, SessionEvent.REFUSE
SECOND = HOUR / 3600


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


def lapse_of(rig: Rig, sheet: CycleSheet) -> dict[tuple[str, str], int]:
    answer_by = rig.sheet(sheet).cycle.answer_by
    assert answer_by is not None
    rig.now = answer_by - SECOND
    assert rig.news(rig.tick) == {}
    rig.now = answer_by
    return rig.news(rig.tick)


def test_what_the_mentor_left_unanswered_lapses_to_the_second_and_the_coaches_hear_it_once(rig: Rig) -> None:
    sheet = rig.asked()
    assert lapse_of(rig, sheet) == {("lapsed", "lea"): 1, ("unanswered", COACHES): 1}
    lapsed = rig.sheet(sheet)
    assert (lapsed.cycle.state, rig.claims()) == (CycleState.LAPSED, {})
    assert {one.state for one in lapsed.sessions} == {SessionState.DROPPED}
    assert rig.news(rig.tick) == {}
    assert rig.do(lambda tx: lapses.expire_request(tx, sheet.cycle.id, now=rig.now)) is False


def test_what_the_team_left_unanswered_tells_the_mentor_and_not_the_coaches(rig: Rig) -> None:
    sheet = rig.asked()
    rig.answer(sheet, YES, YES, YES, NO)
    assert lapse_of(rig, sheet) == {("lapsed", "lea"): 1, ("lapsed", "maya"): 1}


def test_a_mentor_without_hours_who_says_nothing_lapses_in_five_working_days(rig: Rig) -> None:
    sheet = rig.asked(mentor="noe")
    assert lapse_of(rig, sheet) == {("lapsed", "lea"): 1, ("unanswered", COACHES): 1}
    assert rig.now == paris("2026-05-12 09:00")


def test_reminders_come_on_mornings_at_each_third_of_the_working_days(rig: Rig) -> None:
    rig.now = paris("2026-05-18 10:00")  # a Monday
    week = [paris(f"2026-{day} 14:00") for day in ("06-02", "06-09", "06-16", "06-23")]
    sheet = rig.send(rig.keep(), starts=week)
    assert sheet.cycle.answer_by == paris("2026-05-26 10:00")  # five working days, the 25th is a holiday
    assert rig.due("chase") == [
        paris("2026-05-20 09:00"),
        paris("2026-05-22 09:00"),
    ]  # on the second day and the fourth
    assert not any(is_quiet(one) for one in rig.due("chase"))
    assert {(row.person_id, row.expires) for row in rig.notices("mentoring.chase")} == {
        (rig.ids["maya"], int(sheet.cycle.answer_by.timestamp()))
    }


def test_reminders_are_dropped_once_answered_and_the_other_side_gets_its_own(rig: Rig) -> None:
    sheet = rig.asked()
    (first, second) = rig.due("chase")
    rig.now = first + HOUR
    rig.answer(sheet, YES, YES, YES, NO)
    mine = [row for row in rig.notices("mentoring.chase") if row.person_id == rig.ids["maya"]]
    assert {(row.state, row.reason) for row in mine} == {("dropped", "answered")}
    theirs = [row for row in rig.notices("mentoring.chase") if row.person_id == rig.ids["lea"]]
    assert [row.state for row in theirs] == ["owed"] * len(theirs)
    assert len(theirs) in (1, 2)
    rig.use(choices.withdraw_request, "lea", sheet.cycle.id)
    assert rig.due("chase") == []
    assert first < second


def test_the_next_team_that_asks_lets_the_mentors_lapsed_request_go_first(rig: Rig) -> None:
    sheet = rig.asked(mentor="rose")  # who takes one at a time
    assert sheet.cycle.answer_by is not None
    offer_at = sheet.cycle.answer_by - SECOND
    rig.now = offer_at
    rig.do(lambda tx: tx.exec_driver_sql("UPDATE memberships SET cycles_max = 2 WHERE cycles_max = 1"))
    offer = rig.keep("ines", wish=rig.wish("rose", defi="relais"))
    rig.do(lambda tx: tx.exec_driver_sql("UPDATE memberships SET cycles_max = 1 WHERE cycles_max = 2"))
    rig.now += SECOND
    wanted = times_of(sheet)[1:]
    news = rig.news(lambda: rig.send(offer, "ines", starts=[*wanted, paris("2026-06-09 09:00")]))
    assert news.pop(("chase", "rose")) in (1, 2)
    assert news == {
        ("lapsed", "lea"): 1,
        ("unanswered", COACHES): 1,
        ("card", "ines"): 1,
        ("card", "rose"): 1,
    }
    assert rig.news(rig.tick) == {}
    assert rig.sheet(sheet).cycle.state is CycleState.LAPSED
    assert rig.claims() == rig.claims_of(rig.sheet(sheet.cycle.id + 1))


def test_one_coach_looks_after_what_nobody_answered(rig: Rig) -> None:
    sheet = rig.asked()
    lapse_of(rig, sheet)
    for who in ("lea", "maya"):
        with pytest.raises(NotAllowed):
            rig.use(lapses.take_request, who, sheet.cycle.id)
    assert rig.news(lambda: rig.use(lapses.take_request, "claire", sheet.cycle.id)) == {("taken", "lea"): 1}
    assert rig.news(lambda: rig.use(lapses.take_request, "claire", sheet.cycle.id)) == {}
    with pytest.raises(AlreadyTaken) as refused:
        rig.use(lapses.take_request, "david", sheet.cycle.id)
    assert refused.value.facts == {"name": "Claire Morel"}
    offer = rig.next(sheet, "next", "claire")
    assert offer.wish.passed == (rig.ids["maya"],)


def test_where_who_asked_leaves_another_of_the_team_stands_in(rig: Rig) -> None:
    tom = rig.add("tom", Role.EIG, defi="carte")
    sheet = rig.asked(guest_ids=(rig.ids["sami"], tom))
    rig.now += HOUR
    rig.answer(sheet, YES, YES, YES, NO)
    before = len(rig.due("chase"))
    rig.depart("lea", "sami")
    rig.now += HOUR
    news = rig.news(rig.tick)
    assert news == {("card", "tom"): 1, ("chase", "tom"): before}  # what was asked of Léa is asked of them
    left = rig.sheet(sheet)
    assert (left.cycle.asked_by, left.cycle.guest_ids, left.cycle.state) == (tom, (), CycleState.ANSWERED)
    assert [one.appointment.part_of(tom) for one in left.timed_sessions] == [Part.BOOKER] * 3
    assert {row.person_id for row in rig.notices("mentoring.chase") if row.state == "owed"} == {tom}
    (open_one,) = choices.pending_sessions(left)
    rig.choose(left, {open_one.appointment.id: paris("2026-06-03 14:00")}, "tom")
    assert {one.appointment.person_ids for one in rig.sheet(sheet).sessions} == {(rig.ids["maya"], tom)}
    assert rig.news(rig.tick) == {}


def test_where_who_asked_leaves_a_cycle_that_runs_the_others_are_told(rig: Rig) -> None:
    sheet = rig.running(guest_ids=(rig.ids["sami"],))
    rig.depart("lea")
    told = {("card", "sami"): 1, ("left", "sami"): 1, ("left", "maya"): 1, ("group", "group"): 1}
    assert rig.news(rig.tick) == told
    assert rig.sheet(sheet).cycle.asked_by == rig.ids["sami"]
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))
    rig.past(sheet, 0)
    assert [row.person_id for row in rig.notices("mentoring.check_in")] == [rig.ids["sami"]]


@pytest.mark.parametrize(("runs", "state"), [(False, CycleState.WITHDRAWN), (True, CycleState.ENDED)])
def test_where_nobody_can_stand_in_the_cycle_ends(rig: Rig, runs: bool, state: CycleState) -> None:
    sheet = rig.asked(guest_ids=(rig.ids["sami"],))
    rig.confirm(rig.asked("sami", mentor="rose"), "rose")  # who has a cycle of their own
    if runs:
        rig.confirm(sheet)
        rig.now = sheet.sessions[0].appointment.starts + HOUR
        rig.tick()
    rig.depart("lea")
    assert rig.news(rig.tick) == {("ended", "maya"): 1, ("ended", "sami"): 1}
    ended = rig.sheet(sheet)
    assert ended.cycle.state is state
    assert rig.claims() == rig.claims_of(ended) + rig.claims_of(rig.sheet(sheet.cycle.id + 1))
    rig.now += HOUR
    assert rig.news(rig.tick) == {}
    assert rig.sheet(sheet).cycle.state is state


def test_a_guest_who_left_is_taken_out(rig: Rig) -> None:
    sheet = rig.running(guest_ids=(rig.ids["sami"],))
    rig.depart("sami")
    assert rig.news(rig.tick) == {("left", "lea"): 1, ("left", "maya"): 1, ("group", "group"): 1}
    assert rig.news(rig.tick) == {}
    assert rig.sheet(sheet).team_ids == (rig.ids["lea"],)


def test_where_the_mentor_leaves_the_coaches_hear_it_once_and_the_cycle_waits(rig: Rig) -> None:
    sheet = rig.running()
    rig.depart("maya")
    assert rig.news(rig.tick) == {("orphaned", COACHES): 1}
    rig.now += DAY
    assert rig.news(rig.tick) == {}
    assert rig.sheet(sheet).cycle.state is CycleState.RUNNING
    assert rig.claims() == rig.claims_of(sheet)
    rig.now = times_of(sheet)[0]
    rig.miss(sheet.sessions[0].appointment.id, "claire")
    with pytest.raises(NotAllowed):
        rig.use(running.answer_late_time, "lea", sheet.sessions[0].appointment.id, is_agreed=True)


def test_a_mentor_who_is_one_no_more_has_left_their_cycles_too(rig: Rig) -> None:
    sheet = rig.running()
    rig.depart("maya")
    rig.do(lambda tx: people.add_membership(tx, rig.ids["maya"], Membership(Role.ALUMNI)))
    assert rig.news(rig.tick) == {("orphaned", COACHES): 1}
    rig.now += DAY
    assert rig.news(rig.tick) == {}
    rig.use(coaches.hand_over, "claire", sheet.cycle.id, mentor_id=rig.ids["noe"])
    assert rig.do(lapses.list_leavers) == []


def test_who_is_back_in_the_programme_by_then_keeps_their_place(rig: Rig) -> None:
    sheet = rig.running(guest_ids=(rig.ids["sami"],))
    sami = rig.ids["sami"]  # of whom another replica had read that they left
    rig.do(lambda tx: lapses.remove_leaver(tx, sheet.cycle.id, person_id=sami, now=rig.now))
    assert sami in rig.sheet(sheet).team_ids


def test_a_coach_who_looks_after_a_cycle_a_second_time_is_announced_again(rig: Rig) -> None:
    cycle_id = rig.running().cycle.id
    assert rig.news(lambda: rig.use(lapses.take_request, "claire", cycle_id)) == {("taken", "lea"): 1}
    rig.now += HOUR
    rig.use(coaches.hand_over, "claire", cycle_id, mentor_id=rig.ids["noe"])
    rig.now += HOUR
    assert rig.news(lambda: rig.use(lapses.take_request, "claire", cycle_id)) == {("taken", "lea"): 1}
