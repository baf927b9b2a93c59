"""What who asked decides: accept, choose other times, confirm a plan, withdraw."""

from datetime import datetime

import pytest

from bot.agenda.model import State
from bot.errors import AlreadyAnswered, HoldLapsed, Invalid, NotAllowed, NotFound, SlotTaken, SlotUnbookable
from bot.mentoring import choices
from bot.mentoring.cycle import CycleState, SessionEvent, SessionState
from bot.mentoring.lapses import leave_cycle
from bot.mentoring.model import CycleSheet
from storage.database import Database

from .rig import DAY, HOUR, Rig, make_rig, paris, session_at, shown, times_of

YES, OTHER, NO = SessionEvent.CONFIRM, SessionEvent.COUNTER, SessionEvent.REFUSE
WEDNESDAY = paris("2026-05-13 10:30")


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


@pytest.fixture
def countered(rig: Rig) -> CycleSheet:
    """The mentor proposes another time for the first, and has none for the second."""
    sheet = rig.asked(guest_ids=(rig.ids["sami"],))
    rig.now += HOUR
    return rig.answer(sheet, OTHER, NO, YES, YES, starts=[WEDNESDAY])


def ids_of(sheet: CycleSheet, *states: SessionState) -> list[int]:
    return [one.appointment.id for one in sheet.sessions if one.state in states]


def test_an_accepted_time_makes_it_run_and_opens_the_group(rig: Rig) -> None:
    sheet = rig.asked()
    rig.answer(sheet, OTHER, YES, YES, YES, starts=[WEDNESDAY])
    for who in ("maya", "sami", "ines"):
        with pytest.raises(NotAllowed):
            rig.use(choices.accept_times, who, sheet.cycle.id)
    assert rig.news(lambda: rig.use(choices.accept_times, "lea", sheet.cycle.id)) == {("group", "group"): 1}
    running = rig.sheet(sheet)
    assert running.cycle.state is CycleState.RUNNING
    assert running.cycle.first_day == WEDNESDAY.date()
    assert {one.appointment.state for one in running.sessions} == {State.CONFIRMED}
    assert rig.due("answered") + rig.due("chase") == []
    with pytest.raises(AlreadyAnswered):
        rig.use(choices.accept_times, "lea", sheet.cycle.id)
    with pytest.raises(AlreadyAnswered):
        rig.use(choices.withdraw_request, "lea", sheet.cycle.id)


def test_a_seance_without_time_cannot_be_accepted(rig: Rig, countered: CycleSheet) -> None:
    with pytest.raises(Invalid) as refused:
        rig.use(choices.accept_times, "lea", countered.cycle.id)
    assert refused.value.facts == {"field": "times", "reason": "none"}


def test_another_time_asks_the_mentor_for_that_one_alone(rig: Rig, countered: CycleSheet) -> None:
    proposed, open_one = ids_of(countered, SessionState.COUNTERED), ids_of(countered, SessionState.OPEN)
    rig.now += HOUR
    picks = {proposed[0]: WEDNESDAY, open_one[0]: paris("2026-05-20 14:00")}
    assert rig.news(lambda: rig.choose(countered, picks)) == {("picked", "maya"): 1, ("chase", "maya"): 2}
    held = rig.sheet(countered)
    assert held.cycle.state is CycleState.HELD
    assert ids_of(held, SessionState.HELD) == open_one
    assert rig.claims() == rig.claims_of(held)
    assert {one.appointment.state for one in held.sessions} == {State.HELD}
    rig.confirm(held)
    assert rig.owed(alive=True)["group", "group"] == 1


def test_times_chosen_are_checked(rig: Rig, countered: CycleSheet) -> None:
    (proposed,), (open_one,) = ids_of(countered, SessionState.COUNTERED), ids_of(countered, SessionState.OPEN)
    rig.asked("ines", defi="relais", mentor="maya")
    before = rig.claims()

    def pick(to: datetime | None) -> None:
        rig.choose(countered, {proposed: WEDNESDAY} | ({open_one: to} if to else {}))

    for to, reason in ((None, "none"), (paris("2026-06-15 14:00"), "window"), (times_of(countered)[1], "same_day")):
        with pytest.raises(Invalid) as refused:
            pick(to)
        assert refused.value.facts["reason"] == reason
    for when in ("2026-05-20 09:00", "2026-05-25 14:00", "2026-05-05 14:00"):  # not open, a holiday, tomorrow
        with pytest.raises(SlotUnbookable):
            pick(paris(when))
    with pytest.raises(NotFound):
        rig.choose(countered, {proposed: WEDNESDAY, open_one: paris("2026-05-20 14:00"), 999: WEDNESDAY})
    assert (rig.claims(), rig.sheet(countered)) == (before, countered)


def test_a_time_that_is_offered_can_be_chosen_and_no_other_is_offered(rig: Rig, countered: CycleSheet) -> None:
    (open_one,) = ids_of(countered, SessionState.OPEN)
    (proposed,) = ids_of(countered, SessionState.COUNTERED)
    old = paris("2026-05-19 14:00")
    other = rig.keep("ines", wish=rig.wish(defi="relais"))
    rig.send(other, "ines", starts=[old, *(paris(f"2026-{day} 14:00") for day in ("05-28", "06-04", "06-11"))])
    _, free = rig.use(choices.open_choice, "lea", countered.cycle.id)
    assert int(old.timestamp()) not in free.team  # what it was given up for is another's now
    with pytest.raises(SlotTaken):
        rig.choose(countered, {proposed: WEDNESDAY, open_one: old})
    soonest = datetime.fromtimestamp(free.team[0], tz=rig.now.tzinfo)
    assert rig.choose(countered, {proposed: WEDNESDAY, open_one: soonest}).cycle.state is CycleState.HELD


