"""What the mentor answers: all four, séance by séance, not at all, or when they could; a coach for them."""

from datetime import date, datetime

import pytest

from bot.agenda.model import State
from bot.errors import (
    AlreadyAnswered,
    HoldLapsed,
    Invalid,
    NotAllowed,
    NotFound,
    SlotTaken,
    SlotUnbookable,
)
from bot.mentoring import answers, choices, service
from bot.mentoring.cycle import CycleState, SessionEvent, SessionState
from bot.mentoring.model import CycleSheet, DayHalf, SuitableTimes
from storage.database import Database

from .rig import DAY, HOUR, VISIO, Rig, answers_for, make_rig, paris, shown, times_of

YES, OTHER, NO = SessionEvent.CONFIRM, SessionEvent.COUNTER, SessionEvent.REFUSE
TUESDAYS = ["12/05 14:00", "19/05 14:00", "26/05 14:00", "02/06 14:00"]


@pytest.fixture
def rig(database: Database) -> Rig:
    return make_rig(database)


@pytest.fixture
def sheet(rig: Rig) -> CycleSheet:
    return rig.asked(guest_ids=(rig.ids["sami"],))


def refusal(
    rig: Rig, sheet: CycleSheet, *events: SessionEvent, starts: tuple[datetime | None, ...] = ()
) -> tuple[str, str]:
    with pytest.raises(Invalid) as refused:
        rig.answer(sheet, *events, starts=starts)
    return refused.value.facts["field"], refused.value.facts["reason"]  # type: ignore[return-value]


def states(sheet: CycleSheet) -> list[SessionState]:
    return [one.state for one in sheet.sessions]


def test_confirmed_the_four_stand_and_the_group_is_opened_once(rig: Rig, sheet: CycleSheet) -> None:
    for who in ("lea", "sami", "rose", "ines"):
        with pytest.raises(NotAllowed):
            rig.confirm(sheet, who)
    assert rig.news(lambda: rig.confirm(sheet)) == {("group", "group"): 1}
    running = rig.sheet(sheet)
    assert (running.cycle.state, running.cycle.first_day) == (CycleState.RUNNING, date(2026, 5, 12))
    assert running.cycle.answer_by is None
    assert {one.appointment.state for one in running.sessions} == {State.CONFIRMED}
    assert states(running) == [SessionState.CONFIRMED] * 4
    assert rig.claims() == rig.claims_of(running)
    assert rig.due("chase") == []
    for again in (
        lambda: rig.confirm(sheet),
        lambda: rig.answer(sheet, YES, YES, YES, NO),
        lambda: rig.use(answers.decline_request, "maya", sheet.cycle.id),
    ):
        with pytest.raises(AlreadyAnswered):
            rig.news(again)


def test_answer_sent_again_stands_as_it_was_said(rig: Rig, sheet: CycleSheet) -> None:
    """Its acknowledgement was lost: Slack shows the form still, and who answers presses once more."""
    to = [None, paris("2026-05-20 10:30"), None, None]
    answered = rig.answer(sheet, YES, OTHER, NO, YES, starts=to)
    before = rig.everything()
    assert rig.answer(sheet, YES, OTHER, NO, YES, starts=to) == answered
    for others in ([YES, YES, NO, YES], [YES, OTHER, YES, YES], [NO, OTHER, NO, YES]):
        with pytest.raises(AlreadyAnswered):
            rig.answer(sheet, *others, starts=to)
    with pytest.raises(AlreadyAnswered):
        rig.answer(sheet, YES, OTHER, NO, YES, starts=[None, paris("2026-05-21 10:30"), None, None])
    with pytest.raises(NotAllowed):
        rig.answer(sheet, YES, OTHER, NO, YES, starts=to, who="rose")
    assert rig.everything() == before


def test_no_said_again_stands(rig: Rig, sheet: CycleSheet) -> None:
    declined = rig.use(answers.decline_request, "maya", sheet.cycle.id, reason="Trop loin")
    before = rig.everything()
    assert rig.use(answers.decline_request, "maya", sheet.cycle.id, reason="Trop loin") == declined
    assert rig.everything() == before


def test_one_countered_leaves_the_others_to_the_second(rig: Rig, sheet: CycleSheet) -> None:
    before = {one.appointment.id: one.appointment for one in sheet.sessions}
    (first, *_) = before
    to = paris("2026-05-13 10:30")  # outside their hours: they propose it themselves
    news = rig.news(lambda: rig.answer(sheet, OTHER, YES, YES, YES, starts=[to]))
    assert news == {("answered", "lea"): 1, ("chase", "lea"): 2}
    answered = rig.sheet(sheet)
    assert answered.cycle.state is CycleState.ANSWERED
    assert states(answered) == [SessionState.COUNTERED, *[SessionState.AGREED] * 3]
    now = {one.appointment.id: one.appointment for one in answered.sessions}
    assert now[first].starts == to
    assert {one: now[one] for one in now if one != first} == {one: before[one] for one in before if one != first}
    assert rig.claims() == rig.claims_of(answered)
    assert all(one.state == "dropped" for one in rig.notices("mentoring.chase")[:2])
    with pytest.raises(AlreadyAnswered):
        rig.answer(sheet, YES, YES, YES, YES)


def test_all_refused_hold_nothing_and_wait_for_the_team_alone(rig: Rig, sheet: CycleSheet) -> None:
    rig.answer(sheet, NO, NO, NO, NO)
    answered = rig.sheet(sheet)
    assert (states(answered), answered.timed_sessions, rig.claims()) == ([SessionState.OPEN] * 4, (), {})
    assert {one.appointment.state for one in answered.sessions} == {State.CANCELLED}
    assert answered.cycle.answer_by == paris("2026-05-12 09:00")


def test_one_refused_waits_for_a_time_and_frees_its_own(rig: Rig, sheet: CycleSheet) -> None:
    answered = rig.answer(sheet, YES, NO, YES, YES)
    assert (answered.cycle.state, shown(answered)) == (CycleState.ANSWERED, [*TUESDAYS[:1], *TUESDAYS[2:]])
    assert rig.claims() == rig.claims_of(answered)


def test_two_seances_change_places(rig: Rig, sheet: CycleSheet) -> None:
    one, two, *_ = times_of(sheet)
    ids = [one.appointment.id for one in sheet.sessions]
    answered = rig.answer(sheet, OTHER, OTHER, YES, YES, starts=[two, one])
    assert [one.appointment.id for one in answered.sessions] == [ids[1], ids[0], *ids[2:]]
    assert shown(answered) == TUESDAYS
    assert rig.claims() == rig.claims_of(answered)


def test_a_time_that_is_too_soon_past_or_outside_is_told_on_the_field(rig: Rig, sheet: CycleSheet) -> None:
    before = rig.claims()
    for to, reason in (
        (None, "none"),
        (rig.now - DAY, "soon"),
        (paris("2026-05-05 14:00"), "soon"),  # tomorrow: the team could not answer
        (paris("2026-06-26 14:00"), "window"),  # past the week more
        (times_of(sheet)[1] + 2 * HOUR, "same_day"),
    ):
        assert refusal(rig, sheet, OTHER, YES, YES, YES, starts=(to,)) == ("times", reason)
    with pytest.raises(SlotUnbookable):
        rig.answer(sheet, OTHER, YES, YES, YES, starts=[paris("2026-05-13 14:05")])
    other = rig.asked("ines", defi="relais", from_day=date(2026, 5, 12))
    with pytest.raises(SlotTaken):
        rig.answer(sheet, YES, YES, YES, OTHER, starts=[None, None, None, times_of(other)[1]])
    assert rig.sheet(sheet).sessions == sheet.sessions
    assert before < rig.claims()


def test_past_the_month_a_mentors_word_counts_and_the_rest_can_still_be_chosen(rig: Rig, sheet: CycleSheet) -> None:
    late = paris("2026-06-18 14:00")  # 37 days after the first
    assert refusal(rig, sheet, YES, YES, YES, OTHER, starts=(None, None, None, late + DAY)) == ("times", "window")
    answered = rig.answer(sheet, YES, NO, YES, OTHER, starts=[None, None, None, late])
    ids = [one.appointment.id for one in sheet.sessions]
    _, free = rig.use(choices.open_choice, "lea", sheet.cycle.id)
    assert free.team
    picks = {ids[1]: paris("2026-05-20 14:00"), ids[3]: late}
    assert int(picks[ids[1]].timestamp()) in free.team
    held = rig.choose(answered, picks)
    assert (held.cycle.state, rig.claims()) == (CycleState.HELD, rig.claims_of(held))
    assert rig.confirm(held).cycle.state is CycleState.RUNNING


def test_an_answer_is_due_for_each_seance_and_for_no_other(rig: Rig, sheet: CycleSheet) -> None:
    whole = answers_for(sheet, YES, YES, YES, YES)
    some = dict(list(whole.items())[:3])
    for given in (some, {}, whole | {next(iter(whole)): answers.MentorAnswer(SessionEvent.DROP)}):
        with pytest.raises(Invalid) as refused:
            rig.use(answers.answer_sessions, "maya", sheet.cycle.id, answers=given)
        assert refused.value.facts == {"field": "answers", "reason": "missing"}
    other = rig.asked("ines", defi="relais")
    with pytest.raises(NotFound):
        rig.use(answers.answer_sessions, "maya", sheet.cycle.id, answers=whole | answers_for(other, YES, YES, YES, YES))