def test_a_form_opened_before_a_weekend_leaves_the_mentor_time_to_answer(rig: Rig, countered: CycleSheet) -> None:
    (open_one,) = ids_of(countered, SessionState.OPEN)
    (proposed,) = ids_of(countered, SessionState.COUNTERED)
    rig.now = paris("2026-05-07 14:00")  # a Thursday; Friday is a holiday: offered before, Monday is too soon now
    picks = {proposed: WEDNESDAY, open_one: paris("2026-05-11 14:00")}
    with pytest.raises(SlotUnbookable):
        rig.choose(countered, picks)
    held = rig.choose(countered, {**picks, open_one: paris("2026-05-12 14:00")})
    assert held.cycle.answer_by is not None
    assert held.cycle.answer_by - rig.now >= DAY


def test_a_guest_who_left_meanwhile_comes_to_no_new_time(rig: Rig, countered: CycleSheet) -> None:
    rig.use(leave_cycle, "sami", countered.cycle.id)
    (open_one,) = ids_of(countered, SessionState.OPEN)
    (proposed,) = ids_of(countered, SessionState.COUNTERED)
    held = rig.choose(countered, {proposed: WEDNESDAY, open_one: paris("2026-05-20 14:00")})
    assert {one.appointment.person_ids for one in held.sessions} == {(rig.ids["lea"], rig.ids["maya"])}


def offered(rig: Rig) -> CycleSheet:
    sheet = rig.asked(mentor="noe")
    rig.now += HOUR
    days = ("05-12", "05-13", "05-19", "05-26", "06-02")
    ranges = [(paris(f"2026-{day} 14:00"), paris(f"2026-{day} 17:00")) for day in days]
    return rig.give_times("noe", sheet, ranges)


def test_a_plan_on_the_mentors_own_times_runs_once_the_team_confirms(rig: Rig) -> None:
    sheet = offered(rig)
    assert rig.news(lambda: rig.use(choices.accept_times, "lea", sheet.cycle.id)) == {("group", "group"): 1}
    assert rig.claims() == rig.claims_of(rig.sheet(sheet))


def test_another_of_the_mentors_own_times_needs_no_second_word(rig: Rig) -> None:
    sheet = offered(rig)
    ids = [one.appointment.id for one in sheet.sessions]
    picks = dict(zip(ids, times_of(sheet), strict=True))
    with pytest.raises(SlotUnbookable):
        rig.choose(sheet, picks | {ids[0]: paris("2026-05-11 14:00")})  # never given
    running = rig.choose(sheet, picks | {ids[0]: paris("2026-05-13 15:00")})
    assert running.cycle.state is CycleState.RUNNING
    assert shown(running)[0] == "13/05 15:00"
    assert rig.claims() == rig.claims_of(running)


def test_the_team_that_is_silent_lets_the_plan_lapse(rig: Rig) -> None:
    sheet = offered(rig)
    assert sheet.cycle.answer_by is not None
    rig.now = sheet.cycle.answer_by
    with pytest.raises(HoldLapsed):
        rig.use(choices.accept_times, "lea", sheet.cycle.id)
    assert rig.news(rig.tick) == {("lapsed", "lea"): 1, ("lapsed", "noe"): 1}
    assert rig.claims() == {}


@pytest.mark.parametrize("state", ["held", "answered", "asked", "offered"])
def test_a_request_can_be_withdrawn_while_it_is_open(rig: Rig, state: str) -> None:
    mentor = "maya" if state in ("held", "answered") else "noe"
    sheet = offered(rig) if state == "offered" else rig.asked(mentor=mentor)
    if state == "answered":
        rig.answer(sheet, YES, YES, YES, NO)
    news = rig.news(lambda: rig.use(choices.withdraw_request, "lea", sheet.cycle.id))
    assert news == {("withdrawn", mentor): 1}
    withdrawn = rig.sheet(sheet)
    assert (withdrawn.cycle.state, rig.claims()) == (CycleState.WITHDRAWN, {})
    assert {one.state for one in withdrawn.sessions} <= {SessionState.DROPPED}
    assert [row.kind for row in rig.notices() if row.state == "owed" and row.kind != "mentoring.card"] == [
        "mentoring.withdrawn"
    ]
    for again in (choices.withdraw_request, choices.accept_times):
        with pytest.raises(AlreadyAnswered):
            rig.use(again, "lea", sheet.cycle.id)


def test_a_coach_chooses_for_the_team(rig: Rig, countered: CycleSheet) -> None:
    (open_one,) = ids_of(countered, SessionState.OPEN)
    (proposed,) = ids_of(countered, SessionState.COUNTERED)
    picks = {proposed: WEDNESDAY, open_one: paris("2026-05-20 14:00")}
    held = rig.choose(countered, picks, "claire")
    assert session_at(held, open_one).state is SessionState.HELD
    assert rig.verbs(countered)[-1] == ("mentoring.choose", rig.ids["claire"])