def test_what_is_agreed_is_not_asked_again(rig: Rig, sheet: CycleSheet) -> None:
    answered = rig.answer(sheet, YES, YES, NO, YES)
    (open_one,) = choices.pending_sessions(answered)
    held = rig.choose(answered, {open_one.appointment.id: paris("2026-05-27 14:00")})
    given = answers_for(held, NO, NO, OTHER, NO, starts=[None, None, paris("2026-05-28 14:00"), None])
    again = rig.use(answers.answer_sessions, "maya", sheet.cycle.id, answers=given)
    assert states(again) == [SessionState.AGREED] * 2 + [SessionState.COUNTERED, SessionState.AGREED]
    assert rig.claims() == rig.claims_of(again)


def test_once_the_time_is_over_every_form_says_so_even_before_the_clock_looked(rig: Rig, sheet: CycleSheet) -> None:
    assert sheet.cycle.answer_by is not None
    rig.now = sheet.cycle.answer_by
    for looked in (False, True):
        for late in (
            lambda: rig.confirm(sheet),
            lambda: rig.answer(sheet, YES, YES, YES, NO),
            lambda: rig.use(answers.decline_request, "maya", sheet.cycle.id),
            lambda: rig.use(answers.open_answer, "maya", sheet.cycle.id),
            lambda: rig.use(choices.withdraw_request, "lea", sheet.cycle.id),
        ):
            with pytest.raises(HoldLapsed):
                late()
        if not looked:
            rig.tick()
    assert rig.claims() == {}


def test_the_last_second_counts(rig: Rig, sheet: CycleSheet) -> None:
    assert sheet.cycle.answer_by is not None
    rig.now = sheet.cycle.answer_by - HOUR / 3600
    rig.tick()
    assert rig.confirm(sheet).cycle.state is CycleState.RUNNING


def test_a_coach_answers_for_the_mentor_and_the_history_says_so(rig: Rig, sheet: CycleSheet) -> None:
    rig.confirm(sheet, "claire")
    assert rig.verbs(sheet) == [("mentoring.ask", rig.ids["lea"]), ("mentoring.confirm", rig.ids["claire"])]


def test_declined_it_is_known_at_once_who_else_is_there(rig: Rig, sheet: CycleSheet) -> None:
    rig.use(answers.decline_request, "maya", sheet.cycle.id)
    found = rig.do(lambda tx: service.add_other_mentors(tx, rig.sheet(sheet), now=rig.now)).others
    offered = rig.use(service.find_next_mentor, "lea", "draft-next", cycle_id=sheet.cycle.id).matches
    assert found
    assert {one.mentor.person.name for one in offered} <= {*found}
    rig.depart(*(key for key in ("noe", "rose") if key in rig.ids))
    assert rig.do(lambda tx: service.add_other_mentors(tx, rig.sheet(sheet), now=rig.now)).others == ()


def test_declined_the_times_are_free_at_once_and_who_asked_is_told(rig: Rig, sheet: CycleSheet) -> None:
    with pytest.raises(Invalid):
        rig.use(answers.decline_request, "maya", sheet.cycle.id, reason="x" * 301)
    news = rig.news(
        lambda: rig.use(answers.decline_request, "maya", sheet.cycle.id, reason=" Pas le temps ce mois-ci ")
    )
    assert news == {("declined", "lea"): 1}
    declined = rig.sheet(sheet)
    assert (declined.cycle.state, declined.cycle.reason) == (CycleState.DECLINED, "Pas le temps ce mois-ci")
    assert (states(declined), rig.claims(), rig.due("chase")) == ([SessionState.DROPPED] * 4, {}, [])
    assert rig.asked("sami").cycle.state is CycleState.HELD  # the same times, at once


def lines(*days: int) -> list[tuple[datetime, datetime]]:
    """Give 14 h to 17 h of these days of May, counted from the 1st."""
    return [(paris("2026-05-01 14:00") + (day - 1) * DAY, paris("2026-05-01 17:00") + (day - 1) * DAY) for day in days]


def give(rig: Rig, sheet: CycleSheet, *days: int, who: str = "noe") -> CycleSheet:
    return rig.give_times(who, sheet, lines(*days))


def test_the_times_of_a_mentor_without_hours_are_planned_and_held_two_working_days_for_the_team(rig: Rig) -> None:
    sheet = rig.asked(mentor="noe")
    rig.now = paris("2026-05-06 10:00")
    assert rig.news(lambda: give(rig, sheet, 12, 13, 19, 26, 33)) == {("answered", "lea"): 1, ("chase", "lea"): 1}
    offered = rig.sheet(sheet)
    assert (offered.cycle.state, shown(offered)) == (CycleState.OFFERED, TUESDAYS)
    assert offered.cycle.answer_by == paris("2026-05-11 10:00")  # the 8th is a holiday
    assert rig.claims() == rig.claims_of(offered)
    before = rig.everything()
    assert give(rig, sheet, 33, 12, 13, 19, 26) == offered  # sent again, they stand
    assert rig.everything() == before
    with pytest.raises(AlreadyAnswered):
        give(rig, sheet, 12, 19, 26, 33)
    with pytest.raises(AlreadyAnswered):
        rig.confirm(sheet, "noe")
    assert rig.use(choices.accept_times, "lea", sheet.cycle.id).cycle.state is CycleState.RUNNING


def test_times_that_give_no_four_seances_say_why(rig: Rig) -> None:
    sheet = rig.asked(mentor="noe")
    for days, reason in (
        ((), "none"),
        ((12, 19), "too-few"),
        ((12, 13, 14, 15), "too-few"),  # no four days apart
        ((4, 5, 6, 19), "too-few"),  # too soon
        ((1, 2), "no-hours"),
    ):
        with pytest.raises(Invalid) as refused:
            give(rig, sheet, *days)
        assert refused.value.facts == {"field": "times", "reason": reason}
    assert (rig.claims(), rig.sheet(sheet).cycle.state) == ({}, CycleState.ASKED)


def test_times_that_the_mentor_or_the_team_has_not_are_no_plan(rig: Rig) -> None:
    first, other = rig.asked(mentor="noe"), rig.asked("ines", mentor="noe", defi="relais")
    give(rig, first, 12, 19, 26, 33)
    before = rig.claims()
    short = [(starts, starts + 2 * HOUR) for starts, _ in lines(12, 19, 26, 33)]
    with pytest.raises(Invalid) as refused:
        rig.give_times("noe", other, short)
    assert refused.value.facts == {"field": "times", "reason": "mentor"}
    assert rig.claims() == before
    assert give(rig, other, 11, 18, 28, 35).cycle.state is CycleState.OFFERED


def test_times_that_are_taken_between_the_search_and_the_hold_are_no_more_held(rig: Rig) -> None:
    first, other = rig.asked(mentor="noe"), rig.asked("ines", mentor="noe", defi="relais")
    days = lines(12, 19, 26, 33)
    planned = rig.use(answers.plan_times, "noe", first.cycle.id, ranges=days)
    give(rig, other, 12, 19, 26, 33)
    before = rig.claims()
    with pytest.raises(SlotTaken):
        rig.use(answers.give_times, "noe", first.cycle.id, ranges=days, starts=planned, visio_url=VISIO)
    outside = [one + 6 * HOUR for one in planned]
    with pytest.raises(SlotUnbookable):
        rig.use(answers.give_times, "noe", first.cycle.id, ranges=days, starts=outside, visio_url=VISIO)
    assert (rig.claims(), rig.sheet(first).cycle.state) == (before, CycleState.ASKED)


def test_wishes_bend_before_the_mentors_own_times_and_the_day_wished_does_not(rig: Rig) -> None:
    mornings = rig.asked(mentor="noe", suits=SuitableTimes(halves=frozenset({DayHalf.MORNING})))
    assert shown(give(rig, mornings, 12, 19, 26, 33)) == TUESDAYS  # the team still says yes or no
    later = rig.asked("sami", mentor="noe", from_day=date(2026, 5, 18))
    with pytest.raises(Invalid) as refused:
        give(rig, later, 11, 18, 27)
    assert refused.value.facts["reason"] == "too-few"
    assert shown(give(rig, later, 11, 18, 27, 34, 41)) == ["18/05 14:00", "27/05 14:00", "03/06 14:00", "10/06 14:00"]


def test_who_is_not_the_mentor_gives_no_times_but_a_coach_does(rig: Rig) -> None:
    sheet = rig.asked(mentor="noe")
    for who in ("lea", "maya"):
        with pytest.raises(NotAllowed):
            give(rig, sheet, 12, 19, 26, 33, who=who)
    assert give(rig, sheet, 12, 19, 26, 33, who="david").cycle.state is CycleState.OFFERED
